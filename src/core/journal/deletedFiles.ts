// Files that the agent deleted and that can come back: from the journals of all sessions, as long as their content is stored, whether
// the deletion was kept or not. Journals are only read, but for the line that a restore adds.
import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { commitChanges } from '../workspace/commit';
import { isMissing } from '../workspace/fileSystemError';
import type { Workspace } from '../workspace/workspace';
import { WorkspaceError } from '../workspace/workspaceError';
import { createBlobStore } from './blobStore';
import { createChangeJournal } from './changeJournal';
import { contentOfImage } from './fileImages';
import { parseJournalLine } from './journalLine';
import type { FileImage } from './journalLine';
import { readJournalFile } from './journalFile';
import { changesOf, foldJournal } from './journalState';
import type { JournalledChange } from './journalState';

export interface DeletedFile {
  /** As `ResolvedPath.path`. */
  readonly path: string;
  /** As `ResolvedPath.display`. */
  readonly display: string;
  readonly sessionId: string;
  /** Id of the deletion in the journal of that session. */
  readonly changeId: string;
  /** Milliseconds since the epoch. */
  readonly time: number;
  /** Bytes. */
  readonly size: number;
  /** A person deleted it, by an undo or a restore. */
  readonly isByPerson: boolean;
}

export interface DeletedFilesOptions {
  /** Folder with the journals of all sessions. */
  readonly dir: string;
  readonly workspace: Workspace;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  readonly newId: () => string;
  /** Told when the restore can't be recorded; it is done all the same. */
  readonly onFailure: (error: Error) => void;
}

export interface DeletedFiles {
  /** Of the workspace's folders, newest first, each path once. What is there again, or not stored any more, is left out. */
  list(): Promise<readonly DeletedFile[]>;
  /** Content of a file before a change; undefined when it is not stored (any more). */
  contentBefore(sessionId: string, changeId: string): Promise<Uint8Array | undefined>;
  /** Writes the file again. Throws `WorkspaceError`, such as when something lies at its place. */
  restore(file: DeletedFile, signal: AbortSignal): Promise<void>;
}

/** What one journal says, as long as its file is the same. */
interface ReadJournal {
  readonly stamp: string;
  readonly changes: readonly JournalledChange[];
}

export function createDeletedFiles(options: DeletedFilesOptions): DeletedFiles {
  const { dir, workspace } = options;
  const blobs = createBlobStore({ dir: join(dir, 'blobs') });
  const known = new Map<string, ReadJournal>();
  const pathOf = (sessionId: string): string => join(dir, `${sessionId}.jsonl`);

  /** Only the deletions of a journal are kept in memory. */
  async function deletionsIn(name: string): Promise<readonly JournalledChange[]> {
    const path = join(dir, name);
    const { size, mtimeMs } = await stat(path);
    const stamp = `${size}:${mtimeMs}`;
    const cached = known.get(name);
    if (cached?.stamp === stamp) return cached.changes;
    const changes = deletionsOf(await readFile(path, 'utf8'));
    known.set(name, { stamp, changes });
    return changes;
  }

  async function imageBefore(sessionId: string, changeId: string): Promise<FileImage | undefined> {
    const state = foldJournal((await readJournalFile(pathOf(sessionId))).lines);
    return changesOf(state).find(({ id }) => id === changeId)?.before;
  }

  async function isRestorable(change: JournalledChange): Promise<boolean> {
    const { before, file } = change;
    if (before === undefined || before.missing !== undefined) return false;
    if ((await workspace.resolve(file.path)).folder === undefined) return false;
    return (await workspace.stat(file.path)) === undefined && (await blobs.has(before.blob));
  }

  return {
    async list() {
      const newest = new Map<string, DeletedFile & { readonly change: JournalledChange }>();
      for (const name of await journalsIn(dir)) {
        const sessionId = name.slice(0, -'.jsonl'.length);
        for (const change of await deletionsIn(name)) {
          const { path, display } = change.file;
          if ((newest.get(path)?.time ?? -1) > change.time) continue;
          newest.set(path, {
            path,
            display,
            sessionId,
            changeId: change.id,
            time: change.time,
            size: change.before?.size ?? 0,
            isByPerson: change.origin.kind === 'restore' || change.origin.kind === 'review',
            change,
          });
        }
      }
      const found: DeletedFile[] = [];
      for (const { change, ...file } of newest.values()) if (await isRestorable(change)) found.push(file);
      return found.sort((left, right) => right.time - left.time);
    },

    async contentBefore(sessionId, changeId) {
      const image = await imageBefore(sessionId, changeId);
      return image === undefined || image.missing !== undefined ? undefined : blobs.get(image.blob);
    },

    async restore(deleted, signal) {
      const { path, display, sessionId, changeId } = deleted;
      const image = await imageBefore(sessionId, changeId);
      const after = image && (await contentOfImage(blobs, image, undefined));
      if (after === undefined) {
        throw new WorkspaceError(
          'io',
          `The content of ${display} is not stored any more.`,
          display,
          undefined,
          {
            about: 'file',
            code: 'not_stored',
            path: display,
          },
        );
      }
      const file = await workspace.resolve(path);
      const { now, newId, onFailure } = options;
      const journal = createChangeJournal({
        path: pathOf(sessionId),
        sessionId,
        workspace,
        blobs,
        now,
        newId,
        onFailure,
      });
      const restoreId = newId();
      journal.checkpoint(restoreId, 'restore');
      try {
        await commitChanges(workspace, [{ kind: 'create', file, after }], {
          signal,
          journal: journal.recorder(() => ({ kind: 'restore', restoreId, checkpointId: restoreId })),
        });
      } finally {
        journal.close();
      }
    },
  };
}

/** Only the lines that matter are parsed: journals of long sessions are large, and all of them are looked at. */
function deletionsOf(text: string): readonly JournalledChange[] {
  const lines = text
    .split('\n')
    .filter((line) => line.includes('"kind":"delete"') || line.startsWith('{"type":"failed"'));
  return changesOf(foldJournal(lines.flatMap((line) => parseJournalLine(line) ?? []))).filter(
    ({ kind, state }) => kind === 'delete' && state !== 'failed',
  );
}

async function journalsIn(folder: string): Promise<readonly string[]> {
  try {
    return (await readdir(folder)).filter((name) => name.endsWith('.jsonl'));
  } catch (error) {
    if (isMissing(error)) return [];
    throw error;
  }
}
