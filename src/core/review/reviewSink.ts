// The port through which the journals of all sessions of a window tell the review what was written.
import type { ChangeOrigin, ChangeRecorder } from '../workspace/changeRecorder';

/** A file on one side of a change. `latin1`: its bytes, one character each, of what is edited as bytes. */
export type ReviewContent =
  | {
      readonly kind: 'text';
      /** Without a byte order mark. */
      readonly text: string;
      /** As `FileSnapshot.encoding`. Default `utf8`. */
      readonly encoding?: string;
    }
  | { readonly kind: 'bytes'; readonly latin1: string }
  /** No text in any sense, or its content is not stored: decided as a whole. */
  | { readonly kind: 'opaque'; readonly version: string };

export interface ReviewPlace {
  /** As `ResolvedPath.path`. */
  readonly path: string;
  /** As `ResolvedPath.display`. */
  readonly display: string;
}

/** A change that took effect. */
export interface ReviewableChange {
  readonly sessionId: string;
  /** Id of the change in the session's journal. */
  readonly changeId: string;
  readonly kind: 'create' | 'edit' | 'delete' | 'rename';
  readonly file: ReviewPlace;
  /** New place of a rename. */
  readonly to?: ReviewPlace;
  /** Absent for a create. */
  readonly before?: ReviewContent;
  /** Absent for a delete. Where both are there, they are of one kind. */
  readonly after?: ReviewContent;
  readonly origin: ChangeOrigin;
  /** Milliseconds since the epoch. */
  readonly time: number;
  /** False: the content before it is not stored, so it is shown and can't be undone. */
  readonly undoable: boolean;
  /** Found after a crash; others may have changed the file between the crash and then, so an undo asks first. Absent: no. */
  readonly changedSince?: true;
}

/** No method may throw. */
export interface ReviewSink {
  /** A write to these paths begins: until `end`, changes of their text are not a person's. Writes to one path do not overlap. */
  begin(changeId: string, paths: readonly string[], sessionId?: string): void;
  /** The write is over; `change` is absent when nothing was written. Once more without it: the change was taken back. */
  end(changeId: string, change?: ReviewableChange): void;
  /**
   * A person keeps what these changes of the session made, or all of its changes. Resolves with the ids of those that stay under review,
   * since others had a part in what they made.
   */
  keepChanges?(sessionId: string, ids?: readonly string[]): Promise<readonly string[]>;
  /** A session whose changes come here is open. Returns what is called when it closes. */
  attach?(session: ReviewedSession): () => void;
  /** This window owns the session from now on. Resolves when what was stored of its review is there. */
  taken?(sessionId: string): Promise<void>;
  /** Another window owns it. */
  lost?(sessionId: string): void;
}

/** What the review needs of the session that made a change. */
export interface ReviewedSession {
  readonly sessionId: string;
  /** For the writes of a decision about its changes. */
  recorder(decisionId: string): ChangeRecorder;
  /** These changes are decided. */
  settle(changeIds: readonly string[]): void;
}
