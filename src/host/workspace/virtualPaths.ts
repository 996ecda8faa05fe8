// Paths of workspaces whose files have no local path: URIs as strings, with `/`, compared exactly.
import { posix } from 'node:path';
import type { ResolvedPath, WorkspaceFolder } from '../../core/workspace/workspace';
import { WorkspaceError } from '../../core/workspace/workspaceError';

/** Scheme with authority, and the path. One letter would be a drive. */
const URI = /^([a-z][a-z0-9+.-]+:(?:\/\/[^/]*)?)(\/.*)?$/i;

/** True for a folder whose root is a URI. */
export function isVirtual(folder: WorkspaceFolder): boolean {
  return URI.test(folder.root);
}

/** In a workspace of both kinds: true for a URI that is no file, and for a path that begins with the name of a virtual folder. */
export function namesVirtualFile(written: string, folders: readonly WorkspaceFolder[]): boolean {
  if (URI.test(written)) return !/^file:/i.test(written);
  const [name] = written.split(/[\\/]/, 1);
  return folders.some((folder) => folder.name === name && isVirtual(folder));
}

/**
 * Resolves what a model wrote: a URI, `name/path` where there are several folders, or a path relative to the first folder; a
 * leading `/` means the folder's root. Roots are URIs as strings. Throws `invalid_path`.
 *
 * @param isNamed whether paths begin with the name of their folder; default: where there are several
 */
export function resolveVirtualPath(
  written: string,
  folders: readonly WorkspaceFolder[],
  isNamed = folders.length > 1,
): ResolvedPath {
  if (written.trim() === '' || written.includes('\0'))
    throw invalid(written, 'it is empty or contains a NUL character');
  const uri = URI.exec(written);
  if (uri !== null) return describeVirtualPath(normalized(uri[1] ?? '', uri[2] ?? '/'), folders, isNamed);
  const [first] = folders;
  if (first === undefined) throw invalid(written, 'there is no workspace folder');
  const relative = posix.normalize(written.replaceAll('\\', '/')).replace(/^\/+/, '');
  const [name = '', ...rest] = relative.split('/');
  const named = isNamed ? folders.find((folder) => folder.name === name) : undefined;
  const { root } = named ?? first;
  return describeVirtualPath(joined(root, named === undefined ? relative : rest.join('/')), folders, isNamed);
}

/** Words for a path that was resolved before. */
export function describeVirtualPath(
  path: string,
  folders: readonly WorkspaceFolder[],
  isNamed = folders.length > 1,
): ResolvedPath {
  const folder = folders
    .filter(({ root }) => path === root || path.startsWith(withSlash(root)))
    .toSorted((a, b) => b.root.length - a.root.length)[0];
  if (folder === undefined) return { path, display: path };
  const relative = path === folder.root ? '.' : decoded(path.slice(withSlash(folder.root).length));
  if (!isNamed) return { path, display: relative, folder };
  return { path, display: relative === '.' ? folder.name : `${folder.name}/${relative}`, folder };
}

function joined(root: string, relative: string): string {
  const uri = URI.exec(root);
  return normalized(uri?.[1] ?? '', `${uri?.[2] ?? ''}/${encoded(relative)}`);
}

/** Dots resolved, no slash at the end, names encoded in one way only. */
function normalized(authority: string, path: string): string {
  const clean = posix.normalize(encoded(decoded(path)));
  return authority + (clean.length > 1 ? clean.replace(/\/$/, '') : clean);
}

/** As the editor writes URIs: each name encoded, the separators kept. */
function encoded(path: string): string {
  const encode = (name: string): string =>
    encodeURIComponent(name).replaceAll(
      /[!'()*]/g,
      (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`,
    );
  return path.split('/').map(encode).join('/');
}

function decoded(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    // A lone percent sign: it is part of the name.
    return path;
  }
}

function withSlash(root: string): string {
  return root.endsWith('/') ? root : `${root}/`;
}

function invalid(written: string, problem: string): WorkspaceError {
  return new WorkspaceError('invalid_path', `Failed to resolve path: ${written}: ${problem}.`, written);
}
