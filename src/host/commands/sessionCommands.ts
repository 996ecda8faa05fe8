// Commands about stored sessions: resume, rename, fork, delete, copy and export a transcript.
import { env, l10n, Uri, window, workspace } from 'vscode';
import type { QuickPickItem } from 'vscode';
import type { SessionSummary } from '../../core/session/sessionStore';
import { formatNumber } from '../l10n';
import { PersonError } from '../sessions/liveSession';
import type { LiveSession } from '../sessions/liveSession';
import type { SessionHub } from '../sessions/sessionHub';
import { belongsHere } from '../sessions/sessionRows';

interface SessionItem extends QuickPickItem {
  readonly sessionId: string;
}

export interface SessionCommandsOptions {
  readonly hub: SessionHub;
  readonly roots: () => readonly string[];
  /** Brings the panel up. */
  readonly reveal: () => Promise<void>;
}

export async function resumeSession({ hub, roots, reveal }: SessionCommandsOptions): Promise<void> {
  const summaries = await hub.store.list();
  if (summaries.length === 0) {
    void window.showInformationMessage(l10n.t('No session is stored yet.'));
    return;
  }
  const here = summaries.filter((summary) => belongsHere(summary, roots()));
  const elsewhere = summaries.filter((summary) => !here.includes(summary));
  const items = [...here, ...elsewhere].map((summary) => toItem(summary, elsewhere.includes(summary)));
  const item = await window.showQuickPick(items, {
    title: l10n.t('Resume Session'),
    matchOnDescription: true,
    matchOnDetail: true,
  });
  if (item === undefined) return;
  await hub.resume(item.sessionId);
  await reveal();
}

export async function renameSession(hub: SessionHub): Promise<void> {
  const session = await stored(hub);
  const title = await window.showInputBox({ title: l10n.t('Rename Session'), value: session.view.title });
  if (title !== undefined && title.trim() !== '') await session.api.rename(title);
}

export async function forkSession(hub: SessionHub): Promise<void> {
  await hub.fork(await stored(hub));
}

/** @param sessionId default: the session on the screen */
export async function deleteSession(hub: SessionHub, sessionId?: string): Promise<void> {
  const id = sessionId ?? (await stored(hub)).id;
  const summary = (await hub.store.list()).find((candidate) => candidate.sessionId === id);
  if (summary === undefined) throw new PersonError(l10n.t('This session is not stored.'));
  if (summary.ownedElsewhere) throw new PersonError(l10n.t('Another window has this session open.'));
  const deleteIt = l10n.t('Delete');
  const answer = await window.showWarningMessage(
    l10n.t('Delete the session "{0}"?', summary.title),
    {
      modal: true,
      detail: l10n.t('Its transcript is deleted for good. Files that it changed stay as they are.'),
    },
    deleteIt,
  );
  if (answer === deleteIt) await hub.delete(id);
}

/** Says where sessions are kept and how much there is, before it asks. */
export async function deleteAllSessions(hub: SessionHub): Promise<void> {
  const summaries = await hub.store.list();
  const bytes = summaries.reduce((sum, summary) => sum + summary.bytes, 0);
  const size = sizeInWords(bytes);
  const deleteAll = l10n.t('Delete All');
  const answer = await window.showWarningMessage(
    summaries.length === 1
      ? l10n.t('Delete the one stored session ({0})?', size)
      : l10n.t('Delete all {0} stored sessions ({1})?', summaries.length, size),
    {
      modal: true,
      detail: l10n.t(
        'They are kept in {0}, for all workspaces. Sessions open in other windows stay.',
        hub.store.location,
      ),
    },
    deleteAll,
  );
  if (answer !== deleteAll) return;
  const deleted = await hub.deleteAll();
  void window.showInformationMessage(
    deleted === 1 ? l10n.t('1 session was deleted.') : l10n.t('{0} sessions were deleted.', deleted),
  );
}

export async function copyTranscript(hub: SessionHub): Promise<void> {
  await env.clipboard.writeText(await (await stored(hub)).api.transcript());
  window.setStatusBarMessage(l10n.t('The transcript is on the clipboard.'), 3_000);
}

export async function exportTranscript(hub: SessionHub): Promise<void> {
  const session = await stored(hub);
  const folder = workspace.workspaceFolders?.[0]?.uri;
  const name = `${fileName(session.view.title)}.md`;
  const target = await window.showSaveDialog({
    title: l10n.t('Export Transcript'),
    filters: { Markdown: ['md'] },
    ...(folder === undefined ? {} : { defaultUri: Uri.joinPath(folder, name) }),
  });
  if (target === undefined) return;
  await workspace.fs.writeFile(target, Buffer.from(await session.api.transcript()));
  await window.showTextDocument(target);
}

/** The session on the screen, if anything was ever said in it. */
async function stored(hub: SessionHub): Promise<LiveSession> {
  const session = await hub.ensureCurrent();
  if (session.isEmpty) throw new PersonError(l10n.t('This session is still empty.'));
  return session;
}

function toItem(summary: SessionSummary, isElsewhere: boolean): SessionItem {
  const state = summary.ownedElsewhere
    ? l10n.t('open in another window')
    : summary.interrupted
      ? l10n.t('interrupted')
      : '';
  const when = new Date(summary.updatedAt).toLocaleString(env.language);
  return {
    label: summary.title || l10n.t('Untitled session'),
    description: [when, state].filter((part) => part !== '').join(', '),
    ...(isElsewhere ? { detail: summary.workspace.join(', ') } : {}),
    sessionId: summary.sessionId,
  };
}

export function sizeInWords(bytes: number): string {
  if (bytes < 1024) return l10n.t('{0} bytes', bytes);
  return bytes < 1024 * 1024
    ? `${formatNumber(bytes / 1024, 1)} kB`
    : `${formatNumber(bytes / 1024 / 1024, 1)} MB`;
}

function fileName(title: string): string {
  const plain = title
    .replaceAll(/[^\p{Letter}\p{Number} _-]/gu, '')
    .trim()
    .slice(0, 60);
  return plain === '' ? l10n.t({ message: 'transcript', comment: 'Name of a file' }) : plain;
}
