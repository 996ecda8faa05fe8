import type { RunErrorKind } from '../events/agentEvent';
import type { ErrorCause } from '../words/errorCause';
import { errorText } from '../words/errorText';

/** A run that ended with an `error` event; `kind` and `retryable` are those of the event. */
export class RunError extends Error {
  override readonly name = 'RunError';
  /** Absent where there is only a text. */
  readonly why?: ErrorCause;

  constructor(
    what: string | ErrorCause,
    readonly kind: RunErrorKind,
    readonly retryable: boolean,
    readonly providerMessage?: string,
    cause?: unknown,
  ) {
    super(typeof what === 'string' ? what : errorText(what), { cause });
    if (typeof what !== 'string') this.why = what;
  }
}
