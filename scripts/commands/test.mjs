import { existsSync } from 'node:fs';
import { mkdir, readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import { npmClient } from '../setup/npmClient.mjs';
import { projectRoot } from '../setup/paths.mjs';
import { foreground } from '../setup/runCommand.mjs';

/**
 * @typedef {object} Counts
 * @property {number} passed
 * @property {number} failed
 */

/**
 * @typedef {object} Step
 * @property {string} name
 * @property {string} title
 * @property {string[]} command Program and arguments.
 * @property {string} [report] Written by the step, relative to `test-output/`; without one a step has no tests.
 * @property {(report: any) => Counts} [count] Reads the report.
 * @property {boolean} [needsBuild] Useless after a build that failed.
 */

const outputDirectory = path.join(projectRoot, 'test-output');
const node = process.execPath;
const vitest = ['node_modules/vitest/vitest.mjs', 'run'];

/**
 * `npm test`: everything, one after another; a failure does not keep the others from running. The last line is
 * `N passed, N failed`: tests of all kinds together, and 1 failed for each step that fails without a test to blame.
 * @param {string[]} args Names of steps; default: all of them.
 * @returns {Promise<number>}
 */
export async function run(args) {
  const steps = allSteps();
  const unknown = args.find((name) => !steps.some((step) => step.name === name));
  if (unknown) {
    console.error(`Unknown step ${unknown}. Steps: ${steps.map(({ name }) => name).join(', ')}`);
    return 2;
  }
  await mkdir(outputDirectory, { recursive: true });
  const total = { passed: 0, failed: 0 };
  const summary = [];
  let isBuildBroken = false;
  for (const step of steps.filter(({ name }) => args.length === 0 || args.includes(name))) {
    const started = performance.now();
    console.log(`\n===== ${step.title} =====`);
    const skipped = isBuildBroken && step.needsBuild;
    if (skipped) console.log('Not run: the build failed.');
    const counts = skipped ? { passed: 0, failed: 1 } : await runStep(step);
    if (step.name === 'build' && counts.failed > 0) isBuildBroken = true;
    total.passed += counts.passed;
    total.failed += counts.failed;
    const seconds = ((performance.now() - started) / 1000).toFixed(1);
    const verdict = step.report
      ? `${counts.passed} passed, ${counts.failed} failed`
      : counts.failed
        ? 'failed'
        : 'ok';
    console.log(`----- ${step.title}: ${verdict} (${seconds} s)`);
    summary.push(`${step.title.padEnd(18)} ${`${seconds} s`.padStart(9)}  ${verdict}`);
  }
  console.log(`\n${summary.join('\n')}\n`);
  console.log(`${total.passed} passed, ${total.failed} failed`);
  return total.failed === 0 ? 0 : 1;
}

/** @returns {Step[]} */
function allSteps() {
  const npm = npmClient();
  const script = (/** @type {string} */ name) => [npm.command, ...npm.args, 'run', '--silent', name];
  const reporters = (/** @type {string} */ file) => [
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=test-output/${file}`,
  ];
  return [
    { name: 'lint', title: 'Lint and format', command: script('lint') },
    { name: 'typecheck', title: 'Type check', command: script('typecheck') },
    { name: 'build', title: 'Build', command: script('build') },
    {
      name: 'unit',
      title: 'Unit tests',
      command: [node, ...vitest, ...reporters('unit.json')],
      report: 'unit.json',
      count: countVitest,
    },
    {
      name: 'vscode',
      title: 'In-editor tests',
      command: [node, 'scripts/bootstrap.mjs', 'test:vscode'],
      report: 'in-editor.json',
      count: countInEditor,
      needsBuild: true,
    },
    {
      name: 'e2e',
      title: 'Browser tests',
      command: [node, 'scripts/bootstrap.mjs', 'test:e2e', ...reporters('browser.json')],
      report: 'browser.json',
      count: countVitest,
      needsBuild: true,
    },
  ];
}

/**
 * @param {Step} step
 * @returns {Promise<Counts>}
 */
async function runStep(step) {
  const reportFile = step.report && path.join(outputDirectory, step.report);
  if (reportFile) await rm(reportFile, { force: true });
  const [program, ...args] = step.command;
  const exitCode = await foreground(program, args, {
    cwd: projectRoot,
    env: step.needsBuild ? { ...process.env, PLANWRIGHT_BUILT: '1' } : process.env,
  });
  const counts =
    reportFile && step.count && existsSync(reportFile)
      ? step.count(JSON.parse(await readFile(reportFile, 'utf8')))
      : { passed: 0, failed: 0 };
  // A runner that crashed, or that ran no test at all, must not look like a success.
  const isEmpty = reportFile !== undefined && counts.passed + counts.failed === 0;
  if (counts.failed === 0 && (exitCode !== 0 || isEmpty)) return { ...counts, failed: 1 };
  return counts;
}

/**
 * @param {{ numPassedTests: number, numFailedTests: number }} report
 * @returns {Counts}
 */
function countVitest(report) {
  return { passed: report.numPassedTests, failed: report.numFailedTests };
}

/**
 * @param {Counts[]} reports One for each suite group.
 * @returns {Counts}
 */
function countInEditor(reports) {
  return reports.reduce(
    (sum, { passed, failed }) => ({ passed: sum.passed + passed, failed: sum.failed + failed }),
    { passed: 0, failed: 0 },
  );
}
