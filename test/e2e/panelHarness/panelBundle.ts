// The panel's bundle, built once for all files of a run.
import { readdir, readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import { build } from 'esbuild';
import { projectRoot } from '../../../scripts/setup/paths.mjs';

const folder = path.join(projectRoot, 'dist-test', 'panel');

/** Bundles the panel into a folder of its own. */
export async function buildPanel(): Promise<void> {
  await rm(folder, { recursive: true, force: true });
  await build({
    absWorkingDir: projectRoot,
    bundle: true,
    minify: true,
    platform: 'browser',
    target: 'es2023',
    format: 'esm',
    tsconfig: 'webview/tsconfig.json',
    entryPoints: [
      { in: 'webview/main.ts', out: 'panel' },
      { in: 'webview/panel.css', out: 'panel' },
    ],
    outdir: folder,
    loader: { '.ttf': 'file', '.svg': 'file' },
    assetNames: '[name]',
    logLevel: 'error',
  });
}

/** The bundle's files by name. */
export async function readPanel(): Promise<ReadonlyMap<string, Uint8Array>> {
  const names = await readdir(folder);
  return new Map(
    await Promise.all(names.map(async (name) => [name, await readFile(path.join(folder, name))] as const)),
  );
}
