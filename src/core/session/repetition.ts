// Notices a model that makes the same call again and again with the same outcome.

/** Identical calls with an identical outcome before a person is asked. */
export const REPETITION_LIMIT = 3;

export interface RepetitionWatch {
  /** How often in a row this very call had the same outcome, without another changing call in between. */
  repeats(toolName: string, args: Readonly<Record<string, unknown>>): number;
  record(toolName: string, args: Readonly<Record<string, unknown>>, output: string): void;
  /** A person allowed it to go on: counting starts again. */
  reset(): void;
}

/** Makes a watch for one run. */
export function createRepetitionWatch(): RepetitionWatch {
  let last: { key: string; output: string; count: number } | undefined;
  const keyOf = (toolName: string, args: Readonly<Record<string, unknown>>): string =>
    `${toolName} ${JSON.stringify(args)}`;
  return {
    repeats: (toolName, args) => (last?.key === keyOf(toolName, args) ? last.count : 0),
    record(toolName, args, output) {
      const key = keyOf(toolName, args);
      const same = last?.key === key && last.output === output;
      last = { key, output, count: same && last !== undefined ? last.count + 1 : 1 };
    },
    reset() {
      last = undefined;
    },
  };
}
