// Content-addressed images of files: each content once, under its SHA-256, in a private folder. A blob appears under its name with
// its whole content or not at all (temporary file, then rename), so that a kill leaves nothing half-written.
// Synchronous for small contents, as in `workspace/diskWrite.ts`: that is faster than trips through the thread pool.
import { randomUUID } from 'node:crypto';
import { mkdirSync, renameSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { lstat, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isMissing } from '../workspace/fileSystemError';
import { versionOf } from '../workspace/textCodec';

export interface BlobStoreOptions {
  /** Folder of its own; made on first use. */
  readonly dir: string;
  /** A larger content is not stored. Default 64 MiB, more than the file tools read. */
  readonly maxBlobBytes?: number;
  /** When all blobs together would be larger, new contents are not stored. Default 2 GiB. */
  readonly maxTotalBytes?: number;
}

/** Why a content was not stored. */
export type BlobRefusal = 'too_large' | 'store_full';

export interface PutResult {
  /** SHA-256 of the content as hex. */
  readonly id: string;
  /** Absent: it is stored. */
  readonly refused?: BlobRefusal;
}

export interface PruneRequest {
  /** Blobs that were last stored before this moment may go; milliseconds since the epoch. */
  readonly olderThan: number;
  /** Ids that stay, whatever their age. */
  readonly keep: ReadonlySet<string>;
  /** Ends it early, without an error. */
  readonly signal?: AbortSignal;
}

export interface BlobStore {
  /** Rejects when the disk does. Storing a known content again makes it young again. */
  put(content: Uint8Array): Promise<PutResult>;
  /** Undefined when it is not there or damaged: the content is checked against its id. */
  get(id: string): Promise<Uint8Array | undefined>;
  /** True when it is there; whether it is damaged is seen by `get` only. */
  has(id: string): Promise<boolean>;
  /** Removes old blobs and what a crash left behind; returns what it removed and measures what stays. */
  prune(request: PruneRequest): Promise<{ readonly blobs: number; readonly bytes: number }>;
}

const DEFAULT_MAX_BLOB_BYTES = 64 * 1024 * 1024;
const DEFAULT_MAX_TOTAL_BYTES = 2 * 1024 * 1024 * 1024;
/** Larger contents are written without blocking the process. */
const SMALL_BLOB_BYTES = 1024 * 1024;
/** A temporary file that is older belongs to a process that is gone. */
const ABANDONED_AFTER_MS = 60 * 60 * 1000;
const BLOB_ID = /^[0-9a-f]{64}$/;
const TEMPORARY_SUFFIX = '.tmp';

export function createBlobStore({
  dir,
  maxBlobBytes = DEFAULT_MAX_BLOB_BYTES,
  maxTotalBytes = DEFAULT_MAX_TOTAL_BYTES,
}: BlobStoreOptions): BlobStore {
  const shards = new Set<string>();
  /** What is stored, as measured by the last prune, plus what was added since. */
  let usedBytes = 0;

  const shardOf = (id: string): string => join(dir, id.slice(0, 2));
  const pathOf = (id: string): string => join(shardOf(id), id);

  function makeShard(id: string): void {
    const shard = shardOf(id);
    if (shards.has(shard)) return;
    mkdirSync(shard, { recursive: true, mode: 0o700 });
    shards.add(shard);
  }

  return {
    async put(content) {
      const id = versionOf(content);
      const path = pathOf(id);
      if (refresh(path, content.byteLength)) return { id };
      if (content.byteLength > maxBlobBytes) return { id, refused: 'too_large' };
      if (usedBytes + content.byteLength > maxTotalBytes) return { id, refused: 'store_full' };
      makeShard(id);
      const temporary = `${path}-${randomUUID()}${TEMPORARY_SUFFIX}`;
      const options = { flag: 'wx', mode: 0o600 };
      try {
        if (content.byteLength <= SMALL_BLOB_BYTES) writeFileSync(temporary, content, options);
        else await writeFile(temporary, content, options);
        renameSync(temporary, path);
      } catch (error) {
        rmSync(temporary, { force: true });
        // Somebody may have removed the folder: it is made again next time.
        shards.clear();
        throw error;
      }
      usedBytes += content.byteLength;
      return { id };
    },

    async get(id) {
      if (!BLOB_ID.test(id)) return undefined;
      try {
        const content = await readFile(pathOf(id));
        return versionOf(content) === id ? content : undefined;
      } catch (error) {
        if (isMissing(error)) return undefined;
        throw error;
      }
    },

    async has(id) {
      return BLOB_ID.test(id) && (await statsOf(pathOf(id))) !== undefined;
    },

    async prune({ olderThan, keep, signal }) {
      let blobs = 0;
      let bytes = 0;
      let left = 0;
      const abandonedBefore = Date.now() - ABANDONED_AFTER_MS;
      for (const shard of await namesIn(dir)) {
        for (const name of await namesIn(join(dir, shard))) {
          if (signal?.aborted === true) return { blobs, bytes };
          const path = join(dir, shard, name);
          const isTemporary = name.endsWith(TEMPORARY_SUFFIX);
          // Asked right before the removal: another window may have stored the same content again just now.
          const stats = await statsOf(path);
          if (stats === undefined) continue;
          const limit = isTemporary ? abandonedBefore : keep.has(name) ? -Infinity : olderThan;
          if (stats.mtimeMs >= limit) {
            left += stats.size;
            continue;
          }
          await rm(path, { force: true });
          if (isTemporary) continue;
          blobs += 1;
          bytes += stats.size;
        }
      }
      usedBytes = left;
      return { blobs, bytes };
    },
  };
}

/** True when the blob is there with this size; its age then starts anew. A damaged one is written again. */
function refresh(path: string, size: number): boolean {
  if (statSync(path, { throwIfNoEntry: false })?.size !== size) return false;
  const now = new Date();
  utimesSync(path, now, now);
  return true;
}

async function namesIn(folder: string): Promise<readonly string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    if (isMissing(error)) return [];
    throw error;
  }
}

async function statsOf(
  path: string,
): Promise<{ readonly mtimeMs: number; readonly size: number } | undefined> {
  try {
    return await lstat(path);
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}
