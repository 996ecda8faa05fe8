// What a command changes is seen on disk before the journal hears whose change it was.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createBlobStore } from '../../../src/core/journal/blobStore';
import { storeSnapshot } from '../../../src/core/journal/fileImages';
import { openReview } from './reviewHarness';
import type { ReviewHarness } from './reviewHarness';

/** A command that was followed; its change is seen on disk first. */
async function command(harness: ReviewHarness, name: string, edit: (text: string) => string): Promise<void> {
  const { at, workspace, review, journal, dir } = harness;
  const blobs = createBlobStore({ dir: join(dir, 'blobs') });
  const before = await workspace.read(at(name));
  writeFileSync(at(name), edit(harness.read(name)), 'latin1');
  await review.lookAt(at(name), 'external');
  await journal().observed({
    kind: 'edit',
    file: { path: at(name), display: name },
    before: await storeSnapshot(blobs, before),
    after: await storeSnapshot(blobs, await workspace.read(at(name))),
    origin: { kind: 'run', runId: 'run1', command: 'sed' },
  });
}

const hunks = ({ review, at }: ReviewHarness) =>
  review.file(at('a.txt'))?.hunks.map(({ removed, added, isBaseChanged }) => [removed, added, isBaseChanged]);

test('a line beside a hunk is the agent’s too, and no other program’s', async () => {
  const harness = openReview({ 'a.txt': 'one\ntwo\nthree\nfour\n' });
  await harness.write('a.txt', (text) => text.replace('two', 'TWO'));
  await command(harness, 'a.txt', (text) => text.replace('three', 'THREE'));
  expect(hunks(harness)).toEqual([['two\nthree\n', 'TWO\nTHREE\n', false]]);
  expect(await harness.review.undo({ kind: 'all' })).toEqual({ decided: 1, refused: [] });
  expect(harness.read('a.txt')).toBe('one\ntwo\nthree\nfour\n');
});

test('a line of a hunk as well', async () => {
  const harness = openReview({ 'a.txt': 'one\ntwo\nthree\n' });
  await harness.write('a.txt', (text) => text.replace('two', 'TWO'));
  await command(harness, 'a.txt', (text) => text.replace('TWO', '2'));
  expect(hunks(harness)).toEqual([['two\n', '2\n', false]]);
});

test('what was typed since stays, and so does a mark that another program left before', async () => {
  const harness = openReview({ 'a.txt': 'one\ntwo\nthree\nfour\nfive\nsix\n' });
  await harness.write('a.txt', (text) => text.replace('two', 'TWO'));
  writeFileSync(harness.at('a.txt'), harness.read('a.txt').replace('three', '3'), 'latin1');
  await harness.review.lookAt(harness.at('a.txt'), 'external');
  harness.type('a.txt', (text) => `mine\n${text}`);
  await command(harness, 'a.txt', (text) => text.replace('six', 'SIX'));
  expect(hunks(harness)).toEqual([
    ['two\n', 'TWO\n', true],
    ['six\n', 'SIX\n', false],
  ]);
  expect(harness.review.baseline(harness.at('a.txt'))).toBe('mine\none\ntwo\n3\nfour\nfive\nsix\n');
});
