import { existsSync } from 'node:fs';
import { mkdtemp, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { fetchedNode } from './nodeRuntime.mjs';
import { npmClient } from './npmClient.mjs';
import { toolsDirectory } from './paths.mjs';
import { editorPin } from './pins.mjs';
import { fetchPackage, removeLeftovers } from './registryPackage.mjs';
import { capture } from './runCommand.mjs';
import { withSetupLock } from './setupLock.mjs';

/** The parts of the server that must be compiled; without the first the extension host does not start. */
const nativeParts = ['@vscode/native-watchdog', '@vscode/spdlog'];

/** Counts up when the steps below change, so that a set-up of before is not taken for a complete one. */
const setupRevision = 2;

/**
 * @typedef {object} EditorServer
 * @property {string} node The Node binary that the server runs on.
 * @property {string} root The server's folder; it is started as `node out/server-main.js` there.
 */

/**
 * VS Code's server with the browser workbench, set up on first use and kept in the tools folder. A set-up that was
 * cut off leaves nothing behind that counts as done.
 * @returns {Promise<EditorServer>}
 */
export async function ensureEditorServer() {
  const node = await fetchedNode();
  const home = path.join(toolsDirectory, `editor-${editorPin.version}-${setupRevision}`);
  const root = path.join(home, 'lib', 'vscode');
  if (existsSync(home)) return { node: node.binary, root };
  return withSetupLock(toolsDirectory, async () => {
    if (existsSync(home)) return { node: node.binary, root };
    await removeLeftovers(home);
    const work = await mkdtemp(`${home}.part-`);
    try {
      const unpacked = path.join(work, 'editor');
      console.log(`Fetching the editor ${editorPin.version} (about 45 MB, once) ...`);
      await fetchPackage(editorPin, unpacked);
      await installServer(path.join(unpacked, 'lib', 'vscode'), node);
      await rename(unpacked, home);
    } finally {
      await rm(work, { recursive: true, force: true });
    }
    console.log('The editor is ready.');
    return { node: node.binary, root };
  });
}

/**
 * @param {string} server
 * @param {import('./nodeRuntime.mjs').NodeRuntime} node
 */
async function installServer(server, node) {
  const npm = npmClient(node.binary);
  const pathVariable = [path.dirname(node.binary), process.env['PATH'] ?? ''].join(path.delimiter);
  const env = cleanNpmEnvironment({ ...process.env, PATH: pathVariable });
  console.log("Installing the editor's packages (once) ...");
  const install = [...npm.args, 'install', '--omit=dev', '--ignore-scripts', '--no-audit', '--no-fund'];
  await capture(npm.command, install, { cwd: server, env });
  // The built-in language features share packages of their own; TypeScript is among them.
  await capture(npm.command, install, { cwd: path.join(server, 'extensions'), env });
  console.log(`Compiling ${nativeParts.join(' and ')} (once, about a minute) ...`);
  try {
    // The headers come with the fetched Node, so nothing else is downloaded; old and new npm read one of the two.
    await capture(npm.command, [...npm.args, 'rebuild', ...nativeParts, `--nodedir=${node.root}`], {
      cwd: server,
      env: { ...env, npm_config_nodedir: node.root, npm_package_config_node_gyp_nodedir: node.root },
    });
    await checkNativeParts(server, node.binary);
  } catch (error) {
    throw new Error(
      "The editor's two native parts could not be compiled: a C++ compiler, make and Python 3 are needed " +
        '(on Debian: apt-get install g++ make python3).',
      { cause: error },
    );
  }
}

/**
 * @param {string} server
 * @param {string} node
 */
async function checkNativeParts(server, node) {
  const script = nativeParts.map((name) => `require(${JSON.stringify(name)});`).join('');
  await capture(node, ['-e', script], { cwd: server });
}

/**
 * What `npm run` puts into the environment of its scripts describes this project, not the editor's folder.
 * @param {NodeJS.ProcessEnv} environment
 * @returns {NodeJS.ProcessEnv}
 */
function cleanNpmEnvironment(environment) {
  const described =
    /^npm_(package_|lifecycle_|config_(local_prefix|prefix|omit|include|production)$)|^NODE_ENV$/;
  return Object.fromEntries(Object.entries(environment).filter(([name]) => !described.test(name)));
}
