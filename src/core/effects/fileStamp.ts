// What the index knows of a file without reading it. Two equal stamps of one path: nobody wrote the file in between.
import type { Stats } from 'node:fs';

export interface FileStamp {
  /** A link is never followed. */
  readonly kind: 'file' | 'link';
  /** Bytes. */
  readonly size: number;
  /** Permission bits. */
  readonly mode: number;
  readonly inode: number;
  /** Last change of the content; milliseconds since the epoch, with fractions as fine as the file system has them. */
  readonly modified: number;
  /** Last change of content, permissions or name; as `modified`. */
  readonly changed: number;
}

/** A path of which the index saw two states. Absent: nothing that counts was there. */
export interface PathChange {
  /** Absolute. */
  readonly path: string;
  readonly before?: FileStamp;
  readonly after?: FileStamp;
}

/** Undefined for folders, pipes and devices. */
export function stampOf(stats: Stats): FileStamp | undefined {
  const kind = stats.isFile() ? 'file' : stats.isSymbolicLink() ? 'link' : undefined;
  if (kind === undefined) return undefined;
  const { size, mode, ino, mtimeMs, ctimeMs } = stats;
  return { kind, size, mode: mode & 0o7777, inode: ino, modified: mtimeMs, changed: ctimeMs };
}

export function isSameStamp(left: FileStamp | undefined, right: FileStamp | undefined): boolean {
  if (left === undefined || right === undefined) return left === right;
  return isSameContentStamp(left, right) && left.changed === right.changed && left.mode === right.mode;
}

/** The same file with the same content, perhaps under another name or with other permissions. */
export function isSameContentStamp(left: FileStamp, right: FileStamp): boolean {
  return (
    left.kind === right.kind &&
    left.inode === right.inode &&
    left.size === right.size &&
    left.modified === right.modified
  );
}
