// What a dry run found of a step with several files, kept with the plan: written without a model, all at once or not at all.
import { access, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { ModelRequest } from '../../../src/core/model/languageModel';
import type { ConfirmationRequest } from '../../../src/core/permissions/confirmation';
import { withDryRun } from '../../../src/core/plan/storedDiff';
import { planOf } from '../plan/planFixture';
import type { ScriptedTurn } from './scriptedModel';
import { openSession, temporaryFolder } from './sessionFixture';
import type { OpenOptions } from './sessionFixture';

const FILES = { 'a.txt': 'one\r\ntwo\r\n', 'gone.txt': 'gone\n', 'old.txt': 'same\n' };
const RENAME =
  'diff --git a/old.txt b/sub/new.txt\nsimilarity index 100%\nrename from old.txt\nrename to sub/new.txt\n';
const CALLS = [
  { name: 'edit', input: { file_path: 'a.txt', old_string: 'one', new_string: '1' } },
  { name: 'write', input: { file_path: 'made.txt', content: 'made\n' } },
  { name: 'delete', input: { file_path: 'gone.txt' } },
  { name: 'patch', input: { diff: RENAME } },
];
const answer = ({ messages }: ModelRequest): ScriptedTurn =>
  messages.at(-1)?.role === 'tool' ? { text: 'Did it.' } : { calls: CALLS };
const options = { onFailure: 'halt', synthesize: false } as const;

async function tryOut(more: Partial<OpenOptions> = {}) {
  const sessionsDir = await temporaryFolder();
  const opened = await openSession({
    permissionMode: 'edits',
    files: FILES,
    ...more,
    turns: Array.from({ length: 20 }, () => answer),
    config: { sessionsDir },
  });
  const { session, model, root } = opened;
  const plan = planOf([], { steps: [{ id: 'a', description: 'Tidy up' }] });
  const { result } = await session.runPlan(plan, { dryRun: true, options });
  const tree = async () => {
    const names = ['a.txt', 'gone.txt', 'old.txt', 'made.txt', 'sub/new.txt'];
    const texts = names.map((name) => readFile(join(root, name), 'utf8').catch(() => null));
    return Object.fromEntries((await Promise.all(texts)).map((text, index) => [names[index], text]));
  };
  return { ...opened, kept: withDryRun(plan, result), asked: model.requests.length, tree };
}

const TIDY = {
  'a.txt': '1\r\ntwo\r\n',
  'gone.txt': null,
  'old.txt': null,
  'made.txt': 'made\n',
  'sub/new.txt': 'same\n',
};

describe('what a dry run of a step with several files found', () => {
  test('is written as it was shown, in one call, with the rename as one', async () => {
    const { session, kept, model, asked, tree, events } = await tryOut();
    const { result } = await session.runPlan(kept, { options });
    expect(result.success).toBe(true);
    expect(await tree()).toEqual(TIDY);
    expect(model.requests).toHaveLength(asked);
    const begun = events.findLastIndex(({ type }) => type === 'step_start');
    const ends = events.slice(begun).filter((event) => event.type === 'tool_end');
    expect(ends).toHaveLength(1);
    expect(ends[0]?.type === 'tool_end' && ends[0].details).toMatchObject({
      type: 'diff',
      files: [
        { path: 'a.txt', kind: 'edit' },
        { path: 'made.txt', kind: 'create' },
        { path: 'gone.txt', kind: 'delete' },
        { path: 'old.txt', kind: 'rename', renamedTo: 'sub/new.txt' },
      ],
    });
    const changes = await session.changes();
    expect(changes.map(({ kind }) => kind).sort()).toEqual(['create', 'delete', 'edit', 'rename']);
  });

  test.each<[string, (root: string) => Promise<void>, string]>([
    ['changed', (root) => writeFile(join(root, 'gone.txt'), 'mine\n'), 'gone.txt has changed since'],
    ['is there by now', (root) => writeFile(join(root, 'made.txt'), 'mine\n'), 'made.txt'],
  ])('is worked out anew where one of them %s', async (_name, change, words) => {
    const { session, kept, model, asked, root, events } = await tryOut();
    await change(root);
    await session.runPlan(kept, { options });
    expect(model.requests.length).toBeGreaterThan(asked);
    expect(events.find((event) => event.type === 'notice')?.text).toContain(words);
  });

  test('of a patch step is a conflict then, and nothing is written', async () => {
    const { session, kept, root, tree } = await tryOut();
    await writeFile(join(root, 'old.txt'), 'mine\n');
    const patch = { ...kept, steps: kept.steps.map((step) => ({ ...step, type: 'apply_patch' })) };
    const { result } = await session.runPlan(patch, { options });
    expect(result.stepResults[0]).toMatchObject({ success: false, errorCode: 'conflict' });
    expect(await tree()).toEqual({ ...FILES, 'old.txt': 'mine\n', 'made.txt': null, 'sub/new.txt': null });
  });

  test('is one question where the rules ask, and nothing of it is written after a no', async () => {
    const asked: ConfirmationRequest[] = [];
    const { session, kept, tree } = await tryOut({
      permissionMode: 'ask',
      onConfirm: (request) => {
        asked.push(request);
        return Promise.resolve({ approved: false });
      },
    });
    const { result } = await session.runPlan(kept, { options });
    expect(asked).toHaveLength(1);
    expect(result.success).toBe(false);
    expect(await tree()).toEqual({ ...FILES, 'made.txt': null, 'sub/new.txt': null });
  });

  test('changes nothing where a file changes between the look and the write', async () => {
    const { session, kept, root, tree } = await tryOut({
      permissionMode: 'ask',
      onConfirm: async () => {
        await writeFile(join(root, 'gone.txt'), 'mine\n');
        return { approved: true };
      },
    });
    const { result } = await session.runPlan(kept, { options });
    expect(result.success).toBe(false);
    expect(await tree()).toEqual({ ...FILES, 'gone.txt': 'mine\n', 'made.txt': null, 'sub/new.txt': null });
  });

  test('goes back with the step', async () => {
    const { session, kept, root, tree } = await tryOut();
    await session.plan.set(kept);
    await session.plan.run({ kind: 'all' }, { options });
    expect(await tree()).toEqual(TIDY);
    await session.plan.rollBack();
    await expect(access(join(root, 'made.txt'))).rejects.toThrow();
    expect(await tree()).toEqual({ ...FILES, 'made.txt': null, 'sub/new.txt': null });
  });
});
