// What can be done with a plan and with a step, as they stand. Pure; the host has the last word.
import type { PlanView } from '../../src/protocol/planMessages';
import type { Step } from './planFacts';
import { shownState } from './planWords';

export type PlanAction =
  | 'run'
  | 'dryRun'
  | 'keepDryRun'
  | 'pause'
  | 'resume'
  | 'stop'
  | 'decline'
  | 'retry'
  | 'openDocument'
  | 'save'
  | 'discard'
  | 'rollback'
  | 'add';

export type StepAction =
  'run' | 'until' | 'skip' | 'retry' | 'replan' | 'rollback' | 'openDiff' | 'edit' | 'remove' | 'addAfter';

/**
 * In the order in which they are shown; the first is what a person most likely wants.
 *
 * @param isBusy a run of the session is on, of this plan or of anything else
 */
export function planActions(view: PlanView, isBusy = view.isRunning): readonly PlanAction[] {
  const { plan } = view;
  if (view.isPlanning) return canDecline(view) ? ['decline', 'stop'] : ['stop'];
  if (plan.kind === 'text') return ['discard'];
  if (view.isRunning) {
    const isPaused = plan.status === 'paused' && view.question === undefined;
    return [isPaused ? 'resume' : 'pause', 'stop', 'add', 'openDocument', 'save'];
  }
  if (isBusy) return ['stop', 'add', 'openDocument', 'save'];
  const has = (...states: readonly Step['status'][]): boolean =>
    plan.steps.some(({ status }) => states.includes(status));
  const hasBegun = has('in_progress', 'done', 'failed', 'rolled_back', 'cancelled');
  const actions: PlanAction[] = [];
  if (canGoOn(plan.steps)) actions.push(hasBegun ? 'resume' : 'run');
  if (has('failed', 'rolled_back')) actions.push('retry');
  if (has('pending')) actions.push('dryRun');
  if (has('pending') && view.canKeepDryRun === true) actions.push('keepDryRun');
  actions.push('add', 'openDocument', 'save');
  if (has('done', 'failed')) actions.push('rollback');
  actions.push('discard');
  return actions;
}

/** True while a plan is made for a prompt that nobody asked to be planned. */
export function canDecline({ isPlanning, plannedBecause }: PlanView): boolean {
  return isPlanning && plannedBecause !== undefined;
}

/** True when a step is left that can start, now or once others are done. */
function canGoOn(steps: readonly Step[]): boolean {
  const isLeft = ({ status }: Step): boolean =>
    status === 'pending' || status === 'in_progress' || status === 'cancelled';
  const reached = new Set(steps.filter(({ status }) => status === 'done').map(({ id }) => id));
  const next = steps.filter((step) => isLeft(step) && step.dependsOn.every((id) => reached.has(id)));
  return next.length > 0;
}

export function stepActions(step: Step, view: PlanView, isBusy = view.isRunning): readonly StepAction[] {
  if (view.isPlanning || view.plan.kind === 'text') return [];
  const { files = [], unwritten = [] } = view.steps[step.id] ?? {};
  const diff: readonly StepAction[] = files.length + unwritten.length > 0 ? ['openDiff'] : [];
  const isOn = isBusy;
  // While the plan asks about a step, the answer is what counts.
  const again: readonly StepAction[] = !view.isRunning || view.question?.stepId === step.id ? [] : ['retry'];
  switch (shownState(step, view)) {
    case 'pending':
      return isOn
        ? ['skip', 'edit', 'addAfter', 'remove']
        : ['run', 'until', 'skip', 'replan', 'edit', 'addAfter', 'remove'];
    case 'waiting':
    case 'in_progress':
      return [];
    case 'done':
      return isOn ? diff : [...diff, 'rollback'];
    case 'interrupted':
      return isOn ? diff : [...diff, 'retry', 'replan', 'rollback'];
    case 'failed':
      return isOn ? [...diff, ...again] : [...diff, 'retry', 'replan', 'rollback'];
    case 'skipped':
    case 'cancelled':
    case 'rolled_back':
      return isOn ? [...diff, ...again] : [...diff, 'retry', 'replan'];
  }
}

/** Only a pending step may change its place. */
export function canMove(step: Step, view: PlanView): boolean {
  return step.status === 'pending' && shownState(step, view) !== 'waiting' && !view.isPlanning;
}

/** The position at which a step ends when it is moved to the place of another one; undefined where that is its own. */
export function moveTarget(view: Pick<PlanView, 'plan'>, stepId: string, onto: string): number | undefined {
  const to = view.plan.steps.findIndex(({ id }) => id === onto) + 1;
  return stepId === onto || to === 0 ? undefined : to;
}
