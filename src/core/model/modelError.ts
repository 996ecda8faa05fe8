// The typed family of everything that can go wrong while a model is asked.
import type { ErrorCause } from '../words/errorCause';
import { errorText } from '../words/errorText';

/**
 * - `auth`: key missing, wrong or without rights - `rate_limit`: asked to slow down - `overloaded`: 5xx or 529
 * - `context_too_long`: the prompt does not fit - `refused`: the provider declined - `network`: not reachable or cut off
 * - `aborted`: cancelled by us - `malformed`: the stream was not what the wire format promises - `invalid_request`: any other 4xx
 * - `quota`: credit or plan used up - `consent`: the person has not allowed the editor's model
 */
export type ModelErrorKind =
  | 'auth'
  | 'rate_limit'
  | 'overloaded'
  | 'context_too_long'
  | 'refused'
  | 'network'
  | 'aborted'
  | 'malformed'
  | 'invalid_request'
  | 'quota'
  | 'consent';

export interface ModelErrorOptions {
  readonly kind: ModelErrorKind;
  /** `provider/model`. */
  readonly model: string;
  readonly status?: number;
  /** Milliseconds the server asked us to wait. */
  readonly retryAfterMs?: number;
  /** The provider's own text, for people to read below ours. */
  readonly providerMessage?: string;
  readonly cause?: unknown;
}

/** Thrown by {@link import('./languageModel').LanguageModel.stream}. `message` is one sentence for a person. */
export class ModelError extends Error {
  override readonly name = 'ModelError';
  readonly kind: ModelErrorKind;
  readonly model: string;
  readonly status: number | undefined;
  readonly retryAfterMs: number | undefined;
  readonly providerMessage: string | undefined;
  /** Absent where there is only a text, in the language of the person already. */
  readonly why?: ErrorCause;

  constructor(what: string | ErrorCause, options: ModelErrorOptions) {
    super(typeof what === 'string' ? what : errorText(what), { cause: options.cause });
    if (typeof what !== 'string') this.why = what;
    this.kind = options.kind;
    this.model = options.model;
    this.status = options.status;
    this.retryAfterMs = options.retryAfterMs;
    this.providerMessage = options.providerMessage;
  }

  /** True where the same request may succeed later. */
  get retryable(): boolean {
    return (
      this.kind === 'rate_limit' ||
      this.kind === 'overloaded' ||
      this.kind === 'network' ||
      this.kind === 'malformed'
    );
  }
}
