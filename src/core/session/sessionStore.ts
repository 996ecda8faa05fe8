// Where sessions are kept (design section 2). The default is one JSON Lines file a session.
import type { AgentEvent } from '../events/agentEvent';

/** First line of a stored session. */
export interface SessionHeader {
  /** Version of the format; 1 today. */
  readonly version: 1;
  readonly sessionId: string;
  /** Milliseconds since the epoch. */
  readonly createdAt: number;
  /** Roots of the workspace when it was created, absolute paths. */
  readonly workspace: readonly string[];
  /** Session it was forked from. */
  readonly forkedFrom?: string;
}

/** One row of the session list, read without loading the whole log. */
export interface SessionSummary {
  readonly sessionId: string;
  /** The given title, else the beginning of the first prompt, or of the goal of a plan that was there before it. */
  readonly title: string;
  readonly createdAt: number;
  readonly updatedAt: number;
  readonly workspace: readonly string[];
  readonly bytes: number;
  /** Its last run has no end and nobody owns it: cut off by reload, update or crash. */
  readonly interrupted: boolean;
  /** Owned by a live window or process other than this one. */
  readonly ownedElsewhere: boolean;
}

export interface StoredSession {
  readonly header: SessionHeader;
  readonly events: readonly AgentEvent[];
  /** Lines other than a torn last one that could not be read and were left out; absent: none. */
  readonly damagedLines?: number;
}

/** Held by the one owner of a session; a heartbeat keeps it. */
export interface SessionLease {
  /** Fires when another owner took the session over: stop writing, show it read-only. */
  readonly lost: AbortSignal;
  release(): Promise<void>;
}

/** Extension point. Methods reject with an `Error` whose message names the session and the operation. */
export interface SessionStore {
  create(header: SessionHeader): Promise<void>;
  /** Appends in order. A torn last line is dropped on load, nothing else. */
  append(sessionId: string, events: readonly AgentEvent[]): Promise<void>;
  /** Undefined when there is no such session. */
  load(sessionId: string): Promise<StoredSession | undefined>;
  /** Newest first. */
  list(): Promise<readonly SessionSummary[]>;
  delete(sessionId: string): Promise<void>;
  /** Takes the session; undefined when a live owner has it and `takeOver` is not set. */
  acquire(sessionId: string, options?: { readonly takeOver?: boolean }): Promise<SessionLease | undefined>;
  /** Where people find it: a folder's path, or words such as `in memory`. */
  readonly location: string;
}
