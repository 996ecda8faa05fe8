import { describe, expect, it } from 'vitest';
import {
  cutText,
  hunkKind,
  placeWords,
  positionWords,
  sizeWords,
} from '../../../../src/host/review/hunkWords';
import { hunk } from './reviewFixture';

const lines = (count: number): string => 'x\n'.repeat(count);

describe('a hunk in words', () => {
  it.each([
    [1, 0, 'added', '1 line added'],
    [3, 0, 'added', '3 lines added'],
    [0, 1, 'removed', '1 line removed'],
    [0, 2, 'removed', '2 lines removed'],
    [1, 1, 'changed', '1 line changed'],
    [3, 3, 'changed', '3 lines changed'],
    [4, 1, 'changed', '1 line became 4'],
    [1, 2, 'changed', '2 lines became 1'],
  ])('%i lines for %i are %s: %s', (added, removed, kind, words) => {
    const changed = hunk('a', 4, 4 + added, { added: lines(added), removed: lines(removed) });
    expect([hunkKind(changed), sizeWords(changed)]).toEqual([kind, words]);
  });

  it('counts a last line without an end', () => {
    expect(sizeWords(hunk('a', 0, 2, { added: 'x\ny', removed: '' }))).toBe('2 lines added');
  });

  it('says where it is', () => {
    expect([placeWords(hunk('a', 3, 4)), placeWords(hunk('a', 3, 6)), placeWords(hunk('a', 3, 3))]).toEqual([
      'line 4',
      'lines 4–6',
      'before line 4',
    ]);
  });

  it('says what a step came to', () => {
    const changed = hunk('b', 3, 6, { removed: lines(3), isEdited: true });
    const position = { hunk: changed, file: 'cart.ts', number: 2, count: 5, by: '“Fix it”' };
    expect(positionWords(position)).toBe(
      'Hunk 2 of 5 in cart.ts, lines 4–6, 3 lines changed, by “Fix it”, you edited it.',
    );
  });
});

describe('old text that is cut', () => {
  it('keeps short ones whole, without the ends of lines', () => {
    expect(cutText('a\r\nb\r\n', { lines: 2, columns: 9 })).toEqual({ text: 'a\nb', moreLines: 0 });
  });

  it('cuts lines and columns, and counts what is left out', () => {
    expect(cutText('abcdef\nb\nc\n', { lines: 2, columns: 3 })).toEqual({ text: 'abc…\nb', moreLines: 1 });
  });
});
