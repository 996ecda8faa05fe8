// What is under review in one window: every change that a person has not decided about, as hunks and as whole files.
// Texts come in by `ReviewSink` (the agent's writes) and `textChanged` (everybody else's), decisions go out through `commitChanges`.
import type { ReviewPlace } from './reviewSink';

/** What made a hunk. */
export interface ReviewSource {
  readonly sessionId: string;
  /** Id in the journal of that session. */
  readonly changeId: string;
  /** Absent for a direct tool call. */
  readonly runId?: string;
  readonly toolCallId?: string;
  readonly stepId?: string;
  /** The command line, where the change is the side effect of one. */
  readonly command?: string;
  /** Milliseconds since the epoch. */
  readonly time: number;
}

export interface ReviewHunk {
  /** Unique within the window, and the same after a restart. */
  readonly id: string;
  /** Lines of the text as it is now, from 0, end excluded; an empty range lies before that line. */
  readonly start: number;
  readonly end: number;
  /** Old text; empty where lines were only added. */
  readonly removed: string;
  /** Text as it is now. */
  readonly added: string;
  readonly sources: readonly ReviewSource[];
  /** A person typed inside it since. */
  readonly isEdited: boolean;
  /** Something else (another branch, another program) changed the text it was made on: Undo asks first. */
  readonly isBaseChanged: boolean;
}

export interface ReviewedFile extends ReviewPlace {
  /**
   * `edited`, `created`, `renamed` files have hunks. `deleted` and `opaque` (binary, or content not stored) ones have none and are
   * decided as a whole. Undo of a created file deletes it, of a deleted one brings it back, of a renamed one gives its name back.
   */
  readonly kind: 'edited' | 'created' | 'renamed' | 'deleted' | 'opaque';
  readonly renamedFrom?: ReviewPlace;
  /** In the order of their lines. */
  readonly hunks: readonly ReviewHunk[];
  /** What made it, all hunks together. */
  readonly sources: readonly ReviewSource[];
  readonly addedLines: number;
  readonly removedLines: number;
  /** Why it can't be undone, in words; absent when it can. */
  readonly notUndoable?: string;
  /**
   * Undo asks first. `certainly`: it is no text, and somebody else changed it after the agent. `perhaps`: a command was cut off by a crash,
   * and others may have changed the file between that and now. Absent: neither.
   */
  readonly changedSince?: 'certainly' | 'perhaps';
  /** It is no text, or its content is not stored: it has no hunks and no diff. Absent: false. */
  readonly isOpaque?: boolean;
  /** It is edited as bytes: its texts have one character for each byte. Absent: false. */
  readonly isBytes?: boolean;
}

/** What a decision is about. */
export type ReviewTarget =
  | { readonly kind: 'hunks'; readonly ids: readonly string[] }
  /** `ReviewedFile.path`, with all their hunks. */
  | { readonly kind: 'files'; readonly paths: readonly string[] }
  /** Every hunk and file that this run (and no other) made. */
  | { readonly kind: 'run'; readonly runId: string }
  /** Every hunk and file that these changes of the session's journal (and no others) made; without ids, all of the session's. */
  | { readonly kind: 'changes'; readonly sessionId: string; readonly ids?: readonly string[] }
  | { readonly kind: 'all' };

export interface ReviewOutcome {
  /** Hunks and whole files that were decided. */
  readonly decided: number;
  /** What could not be decided and why, in one sentence each; such as a file that is read-only now, or a hunk that is gone. */
  readonly refused: readonly RefusedFile[];
}

export interface RefusedFile {
  readonly display: string;
  readonly reason: string;
  /** Somebody else changed it since: `undo` of this with `force` would do it, and what is overwritten would be stored. */
  readonly anyway?: ReviewTarget;
}

export interface UndoOptions {
  /** Why, in the person's words; told to the model. */
  readonly reason?: string;
  /** Also what somebody else changed since: hunks whose base changed, whole files. Default false: it is refused with that reason. */
  readonly force?: boolean;
}

/** How a text changed, other than by the agent. `undo`, `redo`: the editor's own. `external`: another program, a branch switch. */
export type TextCause = 'typing' | 'undo' | 'redo' | 'external';

export interface Review {
  /** Sorted by `display`. */
  files(): readonly ReviewedFile[];
  file(path: string): ReviewedFile | undefined;
  /** Undefined when the hunk was decided or is gone. */
  find(hunkId: string): { readonly file: ReviewedFile; readonly hunk: ReviewHunk } | undefined;
  /** Text of the file as it would be if all of it were undone: the left side of a diff. Undefined for what has no hunks. */
  baseline(path: string): string | undefined;
  /** Called after each change with the paths whose state changed; several changes may come as one. Returns the unsubscribe function. */
  onDidChange(listener: (paths: readonly string[]) => void): () => void;
  /** Accepts; no text changes. */
  keep(target: ReviewTarget): Promise<ReviewOutcome>;
  /** Takes back. Exactly the old bytes of each region come back. Rejects only for bugs. */
  undo(target: ReviewTarget, options?: UndoOptions): Promise<ReviewOutcome>;
  /** Brings back what the last Keep or Undo decided; undefined when there is none, or the text changed too much since. */
  undoLastDecision(): Promise<ReviewOutcome | undefined>;
  /** The text of a file under review is this now. Other paths are ignored. Cheap enough for every key press. */
  textChanged(path: string, text: string, cause: TextCause): void;
  /** Something other than the agent deleted or renamed a file. */
  fileGone(path: string, movedTo?: ReviewPlace): void;
  /**
   * What the model of a session has to be told before its next turn: hunks that were undone (with the reason) or changed by the person
   * since they were proposed. Empty when there is nothing. Each thing is told once.
   */
  takeNotes(sessionId: string): string;
  /** Writes what is not stored yet. */
  flush(): Promise<void>;
}
