// Compares the files with what a killed process had recorded of them.
import { statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { imagesOf } from './changeImages';
import type { SourcedChange } from './changeImages';
import type { CutOffChanges, CutOffOptions } from './cutOffCommands';
import { DEFAULT_LIMITS, RULE_FILES } from './effectsService';
import { isSameStamp } from './fileStamp';
import type { FileStamp, PathChange } from './fileStamp';
import { currentStamp, FolderIndex, mergeListings } from './folderIndex';
import { idIn, marksIn } from './fileRecord';
import { readMark, readRecord } from './readRecord';
import type { ReadRecord } from './readRecord';
import { RECORD_SUFFIX } from './recordLines';
import type { CommandMark } from './recordLines';

export interface FoundCutOff {
  /** Absent: nothing can be said. */
  readonly changes?: CutOffChanges;
  /** Names of the files that said what was before. */
  readonly files: readonly string[];
}

/** A process that gave a sign of life this lately may live, in milliseconds; its own number says so sooner where it is gone. */
const ALIVE_MS = 10_000;

/** Undefined while the process that wrote the record lives: it will find the changes itself. */
export async function findCutOff(options: CutOffOptions, id: string): Promise<FoundCutOff | undefined> {
  const { dir, sessionId, blobs, signal } = options;
  const name = id + RECORD_SUFFIX;
  const marks = marksIn(dir)
    .filter((mark) => idIn(mark) === id)
    .flatMap((mark) => markOf(join(dir, mark)) ?? [])
    .sort((left, right) => left.time - right.time);
  const record = statSync(join(dir, name), { throwIfNoEntry: false }) && readRecord(dir, name);
  const own = marks.findLast((mark) => mark.sessionId === sessionId);
  const [first] = marks;
  if (record === undefined || own === undefined || first === undefined) return { files: [name] };
  if (isProcessAlive(record.pid) && Date.now() - record.seen < ALIVE_MS) return undefined;
  const breathe = (): Promise<void> => {
    signal.throwIfAborted();
    return new Promise((resolve) => setImmediate(resolve));
  };
  const changes = await changesSince(record, first, breathe);
  const after = new Map(changes.map((change) => [change.path, change.after]));
  const images = await imagesOf(changes, {
    blobs,
    signal,
    breathe,
    limits: DEFAULT_LIMITS,
    learn: () => undefined,
  });
  return {
    files: [name, ...record.indexes],
    changes: {
      ...images,
      leftOut: 0,
      origin: own.origin,
      changes: images.changes.map((change) =>
        isLater(after.get(change.to ?? change.path), record) ? { ...change, changedSince: true } : change,
      ),
    },
  };
}

/** Undefined for what is gone or damaged. */
export function markOf(path: string): CommandMark | undefined {
  try {
    return readMark(path);
  } catch {
    // Somebody else has recorded it just now.
    return undefined;
  }
}

/** Whoever changed it, it was after the last sign of life. What is gone can't be overwritten. */
function isLater(stamp: FileStamp | undefined, { seen }: ReadRecord): boolean {
  return stamp !== undefined && stamp.changed > seen;
}

async function changesSince(
  record: ReadRecord,
  { time }: CommandMark,
  breathe: () => Promise<void>,
): Promise<readonly SourcedChange[]> {
  const index = new FolderIndex({ breathe, onFolder: () => undefined, onFolderGone: () => undefined });
  await index.setRoots(record.roots);
  const found: PathChange[] = [];
  for (const [path, after] of index.files()) found.push({ path, after });
  const known = new Map([...record.files].map(([path, { stamp }]) => [path, stamp]));
  const changes: PathChange[] = [];
  mergeListings(known, found, changes);
  const hasOtherRules = changes.some(({ path }) => RULE_FILES.has(basename(path)));
  return changes.flatMap(({ path, before, after }): readonly SourcedChange[] => {
    if (before === undefined) {
      // It counts by other rules than before, and nobody made it.
      const isOld = after === undefined || after.changed < time || (hasOtherRules && isOlder(path, time));
      return isOld ? [] : [{ path, after }];
    }
    // What counts no more may still be there.
    const now = after ?? currentStamp(path);
    if (isSameStamp(before, now)) return [];
    const source = record.sourceOf(path, before);
    return [{ path, before, source, ...(now === undefined ? {} : { after: now }) }];
  });
}

function isOlder(path: string, time: number): boolean {
  const stats = statSync(path, { throwIfNoEntry: false });
  return stats !== undefined && stats.birthtimeMs < time;
}

function isProcessAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
