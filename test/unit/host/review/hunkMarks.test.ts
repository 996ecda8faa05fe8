import { describe, expect, it } from 'vitest';
import { markedLines, marksOf, sameSpans } from '../../../../src/host/review/hunkMarks';
import { hunk } from './reviewFixture';

const onlyRemoved = { added: '' };
const at = (id: string, start: number, end: number, overrides = {}) => ({
  hunk: hunk(id, start, end, overrides),
  start,
  end,
});

describe('the marks of hunks', () => {
  it('tell added, changed and removed lines apart', () => {
    const marks = marksOf([at('a', 1, 3, { removed: '' }), at('b', 5, 6), at('c', 8, 8, onlyRemoved)], 20);
    expect(marks.addedLines).toEqual([[1, 2]]);
    expect(marks.addedMark).toEqual([[1, 1]]);
    expect(marks.changedLines).toEqual([[5, 5]]);
    expect(marks.changedMark).toEqual([[5, 5]]);
    expect(marks.removedBefore).toEqual([[8, 8]]);
    expect(marks.removedMark).toEqual([[8, 8]]);
    expect(markedLines(marks)).toEqual([1, 2, 5, 8]);
  });

  it('stand below the last line where the end of the file was removed', () => {
    const marks = marksOf([at('end', 4, 4, onlyRemoved)], 4);
    expect([marks.removedBefore, marks.removedAfter]).toEqual([[], [[3, 3]]]);
  });

  it('stay inside a document that is behind', () => {
    expect(marksOf([at('a', 7, 12)], 5).changedLines).toEqual([[4, 4]]);
  });

  it('name what no longer fits its surroundings', () => {
    expect(marksOf([at('a', 2, 3, { isBaseChanged: true })], 9).baseChanged).toEqual([[2, 2]]);
  });

  it('are drawn again only where they differ', () => {
    expect(sameSpans([[1, 2]], [[1, 2]])).toBe(true);
    expect(sameSpans([[1, 2]], [[1, 3]])).toBe(false);
    expect(sameSpans([[1, 2]], [])).toBe(false);
  });
});
