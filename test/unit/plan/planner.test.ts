import { describe, expect, test } from 'vitest';
import { planBeforeTask, taskWithPlan } from '../../../src/core/plan/injectPlan';
import { PLAN_PRESETS } from '../../../src/core/plan/planOptions';
import type { PlanEventBody } from '../../../src/core/plan/planEvent';
import { planTask } from '../../../src/core/plan/planner';
import type { PlannerQuestion, PlanRequest } from '../../../src/core/plan/planner';
import { changeStep } from '../../../src/core/plan/planState';
import { NOW, planOf } from './planFixture';

const GOOD =
  '{"goal":"Right to the cent","steps":[{"id":"a","description":"Round"}],"successCriteria":["tests pass"]}';
const CYCLE =
  '[{"id":"a","description":"A","dependsOn":["b"]},{"id":"b","description":"B","dependsOn":["a"]}]';

async function make(replies: readonly (string | Error)[], request: Partial<PlanRequest> = {}) {
  const questions: PlannerQuestion[] = [];
  const events: PlanEventBody[] = [];
  const left = [...replies];
  const result = await planTask(
    { goal: 'Fix the totals', planning: PLAN_PRESETS.unified.planning, ...request },
    {
      ask: (question) => {
        questions.push({ ...question, earlier: [...question.earlier] });
        const reply = left.shift() ?? new Error('asked too often');
        if (reply instanceof Error) return Promise.reject(reply);
        return Promise.resolve({ text: reply, usage: { inputTokens: 2, outputTokens: 1, totalTokens: 3 } });
      },
      emit: (event) => events.push(event),
      now: () => NOW,
      newId: () => 'plan-1',
    },
    new AbortController().signal,
  );
  return { ...result, questions, events };
}

test('a good answer becomes a plan with one question', async () => {
  const { plan, usage, questions, events } = await make([GOOD]);
  expect(plan).toMatchObject({
    goal: 'Right to the cent',
    origin: 'llm',
    status: 'ready',
    successCriteria: ['tests pass'],
    metadata: { task: 'Fix the totals' },
    steps: [{ id: 'a', description: 'Round', type: 'agent_task', status: 'pending' }],
  });
  expect(usage.totalTokens).toBe(3);
  expect(questions).toHaveLength(1);
  expect(events).toEqual([{ type: 'plan_created', plan }]);
});

describe('an answer that is no plan', () => {
  test('is complained about once, with what is wrong', async () => {
    const { plan, usage, questions } = await make([CYCLE, GOOD]);
    expect(plan.steps).toHaveLength(1);
    expect(usage.totalTokens).toBe(6);
    const complaint = questions[1]?.earlier[0]?.complaint;
    expect(questions[1]?.earlier[0]?.answer).toBe(CYCLE);
    expect(complaint).toContain('- Plan has circular dependencies: a -> b -> a');
  });

  test('twice: the task is one step, and that is said', async () => {
    const { plan, events } = await make(['I would read it.', 'I said so.'], { fallbackId: 't1' });
    expect(plan).toMatchObject({ origin: 'fallback', steps: [{ id: 't1', description: 'Fix the totals' }] });
    const cause = { about: 'plan', code: 'broken_rules', of: [{ about: 'plan', code: 'reply_no_json' }] };
    expect(events[1]).toEqual({ type: 'plan_fallback', reason: 'the reply has no JSON', cause });
  });

  test('is one step at once, or an error, where the options say so', async () => {
    const { planning } = PLAN_PRESETS.agentlib;
    expect((await make(['no'], { planning })).plan.origin).toBe('fallback');
    await expect(make([CYCLE], { planning: PLAN_PRESETS.aksara.planning })).rejects.toThrow(
      'Plan has circular dependencies: a -> b -> a',
    );
  });

  test('too many steps, or steps against the constraints', async () => {
    const two = '[{"description":"A"},{"description":"B","type":"create_test"}]';
    const { questions } = await make([two, GOOD], { maxPlanSteps: 1 });
    expect(questions[1]?.earlier[0]?.complaint).toContain('Plan has 2 steps, more than the limit of 1');
    const constrained = await make([two, GOOD], { constraints: { includeTests: false } });
    expect(constrained.questions[0]?.prompt).toContain('- No steps that write or run tests.');
    expect(constrained.questions[1]?.earlier[0]?.complaint).toContain("Step 'step-2' is about tests");
  });
});

describe('an empty plan', () => {
  test('is said, and is an error only where the options say so', async () => {
    const { plan, events } = await make(['[]']);
    expect(plan.steps).toEqual([]);
    expect(events.map(({ type }) => type)).toEqual(['plan_empty', 'plan_created']);
    await expect(make(['[]'], { planning: PLAN_PRESETS.aksara.planning })).rejects.toThrow(
      'Plan must have at least one step',
    );
  });
});

describe("the planner's model fails", () => {
  test('so does the plan, or the task is one step', async () => {
    await expect(make([new Error('overloaded')])).rejects.toThrow('overloaded');
    const { plan, events } = await make([new Error('overloaded')], { planning: PLAN_PRESETS.a3s.planning });
    expect(plan.origin).toBe('fallback');
    expect(events[0]).toEqual({
      type: 'plan_fallback',
      reason: 'the planner failed: overloaded',
      cause: { about: 'run', code: 'planner_failed', of: { about: 'other', text: 'overloaded' } },
    });
  });
});

describe('what the planner reads', () => {
  test('tools, context and earlier plans, with what never came to be', async () => {
    const earlier = changeStep(
      planOf([[], []], { goal: 'Tags' }),
      's2',
      { status: 'skipped', skipReason: 'user' },
      NOW,
    );
    const { questions, plan } = await make([GOOD], {
      tools: [{ name: 'edit', description: 'Changes a file.\nMore words.' }],
      context: 'src/cart.js adds floats',
      previousPlans: [earlier],
    });
    expect(questions[0]?.system).toContain('Available Tools:\n- edit: Changes a file.');
    expect(questions[0]?.system).not.toContain('More words');
    expect(questions[0]?.prompt).toContain('What is known about the workspace:\nsrc/cart.js adds floats');
    expect(questions[0]?.prompt).toContain('Earlier plan: Tags\n- not present in the workspace: Do 2');
    expect(plan.previousPlanIds).toEqual(['plan-1']);
  });

  test('own instructions instead of the built-in ones; blank ones count as none', async () => {
    expect((await make([GOOD], { instructions: 'Plan well.' })).questions[0]?.system).toBe('Plan well.');
    expect((await make([GOOD], { instructions: ' ' })).questions[0]?.system).toContain(
      'You plan work in a code workspace',
    );
  });
});

describe('a text plan', () => {
  const { planning } = PLAN_PRESETS.exo;

  test('is kept as text, trimmed', async () => {
    const { plan } = await make(['\nFirst this.\n'], { planning });
    expect(plan).toMatchObject({ kind: 'text', text: 'First this.', steps: [] });
  });

  test('without words is empty', async () => {
    expect((await make([' \n'], { planning })).events[0]?.type).toBe('plan_empty');
  });

  test('is put in literally, whatever it holds', () => {
    expect(taskWithPlan(' Say $& and {plan} ', "\n$1 $' {task}\n")).toBe(
      "Original task:\n Say $& and {plan} \n\nPlanner output:\n$1 $' {task}\n\nUse the planner output while completing the task.",
    );
    expect(planBeforeTask(' $& ')).toBe(
      'Planner output:\n$&\n\nUse the planner output while responding to the next user task.',
    );
    expect(taskWithPlan('', 'x')).toContain('Original task:\n\n\nPlanner output:\nx');
  });
});
