// What the watcher knows of the files, on disk, so that the changes of a command can be found when this process is killed in the middle of
// it. One file for each watcher: all files once, then only what is another by the next command. Beside it one mark for each command that
// runs. Nothing is written while no command does.
import {
  closeSync,
  constants,
  mkdirSync,
  openSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { isMissing } from '../workspace/fileSystemError';
import type { ContentSource } from './contentKeeper';
import type { FileStamp } from './fileStamp';
import type { WatchedRepository } from './gitRepository';
import type { CommandMark, RecordedEntry, RecordLine } from './recordLines';
import { INDEX_SUFFIX, MARK_SUFFIX, RECORD_SUFFIX, tupleOf } from './recordLines';

export interface RecordedFile {
  readonly stamp: FileStamp;
  /** Absent: git has it where it is clean by the index, and nobody else. */
  readonly source?: ContentSource;
}

/** Everything that is followed. */
export interface FollowedFiles {
  readonly roots: readonly string[];
  readonly repositories: Iterable<WatchedRepository>;
  /** Folder by folder, with names. */
  folders(): Iterable<readonly [path: string, files: Iterable<readonly [name: string, file: RecordedFile]>]>;
}

export interface FileRecordOptions {
  /** Private folder; made when it is needed. */
  readonly dir: string;
  /** Names the files of this record. */
  readonly id: string;
  readonly breathe: () => Promise<void>;
}

/** Bytes that are gathered for one write. */
const CHUNK_BYTES = 256 * 1024;
/** Lines of changes grow to this, or to the size of all files, before all files are written anew. */
const MOST_CHANGE_BYTES = 4 * 1024 * 1024;
/** Milliseconds. A record that is removed though its owner lives is written anew by it. */
const IDLE_MS = 24 * 60 * 60 * 1000;
/** As long as contents are kept that nobody decided about. */
const FORGOTTEN_AFTER_MS = 30 * IDLE_MS;

export class FileRecord {
  readonly #path: string;
  readonly #indexes = new Map<string, { readonly seen: unknown; readonly name: string }>();
  #wholeBytes = 0;
  #bytes = 0;
  #count = 0;

  constructor(private readonly options: FileRecordOptions) {
    this.#path = join(options.dir, options.id + RECORD_SUFFIX);
  }

  /** False: all files have to be written before it says anything of use. */
  get isWhole(): boolean {
    return (
      this.#wholeBytes > 0 && this.#bytes - this.#wholeBytes < Math.max(this.#wholeBytes, MOST_CHANGE_BYTES)
    );
  }

  /** Writes all files, in place of what was written before. */
  async write({ roots, repositories, folders }: FollowedFiles): Promise<void> {
    mkdirSync(this.options.dir, { recursive: true, mode: 0o700 });
    if (this.#count === 0) removeForgotten(this.options.dir, Date.now());
    const next = `${this.#path}.new`;
    const file = openSync(next, 'w', 0o600);
    let bytes = 0;
    let text = '';
    const put = (line: RecordLine): void => void (text += `${JSON.stringify(line)}\n`);
    const flush = (): void => {
      bytes += writeAll(file, text);
      text = '';
    };
    try {
      put({ type: 'record', version: 1, pid: process.pid, roots });
      for (const [path, files] of folders()) {
        const recorded = [...files].map(([name, one]): RecordedEntry => [name, tupleOf(one)]);
        put({ type: 'folder', path, files: recorded });
        if (text.length >= CHUNK_BYTES) flush();
        await this.options.breathe();
      }
      const removeOld = this.#keepIndexes(repositories, true, put);
      flush();
      renameSync(next, this.#path);
      removeOld();
    } finally {
      closeSync(file);
      rmSync(next, { force: true });
    }
    this.#wholeBytes = bytes;
    this.#bytes = bytes;
  }

  /** Writes what is another by now; undefined: the file is gone. Throws when the record is gone. */
  append(
    files: Iterable<readonly [path: string, file: RecordedFile | undefined]>,
    repositories: Iterable<WatchedRepository>,
  ): void {
    const folders = new Map<string, RecordedEntry[]>();
    for (const [path, one] of files) {
      const folder = dirname(path);
      const known = folders.get(folder) ?? [];
      known.push([basename(path), one === undefined ? 0 : tupleOf(one)]);
      folders.set(folder, known);
    }
    let text = '';
    const put = (line: RecordLine): void => void (text += `${JSON.stringify(line)}\n`);
    for (const [path, recorded] of folders) put({ type: 'folder', path, files: recorded });
    const removeOld = this.#keepIndexes(repositories, false, put);
    if (text === '') return;
    // Never made by this: without its beginning it would say nothing.
    const file = openSync(this.#path, constants.O_WRONLY | constants.O_APPEND);
    try {
      this.#bytes += writeAll(file, text);
    } finally {
      closeSync(file);
    }
    removeOld();
  }

  /** Says that this command runs from now on. Returns the file that says so; whoever has recorded its changes removes it. */
  mark(mark: CommandMark): string {
    const path = join(this.options.dir, `${this.options.id}.${(this.#count += 1)}${MARK_SUFFIX}`);
    writeFileSync(path, JSON.stringify(mark), { mode: 0o600, flag: 'wx' });
    return path;
  }

  /** A sign of life: what changes after the last one may not be the command's. @param time milliseconds since the epoch */
  touch(time: number): void {
    utimesSync(this.#path, time / 1000, time / 1000);
  }

  /** What was said is not true any more, and the next time all files are written. */
  invalidate(): void {
    this.#wholeBytes = 0;
  }

  /** For the end of the watcher. Where the changes of a command could not be recorded, all stays for the next process. */
  remove(): void {
    if (marksIn(this.options.dir).some((name) => name.startsWith(`${this.options.id}.`))) return;
    rmSync(this.#path, { force: true });
    for (const { name } of this.#indexes.values()) rmSync(join(this.options.dir, name), { force: true });
    this.#indexes.clear();
    this.invalidate();
  }

  /** Copies of git's indexes that are others by now; what is returned removes the copies before. */
  #keepIndexes(
    repositories: Iterable<WatchedRepository>,
    isWhole: boolean,
    put: (line: RecordLine) => void,
  ): () => void {
    const old: string[] = [];
    for (const { root, gitDir, index } of repositories) {
      const known = this.#indexes.get(root);
      if (known?.seen === index || (known === undefined && index === undefined)) {
        if (known !== undefined && isWhole) put(repositoryLine(root, gitDir, index, known.name));
        continue;
      }
      if (known !== undefined) old.push(known.name);
      const name = `${this.options.id}.${(this.#count += 1)}${INDEX_SUFFIX}`;
      if (index !== undefined) writeFileSync(join(this.options.dir, name), index.bytes, { mode: 0o600 });
      this.#indexes.set(root, { seen: index, name });
      put(repositoryLine(root, gitDir, index, name));
    }
    return () => {
      for (const name of old) rmSync(join(this.options.dir, name), { force: true });
    };
  }
}

/** Names of the marks of all watchers; none without the folder. */
export function marksIn(dir: string): readonly string[] {
  try {
    return readdirSync(dir).filter((name) => name.endsWith(MARK_SUFFIX));
  } catch (error) {
    if (isMissing(error)) return [];
    throw error;
  }
}

/** Removes what processes left that were killed while no command ran, and what nobody asked for in 30 days. */
function removeForgotten(dir: string, now: number): void {
  const needed = new Set(marksIn(dir).map(idIn));
  for (const name of readdirSync(dir)) {
    const path = join(dir, name);
    const stats = statSync(path, { throwIfNoEntry: false });
    if (stats?.isFile() !== true) continue;
    const limit = needed.has(idIn(name)) ? FORGOTTEN_AFTER_MS : IDLE_MS;
    if (now - stats.mtimeMs > limit) rmSync(path, { force: true });
  }
}

/** The part of a name before its first dot: the record that a file belongs to. */
export const idIn = (name: string): string => name.slice(0, name.indexOf('.'));

function repositoryLine(
  root: string,
  gitDir: string,
  index: WatchedRepository['index'],
  name: string,
): RecordLine {
  if (index === undefined) return { type: 'repository', root };
  const { algorithm, modified } = index;
  return { type: 'repository', root, index: { gitDir, algorithm, modified, name } };
}

function writeAll(file: number, text: string): number {
  const bytes = Buffer.from(text, 'utf8');
  if (writeSync(file, bytes) < bytes.length) throw new Error('the disk is full');
  return bytes.length;
}
