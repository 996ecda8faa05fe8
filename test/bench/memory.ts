import { readFileSync } from 'node:fs';

/** Samples the resident memory of a process in MB. Linux only: elsewhere there are no samples. */
export class MemoryWatch {
  readonly #samples: { readonly time: number; readonly megabytes: number }[] = [];
  readonly #timer: NodeJS.Timeout;
  readonly #processId: number;

  constructor(processId: number) {
    this.#processId = processId;
    this.#timer = setInterval(() => this.#sample(), 20);
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  /** NaN without samples. */
  get peak(): number {
    return this.#samples.length === 0
      ? Number.NaN
      : Math.max(...this.#samples.map((sample) => sample.megabytes));
  }

  /** The last sample at or before a time of `performance.now()`; NaN without one. */
  at(time: number): number {
    return this.#samples.findLast((sample) => sample.time <= time)?.megabytes ?? Number.NaN;
  }

  #sample(): void {
    try {
      const status = readFileSync(`/proc/${this.#processId}/status`, 'utf8');
      const kilobytes = Number(/^VmRSS:\s+(\d+) kB/m.exec(status)?.[1]);
      if (kilobytes > 0) this.#samples.push({ time: performance.now(), megabytes: kilobytes / 1024 });
    } catch {
      // It has just ended, or this system has no /proc.
    }
  }
}
