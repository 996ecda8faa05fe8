// Any sequence of agent edits, typing, other programs, decisions, steps in the editor's undo stack, decisions taken back and restarts leaves
// the file as computed on plain strings, and hunks that lead from the baseline to it.
import { writeFileSync } from 'node:fs';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { TextCause } from '../../../src/core/review/review';
import { linesOf } from '../../../src/core/workspace/textLines';
import { openReview } from './reviewHarness';
import type { ReviewHarness } from './reviewHarness';

const line = fc.constantFrom('a\n', 'b\n', 'c\r\n', 'd\n', '\n');
const text = fc
  .tuple(fc.array(line, { minLength: 1, maxLength: 12 }), fc.constantFrom('', 'end'))
  .map(([lines, end]) => lines.join('') + end);
const edit = fc.record({
  at: fc.double({ min: 0, max: 1, noNaN: true }),
  length: fc.nat({ max: 6 }),
  inserted: fc.oneof(text, fc.constantFrom('', 'x', 'y\n')),
});
const pick = fc.nat({ max: 20 });
const move = fc.oneof(
  fc.record({ kind: fc.constantFrom('agent' as const), edit, session: fc.constantFrom('one', 'two') }),
  fc.record({ kind: fc.constantFrom('typing' as const, 'external' as const), edit }),
  fc.record({ kind: fc.constantFrom('keep' as const, 'undo' as const), pick }),
  fc.record({
    kind: fc.constantFrom(
      'editor undo' as const,
      'editor redo' as const,
      'undo last decision' as const,
      'restart' as const,
      'kill' as const,
    ),
  }),
);

const NAME = 'a.txt';
const edited = (
  before: string,
  { at, length, inserted }: { at: number; length: number; inserted: string },
): string => {
  const start = Math.floor(at * before.length);
  return before.slice(0, start) + inserted + before.slice(start + length);
};

/** Hunks are apart from each other, say what is in the file, and lead back to the baseline. */
function expectConsistent({ review, at, read }: ReviewHarness): void {
  const file = review.file(at(NAME));
  if (file === undefined) return;
  const lines = linesOf(read(NAME));
  const baseline: string[] = [];
  let position = 0;
  for (const [index, hunk] of file.hunks.entries()) {
    expect(lines.slice(hunk.start, hunk.end).join('')).toBe(hunk.added);
    expect(hunk.removed).not.toBe(hunk.added);
    expect(hunk.sources.length).toBeGreaterThan(0);
    if (index > 0) expect(hunk.start).toBeGreaterThan(position);
    baseline.push(...lines.slice(position, hunk.start), hunk.removed);
    position = hunk.end;
  }
  baseline.push(...lines.slice(position));
  expect(baseline.join('')).toBe(review.baseline(at(NAME)));
}

test('equals the model on plain strings', { timeout: 60_000 }, async () => {
  await fc.assert(
    fc.asyncProperty(text, fc.array(move, { maxLength: 14 }), async (first, moves) => {
      const harness = openReview({ [NAME]: first });
      const { at, read } = harness;
      // As read from disk: a document would show line endings of one kind.
      const type = async (change: (text: string) => string, cause: TextCause): Promise<void> => {
        writeFileSync(at(NAME), change(read(NAME)), 'latin1');
        await harness.review.lookAt(at(NAME), cause);
      };
      const ids = (): readonly string[] => harness.review.file(at(NAME))?.hunks.map(({ id }) => id) ?? [];
      // The undo stack of the editor.
      let past: readonly string[] = [];
      let future: readonly string[] = [];
      const done = (before: string): void => {
        if (read(NAME) === before) return;
        past = [...past, before];
        future = [];
      };
      for (const step of moves) {
        const before = read(NAME);
        switch (step.kind) {
          case 'agent': {
            const content = edited(before, step.edit);
            await harness.agent([{ kind: 'edit', path: NAME, content }], { session: step.session });
            expect(read(NAME)).toBe(content);
            done(before);
            break;
          }
          case 'typing':
          case 'external':
            await type((now) => edited(now, step.edit), step.kind);
            done(before);
            break;
          case 'keep': {
            const chosen = ids()[step.pick % Math.max(1, ids().length)];
            if (chosen === undefined) break;
            const left = ids().filter((id) => id !== chosen);
            expect((await harness.review.keep({ kind: 'hunks', ids: [chosen] })).decided).toBe(1);
            expect([read(NAME), ids()]).toEqual([before, left]);
            break;
          }
          case 'undo': {
            const hunks = harness.review.file(at(NAME))?.hunks ?? [];
            const hunk = hunks[step.pick % Math.max(1, hunks.length)];
            if (hunk === undefined) break;
            const lines = linesOf(before);
            const after = [...lines.slice(0, hunk.start), hunk.removed, ...lines.slice(hunk.end)].join('');
            const baseline = harness.review.baseline(at(NAME));
            const left = ids().filter((id) => id !== hunk.id);
            await harness.review.undo({ kind: 'hunks', ids: [hunk.id] }, { force: true });
            expect([read(NAME), ids()]).toEqual([after, left]);
            if (left.length > 0) expect(harness.review.baseline(at(NAME))).toBe(baseline);
            else expect(after).toBe(baseline);
            done(before);
            break;
          }
          case 'editor undo': {
            const earlier = past.at(-1);
            if (earlier === undefined) break;
            [past, future] = [past.slice(0, -1), [before, ...future]];
            await type(() => earlier, 'undo');
            break;
          }
          case 'editor redo': {
            const later = future[0];
            if (later === undefined) break;
            [past, future] = [[...past, before], future.slice(1)];
            await type(() => later, 'redo');
            break;
          }
          case 'undo last decision':
            await harness.review.undoLastDecision();
            done(before);
            break;
          case 'restart': {
            const shown = JSON.stringify(harness.review.files());
            await harness.review.flush();
            await harness.reopen(['one', 'two']);
            expect(JSON.stringify(harness.review.files())).toBe(shown);
            expect(read(NAME)).toBe(before);
            break;
          }
          case 'kill':
            await harness.reopen(['one', 'two']);
            expect(read(NAME)).toBe(before);
            break;
        }
        expectConsistent(harness);
      }
      const baseline = harness.review.baseline(at(NAME)) ?? read(NAME);
      await harness.review.undo({ kind: 'all' }, { force: true });
      expect(read(NAME)).toBe(baseline);
      expect(harness.review.files()).toEqual([]);
      expect(harness.failures).toEqual([]);
    }),
    { numRuns: 150 },
  );
});
