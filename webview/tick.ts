import type { ReactiveController, ReactiveControllerHost } from 'lit';

/** Draws its element once a second while something in it counts time. */
export class Tick implements ReactiveController {
  readonly #host: ReactiveControllerHost;
  readonly #isOn: () => boolean;
  #timer: ReturnType<typeof setInterval> | undefined;

  constructor(host: ReactiveControllerHost, isOn: () => boolean) {
    this.#host = host;
    this.#isOn = isOn;
    host.addController(this);
  }

  hostUpdated(): void {
    if (this.#isOn()) this.#timer ??= setInterval(() => this.#host.requestUpdate(), 1_000);
    else this.#stop();
  }

  hostDisconnected(): void {
    this.#stop();
  }

  #stop(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
  }
}
