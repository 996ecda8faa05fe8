// Knows for each file where its present content can be had once it is gone: git's objects, or a copy made in time.
import { closeSync, constants, fstatSync, openSync, readFileSync } from 'node:fs';
import type { BlobStore } from '../journal/blobStore';
import { versionOf } from '../workspace/textCodec';
import type { EffectLimits } from './effectsPort';
import { isSameContentStamp, isSameStamp, stampOf } from './fileStamp';
import type { FileStamp } from './fileStamp';
import type { FolderIndex } from './folderIndex';
import { gitObjectId } from './gitObjects';

/** Where a content is. */
export type ContentSource =
  | { readonly kind: 'blob'; readonly id: string }
  | {
      readonly kind: 'git';
      readonly gitDir: string;
      readonly id: string;
      readonly algorithm: 'sha1' | 'sha256';
    }
  | { readonly kind: 'none'; readonly reason: 'too_large' | 'store_full' | 'not_seen' | 'link' };

export interface ContentKeeperOptions {
  readonly index: FolderIndex;
  readonly blobs: BlobStore;
  readonly limits: Pick<EffectLimits, 'copyBytes' | 'allCopiesBytes' | 'copies'>;
  readonly breathe: () => Promise<void>;
  /** What is known of this file's content is another. Default nobody is told. */
  readonly onKnown?: (path: string) => void;
}

interface Known {
  readonly stamp: FileStamp;
  readonly source: ContentSource;
  /** Bytes that count towards the room of all copies. */
  readonly copied: number;
}

/** What the journal keeps at most; a larger content can't have been stored by an earlier change. */
const MOST_STORED_BYTES = 64 * 1024 * 1024;
/** Contents that are read in one go to compare them with git's; beyond it a file counts as changed. */
const MOST_COMPARED_BYTES = 256 * 1024 * 1024;
const BINARY_PROBE_BYTES = 8192;
/** Windows has neither of the two flags. */
const READ_PLAIN_FILE =
  constants.O_RDONLY | (process.platform === 'win32' ? 0 : constants.O_NOFOLLOW | constants.O_NONBLOCK);

export class ContentKeeper {
  /** Of files that git does not have as they are. */
  readonly #known = new Map<string, Known>();
  #copiedBytes = 0;
  #copies = 0;
  #compared = 0;

  constructor(private readonly options: ContentKeeperOptions) {}

  /** Where the content is that the file with this stamp has, or had. */
  sourceOf(path: string, stamp: FileStamp): ContentSource {
    if (stamp.kind === 'link') return { kind: 'none', reason: 'link' };
    return (
      this.knownSource(path, stamp) ?? this.#cleanInGit(path, stamp) ?? { kind: 'none', reason: 'not_seen' }
    );
  }

  /** Where the content of this state is, unless git has it by its index. */
  knownSource(path: string, stamp: FileStamp): ContentSource | undefined {
    const known = this.#known.get(path);
    return known !== undefined && isSameStamp(known.stamp, stamp) ? known.source : undefined;
  }

  /** Sees to it that the contents of these files can be had later, as far as the limits allow. */
  async keep(files: Iterable<readonly [path: string, stamp: FileStamp]>): Promise<void> {
    const { copyBytes } = this.options.limits;
    this.#compared = 0;
    const wanted: [string, FileStamp][] = [];
    for (const [path, stamp] of files) {
      if (stamp.kind === 'link' || this.knownSource(path, stamp) !== undefined) continue;
      this.#forget(path);
      if (this.#cleanInGit(path, stamp) === undefined) wanted.push([path, stamp]);
    }
    wanted.sort(([, left], [, right]) => left.size - right.size);
    const binaries: [string, FileStamp][] = [];
    for (const [path, stamp] of wanted) {
      await this.options.breathe();
      if (stamp.size > copyBytes) {
        await this.#keepLarge(path, stamp);
        continue;
      }
      const content = this.#read(path, stamp);
      if (content === undefined) continue;
      const object = this.#sameInGit(path, content);
      if (object !== undefined) this.#know(path, stamp, object);
      else if (content.subarray(0, BINARY_PROBE_BYTES).includes(0)) binaries.push([path, stamp]);
      else await this.#copy(path, stamp, content);
    }
    for (const [path, stamp] of binaries) {
      await this.options.breathe();
      const content = this.#read(path, stamp);
      if (content !== undefined) await this.#copy(path, stamp, content);
    }
  }

  /** The file has a content that is stored already, such as by a change that was recorded just now. */
  learn(path: string, stamp: FileStamp, blob: string): void {
    this.#forget(path);
    this.#know(path, stamp, { kind: 'blob', id: blob });
  }

  forget(path: string): void {
    this.#forget(path);
  }

  #forget(path: string): void {
    const known = this.#known.get(path);
    if (known === undefined) return;
    this.#known.delete(path);
    this.options.onKnown?.(path);
    this.#copiedBytes -= known.copied;
    if (known.copied > 0) this.#copies -= 1;
  }

  #know(path: string, stamp: FileStamp, source: ContentSource, copied = 0): void {
    this.#known.set(path, { stamp, source, copied });
    this.options.onKnown?.(path);
    this.#copiedBytes += copied;
    if (copied > 0) this.#copies += 1;
  }

  async #copy(path: string, stamp: FileStamp, content: Buffer): Promise<void> {
    const { allCopiesBytes, copies } = this.options.limits;
    if (this.#copiedBytes + content.byteLength > allCopiesBytes || this.#copies >= copies) {
      this.#know(path, stamp, { kind: 'none', reason: 'store_full' });
      return;
    }
    const { id, refused } = await this.options.blobs.put(content);
    if (refused === undefined) this.#know(path, stamp, { kind: 'blob', id }, content.byteLength);
    else this.#know(path, stamp, { kind: 'none', reason: refused });
  }

  /** Too large for a copy, but perhaps a tool wrote it and the journal has it, or git does. */
  async #keepLarge(path: string, stamp: FileStamp): Promise<void> {
    const isWorthReading = stamp.size <= MOST_STORED_BYTES && this.#compared < MOST_COMPARED_BYTES;
    const content = isWorthReading ? this.#read(path, stamp) : undefined;
    this.#compared += content?.byteLength ?? 0;
    const object = content === undefined ? undefined : this.#sameInGit(path, content);
    const id = content === undefined || object !== undefined ? undefined : versionOf(content);
    const isStored = id !== undefined && (await this.options.blobs.has(id));
    if (object !== undefined) this.#know(path, stamp, object);
    else if (isStored) this.#know(path, stamp, { kind: 'blob', id });
    else this.#know(path, stamp, { kind: 'none', reason: 'too_large' });
  }

  #cleanInGit(path: string, stamp: FileStamp): ContentSource | undefined {
    const tracked = this.options.index.trackedFile(path);
    const index = tracked?.repository.index;
    if (tracked === undefined || index?.cleanness(tracked.path, stamp) !== 'clean') return undefined;
    const id = index.objectOf(tracked.path);
    const { gitDir } = tracked.repository;
    return id === undefined ? undefined : { kind: 'git', gitDir, id, algorithm: index.algorithm };
  }

  /** The object with exactly this content, where git has it for this path. */
  #sameInGit(path: string, content: Buffer): ContentSource | undefined {
    const tracked = this.options.index.trackedFile(path);
    const index = tracked?.repository.index;
    if (tracked === undefined || index === undefined) return undefined;
    const id = gitObjectId(content, index.algorithm);
    const { gitDir } = tracked.repository;
    return index.objectOf(tracked.path) === id
      ? { kind: 'git', gitDir, id, algorithm: index.algorithm }
      : undefined;
  }

  #read(path: string, stamp: FileStamp): Buffer | undefined {
    const read = readStable(path);
    return read !== undefined && isSameContentStamp(read.stamp, stamp) ? read.content : undefined;
  }
}

/** A content together with the stamp that it belongs to; undefined for what is no file, can't be read or is being written. */
export function readStable(
  path: string,
): { readonly content: Buffer; readonly stamp: FileStamp } | undefined {
  let file: number | undefined;
  try {
    // Neither through a link nor waiting for the other end of a pipe.
    file = openSync(path, READ_PLAIN_FILE);
    const before = stampOf(fstatSync(file));
    if (before === undefined) return undefined;
    const content = readFileSync(file);
    const after = stampOf(fstatSync(file));
    return after !== undefined && isSameContentStamp(before, after) ? { content, stamp: after } : undefined;
  } catch {
    // Gone, forbidden or a link by now.
    return undefined;
  } finally {
    if (file !== undefined) closeSync(file);
  }
}
