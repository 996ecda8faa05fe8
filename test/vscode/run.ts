// Called by the extension host (`extensionTestsPath`): runs the bundled suites beside this file under Mocha. What to
// run and where to report comes in by the environment, so the same file serves the browser and the desktop editor.

import { readdirSync } from 'node:fs';
import path from 'node:path';
import Mocha from 'mocha';
import { createReporter, print } from './reporter';

/** Resolves when every test passed, rejects with the number of failures otherwise. */
export async function run(): Promise<void> {
  const group = process.env['PLANWRIGHT_TEST_GROUP'] ?? 'suites';
  const pattern = process.env['PLANWRIGHT_TEST_GREP'];
  const directory = path.join(__dirname, group);
  const mocha = new Mocha({
    ui: 'bdd',
    timeout: 30_000,
    slow: 5_000,
    reporter: createReporter({ group, reportFile: process.env['PLANWRIGHT_TEST_REPORT'] }),
    ...(pattern ? { grep: new RegExp(pattern) } : {}),
  });
  for (const file of readdirSync(directory).sort()) {
    if (file.endsWith('.test.cjs')) mocha.addFile(path.join(directory, file));
  }
  mocha.rootHooks({
    async afterEach(this: Mocha.Context) {
      const test = this.currentTest;
      if (test?.state === 'failed') await takePicture(`${group} ${test.fullTitle()}`);
    },
  });
  const failures = await new Promise<number>((resolve) => mocha.run(resolve)).catch((error: unknown) => {
    print(`A suite could not be loaded: ${error instanceof Error ? error.stack : String(error)}`);
    throw error;
  });
  if (failures > 0) throw new Error(`${failures} in-editor tests failed.`);
}

/** Only the browser's launcher can look at the window; on the desktop there is no control address. */
async function takePicture(name: string): Promise<void> {
  const control = process.env['PLANWRIGHT_TEST_CONTROL'];
  if (!control) return;
  await fetch(`${control}/screenshot`, { method: 'POST', body: name }).catch(() => {
    // The picture is a help for people; the failure itself is reported anyway.
  });
}
