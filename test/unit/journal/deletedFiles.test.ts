import { mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { createDeletedFiles } from '../../../src/core/journal/deletedFiles';
import type { DeletedFiles } from '../../../src/core/journal/deletedFiles';
import { openJournal } from './journalHarness';
import type { JournalHarness } from './journalHarness';

function openDeleted({ journalPath, workspace }: JournalHarness): DeletedFiles {
  let count = 0;
  return createDeletedFiles({
    dir: dirname(journalPath),
    workspace,
    now: () => 1_000,
    newId: () => `restored-${(count += 1)}`,
    onFailure: (error) => expect.fail(error.message),
  });
}
const signal = new AbortController().signal;
const displays = async (deleted: DeletedFiles): Promise<readonly string[]> =>
  (await deleted.list()).map(({ display }) => display);

test('a deleted file comes back byte for byte, also after its deletion was kept', async () => {
  const bytes = Buffer.from([0, 255, 13, 10]);
  const harness = openJournal({ files: { 'a.txt': 'one\r\ntwo', 'sub/b.bin': bytes } });
  const before = harness.tree();
  const deleted = openDeleted(harness);
  expect(await deleted.list()).toEqual([]);
  await harness.commit('run-1', { kind: 'delete', path: 'a.txt' });
  await harness.commit('run-1', { kind: 'delete', path: 'sub/b.bin' });
  const state = await harness.journal.read();
  harness.journal.settle(
    state.entries.flatMap((entry) => (entry.type === 'change' ? [entry.change.id] : [])),
  );

  const list = await deleted.list();
  expect(list).toMatchObject([
    { display: 'sub/b.bin', size: 4, sessionId: 'one', isByPerson: false },
    { display: 'a.txt', size: 8 },
  ]);
  expect(Buffer.from((await deleted.contentBefore('one', list[0]!.changeId))!)).toEqual(bytes);
  for (const file of list) await deleted.restore(file, signal);
  expect(harness.tree()).toEqual(before);
  expect(await deleted.list()).toEqual([]);
});

test('only what can come back is listed: nothing in the way, its content stored, and the latest of a path', async () => {
  const harness = openJournal({ files: { 'a.txt': 'a', 'b.txt': 'b', 'c.txt': 'c' } });
  const deleted = openDeleted(harness);
  await harness.commit('run-1', { kind: 'delete', path: 'a.txt' });
  await harness.commit('run-1', { kind: 'delete', path: 'b.txt' });
  await harness.commit('run-1', { kind: 'delete', path: 'c.txt' });
  await harness.commit('run-1', { kind: 'create', path: 'c.txt', content: 'later' });
  await harness.commit('run-1', { kind: 'delete', path: 'c.txt' });
  writeFileSync(join(harness.root, 'a.txt'), 'made by somebody else');
  expect(await displays(deleted)).toEqual(['c.txt', 'b.txt']);
  await deleted.restore((await deleted.list())[0]!, signal);
  expect(readFileSync(join(harness.root, 'c.txt'), 'utf8')).toBe('later');

  const blobs = join(dirname(harness.journalPath), 'blobs');
  for (const shard of readdirSync(blobs)) rmSync(join(blobs, shard), { recursive: true });
  expect(await displays(deleted)).toEqual([]);
});

test('a restore never overwrites, and is journalled so that it can be taken back', async () => {
  const harness = openJournal({ files: { 'sub/a.txt': 'mine' } });
  const deleted = openDeleted(harness);
  await harness.commit('run-1', { kind: 'delete', path: 'sub/a.txt' });
  const [file] = await deleted.list();
  mkdirSync(join(harness.root, 'sub'), { recursive: true });
  writeFileSync(join(harness.root, 'sub/a.txt'), 'new');
  await expect(deleted.restore(file!, signal)).rejects.toThrow(/exists/);
  expect(readFileSync(join(harness.root, 'sub/a.txt'), 'utf8')).toBe('new');

  rmSync(join(harness.root, 'sub'), { recursive: true });
  await deleted.restore(file!, signal);
  const entries = (await harness.reopen().read()).entries.slice(-2);
  expect(entries).toMatchObject([
    { type: 'checkpoint', checkpoint: { kind: 'restore' } },
    { type: 'change', change: { kind: 'create', state: 'applied', origin: { kind: 'restore' } } },
  ]);
});

test('what a person deleted by an undo is marked', async () => {
  const harness = openJournal({ files: { 'a.txt': 'a' } });
  const file = await harness.workspace.resolve('a.txt');
  const write = await harness.journal.recorder(() => ({ kind: 'review', decisionId: 'one' }))({
    kind: 'delete',
    file,
    before: await harness.workspace.read(file.path),
  });
  rmSync(file.path);
  await write.applied({ change: { kind: 'create', file, after: { text: '' } } });
  expect(await openDeleted(harness).list()).toMatchObject([{ display: 'a.txt', isByPerson: true }]);
});
