/** Shows commands to a person as they run, such as the host's pseudoterminal. Its functions must not throw. */
export interface CommandMirror {
  started(callId: string, command: string, cwd: string): void;
  /** Standard output and error as they came, with their control characters. */
  output(callId: string, text: string): void;
  /** `exitCode` as in `CommandOutcome`: -1 when a signal ended it. */
  ended(callId: string, exitCode: number): void;
}
