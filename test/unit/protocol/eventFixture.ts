// Makes events in order without writing their envelopes.
import type { AgentEvent, AgentEventBody, EventEnvelope } from '../../../src/core/events/agentEvent';

/** Numbers the bodies from `firstSeq`, 100 ms apart, all in run `run-1` unless the body's pair says otherwise. */
export function numbered(
  bodies: readonly (AgentEventBody & Partial<EventEnvelope>)[],
  firstSeq = 1,
): AgentEvent[] {
  return bodies.map((body, index) => ({
    sessionId: 'session-1',
    runId: 'run-1',
    seq: firstSeq + index,
    time: 1_000 + 100 * (firstSeq + index),
    ...body,
  }));
}

export const start = {
  type: 'start',
  prompt: 'Fix the cart',
  model: 'demo/tour',
  mode: 'ask',
} as const satisfies AgentEventBody;

export const usage = { promptTokens: 100, completionTokens: 20, totalTokens: 120 };

export const end = {
  type: 'end',
  text: 'Done.',
  stopReason: 'end',
  usage: { ...usage, cost: 0.01 },
  totalTokens: 120,
  toolCallsCount: 0,
} as const satisfies AgentEventBody;
