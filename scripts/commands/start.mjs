import { existsSync } from 'node:fs';
import path from 'node:path';
import { buildProduct } from '../setup/buildProduct.mjs';
import { projectRoot } from '../setup/paths.mjs';
import { capture } from '../setup/runCommand.mjs';
import { importTypeScript } from '../setup/typeScriptModule.mjs';

const usage = `Usage: npm start [-- options] [folder]
  --port N     port on 127.0.0.1 (default: any free one)
  --desktop    open an installed VS Code (VSCODE_PATH, else "code" on the PATH) in place of the browser`;

/**
 * `npm start`: builds, and opens the editor with the extension on a copy of the sample project.
 * @param {string[]} args
 * @returns {Promise<number>}
 */
export async function run(args) {
  const options = parse(args);
  if (!options) {
    console.error(usage);
    return 2;
  }
  await buildProduct();
  const { openSample, freshSample } = await importTypeScript('test/editor/openSample.ts');
  if (!options.desktop) return openSample(options);
  const workspace = options.workspace ?? (await freshSample());
  const editor = process.env['VSCODE_PATH'] ?? (process.platform === 'win32' ? 'code.cmd' : 'code');
  try {
    await capture(editor, ['--new-window', `--extensionDevelopmentPath=${projectRoot}`, workspace]);
  } catch (error) {
    throw new Error(
      `No desktop editor could be started as "${editor}": install VS Code or set VSCODE_PATH.`,
      {
        cause: error,
      },
    );
  }
  console.log(`Opened ${workspace} in ${editor}.`);
  return 0;
}

/** @param {string[]} args */
function parse(args) {
  const options = { desktop: false, port: 0, workspace: /** @type {string | undefined} */ (undefined) };
  for (let index = 0; index < args.length; index++) {
    const argument = args[index];
    if (argument === '--desktop') options.desktop = true;
    else if (argument === '--port') options.port = Number(args[++index]);
    else if (argument.startsWith('-') || options.workspace) return undefined;
    else options.workspace = path.resolve(process.env['INIT_CWD'] ?? '.', argument);
  }
  const isPort = Number.isInteger(options.port) && options.port >= 0 && options.port < 65_536;
  if (!isPort) return undefined;
  if (options.workspace && !existsSync(options.workspace))
    throw new Error(`${options.workspace} does not exist.`);
  return options;
}
