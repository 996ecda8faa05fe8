// A stored session has one owner that may write it. This holds the lease of one session and says when it is lost.
import { ConfigurationError } from '../config/configurationError';
import type { SessionLease, SessionStore } from './sessionStore';

export interface SessionOwnership {
  /** True when another window or process owns the session. */
  readonly isReadOnly: boolean;
  /** True once it was taken, until it is lost. */
  readonly isOurs: boolean;
  /** Takes the session unless it is ours already. Throws `ConfigurationError` when a live owner has it. */
  take(): Promise<void>;
  /** Takes it from a live owner, who is told. False when it was ours already. */
  takeOver(): Promise<boolean>;
  release(): Promise<void>;
}

/** `onLost` is told when another owner took the session over. Without a store everything is ours. */
export function createSessionOwnership(
  store: SessionStore | undefined,
  sessionId: string,
  onLost: () => void,
): SessionOwnership {
  let lease: SessionLease | undefined;
  let isReadOnly = false;

  const keep = (taken: SessionLease): void => {
    lease = taken;
    isReadOnly = false;
    taken.lost.addEventListener(
      'abort',
      () => {
        lease = undefined;
        isReadOnly = true;
        onLost();
      },
      { once: true },
    );
  };

  return {
    get isReadOnly() {
      return isReadOnly;
    },
    get isOurs() {
      return store === undefined || lease !== undefined;
    },
    async take() {
      if (store === undefined || lease !== undefined) return;
      const taken = await store.acquire(sessionId);
      if (taken === undefined) {
        isReadOnly = true;
        throw new ConfigurationError({ about: 'setup', code: 'elsewhere' });
      }
      keep(taken);
    },
    async takeOver() {
      if (store === undefined || lease !== undefined) return false;
      const taken = await store.acquire(sessionId, { takeOver: true });
      if (taken === undefined)
        throw new ConfigurationError({ about: 'setup', code: 'not_taken_over', sessionId });
      keep(taken);
      return true;
    },
    async release() {
      await lease?.release();
    },
  };
}
