// Keeps the review on disk, session by session: at once after a decision, a moment later after anything else. What a crash leaves unsaved is
// found in the journal again (`load`).
import { existsSync, mkdirSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { BlobStore } from '../journal/blobStore';
import { isMissing } from '../workspace/fileSystemError';
import { isPending, pendingChanges } from './fileUnderReview';
import type { FileUnderReview } from './fileUnderReview';
import { changesIn } from './decision';
import type { ReviewDecisions } from './reviewDecisions';
import type { ReviewFiles } from './reviewFiles';
import type { CallCounts, CallTally } from './callCounts';
import type { ReviewNotes } from './reviewNotes';
import type { SessionJournals } from './sessionJournals';
import { createStoredCodec, readSource } from './storedCodec';
import { parseStoredReview } from './storedReview';
import type { StoredReview } from './storedReview';
import { withoutChanges } from './withoutSession';

export interface ReviewKeeperOptions {
  /** File of a session's stored review. */
  readonly reviewPath: (sessionId: string) => string;
  readonly blobs: BlobStore;
  readonly journals: SessionJournals;
  readonly files: ReviewFiles;
  readonly decisions: ReviewDecisions;
  readonly notes: ReviewNotes;
  readonly calls: CallTally;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** Runs the work some time later. */
  readonly later: (work: () => void) => void;
  readonly onFailure: (error: Error) => void;
  /** Another window has written the session's review since; nothing was written here. */
  readonly onOverwritten: (sessionId: string) => void;
}

export interface ReviewKeeper {
  /** Before the first write of a session: from now on, its journal counts. False when it has something stored that is not loaded. */
  begin(sessionId: string, changeId: string): boolean;
  end(changeId: string): void;
  /** What these sessions have stored, merged with what is there. Returns what has to be taken from their journals. */
  load(sessionIds: readonly string[]): Promise<readonly StoredReview[]>;
  isLoaded(sessionId: string): boolean;
  /** True for a text as the agent or a decision left it, not typed over since. */
  isStoredText(key: string, text: string): boolean;
  /** The files changed: they are stored soon. */
  touch(paths: readonly string[]): void;
  /** Something of the session changed that is not in a file. */
  touchSession(sessionId: string): void;
  /** Stores everything that is not stored yet. */
  flush(): Promise<void>;
  /** The session is another window's: its hunks go, and nothing of it is written any more. */
  drop(sessionId: string): void;
  /** The session is deleted: its hunks count as kept. */
  forget(sessionId: string): Promise<void>;
}

/** What is stored of one session, as values of one moment. */
interface Moment {
  readonly sessionId: string;
  readonly journalBytes: number;
  readonly openChanges: readonly string[];
  readonly files: readonly FileUnderReview[];
  readonly decisions: ReturnType<ReviewDecisions['all']>;
  readonly notes: readonly string[];
  readonly calls: Readonly<Record<string, CallCounts>>;
}

export function createReviewKeeper(options: ReviewKeeperOptions): ReviewKeeper {
  const { files, decisions, journals, notes, calls, reviewPath, now } = options;
  const codec = createStoredCodec(options.blobs);
  const loaded = new Set<string>();
  const dirty = new Set<string>();
  /** Changes between `begin` and `end`, with their session. */
  const open = new Map<string, string>();
  /** Changes that the journals do not know as decided. */
  const unsettled = new Map<string, Set<string>>();
  /** Sessions that had a part in a file when it was last looked at. */
  const owners = new Map<string, ReadonlySet<string>>();
  /** The state of the file as this window last wrote or read it. */
  const stamps = new Map<string, number>();
  let isScheduled = false;
  let writing: Promise<void> = Promise.resolve();

  const sessionsOf = (changeIds: readonly string[]): readonly string[] =>
    files.sourcesOf(changeIds).map(({ sessionId }) => sessionId);

  function ownersOf(file: FileUnderReview): ReadonlySet<string> {
    const decided = decisions
      .all()
      .flatMap(({ items }) => items.filter(({ before }) => before.key === file.key).flatMap(changesIn));
    return new Set(sessionsOf([...pendingChanges(file), ...decided]));
  }

  function momentOf(sessionId: string): Moment {
    const own = decisions
      .all()
      .map((decision) => ({
        ...decision,
        items: decision.items.filter((item) => sessionsOf(changesIn(item)).includes(sessionId)),
      }))
      .filter(({ items }) => items.length > 0);
    const keys = new Set(own.flatMap(({ items }) => items.map(({ before }) => before.key)));
    const isOwn = (file: FileUnderReview): boolean =>
      keys.has(file.key) || (isPending(file) && sessionsOf(pendingChanges(file)).includes(sessionId));
    return {
      sessionId,
      journalBytes: journals.size(sessionId),
      openChanges: [...open].filter(([, of]) => of === sessionId).map(([id]) => id),
      files: files.all().filter(isOwn),
      decisions: own,
      notes: notes.pending(sessionId),
      calls: Object.fromEntries(calls.of(sessionId)),
    };
  }

  async function save(moment: Moment): Promise<void> {
    const { sessionId, journalBytes } = moment;
    const byKey = new Map(moment.files.map((file) => [file.key, file]));
    const present = (key: string): FileUnderReview | undefined => byKey.get(key);
    const storedFiles = [];
    for (const file of moment.files) storedFiles.push(await codec.file(file));
    const storedDecisions = await codec.decisions(moment.decisions, present);
    const changeIds = new Set([
      ...moment.files.flatMap(pendingChanges),
      ...moment.decisions.flatMap(({ items }) => items.flatMap(changesIn)),
    ]);
    const stored: StoredReview = {
      version: 1,
      sessionId,
      savedAt: now(),
      journalBytes,
      openChanges: [...moment.openChanges],
      sources: files.sourcesOf([...changeIds]).map((source) => ({ ...source })),
      files: storedFiles,
      decisions: [...storedDecisions],
      calls: moment.calls,
      notes: [...moment.notes],
    };
    const path = reviewPath(sessionId);
    await mkdir(dirname(path), { recursive: true, mode: 0o700 });
    if (!loaded.has(sessionId)) return;
    if (stampOf(path) !== (stamps.get(sessionId) ?? 0)) {
      options.onOverwritten(sessionId);
      return;
    }
    await writeFile(`${path}.new`, JSON.stringify(stored), { mode: 0o600 });
    if (!loaded.has(sessionId)) return;
    await rename(`${path}.new`, path);
    stamps.set(sessionId, stampOf(path));
  }

  /** Tells the journal which changes nobody has to decide about any more. */
  function settle(sessionId: string): void {
    const pending = new Set(files.all().flatMap(pendingChanges));
    const known = unsettled.get(sessionId) ?? new Set();
    const done = [...known].filter((id) => !pending.has(id) && !open.has(id));
    if (done.length === 0) return;
    for (const id of done) known.delete(id);
    journals.settle(sessionId, done);
  }

  async function saveDirty(): Promise<void> {
    const sessions = [...dirty].filter((sessionId) => loaded.has(sessionId));
    dirty.clear();
    for (const sessionId of sessions) {
      try {
        await save(momentOf(sessionId));
        settle(sessionId);
      } catch (error) {
        options.onFailure(error instanceof Error ? error : new Error(String(error)));
      }
    }
    journals.close();
  }

  function flush(): Promise<void> {
    writing = writing.then(saveDirty);
    return writing;
  }

  function touch(paths: readonly string[]): void {
    for (const path of paths) {
      const file = files.get(path);
      const now = file === undefined ? new Set<string>() : ownersOf(file);
      for (const id of [...(owners.get(path) ?? []), ...now]) dirty.add(id);
      owners.set(path, now);
      for (const id of file === undefined ? [] : pendingChanges(file)) {
        const session = files.sourceOf(id)?.sessionId;
        if (session !== undefined) unsettled.set(session, (unsettled.get(session) ?? new Set()).add(id));
      }
    }
    schedule();
  }

  function schedule(): void {
    if (isScheduled || dirty.size === 0) return;
    isScheduled = true;
    options.later(() => {
      isScheduled = false;
      void flush();
    });
  }

  function leaveOut(sessionId: string): void {
    const isOthers = (id: string): boolean => files.sourceOf(id)?.sessionId === sessionId;
    for (const file of files.all()) {
      if (pendingChanges(file).some(isOthers)) files.set(file.place.path, withoutChanges(file, isOthers));
    }
    decisions.filter((item) => !changesIn(item).every(isOthers));
  }

  return {
    begin(sessionId, changeId) {
      open.set(changeId, sessionId);
      if (loaded.has(sessionId)) return true;
      const path = reviewPath(sessionId);
      if (existsSync(path)) return false;
      loaded.add(sessionId);
      try {
        createEmpty(path, sessionId, journals.size(sessionId), now());
        stamps.set(sessionId, stampOf(path));
      } catch (error) {
        options.onFailure(error instanceof Error ? error : new Error(String(error)));
      }
      return true;
    },
    end(changeId) {
      const sessionId = open.get(changeId);
      open.delete(changeId);
      // Also where nothing is left to decide: else the change would be applied once more at the next start, over what came after it.
      if (sessionId !== undefined) dirty.add(sessionId);
    },
    isStoredText: (key, text) => codec.isStoredText(key, text),
    isLoaded: (sessionId) => loaded.has(sessionId),

    async load(sessionIds) {
      const read: StoredReview[] = [];
      for (const sessionId of sessionIds) {
        if (loaded.has(sessionId)) continue;
        const path = reviewPath(sessionId);
        const stamp = stampOf(path);
        const stored = await readStored(path);
        if (stored === 'none') continue;
        loaded.add(sessionId);
        stamps.set(sessionId, stamp);
        if (stored === undefined)
          options.onFailure(new Error(`The stored review of session ${sessionId} is damaged.`));
        else read.push(stored);
      }
      // What was saved last is the newest.
      const newestFirst = read.toSorted((left, right) => right.savedAt - left.savedAt);
      for (const { sources } of read) for (const source of sources) files.addSource(readSource(source));
      const isOthers = (id: string): boolean => !loaded.has(files.sourceOf(id)?.sessionId ?? '');
      for (const stored of newestFirst.flatMap((review) => review.files)) {
        const present = files.byKey(stored.key) ?? files.get(stored.place.path);
        if (present !== undefined && isPending(present)) continue;
        const file = await codec.readFile(stored);
        if (file !== undefined) files.set(file.place.path, withoutChanges(file, isOthers));
      }
      const byKey = (key: string): FileUnderReview | undefined => files.byKey(key);
      for (const review of newestFirst) {
        decisions.remember(await codec.readDecisions(review.decisions, byKey));
        notes.add(review.sessionId, review.notes);
        calls.set(review.sessionId, Object.entries(review.calls ?? {}));
      }
      return read;
    },

    touch,
    touchSession(sessionId) {
      dirty.add(sessionId);
      schedule();
    },
    flush,

    drop(sessionId) {
      if (!loaded.delete(sessionId)) return;
      leaveOut(sessionId);
      calls.forget(sessionId);
    },

    async forget(sessionId) {
      await writing;
      loaded.delete(sessionId);
      unsettled.delete(sessionId);
      leaveOut(sessionId);
      calls.forget(sessionId);
      await rm(reviewPath(sessionId), { force: true });
    },
  };
}

/** 0: there is none. */
function stampOf(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0;
}

/** Undefined: damaged, or of a later version. */
async function readStored(path: string): Promise<StoredReview | 'none' | undefined> {
  try {
    return parseStoredReview(await readFile(path, 'utf8'));
  } catch (error) {
    if (isMissing(error)) return 'none';
    throw error;
  }
}

/** Says that the journal counts from here on. Synchronous: the first write must not come before it. */
function createEmpty(path: string, sessionId: string, journalBytes: number, savedAt: number): void {
  const empty: StoredReview = {
    version: 1,
    sessionId,
    savedAt,
    journalBytes,
    openChanges: [],
    sources: [],
    files: [],
    decisions: [],
    notes: [],
  };
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  writeFileSync(`${path}.new`, JSON.stringify(empty), { mode: 0o600 });
  renameSync(`${path}.new`, path);
}
