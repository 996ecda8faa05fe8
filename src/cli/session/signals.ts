// Ctrl-C and its relatives: the first one cancels the run, a second one ends the program.

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

export interface SignalSource {
  on(signal: (typeof SIGNALS)[number], listener: () => void): unknown;
  off(signal: (typeof SIGNALS)[number], listener: () => void): unknown;
}

/** Returns the function that stops listening. */
export function onSignals(source: SignalSource, cancel: () => void, exitNow: () => void): () => void {
  let isCancelling = false;
  const listener = (): void => {
    if (isCancelling) exitNow();
    else {
      isCancelling = true;
      cancel();
    }
  };
  for (const signal of SIGNALS) source.on(signal, listener);
  return () => {
    for (const signal of SIGNALS) source.off(signal, listener);
  };
}
