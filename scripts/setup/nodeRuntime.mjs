import { existsSync } from 'node:fs';
import { chmod, rm } from 'node:fs/promises';
import path from 'node:path';
import { minimumNode, nodePins } from './pins.mjs';
import { toolsDirectory } from './paths.mjs';
import { fetchPackage } from './registryPackage.mjs';
import { capture } from './runCommand.mjs';
import { withSetupLock } from './setupLock.mjs';

/**
 * @typedef {object} NodeRuntime
 * @property {string} binary Path of the `node` command.
 * @property {string} root The package's folder; native headers are in its `include/`.
 */

/**
 * Whether a Node version is new enough for this project.
 * @param {string} version As `process.versions.node` gives it.
 */
export function isNewEnough(version) {
  const parts = version.split('.').map(Number);
  for (const [index, least] of minimumNode.entries()) {
    const part = parts[index] ?? 0;
    if (part !== least) return part > least;
  }
  return true;
}

/**
 * The pinned Node, fetched on first use into the tools folder and kept there.
 * @returns {Promise<NodeRuntime>}
 */
export async function fetchedNode() {
  const platform = `${process.platform}-${process.arch}`;
  const pin = nodePins[platform];
  const wanted = minimumNode.join('.');
  if (!pin) {
    throw new Error(
      `There is no Node to fetch for ${platform}. Install Node ${wanted} or newer (24 for the editor).`,
    );
  }
  const root = path.join(toolsDirectory, `node-${pin.version}`);
  const binary = path.join(root, 'bin', process.platform === 'win32' ? 'node.exe' : 'node');
  if (existsSync(binary)) return { binary, root };
  return withSetupLock(toolsDirectory, async () => {
    if (existsSync(binary)) return { binary, root };
    console.log(`Fetching Node ${pin.version} (about 50 MB, once) ...`);
    await rm(root, { recursive: true, force: true });
    try {
      await fetchPackage(pin, root);
      await chmod(binary, 0o755);
      await capture(binary, ['--version']);
    } catch (error) {
      await rm(root, { recursive: true, force: true });
      throw new Error(`Node ${pin.version} could not be fetched. Install Node ${wanted} or newer yourself.`, {
        cause: error,
      });
    }
    return { binary, root };
  });
}
