import { buildProduct } from '../setup/buildProduct.mjs';
import { importTypeScript } from '../setup/typeScriptModule.mjs';

/**
 * `npm run test:desktop`: the in-editor suites in a desktop VS Code.
 * @param {string[]} args
 * @returns {Promise<number>}
 */
export async function run(args) {
  await buildProduct();
  const { run: runDesktop } = await importTypeScript('test/editor/runDesktop.ts');
  return runDesktop(args);
}
