// Server-sent events as the providers send them. All that arrives together is one batch, so that a fast answer costs a few steps per network
// chunk, not per event. The SDKs have readers of their own, which take several asynchronous steps for every event.

export interface SseEvent {
  /** Empty where the server gave no name. */
  readonly name: string;
  /** The `data` lines, joined by line feeds. */
  readonly data: string;
  /** True where the stream ended before the blank line that closes an event: the data may be cut off. */
  readonly isOpen?: boolean;
}

export interface SseSource {
  /** The events that the next chunk completes, at least one; undefined at the end. Rejects where the connection fails. */
  next(): Promise<readonly SseEvent[] | undefined>;
  /** Stops reading; a `next` that waits ends. */
  cancel(): void;
}

/** Reads a body that nobody else reads. */
export function openSseSource(body: ReadableStream<Uint8Array>): SseSource {
  const reader = body.getReader();
  const decoder = new TextDecoder();
  const parser = createSseParser();
  let isOver = false;
  return {
    async next() {
      while (!isOver) {
        const { done, value } = await reader.read();
        isOver = done;
        const events = parser.push(done ? decoder.decode() : decoder.decode(value, { stream: true }));
        const last = done ? parser.end() : undefined;
        if (last !== undefined) return [...events, last];
        if (events.length > 0) return events;
      }
      return undefined;
    },
    cancel() {
      // Fails only where the connection has failed before, which `next` told.
      reader.cancel().catch(() => undefined);
    },
  };
}

interface SseParser {
  /** The events that this text completes. */
  push(text: string): readonly SseEvent[];
  /** The event that the end of the stream left open. */
  end(): SseEvent | undefined;
}

function createSseParser(): SseParser {
  /** Start of a line whose end is still to come. */
  let rest = '';
  /** The text before ended with a carriage return: a line feed that comes now belongs to it. */
  let endedInReturn = false;
  let name = '';
  let data: string | undefined;

  const takeField = (line: string): void => {
    const colon = line.indexOf(':');
    const field = colon === -1 ? line : line.slice(0, colon);
    if (field !== 'data' && field !== 'event') return;
    const from = colon === -1 ? line.length : line[colon + 1] === ' ' ? colon + 2 : colon + 1;
    const value = line.slice(from);
    if (field === 'event') name = value;
    else data = data === undefined ? value : `${data}\n${value}`;
  };
  const takeEvent = (isOpen: boolean): SseEvent | undefined => {
    const event = data === undefined ? undefined : { name, data, ...(isOpen ? { isOpen } : {}) };
    name = '';
    data = undefined;
    return event;
  };

  return {
    push(pushed) {
      if (pushed === '') return [];
      const text = endedInReturn && pushed.startsWith('\n') ? pushed.slice(1) : pushed;
      endedInReturn = pushed.endsWith('\r');
      const lines = text.includes('\r') ? text.split(/\r\n|\r|\n/) : text.split('\n');
      lines[0] = rest + (lines[0] ?? '');
      rest = lines.pop() ?? '';
      const events: SseEvent[] = [];
      for (const line of lines) {
        if (line !== '') takeField(line);
        else {
          const event = takeEvent(false);
          if (event !== undefined) events.push(event);
        }
      }
      return events;
    },
    end() {
      takeField(rest);
      // A line that breaks off before its colon is an open event as well.
      if (rest.trim() !== '' && !rest.startsWith(':')) data ??= '';
      rest = '';
      return takeEvent(true);
    },
  };
}
