import type { SetupCause } from '../words/errorCause';
import { errorText } from '../words/errorText';

/** A wrong or missing setting. `message` says what is wrong and what to do. */
export class ConfigurationError extends Error {
  override readonly name = 'ConfigurationError';
  /** Absent where only a command line or a program that embeds this reads it. */
  readonly why?: SetupCause;

  constructor(what: string | SetupCause) {
    super(typeof what === 'string' ? what : errorText(what));
    if (typeof what !== 'string') this.why = what;
  }
}
