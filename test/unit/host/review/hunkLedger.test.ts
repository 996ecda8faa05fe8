import { expect, it } from 'vitest';
import type { Review, ReviewedFile } from '../../../../src/core/review/review';
import { HunkLedger } from '../../../../src/host/review/hunkLedger';
import { hunkPlaces } from '../../../../src/host/review/hunkOrder';
import { file, hunk, source } from './reviewFixture';

const made = { sources: [source({ toolCallId: 'call' })] };
const cart = file('cart.ts', [hunk('a', 3, 6, made), hunk('b', 9, 10, made), hunk('other', 20, 21)]);

/** A review of which only the list matters. */
function reviewOf(initial: readonly ReviewedFile[]) {
  let files = initial;
  const review = {
    files: () => files,
    find: (id: string) => hunkPlaces(files).find((place) => place.hunk.id === id),
  } as Review;
  return {
    review,
    leave: (...ids: readonly string[]) => {
      files = [
        file(
          'cart.ts',
          cart.hunks.filter(({ id }) => ids.includes(id)),
        ),
      ];
    },
  };
}

it('says of each hunk of a call whether it is pending, kept or undone', () => {
  const { review, leave } = reviewOf([cart]);
  const ledger = new HunkLedger(review);
  expect(ledger.linesOf('call')).toEqual([
    'pending: cart.ts, lines 4–6, 1 line became 3',
    'pending: cart.ts, line 10, 1 line changed',
  ]);

  const kept = ledger.placesOf({ kind: 'hunks', ids: ['a'] });
  leave('b', 'other');
  ledger.note('keep', kept);
  const all = ledger.placesOf({ kind: 'all' });
  leave();
  ledger.note('undo', all);
  expect(ledger.linesOf('call')).toEqual([
    'kept: cart.ts, lines 4–6, 1 line became 3',
    'undone: cart.ts, line 10, 1 line changed',
  ]);

  // The last decision is taken back.
  leave('b', 'other');
  expect(ledger.linesOf('call')).toEqual([
    'kept: cart.ts, lines 4–6, 1 line became 3',
    'pending: cart.ts, line 10, 1 line changed',
  ]);
});

it('remembers nothing of what could not be decided', () => {
  const { review } = reviewOf([cart]);
  const ledger = new HunkLedger(review);
  ledger.note('undo', ledger.placesOf({ kind: 'files', paths: [cart.path] }));
  expect(ledger.linesOf('call').every((line) => line.startsWith('pending'))).toBe(true);
  expect(ledger.placesOf({ kind: 'run', runId: 'run' })).toHaveLength(3);
  expect(ledger.placesOf({ kind: 'run', runId: 'another' })).toEqual([]);
});
