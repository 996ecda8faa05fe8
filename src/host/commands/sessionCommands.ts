// Commands about stored sessions: resume, rename, fork, delete, copy and export a transcript.
import { env, Uri, window, workspace } from 'vscode';
import type { QuickPickItem } from 'vscode';
import type { SessionSummary } from '../../core/session/sessionStore';
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
    void window.showInformationMessage('No session is stored yet.');
    return;
  }
  const here = summaries.filter((summary) => belongsHere(summary, roots()));
  const elsewhere = summaries.filter((summary) => !here.includes(summary));
  const items = [...here, ...elsewhere].map((summary) => toItem(summary, elsewhere.includes(summary)));
  const item = await window.showQuickPick(items, {
    title: 'Resume Session',
    matchOnDescription: true,
    matchOnDetail: true,
  });
  if (item === undefined) return;
  await hub.resume(item.sessionId);
  await reveal();
}

export async function renameSession(hub: SessionHub): Promise<void> {
  const session = await stored(hub);
  const title = await window.showInputBox({ title: 'Rename Session', value: session.view.title });
  if (title !== undefined && title.trim() !== '') await session.api.rename(title);
}

export async function forkSession(hub: SessionHub): Promise<void> {
  await hub.fork(await stored(hub));
}

/** @param sessionId default: the session on the screen */
export async function deleteSession(hub: SessionHub, sessionId?: string): Promise<void> {
  const id = sessionId ?? (await stored(hub)).id;
  const summary = (await hub.store.list()).find((candidate) => candidate.sessionId === id);
  if (summary === undefined) throw new PersonError('This session is not stored.');
  if (summary.ownedElsewhere) throw new PersonError('Another window has this session open.');
  const answer = await window.showWarningMessage(
    `Delete the session "${summary.title}"?`,
    { modal: true, detail: 'Its transcript is deleted for good. Files that it changed stay as they are.' },
    'Delete',
  );
  if (answer === 'Delete') await hub.delete(id);
}

/** Says where sessions are kept and how much there is, before it asks. */
export async function deleteAllSessions(hub: SessionHub): Promise<void> {
  const summaries = await hub.store.list();
  const bytes = summaries.reduce((sum, summary) => sum + summary.bytes, 0);
  const answer = await window.showWarningMessage(
    `Delete all ${summaries.length} stored sessions (${sizeInWords(bytes)})?`,
    {
      modal: true,
      detail: `They are kept in ${hub.store.location}, for all workspaces. Sessions open in other windows stay.`,
    },
    'Delete All',
  );
  if (answer !== 'Delete All') return;
  const deleted = await hub.deleteAll();
  void window.showInformationMessage(`${deleted} sessions were deleted.`);
}

export async function copyTranscript(hub: SessionHub): Promise<void> {
  await env.clipboard.writeText(await (await stored(hub)).api.transcript());
  window.setStatusBarMessage('The transcript is on the clipboard.', 3_000);
}

export async function exportTranscript(hub: SessionHub): Promise<void> {
  const session = await stored(hub);
  const folder = workspace.workspaceFolders?.[0]?.uri;
  const name = `${fileName(session.view.title)}.md`;
  const target = await window.showSaveDialog({
    title: 'Export Transcript',
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
  if (session.isEmpty) throw new PersonError('This session is still empty.');
  return session;
}

function toItem(summary: SessionSummary, isElsewhere: boolean): SessionItem {
  const state = summary.ownedElsewhere ? 'open in another window' : summary.interrupted ? 'interrupted' : '';
  const when = new Date(summary.updatedAt).toLocaleString();
  return {
    label: summary.title || 'Untitled session',
    description: [when, state].filter((part) => part !== '').join(', '),
    ...(isElsewhere ? { detail: summary.workspace.join(', ') } : {}),
    sessionId: summary.sessionId,
  };
}

export function sizeInWords(bytes: number): string {
  if (bytes < 1024) return `${bytes} bytes`;
  return bytes < 1024 * 1024 ? `${(bytes / 1024).toFixed(1)} kB` : `${(bytes / 1024 / 1024).toFixed(1)} MB`;
}

function fileName(title: string): string {
  const plain = title
    .replaceAll(/[^\p{Letter}\p{Number} _-]/gu, '')
    .trim()
    .slice(0, 60);
  return plain === '' ? 'transcript' : plain;
}
