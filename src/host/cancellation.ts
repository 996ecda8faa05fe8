// The one place where the editor's cancellation tokens meet abort signals.
import { CancellationTokenSource } from 'vscode';
import type { CancellationToken } from 'vscode';

/** A signal that follows a token; `dispose` ends the connection. */
export interface LinkedSignal {
  readonly signal: AbortSignal;
  dispose(): void;
}

/** A token that follows a signal; `dispose` ends the connection and must be called. */
export interface LinkedToken {
  readonly token: CancellationToken;
  dispose(): void;
}

export function toAbortSignal(token: CancellationToken): LinkedSignal {
  const controller = new AbortController();
  if (token.isCancellationRequested) controller.abort();
  const listener = token.onCancellationRequested(() => controller.abort());
  return { signal: controller.signal, dispose: () => listener.dispose() };
}

export function toCancellationToken(signal: AbortSignal): LinkedToken {
  const source = new CancellationTokenSource();
  const cancel = (): void => source.cancel();
  if (signal.aborted) source.cancel();
  else signal.addEventListener('abort', cancel, { once: true });
  return {
    token: source.token,
    dispose: () => {
      signal.removeEventListener('abort', cancel);
      source.dispose();
    },
  };
}
