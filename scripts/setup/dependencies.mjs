import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { npmClient } from './npmClient.mjs';
import { projectRoot, toolsDirectory } from './paths.mjs';
import { foreground } from './runCommand.mjs';
import { withSetupLock } from './setupLock.mjs';

/** Installs the packages of the lock file, unless node_modules already holds exactly those. Runs no install script. */
export async function ensureDependencies() {
  if (await isInstalled()) return;
  await withSetupLock(toolsDirectory, async () => {
    if (await isInstalled()) return;
    console.log('Installing dependencies ...');
    const npm = npmClient();
    const exitCode = await foreground(
      npm.command,
      [...npm.args, 'ci', '--ignore-scripts', '--include=dev', '--include=optional', '--loglevel=error'],
      { cwd: projectRoot },
    );
    if (exitCode !== 0) throw new Error(`npm ci failed with exit code ${exitCode}; its messages are above.`);
  });
}

/**
 * Compares by content, not by time: a checkout changes times. Packages for other platforms are not installed,
 * so an optional one may be missing.
 */
async function isInstalled() {
  const wanted = await packagesOf(path.join(projectRoot, 'package-lock.json'));
  const found = await packagesOf(path.join(projectRoot, 'node_modules', '.package-lock.json'));
  if (!wanted || !found) return false;
  return Object.entries(wanted).every(([location, entry]) => {
    if (location === '' || (entry.optional && !found[location])) return true;
    return found[location]?.version === entry.version && found[location]?.integrity === entry.integrity;
  });
}

/**
 * @param {string} file
 * @returns {Promise<Record<string, { version?: string, integrity?: string, optional?: boolean }> | undefined>}
 */
async function packagesOf(file) {
  if (!existsSync(file)) return undefined;
  return JSON.parse(await readFile(file, 'utf8')).packages ?? {};
}
