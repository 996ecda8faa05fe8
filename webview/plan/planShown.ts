import type { SessionView } from '../../src/protocol/viewState';

/** True while the plan is worth a line above the input: until another prompt came after it was done. */
export function planShown({ plan, runs }: SessionView): boolean {
  if (plan === undefined) return false;
  if (plan.result?.success !== true || plan.isRunning || plan.isPlanning) return true;
  const last = runs.findLast(({ state }) => state !== 'notes');
  return last === undefined || last.id === plan.runId;
}
