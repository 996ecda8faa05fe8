import { existsSync, mkdirSync, rmSync, statSync, chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { restoreFiles } from '../../../src/core/journal/restore';
import type { RestoreResult } from '../../../src/core/journal/restore';
import type { RestoreChoice, RestoreConflict } from '../../../src/core/journal/restorePlan';
import { openJournal } from './journalHarness';
import type { JournalHarness } from './journalHarness';

let restores = 0;

async function restore(
  { workspace, journal, blobs }: JournalHarness,
  checkpointId: string,
  decide?: (conflicts: readonly RestoreConflict[]) => ReadonlyMap<string, RestoreChoice>,
): Promise<RestoreResult> {
  return restoreFiles({
    workspace,
    journal,
    blobs,
    state: await journal.read(),
    checkpointId,
    newId: () => `restore-${(restores += 1)}`,
    signal: new AbortController().signal,
    ...(decide === undefined ? {} : { decide }),
  });
}

const choose =
  (choice: RestoreChoice) =>
  (conflicts: readonly RestoreConflict[]): ReadonlyMap<string, RestoreChoice> =>
    new Map(conflicts.map(({ path }) => [path, choice]));

test('to before a run, to before an earlier one, and forward again', async () => {
  const harness = openJournal({ files: { 'a.txt': 'one\r\n', 'gone.bin': Buffer.from([0, 255]) } });
  const first = harness.tree();
  harness.journal.checkpoint('run-1', 'run');
  await harness.commit(
    'run-1',
    { kind: 'edit', path: 'a.txt', content: 'two\r\n' },
    { kind: 'delete', path: 'gone.bin' },
  );
  const second = harness.tree();
  harness.journal.checkpoint('run-2', 'run');
  await harness.commit(
    'run-2',
    { kind: 'rename', path: 'a.txt', to: 'sub/b.txt' },
    { kind: 'create', path: 'c.txt', content: 'c' },
  );
  const third = harness.tree();

  const back = await restore(harness, 'run-2');
  expect(harness.tree()).toEqual(second);
  expect(back.restored.toSorted()).toEqual(['a.txt', 'c.txt', 'sub/b.txt']);
  await restore(harness, 'run-1');
  expect(harness.tree()).toEqual(first);
  await restore(harness, back.restoreId!);
  expect(harness.tree()).toEqual(third);
  expect(await restore(harness, back.restoreId!)).toEqual({ restored: [], kept: [], notUndoable: [] });
});

test('also after a restart', async () => {
  const harness = openJournal({ files: { 'a.txt': 'one' } });
  harness.journal.checkpoint('run-1', 'run');
  await harness.commit('run-1', { kind: 'edit', path: 'a.txt', content: 'two' });
  harness.journal.close();
  await restore({ ...harness, journal: harness.reopen() }, 'run-1');
  expect(harness.tree()).toEqual({ 'a.txt': 'one' });
});

test('an unknown checkpoint is refused', async () => {
  await expect(restore(openJournal(), 'run-9')).rejects.toThrow('There is no checkpoint run-9');
});

test.skipIf(process.platform === 'win32')(
  'a file that was renamed comes back with its permissions',
  async () => {
    const harness = openJournal({ files: { 'run.sh': 'echo' } });
    chmodSync(join(harness.root, 'run.sh'), 0o755);
    harness.journal.checkpoint('run-1', 'run');
    await harness.commit('run-1', { kind: 'rename', path: 'run.sh', to: 'go.sh', content: 'echo go' });
    await restore(harness, 'run-1');
    expect(harness.tree()).toEqual({ 'run.sh': 'echo' });
    expect(statSync(join(harness.root, 'run.sh')).mode & 0o777).toBe(0o755);
  },
);

describe('what a person changed since', () => {
  const base = '1\n2\n3\n4\n5\n';
  async function changedSince(): Promise<JournalHarness> {
    const harness = openJournal({ files: { 'a.txt': base, 'other.txt': 'o' } });
    harness.journal.checkpoint('run-1', 'run');
    await harness.commit('run-1', { kind: 'edit', path: 'a.txt', content: base.replace('1', 'agent') });
    await harness.commit('run-1', { kind: 'edit', path: 'other.txt', content: 'O' });
    writeFileSync(join(harness.root, 'a.txt'), base.replace('1', 'agent').replace('5', 'person'));
    return harness;
  }

  test('stays, is named, and the other files are restored', async () => {
    const harness = await changedSince();
    const { restored, kept } = await restore(harness, 'run-1');
    expect({ restored, kept }).toEqual({ restored: ['other.txt'], kept: ['a.txt'] });
    expect(harness.tree()['a.txt']).toBe('agent\n2\n3\n4\nperson\n');
  });

  test('can be merged with what is taken back', async () => {
    const harness = await changedSince();
    let asked: readonly RestoreConflict[] = [];
    const { kept } = await restore(harness, 'run-1', (conflicts) => choose('merge')((asked = conflicts)));
    expect(asked).toMatchObject([
      { display: 'a.txt', now: 'changed', choices: ['keep', 'restore', 'merge'] },
    ]);
    expect(kept).toEqual([]);
    expect(harness.tree()['a.txt']).toBe('1\n2\n3\n4\nperson\n');
  });

  test('can be given up, and the redo brings it back', async () => {
    const harness = await changedSince();
    const { restoreId } = await restore(harness, 'run-1', choose('restore'));
    expect(harness.tree()['a.txt']).toBe(base);
    await restore(harness, restoreId!);
    expect(harness.tree()).toEqual({ 'a.txt': 'agent\n2\n3\n4\nperson\n', 'other.txt': 'O' });
  });

  test('in the same line can not be merged: the choice is then one of two', async () => {
    const harness = await changedSince();
    writeFileSync(join(harness.root, 'a.txt'), base.replace('1', 'person'));
    let asked: readonly RestoreConflict[] = [];
    const { kept } = await restore(harness, 'run-1', (conflicts) => choose('merge')((asked = conflicts)));
    expect(asked[0]!.choices).toEqual(['keep', 'restore']);
    expect(kept).toEqual(['a.txt']);
  });

  test('a file deleted, one made anew, and a folder in the way are each named', async () => {
    const harness = openJournal({ files: { 'a.txt': 'a', 'b.txt': 'b', 'c.txt': 'c' } });
    harness.journal.checkpoint('run-1', 'run');
    await harness.commit('run-1', { kind: 'edit', path: 'a.txt', content: 'A' });
    await harness.commit('run-1', { kind: 'delete', path: 'b.txt' }, { kind: 'delete', path: 'c.txt' });
    rmSync(join(harness.root, 'a.txt'));
    writeFileSync(join(harness.root, 'b.txt'), 'mine');
    mkdirSync(join(harness.root, 'c.txt'));
    let asked: readonly RestoreConflict[] = [];
    await restore(harness, 'run-1', (conflicts) => choose('restore')((asked = conflicts)));
    expect(asked.map(({ display, now, choices }) => [display, now, choices.length])).toEqual([
      ['a.txt', 'deleted', 2],
      ['b.txt', 'appeared', 2],
      ['c.txt', 'blocked', 1],
    ]);
    expect(harness.tree()).toEqual({ 'a.txt': 'a', 'b.txt': 'b' });
  });
});

test('a content that was not stored is named, and the rest is restored', async () => {
  const harness = openJournal({ files: { 'big.txt': 'much too large', 'a.txt': 'a' }, maxBlobBytes: 5 });
  harness.journal.checkpoint('run-1', 'run');
  await harness.commit('run-1', { kind: 'delete', path: 'big.txt' }, { kind: 'delete', path: 'a.txt' });
  expect((await restore(harness, 'run-1')).notUndoable).toEqual([
    { display: 'big.txt', reason: 'its earlier content was too large to be stored' },
  ]);
  expect(harness.tree()).toEqual({ 'a.txt': 'a' });
});

describe('after a crash in the middle of a change', () => {
  test.each([
    ['before the write', 'first'],
    ['after the write', 'second'],
  ])('%s the file is as before the run', async (_, onDisk) => {
    const harness = openJournal({ files: { 'a.txt': 'old' } });
    const { workspace, journal } = harness;
    journal.checkpoint('run-1', 'run');
    await harness.commit('run-1', { kind: 'edit', path: 'a.txt', content: 'first' });
    const file = await workspace.resolve('a.txt');
    const before = await workspace.read(file.path);
    const change = { kind: 'edit', file, before, after: { text: 'second' } } as const;
    await journal.recorder(() => ({ kind: 'run', runId: 'run-1' }))(change);
    writeFileSync(file.path, onDisk);
    expect((await restore(harness, 'run-1')).kept).toEqual([]);
    expect(harness.tree()).toEqual({ 'a.txt': 'old' });
  });

  test('with something else in the file it is a conflict', async () => {
    const harness = openJournal({ files: { 'a.txt': 'old' } });
    const { workspace, journal } = harness;
    journal.checkpoint('run-1', 'run');
    const file = await workspace.resolve('a.txt');
    const before = await workspace.read(file.path);
    await journal.recorder(() => ({ kind: 'run', runId: 'run-1' }))({ kind: 'delete', file, before });
    writeFileSync(file.path, 'typed');
    expect((await restore(harness, 'run-1')).kept).toEqual(['a.txt']);
    expect(existsSync(file.path)).toBe(true);
  });
});

test('a deleted file comes back with its permissions, also by taking a restore back', async () => {
  const harness = openJournal({ files: { 'run.sh': '#!/bin/sh\n', 'plain.txt': 'p' } });
  chmodSync(join(harness.root, 'run.sh'), 0o750);
  const modeOf = (): number => statSync(join(harness.root, 'run.sh')).mode & 0o777;
  harness.journal.checkpoint('run-1', 'run');
  await harness.commit('run-1', { kind: 'edit', path: 'run.sh', content: '#!/bin/sh\nexit\n' });
  await harness.commit('run-1', { kind: 'delete', path: 'run.sh' });
  const gone = await restore(harness, 'run-1');
  expect(modeOf()).toBe(0o750);
  await restore(harness, gone.restoreId!);
  expect(existsSync(join(harness.root, 'run.sh'))).toBe(false);
  await restore(harness, 'run-1');
  expect(modeOf()).toBe(0o750);
});

test('a file in an encoding that only the editor knows is edited back as text, and comes back with its bytes', async () => {
  const bytes = Buffer.from('caf\u00e9\n', 'latin1');
  const harness = openJournal({
    files: { 'a.txt': bytes, 'gone.txt': bytes },
    // As an editor that is set to this encoding.
    wrap: (workspace) => ({
      ...workspace,
      async read(path, options) {
        const snapshot = await workspace.read(path, options);
        if (snapshot.bytes === undefined) return snapshot;
        return { ...snapshot, text: Buffer.from(snapshot.bytes).toString('latin1'), encoding: 'windows1252' };
      },
      apply(change) {
        if (change.kind !== 'edit' || 'bytes' in change.after) return workspace.apply(change);
        return workspace.apply({ ...change, after: { bytes: Buffer.from(change.after.text, 'latin1') } });
      },
    }),
  });
  const before = harness.tree();
  harness.journal.checkpoint('run-1', 'run');
  await harness.commit('run-1', { kind: 'edit', path: 'a.txt', content: 'th\u00e9\n' });
  await harness.commit('run-1', { kind: 'delete', path: 'gone.txt' });
  await restore(harness, 'run-1');
  expect(harness.tree()).toEqual(before);
});
