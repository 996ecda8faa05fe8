import { createPlan } from '../../../src/core/plan/createPlan';
import type { PlanParts } from '../../../src/core/plan/createPlan';
import type { Plan, StepSpec } from '../../../src/core/plan/plan';
import { dependencyNumbers } from '../../../src/core/plan/planViews';

export const NOW = Date.UTC(2026, 0, 2, 3, 4, 5);

/** Steps `s1`, `s2`, … that depend on each other by number. */
export function planOf(dependencies: readonly (readonly number[])[], parts: Partial<PlanParts> = {}): Plan {
  const steps = dependencies.map((numbers, index): StepSpec => ({
    id: `s${index + 1}`,
    description: `Do ${index + 1}`,
    dependsOn: numbers.map((number) => `s${number}`),
  }));
  return createPlan({ goal: 'All done', steps, ...parts }, { now: () => NOW, newId: () => 'plan-1' });
}

/** The numbered view, `4:[1,3]` for each step that needs others. */
export function numbersOf(plan: Plan): string {
  return plan.steps
    .map((step, index) => `${index + 1}:[${dependencyNumbers(plan, step).join(',')}]`)
    .filter((text) => !text.endsWith('[]'))
    .join(' ');
}
