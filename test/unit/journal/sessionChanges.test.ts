// What a session offers: the changes of its runs, restore and redo, over the stored session and a scripted model.
import { readFileSync, readdirSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { build } from 'esbuild';
import { describe, expect, onTestFinished, test } from 'vitest';
import { createBlobStore } from '../../../src/core/journal/blobStore';
import { KEEP_MS, pruneDaily, pruneJournals } from '../../../src/core/journal/prune';
import { createSessionChanges } from '../../../src/core/journal/sessionChanges';
import { createDiskWorkspace } from '../../../src/core/workspace/diskWorkspace';
import { commitChanges } from '../../../src/core/workspace/commit';
import { openSession, temporaryFolder } from '../session/sessionFixture';
import { endProcesses, startProcess } from '../session/childProcess';
import { openJournal, treeOf } from './journalHarness';
import { noticeText } from '../../../src/core/words/noticeCause';

const write = (path: string, content: string) => ({
  calls: [{ name: 'write', input: { file_path: path, content } }],
});
const remove = (path: string) => ({ calls: [{ name: 'delete', input: { file_path: path } }] });

/** Two runs: the first writes `new.txt`, the second deletes `old.txt`. */
async function twoRuns() {
  const sessionsDir = await temporaryFolder();
  const opened = await openSession({
    files: { 'old.txt': 'precious\r\n' },
    permissive: true,
    config: { sessionsDir },
    turns: [write('new.txt', 'n'), { text: 'Written.' }, remove('old.txt'), { text: 'Deleted.' }],
  });
  const trees = [treeOf(opened.root)];
  await opened.session.send('Write');
  trees.push(treeOf(opened.root));
  await opened.session.readFile('old.txt');
  await opened.session.send('Delete');
  trees.push(treeOf(opened.root));
  const runIds = opened.events.filter(({ type }) => type === 'start').map(({ runId }) => runId);
  return { ...opened, sessionsDir, trees, runIds };
}

test('the changes of each run are listed with what made them', async () => {
  const { session, runIds, events } = await twoRuns();
  const calls = events.filter((event) => event.type === 'tool_call').map(({ toolId }) => toolId);
  expect(await session.changes()).toMatchObject([
    {
      kind: 'create',
      path: 'new.txt',
      state: 'applied',
      undoable: true,
      settled: false,
      origin: { kind: 'run', runId: runIds[0], turn: 1, toolCallId: calls[0] },
    },
    { kind: 'delete', path: 'old.txt', origin: { kind: 'run', runId: runIds[1], toolCallId: calls[1] } },
  ]);
});

test('files go back to before a run and forward again, also from a session that was opened anew', async () => {
  const { agent, session, root, trees, runIds } = await twoRuns();
  expect(trees[2]).toEqual({ 'new.txt': 'n' });
  const back = await session.restoreFiles(runIds[1]!);
  expect(treeOf(root)).toEqual(trees[1]);
  expect(back.restored).toEqual(['old.txt']);
  await session.dispose();
  const again = agent.resumeSession(session.sessionId, { cwd: root });
  await again.restoreFiles(back.restoreId!);
  expect(treeOf(root)).toEqual(trees[2]);
  await again.restoreFiles(runIds[0]!);
  expect(treeOf(root)).toEqual(trees[0]);
  expect((await again.changes()).at(-1)).toMatchObject({ origin: { kind: 'restore' } });
});

test('what an embedder calls directly is recorded as well', async () => {
  const sessionsDir = await temporaryFolder();
  const { session } = await openSession({ turns: [], config: { sessionsDir } });
  await session.tool('write', { file_path: 'a.txt', content: 'a' });
  expect(await session.changes()).toMatchObject([{ path: 'a.txt', origin: { kind: 'direct' } }]);
});

test('without stored sessions there is nothing to restore, and that is said', async () => {
  const { session } = await openSession({ turns: [write('a.txt', 'a')], permissive: true });
  await session.send('Write');
  expect(await session.changes()).toEqual([]);
  await expect(session.restoreFiles('any')).rejects.toThrow('stored in a folder');
});

test('a session that is deleted takes its journal along', async () => {
  const { agent, session, sessionsDir } = await twoRuns();
  const journals = () => readdirSync(join(sessionsDir, 'changes')).filter((name) => name.endsWith('.jsonl'));
  expect(journals()).toHaveLength(1);
  await session.dispose();
  await agent.sessionStore!.delete(session.sessionId);
  expect(journals()).toEqual([]);
});

describe('contents on disk', () => {
  async function changedOnce(path: string, root: string, newContent: string): Promise<void> {
    const workspace = createDiskWorkspace({ folders: [{ root }] });
    let count = 0;
    const changes = createSessionChanges({
      path,
      sessionId: 's',
      workspace,
      now: Date.now,
      newId: () => `${path}-${(count += 1)}`,
      onFailure: (cause) => expect.fail(noticeText(cause)),
    });
    onTestFinished(() => changes.dispose());
    const file = await workspace.resolve('a.txt');
    const before = await workspace.read(file.path);
    await commitChanges(workspace, [{ kind: 'edit', file, before, after: { text: newContent } }], {
      signal: new AbortController().signal,
      journal: changes.recorder(() => ({ kind: 'direct', toolCallId: 't' })),
    });
    if (newContent === 'kept') await changes.keep();
    await changes.dispose();
  }

  test('go when they are old and decided about, and stay while they are under review', async () => {
    const root = await temporaryFolder({ 'a.txt': 'start' });
    const dir = join(await temporaryFolder(), 'changes');
    const blobs = join(dir, 'blobs');
    const texts = (): readonly string[] =>
      readdirSync(blobs, { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map((entry) => readFileSync(join(entry.parentPath, entry.name), 'utf8'))
        .toSorted();
    await changedOnce(join(dir, 'one.jsonl'), root, 'kept');
    await changedOnce(join(dir, 'two.jsonl'), root, 'pending');
    expect(texts()).toEqual(['kept', 'pending', 'start']);
    const old = (Date.now() - KEEP_MS) / 1000 - 60;
    for (const entry of readdirSync(blobs, { recursive: true, withFileTypes: true })) {
      if (entry.isFile()) utimesSync(join(entry.parentPath, entry.name), old, old);
    }
    const { signal } = new AbortController();
    await pruneJournals(dir, createBlobStore({ dir: blobs }), Date.now(), signal);
    // `start` belonged to the decided change alone; `kept` is the content before the pending one.
    expect(texts()).toEqual(['kept', 'pending']);
  });

  test('are looked through once a day', async () => {
    const dir = await temporaryFolder();
    const blobs = createBlobStore({ dir: join(dir, 'blobs') });
    const asked: number[] = [];
    const counted: typeof blobs = {
      ...blobs,
      prune: (options) => {
        asked.push(now);
        return blobs.prune(options);
      },
    };
    let now = Date.now();
    const look = async (): Promise<void> => pruneDaily(dir, counted, now, new AbortController().signal);
    const first = now;
    await look();
    now += 23 * 60 * 60 * 1000;
    await look();
    now += 2 * 60 * 60 * 1000;
    const second = now;
    await look();
    // The clock was put right: what was done in the future does not count.
    now = first;
    await look();
    expect(asked).toEqual([first, second, first]);
  });
});

describe('a crash', () => {
  test('leaves a change whose outcome the file tells', async () => {
    for (const onDisk of ['new', 'old', 'typed']) {
      const harness = openJournal({ files: { 'a.txt': 'old' } });
      const file = await harness.workspace.resolve('a.txt');
      const before = await harness.workspace.read(file.path);
      await harness.journal.recorder(() => ({ kind: 'run', runId: 'r' }))({
        kind: 'edit',
        file,
        before,
        after: { text: 'new' },
      });
      writeFileSync(file.path, onDisk);
      const changes = createSessionChanges({
        path: harness.journalPath,
        sessionId: 'one',
        workspace: harness.workspace,
        now: Date.now,
        newId: () => 'x',
        onFailure: (cause) => expect.fail(noticeText(cause)),
      });
      onTestFinished(() => changes.dispose());
      const expected = { new: ['applied'], old: [], typed: ['uncertain'] }[onDisk];
      expect((await changes.list()).map(({ state }) => state)).toEqual(expected);
    }
  });

  test('by kill -9 in the middle of an edit leaves a whole file and loses nothing, five times', async () => {
    const folder = await temporaryFolder({ 'root/a.txt': 'start' });
    const root = join(folder, 'root');
    const path = join(folder, 'changes', 'killed.jsonl');
    const bundle = join(folder, 'killedWriter.mjs');
    await build({
      entryPoints: [join(import.meta.dirname, 'killedWriter.ts')],
      outfile: bundle,
      bundle: true,
      platform: 'node',
      format: 'esm',
      logLevel: 'error',
    });
    onTestFinished(endProcesses);
    const texts: string[] = [readFileSync(join(root, 'a.txt'), 'utf8')];
    for (let kill = 1; kill <= 5; kill += 1) {
      const child = startProcess(bundle, root, path, `run-${kill}`);
      await child.nextLine();
      await sleep(20 + 13 * kill);
      await child.kill('SIGKILL');
      texts.push(readFileSync(join(root, 'a.txt'), 'utf8'));
      expect(texts.at(-1)).toMatch(new RegExp(`^edit \\d+ of run-${kill}\nx*\nend$`));
    }
    let count = 0;
    const changes = createSessionChanges({
      path,
      sessionId: 'killed',
      workspace: createDiskWorkspace({ folders: [{ root }] }),
      now: Date.now,
      newId: () => `restore-${(count += 1)}`,
      onFailure: (cause) => expect.fail(noticeText(cause)),
    });
    onTestFinished(() => changes.dispose());
    const { signal } = new AbortController();
    for (let kill = 5; kill >= 1; kill -= 1) {
      expect((await changes.restore(`run-${kill}`, { signal })).kept).toEqual([]);
      expect(readFileSync(join(root, 'a.txt'), 'utf8')).toBe(texts[kill - 1]);
    }
  });
});
