// Any sequence of edits, typing, keep and undo leaves texts that equal those computed on plain strings.
import fc from 'fast-check';
import { expect, test } from 'vitest';
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
import type { HunkState } from '../../../src/core/journal/hunks';
import { linesOf } from '../../../src/core/workspace/textLines';

const line = fc.constantFrom('a\n', 'b\n', 'c\r\n', '\n', 'd\re\n');
const text = fc
  .tuple(fc.array(line, { maxLength: 10 }), fc.constantFrom('', 'end'))
  .map(([lines, end]) => lines.join('') + end);
const inserted = fc.oneof(text, fc.constantFrom('', 'x', 'y\n', '\n'));
const edit = fc.record({
  kind: fc.constantFrom('agent' as const, 'person' as const),
  at: fc.double({ min: 0, max: 1, noNaN: true }),
  length: fc.nat({ max: 8 }),
  inserted,
});
const decision = fc.record({ kind: fc.constantFrom('keep' as const, 'undo' as const), pick: fc.nat() });
const steps = fc.array(fc.oneof(edit, decision), { maxLength: 12 });

/** Where a hunk stands in the baseline and in the text, counted on the strings. */
function span(state: HunkState, index: number) {
  const hunk = state.hunks[index]!;
  const { removed, added } = textsOf(state, hunk);
  const base = state.baseline.slice(0, hunk.baseStart).join('').length;
  const start = state.current.slice(0, hunk.start).join('').length;
  return { id: hunk.id, removed, added, base, start };
}

function expectConsistent(state: HunkState): void {
  expect(linesOf(baselineOf(state))).toEqual(state.baseline);
  expect(linesOf(currentOf(state))).toEqual(state.current);
  expect(new Set(state.hunks.map(({ id }) => id)).size).toBe(state.hunks.length);
  let base = 0;
  let current = 0;
  for (const [index, hunk] of state.hunks.entries()) {
    // What lies between hunks is the same in both texts, and there is something between them.
    expect(state.current.slice(current, hunk.start)).toEqual(state.baseline.slice(base, hunk.baseStart));
    if (index > 0) expect(hunk.start).toBeGreaterThan(current);
    const { removed, added } = textsOf(state, hunk);
    expect(removed).not.toBe(added);
    base = hunk.baseEnd;
    current = hunk.end;
  }
  expect(state.current.slice(current)).toEqual(state.baseline.slice(base));
}

test('equals the model on plain strings', () => {
  fc.assert(
    fc.property(text, text, steps, (first, second, moves) => {
      let state = createHunks(first, second, 'run-0');
      expectConsistent(state);
      expect([baselineOf(state), currentOf(state)]).toEqual([first, second]);
      for (const [number, move] of moves.entries()) {
        let baseline = baselineOf(state);
        let current = currentOf(state);
        if ('at' in move) {
          const at = Math.floor(move.at * current.length);
          current = current.slice(0, at) + move.inserted + current.slice(at + move.length);
          if (move.kind === 'agent') {
            state = applyAgentEdit(state, current, `run-${number}`);
            expect(baselineOf(state)).toBe(baseline);
          } else state = applyPersonEdit(state, current);
        } else {
          if (state.hunks.length === 0) continue;
          const { id, removed, added, base, start } = span(state, move.pick % state.hunks.length);
          const others = state.hunks.filter((hunk) => hunk.id !== id).map((hunk) => hunk.id);
          if (move.kind === 'keep') {
            state = keepHunk(state, id);
            baseline = baseline.slice(0, base) + added + baseline.slice(base + removed.length);
          } else {
            const undone = undoHunk(state, id)!;
            state = undone.state;
            const { edit: change } = undone;
            expect(change).toEqual({ start, end: start + added.length, text: removed });
            current = current.slice(0, start) + removed + current.slice(start + added.length);
          }
          expect(baselineOf(state)).toBe(baseline);
          expect(state.hunks.map((hunk) => hunk.id)).toEqual(others);
        }
        expect(currentOf(state)).toBe(current);
        expectConsistent(state);
      }
      const undoneAll = state.hunks.reduce((next, { id }) => undoHunk(next, id)!.state, state);
      expect(currentOf(undoneAll)).toBe(baselineOf(state));
      const keptAll = state.hunks.reduceRight((next, { id }) => keepHunk(next, id), state);
      expect(baselineOf(keptAll)).toBe(currentOf(state));
    }),
    { numRuns: 1500 },
  );
});

test('typing whole lines away from every hunk leaves the hunks as they are and survives undo of all of them', () => {
  const numbered = Array.from({ length: 30 }, (_, index) => `line ${index}\n`);
  fc.assert(
    fc.property(
      fc.uniqueArray(fc.nat({ max: 29 }), { maxLength: 6 }),
      fc.nat({ max: 29 }),
      fc.constantFrom('typed\n', 'typed\r\nmore\n', ''),
      (changed, at, typed) => {
        fc.pre(!changed.includes(at));
        const agent = numbered.map((old, index) => (changed.includes(index) ? `agent ${index}\n` : old));
        const state = createHunks(numbered.join(''), agent.join(''), 'run-1');
        const typing = (lines: readonly string[]): string =>
          lines.map((old, index) => (index === at ? typed : old)).join('');
        const next = applyPersonEdit(state, typing(agent));
        expect(baselineOf(next)).toBe(typing(numbered));
        const undone = next.hunks.reduce((all, { id }) => undoHunk(all, id)!.state, next);
        expect(currentOf(undone)).toBe(typing(numbered));
        if (typed === '') return;
        expect(next.hunks.map((hunk) => [hunk.id, textsOf(next, hunk)])).toEqual(
          state.hunks.map((hunk) => [hunk.id, textsOf(state, hunk)]),
        );
      },
    ),
    { numRuns: 500 },
  );
});
