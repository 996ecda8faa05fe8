// Hears which folders something happened in. On Linux all watches of one thread share one queue that keeps the order: when the event
// of a file that we write ourselves has come, all earlier events have come too. Elsewhere, and when the system's limits are reached,
// it gives up and says so; then every folder has to be looked at.
import { randomUUID } from 'node:crypto';
import { mkdirSync, readFileSync, rmSync, watch, writeFileSync } from 'node:fs';
import type { FSWatcher } from 'node:fs';
import { basename, join } from 'node:path';
import type { WatchFailure } from '../words/noticeCause';

export interface FolderWatchOptions {
  /** Private folder for the files by which the queue is emptied; made when it is needed. */
  readonly dir: string;
  /** Default that of this machine. */
  readonly platform?: NodeJS.Platform;
  /** Most folders to watch; tests lower it. Default what the system allows. */
  readonly maxFolders?: number;
  /** Milliseconds to wait for an event of our own before everything is looked at. Default 2,000. */
  readonly patienceMs?: number;
}

/** `all`: events may have been lost. */
export type TouchedFolders = ReadonlySet<string> | 'all';

export class FolderWatch {
  readonly #watchers = new Map<string, FSWatcher>();
  readonly #touched = new Set<string>();
  /** Watched folders that may be others than those that were. */
  readonly #lost = new Set<string>();
  readonly #waiting = new Map<string, () => void>();
  readonly #mostEvents: number;
  #events = 0;
  #cookies: FSWatcher | undefined;
  /** Why nothing is watched (any more). */
  #failure: WatchFailure | undefined;

  constructor(private readonly options: FolderWatchOptions) {
    this.#mostEvents = queuedEvents() / 2;
    if ((options.platform ?? process.platform) !== 'linux') {
      this.#failure = { code: 'no_order' };
      return;
    }
    try {
      mkdirSync(options.dir, { recursive: true, mode: 0o700 });
      this.#cookies = watch(options.dir, { persistent: false }, (_, name) => {
        if (name !== null) this.#waiting.get(name)?.();
      });
      this.#cookies.on('error', (error) => this.#fail(failureOf(error)));
    } catch (error) {
      this.#fail(failureOf(error));
    }
  }

  /** Undefined while folders are watched. */
  get failure(): WatchFailure | undefined {
    return this.#failure;
  }

  add(folder: string): void {
    this.remove(folder);
    if (this.#failure !== undefined) return;
    const limit = this.options.maxFolders ?? Infinity;
    if (this.#watchers.size >= limit) {
      this.#fail({ code: 'folders', limit });
      return;
    }
    try {
      const watcher = watch(folder, { persistent: false }, (kind, name) => {
        this.#events += 1;
        this.#touched.add(folder);
        // Deleted or moved itself: another folder may have its name by now, even its inode, and nobody watches that one.
        if (kind === 'rename' && (name === null || name === basename(folder))) this.#lost.add(folder);
      });
      // The folder itself is gone: the one above it says so too.
      watcher.on('error', () => this.#touched.add(folder));
      this.#watchers.set(folder, watcher);
    } catch (error) {
      const code = (error as NodeJS.ErrnoException).code;
      // Gone before it could be watched: the listing finds the same.
      if (code === 'ENOENT' || code === 'ENOTDIR') return;
      this.#fail(failureOf(error));
    }
  }

  remove(folder: string): void {
    this.#watchers.get(folder)?.close();
    this.#watchers.delete(folder);
  }

  /** The folders that something happened in since the last time, up to this moment. */
  async drain(): Promise<TouchedFolders> {
    if (this.#failure !== undefined || !(await this.#hasCaughtUp())) {
      this.#touched.clear();
      this.#events = 0;
      return 'all';
    }
    const touched = new Set(this.#touched);
    // A full queue drops what comes next without a word; then at least as many events have come as it holds.
    const isFull = this.#events >= this.#mostEvents;
    this.#touched.clear();
    this.#events = 0;
    const lost = [...this.#lost];
    this.#lost.clear();
    for (const folder of lost) if (this.#watchers.has(folder)) this.add(folder);
    return isFull ? 'all' : touched;
  }

  dispose(): void {
    this.#fail({ code: 'ended' });
  }

  /** True when the event of a file written now has come. */
  async #hasCaughtUp(): Promise<boolean> {
    const name = randomUUID();
    const path = join(this.options.dir, name);
    const seen = Promise.withResolvers<boolean>();
    const timer = setTimeout(() => seen.resolve(false), this.options.patienceMs ?? 2000);
    this.#waiting.set(name, () => seen.resolve(true));
    try {
      writeFileSync(path, '', { flag: 'wx', mode: 0o600 });
      return await seen.promise;
    } catch {
      // The folder is gone or full: nothing tells how far the queue is.
      return false;
    } finally {
      clearTimeout(timer);
      this.#waiting.delete(name);
      rmSync(path, { force: true });
    }
  }

  #fail(failure: WatchFailure): void {
    this.#failure ??= failure;
    for (const watcher of this.#watchers.values()) watcher.close();
    this.#watchers.clear();
    this.#cookies?.close();
    this.#cookies = undefined;
  }
}

function failureOf(error: unknown): WatchFailure {
  const code = (error as NodeJS.ErrnoException).code;
  if (code === 'ENOSPC') return { code: 'watches' };
  if (code === 'EMFILE') return { code: 'instances' };
  return { code: 'other', text: error instanceof Error ? error.message : String(error) };
}

/** How many events the system keeps for us. */
function queuedEvents(): number {
  const usual = 16_384;
  try {
    const limit = Number(readFileSync('/proc/sys/fs/inotify/max_queued_events', 'utf8'));
    return Number.isInteger(limit) && limit > 0 ? Math.min(limit, usual) : usual;
  } catch {
    // Not there outside of Linux.
    return usual;
  }
}
