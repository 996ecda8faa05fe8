// Files of the local disk, for the command line, the worker and tests. Paths are real paths that came from `resolve`; before each
// write the real path is looked up again, since a link may have been made after the check (threat 10).
import { accessSync, constants, lstatSync, readFileSync, realpathSync } from 'node:fs';
import type { Stats } from 'node:fs';
import { readFile, readdir, unlink } from 'node:fs/promises';
import { homedir } from 'node:os';
import { basename, join } from 'node:path';
import { detectsFoldedCase, diskProbe } from './diskProbe';
import { createFile, moveFile, replaceFile } from './diskWrite';
import { isMissing, toWorkspaceError } from './fileSystemError';
import { createPathGate } from './pathGate';
import { NATIVE_PATH_STYLE } from './pathRules';
import { contentBytes, snapshotOf, versionOf } from './textCodec';
import type {
  AppliedChange,
  DirectoryEntry,
  FileChange,
  FileSnapshot,
  FileStat,
  Workspace,
  WorkspaceFolder,
} from './workspace';
import { WorkspaceError } from './workspaceError';

export interface DiskWorkspaceOptions {
  /** At least one. `name` defaults to the last part of the root; names are made unique. */
  readonly folders: readonly { readonly root: string; readonly name?: string }[];
  /** Default true. */
  readonly trusted?: boolean;
  /** For `~` in paths; default the user's home folder. */
  readonly home?: string;
}

/** Default of `Workspace.read`: 50 MiB. */
export const MAX_FILE_BYTES = 50 * 1024 * 1024;

/** Files up to this size are read at once: that takes less time than a trip through the thread pool. */
const SMALL_FILE_BYTES = 256 * 1024;

/** Throws `WorkspaceError` `missing` when a root does not exist. */
export function createDiskWorkspace({
  folders,
  trusted = true,
  home = homedir(),
}: DiskWorkspaceOptions): Workspace {
  const resolvedFolders = uniqueNames(folders.map(({ root, name }) => ({ root: realRoot(root), name })));
  // Asked once and only when needed: most workspaces never compare two spellings.
  const folding = new Map<string, boolean>();
  const gate = createPathGate({
    folders: resolvedFolders,
    style: NATIVE_PATH_STYLE,
    foldsCase: ({ root }) => {
      const folds = folding.get(root) ?? detectsFoldedCase(root);
      folding.set(root, folds);
      return folds;
    },
    probe: diskProbe,
    home,
  });
  const displayOf = (path: string): string => gate.describe(path).display;

  function statsOf(path: string): Stats | undefined {
    try {
      return lstatSync(path, { throwIfNoEntry: false });
    } catch (error) {
      if (isMissing(error)) {
        return undefined;
      }
      throw toWorkspaceError(error, displayOf(path));
    }
  }

  /** The stats of a regular file; throws for everything else. */
  function fileStats(path: string): Stats {
    const stats = statsOf(path);
    const display = displayOf(path);
    if (stats === undefined) {
      throw new WorkspaceError('missing', `${display} does not exist.`, display);
    }
    if (stats.isDirectory()) {
      throw new WorkspaceError('directory', `${display} is a directory.`, display);
    }
    if (!stats.isFile()) {
      throw new WorkspaceError('io', `${display} is not a regular file.`, display, undefined, {
        about: 'file',
        code: 'not_regular',
        path: display,
      });
    }
    return stats;
  }

  async function read(path: string, options?: { readonly maxBytes?: number }): Promise<FileSnapshot> {
    const maxBytes = options?.maxBytes ?? MAX_FILE_BYTES;
    const { size } = fileStats(path);
    if (size > maxBytes) {
      const display = displayOf(path);
      throw new WorkspaceError(
        'too_large',
        `${display} has ${size} bytes; at most ${maxBytes} can be read.`,
        display,
        undefined,
        { about: 'file', code: 'over_limit', path: display, bytes: size, limit: maxBytes },
      );
    }
    try {
      return snapshotOf(path, await bytesOf(path, size));
    } catch (error) {
      throw toWorkspaceError(error, displayOf(path));
    }
  }

  /** Fails when the path leads elsewhere than when it was resolved. */
  async function assertSamePlace(path: string): Promise<void> {
    const now = await gate.resolve(path);
    if (now.path !== path) {
      const display = displayOf(path);
      throw new WorkspaceError(
        'outside',
        `${display} now leads to another place; nothing was written.`,
        display,
        undefined,
        { about: 'file', code: 'moved', path: display },
      );
    }
  }

  /** The stats of a file that is writable and still has the expected version. */
  async function assertUnchanged({ path, version }: FileSnapshot): Promise<Stats> {
    const stats = fileStats(path);
    const display = displayOf(path);
    if (isReadOnly(path, stats)) {
      throw new WorkspaceError('read_only', `${display} is read-only.`, display);
    }
    if (versionOf(await bytesOf(path, stats.size)) !== version) {
      throw new WorkspaceError('stale', `${display} has changed since it was read. Read it again.`, display);
    }
    return stats;
  }

  function assertFree(path: string): void {
    if (statsOf(path) !== undefined) {
      const display = displayOf(path);
      throw new WorkspaceError('exists', `${display} exists already.`, display);
    }
  }

  async function write(change: FileChange): Promise<AppliedChange> {
    const { path } = change.file;
    await assertSamePlace(path);
    switch (change.kind) {
      case 'create': {
        const bytes = contentBytes(change.after, 'utf8');
        createFile(path, bytes, change.mode);
        return { change, version: versionOf(bytes) };
      }
      case 'edit': {
        const bytes = contentBytes(change.after, change.before.encoding);
        await replaceFile(path, bytes, await assertUnchanged(change.before));
        return { change, version: versionOf(bytes) };
      }
      case 'delete': {
        await assertUnchanged(change.before);
        await unlink(path);
        return { change };
      }
      case 'rename': {
        await assertSamePlace(change.to.path);
        const stats = await assertUnchanged(change.before);
        assertFree(change.to.path);
        if (change.after === undefined) {
          await moveFile(path, change.to.path);
          return { change, version: change.before.version };
        }
        const bytes = contentBytes(change.after, change.before.encoding);
        createFile(change.to.path, bytes, stats.mode & 0o7777);
        await unlink(path);
        return { change, version: versionOf(bytes) };
      }
    }
  }

  return {
    folders: resolvedFolders,
    isLocal: true,
    isTrusted: trusted,
    resolve: (path) => gate.resolve(path),

    async stat(path) {
      const stats = statsOf(path);
      if (stats === undefined) {
        return undefined;
      }
      const kind = kindOf(stats);
      return {
        kind,
        size: stats.size,
        modified: stats.mtimeMs,
        ...(kind === 'file' ? permissionsOf(stats) : {}),
        ...(kind === 'file' && isReadOnly(path, stats) ? { readOnly: true } : {}),
      };
    },

    read,

    async list(path) {
      try {
        const entries = await readdir(path, { withFileTypes: true });
        const listed = await Promise.all(
          entries.map(async (entry): Promise<DirectoryEntry> => {
            const stats = entry.isFile() ? statsOf(join(path, entry.name)) : undefined;
            return { name: entry.name, kind: kindOf(entry), size: stats?.size ?? 0 };
          }),
        );
        return listed.sort((left, right) => (left.name < right.name ? -1 : left.name > right.name ? 1 : 0));
      } catch (error) {
        throw toWorkspaceError(error, displayOf(path));
      }
    },

    async apply(change) {
      try {
        return await write(change);
      } catch (error) {
        throw toWorkspaceError(error, change.file.display);
      }
    },

    unsaved: () => Promise.resolve([]),
    save: () => Promise.resolve([]),
  };
}

async function bytesOf(path: string, size: number): Promise<Uint8Array> {
  return size <= SMALL_FILE_BYTES ? readFileSync(path) : readFile(path);
}

function realRoot(root: string): string {
  try {
    return realpathSync.native(root);
  } catch (error) {
    throw toWorkspaceError(error, root);
  }
}

/** Gives folders of the same name a number. */
function uniqueNames(
  folders: readonly { readonly root: string; readonly name: string | undefined }[],
): WorkspaceFolder[] {
  const taken = new Set<string>();
  return folders.map(({ root, name }) => {
    const wanted = name ?? (basename(root) || root);
    let unique = wanted;
    for (let count = 2; taken.has(unique); count += 1) {
      unique = `${wanted}-${count}`;
    }
    taken.add(unique);
    return { name: unique, root };
  });
}

function kindOf(entry: Pick<Stats, 'isFile' | 'isDirectory' | 'isSymbolicLink'>): FileStat['kind'] {
  if (entry.isFile()) {
    return 'file';
  }
  if (entry.isDirectory()) {
    return 'directory';
  }
  return entry.isSymbolicLink() ? 'symlink' : 'other';
}

/** Windows has no permission bits to keep. */
export function permissionsOf({ mode }: Pick<Stats, 'mode'>): Pick<FileStat, 'mode'> {
  return process.platform === 'win32' ? {} : { mode: mode & 0o7777 };
}

/** No write permission for anybody, or none for us. */
function isReadOnly(path: string, stats: Stats): boolean {
  if ((stats.mode & 0o222) === 0) {
    return true;
  }
  try {
    accessSync(path, constants.W_OK);
    return false;
  } catch {
    // Any refusal means that we can't write here.
    return true;
  }
}
