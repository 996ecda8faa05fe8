import { existsSync, realpathSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';

/**
 * How to start npm with a given Node: the machine's own npm, so that its registry setting is used, run by `node`.
 * @param {string} [node] Path of the Node binary; default: the running one.
 * @returns {{ command: string, args: string[] }} Put the npm arguments after `args`.
 */
export function npmClient(node = process.execPath) {
  const script = npmScript();
  if (script) return { command: node, args: [script] };
  throw new Error('npm was not found. Install npm (it comes with Node) and run this again.');
}

/** @returns {string | undefined} */
function npmScript() {
  const given = process.env['npm_execpath'];
  if (given && /npm-cli\.c?js$/.test(given) && existsSync(given)) return given;
  const folders = [path.dirname(process.execPath), ...(process.env['PATH'] ?? '').split(path.delimiter)];
  for (const folder of folders.filter((entry) => entry !== '')) {
    const besideWindows = path.join(folder, 'node_modules', 'npm', 'bin', 'npm-cli.js');
    if (existsSync(besideWindows)) return besideWindows;
    const command = path.join(folder, 'npm');
    if (!existsSync(command)) continue;
    const real = realpathSync(command);
    if (real.endsWith('npm-cli.js')) return real;
    const installed = path.join(folder, '..', 'lib', 'node_modules', 'npm', 'bin', 'npm-cli.js');
    if (existsSync(installed)) return installed;
  }
  return undefined;
}
