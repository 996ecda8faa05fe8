// Keep and Undo in the real editor: one in-editor suite decides about the hunks of a long file and reports how long each took.
import { readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { run as runSuites } from '../editor/runSuites';
import { median, percentile } from './statistics';

/** From the command to the change of the document, in milliseconds; a bare edit for comparison. */
export interface ReviewFigure {
  readonly name: string;
  readonly median: number;
  readonly p95: number;
}

interface Measured {
  readonly undo: readonly number[];
  readonly keep: readonly number[];
  readonly edit: readonly number[];
}

/** Most that a decision may take, at the 95th percentile, in milliseconds. */
export const REVIEW_TARGET_MS = 50;

/** Starts the editor once. Undefined, with the reason printed, where no editor can be started here. */
export async function measureReview(): Promise<readonly ReviewFigure[] | undefined> {
  const file = join(tmpdir(), `planwright-review-${process.pid}.json`);
  process.env['PLANWRIGHT_REVIEW_FILE'] = file;
  try {
    await runSuites(['--group', 'suites', '--grep', 'Review figures']);
    const { undo, keep, edit } = JSON.parse(await readFile(file, 'utf8')) as Measured;
    const figure = (name: string, values: readonly number[]): ReviewFigure => ({
      name,
      median: median(values),
      p95: percentile(values, 0.95),
    });
    return [figure('undo a hunk', undo), figure('keep a hunk', keep), figure('a bare edit', edit)];
  } catch (error) {
    console.log(`The review was not measured: ${error instanceof Error ? error.message : String(error)}`);
    return undefined;
  } finally {
    delete process.env['PLANWRIGHT_REVIEW_FILE'];
    await rm(file, { force: true });
  }
}
