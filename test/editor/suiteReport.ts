/** Starts every line that an in-editor suite prints for people; other lines are the editor's log. */
export const outputMark = '[in-editor] ';

export interface TestFailure {
  readonly title: string;
  readonly message: string;
}

/** What one group of in-editor suites came to; written by the extension host, read by the launcher. */
export interface SuiteReport {
  readonly group: string;
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
  readonly failures: readonly TestFailure[];
}
