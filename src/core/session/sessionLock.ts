// One owner a session, over windows, processes and machines that share a folder: a lock file that its owner touches every two seconds.
// A lock is stale when its process is gone or when it was not touched for ten seconds. Changes of owner pass a mutex (a directory),
// so that two that find a stale lock don't both get it.
import { randomUUID } from 'node:crypto';
import { readlinkSync } from 'node:fs';
import { mkdir, readFile, rename, rm, rmdir, stat, utimes, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { setTimeout as delay } from 'node:timers/promises';

export interface SessionLock {
  /** Fires when somebody else took the lock over. */
  readonly lost: AbortSignal;
  /** True while the lock is ours; looks at the file when the last look is older than `maxAgeMs`. */
  confirm(maxAgeMs: number): Promise<boolean>;
  release(): Promise<void>;
}

export interface SessionLockOptions {
  /** Take a lock whose owner is alive. Default false. */
  readonly takeOver?: boolean;
  /** Milliseconds since the epoch. Default the real clock. */
  readonly now?: () => number;
  /** Names this machine, so that process ids are comparable. Default from the system. */
  readonly host?: string;
  /** Milliseconds between two touches; default 2,000. */
  readonly heartbeatMs?: number;
  /** Milliseconds after which an untouched lock is stale; default 10,000. */
  readonly staleMs?: number;
}

/** Takes the lock; undefined when a live owner has it and `takeOver` is not set. */
export async function acquireSessionLock(
  path: string,
  options: SessionLockOptions = {},
): Promise<SessionLock | undefined> {
  const now = options.now ?? Date.now;
  const owner: LockOwner = { owner: randomUUID(), pid: process.pid, host: options.host ?? thisHost() };
  const heldBefore = await withMutex(path, async () => {
    const isHeld = await isLocked(path, options);
    if (isHeld && options.takeOver !== true) return undefined;
    await writeOwner(path, owner, now());
    return { isHeld };
  });
  if (heldBefore === undefined) return undefined;
  // The former owner looks before each write, at most this much apart: let its last write end.
  if (heldBefore.isHeld) await delay(CONFIRM_INTERVAL_MS + 50);
  return createLock(path, owner, now, options.heartbeatMs ?? 2_000);
}

/** True when a live owner holds the lock. */
export async function isLocked(path: string, options: SessionLockOptions = {}): Promise<boolean> {
  const now = options.now ?? Date.now;
  try {
    const owner = await readOwner(path);
    if (owner === undefined) return false;
    if (owner.host === (options.host ?? thisHost()) && !isProcessAlive(owner.pid)) return false;
    const { mtimeMs } = await stat(path);
    return now() - mtimeMs < (options.staleMs ?? 10_000);
  } catch (error) {
    if (isMissing(error)) return false;
    throw error;
  }
}

/** An owner looks at the lock again when its last look is older than this. */
export const CONFIRM_INTERVAL_MS = 250;

interface LockOwner {
  /** Random, so that two locks of one process are told apart. */
  readonly owner: string;
  readonly pid: number;
  readonly host: string;
}

function createLock(path: string, owner: LockOwner, now: () => number, heartbeatMs: number): SessionLock {
  const lost = new AbortController();
  let lastLook = now();
  let isReleased = false;

  const look = async (): Promise<void> => {
    let current: LockOwner | undefined;
    try {
      current = await readOwner(path);
      if (current === undefined && !isReleased) current = await claimAgain(path, owner, now());
      if (current?.owner === owner.owner) await utimes(path, now() / 1000, now() / 1000);
    } catch {
      // The folder can't be reached for the moment: nobody else can take the lock there either.
      return;
    }
    lastLook = now();
    if (current?.owner !== owner.owner) {
      clearInterval(timer);
      if (!isReleased) lost.abort(new Error('Another owner took the session over.'));
    }
  };
  const timer = setInterval(() => void look(), heartbeatMs);
  // The lock must not keep a process alive that has nothing else to do.
  timer.unref();

  return {
    lost: lost.signal,
    async confirm(maxAgeMs) {
      if (!lost.signal.aborted && now() - lastLook > maxAgeMs) await look();
      return !lost.signal.aborted && !isReleased;
    },
    async release() {
      if (isReleased) return;
      isReleased = true;
      clearInterval(timer);
      await withMutex(path, async () => {
        const current = await readOwner(path);
        if (current?.owner === owner.owner) await rm(path, { force: true });
      });
    },
  };
}

/** Somebody removed the lock file: put it back unless it has an owner by now. */
async function claimAgain(path: string, owner: LockOwner, time: number): Promise<LockOwner | undefined> {
  return withMutex(path, async () => {
    const current = await readOwner(path);
    if (current !== undefined) return current;
    await writeOwner(path, owner, time);
    return owner;
  });
}

async function readOwner(path: string): Promise<LockOwner | undefined> {
  try {
    const parsed: unknown = JSON.parse(await readFile(path, 'utf8'));
    if (typeof parsed !== 'object' || parsed === null) return undefined;
    const entries = new Map<string, unknown>(Object.entries(parsed));
    const [owner, pid, host] = [entries.get('owner'), entries.get('pid'), entries.get('host')];
    if (typeof owner !== 'string' || typeof pid !== 'number' || typeof host !== 'string') return undefined;
    return { owner, pid, host };
  } catch (error) {
    if (isMissing(error) || error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/** Replaces the lock in one step, so that nobody reads half of it. */
async function writeOwner(path: string, owner: LockOwner, time: number): Promise<void> {
  const temporary = `${path}.${owner.owner}`;
  await writeFile(temporary, JSON.stringify(owner), { mode: 0o600 });
  await utimes(temporary, time / 1000, time / 1000);
  await rename(temporary, path);
}

const MUTEX_WAIT_MS = 3_000;
/** A mutex this old was left by a process that died inside. */
const MUTEX_STALE_MS = 2_000;

async function withMutex<Result>(path: string, action: () => Promise<Result>): Promise<Result> {
  const mutex = `${path}.busy`;
  const deadline = Date.now() + MUTEX_WAIT_MS;
  for (;;) {
    try {
      await mkdir(mutex);
      break;
    } catch (error) {
      if (!hasCode(error, 'EEXIST') || Date.now() > deadline) throw error;
      await clearStaleMutex(mutex);
      await delay(10);
    }
  }
  try {
    return await action();
  } finally {
    await rmdir(mutex).catch(() => undefined); // removed as stale by another: then it is not ours any more
  }
}

async function clearStaleMutex(mutex: string): Promise<void> {
  try {
    if (Date.now() - (await stat(mutex)).mtimeMs > MUTEX_STALE_MS) await rmdir(mutex);
  } catch (error) {
    if (!isMissing(error)) throw error;
  }
}

function isProcessAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return hasCode(error, 'EPERM');
  }
}

/** Host name, and on Linux the process namespace: the same number in another container is another process. */
function thisHost(): string {
  let space = '';
  try {
    space = readlinkSync('/proc/self/ns/pid');
  } catch {
    // Not Linux, or hidden: the host name alone then.
  }
  return `${hostname()} ${space}`.trim();
}

function isMissing(error: unknown): boolean {
  return hasCode(error, 'ENOENT');
}

function hasCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}
