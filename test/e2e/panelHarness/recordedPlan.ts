// A plan on the sample project as the core would report it: seven steps in waves, one of which fails.
import type { AgentEventBody, EventEnvelope } from '../../../src/core/events/agentEvent';
import type { Plan, PlanStep, StepStatus } from '../../../src/core/plan/plan';
import { planOf, step, stepEnd, stepStart, updated, withStates } from '../../unit/protocol/planFixture';
import { start } from './recordedRun';

type Body = AgentEventBody & Partial<EventEnvelope> & { readonly ms?: number };

export const cartPlan: Plan = planOf([
  step('rules', [], { title: 'Read the rounding rules', file: 'docs/rounding.md', type: 'analyze' }),
  step('usage', [], { title: 'Find who computes totals', type: 'analyze' }),
  step('line', ['rules', 'usage'], {
    title: 'Round per line',
    file: 'src/cart.js',
    description: 'Round each line to the cent in `src/cart.js`, then add.',
    successCriteria: 'npm test passes',
  }),
  step('tax', ['rules'], { title: 'Round the tax', file: 'src/tax.js' }),
  step('tests', ['line', 'tax'], {
    title: 'Add tests for half cents',
    file: 'test/cart.test.js',
    type: 'create_test',
  }),
  step('run', ['tests'], { title: 'Run the tests', command: 'npm test', type: 'run_tests' }),
  step('docs', ['rules', 'run'], { title: 'Update the documentation', file: 'README.md' }),
]);

const turn: AgentEventBody = {
  type: 'turn_end',
  turn: 1,
  usage: { promptTokens: 4_000, completionTokens: 300, totalTokens: 4_300, cost: 0.013 },
};

/** Prompt, goal, plan; nothing has run. */
export const planMade: readonly Body[] = [
  start,
  {
    type: 'message',
    message: { role: 'user', origin: 'prompt', content: [{ type: 'text', text: start.prompt }] },
  },
  { type: 'planning_start', prompt: start.prompt },
  {
    type: 'goal_extracted',
    goal: {
      description: 'Totals are right to the cent',
      successCriteria: [
        'npm test passes',
        'no floating point in totals',
        'the README says how totals are rounded',
      ],
      progress: 0,
      achieved: false,
      createdAt: 1_700_000_001_000,
    },
  },
  { ...turn, parentId: 'planner' },
  { type: 'planning_end', plan: cartPlan, estimatedSteps: 7 },
];

export const runEnds: Body = {
  type: 'end',
  text: '',
  stopReason: 'end',
  usage: { promptTokens: 4_000, completionTokens: 300, totalTokens: 4_300, cost: 0.013 },
  totalTokens: 4_300,
  toolCallsCount: 0,
};

const at = (states: Readonly<Record<string, StepStatus>>): Plan => withStates(cartPlan, states);

export function begin(plan: Plan, ids: readonly string[], wave: number): Body[] {
  return [
    { type: 'wave_start', wave, stepIds: ids },
    updated(plan),
    ...ids.map((id): Body => ({ ...stepStart(plan, id), ms: 300 })),
  ];
}

function call(stepId: string, id: string, toolName: string, title: string): Body[] {
  return [
    { type: 'tool_start', toolId: id, toolName, stepId },
    { type: 'tool_call', toolId: id, toolName, title, args: {}, readOnly: toolName === 'read', stepId },
    { type: 'tool_run', toolId: id, toolName, stepId },
    {
      type: 'tool_end',
      toolId: id,
      toolName,
      toolOutput: 'ok',
      exitCode: 0,
      durationMs: 40,
      outcome: 'done',
      stepId,
      ms: 900,
    },
  ];
}

const doneRules = { rules: 'done', usage: 'done' } as const;

/** The first wave is done, the second at work. */
export const secondWave: readonly Body[] = [
  updated(at({})),
  ...begin(at({ rules: 'in_progress', usage: 'in_progress' }), ['rules', 'usage'], 1),
  ...call('rules', 'c1', 'read', 'docs/rounding.md'),
  ...call('usage', 'c2', 'read', 'src/cart.js'),
  { ...turn, stepId: 'rules' },
  { ...turn, stepId: 'usage' },
  updated(at(doneRules)),
  stepEnd(cartPlan, 'rules', 'completed', { output: 'Half cents round **up**.' }),
  stepEnd(cartPlan, 'usage'),
  { type: 'wave_end', wave: 1, stepIds: ['rules', 'usage'] },
  ...begin(at({ ...doneRules, line: 'in_progress', tax: 'in_progress' }), ['line', 'tax'], 2),
  ...call('line', 'c3', 'edit', 'src/cart.js'),
  { ...turn, stepId: 'line' },
  { type: 'text_delta', text: 'Each line is rounded before it is added.', stepId: 'line' },
];

const failed: PlanStep['result'] = {
  stepId: 'tax',
  order: 4,
  description: 'Do tax',
  success: false,
  error: 'The tests fail:\n1) tax of a half cent',
  errorCode: 'tests',
  files: [],
};

export const afterFailure: Plan = {
  ...at({ ...doneRules, line: 'done', tax: 'failed' }),
  steps: at({ ...doneRules, line: 'done', tax: 'failed' }).steps.map((one) =>
    one.id === 'tax' ? { ...one, attempts: 1, result: failed } : one,
  ),
};

/** One step of the second wave is done, the other has failed, and a person is asked. */
export const taxFails: readonly Body[] = [
  updated({ ...afterFailure, status: 'paused' }),
  stepEnd(cartPlan, 'line', 'completed', {
    files: [{ path: 'src/cart.js', before: 'a', after: 'b' }],
    verified: { passed: true, reason: 'npm test passes' },
  }),
  { ...stepEnd(cartPlan, 'tax', 'failed', { error: failed.error }), ms: 2_000 },
  { type: 'plan_failure_question', stepId: 'tax', error: failed.error ?? '' },
];
