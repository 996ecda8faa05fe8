// Runs command lines for the `bash` tool. Implementations decide where: a local child process now, a sandbox later.

export interface CommandRequest {
  /** The tool call it belongs to; key for `moveToBackground`. */
  readonly callId: string;
  readonly command: string;
  /** Absolute working directory. */
  readonly cwd: string;
  /** Milliseconds; the process group is ended after it. */
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
  readonly onOutput: (delta: string) => void;
}

export interface CommandOutcome {
  /** `exited`: it ended by itself; `timed_out` and `cancelled`: ended by us; `background`: still running under `backgroundId`. */
  readonly status: 'exited' | 'timed_out' | 'cancelled' | 'background';
  /** Exit code; -1 when a signal ended it (spec 2.8); absent while it runs. */
  readonly exitCode?: number;
  readonly signal?: string;
  /** First and last part of the output (standard output and error as they came). */
  readonly output: string;
  /** True when `output` was cut in the middle; `fullOutputFile` then has everything. */
  readonly truncated: boolean;
  readonly fullOutputFile?: string;
  readonly durationMs: number;
  readonly backgroundId?: string;
}

/** A command that went on in the background. */
export interface BackgroundCommand {
  readonly id: string;
  readonly command: string;
  readonly running: boolean;
  readonly exitCode?: number;
  readonly startedAt: number;
}

export interface CommandRunner {
  /** Named to the model, such as `bash` or `PowerShell`. */
  readonly shellName: string;
  run(request: CommandRequest): Promise<CommandOutcome>;
  /** Lets the running command of a call go on in the background; false when there is none. */
  moveToBackground(callId: string): boolean;
  background(): readonly BackgroundCommand[];
  /** Output since the last read; undefined for an unknown id. */
  readBackground(id: string): { readonly output: string; readonly state: BackgroundCommand } | undefined;
  /** Types into a background command; false for an unknown or ended one. */
  writeBackground(id: string, input: string): boolean;
  endBackground(id: string): Promise<boolean>;
  /** Ends every process that was started. */
  dispose(): Promise<void>;
}
