// Copy-on-write over any workspace: reads see what was written here, and nothing of it reaches the base. For dry runs and for steps that
// work beside each other. What came of it is had by `changes()` and committed to the base like any other proposal.
//
// It has no disk: no commands run in it and no ripgrep (`isOnDisk`), so searches walk it and see its files. Names that differ only in case
// are two files here, also where they are one in the base; a commit then fails and says so.
import { randomUUID } from 'node:crypto';
import { NATIVE_PATH_STYLE, pathModule } from './pathRules';
import { overlayChanges } from './overlayChanges';
import type { OverlayChanges } from './overlayChanges';
import { encodeText, isTextEncoding, lineEndingOf, snapshotBytes, snapshotOf } from './textCodec';
import type {
  AppliedChange,
  DirectoryEntry,
  FileChange,
  FileContent,
  FileSnapshot,
  FileStat,
  ResolvedPath,
  Workspace,
} from './workspace';
import { WorkspaceError } from './workspaceError';

export interface OverlayWorkspace extends Workspace {
  /** What a commit to the base has to do now. Where the base moved on meanwhile, both are merged, or named as a conflict. */
  changes(): Promise<OverlayChanges>;
  /** Every path that differs from what it was in the base when it was first written here. */
  written(): readonly OverlayEntry[];
}

/** One path that was written here. */
export interface OverlayEntry {
  readonly file: ResolvedPath;
  /** In the base, when it was first written here. */
  readonly origin: FileSnapshot | 'absent';
  readonly state: FileSnapshot | 'absent';
  /** Path in the base from which the content came, by edits and renames; absent for new files. */
  readonly lineage?: string;
  /** Milliseconds since the epoch. */
  readonly modified: number;
}

export interface OverlayOptions {
  /** Milliseconds since the epoch; default the clock. */
  readonly now?: () => number;
}

/** Default of `Workspace.read`. */
const MAX_FILE_BYTES = 50 * 1024 * 1024;

export function createOverlayWorkspace(
  base: Workspace,
  { now = Date.now }: OverlayOptions = {},
): OverlayWorkspace {
  const entries = new Map<string, OverlayEntry>();
  /** Made by a write here; like on a disk they stay when their last file goes. */
  const folders = new Set<string>();
  const path = pathModule(base.isLocal ? NATIVE_PATH_STYLE : 'posix');

  const displayOf = async (at: string): Promise<string> => (await base.resolve(at)).display;

  async function stat(at: string): Promise<FileStat | undefined> {
    if (folders.has(at)) return { kind: 'directory', size: 0, modified: now() };
    const entry = entries.get(at);
    if (entry === undefined) return base.stat(at);
    if (entry.state === 'absent') return undefined;
    return { kind: 'file', size: sizeOf(entry.state), modified: entry.modified };
  }

  async function read(at: string, options?: { readonly maxBytes?: number }): Promise<FileSnapshot> {
    const entry = entries.get(at);
    if (entry === undefined && !folders.has(at)) return base.read(at, options);
    const display = entry?.file.display ?? (await displayOf(at));
    if (folders.has(at)) throw new WorkspaceError('directory', `${display} is a directory.`, display);
    if (entry === undefined || entry.state === 'absent') throw missingError(display);
    const maxBytes = options?.maxBytes ?? MAX_FILE_BYTES;
    const size = sizeOf(entry.state);
    if (size <= maxBytes) return entry.state;
    const message = `${display} has ${size} bytes; at most ${maxBytes} can be read.`;
    throw new WorkspaceError('too_large', message, display, undefined, {
      about: 'file',
      code: 'over_limit',
      path: display,
      bytes: size,
      limit: maxBytes,
    });
  }

  /** Folders above the path that do not exist yet. Throws where one of them would have to be a file. */
  async function missingFolders(file: ResolvedPath): Promise<readonly string[]> {
    const missing: string[] = [];
    for (let at = path.dirname(file.path); at !== path.dirname(at); at = path.dirname(at)) {
      const found = await stat(at);
      if (found?.kind === 'directory') break;
      if (found !== undefined) {
        const message = `${file.display} is not a directory, or lies below a file.`;
        throw new WorkspaceError('not_directory', message, file.display);
      }
      missing.push(at);
    }
    return missing;
  }

  async function assertFree(file: ResolvedPath): Promise<void> {
    if ((await stat(file.path)) === undefined) return;
    throw new WorkspaceError('exists', `${file.display} exists already.`, file.display);
  }

  /** The entry that the file has, or would have, before a write. Throws when it is not what the change was made from. */
  async function currentEntry({
    file,
    before,
  }: Exclude<FileChange, { kind: 'create' }>): Promise<OverlayEntry> {
    const { display } = file;
    const current = await read(file.path, { maxBytes: Infinity });
    const known = entries.get(file.path);
    if (known === undefined && (await base.stat(file.path))?.readOnly === true) {
      throw new WorkspaceError('read_only', `${display} is read-only.`, display);
    }
    if (current.version !== before.version || current.dirty !== before.dirty) {
      throw new WorkspaceError('stale', `${display} has changed since it was read. Read it again.`, display);
    }
    return known ?? { file, origin: current, state: current, lineage: file.path, modified: now() };
  }

  /** A file that was never in the base leaves nothing behind. */
  function remove(entry: OverlayEntry): void {
    const { file, origin } = entry;
    if (origin === 'absent') entries.delete(file.path);
    else entries.set(file.path, { file, origin, state: 'absent', modified: now() });
  }

  function put(file: ResolvedPath, state: FileSnapshot, lineage: string | undefined): void {
    const origin = entries.get(file.path)?.origin ?? 'absent';
    entries.set(file.path, {
      file,
      origin,
      state,
      modified: now(),
      ...(lineage === undefined ? {} : { lineage }),
    });
  }

  async function apply(change: FileChange): Promise<AppliedChange> {
    const { file } = change;
    if (change.kind === 'create') {
      const made = await missingFolders(file);
      await assertFree(file);
      for (const folder of made) folders.add(folder);
      const state = written(file.path, change.after, undefined);
      put(file, state, undefined);
      return { change, version: state.version };
    }
    const entry = await currentEntry(change);
    if (change.kind === 'edit') {
      if (change.before.dirty && 'bytes' in change.after) throw unsavedError(file.display);
      const state = written(file.path, change.after, change.before);
      entries.set(file.path, { ...entry, state, modified: now() });
      return { change, version: state.version };
    }
    if (change.before.dirty) throw unsavedError(file.display);
    if (change.kind === 'delete') {
      remove(entry);
      return { change };
    }
    const { to, before, after } = change;
    const made = await missingFolders(to);
    await assertFree(to);
    for (const folder of made) folders.add(folder);
    const state = after === undefined ? { ...before, path: to.path } : written(to.path, after, before);
    remove(entry);
    put(to, state, entry.lineage);
    return { change, version: state.version };
  }

  return {
    get folders() {
      return base.folders;
    },
    get isLocal() {
      return base.isLocal;
    },
    isOnDisk: false,
    get isTrusted() {
      return base.isTrusted;
    },
    stat,
    read,
    apply,

    async resolve(written) {
      const found = await base.resolve(written);
      if (base.folders.length < 2 || (await stat(found.path)) !== undefined) return found;
      // In which folder a relative path lies, may be known by a file that is only here.
      for (const { root } of base.folders) {
        const other = await base.resolve(path.isAbsolute(written) ? written : path.join(root, written));
        if ((await stat(other.path)) !== undefined) return other;
      }
      return found;
    },

    async list(at) {
      const isOwn = folders.has(at);
      if (!isOwn && entries.has(at)) {
        const { display } = (entries.get(at) as OverlayEntry).file;
        const isThere = (await stat(at)) !== undefined;
        throw isThere
          ? new WorkspaceError(
              'not_directory',
              `${display} is not a directory, or lies below a file.`,
              display,
            )
          : missingError(display);
      }
      const inBase = isOwn ? [] : await base.list(at);
      const listed = new Map<string, DirectoryEntry>(inBase.map((entry) => [entry.name, entry]));
      for (const { file, state } of entries.values()) {
        if (path.dirname(file.path) !== at) continue;
        const name = path.basename(file.path);
        if (state === 'absent') listed.delete(name);
        else listed.set(name, { name, kind: 'file', size: sizeOf(state) });
      }
      for (const folder of folders) {
        const name = path.basename(folder);
        if (path.dirname(folder) === at) listed.set(name, { name, kind: 'directory', size: 0 });
      }
      return [...listed.values()].sort((left, right) =>
        left.name < right.name ? -1 : left.name > right.name ? 1 : 0,
      );
    },

    /** Also what was written here: on the disk none of it can be seen. */
    async unsaved() {
      const inBase = (await base.unsaved()).filter((file) => !entries.has(file.path));
      const here = [...entries.values()].filter(({ state }) => state !== 'absent').map(({ file }) => file);
      return [...inBase, ...here];
    },

    /** Saving would write the base. */
    save: (paths) => Promise.resolve(paths),

    changes: () => overlayChanges(base, [...entries.values()]),
    written: () => [...entries.values()],
  };
}

/** What reading gives after this content was written. */
function written(at: string, after: FileContent, before: FileSnapshot | undefined): FileSnapshot {
  const encoding = before?.encoding ?? 'utf8';
  const dirty = before?.dirty ?? false;
  if ('bytes' in after) return { ...snapshotOf(at, after.bytes), dirty };
  const { text } = after;
  if (isTextEncoding(encoding)) return { ...snapshotOf(at, encodeText(text, encoding)), dirty };
  // Only the editor can tell its bytes: the version is one that nothing else has.
  return { ...blank(at, encoding), text, version: randomUUID(), lineEnding: lineEndingOf(text), dirty };
}

function blank(at: string, encoding: string): FileSnapshot {
  return { path: at, version: '', encoding, lineEnding: 'none', binary: false, dirty: false };
}

function sizeOf(snapshot: FileSnapshot): number {
  return snapshotBytes(snapshot)?.byteLength ?? Buffer.byteLength(snapshot.text ?? '');
}

function missingError(display: string): WorkspaceError {
  return new WorkspaceError('missing', `${display} does not exist.`, display);
}

function unsavedError(display: string): WorkspaceError {
  const message = `${display} has unsaved changes in the editor; ask the person to save or close it first.`;
  return new WorkspaceError('stale', message, display, undefined, {
    about: 'file',
    code: 'unsaved',
    path: display,
  });
}
