import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { ModelRequest } from '../../../src/core/model/languageModel';
import type { StepSpec } from '../../../src/core/plan/plan';
import type { PlanRunOverrides } from '../../../src/core/plan/planOptions';
import { planOf } from '../plan/planFixture';
import type { ScriptedTurn } from './scriptedModel';
import { openSession, temporaryFolder } from './sessionFixture';
import type { OpenOptions } from './sessionFixture';

const words = ({ messages }: ModelRequest): string => JSON.stringify(messages);
const hasResult = ({ messages }: ModelRequest): boolean => messages.at(-1)?.role === 'tool';
const answering = (answer: (request: ModelRequest) => ScriptedTurn) =>
  Array.from({ length: 20 }, () => answer);
const writes =
  (content: string, path = 'a.json') =>
  (request: ModelRequest): ScriptedTurn =>
    hasResult(request)
      ? { text: 'Wrote it.' }
      : { calls: [{ name: 'write', input: { file_path: path, content } }] };

/** Runs one step in a session whose changes are kept. */
async function runStep(
  step: Partial<StepSpec>,
  answer: (request: ModelRequest) => ScriptedTurn,
  { run, ...options }: Partial<OpenOptions> & { readonly run?: PlanRunOverrides } = {},
) {
  const sessionsDir = await temporaryFolder();
  const opened = await openSession({
    permissive: true,
    ...options,
    turns: answering(answer),
    config: { sessionsDir },
  });
  const plan = planOf([], { steps: [{ id: 'a', description: 'Write a', ...step }] });
  const outcome = await opened.session.runPlan(plan, {
    options: { onFailure: 'halt', synthesize: false, ...run },
  });
  return { ...opened, result: outcome.result, step: outcome.result.stepResults[0] };
}

describe('the acceptance command', () => {
  test('runs in the workspace after the step, as a call of the step, and the step knows of it', async () => {
    const command = 'cat a.json && exit 3';
    const opened = await runStep({ acceptance: { command } }, writes('{}'));
    expect(opened.step).toMatchObject({
      success: false,
      errorCode: 'validation',
      evidence: {
        command: { command, passed: false, exitCode: 3, output: expect.stringContaining('{}') as string },
        tree: { files: [{ path: 'a.json' }] },
      },
      files: [{ path: 'a.json', before: null, after: '{}' }],
    });
    const calls = opened.events.filter((event) => event.type === 'tool_call');
    expect(calls.map(({ toolName, stepId }) => [toolName, stepId])).toEqual([
      ['write', 'a'],
      ['bash', 'a'],
    ]);
    expect(words(opened.model.requests[0]!)).toContain(`has to end with 0: ${command}`);
  });

  test('passes the permission rules: where nobody can be asked it does not run', async () => {
    const opened = await runStep({ acceptance: { command: 'touch ran' } }, () => ({ text: 'Done.' }), {
      permissive: false,
      permissionMode: 'edits',
    });
    expect(opened.step?.errorCode).toBe('confirmation_required');
    expect(await opened.session.glob('ran')).toEqual([]);
  });

  test('a person can allow it, and a refusal is no acceptance', async () => {
    const ask = (approved: boolean) =>
      runStep({ acceptance: { command: 'touch ran' } }, () => ({ text: 'Done.' }), {
        permissive: false,
        onConfirm: () => approved,
      });
    expect((await ask(true)).step?.success).toBe(true);
    const refused = await ask(false);
    expect(refused.step).toMatchObject({ success: false, errorCode: 'validation' });
    expect(refused.step?.evidence?.command).not.toHaveProperty('exitCode');
  });

  test('known secrets are masked in what it said', async () => {
    const command = 'echo sk-very-secret-value';
    const opened = await openSession({
      permissive: true,
      turns: answering(() => ({ text: 'Done.' })),
      config: { providers: [{ name: 'openai', apiKey: 'sk-very-secret-value' }] },
    });
    const plan = planOf([], { steps: [{ id: 'a', description: 'A', acceptance: { command } }] });
    const { result } = await opened.session.runPlan(plan, { options: { synthesize: false } });
    expect(result.stepResults[0]?.evidence?.command?.output).toContain('[redacted]');
    expect(JSON.stringify(opened.events.filter(({ type }) => type === 'tool_end'))).not.toContain(
      'sk-very-secret-value',
    );
  });

  test('a dry run only says that it would run', async () => {
    const opened = await openSession({ permissive: true, turns: answering(() => ({ text: 'Done.' })) });
    const plan = planOf([], {
      steps: [{ id: 'a', description: 'A', acceptance: { command: 'touch ran' } }],
    });
    const { result } = await opened.session.runPlan(plan, { dryRun: true });
    expect(result.stepResults[0]).toMatchObject({
      success: true,
      evidence: { command: { output: 'Would run: touch ran' } },
    });
    expect(await opened.session.glob('ran')).toEqual([]);
  });
});

describe('the files of a step', () => {
  test('JSON that is none fails the step without an editor', async () => {
    const opened = await runStep({}, writes('{"a": }'));
    expect(opened.step).toMatchObject({ errorCode: 'validation' });
    expect(opened.step?.error).toMatch(/^a\.json: /);
  });

  test("the editor's view before and after is evidence", async () => {
    const asked: (readonly string[])[] = [];
    const opened = await runStep({}, writes('x', 'a.ts'), {
      problems: (changed) => {
        asked.push(changed);
        const found = { path: 'a.ts', line: 1, severity: 'warning', message: 'unused' } as const;
        return Promise.resolve(changed.length === 0 ? [] : [found]);
      },
    });
    expect(asked).toEqual([[], ['a.ts']]);
    expect(opened.step?.evidence?.problems).toMatchObject({ before: [], after: [{ message: 'unused' }] });
  });

  test('what a person changed since makes the evidence stale when the plan goes on', async () => {
    const opened = await runStep({}, writes('{}'));
    await writeFile(join(opened.root, 'a.json'), '[]');
    await opened.session.runPlan(opened.session.plan.current!, { options: { synthesize: false } });
    expect(opened.events.find((event) => event.type === 'evidence_stale')).toMatchObject({
      stepId: 'a',
      paths: ['a.json'],
    });
  });
});

describe('verifySteps', () => {
  const verified = (answer: string) =>
    runStep(
      { successCriteria: 'a.json is valid' },
      (request) => (request.system.startsWith('You check') ? { text: answer } : writes('{}')(request)),
      { run: { verifySteps: true } },
    );

  test('another run looks at the criteria, and can only read', async () => {
    const opened = await verified('{"passed": true, "reason": "seen"}');
    expect(opened.step).toMatchObject({ success: true, verified: { passed: true, reason: 'seen' } });
    const request = opened.model.requests.find(({ system }) => system.startsWith('You check'))!;
    expect(words(request)).toContain('It is done when: a.json is valid');
    expect(request.tools.map(({ name }) => name)).not.toContain('write');
    expect(request.tools.map(({ name }) => name)).toContain('read');
  });

  test.each([
    ['a no', '{"passed": false, "reason": "no test"}', 'Not verified: no test'],
    ['words', 'Looks good to me!', 'The answer of the check could not be read.'],
  ])('%s is no success', async (_name, answer, error) => {
    expect((await verified(answer)).step).toMatchObject({ errorCode: 'validation', error });
  });
});

describe('runTests', () => {
  test('runs nothing in read-only mode, and the plan says so', async () => {
    const { result, root } = await runStep({}, () => ({ text: 'Looked at it.' }), {
      permissionMode: 'readonly',
      testCommand: 'touch ran',
      run: { runTests: 'after_plan' },
    });
    expect(result).toMatchObject({
      success: false,
      tests: { passed: false, output: expect.stringContaining('read-only') as string },
    });
    expect(await readdir(root)).not.toContain('ran');
  });

  test('the test command of the session runs without being asked about, and fails the plan', async () => {
    const opened = await runStep({}, writes('{}'), {
      permissive: false,
      permissionMode: 'edits',
      testCommand: 'cat a.json; exit 1',
      run: { runTests: 'after_plan' },
    });
    expect(opened.result).toMatchObject({ status: 'failed', tests: { passed: false } });
    expect(opened.result.tests?.output).toContain('{}');
  });

  test('without a command it is an error before anything runs', async () => {
    await expect(runStep({}, writes('{}'), { run: { runTests: 'after_each' } })).rejects.toThrow(
      'runTests needs a testCommand',
    );
  });
});
