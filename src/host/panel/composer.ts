// Puts text and mentions into the panel's input. The page may not be there yet, and its first snapshot decides whose draft it shows:
// what comes earlier waits for that.
import type { ToView, ToViewMessage } from '../../protocol/messages';

/** What goes into the input, after what stands there. */
export type Composition = Omit<ToView<'compose'>, 'type'>;

export interface ComposerOptions {
  readonly post: (message: ToViewMessage) => void;
  /** Brings the panel up. */
  readonly reveal: () => Promise<void>;
}

export class Composer {
  readonly #options: ComposerOptions;
  #waiting: Composition[] = [];
  #isFilled = false;

  constructor(options: ComposerOptions) {
    this.#options = options;
  }

  /** Shows the panel with the text and the mentions in its input; nothing is sent. */
  async compose(composition: Composition): Promise<void> {
    this.#waiting.push(composition);
    await this.#options.reveal();
    this.#flush();
  }

  /** The page has its snapshot (true), or is no longer there (false). */
  setFilled(isFilled: boolean): void {
    this.#isFilled = isFilled;
    this.#flush();
  }

  #flush(): void {
    if (!this.#isFilled) return;
    for (const composition of this.#waiting.splice(0))
      this.#options.post({ type: 'compose', ...composition });
  }
}
