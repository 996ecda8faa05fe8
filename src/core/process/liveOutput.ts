// Passes output on while a command runs, without flooding whoever watches: at once when it trickles, in bounded portions when it
// pours. What is dropped here is only not shown live; the capture and the output file have it.

export interface LiveOutputOptions {
  /** Milliseconds between two portions. Default 50. */
  readonly windowMs?: number;
  /** Characters of one portion; of a longer one the last part is passed on. Default 16,384. */
  readonly maxCharacters?: number;
}

export class LiveOutput {
  private readonly windowMs: number;
  private readonly maxCharacters: number;
  private waiting: string[] = [];
  private waitingLength = 0;
  private dropped = 0;
  private timer: NodeJS.Timeout | undefined;
  private isStopped = false;

  constructor(
    private readonly forward: (text: string) => void,
    options: LiveOutputOptions = {},
  ) {
    this.windowMs = options.windowMs ?? 50;
    this.maxCharacters = options.maxCharacters ?? 16_384;
  }

  push(text: string): void {
    if (this.isStopped || text === '') {
      return;
    }
    this.waiting.push(text);
    this.waitingLength += text.length;
    this.dropOldest();
    if (this.timer === undefined) {
      this.passOn();
      this.timer = setTimeout(() => this.onWindowEnd(), this.windowMs);
    }
  }

  /** Passes on what waits, and nothing after it. */
  end(): void {
    this.passOn();
    this.stop();
  }

  /** Passes nothing on any more. */
  stop(): void {
    this.isStopped = true;
    clearTimeout(this.timer);
    this.timer = undefined;
    this.waiting = [];
  }

  private onWindowEnd(): void {
    this.timer = undefined;
    if (this.waiting.length > 0) {
      this.passOn();
      this.timer = setTimeout(() => this.onWindowEnd(), this.windowMs);
    }
  }

  private passOn(): void {
    if (this.isStopped || this.waiting.length === 0) {
      return;
    }
    let text = this.waiting.join('');
    if (text.length > this.maxCharacters) {
      const start = text.length - this.maxCharacters;
      this.dropped += start;
      text = text.slice(start);
    }
    const note = this.dropped > 0 ? `\n[... ${this.dropped} characters not shown live ...]\n` : '';
    this.waiting = [];
    this.waitingLength = 0;
    this.dropped = 0;
    this.forward(note + text);
  }

  private dropOldest(): void {
    for (let first = this.waiting[0]; first !== undefined; first = this.waiting[0]) {
      if (this.waitingLength - first.length < this.maxCharacters) {
        return;
      }
      this.waiting.shift();
      this.waitingLength -= first.length;
      this.dropped += first.length;
    }
  }
}
