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
  const begun = steps.filter(({ status }) => ['done', 'failed', 'cancelled'].includes(status));
  ports.emit({ type: 'rollback_start', stepIds: begun.map(({ id }) => id) });
  const undone: StepId[] = [];
  const conflicts = new Set<string>();
  const irreversible: StepId[] = [];
  for (const step of begun) {
    const { id, status } = step;
    const taken = await ports.rollbackStep?.(step, signal);
    if (taken === undefined || taken.hasCommands) irreversible.push(id);
    for (const conflict of taken?.conflicts ?? []) conflicts.add(conflict);
    if (taken !== undefined && status === 'done') {
      undone.push(id);
      onUndone(id);
    }
    ports.emit({ type: 'rollback_step', stepId: id, conflicts: taken?.conflicts ?? [] });
  }
  ports.emit({ type: 'rollback_end', undone, irreversible });
  return { undone, conflicts: [...conflicts], irreversible };
}
