// Writes to one stream: small pieces together once per turn of the event loop, with backpressure, and without dying when the
// reader goes away (`planwright ... | head`).
import type { Writable } from 'node:stream';

/** Characters after which a write does not wait for its siblings. */
const FLUSH_AT = 16_384;

export interface OutputWriter {
  /** Text to be written soon, in order. */
  write(text: string): void;
  /** Writes what is left and waits until the stream has taken it. */
  flush(): Promise<void>;
  /** True while the stream takes no more: await `ready()` before the next write. */
  readonly isFull: boolean;
  /** Waits while the stream takes no more; returns at once otherwise. */
  ready(): Promise<void>;
  /** True once the reader went away; writes are dropped from then on. */
  readonly isClosed: boolean;
}

/** `onClosed` is called once when the reader goes away. */
export function createOutputWriter(
  open: () => Writable,
  onClosed: () => void = () => undefined,
): OutputWriter {
  let stream: Writable | undefined;
  let pending = '';
  let scheduled = false;
  let closed = false;

  function close(): void {
    if (closed) return;
    closed = true;
    pending = '';
    onClosed();
  }

  function target(): Writable {
    if (!stream) {
      stream = open();
      stream.on('error', close);
    }
    return stream;
  }

  function push(): void {
    scheduled = false;
    if (pending === '' || closed) return;
    const text = pending;
    pending = '';
    target().write(text);
  }

  async function drained(): Promise<void> {
    const waiting = stream;
    if (!waiting?.writableNeedDrain || closed) return;
    await new Promise<void>((resolve) => {
      const done = (): void => {
        waiting.off('drain', done);
        waiting.off('close', done);
        waiting.off('error', done);
        resolve();
      };
      waiting.once('drain', done);
      waiting.once('close', done);
      waiting.once('error', done);
    });
  }

  return {
    get isClosed() {
      return closed;
    },
    get isFull() {
      return !closed && (stream?.writableNeedDrain ?? false);
    },
    write(text) {
      if (closed || text === '') return;
      pending += text;
      if (pending.length >= FLUSH_AT) push();
      else if (!scheduled) {
        scheduled = true;
        setImmediate(push);
      }
    },
    ready: drained,
    async flush() {
      push();
      const last = stream;
      if (!last || closed) return;
      // The callback also comes, with an error, when the reader is gone.
      await new Promise<void>((resolve) => last.write('', () => resolve()));
    },
  };
}
