import { appendFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { changesOf, pendingBlobs } from '../../../src/core/journal/journalState';
import { readJournalFile } from '../../../src/core/journal/journalFile';
import { WorkspaceError } from '../../../src/core/workspace/workspaceError';
import { openJournal } from './journalHarness';
import type { JournalHarness } from './journalHarness';

const textOf = async ({ blobs }: JournalHarness, id: string): Promise<string> =>
  Buffer.from((await blobs.get(id))!).toString('latin1');

test('every kind of change has its content before and after, its origin and its outcome', async () => {
  const harness = openJournal({
    files: { 'edit.txt': 'a\r\n', 'gone.bin': Buffer.from([0, 255]), 'old.txt': 'o' },
  });
  harness.journal.checkpoint('run-1', 'run');
  await harness.commit(
    'run-1',
    { kind: 'create', path: 'sub/new.txt', content: 'n' },
    { kind: 'edit', path: 'edit.txt', content: 'A\r\n' },
    { kind: 'delete', path: 'gone.bin' },
    { kind: 'rename', path: 'old.txt', to: 'moved.txt' },
  );
  const state = await harness.reopen().read();
  expect(state.sessionId).toBe('one');
  expect(state.entries[0]).toMatchObject({ type: 'checkpoint', checkpoint: { id: 'run-1', kind: 'run' } });
  const changes = changesOf(state);
  expect(
    changes.map(({ kind, file, to, state: outcome }) => [kind, file.display, to?.display, outcome]),
  ).toEqual([
    ['create', 'sub/new.txt', undefined, 'applied'],
    ['edit', 'edit.txt', undefined, 'applied'],
    ['delete', 'gone.bin', undefined, 'applied'],
    ['rename', 'old.txt', 'moved.txt', 'applied'],
  ]);
  expect(changes.every(({ origin }) => origin.kind === 'run' && origin.runId === 'run-1')).toBe(true);
  const [created, edited, deleted, renamed] = changes;
  expect(created!.before).toBeUndefined();
  expect(await textOf(harness, created!.after!.blob)).toBe('n');
  expect(await textOf(harness, edited!.before!.blob)).toBe('a\r\n');
  expect(await textOf(harness, edited!.after!.blob)).toBe('A\r\n');
  expect(deleted!.before).toMatchObject({ binary: true, size: 2 });
  expect(await textOf(harness, deleted!.before!.blob)).toBe('\0\u00ff');
  expect(deleted!.after).toBeUndefined();
  expect(renamed!.after!.blob).toBe(renamed!.before!.blob);
});

describe('a crash', () => {
  test('between intent and outcome leaves an uncertain change with both contents', async () => {
    const harness = openJournal({ files: { 'a.txt': 'before' } });
    const { workspace, journal } = harness;
    const file = await workspace.resolve('a.txt');
    const before = await workspace.read(file.path);
    await journal.recorder(() => ({ kind: 'direct', toolCallId: 't' }))({
      kind: 'edit',
      file,
      before,
      after: { text: 'after' },
    });
    const [change] = changesOf(await harness.reopen().read());
    expect(change!.state).toBe('uncertain');
    expect(await textOf(harness, change!.before!.blob)).toBe('before');
    expect(await textOf(harness, change!.after!.blob)).toBe('after');
  });

  test('in the middle of a line loses that line only, and the next one is whole', async () => {
    const harness = openJournal();
    harness.journal.checkpoint('run-1', 'run');
    harness.journal.close();
    appendFileSync(harness.journalPath, '{"type":"checkpoint","id":"torn');
    harness.reopen().checkpoint('run-2', 'run');
    const { lines, damaged } = await readJournalFile(harness.journalPath);
    expect(damaged).toBe(1);
    expect(lines.slice(1)).toMatchObject([{ id: 'run-1' }, { id: 'run-2' }]);
  });
});

describe('a commit that fails', () => {
  test('leaves no change that counts, whether refused before or taken back after', async () => {
    const harness = openJournal({
      files: { 'a.txt': 'a', 'b.txt': 'b' },
      wrap: (workspace) => ({
        ...workspace,
        apply: (change) =>
          change.file.display === 'b.txt'
            ? Promise.reject(new WorkspaceError('stale', 'b.txt has changed.', 'b.txt'))
            : workspace.apply(change),
      }),
    });
    const edits = ['a.txt', 'b.txt'].map((path) => ({ kind: 'edit', path, content: 'new' }) as const);
    await expect(harness.commit('run-1', ...edits)).rejects.toThrow('Nothing was changed');
    expect(changesOf(await harness.journal.read()).map(({ state }) => state)).toEqual(['failed', 'failed']);
  });

  test('on the disk itself stays uncertain: something may have been written', async () => {
    const harness = openJournal({
      files: { 'a.txt': 'a' },
      wrap: (workspace) => ({
        ...workspace,
        apply: () => Promise.reject(new WorkspaceError('io', 'The disk said no.', 'a.txt')),
      }),
    });
    await expect(harness.commit('run-1', { kind: 'delete', path: 'a.txt' })).rejects.toThrow('disk said no');
    expect(changesOf(await harness.journal.read())[0]!.state).toBe('uncertain');
  });
});

test('what was changed while saving is recorded as it came out', async () => {
  const harness = openJournal({
    files: { 'a.txt': 'a' },
    wrap: (workspace) => ({
      ...workspace,
      async apply(change) {
        await workspace.apply(change);
        writeFileSync(change.file.path, 'formatted\n');
        const { version } = await workspace.read(change.file.path);
        return { change, version, changedOnSave: true };
      },
    }),
  });
  await harness.commit('run-1', { kind: 'edit', path: 'a.txt', content: 'new' });
  const [change] = changesOf(await harness.journal.read());
  expect(await textOf(harness, change!.after!.blob)).toBe('formatted\n');
});

test('a content over the limit is named, not stored, and the work goes on', async () => {
  const harness = openJournal({ files: { 'a.txt': 'a long text' }, maxBlobBytes: 5 });
  await harness.commit('run-1', { kind: 'edit', path: 'a.txt', content: 'short' });
  const [change] = changesOf(await harness.journal.read());
  expect(change!.before).toMatchObject({ missing: 'too_large', size: 11 });
  expect(change!.after).not.toHaveProperty('missing');
  expect(harness.tree()).toEqual({ 'a.txt': 'short' });
});

test('a journal that can not be written says so once and stops nothing', async () => {
  const harness = openJournal({ files: { 'a.txt': 'a' } });
  writeFileSync(join(harness.journalPath, '..', 'blobs'), 'a file where the folder should be');
  await harness.commit('run-1', { kind: 'edit', path: 'a.txt', content: 'b' });
  await harness.commit('run-1', { kind: 'edit', path: 'a.txt', content: 'c' });
  expect(harness.tree()).toEqual({ 'a.txt': 'c' });
  expect(harness.failures).toHaveLength(1);
  expect(changesOf(await harness.journal.read())[0]!.before).toMatchObject({ missing: 'not_stored' });
});

test('contents are needed until a person has decided', async () => {
  const harness = openJournal({ files: { 'a.txt': 'a' } });
  await harness.commit('run-1', { kind: 'edit', path: 'a.txt', content: 'b' });
  const state = await harness.journal.read();
  const [change] = changesOf(state);
  expect(pendingBlobs(state)).toEqual([change!.before!.blob, change!.after!.blob]);
  harness.journal.settle([change!.id]);
  expect(pendingBlobs(await harness.journal.read())).toEqual([]);
});

test('no line of the journal holds the text of a file', async () => {
  const harness = openJournal({ files: { 'a.txt': 'SECRET-BEFORE' } });
  await harness.commit('run-1', { kind: 'edit', path: 'a.txt', content: 'SECRET-AFTER' });
  expect(readFileSync(harness.journalPath, 'utf8')).not.toContain('SECRET');
});
