import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { minimalEdits } from '../../../../src/host/workspace/minimalEdits';
import type { OffsetEdit } from '../../../../src/host/workspace/minimalEdits';

/** Applies edits the way the editor does: all offsets are those of the old text. */
function apply(text: string, edits: readonly OffsetEdit[]): string {
  return edits
    .toReversed()
    .reduce((result, edit) => result.slice(0, edit.start) + edit.text + result.slice(edit.end), text);
}

describe('minimalEdits', () => {
  const rows: readonly (readonly [
    name: string,
    before: string,
    after: string,
    expected: readonly OffsetEdit[],
  ])[] = [
    ['equal texts', 'a\nb\n', 'a\nb\n', []],
    ['one word in a line', 'let a = 1;\n', 'let a = 2;\n', [{ start: 8, end: 9, text: '2' }]],
    ['a file from nothing', '', 'a\n', [{ start: 0, end: 0, text: 'a\n' }]],
    [
      'two places far apart',
      'one\ntwo\nthree\nfour\nfive\n',
      'ONE\ntwo\nthree\nfour\nFIVE\n',
      [
        { start: 0, end: 4, text: 'ONE\n' },
        { start: 19, end: 23, text: 'FIVE' },
      ],
    ],
    ['a new last line', 'a\n', 'a\nb\n', [{ start: 2, end: 2, text: 'b\n' }]],
    ['a missing final newline', 'a\nb', 'a\nb\n', [{ start: 3, end: 3, text: '\n' }]],
    ['a CRLF is never cut', 'a\r\nb', 'a\nb', [{ start: 1, end: 3, text: '\n' }]],
    ['a surrogate pair is never cut', 'x😀y', 'x😁y', [{ start: 1, end: 3, text: '😁' }]],
  ];
  it.each(rows)('%s', (_name, before, after, expected) => {
    expect(minimalEdits(before, after)).toEqual(expected);
  });

  it('gives edits that lead from any text to any other and keep apart', () => {
    const line = fc.constantFrom('a', 'b', 'cc', '', '😀', 'same', 'same');
    const text = fc.array(line, { maxLength: 30 }).map((lines) => lines.join('\n'));
    fc.assert(
      fc.property(text, text, (before, after) => {
        const edits = minimalEdits(before, after);
        expect(apply(before, edits)).toBe(after);
        edits.reduce((end, edit) => {
          expect(edit.start).toBeGreaterThanOrEqual(end);
          return edit.end;
        }, 0);
      }),
    );
  });

  it('falls back to one edit when too much differs', () => {
    const before = Array.from({ length: 5_000 }, (_, index) => `old ${index}\n`).join('');
    const after = Array.from({ length: 5_000 }, (_, index) => `new ${index}\n`).join('');
    const edits = minimalEdits(before, after);
    expect(edits).toHaveLength(1);
    expect(apply(before, edits)).toBe(after);
  });
});
