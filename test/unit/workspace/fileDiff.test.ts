import fc from 'fast-check';
import { expect, test } from 'vitest';
import { toFileDiff } from '../../../src/core/workspace/fileDiff';
import { snapshotOf } from '../../../src/core/workspace/textCodec';
import type { FileChange } from '../../../src/core/workspace/workspace';

const file = { path: '/p/a.txt', display: 'a.txt' };
const to = { path: '/p/b.txt', display: 'b.txt' };

function edit(before: string | Uint8Array, after: string): FileChange {
  return { kind: 'edit', file, before: snapshotOf(file.path, Buffer.from(before)), after: { text: after } };
}

test('shows three lines around a change, without carriage returns', () => {
  const before = Array.from({ length: 9 }, (_, index) => `${index + 1}\r\n`).join('');
  expect(toFileDiff(edit(before, before.replace('5', 'five')))).toEqual({
    path: 'a.txt',
    kind: 'edit',
    added: 1,
    removed: 1,
    hunks: [{ oldStart: 2, newStart: 2, lines: [' 2', ' 3', ' 4', '-5', '+five', ' 6', ' 7', ' 8'] }],
  });
});

test('shows a created, a deleted and a renamed file', () => {
  expect(toFileDiff({ kind: 'create', file, after: { text: 'x\n' } })).toMatchObject({
    added: 1,
    removed: 0,
    hunks: [{ lines: ['+x'] }],
  });
  const before = snapshotOf(file.path, Buffer.from('x\n'));
  expect(toFileDiff({ kind: 'delete', file, before })).toMatchObject({
    added: 0,
    removed: 1,
    hunks: [{ lines: ['-x'] }],
  });
  expect(toFileDiff({ kind: 'rename', file, to, before })).toEqual({
    path: 'a.txt',
    kind: 'rename',
    renamedTo: 'b.txt',
    added: 0,
    removed: 0,
    hunks: [],
  });
});

test('says what lines do not show', () => {
  expect(toFileDiff(edit('a\n', 'a'))).toMatchObject({ note: 'newline removed at the end' });
  expect(toFileDiff(edit(Buffer.from([0, 1]), 'a'))).toEqual({
    path: 'a.txt',
    kind: 'edit',
    added: 0,
    removed: 0,
    note: 'binary',
  });
});

test('only counts above the limits', () => {
  const big = `${'x'.repeat(1024)}\n`.repeat(1100);
  expect(toFileDiff(edit(big, `${big}more\n`))).toEqual({
    path: 'a.txt',
    kind: 'edit',
    added: 1,
    removed: 0,
    note: 'too large to show',
  });
  const numbers = (offset: number) =>
    Array.from({ length: 2600 }, (_, index) => `${index * 2 + offset}\n`).join('');
  expect(toFileDiff(edit(numbers(0), numbers(1)))).toMatchObject({
    added: 2600,
    removed: 2600,
    note: 'too many changed lines to show',
  });
});

test('shows one large hunk where the shortest difference is too far to search', () => {
  const numbers = (offset: number) =>
    Array.from({ length: 2000 }, (_, index) => `${index * 2 + offset}\n`).join('');
  const diff = toFileDiff(edit(`same\n${numbers(0)}`, `same\n${numbers(1)}`));
  expect(diff).toMatchObject({ added: 2000, removed: 2000, hunks: [{ oldStart: 2, newStart: 2 }] });
  expect(diff.hunks?.[0]?.lines.slice(1999, 2001)).toEqual(['-3998', '+1']);
});

test('any difference can be undone from what is shown', () => {
  const text = fc.array(fc.constantFrom('a', 'b', ''), { maxLength: 8 }).map((lines) => lines.join('\n'));
  fc.assert(
    fc.property(text, text, (before, after) => {
      const { hunks = [], added, removed } = toFileDiff(edit(before, after));
      const shown = hunks.flatMap(({ lines }) => lines);
      expect([
        shown.filter((line) => line.startsWith('+')).length,
        shown.filter((line) => line.startsWith('-')).length,
      ]).toEqual([added, removed]);
      const old = before.split('\n');
      for (const { oldStart, lines } of hunks) {
        const oldLines = lines.filter((line) => !line.startsWith('+')).map((line) => line.slice(1));
        expect(old.slice(oldStart - 1, oldStart - 1 + oldLines.length)).toEqual(oldLines);
      }
    }),
  );
});

test('counts of a large file are those of its changed lines', () => {
  const line = fc.constantFrom('a\n', 'b\n', 'ab\n', '\n');
  const head = 'x\n'.repeat(600_000);
  fc.assert(
    fc.property(
      fc.array(line, { maxLength: 4 }),
      fc.array(line, { maxLength: 4 }),
      fc.constantFrom('', 'tail', 'tail\n'),
      (old, fresh, tail) => {
        const { added, removed } = toFileDiff(edit(head + old.join('') + tail, head + fresh.join('') + tail));
        expect(added - removed).toBe(fresh.length - old.length);
        expect(added).toBeLessThanOrEqual(fresh.length);
        expect(removed).toBeLessThanOrEqual(old.length);
      },
    ),
    { numRuns: 5 },
  );
});
