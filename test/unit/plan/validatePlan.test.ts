import { describe, expect, test } from 'vitest';
import { createPlan } from '../../../src/core/plan/createPlan';
import type { PlanParts } from '../../../src/core/plan/createPlan';
import type { Plan, StepSpec } from '../../../src/core/plan/plan';
import { findCycle, validatePlan } from '../../../src/core/plan/validatePlan';
import type { PlanRules } from '../../../src/core/plan/validatePlan';
import { planOf } from './planFixture';

function make(steps: readonly StepSpec[], parts: Partial<PlanParts> = {}): Plan {
  return createPlan({ goal: 'g', steps, ...parts }, { now: () => 0, newId: () => 'p' });
}
const step = (id: string, spec: Partial<StepSpec> = {}): StepSpec => ({
  id,
  description: `Do ${id}`,
  ...spec,
});

describe('each broken rule is told', () => {
  const rows: readonly (readonly [string, Plan, PlanRules, readonly string[]])[] = [
    ['no steps', make([]), {}, ['Plan must have at least one step']],
    ['no steps, where that is fine', make([]), { allowEmpty: true }, []],
    ['too many', planOf([[], [], []]), { maxPlanSteps: 2 }, ['Plan has 3 steps, more than the limit of 2']],
    ['an id twice', make([step('a'), step('a'), step('b')]), {}, ['Step IDs must be unique: a']],
    ['a blank id', make([step(' ')]), {}, ['Step 1 has no id']],
    ['a blank description', make([step('a', { description: ' ' })]), {}, ["Step 'a' has no description"]],
    [
      'an unknown dependency',
      make([step('a', { dependsOn: ['b'] })]),
      {},
      ["Step 'a' depends on unknown step 'b'"],
    ],
    ['itself', make([step('a', { dependsOn: ['a'] })]), {}, ["Step 'a' depends on itself"]],
    ['a cycle', planOf([[3], [1], [2], []]), {}, ['Plan has circular dependencies: s1 -> s3 -> s2 -> s1']],
    ['outside', make([step('a', { file: '../x' })]), {}, ["Step 'a': path '../x' is outside the workspace"]],
    [
      'outside, as Windows writes it',
      make([step('a', { file: 'C:\\x' })]),
      {},
      ["Step 'a': path 'C:\\x' is outside the workspace"],
    ],
    ['inside by a detour', make([step('a', { file: 'src/../x.ts' })]), {}, []],
    [
      'tests left out',
      make([step('a', { type: 'create_test' })], { constraints: { includeTests: false } }),
      {},
      ["Step 'a' is about tests, which are left out"],
    ],
    [
      'a type that is not allowed',
      make([step('a', { type: 'run_command' })], { constraints: { allowedTypes: ['modify_file'] } }),
      {},
      ["Step 'a' has the type 'run_command', which is not allowed"],
    ],
    [
      'another path',
      make([step('a', { file: 'docs/x.md' })], { constraints: { paths: ['src/**'] } }),
      {},
      ["Step 'a': 'docs/x.md' is not among the allowed paths"],
    ],
    [
      'more than the constraint',
      make([step('a'), step('b')], { constraints: { maxSteps: 1 } }),
      {},
      ['Plan has 2 steps, more than the limit of 1'],
    ],
    ['a text plan', make([], { kind: 'text', text: 'First this.' }), {}, []],
    ['a text plan without text', make([], { kind: 'text', text: ' ' }), {}, ['Plan has no text']],
  ];
  test.each(rows)('%s', (_name, plan, rules, problems) => {
    expect(validatePlan(plan, rules)).toEqual(problems);
  });
});

test('a dependency that is listed twice counts once', () => {
  expect(make([step('a'), step('b', { dependsOn: ['a', 'a'] })]).steps[1]?.dependsOn).toEqual(['a']);
});

test('a forward reference is no mistake', () => {
  expect(validatePlan(planOf([[2], []]))).toEqual([]);
});

test('a chain of ten thousand steps has no cycle, and one with a knot at its end has', () => {
  const chain = planOf(Array.from({ length: 10_000 }, (_, index) => (index === 9_999 ? [] : [index + 2])));
  expect(findCycle(chain.steps)).toBeUndefined();
  const last = chain.steps.at(-1)!;
  const knotted = [...chain.steps.slice(0, -1), { ...last, dependsOn: ['s9999'] }];
  expect(findCycle(knotted)).toEqual(['s9999', 's10000', 's9999']);
});
