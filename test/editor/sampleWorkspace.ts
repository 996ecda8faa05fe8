import { cp, mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { projectRoot } from '../../scripts/setup/paths.mjs';

/** The small project that tests and the demo work on; never edited in place. */
export const sampleProject = path.join(projectRoot, 'test', 'fixtures', 'sampleProject');

export interface WorkspaceCopy {
  readonly directory: string;
  dispose(): Promise<void>;
}

/** Copies a folder, by default the sample project, to a temporary place of its own. */
export async function copyWorkspace(source: string = sampleProject): Promise<WorkspaceCopy> {
  const parent = await realpath(await mkdtemp(path.join(tmpdir(), 'planwright-workspace-')));
  const directory = path.join(parent, path.basename(source));
  await cp(source, directory, { recursive: true });
  return {
    directory,
    dispose: () => rm(parent, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 }),
  };
}

/** Makes empty folders, by paths in a directory, and a workspace of them; returns its file. */
export async function multiRootWorkspace(directory: string, names: readonly string[]): Promise<string> {
  for (const name of names) await mkdir(path.join(directory, name), { recursive: true });
  const file = path.join(directory, 'roots.code-workspace');
  await writeFile(file, JSON.stringify({ folders: names.map((name) => ({ path: name })) }));
  return file;
}
