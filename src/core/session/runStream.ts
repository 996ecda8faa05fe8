// The events of one run as an async iterable together with its final value (style: one object for both).
import type { AgentEvent } from '../events/agentEvent';
import type { RunStream } from './sessionApi';
import type { AgentResult } from './sessionOptions';

/** The writing side. */
export interface RunStreamWriter {
  readonly stream: RunStream;
  push(event: AgentEvent): void;
  resolve(result: AgentResult): void;
  reject(error: Error): void;
}

/**
 * Makes a stream. `buffered: false` keeps no events, for callers that only want the result. Iterating twice gives each event once, to
 * whoever asks first; leaving the loop early does not cancel the run.
 */
export function createRunStream(options: { readonly buffered: boolean }): RunStreamWriter {
  let queue: AgentEvent[] = [];
  let head = 0;
  let ended = false;
  let wake: (() => void) | undefined;
  const settled = Promise.withResolvers<AgentResult>();
  settled.promise.catch(() => undefined); // a consumer that only iterates sees the failure as the `error` event

  const notify = (): void => {
    wake?.();
    wake = undefined;
  };

  async function* iterate(): AsyncGenerator<AgentEvent> {
    for (;;) {
      while (head < queue.length) {
        const event = queue[head] as AgentEvent;
        head += 1;
        if (head === queue.length) {
          queue = [];
          head = 0;
        }
        yield event;
      }
      if (ended) return;
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    }
  }

  return {
    stream: { [Symbol.asyncIterator]: iterate, result: () => settled.promise },
    push(event) {
      if (!options.buffered) return;
      queue.push(event);
      notify();
    },
    resolve(result) {
      ended = true;
      settled.resolve(result);
      notify();
    },
    reject(error) {
      ended = true;
      settled.reject(error);
      notify();
    },
  };
}
