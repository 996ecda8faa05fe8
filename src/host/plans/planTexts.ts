// Texts of plans in read-only editors, from the session's log: what a dry run or a step did to a file. So an editor that asks for one again,
// such as after a reload of the window, gets it however long ago it was shown.
import type { AgentEvent } from '../../core/events/agentEvent';
import type { Plan, StepFile } from '../../core/plan/plan';
import { dryRunFindings } from './planDiffs';

/** Key under which the files of a dry run are shown. */
export function dryRunKey(sessionId: string, runId: string): string {
  return ['dry-run', sessionId, runId].map(encodeURIComponent).join('/');
}

/** Key under which the files of a step are shown. */
export function stepKey(sessionId: string, runId: string, stepId: string): string {
  return ['step', sessionId, runId, stepId].map(encodeURIComponent).join('/');
}

/**
 * Undefined for a key that is none of these, and for what the log does not have.
 *
 * @param key one of the above, with the side: `/before` or `/after`
 * @param path of the file, as shown
 */
export async function planTextAgain(
  key: string,
  path: string,
  eventsOf: (sessionId: string) => Promise<readonly AgentEvent[]>,
): Promise<string | undefined> {
  const [kind, sessionId, ...rest] = key.split('/').map(decoded);
  const side = rest.pop();
  const [runId, stepId] = rest;
  const isOurs = rest.length === (kind === 'step' ? 2 : 1) && (kind === 'step' || kind === 'dry-run');
  if (!isOurs || sessionId === undefined || (side !== 'before' && side !== 'after')) return undefined;
  const events = (await eventsOf(sessionId)).filter((event) => event.runId === runId);
  const files = stepId === undefined ? filesOfDryRun(events) : filesOfStep(events, stepId);
  const file = files.find((one) => one.path === path);
  return file === undefined ? undefined : (file[side] ?? '');
}

/** What a step had finished or did when it ran last. */
export function filesOfStep(events: readonly AgentEvent[], stepId: string): readonly StepFile[] {
  const end = events.findLast((event) => event.type === 'step_end' && event.stepId === stepId);
  return end?.type === 'step_end' ? (end.result.unwritten ?? end.result.files) : [];
}

function filesOfDryRun(events: readonly AgentEvent[]): readonly StepFile[] {
  const end = events.findLast(({ type }) => type === 'plan_end');
  // Only its files are asked for, for which the plan says nothing.
  const plan: Pick<Plan, 'steps'> = { steps: [] };
  return end?.type === 'plan_end' ? dryRunFindings(plan, end.result).files : [];
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part; // a key of somebody else
  }
}
