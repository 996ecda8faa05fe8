import type { ResolvedPath, Workspace } from '../workspace/workspace';
import { WorkspaceError } from '../workspace/workspaceError';
import { splitPath } from './missingFile';

/** Deleting or renaming through a link would hit its target: refuses a path whose last part is a symbolic link. */
export async function assertNoLink(written: string, file: ResolvedPath, workspace: Workspace): Promise<void> {
  const { folder, name } = splitPath(written.replace(/[\\/]+$/, ''));
  if (name === '' || name === '.' || name === '..' || !/[\\/]/.test(file.path)) {
    return;
  }
  const parent = await workspace.resolve(folder === '' ? '.' : folder);
  const separator = parent.path.includes('\\') && !parent.path.includes('/') ? '\\' : '/';
  const own = parent.path.endsWith(separator) ? parent.path + name : parent.path + separator + name;
  if (own !== file.path && (await workspace.stat(own))?.kind === 'symlink') {
    const message = `${written} is a symbolic link to ${file.display}. Name the file itself, or remove the link with a command.`;
    throw new WorkspaceError('invalid_path', message, written);
  }
}
