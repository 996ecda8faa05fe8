import { expect, test } from 'vitest';
import { conflictTexts } from '../../../../src/host/plans/conflictTexts';

const hunk = (line: number, mine: string, theirs: string) => ({ line, base: 'base\n', mine, theirs });

test('the file as it is stands against the same with what the step wrote', () => {
  const now = 'one\nTWO\nthree\nFOUR\n';
  const hunks = [hunk(2, 'TWO\n', 'two\nand a half\n'), hunk(4, 'FOUR\n', '')];
  expect(conflictTexts({ hunks }, now)).toEqual({ before: now, after: 'one\ntwo\nand a half\nthree\n' });
});

test('lines that are only on one side are put where they belong', () => {
  expect(conflictTexts({ hunks: [hunk(2, '', 'new\n')] }, 'a\nb\n')).toEqual({
    before: 'a\nb\n',
    after: 'a\nnew\nb\n',
  });
});

test('of a file that changed since, only the places are compared', () => {
  const hunks = [hunk(2, 'TWO\n', 'two'), hunk(9, 'NINE\n', 'nine\n')];
  const places = {
    before: '@@ line 2 @@\nTWO\n@@ line 9 @@\nNINE\n',
    after: '@@ line 2 @@\ntwo\n@@ line 9 @@\nnine\n',
  };
  expect(conflictTexts({ hunks }, 'one\nTWO\nthree\n')).toEqual(places);
  expect(conflictTexts({ hunks }, undefined)).toEqual(places);
  expect(conflictTexts({ hunks: [hunk(9, '', 'nine\n')] }, 'one\n')?.before).toBe('@@ line 9 @@\n\n');
});

test('what has no places can not be compared', () => {
  expect(conflictTexts({}, 'text')).toBeUndefined();
});
