// Aksara's `AI_PLANNER` keys (planners spec 2.8): what they mean for a run, and that the editor and the configuration file have all of them.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { parseConfiguration } from '../../../src/cli/config/configurationFile';
import { planRunOptions } from '../../../src/core/plan/planOptions';
import { planOverridesOf } from '../../../src/core/plan/plannerSettings';
import type { PlanRunSettings } from '../../../src/core/plan/plannerSettings';

/** The keys of the seed in our spelling, with its defaults. */
const SEED = {
  rollbackOnFailure: true,
  maxSteps: 20,
  stepTimeoutSeconds: 60,
  validateEachStep: true,
  runTestsAfter: false,
  defaultInteractive: false,
  confirmDestructive: true,
};

test("the seed's defaults are those of the preset aksara", () => {
  const given = planOverridesOf(SEED);
  expect(planRunOptions('aksara', given)).toEqual(planRunOptions('aksara'));
  expect(given).toEqual({
    onFailure: 'rollback',
    maxPlanSteps: 20,
    stepTimeoutMs: 60_000,
    validateEachStep: true,
    runTests: 'never',
    interactive: false,
    confirmDestructive: true,
  });
});

test.each<[PlanRunSettings, object]>([
  [{ rollbackOnFailure: false }, { onFailure: 'halt' }],
  [{ maxSteps: 0 }, { maxPlanSteps: null }],
  [{ maxSteps: 7 }, { maxPlanSteps: 7 }],
  [{ stepTimeoutSeconds: 0 }, { stepTimeoutMs: null }],
  [{ stepTimeoutSeconds: 1.5 }, { stepTimeoutMs: 1500 }],
  [{ runTestsAfter: true, testCommand: 'npm test' }, { runTests: 'after_plan' }],
  [{ isolation: 'overlay' }, { isolation: 'overlay' }],
  [{ defaultInteractive: true }, { interactive: true, strategy: 'sequential' }],
])('%j', (settings, expected) => {
  expect(planRunOptions('editor', planOverridesOf(settings))).toEqual({
    ...planRunOptions('editor'),
    ...expected,
  });
});

/** Not one of the seed's. */
const OWN = { isolation: 'shared' } as const;

/** Of the editor alone: what it plans, not how a plan is run. */
const EDITOR_ONLY = ['planning', 'runWithoutApproval', 'goal'];

test('the settings of the editor are all of them, with defaults that change nothing', () => {
  const manifest = JSON.parse(readFileSync(join(import.meta.dirname, '../../../package.json'), 'utf8')) as {
    contributes: {
      configuration: { properties: Record<string, { default?: unknown; scope?: string }> };
    };
  };
  const { properties } = manifest.contributes.configuration;
  const planner = Object.entries(properties).filter(([key]) => key.startsWith('planwright.planner.'));
  const defaults = Object.fromEntries(planner.map(([key, value]) => [key.split('.')[2], value.default]));
  expect(Object.keys(defaults).sort()).toEqual(
    [...Object.keys({ ...SEED, ...OWN }), 'testCommand', ...EDITOR_ONLY].sort(),
  );
  expect(planner.every(([, { scope }]) => scope === 'application')).toBe(true);
  // `ask` is left out by the reader of the settings.
  const { rollbackOnFailure, ...others } = defaults;
  expect(rollbackOnFailure).toBe('ask');
  expect(planRunOptions('editor', planOverridesOf(others))).toEqual(planRunOptions('editor'));
});

test('the configuration file has all of them, and refuses others by name', () => {
  const planner = { ...SEED, ...OWN, runTestsAfter: true, testCommand: 'npm test' };
  expect(parseConfiguration(JSON.stringify({ planner }), 'own.json', {}).planner).toEqual(planner);
  const wrong = JSON.stringify({ planner: { max_steps: 3 } });
  expect(() => parseConfiguration(wrong, 'own.json', {})).toThrow(
    'Configuration own.json, key "planner.max_steps": is not known; known are rollbackOnFailure, maxSteps, stepTimeoutSeconds, validateEachStep,',
  );
});
