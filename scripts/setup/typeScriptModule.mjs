import { rmSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { projectRoot } from './paths.mjs';

/**
 * Bundles one TypeScript module of this repository and imports it; packages stay outside. Node 22.13 does not run
 * TypeScript by itself.
 * @param {string} file Relative to the repository's root.
 * @returns {Promise<any>}
 */
export async function importTypeScript(file) {
  const { build } = await import('esbuild');
  const name = file.replaceAll(/[\\/]/g, '-').replace(/\.ts$/, '');
  const outfile = path.join(projectRoot, 'dist-test', 'tools', `${name}-${process.pid}.mjs`);
  await mkdir(path.dirname(outfile), { recursive: true });
  await build({
    absWorkingDir: projectRoot,
    entryPoints: [file],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node22',
    packages: 'external',
    sourcemap: 'inline',
    logLevel: 'warning',
  });
  // Kept until the end: the module may start processes from its own file.
  process.once('exit', () => rmSync(outfile, { force: true }));
  return import(pathToFileURL(outfile).href);
}
