/** Most prompts that are remembered. */
const HISTORY_LIMIT = 100;

/** Earlier prompts, walked with the arrow keys; what was being written comes back at the end of the walk. */
export class InputHistory {
  #entries: string[];
  /** Index of the entry shown; `#entries.length` while the draft is. */
  #position: number;
  #draft = '';

  constructor(entries: readonly string[] = []) {
    this.#entries = entries.slice(-HISTORY_LIMIT);
    this.#position = this.#entries.length;
  }

  /** Oldest first. */
  get entries(): readonly string[] {
    return this.#entries;
  }

  /** Adds what was sent, unless it repeats the last one, and ends the walk. */
  add(text: string): void {
    if (text.trim() !== '' && this.#entries.at(-1) !== text) {
      this.#entries = [...this.#entries, text].slice(-HISTORY_LIMIT);
    }
    this.reset();
  }

  /** The entry before the one shown; undefined at the oldest. `current` is kept when the walk begins. */
  previous(current: string): string | undefined {
    if (this.#position === 0) return undefined;
    if (this.#position === this.#entries.length) this.#draft = current;
    this.#position -= 1;
    return this.#entries[this.#position];
  }

  /** The entry after the one shown, or the draft; undefined when the draft is shown already. */
  next(): string | undefined {
    if (this.#position === this.#entries.length) return undefined;
    this.#position += 1;
    return this.#position === this.#entries.length ? this.#draft : this.#entries[this.#position];
  }

  /** Ends the walk, as after typing. */
  reset(): void {
    this.#position = this.#entries.length;
    this.#draft = '';
  }
}
