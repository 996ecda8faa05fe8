// AgentLIB's PlannerEngine: its published snippets, steps and error texts, and the edges that planners spec section 1 keeps.
import { describe, expect, test } from 'vitest';
import type { AgentEvent } from '../../../src/core/events/agentEvent';
import { Agent, PlannerEngine } from '../../../src/core/index';
import type { PlannerEngineConfig, ReasoningStep } from '../../../src/core/index';
import type { ModelRequest } from '../../../src/core/model/languageModel';
import { createScriptedModel } from './scriptedModel';
import type { ScriptedTurn } from './scriptedModel';
import { openSession, temporaryFolder } from './sessionFixture';

const task = (id: string, dependsOn: readonly string[] = []) => ({ id, description: `Do ${id}`, dependsOn });
const asked = ({ messages }: ModelRequest): string => JSON.stringify(messages[0]);
const isSynthesis = (request: ModelRequest): boolean => asked(request).includes('The task was:');
const stepIn = (request: ModelRequest): string => /: Do (\w+)/.exec(asked(request))?.[1] ?? '';

interface Script {
  readonly plan: unknown;
  /** Answers a task; called with its id. Default: `Done <id>.` */
  readonly work?: (id: string, request: ModelRequest) => ScriptedTurn;
  readonly planAgain?: unknown;
}

async function open({ plan, work, planAgain }: Script, config: PlannerEngineConfig = {}) {
  const engine = new PlannerEngine(config);
  const answer = (request: ModelRequest): ScriptedTurn => {
    if (isSynthesis(request)) return { text: 'All in all: fine.' };
    const id = stepIn(request);
    if (request.system.includes('One step of a plan') || request.system.includes('EXECUTOR'))
      return work?.(id, request) ?? { text: `Done ${id}.` };
    const reply = asked(request).includes('Plan the rest anew') ? planAgain : plan;
    return { text: typeof reply === 'string' ? reply : JSON.stringify(reply) };
  };
  const turns = Array.from({ length: 60 }, () => answer);
  const opened = await openSession({ reasoning: engine, permissive: true, turns });
  const steps = (): readonly ReasoningStep[] => opened.events.flatMap((event) => engine.stepOf(event) ?? []);
  return { ...opened, engine, steps };
}
const endOf = (events: readonly AgentEvent[]) => events.find((event) => event.type === 'plan_end')?.result;

describe('the published snippets', () => {
  test('an agent with an engine plans, works task by task and answers', async () => {
    const model = createScriptedModel([
      {
        text: '[{"id":"t1","description":"Search","dependsOn":[]},{"id":"t2","description":"Extract dates","dependsOn":["t1"]}]',
      },
      { text: 'Found three.' },
      { text: 'In May.' },
      { text: 'Three conferences, all in May.' },
    ]);
    const agent = await Agent.create({
      models: [model],
      defaultModel: 'test/scripted',
      reasoning: new PlannerEngine({ maxExecutionSteps: 30, allowReplan: true }),
    });
    const session = agent.session(await temporaryFolder());
    const result = await session.send('Research the top 3 conferences and find their dates');
    expect(result.text).toBe('Three conferences, all in May.');
    expect(asked(model.requests[2]!)).toContain('[t1]: Found three.');
    await agent.dispose();
  });

  test("reasoning: 'planner' is an engine with its defaults", async () => {
    const { session, model } = await openSession({
      reasoning: 'planner',
      turns: [{ text: '[]' }, { text: 'Nothing to do.' }],
    });
    expect((await session.send('Hello')).text).toBe('Nothing to do.');
    expect(model.requests).toHaveLength(2); // a plan without tasks is answered from nothing
  });

  test('a strategy that is not there, and planning twice, are refused', async () => {
    await expect(openSession({ reasoning: 'react' as 'planner', turns: [] })).rejects.toThrow(
      '[Agent] Reasoning strategy "react" not registered.',
    );
    await expect(openSession({ reasoning: 'planner', planning: true, turns: [] })).rejects.toThrow(
      'excludes',
    );
  });
});

test('the five kinds of steps come in their order, and a plan does not change behind them', async () => {
  const work = (id: string, { messages }: ModelRequest): ScriptedTurn =>
    id === 't1' && messages.at(-1)?.role !== 'tool'
      ? { calls: [{ id: 'c', name: 'ls', input: {} }] }
      : { text: `Done ${id}.` };
  const { session, steps } = await open({ plan: [task('t1'), task('t2', ['t1'])], work });
  await session.send('Both');
  expect(steps()).toMatchObject([
    {
      type: 'plan',
      engine: 'planner',
      tasks: [
        { id: 't1', description: 'Do t1', dependsOn: [], status: 'pending' },
        { id: 't2', description: 'Do t2', dependsOn: ['t1'], status: 'pending' },
      ],
    },
    { type: 'thought', engine: 'planner', content: 'Executing task [t1]: Do t1' },
    { type: 'tool_call', engine: 'runtime', toolName: 'ls', args: {} },
    { type: 'tool_result', engine: 'runtime', toolName: 'ls' },
    { type: 'thought', content: 'Executing task [t2]: Do t2' },
    { type: 'response', engine: 'planner', content: 'All in all: fine.' },
  ]);
});

test('the prompts take the place of the built-in ones; the planner has no tools and hears of them', async () => {
  const config = { plannerPrompt: 'PLAN AS JSON', executorPrompt: 'EXECUTOR' };
  const { session, model } = await open({ plan: [task('t1')] }, config);
  await session.send('One');
  const [planner, executor] = model.requests;
  expect(planner).toMatchObject({
    tools: [],
    system: expect.stringMatching(/^PLAN AS JSON\n\nAvailable Tools:\n- /) as string,
  });
  expect(executor?.system).toMatch(/EXECUTOR$/);
  expect(executor?.system).not.toContain('One step of a plan');
});

describe('errors', () => {
  test('one more task than the limit', async () => {
    const plan = [task('t1'), task('t2'), task('t3')];
    const { session, steps } = await open({ plan }, { maxExecutionSteps: 2 });
    await expect(session.send('Go')).rejects.toThrow('[PlannerEngine] Max execution steps (2) reached.');
    expect(steps().map(({ type }) => type)).not.toContain('response');
    expect(session.history()).toHaveLength(1);
  });

  test('exactly as many as the limit pass; a failed one does not count', async () => {
    const { session } = await open({ plan: [task('t1'), task('t2')] }, { maxExecutionSteps: 2 });
    expect((await session.send('Go')).text).toBe('All in all: fine.');
    const work = (id: string): ScriptedTurn => ({ text: id === 't1' ? 'STEP FAILED: no' : 'Done.' });
    const other = await open(
      { plan: [task('t1'), task('t2')], work, planAgain: [task('t2')] },
      { maxExecutionSteps: 1, allowReplan: true },
    );
    expect((await other.session.send('Go')).text).toBe('All in all: fine.');
  });

  test('a task that fails', async () => {
    const work = (id: string): ScriptedTurn => ({ text: id === 't2' ? 'STEP FAILED: no network' : 'Done.' });
    const { session, model } = await open({ plan: [task('t1'), task('t2', ['t1']), task('t3')], work });
    await expect(session.send('Go')).rejects.toThrow('[PlannerEngine] Task "t2" failed: no network');
    expect(model.requests.some(isSynthesis)).toBe(false);
  });

  test('a task that needs more than five turns: the calls of the fifth are still run, and the text is wrapped', async () => {
    const work = (): ScriptedTurn => ({ calls: [{ name: 'ls', input: {} }] });
    const { session, events } = await open({ plan: [task('t1')], work });
    await expect(session.send('Go')).rejects.toThrow(
      '[PlannerEngine] Task "t1" failed: [PlannerEngine] Task "t1" exceeded max steps.',
    );
    expect(events.filter(({ type }) => type === 'tool_end')).toHaveLength(5);
  });
});

describe('allowReplan', () => {
  test('a failed task leads to a new plan for the rest', async () => {
    const work = (id: string): ScriptedTurn => ({ text: id === 't2' ? 'STEP FAILED: no' : `Done ${id}.` });
    const planAgain = [{ ...task('other'), dependsOn: ['t1'] }];
    const { session, events, steps } = await open(
      { plan: [task('t1'), task('t2', ['t1'])], work, planAgain },
      { allowReplan: true },
    );
    expect((await session.send('Go')).text).toBe('All in all: fine.');
    expect(endOf(events)).toMatchObject({ status: 'completed', completedSteps: 2 });
    expect(steps().filter(({ type }) => type === 'plan')).toHaveLength(2);
  });

  test('without a usable new plan what is done is answered, and no error reaches the caller', async () => {
    const work = (id: string): ScriptedTurn => ({ text: id === 't2' ? 'STEP FAILED: no' : `Done ${id}.` });
    const { session, events } = await open(
      { plan: [task('t1'), task('t2', ['t1'])], work, planAgain: 'I give up.' },
      { allowReplan: true },
    );
    expect((await session.send('Go')).text).toBe('All in all: fine.');
    expect(endOf(events)?.failures).toMatchObject([{ stepId: 't2', error: 'no' }]);
  });
});

describe('edges', () => {
  test('a reply that is no plan is one task t1', async () => {
    const { session, steps } = await open({ plan: 'Just do it.', work: () => ({ text: 'Did it.' }) });
    await session.send('Tidy up');
    expect(steps()[0]).toMatchObject({ tasks: [{ id: 't1', description: 'Tidy up' }] });
  });

  test('a task that is listed before what it needs runs after it', async () => {
    const { session, steps } = await open({ plan: [task('b', ['a']), task('a')] });
    await session.send('Go');
    const thoughts = steps().flatMap((step) => (step.type === 'thought' ? [step.content] : []));
    expect(thoughts).toEqual(['Executing task [a]: Do a', 'Executing task [b]: Do b']);
  });

  test('an empty answer of a task is a success', async () => {
    const { session, events } = await open({ plan: [task('t1')], work: () => ({ text: '' }) });
    await session.send('Go');
    expect(endOf(events)?.success).toBe(true);
  });
});
