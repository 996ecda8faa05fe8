// When the panel draws what came from the host. Pure but for the page it is given.

/** The page, as far as it matters here. */
export interface FramePage {
  /** Milliseconds, from any moment. */
  now(): number;
  /** Calls once, before the next paint. */
  nextFrame(work: () => void): void;
  /** Calls once, so many milliseconds later. */
  after(ms: number, work: () => void): void;
  /** Calls for each key press, before anybody else hears of it. */
  onKeyPress(listener: () => void): void;
}

/** Who presses the next key within this time is typing; milliseconds. */
const TYPING_MS = 400;
/** While a person types, text streams in this far apart: most keys then meet no drawing at all. */
const TYPING_FRAME_MS = 120;

/**
 * Draws at most once a frame, however often it is asked. The frame of a key press is the key's: what came from the host waits for the
 * next one; and while a person types it comes in fewer, larger parts, so that typing stays quick.
 */
export class FrameSchedule {
  readonly #draw: () => void;
  readonly #page: FramePage;
  #isAsked = false;
  #isKeyPressed = false;
  #lastKeyAt = Number.NEGATIVE_INFINITY;
  #lastDrawAt = Number.NEGATIVE_INFINITY;

  constructor(draw: () => void, page: FramePage) {
    this.#draw = draw;
    this.#page = page;
    page.onKeyPress(() => {
      this.#isKeyPressed = true;
      this.#lastKeyAt = page.now();
    });
  }

  ask(): void {
    if (this.#isAsked) return;
    this.#isAsked = true;
    const now = this.#page.now();
    const isTyping = now - this.#lastKeyAt < TYPING_MS;
    const rest = isTyping ? this.#lastDrawAt + TYPING_FRAME_MS - now : 0;
    if (rest <= 0) this.#page.nextFrame(() => this.#onFrame());
    else this.#page.after(rest, () => this.#page.nextFrame(() => this.#onFrame()));
  }

  #onFrame(): void {
    if (this.#isKeyPressed) {
      this.#isKeyPressed = false;
      this.#page.nextFrame(() => this.#onFrame());
      return;
    }
    this.#isAsked = false;
    this.#lastDrawAt = this.#page.now();
    this.#draw();
  }
}
