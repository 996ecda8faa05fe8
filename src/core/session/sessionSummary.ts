// What the session list shows, from the events of a whole log or of its end.
import type { AgentEvent } from '../events/agentEvent';
import { titleOf } from './historyFold';

/** Whether the last run has no end. Undefined when these events don't tell: read more of the log. */
export function hasOpenRun(events: readonly AgentEvent[]): boolean | undefined {
  for (const event of events.toReversed()) {
    if (event.parentId !== undefined || event.stepId !== undefined) continue;
    switch (event.type) {
      case 'start':
        return true;
      case 'end':
      case 'error':
      case 'run_discarded':
      case 'history_cleared':
      case 'history_cut':
        return false;
      default:
        break;
    }
  }
  return undefined;
}

/** The title that a person gave last; undefined when these events hold none. */
export function givenTitle(events: readonly AgentEvent[]): string | undefined {
  const renamed = events.findLast((event) => event.type === 'session_renamed');
  return renamed === undefined || renamed.title === '' ? undefined : renamed.title;
}

/** The beginning of the first prompt, or of the goal of a plan that was there before it; empty where there is neither. */
export function firstPromptTitle(events: readonly AgentEvent[]): string {
  const first = events.find(
    ({ type, parentId }) => (type === 'start' || type === 'plan_created') && parentId === undefined,
  );
  if (first?.type === 'plan_created') return titleOf(first.plan.goal);
  return first?.type === 'start' ? titleOf(first.prompt) : '';
}
