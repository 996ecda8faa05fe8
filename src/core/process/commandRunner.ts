// Runs command lines for the `bash` tool. Implementations decide where: a child process of this machine, in a sandbox or not, or a
// container.
import type { SandboxProblem } from '../sandbox/commandSandbox';
import type { RefusedHost } from '../sandbox/networkHost';

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
  /** Standard input stays open for `writeInput`. Default false: the command reads end of file at once instead of waiting for ever. */
  readonly interactive?: boolean;
  /** Goes to the background after a moment in which a quick failure shows. Its input stays open. Default false. */
  readonly background?: boolean;
  /** Not in the sandbox, which the caller was allowed. Default false. */
  readonly outside?: boolean;
}

/** Where a command runs: in a sandbox, without one, or not at all, with the reason and what can be done. */
export type CommandPlace =
  | { readonly kind: 'sandbox' }
  /** `missing`: why the sandbox that was wanted is not there. */
  | { readonly kind: 'open'; readonly missing?: SandboxProblem }
  | { readonly kind: 'refused'; readonly reason: string };

/** Thrown when a command could not be started at all, such as in a folder that is gone. */
export class CommandStartError extends Error {
  override readonly name = 'CommandStartError';
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
  /** It ended, but something it started did not; that ends with the runner. */
  readonly leftRunning?: boolean;
  /** It ran in a sandbox. */
  readonly sandboxed?: boolean;
  /** Hosts that the sandbox has not let it reach until now, each once. Absent for none. */
  readonly refusedHosts?: readonly RefusedHost[];
}

/** A command that went on in the background. */
export interface BackgroundCommand {
  readonly id: string;
  readonly command: string;
  readonly running: boolean;
  readonly exitCode?: number;
  /** Milliseconds since the epoch. */
  readonly startedAt: number;
  /** File with the whole output, once there is more than is held in memory. */
  readonly fullOutputFile?: string;
  /** As `CommandOutcome.refusedHosts`. */
  readonly refusedHosts?: readonly RefusedHost[];
}

/** `optional`: it may be left with a person's yes. `container`: one that has other paths, and is not left. */
export type SandboxKind = 'none' | 'optional' | 'required' | 'container';

export interface CommandRunner {
  /** Named to the model, such as `bash` or `PowerShell`. */
  readonly shellName: string;
  /** What the model is told about where commands run. Default `none`. */
  readonly sandboxKind?: SandboxKind;
  /**
   * Where such a command would run, asked before a person is. Absent: commands run without a sandbox.
   */
  place?(request: Pick<CommandRequest, 'background' | 'outside'>): Promise<CommandPlace>;
  /** Resolves also when the command fails or is cancelled; rejects with `CommandStartError` only. */
  run(request: CommandRequest): Promise<CommandOutcome>;
  /** Lets the running command of a call go on in the background; false when there is none. */
  moveToBackground(callId: string): boolean;
  background(): readonly BackgroundCommand[];
  /** Output since the last read; undefined for an unknown id. */
  readBackground(id: string): { readonly output: string; readonly state: BackgroundCommand } | undefined;
  /**
   * Types into the running command of a call, also one in the background; false when there is none or it takes no input.
   * `\u0003` alone interrupts any command as Ctrl-C does, `\u0004` alone ends the input as Ctrl-D does.
   */
  writeInput(callId: string, input: string): boolean;
  /** Types into a background command; false for an unknown or ended one, and one that takes no input. */
  writeBackground(id: string, input: string): boolean;
  endBackground(id: string): Promise<boolean>;
  /** Resolves when a background command has ended by whatever; undefined for an unknown id. */
  whenEnded(id: string): Promise<void> | undefined;
  /** Ends every process that was started. */
  dispose(): Promise<void>;
}
