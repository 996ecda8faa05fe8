// What restores left behind in a session: what can be redone, and what the model has not been told yet. A fold over events, the same live
// and from the log.
import type { AgentEventBody } from '../events/agentEvent';
import type { HistoryEntry } from './historyFold';

type FilesRestored = Extract<AgentEventBody, { readonly type: 'files_restored' }>;
type HistoryCut = Extract<AgentEventBody, { readonly type: 'history_cut' }>;

export interface RestoreTrail {
  /** The conversation before the last cut, until the next run begins. */
  readonly beforeCut?: readonly HistoryEntry[];
  /** The last restore, until it is redone or the next run begins. */
  readonly redo?: RedoableRestore;
  /** In the order in which they happened. */
  readonly untold: readonly (FilesRestored | HistoryCut)[];
}

export interface RedoableRestore {
  /** Checkpoint before the restore of files; absent where no file was changed. */
  readonly restoreId?: string;
  readonly withConversation: boolean;
}

export const NO_TRAIL: RestoreTrail = { untold: [] };

/** @param entries the conversation before the event */
export function followTrail(
  trail: RestoreTrail,
  event: AgentEventBody,
  entries: readonly HistoryEntry[],
): RestoreTrail {
  const { untold } = trail;
  switch (event.type) {
    case 'start':
      return { untold };
    case 'message':
      return event.message.role === 'user' && event.message.origin === 'review' && untold.length > 0
        ? { ...trail, untold: [] }
        : trail;
    case 'history_cleared':
      return NO_TRAIL;
    case 'history_cut': {
      const isRestore = event.checkpointId !== undefined;
      const isNews = (event.filesLeft ?? []).length > 0;
      return {
        beforeCut: entries,
        untold: isNews ? [...untold, event] : untold,
        ...(isRestore ? { redo: { withConversation: true } } : {}),
      };
    }
    case 'history_uncut':
      return { untold: untold.filter((other) => other.type !== 'history_cut') };
    case 'files_restored': {
      const redone = untold.filter(
        (other) => other.type !== 'files_restored' || other.restoreId !== event.checkpointId,
      );
      if (event.isRedo === true) {
        return { untold: redone.length < untold.length || isSilent(event) ? redone : [...untold, event] };
      }
      const withConversation = event.withConversation === true;
      return {
        ...trail,
        redo: { ...(event.restoreId === undefined ? {} : { restoreId: event.restoreId }), withConversation },
        untold: isSilent(event) ? untold : [...untold, event],
      };
    }
    default:
      return trail;
  }
}

/** Where the conversation went along, the model knows of nothing that is gone. */
function isSilent({ withConversation, restored }: FilesRestored): boolean {
  return withConversation === true || restored.length === 0;
}
