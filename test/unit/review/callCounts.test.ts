// How the changes of each tool call were decided: counted with every decision, and the same after a restart.
import { describe, expect, test } from 'vitest';
import { createCallTally, MAX_CALLS } from '../../../src/core/review/callCounts';
import type { Decision } from '../../../src/core/review/decision';
import { createFileUnderReview } from '../../../src/core/review/fileUnderReview';
import { openReview } from './reviewHarness';
import type { ReviewHarness } from './reviewHarness';

const BASE = 'a\nb\nc\nd\ne\nf\ng\n';

/** One call changes two places of a file, another one deletes a file and makes one. */
async function changed(): Promise<ReviewHarness> {
  const harness = openReview({ 'a.txt': BASE, 'old.txt': 'old\n' });
  const content = BASE.replace('b', 'B').replace('f', 'F');
  await harness.agent([{ kind: 'edit', path: 'a.txt', content }], { call: 'edit' });
  await harness.agent(
    [
      { kind: 'delete', path: 'old.txt' },
      { kind: 'create', path: 'new.txt', content: 'new\n' },
    ],
    { call: 'patch' },
  );
  return harness;
}

const counts = ({ review }: ReviewHarness): unknown => Object.fromEntries(review.callCounts('one'));

describe('the counts of a call', () => {
  test('are those of its hunks and whole files', async () => {
    const harness = await changed();
    expect(counts(harness)).toEqual({});
    const [first] = harness.review.file(harness.at('a.txt'))?.hunks ?? [];
    await harness.review.keep({ kind: 'hunks', ids: [first!.id] });
    expect(counts(harness)).toEqual({ edit: { kept: 1, undone: 0 } });
    await harness.review.undo({ kind: 'all' });
    expect(counts(harness)).toEqual({ edit: { kept: 1, undone: 1 }, patch: { kept: 0, undone: 2 } });
  });

  test('go with a decision that is taken back', async () => {
    const harness = await changed();
    await harness.review.keep({ kind: 'files', paths: [harness.at('a.txt')] });
    await harness.review.undo({ kind: 'all' });
    await harness.review.undoLastDecision();
    expect(counts(harness)).toEqual({ edit: { kept: 2, undone: 0 } });
    await harness.review.undoLastDecision();
    expect(counts(harness)).toEqual({});
  });

  test('are the same after a restart, and go on from there', async () => {
    const harness = await changed();
    await harness.review.undo({ kind: 'files', paths: [harness.at('a.txt')] });
    await harness.reopen();
    expect(counts(harness)).toEqual({ edit: { kept: 0, undone: 2 } });
    await harness.review.undoLastDecision();
    expect(counts(harness)).toEqual({});
    await harness.review.keep({ kind: 'all' });
    await harness.reopen();
    expect(counts(harness)).toEqual({ edit: { kept: 2, undone: 0 }, patch: { kept: 2, undone: 0 } });
  });

  test('end with the session', async () => {
    const harness = await changed();
    await harness.review.keep({ kind: 'all' });
    await harness.review.forget('one');
    expect(counts(harness)).toEqual({});
  });

  test('are kept for the calls that were decided last', () => {
    const tally = createCallTally(([changeId = '']) => [
      { sessionId: 'one', changeId, toolCallId: changeId, time: 0 },
    ]);
    const file = createFileUnderReview('key', { path: '/a', display: 'a' }, undefined);
    for (let index = 0; index <= MAX_CALLS; index += 1) {
      const before = { ...file, changes: [`call${index}`] };
      const decision: Decision = {
        id: `${index}`,
        kind: 'keep',
        time: index,
        items: [{ hunks: [], baseline: [], before, after: before }],
      };
      tally.count(decision, 1);
    }
    const kept = [...tally.of('one').keys()];
    expect(kept).toHaveLength(MAX_CALLS);
    expect([kept[0], kept.at(-1)]).toEqual(['call1', `call${MAX_CALLS}`]);
  });
});
