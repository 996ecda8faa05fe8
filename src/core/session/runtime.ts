import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type { Runtime } from './sessionOptions';

/** The real clock, ids and randomness. Fields given in `overrides` replace them. */
export function createRuntime(overrides: Partial<Runtime> = {}): Runtime {
  return {
    now: Date.now,
    newId: randomUUID,
    random: Math.random,
    sleep: async (ms, signal) => {
      await delay(ms, undefined, { signal });
    },
    ...overrides,
  };
}
