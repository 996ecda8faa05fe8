import path from 'node:path';
import { buildProduct } from '../setup/buildProduct.mjs';
import { ensureChromium } from '../setup/chromium.mjs';
import { ensureEditorServer } from '../setup/editorServer.mjs';
import { projectRoot } from '../setup/paths.mjs';
import { foreground } from '../setup/runCommand.mjs';

/**
 * `npm run test:e2e`: browser tests against the real editor; the arguments go to the test runner.
 * @param {string[]} args
 * @returns {Promise<number>}
 */
export async function run(args) {
  await buildProduct();
  // Here rather than in the first test, whose time would run out on a first set-up.
  await ensureEditorServer();
  await ensureChromium();
  const runner = path.join(projectRoot, 'node_modules', 'vitest', 'vitest.mjs');
  return foreground(process.execPath, [runner, 'run', '--config', 'test/e2e/vitest.config.ts', ...args], {
    cwd: projectRoot,
  });
}
