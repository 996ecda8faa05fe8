// A process is killed in the middle of a command: another one finds what the command did until then, and takes it back.
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { build } from 'esbuild';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { createBlobStore } from '../../../src/core/journal/blobStore';
import { createReview } from '../../../src/core/review/createReview';
import type { ReviewEngine } from '../../../src/core/review/createReview';
import { Agent } from '../../../src/core/session/agent';
import { changesPath, reviewPath } from '../../../src/core/session/sessionFileName';
import { createDiskWorkspace } from '../../../src/core/workspace/diskWorkspace';
import { treeOf } from '../journal/journalHarness';
import { endProcesses, startProcess } from '../session/childProcess';
import { createScriptedModel } from '../session/scriptedModel';
import { temporaryFolder } from '../workspace/temporaryFolder';
import { makeOld, shell } from './effectsHarness';

const ID = 'cut-off';
/** For a busy machine; nothing depends on the time. */
const patient = { timeout: 30_000 };

let bundle: string;
let bundleDir: string;

beforeAll(async () => {
  // Inside the project, so that the grammars of the shells are found from there.
  const parent = join(import.meta.dirname, '../../../dist-test');
  mkdirSync(parent, { recursive: true });
  bundleDir = mkdtempSync(join(parent, 'killed-'));
  bundle = join(bundleDir, 'killedCommand.mjs');
  await build({
    entryPoints: [join(import.meta.dirname, 'killedCommand.ts')],
    outfile: bundle,
    bundle: true,
    platform: 'node',
    format: 'esm',
    logLevel: 'error',
    banner: {
      js: "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);",
    },
  });
});

afterAll(() => rmSync(bundleDir, { recursive: true }));

interface Killed {
  readonly root: string;
  readonly sessionsDir: string;
  /** Of the journals. */
  readonly dir: string;
}

/** Kills a process with SIGKILL once its command has done its part and the process has given a sign of life after it. */
async function killed(
  work: string,
  prepare: (root: string) => void = () => undefined,
  files: Readonly<Record<string, string | Uint8Array>> = FILES,
): Promise<Killed> {
  const root = temporaryFolder(files);
  const sessionsDir = temporaryFolder();
  prepare(root);
  onTestFinished(endProcesses);
  const child = startProcess(bundle, root, sessionsDir, ID, `${work}; echo worked; sleep 15`);
  expect(await child.nextLine()).toBe('worked');
  const done = Date.now();
  const dir = join(sessionsDir, 'changes');
  const record = (): string => {
    const [name = ''] = readdirSync(join(dir, 'commands')).filter((one) => one.endsWith('.files'));
    return join(dir, 'commands', name);
  };
  await expect.poll(() => statSync(record()).mtimeMs > done, patient).toBe(true);
  await child.kill('SIGKILL');
  return { root, sessionsDir, dir };
}

const FILES = {
  'clean.txt': 'clean\n',
  'dirty.txt': 'committed\n',
  'gone.txt': 'gone\n',
  'old.txt': 'name\n',
};

function repository(root: string): void {
  shell(root, 'git init -q && git add -A && git commit -qm one');
  makeOld(root);
  writeFileSync(join(root, 'dirty.txt'), 'dirty\n');
  writeFileSync(join(root, 'untracked.txt'), 'untracked\n');
  writeFileSync(join(root, 'untracked gone.bin'), Buffer.from([0, 1, 2]));
}

const WORK = [
  'for f in clean dirty untracked; do echo command >> $f.txt; done',
  "rm gone.txt 'untracked gone.bin'",
  'mv old.txt new.txt',
  'mkdir deep && echo new > deep/created.txt',
].join(' && ');

function window({ root, dir, sessionsDir }: Killed): ReviewEngine {
  let count = 0;
  const review = createReview({
    workspace: createDiskWorkspace({ folders: [{ root }] }),
    now: Date.now,
    newId: () => `new-${(count += 1)}`,
    storage: {
      blobs: createBlobStore({ dir: join(dir, 'blobs') }),
      journalPath: (session) => changesPath(sessionsDir, session),
      reviewPath: (session) => reviewPath(sessionsDir, session),
      later: () => undefined,
    },
    onFailure: (error) => {
      throw error;
    },
  });
  onTestFinished(() => review.dispose());
  return review;
}

const shown = (review: ReviewEngine) =>
  review
    .files()
    .map(({ kind, display, changedSince }) => `${kind} ${display}${changedSince === 'perhaps' ? ' ?' : ''}`);

const withoutGit = (root: string) =>
  Object.fromEntries(Object.entries(treeOf(root)).filter(([name]) => !name.startsWith('.git/')));

test.each([
  ['with git', repository, WORK],
  ['with git, and a commit in the middle', repository, `${WORK}; git add -A; git commit -qm two`],
  [
    'without git',
    (root: string) => {
      writeFileSync(join(root, 'untracked.txt'), 'untracked\n');
      writeFileSync(join(root, 'untracked gone.bin'), Buffer.from([0, 1, 2]));
    },
    WORK,
  ],
])('%s, a window that opens next has it under review and undoes it', patient, async (_, prepare, work) => {
  let before: unknown;
  const state = await killed(work, (root) => {
    prepare(root);
    before = withoutGit(root);
  });
  const review = window(state);
  await review.load([ID]);
  expect(shown(review)).toEqual([
    'edited clean.txt',
    'created deep/created.txt',
    'edited dirty.txt',
    'deleted gone.txt',
    'renamed new.txt',
    'deleted untracked gone.bin',
    'edited untracked.txt',
  ]);
  expect(review.files()[0]?.sources).toMatchObject([
    { sessionId: ID, command: expect.stringContaining('echo') as string },
  ]);
  expect(await review.undo({ kind: 'all' })).toMatchObject({ decided: 7, refused: [] });
  expect(withoutGit(state.root)).toEqual(before);
  // Found once.
  expect(readdirSync(join(state.dir, 'commands'))).toEqual([]);
  const other = window(state);
  await other.load([ID]);
  expect(shown(other)).toEqual([]);
});

test('a session that is resumed has it among its changes and restores it', patient, async () => {
  const state = await killed(WORK, repository);
  const agent = await Agent.create({
    defaultModel: 'test/scripted',
    models: [createScriptedModel([])],
    sessionsDir: state.sessionsDir,
  });
  onTestFinished(() => agent.dispose());
  const session = agent.resumeSession(ID, { cwd: state.root });
  const changes = await session.changes();
  expect(changes.map(({ kind, path }) => `${kind} ${path}`)).toEqual([
    'edit clean.txt',
    'create deep/created.txt',
    'edit dirty.txt',
    'delete gone.txt',
    'rename old.txt',
    'delete untracked gone.bin',
    'edit untracked.txt',
  ]);
  const { origin } = changes[0]!;
  await session.restoreFiles(origin.kind === 'run' ? origin.runId : '');
  expect(withoutGit(state.root)).toEqual({
    ...FILES,
    'dirty.txt': 'dirty\n',
    'untracked.txt': 'untracked\n',
    'untracked gone.bin': '\u0000\u0001\u0002',
  });
});

test('what somebody changed between the crash and now is said, and an undo asks first', patient, async () => {
  const state = await killed(WORK, repository);
  writeFileSync(join(state.root, 'clean.txt'), 'mine\nclean\ncommand\n');
  writeFileSync(join(state.root, 'deep/created.txt'), 'new and mine\n');
  const review = window(state);
  await review.load([ID]);
  expect(shown(review)).toEqual([
    'edited clean.txt ?',
    'created deep/created.txt ?',
    'edited dirty.txt',
    'deleted gone.txt',
    'renamed new.txt',
    'deleted untracked gone.bin',
    'edited untracked.txt',
  ]);
  await review.flush();
  const later = window(state);
  await later.load([ID]);
  expect(shown(later)).toEqual(shown(review));
  expect(await later.undo({ kind: 'all' })).toMatchObject({
    refused: [
      { display: 'clean.txt', reason: 'another program has changed the text that it was made on' },
      {
        display: 'deep/created.txt',
        reason: 'it was changed since it was created, and undoing deletes it',
      },
    ],
  });
  expect(readFileSync(join(state.root, 'clean.txt'), 'utf8')).toBe('mine\nclean\ncommand\n');
  expect((await later.undo({ kind: 'all' }, { force: true })).refused).toEqual([]);
  expect(readFileSync(join(state.root, 'clean.txt'), 'utf8')).toBe('clean\n');
});

test('a restore keeps such a file unless a person says otherwise', patient, async () => {
  const state = await killed('echo command > a.txt; echo command > b.txt', undefined, {
    'a.txt': 'a\n',
    'b.txt': 'b\n',
  });
  writeFileSync(join(state.root, 'a.txt'), 'mine\n');
  const agent = await Agent.create({
    defaultModel: 'test/scripted',
    models: [createScriptedModel([])],
    sessionsDir: state.sessionsDir,
  });
  onTestFinished(() => agent.dispose());
  const session = agent.resumeSession(ID, { cwd: state.root });
  const [first, second] = await session.changes();
  expect([first?.changedSince, second?.changedSince]).toEqual([true, undefined]);
  const runId = first?.origin.kind === 'run' ? first.origin.runId : '';
  expect(await session.restoreFiles(runId)).toMatchObject({ restored: ['b.txt'], kept: ['a.txt'] });
  expect(treeOf(state.root)).toEqual({ 'a.txt': 'mine\n', 'b.txt': 'b\n' });
});

test('files that only count by another ignore file are not taken for new ones', patient, async () => {
  const state = await killed(
    "printf '' > .gitignore; echo more >> secret.env; echo new > new.env",
    (root) => {
      mkdirSync(join(root, 'kept'));
      writeFileSync(join(root, '.gitignore'), '*.env\n');
      writeFileSync(join(root, 'secret.env'), 'secret\n');
      writeFileSync(join(root, 'kept/other.env'), 'other\n');
    },
  );
  const review = window(state);
  await review.load([ID]);
  expect(shown(review)).toEqual(['edited .gitignore', 'created new.env']);
});

test('nothing is left by commands that ended', patient, async () => {
  const root = temporaryFolder({ 'a.txt': 'a\n' });
  const sessionsDir = temporaryFolder();
  const bash = (command: string) => ({ calls: [{ name: 'bash', input: { command } }] });
  const model = createScriptedModel([bash('echo 1 >> a.txt'), bash('exit 3'), bash('echo 2 >> a.txt')]);
  const agent = await Agent.create({ defaultModel: 'test/scripted', models: [model], sessionsDir });
  const session = agent.session(root, { permissive: true });
  const during: string[] = [];
  const dir = join(sessionsDir, 'changes/commands');
  session.onEvent(({ type }) => {
    if (type === 'tool_end')
      during.push(...readdirSync(dir).map((name) => basename(name).replace(/^[^.]+/, '')));
  });
  await session.send('Go');
  expect(during).toEqual(['.files', '.files', '.files']);
  await agent.dispose();
  expect(readdirSync(dir)).toEqual([]);
});
