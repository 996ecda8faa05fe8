import { cp, mkdtemp, realpath, rm } from 'node:fs/promises';
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
