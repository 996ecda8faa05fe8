/** Lets a run wait between turns. */
export interface PauseGate {
  readonly isPaused: boolean;
  pause(): void;
  resume(): void;
  /** Resolves at once when not paused; rejects with the signal's reason when cancelled while paused. */
  wait(signal: AbortSignal): Promise<void>;
}

export function createPauseGate(): PauseGate {
  let open: PromiseWithResolvers<void> | undefined;
  return {
    get isPaused() {
      return open !== undefined;
    },
    pause() {
      open ??= Promise.withResolvers<void>();
    },
    resume() {
      open?.resolve();
      open = undefined;
    },
    async wait(signal) {
      if (open === undefined) return;
      const aborted = Promise.withResolvers<never>();
      const onAbort = (): void => aborted.reject(signal.reason as Error);
      signal.throwIfAborted();
      signal.addEventListener('abort', onAbort, { once: true });
      try {
        await Promise.race([open.promise, aborted.promise]);
      } finally {
        signal.removeEventListener('abort', onAbort);
      }
    },
  };
}
