// The review of one window: what is under review is a map of values (`reviewFiles.ts`); texts come in (`reviewInlets.ts`), decisions go out
// (`reviewDecisions.ts`), and all of it is kept beside the journals (`reviewKeeper.ts`).
import type { BlobStore } from '../journal/blobStore';
import type { CommitLease } from '../workspace/commit';
import type { FileSnapshot, Workspace } from '../workspace/workspace';
import { WorkspaceError } from '../workspace/workspaceError';
import { createCallTally } from './callCounts';
import type { CallCounts } from './callCounts';
import { isPending, pendingChanges } from './fileUnderReview';
import { changesIn } from './decision';
import type { Decision } from './decision';
import type { Review, TextCause } from './review';
import { createReviewDecisions } from './reviewDecisions';
import { createReviewFiles } from './reviewFiles';
import { createReviewInlets } from './reviewInlets';
import { createReviewKeeper } from './reviewKeeper';
import type { ReviewKeeper } from './reviewKeeper';
import { createReviewNotes } from './reviewNotes';
import type { ReviewableChange, ReviewedSession, ReviewPlace, ReviewSink } from './reviewSink';
import { baselineText, currentText } from './reviewedText';
import { createSessionJournals } from './sessionJournals';

export interface ReviewOptions {
  readonly workspace: Workspace;
  readonly newId: () => string;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** Held while a decision writes. Default none: nobody else writes this workspace. */
  readonly lease?: () => CommitLease;
  readonly storage: ReviewStorage;
  /** Told when something of the review can't be read or written; it goes on in memory. */
  readonly onFailure: (error: Error) => void;
}

/** Where reviews are kept: beside the journals of their sessions. */
export interface ReviewStorage {
  readonly blobs: BlobStore;
  readonly journalPath: (sessionId: string) => string;
  readonly reviewPath: (sessionId: string) => string;
  /** Runs the work a moment later. Default: after half a second. */
  readonly later?: (work: () => void) => void;
}

/** The review with its inlets. */
export interface ReviewEngine extends Review, Required<ReviewSink> {
  /** True while changes of the text of this file matter, also when nothing is left to decide. */
  tracks(path: string): boolean;
  /** Every path for which `tracks` is true. */
  trackedPaths(): readonly string[];
  /** Something happened to the file, on disk or in a document with unsaved text: it is read. Rejects for what no file system says. */
  lookAt(path: string, cause: TextCause): Promise<void>;
  /** What the text of a file was when it went; undefined while it is there, and for what is no text. */
  textWhileGone(path: string): string | undefined;
  /** A document without a file is no more, and won't come back: nothing of it is under review. */
  ended(path: string): void;
  /** Takes over what these sessions have stored, as after a start. Each is taken once. */
  load(sessionIds: readonly string[]): Promise<void>;
  /** The session is deleted: its hunks count as kept, those that others made too stay. */
  forget(sessionId: string): Promise<void>;
  /** How the changes of the session's tool calls were decided, by id of the call; also before a restart. */
  callCounts(sessionId: string): ReadonlyMap<string, CallCounts>;
  /** Stores what is not stored yet and closes files. */
  dispose(): Promise<void>;
}

/** How long typing may go on before it is stored; a crash in between loses no text, only who typed it. */
const SAVE_AFTER_MS = 500;
const MAX_LOOKS = 5;

export function createReview(options: ReviewOptions): ReviewEngine {
  const { workspace, newId, now, lease, storage, onFailure } = options;
  const files = createReviewFiles();
  const notes = createReviewNotes(files);
  const calls = createCallTally((ids) => files.sourcesOf(ids));
  const inlets = createReviewInlets({ files, newId, beforeAgentChange: (file) => notes.settle(file) });
  const journals = createSessionJournals({ ...storage, workspace, now, newId, onFailure });
  const decisions = createReviewDecisions({
    workspace,
    files,
    inlets,
    newId,
    now,
    ...(lease === undefined ? {} : { lease }),
    contentOf: (version) => storage.blobs.get(version),
    async beforeDeletion(file) {
      const source = files.sourcesOf(file.changes).at(-1);
      return source && journals.before(source.sessionId, source.changeId);
    },
    announce,
    recorder: (sessionId, decisionId) => journals.recorder(sessionId, decisionId),
    async onDecided(decision, reason) {
      calls.count(decision, 1);
      notes.decided(decision, reason);
      await store(decision);
    },
    async onTakenBack(decision) {
      calls.count(decision, -1);
      notes.takenBack(decision.id);
      await store(decision);
    },
  });
  const keeper: ReviewKeeper = createReviewKeeper({
    ...storage,
    later: storage.later ?? ((work) => void setTimeout(work, SAVE_AFTER_MS).unref()),
    journals,
    files,
    decisions,
    notes,
    calls,
    now,
    onFailure,
    onOverwritten(sessionId) {
      keeper.drop(sessionId);
      load([sessionId]).catch(onFailure);
    },
  });
  let loading: Promise<void> = Promise.resolve();

  /** Tells listeners, and stores it soon. */
  function announce(): void {
    keeper.touch(files.changed());
    files.announce();
  }

  async function store({ items }: Decision): Promise<void> {
    keeper.touch(items.flatMap(({ before, after }) => [before.place.path, after.place.path]));
    for (const { sessionId } of files.sourcesOf(items.flatMap(changesIn))) keeper.touchSession(sessionId);
    await keeper.flush();
  }

  function load(sessionIds: readonly string[]): Promise<void> {
    const turn = loading.then(async () => {
      if (sessionIds.every((id) => keeper.isLoaded(id))) return;
      const stored = await keeper.load(sessionIds);
      const missed: ReviewableChange[] = [];
      for (const { sessionId, journalBytes, openChanges } of stored) {
        missed.push(...(await journals.changesAfter(sessionId, journalBytes, openChanges)));
      }
      missed.sort((left, right) => left.time - right.time);
      for (const change of missed) inlets.apply(change);
      // Their journals are taken into account up to here, whatever the files look like now.
      keeper.touch(files.changed());
      for (const { sessionId } of missed) keeper.touchSession(sessionId);
      for (const sessionId of sessionIds) await journals.recover(sessionId, sink);
      if (stored.length > 0) {
        await nameAnew();
        for (const { place } of files.all()) await lookAt(place.path);
      }
      announce();
      journals.close();
    });
    loading = turn.catch(() => undefined); // whoever asked hears of it
    return turn;
  }

  /** What the folders of the window are called depends on which there are: two of one name are told apart by a number. */
  async function nameAnew(): Promise<void> {
    for (const { place, origin } of files.all()) {
      const renamed = await placeNow(place);
      const from = origin === 'absent' ? origin : await placeNow(origin);
      const file = files.get(place.path);
      if (file === undefined || (renamed === place && from === origin)) continue;
      files.set(place.path, { ...file, place: renamed, origin: from });
    }
  }

  async function placeNow(place: ReviewPlace): Promise<ReviewPlace> {
    try {
      const { path, display } = await workspace.resolve(place.path);
      return path !== place.path || display === place.display ? place : { path, display };
    } catch (error) {
      if (!(error instanceof WorkspaceError)) throw error;
      return place; // what lies there now says nothing about the name
    }
  }

  async function lookAt(path: string, cause?: TextCause): Promise<void> {
    // What was read while something else happened to the file is out of date.
    for (let tries = 0; tries < MAX_LOOKS; tries += 1) {
      const state = inlets.stateOf(path);
      if (state === undefined) return;
      const snapshot = await readOrGone(path);
      if (inlets.stateOf(path) !== state) continue;
      if (snapshot === 'gone') inlets.fileGone(path, undefined);
      else if (snapshot !== undefined) {
        inlets.fileRead(path, snapshot, cause ?? causeOf(path, snapshot));
      }
      return;
    }
  }

  /** Why a file is not as it was stored. Unsaved text that was thrown away with the window is no change of another program. */
  function causeOf(path: string, { dirty, text }: FileSnapshot): TextCause {
    const key = files.get(path)?.key ?? '';
    return dirty || (text !== undefined && keeper.isStoredText(key, text)) ? 'typing' : 'external';
  }

  /** Undefined for a reason that says nothing about the file. */
  async function readOrGone(path: string): Promise<FileSnapshot | 'gone' | undefined> {
    try {
      return await workspace.read(path, { maxBytes: Infinity });
    } catch (error) {
      if (!(error instanceof WorkspaceError)) throw error;
      return error.reason === 'missing' ? 'gone' : undefined;
    }
  }

  const sink: ReviewSink = {
    begin(changeId, paths, sessionId) {
      const isKnown = sessionId === undefined || keeper.begin(sessionId, changeId);
      if (!isKnown) load([sessionId]).catch(onFailure);
      inlets.begin(changeId, paths);
    },
    end(changeId, change) {
      keeper.end(changeId);
      if (change === undefined) inlets.withdraw(changeId);
      else inlets.apply(change);
      inlets.end(changeId);
      announce();
    },
  };

  return {
    ...sink,
    files: () => files.allShown(),
    file: (path) => files.shown(path),
    find: (hunkId) => files.find(hunkId),
    baseline(path) {
      const file = files.get(path);
      if (file === undefined || !isPending(file) || file.content.kind !== 'text') return undefined;
      return baselineText(file.content.text);
    },
    onDidChange: (listener) => files.onDidChange(listener),
    keep: (target) => decisions.keep(target),
    undo: (target, undoOptions = {}) => decisions.undo(target, undoOptions),
    undoLastDecision: () => decisions.undoLast(),
    textChanged(path, text, cause) {
      inlets.textChanged(path, text, cause);
      announce();
    },
    async lookAt(path, cause) {
      await lookAt(path, cause);
      announce();
    },
    fileGone(path, movedTo) {
      inlets.fileGone(path, movedTo);
      announce();
    },
    textWhileGone(path) {
      const file = files.get(path);
      return file?.presence === 'gone' && file.content.kind === 'text'
        ? currentText(file.content.text)
        : undefined;
    },
    ended(path) {
      files.set(path, undefined);
      announce();
    },
    takeNotes(sessionId) {
      const text = notes.take(sessionId);
      announce();
      keeper.touchSession(sessionId);
      return text;
    },
    async flush() {
      await decisions.idle();
      await keeper.flush();
    },
    tracks: (path) => files.get(path) !== undefined,
    trackedPaths: () => files.all().map(({ place }) => place.path),
    async keepChanges(sessionId, ids) {
      await decisions.keep({ kind: 'changes', sessionId, ...(ids === undefined ? {} : { ids }) });
      return files.all().flatMap(pendingChanges);
    },
    attach: (session: ReviewedSession) => journals.attach(session),
    taken: (sessionId) => load([sessionId]).catch(onFailure),
    lost(sessionId) {
      keeper.drop(sessionId);
      announce();
    },
    load,
    async forget(sessionId) {
      await keeper.forget(sessionId);
      announce();
      await keeper.flush();
    },
    callCounts: (sessionId) => calls.of(sessionId),
    async dispose() {
      await decisions.idle();
      await keeper.flush();
      journals.close();
    },
  };
}
