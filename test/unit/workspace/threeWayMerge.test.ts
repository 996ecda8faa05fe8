import fc from 'fast-check';
import { expect, test } from 'vitest';
import { linesOf } from '../../../src/core/workspace/textLines';
import { conflictHunks, mergeTexts } from '../../../src/core/workspace/threeWayMerge';

test.each([
  ['both ends', 'a\nb\nc\nd\n', 'A\nb\nc\nd\n', 'a\nb\nc\nD\n', 'A\nb\nc\nD\n'],
  ['an insertion and a deletion', 'a\nb\nc\nd\n', 'x\na\nb\nc\nd\n', 'a\nb\nd\n', 'x\na\nb\nd\n'],
  ['the same change twice', 'a\nb\n', 'a\nB\n', 'a\nB\n', 'a\nB\n'],
  ['line endings of each side', 'a\r\nb\nc\r\n', 'A\r\nb\nc\r\n', 'a\r\nb\nC\r\n', 'A\r\nb\nC\r\n'],
  ['the same line', 'a\n', 'b\n', 'c\n', undefined],
  ['neighbouring lines', 'a\nb\n', 'A\nb\n', 'a\nB\n', undefined],
  ['two insertions at one place', 'a\nb\n', 'a\n1\nb\n', 'a\n2\nb\n', undefined],
  ['a line added after an end without a newline, twice', 'a', 'a\nb', 'a\nc', undefined],
])('%s', (_, base, mine, theirs, merged) => {
  expect(mergeTexts(base, mine, theirs)).toBe(merged);
  expect(mergeTexts(base, theirs, mine)).toBe(merged);
});

const text = fc
  .array(fc.constantFrom('a\n', 'b\n', 'c\r\n', 'd\r', '\n'), { maxLength: 12 })
  .chain((lines) => fc.constantFrom('', 'end').map((end) => lines.join('') + end));

test('a side that changed nothing gives the other side', () => {
  fc.assert(
    fc.property(text, text, (base, other) => {
      expect(mergeTexts(base, base, other)).toBe(other);
      expect(mergeTexts(base, other, base)).toBe(other);
      expect(linesOf(other).join('')).toBe(other);
    }),
  );
});

test('what keeps two texts from being merged is told with its line in the first of them', () => {
  expect(conflictHunks('a\nb\nc\nd\n', 'x\ny\na\nB\nc\nd\n', 'a\n2\n2\nc\nD\n')).toEqual([
    { line: 4, base: 'b\n', mine: 'B\n', theirs: '2\n2\n' },
  ]);
  expect(conflictHunks('a\nb\n', 'A\nb\n', 'a\nB\n')).toEqual([
    { line: 1, base: 'a\nb\n', mine: 'A\nb\n', theirs: 'a\nB\n' },
  ]);
});

test('there is a conflict to tell exactly where there is no merged text', () => {
  const whole = text.map((written) => (written === '' ? '' : `${written}\n`));
  fc.assert(
    fc.property(whole, whole, whole, (base, mine, theirs) => {
      expect(conflictHunks(base, mine, theirs)?.length === 0).toBe(
        mergeTexts(base, mine, theirs) !== undefined,
      );
    }),
  );
});
