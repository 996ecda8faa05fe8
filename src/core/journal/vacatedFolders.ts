// A command may put a folder where a file was. The file comes back only when nothing of the folder is anybody else's: all it holds is
// what the same restore takes away.
import { rmdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Workspace } from '../workspace/workspace';

/** True for a folder on the local disk in which every file is one of these, at any depth. */
export async function holdsOnly(
  workspace: Workspace,
  path: string,
  files: ReadonlySet<string>,
): Promise<boolean> {
  if (!workspace.isLocal || (await workspace.stat(path))?.kind !== 'directory') return false;
  for (const { name, kind } of await workspace.list(path)) {
    const at = join(path, name);
    if (kind === 'directory' ? !(await holdsOnly(workspace, at, files)) : !files.has(at)) return false;
  }
  return true;
}

/** Removes a folder that holds nothing but empty folders; rejects when there is anything else by now. */
export async function removeEmptied(workspace: Workspace, path: string): Promise<void> {
  for (const { name, kind } of await workspace.list(path)) {
    if (kind === 'directory') await removeEmptied(workspace, join(path, name));
  }
  await rmdir(path);
}
