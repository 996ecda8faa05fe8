import type { RunErrorKind } from '../events/agentEvent';

/** A run that ended with an `error` event; `kind` and `retryable` are those of the event. */
export class RunError extends Error {
  override readonly name = 'RunError';

  constructor(
    message: string,
    readonly kind: RunErrorKind,
    readonly retryable: boolean,
    readonly providerMessage?: string,
    cause?: unknown,
  ) {
    super(message, { cause });
  }
}
