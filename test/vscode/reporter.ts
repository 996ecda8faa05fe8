import { writeFileSync } from 'node:fs';
import Mocha from 'mocha';
import type { SuiteReport, TestFailure } from '../editor/suiteReport';
import { outputMark } from '../editor/suiteReport';

export interface ReporterOptions {
  /** Name of the suite group, for the report. */
  readonly group: string;
  /** File for the machine-readable report; none when undefined. */
  readonly reportFile: string | undefined;
}

const shownCharacters = 2_000;

/** A Mocha reporter whose lines are marked, so that the launcher can tell them from the editor's own log. */
export function createReporter({ group, reportFile }: ReporterOptions): Mocha.ReporterConstructor {
  return class MarkedReporter extends Mocha.reporters.Base {
    constructor(runner: Mocha.Runner, options: Mocha.MochaOptions) {
      super(runner, options);
      const events = Mocha.Runner.constants;
      const failed: TestFailure[] = [];
      let passed = 0;
      let skipped = 0;
      let depth = 0;

      runner.on(events.EVENT_SUITE_BEGIN, (suite) => {
        if (!suite.root) print('  '.repeat(++depth) + suite.title);
      });
      runner.on(events.EVENT_SUITE_END, (suite) => {
        if (!suite.root) depth--;
      });
      runner.on(events.EVENT_TEST_PASS, (test) => {
        passed++;
        print(`${'  '.repeat(depth + 1)}ok    ${test.title} (${test.duration ?? 0} ms)`);
      });
      runner.on(events.EVENT_TEST_PENDING, (test) => {
        skipped++;
        print(`${'  '.repeat(depth + 1)}skip  ${test.title}`);
      });
      runner.on(events.EVENT_TEST_FAIL, (test, error: Error) => {
        failed.push({ title: test.fullTitle(), message: error.stack ?? String(error) });
        print(`${'  '.repeat(depth + 1)}FAIL  ${test.title}`);
        for (const line of describe(error).split('\n')) print(`${'  '.repeat(depth + 3)}${line}`);
      });
      runner.once(events.EVENT_RUN_END, () => {
        const report: SuiteReport = { group, passed, failed: failed.length, skipped, failures: failed };
        if (reportFile) writeFileSync(reportFile, JSON.stringify(report, undefined, 2));
      });
    }
  };
}

/** An assertion without words of its own already shows both values in its message. */
function describe(
  error: Error & { actual?: unknown; expected?: unknown; generatedMessage?: boolean },
): string {
  const text = error.stack ?? String(error);
  if (error.expected === undefined || error.generatedMessage) return text;
  return `${text}\nexpected: ${shown(error.expected)}\nactual:   ${shown(error.actual)}`;
}

/** Mocha has turned values other than texts into JSON by now. */
function shown(value: unknown): string {
  const text = String(value);
  return text.length > shownCharacters ? `${text.slice(0, shownCharacters)}...` : text;
}

/** Prints a line for people: the extension host forwards its console to the page, which hands it to the launcher. */
export function print(line: string): void {
  // eslint-disable-next-line no-console -- the console is the way out of the extension host
  console.log(outputMark + line);
}
