// Programs that the tests need and that the package manager of the system brings.
import { accessSync, constants } from 'node:fs';
import path from 'node:path';
import { toolsDirectory } from './paths.mjs';
import { capture } from './runCommand.mjs';
import { withSetupLock } from './setupLock.mjs';

/**
 * Installs packages as root on Debian, where that can be done without asking. Throws `advice` everywhere else.
 * @param {{ title: string, packages: string[], find: () => Promise<string | undefined>, advice: string }} options
 *   `find`: the path of the program, once it is there.
 * @returns {Promise<string>}
 */
export async function installWithApt({ title, packages, find, advice }) {
  if (!canInstall()) throw new Error(advice);
  return withSetupLock(toolsDirectory, async () => {
    const meanwhile = await find();
    if (meanwhile) return meanwhile;
    console.log(`Installing ${title} with apt-get (once) ...`);
    const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
    try {
      await capture('apt-get', ['update', '-qq'], { env });
      await capture('apt-get', ['install', '-y', '-qq', '--no-install-recommends', ...packages], { env });
    } catch (error) {
      throw new Error(advice, { cause: error });
    }
    const installed = await find();
    if (!installed) throw new Error(advice);
    return installed;
  });
}

/** @param {string} name */
export function onPath(name) {
  for (const folder of (process.env['PATH'] ?? '').split(path.delimiter)) {
    const file = path.join(folder, name);
    if (folder !== '' && isExecutable(file)) return file;
  }
  return undefined;
}

function canInstall() {
  return process.platform === 'linux' && process.getuid?.() === 0 && onPath('apt-get') !== undefined;
}

/** @param {string} file */
function isExecutable(file) {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false; // Missing or not for us: the same answer.
  }
}
