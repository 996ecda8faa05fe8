import { existsSync } from 'node:fs';
import { readdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { build } from 'esbuild';
import { projectRoot } from '../../scripts/setup/paths.mjs';
import { suiteGroups } from './suiteGroups';

const sourceDirectory = path.join(projectRoot, 'test', 'vscode');

export interface BuiltSuites {
  /** Module for the extension host's `extensionTestsPath`. */
  readonly testsPath: string;
  /** Names of the groups that have suites. */
  readonly groups: readonly string[];
}

/** Bundles the suites and their runner into `outputDirectory`, with `vscode` and Mocha left to the extension host. */
export async function buildSuites(
  outputDirectory: string = path.join(projectRoot, 'dist-test', 'vscode'),
): Promise<BuiltSuites> {
  await rm(outputDirectory, { recursive: true, force: true });
  const entryPoints = [path.join(sourceDirectory, 'run.ts')];
  const groups: string[] = [];
  for (const { name } of suiteGroups) {
    const files = await suiteFiles(path.join(sourceDirectory, name));
    if (files.length > 0) groups.push(name);
    entryPoints.push(...files);
  }
  await build({
    absWorkingDir: projectRoot,
    entryPoints,
    outbase: sourceDirectory,
    outdir: outputDirectory,
    outExtension: { '.js': '.cjs' },
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node22',
    sourcemap: 'inline',
    external: ['vscode', 'mocha'],
    logLevel: 'warning',
  });
  return { testsPath: path.join(outputDirectory, 'run.cjs'), groups };
}

async function suiteFiles(directory: string): Promise<string[]> {
  if (!existsSync(directory)) return [];
  const names = await readdir(directory);
  return names.filter((name) => name.endsWith('.test.ts')).map((name) => path.join(directory, name));
}
