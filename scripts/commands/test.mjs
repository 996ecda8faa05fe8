import { existsSync } from 'node:fs';
import { mkdir, readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import { ensureBubblewrap } from '../setup/bubblewrap.mjs';
import { npmClient } from '../setup/npmClient.mjs';
import { projectRoot } from '../setup/paths.mjs';
import { beside, foreground } from '../setup/runCommand.mjs';

/**
 * @typedef {object} Counts
 * @property {number} passed
 * @property {number} failed
 */

/** @typedef {Counts & { seconds: number }} Outcome */

/**
 * @typedef {object} Step
 * @property {string} name
 * @property {string} title
 * @property {string[]} command Program and arguments.
 * @property {string} [report] Written by the step, relative to `test-output/`; without one a step has no tests.
 * @property {(report: any) => Counts} [count] Reads the report.
 * @property {() => Promise<void>} [prepare] Installs what the step needs; the step fails when it throws.
 * @property {boolean} [needsBuild] Useless after a build that failed.
 */

const outputDirectory = path.join(projectRoot, 'test-output');
const node = process.execPath;
const vitest = ['node_modules/vitest/vitest.mjs', 'run'];

/**
 * What runs when: one stage after another, the lanes of a stage beside each other, the steps of a lane one after another. Tests of the
 * editor wait a lot, so that two cores have time for the checks; the browser tests keep both cores busy by themselves.
 */
const stages = [[['build']], [['vscode'], ['lint', 'typecheck', 'unit']], [['e2e']]];

/**
 * `npm test`: everything; a failure does not keep the rest from running. The last line is `N passed, N failed`: tests of all kinds
 * together, and 1 failed for each step that fails without a test to blame.
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
  /** @type {Map<string, Outcome>} */
  const outcomes = new Map();
  for (const stage of stages) {
    const lanes = stage
      .map((names) =>
        steps.filter(({ name }) => names.includes(name) && (args.length === 0 || args.includes(name))),
      )
      .filter((lane) => lane.length > 0);
    const isAlone = lanes.length === 1;
    await Promise.all(
      lanes.map(async (lane) => {
        for (const step of lane) {
          const isBuildBroken = (outcomes.get('build')?.failed ?? 0) > 0;
          outcomes.set(step.name, await runStep(step, isAlone, isBuildBroken));
        }
      }),
    );
  }
  const total = { passed: 0, failed: 0 };
  console.log('');
  for (const step of steps) {
    const outcome = outcomes.get(step.name);
    if (outcome === undefined) continue;
    total.passed += outcome.passed;
    total.failed += outcome.failed;
    const seconds = `${outcome.seconds.toFixed(1)} s`;
    console.log(`${step.title.padEnd(18)} ${seconds.padStart(9)}  ${verdict(step, outcome)}`);
  }
  console.log(`\n${total.passed} passed, ${total.failed} failed`);
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
      prepare: ensureBubblewrap,
    },
    {
      name: 'vscode',
      title: 'In-editor tests',
      command: [node, 'scripts/bootstrap.mjs', 'test:vscode'],
      report: 'in-editor.json',
      count: countInEditor,
      prepare: ensureBubblewrap,
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
 * Runs a step and prints what it prints: as it comes where it runs alone, at its end where others run beside it.
 * @param {Step} step
 * @param {boolean} isAlone
 * @param {boolean} isBuildBroken
 * @returns {Promise<Outcome>}
 */
async function runStep(step, isAlone, isBuildBroken) {
  const started = performance.now();
  const isSkipped = isBuildBroken && step.needsBuild === true;
  if (isAlone) console.log(`\n===== ${step.title} =====`);
  else if (!isSkipped) console.log(`${step.title}: started`);
  const { output, ...counts } = isSkipped
    ? { passed: 0, failed: 1, output: 'Not run: the build failed.\n' }
    : await runCommand(step, isAlone);
  const outcome = { ...counts, seconds: (performance.now() - started) / 1000 };
  if (!isAlone) console.log(`\n===== ${step.title} =====`);
  process.stdout.write(output);
  console.log(`----- ${step.title}: ${verdict(step, outcome)} (${outcome.seconds.toFixed(1)} s)`);
  return outcome;
}

/**
 * @param {Step} step
 * @param {boolean} isAlone
 * @returns {Promise<Counts & { output: string }>}
 */
async function runCommand(step, isAlone) {
  try {
    await step.prepare?.();
  } catch (error) {
    return {
      passed: 0,
      failed: 1,
      output: `Error: ${error instanceof Error ? error.message : String(error)}\n`,
    };
  }
  const reportFile = step.report && path.join(outputDirectory, step.report);
  if (reportFile) await rm(reportFile, { force: true });
  const [program, ...args] = step.command;
  const options = {
    cwd: projectRoot,
    env: step.needsBuild ? { ...process.env, PLANWRIGHT_BUILT: '1' } : process.env,
  };
  const { exitCode, output } = isAlone
    ? { exitCode: await foreground(program, args, options), output: '' }
    : await beside(program, args, options);
  const counts =
    reportFile && step.count && existsSync(reportFile)
      ? step.count(JSON.parse(await readFile(reportFile, 'utf8')))
      : { passed: 0, failed: 0 };
  // A runner that crashed, or that ran no test at all, must not look like a success.
  const isEmpty = reportFile !== undefined && counts.passed + counts.failed === 0;
  const failed = counts.failed === 0 && (exitCode !== 0 || isEmpty) ? 1 : counts.failed;
  return { ...counts, failed, output };
}

/**
 * @param {Step} step
 * @param {Counts} counts
 */
function verdict(step, { passed, failed }) {
  if (step.report) return `${passed} passed, ${failed} failed`;
  return failed > 0 ? 'failed' : 'ok';
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
