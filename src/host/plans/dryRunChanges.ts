// What a dry run of a plan found, read from the session's log, so that it can be kept with the plan later as well.
import type { AgentEvent } from '../../core/events/agentEvent';
import type { Plan } from '../../core/plan/plan';
import { withDryRun } from '../../core/plan/storedDiff';

/** The plan with what its last dry run found; undefined where there was none, or nothing of it can be kept. */
export function withLastDryRun(plan: Plan, events: readonly AgentEvent[]): Plan | undefined {
  const begun = events.findLast(({ type }) => type === 'plan_dry_run');
  if (begun?.type !== 'plan_dry_run' || begun.planId !== plan.id) return undefined;
  const end = events.findLast(({ type, runId }) => type === 'plan_end' && runId === begun.runId);
  if (end?.type !== 'plan_end' || end.result.status === 'cancelled') return undefined;
  // A step that a person has changed since would do something else.
  const wordsOf = new Map(plan.steps.map(({ id, description }) => [id, description]));
  const stepResults = end.result.stepResults.filter(
    ({ stepId, description }) => wordsOf.get(stepId) === description,
  );
  const kept = withDryRun(plan, { stepResults });
  return kept.steps.some((step, index) => step !== plan.steps[index]) ? kept : undefined;
}
