// The one `emit` (design section 2): stamps, redacts, logs and hands out every event of a session.
import type { AgentEvent, AgentEventBody, EventEnvelope } from '../events/agentEvent';
import type { Redactor, StreamRedactor } from '../security/secretRedaction';

/** What an event of a child run carries beside its run. */
export type EventScope = Pick<EventEnvelope, 'stepId' | 'parentId'>;

export interface EventHub {
  /** Empty `runId` for events outside a run; `scope` for events of a child run. */
  emit(runId: string, body: AgentEventBody, scope?: EventScope): AgentEvent;
  /** Listeners must not throw; one that does is dropped from no one else's stream. Returns the unsubscribe function. */
  subscribe(listener: (event: AgentEvent) => void): () => void;
  /** Sequence number of the last event. */
  readonly lastSeq: number;
  /** Goes on counting behind a loaded log. */
  continueFrom(seq: number): void;
}

export interface EventHubOptions {
  readonly sessionId: string;
  readonly now: () => number;
  readonly redactor: Redactor;
  /** The durable log. */
  readonly log: (event: AgentEvent) => void;
  /** Told when a listener throws: a bug in a host. */
  readonly onListenerError: (error: unknown) => void;
}

type DeltaBody = Extract<AgentEventBody, { type: 'text_delta' | 'thinking_delta' | 'tool_output_delta' }>;

export function createEventHub(options: EventHubOptions): EventHub {
  const { sessionId, now, redactor, log, onListenerError } = options;
  const listeners = new Set<(event: AgentEvent) => void>();
  // A secret may be split over two deltas: what could be its beginning waits for the next one.
  const carries = new Map<
    string,
    {
      readonly stream: StreamRedactor;
      readonly runId: string;
      readonly scope: EventScope;
      readonly last: DeltaBody;
    }
  >();
  let seq = 0;

  const publish = (runId: string, body: AgentEventBody, scope: EventScope): AgentEvent => {
    seq += 1;
    const event: AgentEvent = { ...body, ...scope, sessionId, runId, seq, time: now() };
    log(event);
    for (const listener of listeners) {
      try {
        listener(event);
      } catch (error) {
        onListenerError(error);
      }
    }
    return event;
  };

  const flushCarries = (): void => {
    for (const [key, { stream, runId, scope, last }] of carries) {
      carries.delete(key);
      const rest = stream.flush();
      if (rest !== '') publish(runId, withDelta(last, rest), scope);
    }
  };

  const emitDelta = (runId: string, body: DeltaBody, scope: EventScope): AgentEvent | undefined => {
    const child = `${scope.parentId ?? ''} ${scope.stepId ?? ''}`;
    const key = `${runId} ${child} ${body.type} ${body.type === 'tool_output_delta' ? body.toolId : ''}`;
    const stream = carries.get(key)?.stream ?? redactor.stream();
    const ready = stream.push(deltaOf(body));
    carries.set(key, { stream, runId, scope, last: body });
    return ready === '' ? undefined : publish(runId, withDelta(body, ready), scope);
  };

  return {
    emit(runId, body, scope = {}) {
      if (isDelta(body)) {
        if (redactor.isEmpty) return publish(runId, body, scope);
        return emitDelta(runId, body, scope) ?? { ...body, ...scope, sessionId, runId, seq, time: now() };
      }
      if (carries.size > 0) flushCarries();
      return publish(runId, redactor.value(body), scope);
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    get lastSeq() {
      return seq;
    },
    continueFrom(last) {
      seq = last;
    },
  };
}

function isDelta(body: AgentEventBody): body is DeltaBody {
  return body.type === 'text_delta' || body.type === 'thinking_delta' || body.type === 'tool_output_delta';
}

function deltaOf(body: DeltaBody): string {
  return body.type === 'tool_output_delta' ? body.delta : body.text;
}

function withDelta(body: DeltaBody, text: string): DeltaBody {
  return body.type === 'tool_output_delta' ? { ...body, delta: text } : { ...body, text };
}
