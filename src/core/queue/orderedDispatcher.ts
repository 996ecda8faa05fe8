// The default dispatcher: a fair readers-writer lock. `query` work runs side by side, `execute` work runs alone and in order,
// `generate` (model calls) waits for nobody.
import type { DispatchLane, Dispatcher } from './dispatcher';

interface Waiter {
  readonly lane: 'query' | 'execute';
  start(): void;
}

/** Makes a dispatcher for one session. */
export function createOrderedDispatcher(): Dispatcher {
  const waiting: Waiter[] = [];
  let running = 0;
  let executing = false;

  const startReady = (): void => {
    for (let next = waiting[0]; next !== undefined; next = waiting[0]) {
      if (executing || (next.lane === 'execute' && running > 0)) return;
      waiting.shift();
      running += 1;
      executing = next.lane === 'execute';
      next.start();
    }
  };

  const turn = (lane: 'query' | 'execute', signal: AbortSignal): Promise<void> =>
    new Promise((resolve, reject) => {
      signal.throwIfAborted();
      const onAbort = (): void => {
        waiting.splice(waiting.indexOf(waiter), 1);
        reject(signal.reason as Error);
        startReady();
      };
      const waiter: Waiter = {
        lane,
        start: () => {
          signal.removeEventListener('abort', onAbort);
          resolve();
        },
      };
      signal.addEventListener('abort', onAbort, { once: true });
      waiting.push(waiter);
      startReady();
    });

  return {
    async dispatch<Result>(
      lane: DispatchLane,
      work: (signal: AbortSignal) => Promise<Result>,
      signal: AbortSignal,
    ): Promise<Result> {
      if (lane === 'generate') {
        signal.throwIfAborted();
        return work(signal);
      }
      await turn(lane, signal);
      try {
        return await work(signal);
      } finally {
        running -= 1;
        if (lane === 'execute') executing = false;
        startReady();
      }
    },
  };
}
