import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { AgentEvent } from '../../../src/core/events/agentEvent';
import type { ModelRequest } from '../../../src/core/model/languageModel';
import { ModelError } from '../../../src/core/model/modelError';
import { createScriptedModel } from './scriptedModel';
import type { ScriptedTurn } from './scriptedModel';
import { openSession, temporaryFolder } from './sessionFixture';

const PLAN = JSON.stringify({
  goal: 'Two files',
  steps: [
    { id: 'a', description: 'Write a.txt' },
    { id: 'b', description: 'Write b.txt' },
    { id: 'c', description: 'Tell about both', dependsOn: ['a', 'b'] },
  ],
});
const prompt = ({ messages }: ModelRequest): string => {
  const first = messages.find(({ role }) => role === 'user');
  return first?.role === 'user'
    ? first.content.map((part) => (part.type === 'text' ? part.text : '')).join('\n')
    : '';
};
/** Answers by what is asked, so that the order of parallel steps does not matter. */
const answering = (answer: (request: ModelRequest) => ScriptedTurn) =>
  Array.from({ length: 40 }, () => answer);
const writes = (path: string): ScriptedTurn => ({
  calls: [{ id: 'call_1', name: 'write', input: { file_path: path, content: path } }],
});
const hasResult = ({ messages }: ModelRequest): boolean => messages.at(-1)?.role === 'tool';

function work(request: ModelRequest): ScriptedTurn {
  if (request.system.startsWith('You plan work')) return { text: PLAN };
  const asked = prompt(request);
  for (const name of ['a', 'b']) {
    if (asked.includes(`Write ${name}.txt`))
      return hasResult(request) ? { text: `Wrote ${name}.` } : writes(`${name}.txt`);
  }
  return { text: 'Both are there.' };
}
/** What is not from the inside of a step or of the planner. */
const names = (events: readonly AgentEvent[]): readonly string[] =>
  events
    .filter(({ type, stepId, parentId }) => type.startsWith('step_') || (stepId ?? parentId) === undefined)
    .map(({ type }) => type);

describe('planning: true', () => {
  test('makes a plan, works in waves, and keeps prompt and answer', async () => {
    const opened = await openSession({ planning: true, permissive: true, turns: answering(work) });
    const result = await opened.session.send('Make two files');
    expect(result.text).toBe('Both are there.');
    expect(result.toolCallsCount).toBe(2);
    for (const name of ['a.txt', 'b.txt']) expect(await readFile(join(opened.root, name), 'utf8')).toBe(name);
    expect(opened.session.history().map(({ role }) => role)).toEqual(['user', 'assistant']);
    expect(
      names(opened.events).filter((type) => !['plan_updated', 'plan_changed', 'task_updated'].includes(type)),
    ).toEqual([
      ...['start', 'message', 'planning_start', 'plan_created', 'plan_ready', 'planning_end'],
      ...['wave_start', 'step_start', 'step_start', 'step_end', 'step_end', 'wave_end'],
      ...['wave_start', 'step_start', 'step_end', 'wave_end', 'plan_end', 'text_delta', 'message', 'end'],
    ]);
    const ready = opened.events.find((event) => event.type === 'plan_ready');
    expect(ready?.steps).toEqual(['Write a.txt', 'Write b.txt', 'Tell about both']);
  });

  test('a step sees the goal, itself and the results of what it builds on, and no other conversation', async () => {
    const opened = await openSession({ planning: true, permissive: true, turns: answering(work) });
    await opened.session.send('Make two files');
    const last = opened.model.requests.at(-1)!;
    expect(prompt(last)).toBe(
      'Goal of the whole plan: Two files\n\nStep 3 of 3: Tell about both\n\nResults of the steps it builds on:\n[a]: Wrote a.\n[b]: Wrote b.',
    );
    expect(last.system).toContain('## One step of a plan');
    expect(opened.model.requests[0]?.tools).toEqual([]);
  });

  test('tokens of the planner and of all steps count', async () => {
    const opened = await openSession({ planning: true, permissive: true, turns: answering(work) });
    const result = await opened.session.send('Make two files');
    expect(result.promptTokens).toBe(100 * opened.model.requests.length);
  });

  test('the end of a step says what it did to files; the plan in other events does not repeat it', async () => {
    const sessionsDir = await temporaryFolder();
    const config = { sessionsDir };
    const opened = await openSession({ planning: true, permissive: true, turns: answering(work), config });
    await opened.session.send('Make two files');
    const ends = opened.events.filter((event) => event.type === 'step_end');
    expect(ends.find(({ stepId }) => stepId === 'a')?.result).toMatchObject({
      files: [{ path: 'a.txt', before: null, after: 'a.txt' }],
      diff: expect.stringContaining('--- /dev/null\n+++ b/a.txt') as string,
    });
    expect(ends.at(-1)?.result).toMatchObject({ files: [] });
    const updates = opened.events.filter(({ type }) => type === 'plan_updated' || type === 'plan_changed');
    expect(JSON.stringify(updates)).not.toContain('/dev/null');
  });

  test('a step that says it failed is failed; what needs it is skipped, the rest goes on', async () => {
    const fails = (request: ModelRequest): ScriptedTurn =>
      prompt(request).includes('Write a.txt') ? { text: 'STEP FAILED: the disk is full' } : work(request);
    const opened = await openSession({ planning: true, permissive: true, turns: answering(fails) });
    const result = await opened.session.send('Make two files');
    expect(result.text).toBe('Wrote b.');
    const end = opened.events.find((event) => event.type === 'plan_end');
    expect(end?.result).toMatchObject({
      status: 'partial',
      failures: [{ step: 1, stepId: 'a', error: 'the disk is full' }],
      skippedSteps: 1,
    });
  });

  test('stopped while the plan is made, there is none, at whatever moment', async () => {
    for (let moment = 1; moment <= 5; moment += 1) {
      const opened = await openSession({
        planning: true,
        planningPreset: 'editor',
        permissive: true,
        turns: answering(work),
      });
      let count = 0;
      opened.session.onEvent(({ type }) => {
        if (type === 'planning_start' || count > 0) count += 1;
        if (count === moment) void opened.session.cancel();
      });
      expect(await opened.session.send('Make two files')).toMatchObject({ stopReason: 'cancelled' });
      expect(opened.session.plan.current).toBeUndefined();
      expect(names(opened.events).filter((type) => type.startsWith('plan_'))).toEqual([]);
    }
  });

  test('a reply that is no plan: the request is the only step', async () => {
    const none = (request: ModelRequest): ScriptedTurn =>
      request.system.startsWith('You plan work') ? { text: 'Just do it.' } : { text: 'Did it.' };
    const opened = await openSession({ planning: true, permissive: true, turns: answering(none) });
    expect((await opened.session.send('Make two files')).text).toBe('Did it.');
    expect(names(opened.events)).toContain('plan_fallback');
  });

  test('an empty plan: the prompt runs as without planning', async () => {
    const empty = (request: ModelRequest): ScriptedTurn =>
      request.system.startsWith('You plan work') ? { text: '[]' } : { text: 'Nothing to plan.' };
    const opened = await openSession({ planning: true, permissive: true, turns: answering(empty) });
    expect((await opened.session.send('Hello')).text).toBe('Nothing to plan.');
    expect(prompt(opened.model.requests[1]!)).toBe('Hello');
    expect(names(opened.events)).toContain('plan_empty');
  });

  test('cancel ends the steps in progress; the session stays usable', async () => {
    const hangs = (request: ModelRequest): ScriptedTurn =>
      prompt(request).includes('Write a.txt') ? { text: 'On it', hangs: true } : work(request);
    const opened = await openSession({ planning: true, permissive: true, turns: answering(hangs) });
    const stream = await opened.session.stream('Make two files');
    while ((await nextStep(opened.events)) === undefined)
      await new Promise((resolve) => setTimeout(resolve, 5));
    await opened.session.cancel();
    expect(await stream.result()).toMatchObject({ stopReason: 'cancelled' });
    const end = opened.events.find((event) => event.type === 'plan_end');
    expect(end?.result.status).toBe('cancelled');
    expect(opened.session.isRunning).toBe(false);
  });
});

describe('goalTracking: true', () => {
  const withGoal =
    (check: string) =>
    (request: ModelRequest): ScriptedTurn => {
      if (request.system.startsWith('Say what it means'))
        return {
          text: '{"description":"Both files exist","success_criteria":["a.txt exists","b.txt exists"]}',
        };
      if (prompt(request).startsWith('Goal: Both files exist')) return { text: check };
      return work(request);
    };

  test('says the goal, the progress after each wave, and that it is reached', async () => {
    const turns = answering(withGoal('{"achieved": true, "progress": 1}'));
    const opened = await openSession({ planning: true, goalTracking: true, permissive: true, turns });
    await opened.session.send('Make two files');
    const goals = opened.events.filter(({ type }) => type.startsWith('goal_'));
    expect(goals).toMatchObject([
      {
        type: 'goal_extracted',
        goal: { description: 'Both files exist', successCriteria: ['a.txt exists', 'b.txt exists'] },
      },
      { type: 'goal_progress', progress: 2 / 3, completedSteps: 2, totalSteps: 3 },
      { type: 'goal_progress', progress: 1 },
      {
        type: 'goal_checked',
        achieved: true,
        remaining: [],
        criteria: [
          { criterion: 'a.txt exists', met: true, by: 'model' },
          { criterion: 'b.txt exists', met: true, by: 'model' },
        ],
      },
      { type: 'goal_achieved', goal: 'Both files exist', totalSteps: 3 },
    ]);
  });

  test.each([
    ['an answer that says no', '{"achieved": false, "remaining_criteria": ["b.txt exists"]}', 'b.txt exists'],
    ['an answer that can not be read', 'Everything is finished and complete!', 'a.txt exists; b.txt exists'],
  ])('%s is no success', async (_name, check, missing) => {
    const opened = await openSession({
      planning: true,
      goalTracking: true,
      permissive: true,
      turns: answering(withGoal(check)),
    });
    await opened.session.send('Make two files');
    expect(names(opened.events)).not.toContain('goal_achieved');
    expect(opened.events.find((event) => event.type === 'notice')?.text).toBe(
      `The goal is not reached yet: ${missing}`,
    );
  });
});

describe('planningEnabled: true', () => {
  const textPlan = (request: ModelRequest): ScriptedTurn =>
    request.system.includes('You only plan now')
      ? { text: '\nFirst $& look, then write.\n' }
      : { text: 'Done as planned.' };

  test('the plan goes along with the prompt, and the stored prompt stays as it was', async () => {
    const opened = await openSession({ planningEnabled: true, permissive: true, turns: answering(textPlan) });
    await opened.session.send('Add tags');
    expect(prompt(opened.model.requests[1]!)).toBe(
      'Original task:\nAdd tags\n\nPlanner output:\nFirst $& look, then write.\n\nUse the planner output while completing the task.',
    );
    expect(JSON.stringify(opened.session.history()[0])).not.toContain('Planner output');
    await opened.session.send('And again');
    expect(JSON.stringify(opened.model.requests.at(-1)?.messages.slice(0, -1))).not.toContain(
      'Planner output',
    );
  });

  test('a prompt with pictures stays untouched; the plan comes right before it', async () => {
    const opened = await openSession({ planningEnabled: true, permissive: true, turns: answering(textPlan) });
    await opened.session.sendWithAttachments('What is this?', [
      { data: new Uint8Array([1]), mediaType: 'image/png' },
    ]);
    const [before, after] = opened.model.requests[1]!.messages;
    expect(JSON.stringify(before)).toContain(
      'Use the planner output while responding to the next user task.',
    );
    expect(after).toEqual(opened.session.history()[0]);
  });

  test('the planner has all tools, its own model and instructions; nothing it said is kept', async () => {
    const planner = createScriptedModel([{ calls: [{ name: 'ls', input: {} }] }, { text: 'Plan.' }]);
    const opened = await openSession({
      planningEnabled: true,
      planningModel: 'other:planner',
      planningInstructions: 'Analyze. Do NOT execute.',
      permissive: true,
      turns: [{ text: 'Done.' }],
      config: {
        models: [
          { ...planner, info: { ...planner.info, provider: 'other', id: 'planner' } },
          createScriptedModel([{ text: 'Done.' }]),
        ],
      },
    });
    await opened.session.send('Add tags');
    expect(planner.requests[0]?.system).toMatch(/^Analyze\. Do NOT execute\./);
    expect(planner.requests[0]?.tools.map(({ name }) => name)).toContain('write');
    expect(opened.session.history()).toHaveLength(2);
    expect(opened.session.model).toBe('test/scripted');
  });

  test.each(['other/planner', 'other:planner', ' other:planner '])(
    'the three options may be a group, with the model "%s"',
    async (name) => {
      const planner = createScriptedModel([{ text: 'Look, then write.' }]);
      const opened = await openSession({
        planner: { enabled: true, model: name, instructions: 'Only plan.' },
        permissive: true,
        turns: [],
        config: {
          models: [
            { ...planner, info: { ...planner.info, provider: 'other', id: 'planner' } },
            createScriptedModel([{ text: 'Done.' }]),
          ],
        },
      });
      expect((await opened.session.send('Add tags')).text).toBe('Done.');
      expect(planner.requests[0]?.system).toMatch(/^Only plan\./);
    },
  );

  test('an empty plan changes nothing', async () => {
    const empty = (request: ModelRequest): ScriptedTurn =>
      request.system.includes('You only plan now') ? { text: ' ' } : { text: 'Done.' };
    const opened = await openSession({ planningEnabled: true, turns: answering(empty) });
    await opened.session.send('Add tags');
    expect(prompt(opened.model.requests[1]!)).toBe('Add tags');
  });

  test("the planner's failure is the run's", async () => {
    const error = new ModelError('The key is wrong.', { kind: 'auth', model: 'test/scripted' });
    const opened = await openSession({ planningEnabled: true, turns: [{ error }] });
    await expect(opened.session.send('Add tags')).rejects.toMatchObject({ kind: 'auth' });
  });

  test('a planning model that can not be found is said by name', async () => {
    const opened = await openSession({ planningEnabled: true, planningModel: 'nowhere/x', turns: [] });
    await expect(opened.session.send('Add tags')).rejects.toThrow(
      "Planner-enabled agent 'planwright' could not resolve provider for planning model 'nowhere/x'",
    );
  });
});

test('what a session says about its plans holds where a call says nothing else', async () => {
  const opened = await openSession({
    planOptions: { maxPlanSteps: 2, strategy: 'sequential' },
    permissive: true,
    turns: answering(work),
  });
  const small = await opened.session.createPlan('Make two files');
  expect(small).toMatchObject({ origin: 'fallback', strategy: 'sequential' });
  const options = { maxPlanSteps: 3, strategy: undefined };
  const plan = await opened.session.createPlan('Make two files', { options });
  expect([plan.origin, plan.strategy, plan.steps.length]).toEqual(['llm', 'sequential', 3]);
  const { result } = await opened.session.runPlan(plan, { options });
  expect(result.success).toBe(true);
  expect(opened.events.map(({ type }) => type)).not.toContain('wave_start');
});

describe('planningPreset', () => {
  const steps = [
    { id: 'a', description: 'Write a.txt' },
    { id: 'b', description: 'Fail' },
    { id: 'c', description: 'Tell' },
  ];
  const failing = (request: ModelRequest): ScriptedTurn => {
    if (!request.system.includes('One step of a plan'))
      return { text: prompt(request).includes('The task was:') ? 'In words.' : JSON.stringify(steps) };
    if (prompt(request).includes(': Fail')) return { text: 'STEP FAILED: no' };
    if (!prompt(request).includes('Write a.txt') || hasResult(request)) return { text: 'Done.' };
    return writes('a.txt');
  };

  test.each([
    ['unified', 'rolled_back', ['rolled_back', 'failed', 'pending']],
    ['aksara', 'rolled_back', ['rolled_back', 'failed', 'pending']],
    ['agentlib', 'failed', ['done', 'failed', 'pending']],
    ['a3s', 'partial', ['done', 'failed', 'done']],
    ['editor', 'failed', ['done', 'failed', 'done']],
  ] as const)('%s: a failed step makes the plan %s', async (planningPreset, status, states) => {
    const opened = await openSession({
      planning: true,
      planningPreset,
      permissive: true,
      config: { sessionsDir: await temporaryFolder() },
      turns: answering(failing),
    });
    await opened.session.send('Make a file');
    const end = opened.events.find((event) => event.type === 'plan_end');
    expect(end?.result.status).toBe(status);
    expect(opened.session.plan.current?.steps.map((step) => step.status)).toEqual(states);
  });

  test('what an empty plan means differs', async () => {
    const empty = (request: ModelRequest): ScriptedTurn => ({
      text: request.system.startsWith('You plan work') ? '[]' : 'Answered.',
    });
    const send = async (planningPreset: 'agentlib' | 'aksara' | 'a3s') => {
      const opened = await openSession({ planning: true, planningPreset, turns: answering(empty) });
      const result = await opened.session.send('Hello').catch((error: unknown) => String(error));
      return { ...opened, said: typeof result === 'string' ? result : result.text };
    };
    expect((await send('aksara')).said).toContain('Plan must have at least one step');
    expect((await send('a3s')).said).toBe('Answered.');
    const { said, model } = await send('agentlib');
    expect([said, prompt(model.requests[1]!).startsWith('The task was:')]).toEqual(['Answered.', true]);
  });
});

describe('options that are wrong', () => {
  test.each([
    [{ planning: true, planningEnabled: true }, 'planning and planningEnabled exclude each other'],
    [{ planning: true, planningModel: ' ' }, 'planningModel must be a non-empty model string'],
    [{ planning: true, planningModel: 'openai:' }, 'planningModel must include a model name'],
    [{ planner: { enabled: true, model: '/' } }, 'planningModel must include a model name'],
    [
      { planner: { enabled: true }, planningModel: 'a/b' },
      'Cannot combine planner={...} with planningEnabled/planningModel/planningInstructions. Pass one or the other.',
    ],
    [{ planOptions: { maxParallel: 0 } }, 'planOptions: maxParallel must be at least 1'],
  ])('%j', async (options, message) => {
    await expect(openSession({ ...options, turns: [] })).rejects.toThrow(message);
  });

  test('without planning the others are ignored', async () => {
    const opened = await openSession({ planningModel: '', goalTracking: true, turns: [{ text: 'Hello.' }] });
    expect((await opened.session.send('Hi')).text).toBe('Hello.');
    expect(opened.model.requests).toHaveLength(1);
  });
});

async function nextStep(events: readonly AgentEvent[]): Promise<AgentEvent | undefined> {
  await Promise.resolve();
  return events.find((event) => event.type === 'text_delta' && event.stepId === 'a');
}
