// What the workspace has about a task, for the planner of a session that wants it: read-only, within a small budget.
import { ContextEngine } from '../context/contextEngine';
import type { ContextEngineOptions } from '../context/contextEngine';
import { causeOf } from '../words/errorCause';
import { noticeEvent } from '../words/noticeCause';
import type { PlannedRunOptions } from './plannedRun';

/** How much is gathered, and where symbols come from. */
export type PlanningContext = Pick<ContextEngineOptions, 'symbols' | 'maxTokens' | 'maxFiles'>;

/** The planner reads more where it needs it. */
const MAX_TOKENS = 4000;

/** Undefined where nothing is to be gathered, or nothing was found. Throws when `signal` was aborted. */
export async function gatherForPlan(
  { parent, prompt, planningContext }: PlannedRunOptions,
  signal: AbortSignal,
): Promise<string | undefined> {
  if (planningContext === undefined) return undefined;
  const engine = new ContextEngine({
    session: parent.machinery,
    maxTokens: MAX_TOKENS,
    cacheEnabled: false,
    now: parent.now,
    ...planningContext,
  });
  try {
    const context = await engine.gather(prompt, { signal });
    return context.excerpts.length === 0 ? undefined : context.toPrompt();
  } catch (error) {
    signal.throwIfAborted();
    // The plan is wanted more than what would help to make it.
    parent.emit(noticeEvent('warning', { code: 'no_context', of: causeOf(error) }), {});
    return undefined;
  }
}
