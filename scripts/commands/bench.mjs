import { importTypeScript } from '../setup/typeScriptModule.mjs';

/**
 * `npm run bench`: the measurements of `test/bench`, which build what they measure.
 * @param {string[]} args
 * @returns {Promise<number>}
 */
export async function run(args) {
  const { run: runBench } = await importTypeScript('test/bench/main.ts');
  return runBench(args);
}
