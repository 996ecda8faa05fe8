// The durable part of the event stream on its way to the store. Streamed text is joined and written at short intervals, everything else
// at once and in order. A store that fails never stops the loop: it is told once, and the log goes on trying within bounded memory.
import type { AgentEvent } from '../events/agentEvent';
import type { Runtime } from './sessionOptions';
import type { SessionHeader, SessionStore, StoredSession } from './sessionStore';

export interface EventLog {
  /** Takes an event; returns at once and never throws. */
  append(event: AgentEvent): void;
  /** Resolves when everything taken so far is written, or could not be. Never rejects. */
  flush(): Promise<void>;
  /** Writes nothing from now on: another owner has the session. */
  suspend(): void;
  /** Goes on behind what was loaded. */
  resumeAfter(stored: StoredSession): void;
  /** Flushes; later events are dropped. */
  close(): Promise<void>;
}

export interface EventLogOptions {
  readonly header: SessionHeader;
  /** True for a session that is in the store already. A new one is created with its first prompt, not before. */
  readonly exists: boolean;
  readonly runtime: Pick<Runtime, 'sleep'>;
  /** Told when writing begins to fail, and again only after it had worked in between. Must not throw. */
  readonly onFailure: (operation: string, error: Error) => void;
}

/** Milliseconds that streamed text may wait; with the write itself this stays under the 250 that a kill may lose. */
const FLUSH_INTERVAL_MS = 200;
/** Characters of live output kept per tool call; the result of the call is kept in any case. */
const OUTPUT_LIMIT = 256 * 1024;
/** Characters that may wait for a store that is slow or failing; beyond it, the oldest events are given up. */
const BACKLOG_LIMIT = 16 * 1024 * 1024;

type DeltaEvent = Extract<AgentEvent, { type: 'text_delta' | 'thinking_delta' | 'tool_output_delta' }>;

export function createEventLog(store: SessionStore, options: EventLogOptions): EventLog {
  const { header, runtime, onFailure } = options;
  let exists = options.exists;
  let isOpen = true;
  let isFailing = false;
  let waiting: AgentEvent[] = [];
  let waitingSize = 0;
  let timer: AbortController | undefined;
  let writing: Promise<void> | undefined;
  const outputSizes = new Map<string, number>();

  const stopTimer = (): void => {
    timer?.abort();
    timer = undefined;
  };

  const startTimer = (): void => {
    if (timer !== undefined) return;
    const controller = new AbortController();
    timer = controller;
    runtime.sleep(FLUSH_INTERVAL_MS, controller.signal).then(
      () => {
        if (timer === controller) timer = undefined;
        void write();
      },
      () => undefined, // stopped: something else has written meanwhile
    );
  };

  /** One writer at a time; it goes on until nothing waits. */
  const write = (): Promise<void> => {
    writing ??= writeWaiting().finally(() => {
      writing = undefined;
    });
    return writing;
  };

  const writeWaiting = async (): Promise<void> => {
    while (isOpen && waiting.length > 0) {
      stopTimer();
      if (!exists && waiting.every(isPreparation)) return;
      const batch = waiting;
      waiting = [];
      waitingSize = 0;
      let operation = 'append';
      try {
        if (!exists) {
          operation = 'create';
          await store.create(header);
          exists = true;
          operation = 'append';
        }
        await store.append(header.sessionId, batch);
        isFailing = false;
      } catch (error) {
        // Streamed text is given up, for the messages carry it too; the rest waits for the next event.
        waiting = [...batch.filter((event) => !isDelta(event)), ...waiting];
        waitingSize = waiting.reduce((size, event) => size + sizeOf(event), 0);
        trim();
        if (!isFailing) {
          isFailing = true;
          onFailure(operation, error instanceof Error ? error : new Error(String(error)));
        }
        return;
      }
    }
  };

  const trim = (): void => {
    if (waitingSize <= BACKLOG_LIMIT) return;
    waiting = waiting.filter((event) => !isDelta(event));
    waitingSize = waiting.reduce((size, event) => size + sizeOf(event), 0);
    while (waitingSize > BACKLOG_LIMIT) {
      const oldest = waiting.shift();
      if (oldest === undefined) break;
      waitingSize -= sizeOf(oldest);
    }
  };

  const isOverOutputLimit = (event: DeltaEvent): boolean => {
    if (event.type !== 'tool_output_delta') return false;
    const size = (outputSizes.get(event.toolId) ?? 0) + event.delta.length;
    outputSizes.set(event.toolId, size);
    return size > OUTPUT_LIMIT;
  };

  return {
    append(event) {
      if (!isOpen || !isKept(event)) return;
      if (isDelta(event)) {
        if (isOverOutputLimit(event)) return;
        const previous = waiting.at(-1);
        const joined = previous === undefined ? undefined : join(previous, event);
        if (joined === undefined) waiting.push(event);
        else waiting[waiting.length - 1] = joined;
        waitingSize += textOf(event).length;
        trim();
        startTimer();
        return;
      }
      if (event.type === 'tool_end') outputSizes.delete(event.toolId);
      waiting.push(event);
      // Only a writer that is busy lets events wait; measuring them has its cost.
      if (writing !== undefined) {
        waitingSize += sizeOf(event);
        trim();
      }
      void write();
    },
    async flush() {
      // A write in progress may have begun before the last events came.
      await writing;
      if (waiting.length > 0) await write();
    },
    suspend() {
      isOpen = false;
      stopTimer();
      waiting = [];
      waitingSize = 0;
    },
    resumeAfter() {
      exists = true;
      isOpen = true;
      isFailing = false;
    },
    async close() {
      await writing;
      if (waiting.length > 0) await write();
      isOpen = false;
      stopTimer();
    },
  };
}

/** Settings of a session that was not used yet; they alone are no reason to store it. */
function isPreparation(event: AgentEvent): boolean {
  return (
    event.type === 'model_changed' ||
    event.type === 'mode_changed' ||
    event.type === 'planning_changed' ||
    event.type === 'persistence_failed'
  );
}

/** Of the others, what they say is in the log in another way. */
function isKept({ type }: AgentEvent): boolean {
  return type !== 'tool_input_delta' && type !== 'task_updated';
}

function isDelta(event: AgentEvent): event is DeltaEvent {
  return event.type === 'text_delta' || event.type === 'thinking_delta' || event.type === 'tool_output_delta';
}

function textOf(event: DeltaEvent): string {
  return event.type === 'tool_output_delta' ? event.delta : event.text;
}

/** Both in one, under the number of the later; undefined when they don't continue each other. */
function join(previous: AgentEvent, next: DeltaEvent): AgentEvent | undefined {
  if (
    previous.runId !== next.runId ||
    previous.stepId !== next.stepId ||
    previous.parentId !== next.parentId
  ) {
    return undefined;
  }
  if (previous.type === 'tool_output_delta' && next.type === 'tool_output_delta') {
    return previous.toolId === next.toolId ? { ...next, delta: previous.delta + next.delta } : undefined;
  }
  if (previous.type === 'text_delta' && next.type === 'text_delta')
    return { ...next, text: previous.text + next.text };
  if (previous.type === 'thinking_delta' && next.type === 'thinking_delta') {
    return { ...next, text: previous.text + next.text };
  }
  return undefined;
}

/** Rough size in characters; exact where events are large. */
function sizeOf(event: AgentEvent): number {
  switch (event.type) {
    case 'text_delta':
    case 'thinking_delta':
      return event.text.length;
    case 'tool_output_delta':
      return event.delta.length;
    case 'message':
    case 'tool_end':
    case 'tool_call':
    case 'confirmation_required':
    case 'plan_created':
    case 'planning_end':
    case 'plan_updated':
    case 'plan_changed':
    case 'step_end':
    case 'plan_end':
      return JSON.stringify(event).length;
    default:
      return 500;
  }
}
