// Which stored sessions belong to this workspace, and how the list shows them.
import { existsSync } from 'node:fs';
import { isAbsolute } from 'node:path';
import type { SessionSummary } from '../../core/session/sessionStore';
import type { SessionRow, SessionRowState } from '../../protocol/messages';
import { t } from '../l10n';
import type { LiveSession } from './liveSession';

/**
 * True for a session of one of these folders (also after a move to several folders), and for one whose own folders are all gone, as
 * after a rename: better shown here than lost.
 */
export function belongsHere(
  summary: Pick<SessionSummary, 'workspace'>,
  roots: readonly string[],
  exists: (path: string) => boolean = existsSync,
): boolean {
  if (summary.workspace.length === 0) return roots.length === 0;
  if (summary.workspace.some((root) => roots.includes(root))) return true;
  return summary.workspace.every((root) => isAbsolute(root) && !exists(root));
}

/** Stored sessions with the live state of those that are open. */
export function sessionRows(
  stored: readonly SessionSummary[],
  open: readonly Pick<LiveSession, 'id' | 'activity' | 'isUnread' | 'view' | 'access'>[],
): readonly SessionRow[] {
  const live = new Map(open.map((session) => [session.id, session]));
  return stored.map((summary) => {
    const session = live.get(summary.sessionId);
    return {
      sessionId: summary.sessionId,
      title: session?.view.title || summary.title || t('Untitled session'),
      updatedAt: summary.updatedAt,
      state:
        session === undefined
          ? storedState(summary)
          : session.access === 'read_only'
            ? 'elsewhere'
            : session.activity,
      isUnread: session?.isUnread ?? false,
    };
  });
}

function storedState(summary: SessionSummary): SessionRowState {
  if (summary.ownedElsewhere) return 'elsewhere';
  return summary.interrupted ? 'interrupted' : 'idle';
}
