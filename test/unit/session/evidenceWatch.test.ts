import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest';
import type { ModelRequest } from '../../../src/core/model/languageModel';
import type { Plan } from '../../../src/core/plan/plan';
import { textVersion, treeState } from '../../../src/core/plan/treeState';
import { createEvidenceWatch } from '../../../src/core/session/evidenceWatch';
import { createDiskWorkspace } from '../../../src/core/workspace/diskWorkspace';
import type { WatchFiles } from '../../../src/core/workspace/watchFiles';
import { foldEvent } from '../../../src/protocol/reducer';
import { emptyView } from '../../../src/protocol/viewState';
import { planOf } from '../plan/planFixture';
import type { ScriptedTurn } from './scriptedModel';
import { nextEvent, openSession, temporaryFolder } from './sessionFixture';

/** A watch that tells what it is told. */
function fakeWatch() {
  const watches: {
    readonly paths: readonly string[];
    readonly tell: (path: string) => void;
    isOn: boolean;
  }[] = [];
  const watch: WatchFiles = (paths, tell) => {
    const own = { paths, tell, isOn: true };
    watches.push(own);
    return { dispose: () => void (own.isOn = false) };
  };
  return {
    watch,
    watches,
    on: () => watches.filter(({ isOn }) => isOn),
    change: (path: string) => watches.filter(({ isOn }) => isOn).forEach(({ tell }) => tell(path)),
  };
}

describe('what is looked at', () => {
  let root: string;
  let reads: string[];
  let looks: (readonly (readonly [string, string | null])[])[];
  let pass: () => void;
  let fake: ReturnType<typeof fakeWatch>;
  let watch: ReturnType<typeof createEvidenceWatch>;

  const withEvidence = (plan: Plan, files: Readonly<Record<string, readonly string[]>>): Plan => ({
    ...plan,
    steps: plan.steps.map((step) => {
      const tree = treeState(new Map((files[step.id] ?? []).map((path) => [path, textVersion('old')])));
      const result = { stepId: step.id, order: 1, description: '', success: true, files: [] };
      return files[step.id] === undefined
        ? step
        : { ...step, status: 'done', result: { ...result, evidence: { takenAt: '', tree } } };
    }),
  });

  beforeEach(async () => {
    root = await temporaryFolder({ 'a.txt': 'old', 'b.txt': 'old', 'c.txt': 'old' });
    reads = [];
    looks = [];
    fake = fakeWatch();
    const disk = createDiskWorkspace({ folders: [{ root }] });
    let gathered = Promise.withResolvers<void>();
    pass = () => {
      gathered.resolve();
      gathered = Promise.withResolvers();
    };
    watch = createEvidenceWatch({
      workspace: {
        resolve: (path) => disk.resolve(path),
        stat: (path) => disk.stat(path),
        read: (path, options) => (reads.push(path), disk.read(path, options)),
      },
      watch: fake.watch,
      sleep: () => gathered.promise,
      onLook: (versions) => looks.push([...versions]),
      onError: (error) => expect.fail(String(error)),
    });
    onTestFinished(() => watch.dispose());
  });

  test('nothing where there is no plan, no evidence, or only that of steps that are not done', async () => {
    watch.follow(undefined, undefined);
    const plan = planOf([[], [1]]);
    watch.follow(plan, undefined);
    const pending = withEvidence(plan, { s1: ['a.txt'] });
    watch.follow(
      { ...pending, steps: pending.steps.map((step) => ({ ...step, status: 'rolled_back' as const })) },
      undefined,
    );
    await new Promise(setImmediate);
    expect(fake.watches).toEqual([]);
  });

  test('the files of evidence and goal, once for a burst of changes, and no other file', async () => {
    watch.follow(withEvidence(planOf([[], [1]]), { s1: ['a.txt'] }), treeState(new Map([['b.txt', null]])));
    await vi.waitFor(() => expect(fake.on()).toHaveLength(1));
    expect(fake.on()[0]?.paths).toEqual([join(root, 'a.txt'), join(root, 'b.txt')]);
    await writeFile(join(root, 'a.txt'), 'new');
    for (let count = 0; count < 20; count += 1) fake.change(join(root, 'a.txt'));
    fake.change(join(root, 'c.txt'));
    expect(reads).toEqual([]);
    pass();
    await vi.waitFor(() => expect(looks).toEqual([[['a.txt', textVersion('new')]]]));
    expect(reads).toEqual([join(root, 'a.txt')]);
    await rm(join(root, 'a.txt'));
    fake.change(join(root, 'a.txt'));
    pass();
    await vi.waitFor(() => expect(looks.at(-1)).toEqual([['a.txt', null]]));
  });

  test('one watch at a time: it follows the evidence, and ends with it', async () => {
    const plan = planOf([[], [1]]);
    watch.follow(withEvidence(plan, { s1: ['a.txt'] }), undefined);
    await vi.waitFor(() => expect(fake.on()).toHaveLength(1));
    watch.follow(withEvidence({ ...plan, status: 'running' }, { s1: ['a.txt'] }), undefined);
    await new Promise(setImmediate);
    expect(fake.watches).toHaveLength(1);
    watch.follow(withEvidence(plan, { s1: ['a.txt'], s2: ['b.txt'] }), undefined);
    await vi.waitFor(() => expect(fake.on()[0]?.paths).toHaveLength(2));
    expect(fake.watches).toHaveLength(2);
    watch.follow(undefined, undefined);
    expect(fake.on()).toEqual([]);
  });

  test('nothing after the end', async () => {
    watch.follow(withEvidence(planOf([[]]), { s1: ['a.txt'] }), undefined);
    await vi.waitFor(() => expect(fake.on()).toHaveLength(1));
    fake.change(join(root, 'a.txt'));
    watch.dispose();
    pass();
    await new Promise(setImmediate);
    expect([fake.on(), looks, reads]).toEqual([[], [], []]);
  });
});

const writing = ({ messages }: ModelRequest): ScriptedTurn =>
  messages.at(-1)?.role === 'tool'
    ? { text: 'Wrote it.' }
    : { calls: [{ name: 'write', input: { file_path: 'a.txt', content: 'old' } }] };

async function done(watchFiles?: WatchFiles) {
  const opened = await openSession({
    permissive: true,
    turns: Array.from({ length: 9 }, () => writing),
    config: { sessionsDir: await temporaryFolder() },
    ...(watchFiles === undefined ? {} : { watchFiles }),
  });
  await opened.session.plan.set(planOf([], { steps: [{ id: 'a', description: 'Write a' }] }));
  await opened.session.plan.run({ kind: 'all' }, { options: { synthesize: false } });
  return opened;
}

describe('in a session', () => {
  test("a person's edit between runs makes evidence stale at once, also in the panel, and taking it back makes it good", async () => {
    const fake = fakeWatch();
    const opened = await done(fake.watch);
    await vi.waitFor(() => expect(fake.on()).toHaveLength(1));
    await writeFile(join(opened.root, 'a.txt'), 'mine');
    fake.change(join(opened.root, 'a.txt'));
    expect(await nextEvent(opened, 'evidence_stale')).toMatchObject({ stepId: 'a', paths: ['a.txt'] });
    const evidence = () => opened.session.plan.current?.steps[0]?.result?.evidence;
    expect(evidence()?.stale).toEqual(['a.txt']);
    const view = opened.events.reduce(foldEvent, emptyView('s'));
    expect(view.plan?.plan.steps[0]?.result?.evidence?.stale).toEqual(['a.txt']);
    await writeFile(join(opened.root, 'a.txt'), 'old');
    fake.change(join(opened.root, 'a.txt'));
    await vi.waitFor(() => expect(evidence()).toMatchObject({ tree: {} }));
    await vi.waitFor(() => expect(evidence()?.stale).toBeUndefined());
    const kept = (await opened.session.events()).filter(({ type }) => type === 'evidence_stale');
    expect(kept).toHaveLength(2);
  });

  test('a change that is none says nothing', async () => {
    const fake = fakeWatch();
    const opened = await done(fake.watch);
    await vi.waitFor(() => expect(fake.on()).toHaveLength(1));
    fake.change(join(opened.root, 'a.txt'));
    await opened.session.dispose();
    expect(opened.events.filter(({ type }) => type === 'evidence_stale')).toEqual([]);
    expect(fake.on()).toEqual([]);
  });

  test('without a watch it is found when the plan runs next', async () => {
    const opened = await done();
    await writeFile(join(opened.root, 'a.txt'), 'mine');
    await opened.session.plan.edit((plan) => ({
      ...plan,
      steps: [...plan.steps, { ...plan.steps[0]!, id: 'b', status: 'pending', result: undefined }],
    }));
    expect(opened.events.filter(({ type }) => type === 'evidence_stale')).toEqual([]);
    await opened.session.plan.run({ kind: 'all' }, { options: { synthesize: false } });
    expect(opened.events.find(({ type }) => type === 'evidence_stale')).toMatchObject({ paths: ['a.txt'] });
  });
});
