// Commands that were running when their process was killed. Looking for them costs one listing of a small folder where there are none;
// all else is loaded when there is one.
import { existsSync, mkdirSync, rmdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { BlobStore } from '../journal/blobStore';
import { changesOf } from '../journal/journalState';
import type { JournalState } from '../journal/journalState';
import type { ChangeOrigin } from '../workspace/changeRecorder';
import type { ObservedChange, ObservedChanges } from './effectsPort';
import { idIn, marksIn } from './fileRecord';

export interface CutOffOptions {
  /** As `commandsDirOf`. */
  readonly dir: string;
  readonly blobs: BlobStore;
  readonly sessionId: string;
  readonly signal: AbortSignal;
}

/** What commands did until they were cut off, and what happened to the same files since. */
export interface CutOffChanges extends ObservedChanges {
  /** Of the command that began last. */
  readonly origin: ChangeOrigin;
}

/** A lock of somebody who died in the middle of it is as old as this, in milliseconds. */
const ABANDONED_AFTER_MS = 60_000;

/**
 * Finds what the session's commands changed that were cut off, and gives it to `record`. They are known no more once that has resolved;
 * when it rejects, or this process is killed too, they are found again. What commands of other sessions did at the same time can't be told
 * apart and comes along.
 */
export async function recordCutOff(
  options: CutOffOptions,
  record: (changes: CutOffChanges) => Promise<void>,
): Promise<void> {
  const { dir, sessionId } = options;
  const marks = marksIn(dir);
  if (marks.length === 0) return;
  const { findCutOff, markOf } = await import('./findCutOff');
  const ids = new Set<string>();
  for (const name of marks) {
    if (markOf(join(dir, name))?.sessionId === sessionId) ids.add(idIn(name));
  }
  for (const id of ids) {
    await alone(join(dir, `${id}.busy`), async () => {
      const found = await findCutOff(options, id);
      if (found === undefined) return;
      if (found.changes !== undefined) await record(found.changes);
      // The record last: without it marks say nothing.
      for (const name of marksIn(dir)) if (idIn(name) === id) rmSync(join(dir, name), { force: true });
      for (const name of found.files) rmSync(join(dir, name), { force: true });
    });
  }
}

/** Without those of which the journal says the same already, as when a process was killed between the record and its end. */
export function notRecorded(
  state: JournalState,
  found: readonly ObservedChange[],
): readonly ObservedChange[] {
  const left = new Map<string, string | undefined>();
  for (const { state: outcome, file, to, after } of changesOf(state)) {
    if (outcome === 'failed') continue;
    if (to !== undefined) left.set(file.path, undefined);
    left.set(to?.path ?? file.path, after?.blob);
  }
  return found.filter(({ path, to, after }) => {
    const at = to ?? path;
    return !left.has(at) || left.get(at) !== after?.blob;
  });
}

/** Two windows that start at once do it once. */
async function alone(lock: string, work: () => Promise<void>): Promise<void> {
  try {
    mkdirSync(lock);
  } catch {
    const stats = statSync(lock, { throwIfNoEntry: false });
    if (stats === undefined || Date.now() - stats.mtimeMs < ABANDONED_AFTER_MS) return;
  }
  try {
    await work();
  } finally {
    if (existsSync(lock)) rmdirSync(lock);
  }
}
