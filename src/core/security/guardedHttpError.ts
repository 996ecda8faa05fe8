import type { AddressKind } from './networkAddress';

export type GuardedHttpReason =
  'address' | 'scheme' | 'host' | 'not_public' | 'redirects' | 'too_large' | 'timeout' | 'failed';

/** Why a request was not made or not finished. A cancelled one rejects with the reason of its signal instead. */
export class GuardedHttpError extends Error {
  override readonly name = 'GuardedHttpError';

  constructor(
    readonly reason: GuardedHttpReason,
    message: string,
    /** For `not_public`: what the address is. */
    readonly kind?: AddressKind,
    cause?: unknown,
  ) {
    super(message, cause === undefined ? undefined : { cause });
  }
}
