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

/** The beginning of the first prompt; empty when there is none. */
export function firstPromptTitle(events: readonly AgentEvent[]): string {
  const start = events.find((event) => event.type === 'start' && event.parentId === undefined);
  return start?.type === 'start' ? titleOf(start.prompt) : '';
}
