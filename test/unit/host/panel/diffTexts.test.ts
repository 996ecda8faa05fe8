import { expect, it } from 'vitest';
import { textsOfDiff } from '../../../../src/host/panel/diffTexts';

it('gives the two sides of a diff, hunk by hunk', () => {
  const hunks = [
    { oldStart: 1, newStart: 1, lines: [' a', '-b', '+B', ' c'] },
    { oldStart: 40, newStart: 41, lines: ['+x'] },
  ];
  expect(textsOfDiff({ path: 'f', kind: 'edit', added: 2, removed: 1, hunks })).toEqual({
    before: '@@ line 1 @@\na\nb\nc\n@@ line 40 @@',
    after: '@@ line 1 @@\na\nB\nc\n@@ line 41 @@\nx',
  });
});
