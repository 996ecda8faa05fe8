// Activation times in a real extension host: one in-editor suite reports them into a file.
import { readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { run as runSuites } from '../editor/runSuites';

export interface ActivationFigures {
  /** Milliseconds of the bootstrap at the editor's start. */
  readonly bootstrapMs: number;
  /** Milliseconds from asking for the full extension until it is ready. */
  readonly fullActivationMs: number;
}

/** Starts the editor once. Undefined, with the reason printed, where no editor can be started here. */
export async function measureActivation(): Promise<ActivationFigures | undefined> {
  const file = join(tmpdir(), `planwright-activation-${process.pid}.json`);
  process.env['PLANWRIGHT_ACTIVATION_FILE'] = file;
  try {
    await runSuites(['--group', 'suites', '--grep', 'activation figures']);
    return JSON.parse(await readFile(file, 'utf8')) as ActivationFigures;
  } catch (error) {
    console.log(`Activation was not measured: ${error instanceof Error ? error.message : String(error)}`);
    return undefined;
  } finally {
    delete process.env['PLANWRIGHT_ACTIVATION_FILE'];
    await rm(file, { force: true });
  }
}
