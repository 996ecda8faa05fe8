// Who may write which file right now. One table for everything in this process that writes the same workspace. A commit leases all its
// files at once, so that commits alone can never wait for each other in a ring; a holder that keeps leases between commits (a plan step)
// may, and is then refused instead. A holder never waits for itself. Files are named by resolved paths (`ResolvedPath.path`).
import type { ResolvedPath } from './workspace';
import { WorkspaceError } from './workspaceError';

/** Who wants to write. Compared by identity: two commits with holders of their own wait for each other. */
export interface LeaseHolder {
  /** In the words of a refusal: `step 2`, `the session "Fix the cart"`. */
  readonly name: string;
}

/** Files that may be written until `release`. */
export interface FileLease {
  /** May be called more than once. */
  release(): void;
}

export interface FileLeases {
  /**
   * Leases all of the files, or waits until it can: first come, first served. Rejects with the signal's reason, or with `WorkspaceError`
   * `leased` when those it would wait for wait for this holder.
   */
  take(holder: LeaseHolder, files: readonly ResolvedPath[], signal: AbortSignal): Promise<FileLease>;
  /** Leases those of the files that nobody else holds or waits for; undefined when there are none. */
  takeFree(holder: LeaseHolder, files: readonly ResolvedPath[]): FileLease | undefined;
  /** Ends every lease of the holder and everything it waits for: its work is over, however it ended. */
  releaseAll(holder: LeaseHolder): void;
  /** Whom the requests of the holder wait for right now. */
  blockersOf(holder: LeaseHolder): readonly LeaseHolder[];
  /** Who holds the file. */
  holderOf(path: string): LeaseHolder | undefined;
}

interface Request {
  readonly holder: LeaseHolder;
  readonly files: readonly ResolvedPath[];
  readonly grant: (lease: FileLease) => void;
  readonly refuse: (reason: unknown) => void;
}

interface Held {
  readonly holder: LeaseHolder;
  /** How often the holder has taken it and not given it back. */
  count: number;
}

export function createFileLeases(): FileLeases {
  const held = new Map<string, Held>();
  /** In the order in which they came. */
  let waiting: readonly Request[] = [];

  /** Whom a request waits for: those who have one of its files, and those who asked for one before. */
  function blockersOf(
    request: Pick<Request, 'holder' | 'files'>,
    earlier: readonly Request[],
  ): Set<LeaseHolder> {
    const blockers = new Set<LeaseHolder>();
    for (const { path } of request.files) {
      const owner = held.get(path)?.holder;
      if (owner === request.holder) continue;
      if (owner !== undefined) blockers.add(owner);
      for (const other of earlier) {
        if (other.holder !== request.holder && other.files.some((file) => file.path === path)) {
          blockers.add(other.holder);
        }
      }
    }
    return blockers;
  }

  function blockersOfHolder(holder: LeaseHolder): readonly LeaseHolder[] {
    return waiting.flatMap((request, index) =>
      request.holder === holder ? [...blockersOf(request, waiting.slice(0, index))] : [],
    );
  }

  /** True when one of these waits, directly or not, for the holder. */
  function waitsFor(blockers: Iterable<LeaseHolder>, holder: LeaseHolder): boolean {
    const open = [...blockers];
    const seen = new Set<LeaseHolder>();
    for (let next = open.pop(); next !== undefined; next = open.pop()) {
      if (next === holder) return true;
      if (seen.has(next)) continue;
      seen.add(next);
      open.push(...blockersOfHolder(next));
    }
    return false;
  }

  function hold(holder: LeaseHolder, files: readonly ResolvedPath[]): FileLease {
    const entries = [...new Set(files.map(({ path }) => path))].map((path) => {
      const entry = held.get(path) ?? { holder, count: 0 };
      entry.count += 1;
      held.set(path, entry);
      return { path, entry };
    });
    let isHeld = true;
    return {
      release() {
        if (!isHeld) return;
        isHeld = false;
        for (const { path, entry } of entries) {
          entry.count -= 1;
          // Another holder may have it since `releaseAll`.
          if (entry.count === 0 && held.get(path) === entry) held.delete(path);
        }
        grantWaiting();
      },
    };
  }

  function grantWaiting(): void {
    for (let index = 0; index < waiting.length;) {
      const request = waiting[index] as Request;
      if (blockersOf(request, waiting.slice(0, index)).size > 0) {
        index += 1;
        continue;
      }
      waiting = waiting.filter((other) => other !== request);
      request.grant(hold(request.holder, request.files));
    }
  }

  return {
    take(holder, files, signal) {
      if (signal.aborted) return Promise.reject(signal.reason as Error);
      const blockers = blockersOf({ holder, files }, waiting);
      if (blockers.size === 0) return Promise.resolve(hold(holder, files));
      if (waitsFor(blockers, holder)) return Promise.reject(ringError(files, [...blockers]));
      const settled = Promise.withResolvers<FileLease>();
      const onAbort = (): void => {
        waiting = waiting.filter((other) => other !== request);
        settled.reject(signal.reason as Error);
        grantWaiting();
      };
      const request: Request = {
        holder,
        files,
        grant(lease) {
          signal.removeEventListener('abort', onAbort);
          settled.resolve(lease);
        },
        refuse(reason) {
          signal.removeEventListener('abort', onAbort);
          settled.reject(reason as Error);
        },
      };
      signal.addEventListener('abort', onAbort, { once: true });
      waiting = [...waiting, request];
      return settled.promise;
    },

    takeFree(holder, files) {
      const free = files.filter((file) => blockersOf({ holder, files: [file] }, waiting).size === 0);
      return free.length === 0 ? undefined : hold(holder, free);
    },

    releaseAll(holder) {
      for (const [path, entry] of held) if (entry.holder === holder) held.delete(path);
      const refused = waiting.filter((request) => request.holder === holder);
      waiting = waiting.filter((request) => request.holder !== holder);
      for (const request of refused) request.refuse(endedError(request.files));
      grantWaiting();
    },

    blockersOf: blockersOfHolder,

    holderOf: (path) => held.get(path)?.holder,
  };
}

function ringError(files: readonly ResolvedPath[], blockers: readonly LeaseHolder[]): WorkspaceError {
  const names = files.map(({ display }) => display).join(', ');
  const others = blockers.map(({ name }) => name).join(' and ');
  return new WorkspaceError(
    'leased',
    `${names} can't be written now: ${others} is changing it, and waits for a file that is held here. Nothing was written. ` +
      'Finish the other files first, then try again.',
    files[0]?.display ?? '',
    undefined,
    { about: 'file', code: 'leased', path: names },
  );
}

function endedError(files: readonly ResolvedPath[]): WorkspaceError {
  const names = files.map(({ display }) => display).join(', ');
  return new WorkspaceError(
    'leased',
    `${names} was not written: the work it belonged to has ended.`,
    files[0]?.display ?? '',
    undefined,
    { about: 'file', code: 'work_ended', path: names },
  );
}
