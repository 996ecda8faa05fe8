// Interactive runs of a plan: what a step would change is shown with its question, and a yes writes exactly that.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { PlanExecution, StepAnswer } from '../../../src/core/index';
import type { ModelRequest } from '../../../src/core/model/languageModel';
import type { ScriptedTurn } from './scriptedModel';
import { openSession, temporaryFolder } from './sessionFixture';

const STEPS = [
  { id: 'a', description: 'Write a', type: 'modify_file', dependsOn: [] },
  { id: 'b', description: 'Write b', type: 'modify_file', dependsOn: ['a'] },
];

interface Script {
  readonly steps?: readonly object[];
  /** What is answered about a step. */
  readonly answer?: (id: string, root: string) => StepAnswer;
  /** What a step says behind its write. */
  readonly says?: (id: string, isPreview: boolean) => string;
  readonly permissionMode?: 'readonly' | 'auto';
}

async function runInteractive({
  steps = STEPS,
  answer = () => 'run',
  says = () => 'Done.',
  permissionMode = 'auto',
}: Script) {
  const worked: string[] = [];
  const reply = (request: ModelRequest): ScriptedTurn => {
    if (!request.system.includes('One step of a plan')) return { text: JSON.stringify(steps) };
    const id = /: Write (\w)/.exec(JSON.stringify(request.messages[0]))?.[1] ?? '';
    const isPreview = request.system.includes('You work on copies of the files');
    if (request.messages.at(-1)?.role === 'tool') return { text: says(id, isPreview) };
    worked.push(isPreview ? `${id} on a copy` : id);
    return { calls: [{ name: 'write', input: { file_path: `${id}.txt`, content: `${id}\n` } }] };
  };
  const opened = await openSession({
    permissionMode,
    config: { sessionsDir: await temporaryFolder() },
    turns: Array.from({ length: 30 }, () => reply),
  });
  const { root, session } = opened;
  const shown: (string | undefined)[] = [];
  const confirmStep: PlanExecution['confirmStep'] = ({ step }) => {
    expect(existsSync(join(root, `${step.id}.txt`))).toBe(false);
    shown.push(step.diff);
    return Promise.resolve(answer(step.id, root));
  };
  const plan = await session.createPlan('x', { options: { maxPlanSteps: null } });
  const { result } = await session.runPlan(plan, {
    confirmStep,
    options: { interactive: true, onFailure: 'rollback', synthesize: false },
  });
  const text = (id: string): string | undefined =>
    existsSync(join(root, `${id}.txt`)) ? readFileSync(join(root, `${id}.txt`), 'utf8') : undefined;
  return { ...opened, worked, shown, result, text };
}

test('a yes writes what was shown, without a second try; a no writes nothing', async () => {
  const { worked, shown, result, text, events, session } = await runInteractive({
    answer: (id) => (id === 'a' ? 'run' : 'decline'),
  });
  expect(worked).toEqual(['a on a copy', 'b on a copy']);
  expect(shown).toEqual([
    '--- /dev/null\n+++ b/a.txt\n@@ -0,0 +1,1 @@\n+a\n',
    expect.stringContaining('+b\n'),
  ]);
  expect([text('a'), text('b')]).toEqual(['a\n', undefined]);
  expect([result.completedSteps, result.skippedSteps]).toEqual([1, 1]);
  expect(result.stepResults[0]).toMatchObject({ output: 'Done.', diff: shown[0] });
  const asked = events.flatMap((event) => (event.type === 'step_confirm' ? [event.diff] : []));
  expect(asked).toEqual(shown);
  const changes = await session.changes();
  expect(changes.map(({ origin }) => origin)).toEqual([
    expect.objectContaining({ kind: 'run', stepId: 'a' }),
  ]);
});

test('what was written so is taken back when a later step fails', async () => {
  const { result, text } = await runInteractive({
    steps: [STEPS[0]!, { ...STEPS[1], type: 'run_command', command: 'exit 1' }],
    says: (id) => (id === 'b' ? 'STEP FAILED: it exits with 1' : 'Done.'),
  });
  expect(result.status).toBe('rolled_back');
  expect([text('a'), text('b')]).toEqual([undefined, undefined]);
});

test('a file that somebody writes while the question is open stays theirs', async () => {
  const { result, text } = await runInteractive({
    steps: [STEPS[0]!],
    answer(id, root) {
      writeFileSync(join(root, `${id}.txt`), 'mine\n');
      return 'run';
    },
  });
  expect(result.failures[0]?.error).toContain('a.txt exists already');
  expect(text('a')).toBe('mine\n');
});

test('a step that needs a command is asked about as planned, and then worked on', async () => {
  const command = { id: 'a', description: 'Write a', type: 'run_command', command: 'make a' };
  const { worked, shown, text } = await runInteractive({ steps: [command] });
  expect([worked, shown, text('a')]).toEqual([['a'], [undefined], 'a\n']);
  const late = await runInteractive({
    steps: [STEPS[0]!],
    says: (_, isPreview) => (isPreview ? 'STEP FAILED: it needs a command' : 'Done.'),
  });
  expect([late.worked, late.shown, late.text('a')]).toEqual([['a on a copy', 'a'], [undefined], 'a\n']);
});

test('in read-only mode nothing is worked out or written', async () => {
  const { worked, shown, text } = await runInteractive({ steps: [STEPS[0]!], permissionMode: 'readonly' });
  expect([worked, shown, text('a')]).toEqual([['a'], [undefined], undefined]);
});
