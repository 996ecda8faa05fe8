// Commands that a person ran in the editor's terminals while we were there, with their output, so that they can be mentioned. Only
// where shell integration reports them; a few are kept, in memory.
import { window } from 'vscode';
import type { Disposable, TerminalShellExecution } from 'vscode';
import { plainTerminalText } from './plainTerminalText';
import type { SeenCommand } from './mentionContent';

const KEPT = 10;
/** Characters of output that are kept of each, its end. */
const OUTPUT_KEPT = 60_000;

/** The longest wait for the rest of the output of a command that has ended, in milliseconds. */
const REST_MS = 1_000;

interface Entry {
  readonly id: string;
  readonly command: string;
  raw: string;
  exitCode?: number;
  isRunning: boolean;
  /** Settles when all of the output is there. */
  whole: Promise<void>;
}

export class ShellHistory implements Disposable {
  readonly #entries: Entry[] = [];
  readonly #running = new Map<TerminalShellExecution, Entry>();
  readonly #subscriptions: readonly Disposable[];
  #next = 1;

  constructor() {
    this.#subscriptions = [
      window.onDidStartTerminalShellExecution(({ execution }) => this.#begin(execution)),
      window.onDidEndTerminalShellExecution(({ execution, exitCode }) => {
        const entry = this.#running.get(execution);
        if (entry !== undefined) entry.isRunning = false;
        if (entry !== undefined && exitCode !== undefined) entry.exitCode = exitCode;
        this.#running.delete(execution);
      }),
    ];
  }

  /** Newest first. */
  get recent(): readonly { readonly id: string; readonly seen: SeenCommand }[] {
    return this.#entries.toReversed().map((entry) => ({ id: entry.id, seen: seenOf(entry) }));
  }

  /** A command with its output: all of it where it has ended, else what there is so far. */
  async find(id: string): Promise<SeenCommand | undefined> {
    const entry = this.#entries.find((candidate) => candidate.id === id);
    if (entry === undefined) return undefined;
    // The editor tells the end of a command before the last of its output.
    if (!entry.isRunning) await Promise.race([entry.whole, rest()]);
    return seenOf(entry);
  }

  dispose(): void {
    for (const subscription of this.#subscriptions) subscription.dispose();
    this.#running.clear();
  }

  #begin(execution: TerminalShellExecution): void {
    const command = execution.commandLine.value.trim();
    if (command === '') return;
    const entry: Entry = {
      id: `shell:${this.#next++}`,
      command,
      raw: '',
      isRunning: true,
      whole: Promise.resolve(),
    };
    this.#entries.push(entry);
    if (this.#entries.length > KEPT) this.#entries.shift();
    this.#running.set(execution, entry);
    entry.whole = this.#follow(execution, entry);
  }

  async #follow(execution: TerminalShellExecution, entry: Entry): Promise<void> {
    try {
      for await (const data of execution.read()) {
        entry.raw += data;
        if (entry.raw.length > 2 * OUTPUT_KEPT) entry.raw = entry.raw.slice(-OUTPUT_KEPT);
      }
    } catch {
      // The terminal is gone; what was seen until then stays.
    }
  }
}

function rest(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, REST_MS));
}

function seenOf({ command, raw, exitCode }: Entry): SeenCommand {
  const output = plainTerminalText(raw.slice(-OUTPUT_KEPT));
  return { command, output, ...(exitCode === undefined ? {} : { exitCode }) };
}
