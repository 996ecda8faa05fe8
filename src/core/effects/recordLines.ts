// The lines of a file record, as written and as read, and the names of its files.
import type { ChangeOrigin } from '../workspace/changeRecorder';
import type { ContentSource } from './contentKeeper';
import type { RecordedFile } from './fileRecord';

/** `<id>.files` with the files, `<id>.<n>.index` with git's index, `<id>.<n>.command` for each command that runs. */
export const RECORD_SUFFIX = '.files';
export const INDEX_SUFFIX = '.index';
export const MARK_SUFFIX = '.command';

/** A command that runs, or was cut off. */
export interface CommandMark {
  readonly sessionId: string;
  readonly origin: ChangeOrigin;
  /** Milliseconds since the epoch. */
  readonly time: number;
}

/** One for a link, size, permissions, inode, modified, changed, and where its content is. */
export type RecordedTuple = [
  kind: 0 | 1,
  size: number,
  mode: number,
  inode: number,
  modified: number,
  changed: number,
  source?: ContentSource,
];

/** 0: it is gone. */
export type RecordedEntry = readonly [name: string, file: RecordedTuple | 0];

export type RecordLine =
  | { readonly type: 'record'; readonly version: 1; readonly pid: number; readonly roots: readonly string[] }
  | { readonly type: 'folder'; readonly path: string; readonly files: readonly RecordedEntry[] }
  | {
      readonly type: 'repository';
      /** Top of the work tree. */
      readonly root: string;
      /** Absent: it has none that can be read. */
      readonly index?: {
        readonly gitDir: string;
        readonly algorithm: 'sha1' | 'sha256';
        /** When the index was written; milliseconds since the epoch. */
        readonly modified: number;
        /** File with its copy. */
        readonly name: string;
      };
    };

export function tupleOf({ stamp, source }: RecordedFile): RecordedTuple {
  const { kind, size, mode, inode, modified, changed } = stamp;
  const tuple: RecordedTuple = [kind === 'link' ? 1 : 0, size, mode, inode, modified, changed];
  if (source !== undefined) tuple.push(source);
  return tuple;
}

export function fileOf([kind, size, mode, inode, modified, changed, source]: RecordedTuple): RecordedFile {
  const stamp = { kind: kind === 1 ? 'link' : 'file', size, mode, inode, modified, changed } as const;
  return source === undefined ? { stamp } : { stamp, source };
}
