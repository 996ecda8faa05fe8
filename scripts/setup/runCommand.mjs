import { spawn } from 'node:child_process';

/** A child process that did not end with exit code 0. */
export class CommandError extends Error {
  /**
   * @param {string} command The command line, for people.
   * @param {number | null} exitCode Null where a signal ended it.
   * @param {string} output What it printed, where it was captured.
   */
  constructor(command, exitCode, output) {
    super(`${command} ended with ${exitCode ?? 'a signal'}${output === '' ? '' : `:\n${output}`}`);
    this.name = 'CommandError';
    this.exitCode = exitCode;
  }
}

/**
 * Runs a command to its end and returns what it printed; throws `CommandError` unless it exits with 0.
 * @param {string} command
 * @param {readonly string[]} args
 * @param {{ cwd?: string, env?: NodeJS.ProcessEnv }} [options]
 * @returns {Promise<string>}
 */
export async function capture(command, args, options = {}) {
  const child = spawn(command, args, { ...options, stdio: ['ignore', 'pipe', 'pipe'] });
  let stdout = '';
  let all = '';
  child.stdout.setEncoding('utf8').on('data', (text) => {
    stdout += text;
    all += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text) => (all += text));
  const exitCode = await ended(child);
  if (exitCode !== 0) throw new CommandError([command, ...args].join(' '), exitCode, lastLines(all, 40));
  return stdout;
}

/**
 * Runs a command in the foreground and returns its exit code (1 where a signal ended it).
 * SIGINT and SIGTERM are passed on, so that the child can end in its own way.
 * @param {string} command
 * @param {readonly string[]} args
 * @param {{ cwd?: string, env?: NodeJS.ProcessEnv }} [options]
 * @returns {Promise<number>}
 */
export async function foreground(command, args, options = {}) {
  return endedWithSignals(spawn(command, args, { ...options, stdio: 'inherit' }));
}

/**
 * As `foreground`, for a command that runs beside others: what it prints is kept until its end.
 * @param {string} command
 * @param {readonly string[]} args
 * @param {{ cwd?: string, env?: NodeJS.ProcessEnv }} [options]
 * @returns {Promise<{ exitCode: number, output: string }>}
 */
export async function beside(command, args, options = {}) {
  const child = spawn(command, args, { ...options, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text) => (output += text));
  return { exitCode: await endedWithSignals(child), output };
}

/**
 * @param {import('node:child_process').ChildProcess} child
 * @returns {Promise<number>}
 */
async function endedWithSignals(child) {
  const passOn = (/** @type {NodeJS.Signals} */ signal) => child.kill(signal);
  process.on('SIGINT', passOn).on('SIGTERM', passOn);
  try {
    return (await ended(child)) ?? 1;
  } finally {
    process.off('SIGINT', passOn).off('SIGTERM', passOn);
  }
}

/**
 * @param {import('node:child_process').ChildProcess} child
 * @returns {Promise<number | null>}
 */
function ended(child) {
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
}

/**
 * @param {string} text
 * @param {number} count
 */
function lastLines(text, count) {
  return text.trimEnd().split('\n').slice(-count).join('\n');
}
