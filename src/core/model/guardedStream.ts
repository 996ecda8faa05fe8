// What all providers share while they stream: cancelling, a limit on silence, typed errors, and no listener left behind.
import type { ModelPart } from './languageModel';
import { ModelError } from './modelError';
import { toModelError } from './providerError';
import type { ErrorContext } from './providerError';

/** A server that sends nothing for so long is given up. Providers may think in silence for minutes. */
const defaultIdleTimeoutMs = 10 * 60_000;

export interface GuardOptions extends ErrorContext {
  /** Milliseconds of silence. Default ten minutes. */
  readonly idleTimeoutMs?: number;
}

/**
 * Gives the parts of what `open` starts, one by one. `open` gets a signal of its own that ends with the iteration, however it ends. Throws
 * `ModelError` only.
 */
export async function* guardedStream(
  signal: AbortSignal,
  options: GuardOptions,
  open: (signal: AbortSignal) => Promise<AsyncIterable<readonly ModelPart[]>>,
): AsyncIterable<ModelPart> {
  const request = new AbortController();
  let silent = false;
  const cancel = (): void => request.abort();
  let idle: NodeJS.Timeout | undefined;
  signal.addEventListener('abort', cancel, { once: true });
  try {
    if (signal.aborted)
      throw new ModelError({ about: 'model', code: 'cancelled' }, { kind: 'aborted', model: options.name });
    const batches = await open(request.signal);
    idle = setTimeout(() => {
      silent = true;
      request.abort();
    }, options.idleTimeoutMs ?? defaultIdleTimeoutMs);
    for await (const batch of batches) {
      idle.refresh();
      for (const part of batch) {
        request.signal.throwIfAborted();
        yield part;
      }
    }
    request.signal.throwIfAborted();
  } catch (error) {
    if (signal.aborted)
      throw new ModelError(
        { about: 'model', code: 'cancelled' },
        { kind: 'aborted', model: options.name, cause: error },
      );
    if (silent) {
      throw new ModelError(
        { about: 'model', code: 'silent', provider: options.provider },
        {
          kind: 'network',
          model: options.name,
          cause: error,
        },
      );
    }
    throw toModelError(error, options);
  } finally {
    clearTimeout(idle);
    signal.removeEventListener('abort', cancel);
    request.abort();
  }
}
