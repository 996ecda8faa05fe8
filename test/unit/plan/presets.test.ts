// The table of planners spec 5.13, and the product's own preset: each source's behaviour is a set of options.
import { describe, expect, test } from 'vitest';
import { PLAN_PRESETS, planRunOptions } from '../../../src/core/plan/planOptions';
import type { PlanPresetName } from '../../../src/core/plan/planOptions';

const row = (preset: PlanPresetName): Readonly<Record<string, unknown>> => {
  const { planning, run } = PLAN_PRESETS[preset];
  return { ...planning, ...run };
};

describe('the presets of the sources', () => {
  test('AgentLIB PlannerEngine', () => {
    expect(row('agentlib')).toMatchObject({
      mode: 'structured',
      toolAccess: 'none',
      emptyPlan: 'synthesize',
      invalidPlan: 'fallback',
      onError: 'fail',
      strategy: 'sequential',
      onFailure: 'halt',
      maxPlanSteps: null,
      maxExecutedSteps: 20,
      maxTurnsPerStep: 5,
      validateEachStep: false,
      synthesize: true,
      // It has no limits of time and asks nobody.
      stepTimeoutMs: null,
      runTimeoutMs: null,
      interactive: false,
      confirmDestructive: false,
    });
  });

  test('Aksara Planner', () => {
    expect(row('aksara')).toMatchObject({
      mode: 'structured',
      toolAccess: 'none',
      emptyPlan: 'error',
      invalidPlan: 'error',
      onError: 'fail',
      strategy: 'sequential',
      onFailure: 'rollback',
      maxPlanSteps: 20,
      maxExecutedSteps: null,
      maxTurnsPerStep: null,
      validateEachStep: true,
      synthesize: false,
      // Its `AI_PLANNER` settings.
      stepTimeoutMs: 60_000,
      runTests: 'never',
      interactive: false,
      confirmDestructive: true,
    });
  });

  test('Exo planning pre-pass', () => {
    expect(row('exo')).toMatchObject({
      mode: 'text',
      toolAccess: 'all',
      emptyPlan: 'passthrough',
      onError: 'fail',
      maxTurnsPerStep: 10,
      synthesize: false,
    });
  });

  test('A3S planning', () => {
    expect(row('a3s')).toMatchObject({
      mode: 'structured',
      toolAccess: 'none',
      emptyPlan: 'passthrough',
      invalidPlan: 'fallback',
      onError: 'fallback',
      strategy: 'waves',
      onFailure: 'continue',
      // All that is ready runs at once, and what needs a failed step is never ready.
      maxParallel: Infinity,
      skipDependent: true,
      maxPlanSteps: null,
      maxExecutedSteps: null,
      maxTurnsPerStep: null,
      validateEachStep: false,
      synthesize: false,
    });
  });
});

test('the defaults of the unified model (5.2)', () => {
  expect(PLAN_PRESETS.unified).toMatchObject({
    run: {
      strategy: 'sequential',
      maxParallel: 4,
      onFailure: 'rollback',
      skipDependent: true,
      maxReplans: 2,
      maxPlanSteps: 20,
      maxExecutedSteps: 20,
      maxTurnsPerStep: 5,
      stepTimeoutMs: 60_000,
      stepIdleTimeoutMs: null,
      runTimeoutMs: null,
      validateEachStep: true,
      verifySteps: false,
      runTests: 'never',
      interactive: false,
      confirmDestructive: true,
      synthesize: false,
    },
    planning: {
      mode: 'structured',
      toolAccess: 'none',
      emptyPlan: 'passthrough',
      invalidPlan: 'repair',
      onError: 'fail',
    },
  });
});

test("the product's own", () => {
  expect(row('editor')).toMatchObject({
    mode: 'structured',
    toolAccess: 'readOnly',
    emptyPlan: 'passthrough',
    invalidPlan: 'repair',
    strategy: 'waves',
    maxParallel: 4,
    onFailure: 'ask',
    maxPlanSteps: 100,
    maxExecutedSteps: null,
    maxTurnsPerStep: 50,
    stepTimeoutMs: null,
    stepIdleTimeoutMs: 600_000,
    validateEachStep: true,
    runTests: 'never',
    confirmDestructive: true,
    synthesize: true,
  });
});

test('each preset gives options that a plan can run with, and asking forces one step after another', () => {
  for (const preset of Object.keys(PLAN_PRESETS) as PlanPresetName[]) {
    expect(planRunOptions(preset)).toEqual(PLAN_PRESETS[preset].run);
    expect(planRunOptions(preset, { interactive: true }).strategy).toBe('sequential');
  }
});
