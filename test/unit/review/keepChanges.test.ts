// What an embedder keeps by the session is kept in the review as well, and the other way round.
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { createSessionChanges } from '../../../src/core/journal/sessionChanges';
import type { SessionChanges } from '../../../src/core/journal/sessionChanges';
import { commitChanges } from '../../../src/core/workspace/commit';
import { openReview } from './reviewHarness';
import type { ReviewHarness } from './reviewHarness';
import { noticeText } from '../../../src/core/words/noticeCause';

function openChanges({ dir, workspace, review }: ReviewHarness): SessionChanges {
  let count = 0;
  const changes = createSessionChanges({
    path: join(dir, 'one.jsonl'),
    sessionId: 'one',
    workspace,
    review,
    now: () => (count += 1),
    newId: () => `kept${(count += 1)}`,
    onFailure: (cause) => expect.fail(noticeText(cause)),
  });
  onTestFinished(() => changes.dispose());
  return changes;
}

async function write({ workspace, at }: ReviewHarness, changes: SessionChanges, from: string, to: string) {
  const file = await workspace.resolve(at('a.txt'));
  const before = await workspace.read(file.path);
  const after = { text: (before.text ?? '').replace(from, to) };
  await commitChanges(workspace, [{ kind: 'edit', file, before, after }], {
    signal: new AbortController().signal,
    journal: changes.recorder(() => ({ kind: 'run', runId: 'run1' })),
  });
}

const BASE = 'one\ntwo\nthree\nfour\n';
const hunks = ({ review, at }: ReviewHarness) => review.file(at('a.txt'))?.hunks.map(({ added }) => added);
const settled = async (changes: SessionChanges) => (await changes.list()).map((change) => change.settled);

test('the changes of a session that are kept are no longer under review', async () => {
  const harness = openReview({ 'a.txt': BASE });
  const changes = openChanges(harness);
  await write(harness, changes, 'one', 'ONE');
  await write(harness, changes, 'four', 'FOUR');
  const [first] = await changes.list();
  await changes.keep([first!.id]);
  expect(hunks(harness)).toEqual(['FOUR\n']);
  expect(await settled(changes)).toEqual([true, false]);
  await changes.keep();
  expect(hunks(harness)).toBeUndefined();
  expect(await settled(changes)).toEqual([true, true]);
  expect(harness.read('a.txt')).toBe('ONE\ntwo\nthree\nFOUR\n');
});

test('a hunk in which another change had a part stays, with what its undo needs', async () => {
  const harness = openReview({ 'a.txt': BASE });
  const changes = openChanges(harness);
  await write(harness, changes, 'two', 'TWO');
  await write(harness, changes, 'TWO', '2');
  const [first] = await changes.list();
  await changes.keep([first!.id]);
  expect(hunks(harness)).toEqual(['2\n']);
  expect(await settled(changes)).toEqual([false, false]);
});
