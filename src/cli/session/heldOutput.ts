/** Output that waits while a person types, so that their line is not torn apart. Order is kept over all targets. */
export interface HeldOutput {
  /** Writes at once, or keeps the text when `hold` is set. */
  write(target: (text: string) => void, text: string, hold: boolean): void;
  /** Writes what was kept. */
  release(): void;
}

export function createHeldOutput(): HeldOutput {
  let held: readonly (() => void)[] = [];
  function release(): void {
    const waiting = held;
    held = [];
    for (const write of waiting) write();
  }
  return {
    write(target, text, hold) {
      if (hold) {
        held = [...held, () => target(text)];
        return;
      }
      release();
      target(text);
    },
    release,
  };
}
