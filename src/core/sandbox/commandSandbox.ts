// Port: something that commands of this machine can be started in, so that they write only in the workspace and have no network.
import type { NetworkHost, RefusedHost } from './networkHost';

/** Why there is no sandbox. `sandboxProblemText` and the hosts say it with what a person can do. */
export type SandboxProblem =
  /** `name`: of the program or part, such as `bubblewrap`. */
  | { readonly code: 'not_installed'; readonly name: string }
  /** `detail`: what it said. */
  | { readonly code: 'broken'; readonly name: string; readonly detail: string }
  /** The operating system brings none. */
  | { readonly code: 'unsupported' };

export type SandboxState =
  { readonly works: true } | { readonly works: false; readonly problem: SandboxProblem };

export interface SandboxRequest {
  readonly cwd: string;
  /** Absolute folders that the command may write, such as the roots of the workspace. */
  readonly writable: readonly string[];
  /** Folders that it may read wherever they are, such as that of long outputs. Default none. */
  readonly visible?: readonly string[];
  /** Lets single hosts through. Default: none. A sandbox that has no such thing leaves it out. */
  readonly network?: SandboxNetwork;
}

/** Which hosts one command may reach. */
export interface SandboxNetwork {
  /** Asked for each connection. */
  readonly allows: (host: NetworkHost) => boolean;
}

/** One command that is about to start. */
export interface SandboxEntry {
  /** Put before the command's own program and arguments. */
  readonly prefix: readonly string[];
  /**
   * The process that is started watches over the sandbox and ends all of it when it ends itself: it must not be asked to end,
   * only what it watches over. Its exit code is 128 and the number of the signal where one ended the command.
   */
  readonly isMonitor: boolean;
  /** Variables that the command gets beside its own; undefined takes one away. Default none. */
  readonly environment?: Readonly<Record<string, string | undefined>>;
  /** The hosts that it was not let through to until now, each once, at most 20. Default none. */
  readonly refused?: () => readonly RefusedHost[];
  /**
   * After the command has ended, or has not begun: takes back what only a later program would have obeyed. `wasStopped`: by us, so that what is left of
   * it elsewhere has to end too. Never throws.
   */
  ended(wasStopped: boolean): Promise<void>;
}

export interface CommandSandbox {
  /** Named to people. */
  readonly name: string;
  /** Tries it out on first need, and answers the same from then on. Never throws. */
  check(): Promise<SandboxState>;
  /** Rejects where the sandbox can't be made for these folders. */
  enter(request: SandboxRequest): Promise<SandboxEntry>;
}
