// Where a search looks and how what it finds is named.
import { NATIVE_PATH_STYLE, pathModule, relativeTo } from '../workspace/pathRules';
import type { ResolvedPath, Workspace, WorkspaceFolder } from '../workspace/workspace';
import { WorkspaceError } from '../workspace/workspaceError';

/** One place to search: a folder or file below `base`. */
export interface SearchScope {
  /** Absolute folder whose ignore files hold and from which globs are read. */
  readonly base: string;
  /** Path below `base` with `/`; empty for all of it. */
  readonly target: string;
}

/** The places of a search: one for a given root, else one for each workspace folder. Throws `not_directory` for what lies in no folder. */
export function searchScopes(workspace: Workspace, root: ResolvedPath | undefined): readonly SearchScope[] {
  if (root === undefined) {
    return workspace.folders.map((folder) => ({ base: folder.root, target: '' }));
  }
  const style = styleOf(workspace);
  if (root.folder !== undefined) {
    const { display, folder } = root;
    // An untitled document of the editor counts as inside and is in no folder.
    if (!workspace.folders.some((known) => known.root === folder.root)) {
      const message = `${display} is no file that can be searched. Read it instead.`;
      throw new WorkspaceError('not_directory', message, display);
    }
    const target =
      relativeTo(root.path, root.folder.root, style, false) ??
      relativeTo(root.path, root.folder.root, style, true);
    if (target !== undefined) {
      return [{ base: root.folder.root, target }];
    }
  }
  const path = pathModule(style);
  return [{ base: path.dirname(root.path), target: path.basename(root.path) }];
}

/** Absolute path of something found below a folder. */
export function joinFound(workspace: Workspace, folder: string, relative: string): string {
  if (relative === '') {
    return folder;
  }
  const separator = styleOf(workspace) === 'windows' ? '\\' : '/';
  const tail = separator === '/' ? relative : relative.replaceAll('/', separator);
  return folder.endsWith(separator) ? folder + tail : folder + separator + tail;
}

/** The found path as the gate would show it, without asking the file system: a search follows no links. */
export function describeFound(workspace: Workspace, path: string): ResolvedPath {
  let owner: { readonly folder: WorkspaceFolder; readonly relative: string } | undefined;
  for (const folder of workspace.folders) {
    const relative = relativeTo(path, folder.root, styleOf(workspace), false);
    if (relative !== undefined && (owner === undefined || folder.root.length > owner.folder.root.length)) {
      owner = { folder, relative };
    }
  }
  if (owner === undefined) {
    return { path, display: path };
  }
  const { folder, relative } = owner;
  return { path, display: workspace.folders.length === 1 ? relative : `${folder.name}/${relative}`, folder };
}

function styleOf(workspace: Workspace): 'posix' | 'windows' {
  return workspace.isLocal ? NATIVE_PATH_STYLE : 'posix';
}
