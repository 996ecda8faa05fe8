// Looks at files without the editor's documents: local ones straight from the disk, others through the editor's file systems.
import { lstat, readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { FilePermission, FileType, Uri, workspace } from 'vscode';
import type { DirectoryEntry, FileStat } from '../../core/workspace/workspace';
import { permissionsOf } from '../../core/workspace/diskWorkspace';
import { WorkspaceError } from '../../core/workspace/workspaceError';
import { isLocalUri } from './uriMap';

/** Does not follow a final symbolic link. Throws what the file system says. */
export async function statFile(uri: Uri): Promise<FileStat> {
  if (!isLocalUri(uri)) {
    const info = await workspace.fs.stat(uri);
    const readOnly = info.permissions !== undefined && (info.permissions & FilePermission.Readonly) !== 0;
    return { kind: kindOf(info.type), size: info.size, modified: info.mtime, readOnly };
  }
  const info = await lstat(uri.fsPath);
  const kind = localKindOf(info);
  const readOnly = (info.mode & 0o222) === 0;
  return {
    kind,
    size: info.size,
    modified: info.mtimeMs,
    readOnly,
    ...(kind === 'file' ? permissionsOf(info) : {}),
  };
}

export async function listFolder(uri: Uri): Promise<readonly DirectoryEntry[]> {
  if (!isLocalUri(uri)) {
    const entries = await workspace.fs.readDirectory(uri);
    return Promise.all(
      entries.map(async ([name, type]) => {
        const kind = kindOf(type);
        return { name, kind, size: kind === 'file' ? await sizeOf(Uri.joinPath(uri, name)) : 0 };
      }),
    );
  }
  const entries = await readdir(uri.fsPath, { withFileTypes: true });
  return Promise.all(
    entries.map(async (entry) => {
      const kind = localKindOf(entry);
      const size = kind === 'file' ? await localSizeOf(join(uri.fsPath, entry.name)) : 0;
      return { name: entry.name, kind, size };
    }),
  );
}

/** Throws `directory` and `too_large`, and what the file system says. */
export async function readFileBytes(uri: Uri, display: string, maxBytes: number): Promise<Uint8Array> {
  const isLocal = isLocalUri(uri);
  const info = isLocal ? await stat(uri.fsPath) : await workspace.fs.stat(uri);
  const isFolder = 'isDirectory' in info ? info.isDirectory() : (info.type & FileType.Directory) !== 0;
  if (isFolder) throw new WorkspaceError('directory', `${display} is a directory, not a file.`, display);
  if (info.size > maxBytes) {
    const message = `${display} is too large: ${info.size} bytes, the limit is ${maxBytes}.`;
    throw new WorkspaceError('too_large', message, display, undefined, {
      about: 'file',
      code: 'over_limit',
      path: display,
      bytes: info.size,
      limit: maxBytes,
    });
  }
  return isLocal ? readFile(uri.fsPath) : workspace.fs.readFile(uri);
}

/** Errors of the disk and of the editor's file systems, in words for the model. */
export function toFileError(error: unknown, display: string): WorkspaceError {
  if (error instanceof WorkspaceError) return error;
  const code = codeOf(error);
  switch (code) {
    case 'ENOENT':
    case 'FileNotFound':
      return new WorkspaceError('missing', `${display} does not exist.`, display, error);
    case 'ENOTDIR':
    case 'FileNotADirectory':
      return new WorkspaceError('not_directory', `${display} is not a directory.`, display, error);
    case 'EISDIR':
    case 'FileIsADirectory':
      return new WorkspaceError('directory', `${display} is a directory, not a file.`, display, error);
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
    case 'NoPermissions':
      return new WorkspaceError('read_only', `${display} may not be accessed (${code}).`, display, error);
    default: {
      const words = error instanceof Error ? error.message : String(error);
      return new WorkspaceError('io', `${display}: ${words}`, display, error, {
        about: 'file',
        code: 'io',
        path: display,
        said: words,
      });
    }
  }
}

export function isMissing(error: unknown): boolean {
  const code = codeOf(error);
  return code === 'ENOENT' || code === 'FileNotFound';
}

/** Both kinds of errors name their reason in `code`. */
function codeOf(error: unknown): string | undefined {
  if (typeof error !== 'object' || error === null || !('code' in error)) return undefined;
  return typeof error.code === 'string' ? error.code : undefined;
}

interface LocalKind {
  isFile(): boolean;
  isDirectory(): boolean;
  isSymbolicLink(): boolean;
}

function localKindOf(entry: LocalKind): FileStat['kind'] {
  if (entry.isFile()) return 'file';
  if (entry.isDirectory()) return 'directory';
  return entry.isSymbolicLink() ? 'symlink' : 'other';
}

function kindOf(type: FileType): FileStat['kind'] {
  if ((type & FileType.SymbolicLink) !== 0) return 'symlink';
  if ((type & FileType.Directory) !== 0) return 'directory';
  return (type & FileType.File) !== 0 ? 'file' : 'other';
}

async function localSizeOf(path: string): Promise<number> {
  try {
    return (await lstat(path)).size;
  } catch {
    // Gone between listing and looking.
    return 0;
  }
}

async function sizeOf(uri: Uri): Promise<number> {
  try {
    return (await workspace.fs.stat(uri)).size;
  } catch {
    // Gone between listing and looking.
    return 0;
  }
}
