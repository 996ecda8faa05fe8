import { buildProduct } from '../setup/buildProduct.mjs';
import { importTypeScript } from '../setup/typeScriptModule.mjs';

/**
 * `npm run test:vscode`: the suites that run inside a real extension host.
 * @param {string[]} args
 * @returns {Promise<number>}
 */
export async function run(args) {
  await buildProduct();
  const { run: runSuites } = await importTypeScript('test/editor/runSuites.ts');
  return runSuites(args);
}
