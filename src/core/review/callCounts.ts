// How the changes of each tool call were decided, for its card: counted with every decision, and kept beside the decisions themselves, of
// which only the last are remembered.
import type { Decision } from './decision';
import { pendingChanges } from './fileUnderReview';
import type { ReviewSource } from './review';

/** Hunks, and files that were decided as a whole. */
export interface CallCounts {
  readonly kept: number;
  readonly undone: number;
}

export interface CallTally {
  /** @param by -1: the decision was taken back */
  count(decision: Decision, by: 1 | -1): void;
  /** By id of the call; at most `MAX_CALLS`, those decided last. */
  of(sessionId: string): ReadonlyMap<string, CallCounts>;
  /** As it was stored. */
  set(sessionId: string, counts: Iterable<readonly [string, CallCounts]>): void;
  forget(sessionId: string): void;
}

/** Of one session; the others are forgotten, oldest first. */
export const MAX_CALLS = 500;
const NONE: CallCounts = { kept: 0, undone: 0 };

/** @param sourcesOf what made these changes */
export function createCallTally(
  sourcesOf: (changeIds: readonly string[]) => readonly ReviewSource[],
): CallTally {
  const sessions = new Map<string, Map<string, CallCounts>>();

  function add(sessionId: string, toolCallId: string, which: keyof CallCounts, by: number): void {
    const counts = sessions.get(sessionId) ?? new Map<string, CallCounts>();
    sessions.set(sessionId, counts);
    const known = counts.get(toolCallId) ?? NONE;
    const next = { ...known, [which]: Math.max(0, known[which] + by) };
    counts.delete(toolCallId);
    if (next.kept + next.undone > 0) counts.set(toolCallId, next);
    const [oldest] = counts.keys();
    if (counts.size > MAX_CALLS && oldest !== undefined) counts.delete(oldest);
  }

  return {
    count({ kind, items }, by) {
      for (const { before, hunks } of items) {
        const isWhole = hunks.length === 0 || before.presence !== 'there';
        const parts = isWhole ? [pendingChanges(before)] : hunks.map(({ sources }) => sources);
        for (const changeIds of parts) {
          const calls = new Map(
            sourcesOf(changeIds).flatMap(({ sessionId, toolCallId }) =>
              toolCallId === undefined ? [] : [[`${sessionId} ${toolCallId}`, { sessionId, toolCallId }]],
            ),
          );
          for (const { sessionId, toolCallId } of calls.values()) {
            add(sessionId, toolCallId, kind === 'keep' ? 'kept' : 'undone', by);
          }
        }
      }
    },
    of: (sessionId) => sessions.get(sessionId) ?? new Map<string, CallCounts>(),
    set(sessionId, counts) {
      sessions.set(sessionId, new Map(counts));
    },
    forget: (sessionId) => void sessions.delete(sessionId),
  };
}
