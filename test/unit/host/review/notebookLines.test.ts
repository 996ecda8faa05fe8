import { describe, expect, it } from 'vitest';
import { createHunks, textsOf } from '../../../../src/core/journal/hunks';
import type { ReviewHunk } from '../../../../src/core/review/review';
import { hunksOfCell, notebookLines, textWith } from '../../../../src/host/review/notebookLines';
import { hunk } from './reviewFixture';

interface Cell {
  readonly source: readonly string[] | string;
  readonly outputs?: readonly unknown[];
}

const notebook = (cells: readonly Cell[]): string =>
  `${JSON.stringify(
    { cells: cells.map((cell) => ({ cell_type: 'code', metadata: {}, outputs: [], ...cell })), nbformat: 4 },
    null,
    1,
  )}\n`;

const first: Cell = { source: ['import math\n', 'x = 1\n', 'print("a, [b]: \\"{c}\\"")'] };
const second: Cell = { source: ['y = 2'] };
const before = notebook([first, second]);

function hunksBetween(from: string, to: string): readonly ReviewHunk[] {
  const state = createHunks(from, to, 'change');
  return state.hunks.map((one) => hunk(one.id, one.start, one.end, textsOf(state, one)));
}

/** Of each cell: start, end and old text of its hunks. */
function cellsAfter(after: string): readonly (readonly (readonly [number, number, string])[])[] {
  const hunks = hunksBetween(before, after);
  expect(textWith(before, hunks)).toBe(after);
  return (notebookLines(after) ?? []).map((lines) =>
    hunksOfCell(hunks, lines).map(({ start, end, removed }) => [start, end, removed] as const),
  );
}

describe('the hunks of a notebook, cell by cell', () => {
  it('lie on the changed line, with its old source', () => {
    const changed = { source: ['import math\n', 'x = 10\n', 'print("a, [b]: \\"{c}\\"")'] };
    expect(cellsAfter(notebook([changed, second]))).toEqual([[[1, 2, 'x = 1\n']], []]);
  });

  it('cover a cell that is new', () => {
    const added = { source: ['z = 3\n', 'z'] };
    expect(cellsAfter(notebook([first, added, second]))).toEqual([[], [[0, 2, '']], []]);
  });

  it('mark the place of removed lines inside a cell', () => {
    const shorter = { source: [first.source[0] ?? '', first.source[2] ?? ''] };
    expect(cellsAfter(notebook([shorter, second]))).toEqual([[[1, 1, 'x = 1\n']], []]);
  });

  it('are in no cell when they are in outputs, or in cells that are gone', () => {
    const printed = { ...first, outputs: [{ output_type: 'stream', text: ['1\n'] }] };
    expect(cellsAfter(notebook([printed, second]))).toEqual([[], []]);
    expect(cellsAfter(notebook([first]))).toEqual([[]]);
  });

  it('know a source that is one string', () => {
    expect(notebookLines('{"cells": [\n{"source": "a\\nb\\n"},\n{"source": ""}\n]}')).toEqual([[1, 1], [2]]);
  });

  it('are not looked for in what is no notebook', () => {
    expect(notebookLines('{"cells": [')).toBeUndefined();
    expect(notebookLines('')).toBeUndefined();
    expect(notebookLines('[1, 2]')).toBeUndefined();
  });
});
