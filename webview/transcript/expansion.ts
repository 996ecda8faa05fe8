/** Which rows a person opened or closed. Rows leave the document when they scroll away, so they can't remember it themselves. */
export class Expansion {
  readonly #choices = new Map<string, boolean>();
  readonly #onChange: () => void;

  constructor(onChange: () => void) {
    this.#onChange = onChange;
  }

  /** What the person chose, else the default. */
  isOpen(key: string, byDefault = false): boolean {
    return this.#choices.get(key) ?? byDefault;
  }

  toggle(key: string, byDefault = false): void {
    this.#choices.set(key, !this.isOpen(key, byDefault));
    this.#onChange();
  }
}
