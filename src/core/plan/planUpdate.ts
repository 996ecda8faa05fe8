// How a change of a plan is said: whole where its steps or what stands above them changed, else only the steps that differ, so that what
// a run says grows with its steps and not with their square. Pure.
import type { Plan, PlanStatus, PlanStep, StepId } from './plan';

/** From one state of a plan to the next. Steps that are not named stay as they are, and so do their order and number. */
export interface PlanStepsChange {
  readonly planId: string;
  readonly status: PlanStatus;
  /** ISO 8601. */
  readonly updatedAt: string;
  /** As they are now, whole, in plan order. */
  readonly steps: readonly PlanStep[];
}

export type PlanUpdate =
  | { readonly type: 'plan_updated'; readonly plan: Plan }
  | ({ readonly type: 'plan_changed' } & PlanStepsChange);

/** @param said the plan as it was said last; undefined where nobody knows what that was */
export function planUpdate(said: Plan | undefined, plan: Plan): PlanUpdate {
  if (said === undefined || !hasSameShape(said, plan)) return { type: 'plan_updated', plan };
  const { id: planId, status, updatedAt } = plan;
  const steps = plan.steps.filter((step, index) => step !== said.steps[index]);
  return { type: 'plan_changed', planId, status, updatedAt, steps };
}

/** The plan after the change; unchanged where the change is one of another plan. */
export function withStepsChange(
  plan: Plan,
  { planId, status, updatedAt, steps: changed }: PlanStepsChange,
): Plan {
  if (plan.id !== planId) return plan;
  const now = new Map<StepId, PlanStep>(changed.map((step) => [step.id, step]));
  const steps = plan.steps.map((step) => now.get(step.id) ?? step);
  return { ...plan, status, updatedAt, steps };
}

/** The same steps in the same order, and nothing else differs but what a change says. */
function hasSameShape(said: Plan, plan: Plan): boolean {
  const isSaidWithSteps = (key: string): boolean => ['steps', 'status', 'updatedAt'].includes(key);
  const keys = new Set([...Object.keys(said), ...Object.keys(plan)]) as Set<keyof Plan>;
  return (
    [...keys].every((key) => isSaidWithSteps(key) || said[key] === plan[key]) &&
    said.steps.length === plan.steps.length &&
    said.steps.every(({ id }, index) => id === plan.steps[index]?.id)
  );
}
