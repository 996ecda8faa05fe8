import { expect, test } from 'vitest';
import type { Plan } from '../../../src/core/plan/plan';
import { forecastPlan } from '../../../src/core/plan/planForecast';
import { planOf } from './planFixture';

const PRICE = { input: 3, output: 15 };
const withUsage = (plan: Plan): Plan => ({
  ...plan,
  steps: plan.steps.map((step, index) =>
    index > 0
      ? step
      : {
          ...step,
          status: 'done',
          result: {
            stepId: step.id,
            order: 1,
            description: '',
            success: true,
            files: [],
            usage: { inputTokens: 1_000, outputTokens: 100, totalTokens: 1_100 },
          },
        },
  ),
});

test('grows with the steps that are left; the last answer counts', () => {
  expect(forecastPlan(planOf([[]]), undefined)).toEqual({ modelCalls: 6, tokens: 47_100 });
  expect(forecastPlan(planOf([[], [], []]), undefined).modelCalls).toBe(16);
  expect(forecastPlan(planOf([]), PRICE)).toEqual({ modelCalls: 0, tokens: 0, cost: 0 });
});

test('a command takes less than a step that changes files', () => {
  const plan = planOf([[]]);
  const command = { steps: plan.steps.map((step) => ({ ...step, command: 'npm test' })) };
  expect(forecastPlan(command, undefined).modelCalls).toBe(3);
});

test('what the steps took so far stands in for the estimate', () => {
  const { tokens, cost } = forecastPlan(withUsage(planOf([[], [1]])), PRICE);
  expect(tokens).toBe(1_100 + 5_000 + 350);
  expect(cost).toBeCloseTo((6_000 * 3 + 450 * 15) / 1_000_000, 6);
});

test('many requests are not charged as one long one', () => {
  const long = { ...PRICE, longPrompt: { above: 1_000, input: 300, output: 1_500 } };
  expect(forecastPlan(planOf([[], []]), long).cost).toBe(forecastPlan(planOf([[], []]), PRICE).cost);
});
