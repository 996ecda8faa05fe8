// The rules about paths of this room, in one place: how a path is named inside a folder, and how it is shown.
import { dirname, join } from 'node:path';
import { NATIVE_PATH_STYLE, pathModule, relativeTo } from '../workspace/pathRules';
import type { PathStyle } from '../workspace/pathRules';
import type { WorkspaceFolder } from '../workspace/workspace';

/** The path of something inside `top`, with `/`; empty for `top` itself. Both as the disk spells them. */
export function pathBelow(top: string, path: string, style: PathStyle = NATIVE_PATH_STYLE): string {
  if (path === top) return '';
  const separator = pathModule(style).sep;
  const inside = path.slice(top.endsWith(separator) ? top.length : top.length + 1);
  return style === 'windows' ? inside.replaceAll(separator, '/') : inside;
}

/** The path of a name in a folder; asked for every file, so it does no more than that. */
export function childOf(folder: string, name: string, style: PathStyle = NATIVE_PATH_STYLE): string {
  const separator = pathModule(style).sep;
  return folder.endsWith(separator) ? folder + name : folder + separator + name;
}

/** Where is kept what a crash in the middle of a command needs. @param blobsDir as `WorkspaceEffectsOptions.blobsDir` */
export function commandsDirOf(blobsDir: string): string {
  return join(dirname(blobsDir), 'commands');
}

/** As `ResolvedPath.display`, also for what is gone and for links, which are not followed. */
export function displayOf(
  path: string,
  folders: readonly WorkspaceFolder[],
  style: PathStyle = NATIVE_PATH_STYLE,
): string {
  const owners = folders
    .map((folder) => ({ folder, inside: relativeTo(path, folder.root, style, style === 'windows') }))
    .filter(({ inside }) => inside !== undefined)
    .sort((left, right) => right.folder.root.length - left.folder.root.length);
  const [owner] = owners;
  if (owner?.inside === undefined) return path;
  return folders.length === 1 ? owner.inside : `${owner.folder.name}/${owner.inside}`;
}
