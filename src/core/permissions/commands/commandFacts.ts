// What a question says about a command line, as a value: hosts word it in the language of the person.

/** Plain JSON, with control characters made visible. Lists are cut, with the number of what is left out. */
export interface CommandFacts {
  /** In the order of the line, with what wrappers and substitutions run. Empty for a line that can't be read. */
  readonly commands: readonly string[];
  /** Files that known readers read. */
  readonly reads: readonly string[];
  readonly writes: readonly string[];
  readonly deletes: readonly string[];
  /** Programs that reach the network. */
  readonly network: readonly string[];
  /** Programs that run with other rights, or on another machine. */
  readonly elevated: readonly string[];
  /** Which of the files above lie outside of the workspace. */
  readonly outside: readonly string[];
  /** True where it runs text that the line does not show. */
  readonly runsText: boolean;
}
