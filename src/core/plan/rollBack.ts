import type { PlanRunResult, PlanStep, StepId } from './plan';
import type { PlanPorts } from './planPorts';

/**
 * Takes steps back in the order given, newest first, with the partial writes of those that failed. What a person changed since is left
 * alone and named; what commands did can't be taken back.
 */
export async function rollBackSteps(
  steps: readonly PlanStep[],
  ports: Pick<PlanPorts, 'rollbackStep' | 'emit'>,
  signal: AbortSignal,
  onUndone: (id: StepId) => void,
): Promise<NonNullable<PlanRunResult['rollback']>> {
  // One that is pending was cut off, or failed and is to run again: it may have written before.
  const begun = steps.filter(({ status }) => ['done', 'failed', 'cancelled', 'pending'].includes(status));
  ports.emit({ type: 'rollback_start', stepIds: begun.map(({ id }) => id) });
  const undone: StepId[] = [];
  const irreversible: StepId[] = [];
  const conflicts = new Map<PlanStep, readonly string[]>();
  const end = ({ id }: PlanStep, left: readonly string[]): void =>
    ports.emit({ type: 'rollback_step', stepId: id, conflicts: left });
  for (const step of begun) {
    const { id, status } = step;
    const taken = await ports.rollbackStep?.(step, signal);
    if (taken === undefined || taken.hasCommands) irreversible.push(id);
    if (taken !== undefined && status === 'done') {
      undone.push(id);
      onUndone(id);
    }
    if (taken === undefined || taken.conflicts.length === 0) end(step, []);
    else conflicts.set(step, taken.conflicts);
  }
  // Steps that ran at the same time may have written one file in turns: what stood in the way may be gone now.
  let isGoing = [...conflicts.keys()].some((step) => step !== begun.at(-1));
  while (isGoing) {
    isGoing = false;
    for (const [step, before] of conflicts) {
      if (before.length === 0) continue;
      const left = (await ports.rollbackStep?.(step, signal))?.conflicts ?? before;
      isGoing ||= left.length < before.length;
      conflicts.set(step, left);
    }
  }
  for (const [step, left] of conflicts) end(step, left);
  ports.emit({ type: 'rollback_end', undone, irreversible });
  return { undone, conflicts: [...new Set([...conflicts.values()].flat())], irreversible };
}
