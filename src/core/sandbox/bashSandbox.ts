// Extension point (spec section 2.9): a machine apart in which whole command lines run, such as a container.

export interface BashSandboxOutput {
  readonly stdout: string;
  readonly stderr: string;
  /** -1 where a signal ended it. */
  readonly exitCode: number;
}

export interface BashSandbox {
  /** `guestWorkspace`: the folder to run in, as the machine has it. Rejects where it can't be started, and with the signal's reason. */
  execCommand(command: string, guestWorkspace: string, signal?: AbortSignal): Promise<BashSandboxOutput>;
  /** Ends the machine. The next command would start a new one. */
  shutdown(): Promise<void>;
}
