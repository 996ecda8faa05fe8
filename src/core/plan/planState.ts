// How steps and plans change their state (planners spec 5.3). Pure; what is not in the table throws, because it is a bug of the engine.
import type { Plan, PlanStatus, PlanStep, SkipReason, StepId, StepResult, StepStatus } from './plan';
import { dependentsOf, stepOf } from './planViews';

const ALLOWED: Readonly<Record<StepStatus, readonly StepStatus[]>> = {
  pending: ['in_progress', 'skipped', 'cancelled'],
  in_progress: ['done', 'failed', 'cancelled', 'pending'],
  done: ['rolled_back'],
  failed: ['pending'],
  skipped: ['pending'],
  cancelled: ['pending'],
  rolled_back: ['pending'],
};

export interface StepChange {
  readonly status: StepStatus;
  readonly skipReason?: SkipReason;
  readonly result?: StepResult;
}

/** `now`: milliseconds since the epoch. Starting a step counts an attempt; going back to `pending` drops reason and result. */
export function changeStep(plan: Plan, id: StepId, change: StepChange, now: number): Plan {
  const step = stepOf(plan, id);
  if (step === undefined) throw new Error(`There is no step ${id}.`);
  if (!ALLOWED[step.status].includes(change.status))
    throw new Error(`Step ${id} can't go from ${step.status} to ${change.status}.`);
  const { skipReason: _reason, result: _result, ...bare } = step;
  const kept = change.status === 'pending' ? bare : step;
  const next: PlanStep = {
    ...kept,
    ...change,
    attempts: step.attempts + (change.status === 'in_progress' ? 1 : 0),
  };
  return withSteps(
    plan,
    plan.steps.map((candidate) => (candidate === step ? next : candidate)),
    now,
  );
}

export function changePlan(plan: Plan, status: PlanStatus, now: number): Plan {
  return { ...plan, status, updatedAt: new Date(now).toISOString() };
}

/** Marks the pending steps among those that need `id`, directly or not. */
export function skipDependents(
  plan: Plan,
  id: StepId,
  skipReason: 'dependency_failed' | 'dependency_skipped',
  now: number,
): Plan {
  return dependentsOf(plan, id)
    .filter((dependent) => stepOf(plan, dependent)?.status === 'pending')
    .reduce((next, dependent) => changeStep(next, dependent, { status: 'skipped', skipReason }, now), plan);
}

/**
 * The steps that `retryFailed` runs again: failed ones, those skipped for their sake, and everything that was rolled back. What a
 * person declined or skipped stays so.
 */
export function resetFailed(plan: Plan, now: number): Plan {
  const again = plan.steps.filter(
    ({ status, skipReason }) =>
      status === 'failed' ||
      status === 'rolled_back' ||
      (status === 'skipped' &&
        (skipReason === 'dependency_failed' || skipReason === 'unresolvable' || skipReason === 'limit')),
  );
  return again.reduce((next, { id }) => changeStep(next, id, { status: 'pending' }, now), plan);
}

/** The state of a plan whose steps have all ended or can't go on. */
export function endStatus(plan: Plan): 'completed' | 'partial' {
  return plan.steps.every(({ status }) => status === 'done') ? 'completed' : 'partial';
}

function withSteps(plan: Plan, steps: readonly PlanStep[], now: number): Plan {
  return { ...plan, steps, updatedAt: new Date(now).toISOString() };
}
