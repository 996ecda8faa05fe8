// The one `emit` (design section 2): stamps, redacts, logs and hands out every event of a session.
import type { AgentEvent, AgentEventBody, EventEnvelope } from '../events/agentEvent';
import type { Redactor, StreamRedactor } from '../security/secretRedaction';
import type { Runtime } from './sessionOptions';

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
  /** Writes what the log holds at once: text that was held back has waited its time already. Default: it waits for its turn. */
  readonly flushLog?: () => void;
  /** For the time that the beginning of a possible secret is held back. Default: until something else happens. */
  readonly sleep?: Runtime['sleep'];
  /** Told when a listener throws: a bug in a host. */
  readonly onListenerError: (error: unknown) => void;
}

type DeltaBody = Extract<
  AgentEventBody,
  { type: 'text_delta' | 'thinking_delta' | 'tool_input_delta' | 'tool_output_delta' }
>;

/** A streamed text whose end may be held back. */
interface Carry {
  readonly stream: StreamRedactor;
  readonly runId: string;
  readonly scope: EventScope;
  last: DeltaBody;
  /** Runs while something is held back. */
  timer?: AbortController;
}

/** Milliseconds that the beginning of a possible secret waits; with the write of the log this stays under 250. */
const LONGEST_WAIT_MS = 240;

export function createEventHub(options: EventHubOptions): EventHub {
  const { sessionId, now, redactor, log, onListenerError } = options;
  const listeners = new Set<(event: AgentEvent) => void>();
  // A secret may be split over two deltas: what could be its beginning waits for the next one.
  const carries = new Map<string, Carry>();
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

  /** Ends the texts that end before this event. */
  const flushCarries = (runId: string, body: AgentEventBody, scope: EventScope): void => {
    for (const [key, carry] of carries) {
      if (carry.runId !== runId || !isEndOf(carry, body, scope)) continue;
      carries.delete(key);
      carry.timer?.abort();
      const rest = carry.stream.flush();
      if (rest !== '') publish(runId, withDelta(carry.last, rest), carry.scope);
    }
  };

  const settleLater = (carry: Carry): void => {
    carry.timer?.abort();
    delete carry.timer;
    if (!carry.stream.isHolding || options.sleep === undefined) return;
    const timer = new AbortController();
    carry.timer = timer;
    options.sleep(LONGEST_WAIT_MS, timer.signal).then(
      () => {
        if (carry.timer !== timer) return;
        delete carry.timer;
        const rest = carry.stream.settle();
        if (rest === '') return;
        publish(carry.runId, withDelta(carry.last, rest), carry.scope);
        options.flushLog?.();
      },
      () => undefined, // stopped: more text has come, or its end
    );
  };

  const emitDelta = (runId: string, body: DeltaBody, scope: EventScope): AgentEvent | undefined => {
    flushCarries(runId, body, scope);
    const child = `${scope.parentId ?? ''} ${scope.stepId ?? ''}`;
    const key = `${runId} ${child} ${body.type} ${'toolId' in body ? body.toolId : ''}`;
    const carry = carries.get(key) ?? { stream: redactor.stream(), runId, scope, last: body };
    carry.last = body;
    carries.set(key, carry);
    const ready = carry.stream.push(deltaOf(body));
    // While the same beginning waits, its time goes on.
    if (ready !== '' || carry.timer === undefined) settleLater(carry);
    return ready === '' ? undefined : publish(runId, withDelta(body, ready), scope);
  };

  return {
    emit(runId, body, scope = {}) {
      if (isDelta(body)) {
        if (redactor.isEmpty) return publish(runId, body, scope);
        return emitDelta(runId, body, scope) ?? { ...body, ...scope, sessionId, runId, seq, time: now() };
      }
      if (carries.size > 0) flushCarries(runId, body, scope);
      // A question shows all of what would run.
      const shown = body.type === 'confirmation_required' ? redactor.question(body) : redactor.value(body);
      return publish(runId, shown, scope);
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

/** Events that may come in the middle of any text. */
const BYSTANDERS: ReadonlySet<AgentEventBody['type']> = new Set([
  'notice',
  'steering_queued',
  'steering_delivered',
  'steering_removed',
  'paused',
  'resumed',
  'persistence_failed',
  'session_renamed',
  'model_changed',
  'mode_changed',
]);

/** Whether a text is over when this happens in its run: the live output of a call ends with it, what a model writes with anything else. */
function isEndOf(carry: Carry, body: AgentEventBody, scope: EventScope): boolean {
  if (body.type === 'end' || body.type === 'error') return true;
  if (BYSTANDERS.has(body.type)) return false;
  const { last } = carry;
  if (last.type === 'tool_output_delta') return body.type === 'tool_end' && body.toolId === last.toolId;
  if (body.type === 'tool_output_delta') return false;
  const isSameChild = carry.scope.parentId === scope.parentId && carry.scope.stepId === scope.stepId;
  if (!isSameChild) return false;
  if (body.type !== last.type) return true;
  return body.type === 'tool_input_delta' && last.type === body.type && body.toolId !== last.toolId;
}

function isDelta(body: AgentEventBody): body is DeltaBody {
  return (
    body.type === 'text_delta' ||
    body.type === 'thinking_delta' ||
    body.type === 'tool_input_delta' ||
    body.type === 'tool_output_delta'
  );
}

function deltaOf(body: DeltaBody): string {
  return 'delta' in body ? body.delta : body.text;
}

function withDelta(body: DeltaBody, text: string): DeltaBody {
  return 'delta' in body ? { ...body, delta: text } : { ...body, text };
}
