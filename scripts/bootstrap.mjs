// Entry of the commands that do their own set-up: `node scripts/bootstrap.mjs <command> [arguments]`.
// Needs nothing but Node 20 and npm: a newer Node is fetched where the running one is too old, then the packages
// of the lock file are installed, then the command runs. Nothing outside the standard library is imported here.

import { delimiter, dirname } from 'node:path';
import process from 'node:process';
import { setInterval } from 'node:timers';
import { ensureDependencies } from './setup/dependencies.mjs';
import { fetchedNode, isNewEnough } from './setup/nodeRuntime.mjs';
import { projectRoot } from './setup/paths.mjs';
import { foreground } from './setup/runCommand.mjs';

/** Each command's module exports `run(args)`, which resolves to the exit code. */
const commands = {
  start: () => import('./commands/start.mjs'),
  test: () => import('./commands/test.mjs'),
  'test:vscode': () => import('./commands/testVscode.mjs'),
  'test:e2e': () => import('./commands/testE2e.mjs'),
  'test:desktop': () => import('./commands/testDesktop.mjs'),
  bench: () => import('./commands/bench.mjs'),
  l10n: () => import('./commands/l10n.mjs'),
};

/** Set for the second run of this file, so that a fetched Node that is too old cannot lead to a third. */
const restartedVariable = 'PLANWRIGHT_NODE_FETCHED';

const parentCheckMilliseconds = 1_000;

async function main() {
  const [name = '', ...args] = process.argv.slice(2);
  const load = Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (!load) {
    console.error(`Usage: node scripts/bootstrap.mjs <${Object.keys(commands).join('|')}> [arguments]`);
    return 2;
  }
  endWithNpm();
  if (!isNewEnough(process.versions.node)) return runAgainWithFetchedNode();
  process.chdir(projectRoot);
  await ensureDependencies();
  const command = await load();
  return command.run(args);
}

/**
 * npm starts its scripts through a shell. When npm is told to end, that shell ends and would leave this process
 * behind (Ctrl-C is no such case: the terminal tells everybody).
 */
function endWithNpm() {
  if (!process.env['npm_lifecycle_event']) return;
  const parent = process.ppid;
  const watch = () => process.ppid !== parent && process.kill(process.pid, 'SIGTERM');
  setInterval(watch, parentCheckMilliseconds).unref();
}

async function runAgainWithFetchedNode() {
  if (process.env[restartedVariable]) {
    throw new Error(`Node ${process.versions.node} is too old, and the one that was fetched does not start.`);
  }
  const node = await fetchedNode();
  const path = [dirname(node.binary), process.env['PATH'] ?? ''].join(delimiter);
  return foreground(node.binary, process.argv.slice(1), {
    env: { ...process.env, PATH: path, [restartedVariable]: '1' },
  });
}

/** @param {unknown} error */
function report(error) {
  for (let cause = error; cause instanceof Error; cause = cause.cause) {
    console.error(cause === error ? `Error: ${cause.message}` : `  because: ${cause.message}`);
  }
  if (process.env['DEBUG']) console.error(error);
}

main().then(
  (exitCode) => process.exit(exitCode),
  (error) => {
    report(error);
    process.exit(1);
  },
);
