// The review of one window: what is under review is a map of values (`reviewFiles.ts`); texts come in (`reviewInlets.ts`) and decisions
// go out (`reviewDecisions.ts`).
import type { CommitLease } from '../workspace/commit';
import type { FileSnapshot, Workspace } from '../workspace/workspace';
import { isPending } from './fileUnderReview';
import type { Review, TextCause } from './review';
import { createReviewDecisions } from './reviewDecisions';
import { createReviewFiles } from './reviewFiles';
import { createReviewInlets } from './reviewInlets';
import type { ReviewedSession, ReviewSink } from './reviewSink';
import { baselineText } from './reviewedText';

export interface ReviewOptions {
  readonly workspace: Workspace;
  readonly newId: () => string;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** Held while a decision writes. Default none: nobody else writes this workspace. */
  readonly lease?: () => CommitLease;
}

/** The review with its inlets. */
export interface ReviewEngine extends Review, ReviewSink {
  /** True while changes of the text of this file matter, also when nothing is left to decide. */
  tracks(path: string): boolean;
  /** Every path for which `tracks` is true. */
  trackedPaths(): readonly string[];
  /** The file was read again: from disk, or from a document with unsaved text. */
  fileRead(path: string, snapshot: FileSnapshot, cause: TextCause): void;
  attach(session: ReviewedSession): () => void;
}

export function createReview(options: ReviewOptions): ReviewEngine {
  const { workspace, newId, lease } = options;
  const files = createReviewFiles();
  const inlets = createReviewInlets(files, { newId });
  const sessions = new Map<string, ReviewedSession>();
  const decisions = createReviewDecisions({
    workspace,
    files,
    inlets,
    newId,
    ...(lease === undefined ? {} : { lease }),
    contentOf: () => Promise.resolve(undefined),
    recorder: (sessionId, decisionId) => sessions.get(sessionId)?.recorder(decisionId),
    onDecided: () => Promise.resolve(),
  });

  return {
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
      files.announce();
    },
    fileRead(path, snapshot, cause) {
      inlets.fileRead(path, snapshot, cause);
      files.announce();
    },
    fileGone(path, movedTo) {
      inlets.fileGone(path, movedTo);
      files.announce();
    },
    takeNotes: () => '',
    flush: () => decisions.idle(),
    tracks: (path) => files.get(path) !== undefined,
    trackedPaths: () => files.all().map(({ place }) => place.path),
    attach(session) {
      sessions.set(session.sessionId, session);
      return () => {
        if (sessions.get(session.sessionId) === session) sessions.delete(session.sessionId);
      };
    },
    begin: (changeId, paths) => inlets.begin(changeId, paths),
    end(changeId, change) {
      if (change === undefined) inlets.withdraw(changeId);
      else inlets.apply(change);
      inlets.end(changeId);
      files.announce();
    },
  };
}
