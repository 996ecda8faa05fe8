// Batches of events between host and view: the host joins neighbouring deltas (one post a frame), the view finds gaps and repeats.
import type { AgentEvent } from '../core/events/agentEvent';
import type { EventBatch } from './messages';
import { isAboutUnloaded } from './partialView';
import { foldEvent } from './reducer';
import type { SessionView } from './viewState';

/**
 * Joins neighbouring deltas of one stream into one event, which keeps number and time of the first. Order is kept; nothing is
 * lost.
 */
export function coalesceEvents(events: readonly AgentEvent[]): AgentEvent[] {
  const joined: AgentEvent[] = [];
  for (const event of events) {
    const last = joined.at(-1);
    const merged = last === undefined ? undefined : joinDeltas(last, event);
    if (merged === undefined) joined.push(event);
    else joined[joined.length - 1] = merged;
  }
  return joined;
}

/** The batch of some events of one session in order; undefined when there are none. */
export function createBatch(events: readonly AgentEvent[]): EventBatch | undefined {
  const first = events[0];
  const last = events.at(-1);
  if (first === undefined || last === undefined) return undefined;
  return {
    sessionId: first.sessionId,
    fromSeq: first.seq,
    toSeq: last.seq,
    events: coalesceEvents(events),
  };
}

export type BatchResult =
  | { readonly kind: 'applied'; readonly state: SessionView }
  /** Every event of it was there already. */
  | { readonly kind: 'repeated' }
  /** It is about another session, events before it are missing, it overlaps, or it is about what is not loaded: only a snapshot helps. */
  | { readonly kind: 'gap'; readonly reason: string };

/** Folds a batch into the state. */
export function applyBatch(state: SessionView, batch: EventBatch): BatchResult {
  if (batch.sessionId !== state.sessionId) {
    return { kind: 'gap', reason: 'The batch is about another session.' };
  }
  if (batch.toSeq <= state.seq) return { kind: 'repeated' };
  if (batch.fromSeq !== state.seq + 1) {
    return {
      kind: 'gap',
      reason: `Expected event ${state.seq + 1}, got ${batch.fromSeq} to ${batch.toSeq}.`,
    };
  }
  let next = state;
  for (const event of batch.events) {
    if (isAboutUnloaded(next, event)) {
      return {
        kind: 'gap',
        reason: `Event ${event.seq} (${event.type}) is about a part that is not loaded.`,
      };
    }
    next = foldEvent(next, event);
  }
  return { kind: 'applied', state: next.seq === batch.toSeq ? next : { ...next, seq: batch.toSeq } };
}

function joinDeltas(first: AgentEvent, second: AgentEvent): AgentEvent | undefined {
  if (first.runId !== second.runId || first.parentId !== second.parentId || first.stepId !== second.stepId)
    return undefined;
  if (first.type === 'text_delta' && second.type === 'text_delta')
    return { ...first, text: first.text + second.text };
  if (first.type === 'thinking_delta' && second.type === 'thinking_delta') {
    return { ...first, text: first.text + second.text };
  }
  if (
    first.type === 'tool_input_delta' &&
    second.type === 'tool_input_delta' &&
    first.toolId === second.toolId
  ) {
    return { ...first, delta: first.delta + second.delta };
  }
  if (
    first.type === 'tool_output_delta' &&
    second.type === 'tool_output_delta' &&
    first.toolId === second.toolId
  ) {
    return { ...first, delta: first.delta + second.delta };
  }
  return undefined;
}
