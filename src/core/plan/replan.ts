import { createPlan } from './createPlan';
import type { PlanClock } from './createPlan';
import type { Plan, PlanStep, StepId, StepSpec } from './plan';
import type { PlanRunOptions } from './planOptions';
import { validatePlan } from './validatePlan';

/**
 * The plan with new steps in place of those that are not done (planners spec 5.8): done ones stay, with their results, and can be
 * needed; ids that any step had before get a new name. Undefined when the result breaks a rule.
 *
 * @param stays the steps that are not replaced; default the done ones
 */
export function replacePending(
  plan: Plan,
  specs: readonly StepSpec[],
  { maxPlanSteps }: Pick<PlanRunOptions, 'maxPlanSteps'>,
  clock: PlanClock,
  stays: (step: PlanStep) => boolean = ({ status }) => status === 'done',
): Plan | undefined {
  const kept = plan.steps.filter(stays);
  const isKept = (id: StepId | undefined): boolean => kept.some((step) => step.id === id);
  const used = new Set(plan.steps.map(({ id }) => id));
  const fresh = specs.filter(({ id }) => !isKept(id));
  const renamed = new Map<StepId, StepId>();
  for (const { id } of fresh) if (id !== undefined && used.has(id)) renamed.set(id, freshId(`${id}-v`, used));
  const nameOf = (id: StepId): StepId => renamed.get(id) ?? id;
  for (const { id } of fresh) if (id !== undefined) used.add(nameOf(id));
  const next = createPlan(
    {
      ...plan,
      id: clock.newId(),
      version: plan.version + 1,
      supersedes: plan.id,
      steps: fresh.map((spec) => ({
        ...spec,
        id: spec.id === undefined ? freshId('step-', used) : nameOf(spec.id),
        dependsOn: (spec.dependsOn ?? []).map(nameOf),
      })),
    },
    clock,
  );
  const replaced: Plan = { ...next, createdAt: plan.createdAt, steps: [...kept, ...next.steps] };
  const problems = validatePlan(replaced, maxPlanSteps === null ? {} : { maxPlanSteps });
  return problems.length === 0 ? replaced : undefined;
}

/** The beginning with the first number from 2 that makes it new; it is then taken. */
function freshId(beginning: string, used: Set<StepId>): StepId {
  for (let number = 2; ; number += 1) {
    const candidate = `${beginning}${number}`;
    if (used.has(candidate)) continue;
    used.add(candidate);
    return candidate;
  }
}
