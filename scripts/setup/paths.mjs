import { existsSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

/** The repository's root, found from this file as from a bundle of it below `dist-test/`. */
export const projectRoot = findRoot(path.dirname(fileURLToPath(import.meta.url)));

/** Everything fetched for running the editor; `PLANWRIGHT_TOOLS_DIR` lets several checkouts share it. */
export const toolsDirectory = process.env['PLANWRIGHT_TOOLS_DIR']
  ? path.resolve(process.env['PLANWRIGHT_TOOLS_DIR'])
  : path.join(projectRoot, '.vscode-test');

/**
 * @param {string} start
 * @returns {string}
 */
function findRoot(start) {
  for (let folder = start; ; folder = path.dirname(folder)) {
    if (existsSync(path.join(folder, 'package-lock.json'))) return folder;
    if (path.dirname(folder) === folder) throw new Error(`No package-lock.json above ${start}.`);
  }
}
