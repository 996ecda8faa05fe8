// What a person asks to be run of a plan, as steps that are pending again and those to which the run keeps. Pure.
import type { Plan, PlanStep, StepId, StepStatus } from './plan';
import { PlanError } from './planError';
import { changePlan, changeStep, resetFailed } from './planState';
import { dependentsOf, hasNotBegun, orderOf, stepOf } from './planViews';

/** `until`: this step and what it needs. */
export type PlanScope =
  | { readonly kind: 'all' }
  | { readonly kind: 'step'; readonly stepId: StepId }
  | { readonly kind: 'until'; readonly stepId: StepId };

export interface PreparedRun {
  readonly plan: Plan;
  /** Absent: all. */
  readonly steps?: readonly StepId[];
}

/** What was stopped or cut off begins again. Throws `PlanError` where nothing of the scope can run. `now`: milliseconds since the epoch. */
export function prepareRun(plan: Plan, scope: PlanScope, now: number): PreparedRun {
  const ready = resetStopped(plan, now);
  if (scope.kind === 'all') {
    if (!ready.steps.some(({ status }) => status === 'pending')) throw nothingLeft(ready);
    return { plan: ready };
  }
  const step = knownStep(ready, scope.stepId);
  if (step.status === 'done')
    throw new PlanError({ about: 'plan', code: 'done_already', order: orderOf(ready, step.id) }, 'options');
  if (scope.kind === 'step') {
    assertNeedsDone(ready, step);
    return { plan: resetTo(ready, [step.id], now), steps: [step.id] };
  }
  const open = [...neededBy(ready, step), step.id].filter((id) => stepOf(ready, id)?.status !== 'done');
  return { plan: resetTo(ready, open, now), steps: open };
}

/**
 * Without a step: all that failed, was skipped for that, was rolled back or was stopped. Throws `PlanError` where there is nothing.
 *
 * @param isRunning a run is on: what is in progress is being worked on, it was not cut off
 */
export function prepareRetry(
  plan: Plan,
  stepId: StepId | undefined,
  now: number,
  isRunning = false,
): PreparedRun {
  if (stepId === undefined) {
    const failed = resetFailed(plan, now);
    const again = isRunning ? failed : resetStopped(failed, now);
    if (again.steps.every((step, index) => step === plan.steps[index]))
      throw new PlanError({ about: 'plan', code: 'nothing_failed' }, 'options');
    return { plan: again };
  }
  const step = knownStep(plan, stepId);
  if (!AGAIN.has(step.status))
    throw new PlanError({ about: 'plan', code: 'not_failed', order: orderOf(plan, stepId) }, 'options');
  assertNeedsDone(plan, step);
  const after = dependentsOf(plan, stepId).filter((id) => {
    const { status, skipReason } = knownStep(plan, id);
    return (
      status === 'pending' ||
      status === 'rolled_back' ||
      (status === 'skipped' && skipReason !== 'user' && skipReason !== 'declined')
    );
  });
  const steps = [stepId, ...after];
  return { plan: resetTo(plan, steps, now), steps };
}

/** The plan after the window or process ended while it ran: what was under way can begin again. */
export function afterCutOff(plan: Plan, now: number): Plan {
  const cut = plan.steps.filter(({ status }) => status === 'in_progress').map(({ id }) => id);
  return changePlan(resetTo(plan, cut, now), 'ready', now);
}

/** The plan when a person changes it after a stop: what that kept from beginning is pending again. */
export function takenUp(plan: Plan, now: number): Plan {
  const waiting = plan.steps.filter(hasNotBegun).map(({ id }) => id);
  return resetTo(plan, waiting, now);
}

/** States from which a step can be tried again by itself. */
const AGAIN: ReadonlySet<StepStatus> = new Set<StepStatus>(['failed', 'rolled_back', 'skipped', 'cancelled']);

/** The plan when its run goes on: what was stopped or cut off is pending again. */
export function resetStopped(plan: Plan, now: number): Plan {
  const stopped = plan.steps.filter(({ status }) => status === 'cancelled' || status === 'in_progress');
  return resetTo(
    plan,
    stopped.map(({ id }) => id),
    now,
  );
}

function resetTo(plan: Plan, ids: readonly StepId[], now: number): Plan {
  return ids
    .filter((id) => stepOf(plan, id)?.status !== 'pending')
    .reduce((next, id) => changeStep(next, id, { status: 'pending' }, now), plan);
}

/** Every step that this one needs, directly or not, in plan order. */
function neededBy(plan: Plan, step: PlanStep): readonly StepId[] {
  return plan.steps.filter(({ id }) => dependentsOf(plan, id).includes(step.id)).map(({ id }) => id);
}

function assertNeedsDone(plan: Plan, step: PlanStep): void {
  const open = step.dependsOn.filter((id) => stepOf(plan, id)?.status !== 'done');
  if (open.length === 0) return;
  throw new PlanError(
    {
      about: 'plan',
      code: 'needs_first',
      order: orderOf(plan, step.id),
      needs: open.map((id) => orderOf(plan, id)),
    },
    'options',
  );
}

function knownStep(plan: Plan, id: StepId): PlanStep {
  const step = stepOf(plan, id);
  if (step === undefined) throw new PlanError({ about: 'plan', code: 'no_step', step: id }, 'unknown_step');
  return step;
}

function nothingLeft(plan: Plan): PlanError {
  const isDone = plan.steps.every(({ status }) => status === 'done');
  return new PlanError({ about: 'plan', code: isDone ? 'all_done' : 'nothing_left' }, 'options');
}
