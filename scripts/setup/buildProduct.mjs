import path from 'node:path';
import { projectRoot } from './paths.mjs';
import { CommandError, foreground } from './runCommand.mjs';

/** Builds `dist/`, unless the caller has just done so (`PLANWRIGHT_BUILT`). Throws when the build fails. */
export async function buildProduct() {
  if (process.env['PLANWRIGHT_BUILT']) return;
  const exitCode = await foreground(process.execPath, [path.join(projectRoot, 'esbuild.mjs')], {
    cwd: projectRoot,
  });
  if (exitCode !== 0) throw new CommandError('node esbuild.mjs', exitCode, '');
}
