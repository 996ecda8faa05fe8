// Frees the room of contents that nobody needs any more. Runs in the background of a session that changes files.
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { RECORD_SUFFIX } from '../effects/recordLines';
import { blobsOf, parseStoredReview } from '../review/storedReview';
import { isMissing } from '../workspace/fileSystemError';
import type { BlobStore } from './blobStore';
import { readJournalFile } from './journalFile';
import { foldJournal, pendingBlobs } from './journalState';

/** Contents that are under no review are kept for 30 days. */
export const KEEP_MS = 30 * 24 * 60 * 60 * 1000;

const DAY_MS = 24 * 60 * 60 * 1000;

/** The same at most once a day for all sessions together, since it reads all journals. `now`: milliseconds. */
export async function pruneDaily(
  dir: string,
  blobs: BlobStore,
  now: number,
  signal: AbortSignal,
): Promise<void> {
  const stamp = join(dir, 'pruned');
  const last = Number(await readFile(stamp, 'utf8').catch(() => 'never'));
  if (last <= now && now - last < DAY_MS) return;
  await pruneJournals(dir, blobs, now, signal);
  if (!signal.aborted) await writeFile(stamp, String(now));
}

/** @param dir folder with the journals of all sessions that share the store */
export async function pruneJournals(
  dir: string,
  blobs: BlobStore,
  now: number,
  signal: AbortSignal,
): Promise<void> {
  const keep = new Set<string>();
  for (const name of await filesIn(dir, '.jsonl')) {
    if (signal.aborted) return;
    const { lines } = await readJournalFile(join(dir, name));
    for (const id of pendingBlobs(foldJournal(lines))) keep.add(id);
  }
  for (const name of await filesIn(dir, '.review.json')) {
    const stored = parseStoredReview(await readFile(join(dir, name), 'utf8'));
    for (const id of stored === undefined ? [] : blobsOf(stored)) keep.add(id);
  }
  for (const name of await filesIn(join(dir, 'commands'), RECORD_SUFFIX)) {
    // What a command that was cut off may need. It may be gone by now: then it needs nothing.
    const text = await readFile(join(dir, 'commands', name), 'utf8').catch(() => '');
    for (const [id] of text.matchAll(/\b[0-9a-f]{64}\b/g)) keep.add(id);
  }
  await blobs.prune({ olderThan: now - KEEP_MS, keep, signal });
}

async function filesIn(dir: string, ending: string): Promise<readonly string[]> {
  try {
    return (await readdir(dir)).filter((name) => name.endsWith(ending));
  } catch (error) {
    if (isMissing(error)) return [];
    throw error;
  }
}
