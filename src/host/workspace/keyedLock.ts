/** Lets work on the same key wait for each other; work on different keys runs at once. */
export class KeyedLock {
  readonly #last = new Map<string, Promise<unknown>>();

  /** Runs `work` when nothing else holds any of the keys. */
  async run<Result>(keys: readonly string[], work: () => Promise<Result>): Promise<Result> {
    const waitFor = keys.map((key) => this.#last.get(key));
    const turn = Promise.allSettled(waitFor).then(work);
    // Who comes next waits for the end, whatever it is.
    const settled = turn.catch(() => undefined);
    for (const key of keys) this.#last.set(key, settled);
    try {
      return await turn;
    } finally {
      for (const key of keys) if (this.#last.get(key) === settled) this.#last.delete(key);
    }
  }
}
