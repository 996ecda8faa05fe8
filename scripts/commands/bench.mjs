import { buildProduct } from '../setup/buildProduct.mjs';
import { importTypeScript } from '../setup/typeScriptModule.mjs';

/**
 * `npm run bench`: the measurements of `test/bench`.
 * @param {string[]} args
 * @returns {Promise<number>}
 */
export async function run(args) {
  await buildProduct();
  const { run: runBench } = await importTypeScript('test/bench/main.ts');
  return runBench(args);
}
