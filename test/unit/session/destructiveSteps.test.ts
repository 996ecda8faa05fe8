import { execFileSync } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { ModelRequest } from '../../../src/core/model/languageModel';
import type { ConfirmationRequest } from '../../../src/core/permissions/confirmation';
import type { StepSpec } from '../../../src/core/plan/plan';
import { withDryRun } from '../../../src/core/plan/storedDiff';
import { isMigration } from '../../../src/core/session/destructiveSteps';
import { planOf } from '../plan/planFixture';
import type { ScriptedTurn } from './scriptedModel';
import { openSession, temporaryFolder } from './sessionFixture';
import type { OpenOptions } from './sessionFixture';

const hasResult = ({ messages }: ModelRequest): boolean => messages.at(-1)?.role === 'tool';
const answering = (answer: (request: ModelRequest) => ScriptedTurn) =>
  Array.from({ length: 20 }, () => answer);
const calls =
  (name: string, input: Readonly<Record<string, unknown>>) =>
  (request: ModelRequest): ScriptedTurn =>
    hasResult(request) ? { text: 'Did it.' } : { calls: [{ name, input }] };

async function open(
  answer: (request: ModelRequest) => ScriptedTurn = () => ({ text: 'Did it.' }),
  options: Partial<OpenOptions> = {},
) {
  const sessionsDir = await temporaryFolder();
  const opened = await openSession({
    permissionMode: 'edits',
    ...options,
    turns: answering(answer),
    config: { sessionsDir },
  });
  const run = async (step: Partial<StepSpec>, more: object = {}) => {
    const plan = planOf([], { steps: [{ id: 'a', description: 'Do it', ...step }] });
    const { result } = await opened.session.runPlan(plan, {
      options: { onFailure: 'halt', synthesize: false },
      ...more,
    });
    return { result, step: result.stepResults[0], plan };
  };
  return { ...opened, run };
}

/** Says yes or no, and remembers what it was asked. */
function person(approved: boolean) {
  const asked: ConfirmationRequest[] = [];
  return {
    asked,
    onConfirm: (request: ConfirmationRequest) => {
      asked.push(request);
      return approved;
    },
  };
}

test.each([
  'npx prisma migrate deploy',
  'python manage.py migrate',
  'rails db:migrate',
  'alembic upgrade head',
  'npx knex migrate:latest',
  'flyway migrate',
])('`%s` is a migration', (command) => {
  expect(isMigration(command)).toBe(true);
});

test.each(['npm test', 'cat docs/migration.md', 'git log --grep migration', 'npm run build'])(
  '`%s` is none',
  (command) => {
    expect(isMigration(command)).toBe(false);
  },
);

describe('a command of a step', () => {
  const command = 'echo ran > out.txt';

  test('that no rule allows fails where nobody can be asked', async () => {
    const { run, session } = await open(calls('bash', { command }));
    const { step } = await run({ type: 'run_command', command });
    expect(step).toMatchObject({ success: false, errorCode: 'confirmation_required' });
    expect(await session.glob('out.txt')).toEqual([]);
  });

  test('is asked about once: the step, and not its call again', async () => {
    const { asked, onConfirm } = person(true);
    const { run, events, session } = await open(calls('bash', { command }), { onConfirm });
    const { step } = await run({ type: 'run_command', title: 'Say it', command });
    expect(step?.success).toBe(true);
    expect(asked).toMatchObject([{ toolName: 'plan_step', details: { title: 'Say it', command } }]);
    expect(events.find((event) => event.type === 'step_confirm')).toMatchObject({
      destructive: true,
      reason: { cause: 'command', words: 'Running commands asks in the mode `edits`.' },
    });
    expect(await session.glob('out.txt')).toEqual(['out.txt']);
  });

  test('other commands of such a step ask as ever', async () => {
    const { asked, onConfirm } = person(true);
    const { run } = await open(calls('bash', { command: 'expr other' }), { onConfirm });
    await run({ type: 'run_command', command });
    expect(asked.map(({ toolName }) => toolName)).toEqual(['plan_step', 'bash']);
  });

  test('a no skips it', async () => {
    const { onConfirm } = person(false);
    const { run, model } = await open(calls('bash', { command }), { onConfirm });
    const { result } = await run({ type: 'run_command', command });
    expect(result).toMatchObject({ skippedSteps: 1, failedSteps: 0 });
    expect(model.requests).toEqual([]);
  });

  test('that a rule allows is not asked about, but for a migration', async () => {
    const { asked, onConfirm } = person(true);
    const options = { onConfirm, permissions: { allow: ['bash(echo *)', 'bash(true *)'] } };
    const { run } = await open(() => ({ text: 'Did it.' }), options);
    await run({ type: 'run_command', command: 'echo hello' });
    expect(asked).toEqual([]);
    await run({ type: 'run_command', command: 'true prisma migrate deploy' });
    expect(asked).toMatchObject([{ details: { reason: 'It runs a migration.' } }]);
  });

  test('confirmDestructive: false asks only at the call', async () => {
    const { asked, onConfirm } = person(true);
    const { run } = await open(calls('bash', { command }), { onConfirm });
    await run(
      { type: 'run_command', command },
      { options: { confirmDestructive: false, synthesize: false } },
    );
    expect(asked.map(({ toolName }) => toolName)).toEqual(['bash']);
  });
});

describe('a step that writes a whole file', () => {
  const git = (root: string, ...args: readonly string[]) =>
    execFileSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@b.c', ...args], { cwd: root });

  test.each([
    ['committed', false, undefined],
    ['changed since the commit', true, 'has edits that are not committed'],
  ])('over one that is %s', async (_name, isChanged, words) => {
    const { asked, onConfirm } = person(true);
    const { run, root } = await open(undefined, { onConfirm, files: { 'sub/a.txt': 'one\n' } });
    git(root, 'init', '-q');
    git(root, 'add', '.');
    git(root, 'commit', '-qm', 'a');
    if (isChanged) await writeFile(join(root, 'sub/a.txt'), 'two\n');
    await run({ type: 'create_file', file: 'sub/a.txt' });
    expect(asked.map(({ details }) => details.reason)).toEqual(
      words === undefined ? [] : [expect.stringContaining(words) as string],
    );
    await run({ type: 'modify_file', file: 'sub/a.txt' });
    await run({ type: 'create_file', file: 'sub/new.txt' });
    expect(asked).toHaveLength(words === undefined ? 0 : 1);
  });

  test('without git there is nothing to compare with: what it overwrites can be taken back', async () => {
    const { asked, onConfirm } = person(true);
    const { run } = await open(undefined, { onConfirm, files: { 'a.txt': 'one\n' } });
    await run({ type: 'create_file', file: 'a.txt' });
    expect(asked).toEqual([]);
  });
});

describe('a difference that was kept from a dry run', () => {
  const edit = calls('edit', { file_path: 'a.txt', old_string: 'one', new_string: '1' });
  const tryOut = async () => {
    const opened = await open(edit, { files: { 'a.txt': 'one\ntwo\n' } });
    const { result, plan } = await opened.run({}, { dryRun: true });
    return { ...opened, kept: withDryRun(plan, result), asked: opened.model.requests.length };
  };
  const options = { onFailure: 'halt', synthesize: false } as const;

  test('is applied without a model while the file is the same', async () => {
    const { session, kept, model, asked, root, events } = await tryOut();
    const { result } = await session.runPlan(kept, { options });
    expect(result).toMatchObject({ success: true, stepResults: [{ files: [{ path: 'a.txt' }] }] });
    expect(await readFile(join(root, 'a.txt'), 'utf8')).toBe('1\ntwo\n');
    expect(model.requests).toHaveLength(asked);
    expect(events.findLast((event) => event.type === 'step_end')?.result.diff).toContain('-one\n+1');
  });

  test('is worked out anew when the file changed: never fuzzily', async () => {
    const { session, kept, model, asked, root, events } = await tryOut();
    await writeFile(join(root, 'a.txt'), 'zero\none\ntwo\n');
    await session.runPlan(kept, { options });
    expect(model.requests.length).toBeGreaterThan(asked);
    expect(await readFile(join(root, 'a.txt'), 'utf8')).toBe('zero\n1\ntwo\n');
    expect(events.find((event) => event.type === 'notice')?.text).toContain('a.txt has changed since');
  });

  test('of a patch step is a conflict then', async () => {
    const { session, kept, root } = await tryOut();
    await writeFile(join(root, 'a.txt'), 'other\n');
    const patch = { ...kept, steps: kept.steps.map((step) => ({ ...step, type: 'apply_patch' })) };
    const { result } = await session.runPlan(patch, { options });
    expect(result.stepResults[0]).toMatchObject({ errorCode: 'conflict' });
    expect(await readFile(join(root, 'a.txt'), 'utf8')).toBe('other\n');
  });

  test('is a call as any other: a rule can refuse it', async () => {
    const { run } = await open(undefined, {
      files: { 'a.txt': 'one\n' },
      permissions: { deny: ['write'] },
    });
    const diff = '--- /dev/null\n+++ b/b.txt\n@@ -0,0 +1,1 @@\n+b\n';
    const { step } = await run({ file: 'b.txt', diff, baseHash: 'none' });
    expect(step?.success).toBe(false);
    expect(step?.error).toContain('blocked write');
  });

  test('a file that it deletes is gone', async () => {
    const opened = await open(calls('delete', { file_path: 'a.txt' }), { files: { 'a.txt': 'one\n' } });
    const tried = await opened.run({}, { dryRun: true });
    const kept = withDryRun(tried.plan, tried.result);
    expect(kept.steps[0]?.diff).toContain('+++ /dev/null');
    const { result } = await opened.session.runPlan(kept, { options });
    expect(result.success).toBe(true);
    expect(await opened.session.glob('a.txt')).toEqual([]);
  });
});
