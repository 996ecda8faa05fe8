/**
 * Draws at most once a frame, however often it is asked. The frame of a key press is the key's: what came from the host waits for the
 * next one, so that typing stays quick while text streams.
 */
export class FrameSchedule {
  readonly #draw: () => void;
  #isAsked = false;
  #isKeyPressed = false;

  constructor(draw: () => void) {
    this.#draw = draw;
    document.addEventListener(
      'keydown',
      () => {
        this.#isKeyPressed = true;
      },
      { capture: true },
    );
  }

  ask(): void {
    if (this.#isAsked) return;
    this.#isAsked = true;
    requestAnimationFrame(() => this.#onFrame());
  }

  #onFrame(): void {
    if (this.#isKeyPressed) {
      this.#isKeyPressed = false;
      requestAnimationFrame(() => this.#onFrame());
      return;
    }
    this.#isAsked = false;
    this.#draw();
  }
}
