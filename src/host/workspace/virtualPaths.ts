// Paths of workspaces whose files have no local path: URIs as strings, with `/`, compared exactly.
import { posix } from 'node:path';
import type { ResolvedPath, WorkspaceFolder } from '../../core/workspace/workspace';
import { WorkspaceError } from '../../core/workspace/workspaceError';

const URI = /^([a-z][a-z0-9+.-]*:\/\/[^/]*)(\/.*)?$/i;

/**
 * Resolves what a model wrote: a URI, `name/path` where there are several folders, or a path relative to the first folder; a
 * leading `/` means the folder's root. Roots are URIs as strings. Throws `invalid_path`.
 */
export function resolveVirtualPath(written: string, folders: readonly WorkspaceFolder[]): ResolvedPath {
  if (written.trim() === '' || written.includes('\0'))
    throw invalid(written, 'it is empty or contains a NUL character');
  const uri = URI.exec(written);
  if (uri !== null) return describeVirtualPath(normalized(uri[1] ?? '', uri[2] ?? '/'), folders);
  const [first] = folders;
  if (first === undefined) throw invalid(written, 'there is no workspace folder');
  const relative = posix.normalize(written.replaceAll('\\', '/')).replace(/^\/+/, '');
  const [name = '', ...rest] = relative.split('/');
  const named = folders.length > 1 ? folders.find((folder) => folder.name === name) : undefined;
  const { root } = named ?? first;
  return describeVirtualPath(joined(root, named === undefined ? relative : rest.join('/')), folders);
}

/** Words for a path that was resolved before. */
export function describeVirtualPath(path: string, folders: readonly WorkspaceFolder[]): ResolvedPath {
  const folder = folders
    .filter(({ root }) => path === root || path.startsWith(withSlash(root)))
    .toSorted((a, b) => b.root.length - a.root.length)[0];
  if (folder === undefined) return { path, display: path };
  const relative = path === folder.root ? '.' : decodeURIComponent(path.slice(withSlash(folder.root).length));
  if (folders.length === 1) return { path, display: relative, folder };
  return { path, display: relative === '.' ? folder.name : `${folder.name}/${relative}`, folder };
}

function joined(root: string, relative: string): string {
  const uri = URI.exec(root);
  if (uri === null) return posix.join(root, encoded(relative));
  return normalized(uri[1] ?? '', `${uri[2] ?? ''}/${encoded(relative)}`);
}

function normalized(authority: string, path: string): string {
  const clean = posix.normalize(path);
  return authority + (clean.length > 1 ? clean.replace(/\/$/, '') : clean);
}

/** As the editor writes URIs: each name encoded, the separators kept. */
function encoded(path: string): string {
  return path.split('/').map(encodeURIComponent).join('/');
}

function withSlash(root: string): string {
  return root.endsWith('/') ? root : `${root}/`;
}

function invalid(written: string, problem: string): WorkspaceError {
  return new WorkspaceError('invalid_path', `Failed to resolve path: ${written}: ${problem}.`, written);
}
