// The one retry layer. Providers make a single attempt; this repeats those that may succeed later and tells the consumer so.
import type { LanguageModel, ModelPart, ModelRequest } from './languageModel';
import { ModelError } from './modelError';

export interface RetryOptions {
  /** Attempts in all; 0 counts as 1. */
  readonly attempts: number;
  /** Resolves after the time, or rejects when the signal fires. */
  readonly sleep: (ms: number, signal?: AbortSignal) => Promise<void>;
  /** 0 (inclusive) to 1. */
  readonly random: () => number;
  readonly signal: AbortSignal;
}

/** An attempt failed and another one follows after `delayMs`. */
export interface RetryPart {
  readonly type: 'retry';
  /** The attempt that comes now; 2 for the first retry. */
  readonly attempt: number;
  readonly maxAttempts: number;
  readonly delayMs: number;
  readonly error: ModelError;
  /** True where the failed attempt had given parts: the consumer drops them. */
  readonly reset: boolean;
}

const baseDelayMs = 500;
const maxDelayMs = 30_000;
/** A server that asks for a longer wait is taken as a failure. */
const maxServerDelayMs = 5 * 60_000;

/**
 * Streams an answer with up to `attempts` attempts. Throws the `ModelError` of the last one; parts that it gave before stay given.
 * Cancelling during a wait throws an `aborted` error.
 */
export async function* streamWithRetry(
  model: LanguageModel,
  request: ModelRequest,
  options: RetryOptions,
): AsyncIterable<ModelPart | RetryPart> {
  const maxAttempts = Math.max(1, Math.floor(options.attempts));
  for (let attempt = 1; ; attempt += 1) {
    let given = false;
    let failure: ModelError;
    try {
      for await (const part of model.stream(request, options.signal)) {
        given = true;
        yield part;
      }
      return;
    } catch (error) {
      if (!(error instanceof ModelError)) throw error;
      failure = error;
    }
    const delayMs = options.signal.aborted ? undefined : retryDelay(failure, attempt, options.random);
    if (delayMs === undefined || attempt >= maxAttempts) throw failure;
    yield { type: 'retry', attempt: attempt + 1, maxAttempts, delayMs, error: failure, reset: given };
    try {
      await options.sleep(delayMs, options.signal);
    } catch (cause) {
      throw new ModelError(
        { about: 'model', code: 'cancelled' },
        { kind: 'aborted', model: failure.model, cause },
      );
    }
  }
}

/** Milliseconds until the attempt after `attempt` (from 1), or undefined where it makes no sense. Half of the wait is random. */
export function retryDelay(error: ModelError, attempt: number, random: () => number): number | undefined {
  if (!error.retryable) return undefined;
  const ceiling = Math.min(maxDelayMs, baseDelayMs * 2 ** (attempt - 1));
  const backoff = Math.round(ceiling / 2 + (ceiling / 2) * random());
  if (error.retryAfterMs === undefined) return backoff;
  return error.retryAfterMs > maxServerDelayMs ? undefined : Math.max(error.retryAfterMs, backoff);
}
