import { describe, expect, test } from 'vitest';
import {
  applyAgentEdit,
  applyPersonEdit,
  baselineOf,
  createHunks,
  currentOf,
  keepHunk,
  textsOf,
  undoHunk,
} from '../../../src/core/journal/hunks';
import type { HunkState, TextEdit } from '../../../src/core/journal/hunks';
import { bytesOfLatin1, latin1Of } from '../../../src/core/workspace/textCodec';

const BASE = ['one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine']
  .map((line) => `${line}\n`)
  .join('');
/** Three hunks: lines 2, 5 and 8. */
const EDITED = BASE.replace('two', 'TWO').replace('five', 'FIVE').replace('eight', 'EIGHT');

const ids = (state: HunkState): readonly string[] => state.hunks.map(({ id }) => id);
const shown = (state: HunkState): readonly (readonly [string, string])[] =>
  state.hunks.map((hunk) => {
    const { removed, added } = textsOf(state, hunk);
    return [removed, added];
  });
const applied = (text: string, { start, end, text: added }: TextEdit): string =>
  text.slice(0, start) + added + text.slice(end);

test('three hunks: the middle one undone, the others kept', () => {
  const state = createHunks(BASE, EDITED, 'run-1');
  expect(shown(state)).toEqual([
    ['two\n', 'TWO\n'],
    ['five\n', 'FIVE\n'],
    ['eight\n', 'EIGHT\n'],
  ]);
  const [first, middle, last] = ids(state);
  const undone = undoHunk(state, middle!)!;
  const wanted = BASE.replace('two', 'TWO').replace('eight', 'EIGHT');
  expect(applied(EDITED, undone.edit)).toBe(wanted);
  const kept = keepHunk(keepHunk(undone.state, last!), first!);
  expect(currentOf(kept)).toBe(wanted);
  expect(baselineOf(kept)).toBe(wanted);
  expect(kept.hunks).toEqual([]);
  expect(undoHunk(kept, first!)).toBeUndefined();
  expect(keepHunk(kept, first!)).toBe(kept);
});

describe('a person types', () => {
  test('above, between and below: the hunks follow along, and the typing is no proposal', () => {
    let state = createHunks(BASE, EDITED, 'run-1');
    const before = { ids: ids(state), shown: shown(state) };
    state = applyPersonEdit(state, `new first\n${currentOf(state)}`);
    state = applyPersonEdit(state, currentOf(state).replace('three\n', 'three and\na half\n'));
    state = applyPersonEdit(state, `${currentOf(state)}new last\n`);
    expect({ ids: ids(state), shown: shown(state) }).toEqual(before);
    expect(baselineOf(state)).toBe(`new first\n${BASE.replace('three\n', 'three and\na half\n')}new last\n`);
    expect(state.hunks.map(({ start }) => start)).toEqual([2, 6, 9]);
    expect(state.hunks.every(({ isEdited }) => !isEdited)).toBe(true);
  });

  test('in several places at once, as with many cursors', () => {
    const state = applyPersonEdit(
      createHunks(BASE, EDITED, 'run-1'),
      EDITED.replace('one', '1').replace('six', '6').replace('nine', '9'),
    );
    expect(shown(state)).toHaveLength(3);
    expect(baselineOf(state)).toBe(BASE.replace('one', '1').replace('six', '6').replace('nine', '9'));
  });

  test('inside a hunk: it stays that hunk, with what was typed', () => {
    let state = createHunks(BASE, BASE.replace('five\n', 'A\nB\nC\n'), 'run-1');
    const [id] = ids(state);
    state = applyPersonEdit(state, currentOf(state).replace('B\n', 'typed\nmore\n'));
    expect(ids(state)).toEqual([id]);
    expect(state.hunks[0]).toMatchObject({ isEdited: true, sources: ['run-1'] });
    expect(shown(state)).toEqual([['five\n', 'A\ntyped\nmore\nC\n']]);
    expect(currentOf(undoHunk(state, id!)!.state)).toBe(BASE);
    expect(baselineOf(keepHunk(state, id!))).toBe(BASE.replace('five\n', 'A\ntyped\nmore\nC\n'));
  });

  test('right before and right after a hunk: it is not part of it', () => {
    let state = createHunks(BASE, EDITED, 'run-1');
    state = applyPersonEdit(state, currentOf(state).replace('FIVE\n', 'before\nFIVE\nafter\n'));
    expect(shown(state)[1]).toEqual(['five\n', 'FIVE\n']);
    expect(baselineOf(state)).toBe(BASE.replace('five\n', 'before\nfive\nafter\n'));
  });

  test('the old text again: the hunk is gone', () => {
    const state = createHunks(BASE, EDITED, 'run-1');
    expect(ids(applyPersonEdit(state, EDITED.replace('FIVE', 'five')))).toEqual([
      state.hunks[0]!.id,
      state.hunks[2]!.id,
    ]);
  });

  test('and removes the lines between two hunks: they become one, and the lines stay removed', () => {
    const state = applyPersonEdit(createHunks(BASE, EDITED, 'run-1'), EDITED.replace('three\nfour\n', ''));
    expect(shown(state)).toEqual([
      ['two\nfive\n', 'TWO\nFIVE\n'],
      ['eight\n', 'EIGHT\n'],
    ]);
    expect(currentOf(undoHunk(state, ids(state)[0]!)!.state)).toBe(
      EDITED.replace('TWO\nthree\nfour\nFIVE\n', 'two\nfive\n'),
    );
  });

  test('a whole region over two hunks: all of it belongs to the proposal', () => {
    const state = applyPersonEdit(
      createHunks(BASE, EDITED, 'run-1'),
      EDITED.replace(/TWO[^]*FIVE\n/, 'mine\n'),
    );
    expect(shown(state)[0]).toEqual(['two\nthree\nfour\nfive\n', 'mine\n']);
  });
});

describe('the agent edits again', () => {
  test('the same place: one hunk with both origins and one id', () => {
    const first = createHunks(BASE, EDITED, 'run-1');
    const state = applyAgentEdit(first, EDITED.replace('FIVE', 'FIVE!'), 'run-2');
    expect(ids(state)).toEqual(ids(first));
    expect(state.hunks[1]!.sources).toEqual(['run-1', 'run-2']);
    expect(shown(state)[1]).toEqual(['five\n', 'FIVE!\n']);
    expect(currentOf(undoHunk(state, ids(state)[1]!)!.state)).toBe(EDITED.replace('FIVE', 'five'));
  });

  test('the line beside it: one hunk', () => {
    const state = applyAgentEdit(createHunks(BASE, EDITED, 'run-1'), EDITED.replace('six', 'SIX'), 'run-2');
    expect(shown(state)[1]).toEqual(['five\nsix\n', 'FIVE\nSIX\n']);
  });

  test('elsewhere: a new hunk with a new id, in order', () => {
    const first = createHunks(BASE, BASE.replace('eight', 'EIGHT'), 'run-1');
    const state = applyAgentEdit(first, currentOf(first).replace('two', 'TWO'), 'run-2');
    expect(state.hunks.map(({ sources }) => sources)).toEqual([['run-2'], ['run-1']]);
    expect(ids(state)[1]).toBe(ids(first)[0]);
    expect(new Set(ids(state)).size).toBe(2);
  });

  test('what it had done: the hunk is gone', () => {
    expect(applyAgentEdit(createHunks(BASE, EDITED, 'run-1'), BASE, 'run-2').hunks).toEqual([]);
  });
});

describe('undo gives back exactly the old text', () => {
  test.each([
    ['from an empty file', '', 'a\nb'],
    ['to an empty file', 'a\r\nb', ''],
    ['the whole file', 'a\nb\n', 'x\ny\nz'],
    ['a final newline added', 'a\nb', 'a\nb\n'],
    ['a final newline removed', 'a\r\nb\r\n', 'a\r\nb'],
    ['mixed line endings', 'a\r\nb\nc\r\n', 'a\nb\r\nc\n'],
    ['a lone carriage return', 'a\rb\r\nc', 'a\nb\nc'],
    ['lines deleted at the end, without a newline', 'a\nb\nc', 'a\n'],
    ['lines deleted at the start', 'a\nb\nc\n', 'c\n'],
  ])('%s', (_, before, after) => {
    const state = createHunks(before, after, 'run-1');
    const [id] = ids(state);
    expect(state.hunks).toHaveLength(1);
    expect(applied(after, undoHunk(state, id!)!.edit)).toBe(before);
    expect(baselineOf(keepHunk(state, id!))).toBe(after);
  });

  test('of bytes that are no text', () => {
    const bytes = Uint8Array.from([0xff, 10, 0x80, 0x0d, 10, 0xfe, 10]);
    const before = latin1Of(bytes);
    const state = createHunks(before, before.replace('\u0080', 'x'), 'run-1');
    expect(bytesOfLatin1(currentOf(undoHunk(state, ids(state)[0]!)!.state))).toEqual(Buffer.from(bytes));
  });
});

test('typing at an end that the agent has cut off joins the hunk where the lines would run together', () => {
  const state = applyPersonEdit(createHunks('a\nb', 'a\n', 'run-1'), 'a\ntyped');
  expect(shown(state)).toEqual([['b', 'typed']]);
  expect(currentOf(undoHunk(state, ids(state)[0]!)!.state)).toBe('a\nb');
});

test('a state survives being stored', () => {
  const state = createHunks(BASE, EDITED, 'run-1');
  const stored = JSON.parse(JSON.stringify(state)) as HunkState;
  expect(undoHunk(stored, ids(state)[1]!)).toEqual(undoHunk(state, ids(state)[1]!));
});

test('a line that was moved is no proposal any more once what it moved over is gone', () => {
  const moved = createHunks('c\nd\n\n', 'd\nc\n\n', 'run-1');
  expect(shown(moved)).toHaveLength(2);
  const state = applyPersonEdit(moved, 'c\n\n');
  expect(shown(state)).toEqual([]);
  expect(baselineOf(state)).toBe('c\n\n');
});
