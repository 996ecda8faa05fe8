// One JSON Lines file a session: a versioned header, then one event a line, only ever appended to. A kill can tear the last line only;
// it is dropped on load and cut off before the next append.
import { mkdir, open, readFile, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { AgentEvent } from '../events/agentEvent';
import { parseSessionLog } from './sessionLogFormat';
import { createSessionLogWriter } from './sessionLogWriter';
import type { SessionLogWriter } from './sessionLogWriter';
import { acquireSessionLock, CONFIRM_INTERVAL_MS, isLocked } from './sessionLock';
import type { SessionLock, SessionLockOptions } from './sessionLock';
import { changesPath, reviewPath, sessionFileName } from './sessionFileName';
import { readSummaryParts } from './sessionFileSummary';
import type {
  SessionHeader,
  SessionLease,
  SessionStore,
  SessionSummary,
  StoredSession,
} from './sessionStore';

export interface FileSessionStoreOptions {
  /** Also wait for the disk when a run ends; costs milliseconds a run and guards against a power failure. Default false. */
  readonly syncAtRunEnd?: boolean;
  readonly lock?: Pick<SessionLockOptions, 'now' | 'host' | 'heartbeatMs' | 'staleMs'>;
}

/** Keeps sessions in a folder of its own, readable by this user only; the folder is made on first use. */
export function createFileSessionStore(dir: string, options: FileSessionStoreOptions = {}): SessionStore {
  return new FileSessionStore(dir, options);
}

interface Held {
  readonly lock: SessionLock;
  readonly lease: SessionLease;
}

class FileSessionStore implements SessionStore {
  private readonly writers = new Map<string, SessionLogWriter>();
  private readonly held = new Map<string, Held>();
  /** Sessions that were taken from us: they are not written to before they are acquired again. */
  private readonly taken = new Set<string>();

  constructor(
    private readonly dir: string,
    private readonly options: FileSessionStoreOptions,
  ) {}

  get location(): string {
    return this.dir;
  }

  async create(header: SessionHeader): Promise<void> {
    await named('create', header.sessionId, async () => {
      await mkdir(this.dir, { recursive: true, mode: 0o700 });
      const file = await open(this.pathOf(header.sessionId), 'wx', 0o600);
      try {
        await file.writeFile(`${JSON.stringify(header)}\n`);
      } finally {
        await file.close();
      }
    });
  }

  async append(sessionId: string, events: readonly AgentEvent[]): Promise<void> {
    if (events.length === 0) return;
    await named('append', sessionId, async () => {
      const held = this.held.get(sessionId);
      const isOurs =
        held === undefined ? !this.taken.has(sessionId) : await held.lock.confirm(CONFIRM_INTERVAL_MS);
      if (!isOurs) throw new Error('another window or process owns it now');
      const writer = this.writerOf(sessionId);
      const sync = this.options.syncAtRunEnd === true && events.some(endsRun);
      await writer.write(events.map((event) => `${JSON.stringify(event)}\n`).join(''), sync);
      if (!this.held.has(sessionId)) await writer.close();
      const renamed = events.findLast((event) => event.type === 'session_renamed');
      if (renamed !== undefined) await this.keepTitle(sessionId, renamed.title);
    });
  }

  async load(sessionId: string): Promise<StoredSession | undefined> {
    return named('load', sessionId, async () => {
      await this.writers.get(sessionId)?.idle();
      const text = await readFile(this.pathOf(sessionId), 'utf8').catch(missingAsUndefined);
      return text === undefined ? undefined : parseSessionLog(text);
    });
  }

  async list(): Promise<readonly SessionSummary[]> {
    const names = await readdir(this.dir).catch(missingAsUndefined);
    const files = (names ?? []).filter((name) => name.endsWith('.jsonl'));
    const summaries: SessionSummary[] = [];
    // A few at a time: a large folder must not use up the file descriptors.
    for (let index = 0; index < files.length; index += 16) {
      const group = files.slice(index, index + 16).map((name) => this.summaryOf(join(this.dir, name)));
      for (const summary of await Promise.all(group)) if (summary !== undefined) summaries.push(summary);
    }
    return summaries.sort((left, right) => right.updatedAt - left.updatedAt);
  }

  async delete(sessionId: string): Promise<void> {
    await named('delete', sessionId, async () => {
      await this.writers.get(sessionId)?.close();
      this.writers.delete(sessionId);
      await this.held.get(sessionId)?.lease.release();
      const path = this.pathOf(sessionId);
      await rm(path, { force: true });
      await rm(titlePath(path), { force: true });
      await rm(lockPath(path), { force: true });
      await rm(changesPath(this.dir, sessionId), { force: true });
      await rm(reviewPath(this.dir, sessionId), { force: true });
    });
  }

  async acquire(
    sessionId: string,
    options: { readonly takeOver?: boolean } = {},
  ): Promise<SessionLease | undefined> {
    return named('acquire', sessionId, async () => {
      await mkdir(this.dir, { recursive: true, mode: 0o700 });
      const lock = await acquireSessionLock(lockPath(this.pathOf(sessionId)), {
        ...this.options.lock,
        ...options,
      });
      if (lock === undefined) return undefined;
      // Another owner may have left a torn end: the next write opens the file anew and repairs it.
      await this.writers.get(sessionId)?.close();
      const lease: SessionLease = {
        lost: lock.lost,
        release: async () => {
          if (this.held.get(sessionId)?.lock === lock) {
            this.held.delete(sessionId);
            await this.writers.get(sessionId)?.close();
          }
          await lock.release();
        },
      };
      const onLost = () => {
        if (this.held.get(sessionId)?.lock !== lock) return;
        this.held.delete(sessionId);
        this.taken.add(sessionId);
        void this.writers.get(sessionId)?.close();
      };
      lock.lost.addEventListener('abort', onLost, { once: true });
      this.held.set(sessionId, { lock, lease });
      this.taken.delete(sessionId);
      return lease;
    });
  }

  private async summaryOf(path: string): Promise<SessionSummary | undefined> {
    try {
      const parts = await readSummaryParts(path);
      if (parts === undefined) return undefined;
      const { sessionId } = parts.header;
      const kept = await readFile(titlePath(path), 'utf8').catch(missingAsUndefined);
      const isOwned = await isLocked(lockPath(path), this.options.lock);
      return {
        sessionId,
        title: kept?.trim() || parts.title,
        createdAt: parts.header.createdAt,
        updatedAt: parts.updatedAt,
        workspace: parts.header.workspace,
        bytes: parts.bytes,
        interrupted: parts.isOpen && !isOwned,
        ownedElsewhere: isOwned && !this.held.has(sessionId),
      };
    } catch {
      // One file that vanished or can't be read must not hide the other sessions.
      return undefined;
    }
  }

  private pathOf(sessionId: string): string {
    return join(this.dir, sessionFileName(sessionId));
  }

  private writerOf(sessionId: string): SessionLogWriter {
    const known = this.writers.get(sessionId);
    if (known !== undefined) return known;
    const writer = createSessionLogWriter(this.pathOf(sessionId), () => this.checkOwner(sessionId));
    this.writers.set(sessionId, writer);
    return writer;
  }

  private async checkOwner(sessionId: string): Promise<void> {
    const held = this.held.get(sessionId);
    const isOurs =
      held === undefined ? !this.taken.has(sessionId) : await held.lock.confirm(CONFIRM_INTERVAL_MS);
    if (!isOurs) throw new Error('another window or process owns it now');
  }

  /** A copy of the title beside the log, so that the list needs not search a large log for it. */
  private async keepTitle(sessionId: string, title: string): Promise<void> {
    const path = titlePath(this.pathOf(sessionId));
    if (title === '') {
      await rm(path, { force: true });
      return;
    }
    await writeFile(`${path}.new`, title, { mode: 0o600 });
    await rename(`${path}.new`, path);
  }
}

function lockPath(path: string): string {
  return path.replace(/\.jsonl$/, '.lock');
}

function titlePath(path: string): string {
  return path.replace(/\.jsonl$/, '.title');
}

function endsRun(event: AgentEvent): boolean {
  return event.type === 'end' || event.type === 'error';
}

function missingAsUndefined(error: unknown): undefined {
  if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
  throw error;
}

async function named<Result>(
  operation: string,
  sessionId: string,
  action: () => Promise<Result>,
): Promise<Result> {
  try {
    return await action();
  } catch (error) {
    const cause = error instanceof Error ? error.message : String(error);
    throw new Error(`Session ${sessionId}: ${operation} failed: ${cause}`, { cause: error });
  }
}
