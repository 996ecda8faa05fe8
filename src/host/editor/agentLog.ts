// The agent log: a read-only document of a session that grows while the agent works.
import { EventEmitter, l10n, Uri, window, workspace } from 'vscode';
import type { Disposable, TextDocumentContentProvider, TextEditor } from 'vscode';
import type { SessionHub } from '../sessions/sessionHub';
import { agentLogText, callAtLine } from './agentLogText';
import type { AgentLogText } from './agentLogText';

export const AGENT_LOG_SCHEME = 'planwright-log';
/** A log on the screen is drawn again at most this often, in milliseconds: a screen reader has to be able to follow. */
const REFRESH_MS = 500;

/** What became of the changes of tool calls. */
export interface AgentLogHunks {
  readonly linesOf: (toolId: string) => readonly string[];
  /** Returns the unsubscribe function. */
  readonly onDidChange: (listener: () => void) => () => void;
}

export class AgentLog implements TextDocumentContentProvider, Disposable {
  readonly #hub: SessionHub;
  readonly #hunks: AgentLogHunks;
  readonly #changed = new EventEmitter<Uri>();
  readonly #subscriptions: readonly { dispose(): void }[];
  readonly #timers = new Map<string, NodeJS.Timeout>();
  readonly onDidChange = this.#changed.event;

  constructor(hub: SessionHub, hunks: AgentLogHunks) {
    this.#hub = hub;
    this.#hunks = hunks;
    this.#subscriptions = [
      workspace.registerTextDocumentContentProvider(AGENT_LOG_SCHEME, this),
      hub.onEvent(({ session }) => this.#schedule(session.id)),
      hub.onDidShow((session) => this.#schedule(session.id)),
      { dispose: hunks.onDidChange(() => this.#scheduleAll()) },
    ];
  }

  provideTextDocumentContent(uri: Uri): string {
    const closed = l10n.t('This session is not open. Open it in the panel, and then its log again.');
    return this.#textOf(uri)?.text ?? `${closed}\n`;
  }

  /** Shows the log of the session on the screen, at its end. */
  async show(): Promise<void> {
    const { id } = await this.#hub.ensureCurrent();
    const document = await workspace.openTextDocument(uriOf(id));
    const editor = await window.showTextDocument(document, { preview: false });
    const last = document.lineAt(document.lineCount - 1).range;
    editor.revealRange(last);
  }

  /** Session and call at the cursor of an editor that shows a log. */
  callAtCursor(editor: TextEditor | undefined): { sessionId: string; toolId: string } | undefined {
    if (editor?.document.uri.scheme !== AGENT_LOG_SCHEME) return undefined;
    const log = this.#textOf(editor.document.uri);
    const toolId = log && callAtLine(log, editor.selection.active.line);
    return toolId === undefined ? undefined : { sessionId: sessionOf(editor.document.uri), toolId };
  }

  dispose(): void {
    for (const subscription of this.#subscriptions) subscription.dispose();
    for (const timer of this.#timers.values()) clearTimeout(timer);
    this.#changed.dispose();
  }

  #textOf(uri: Uri): AgentLogText | undefined {
    const session = this.#hub.find(sessionOf(uri));
    return session && agentLogText(session.view, { hunksOf: (toolId) => this.#hunks.linesOf(toolId) });
  }

  #scheduleAll(): void {
    for (const { id } of this.#hub.open) this.#schedule(id);
  }

  #schedule(sessionId: string): void {
    if (this.#timers.has(sessionId)) return;
    const uri = uriOf(sessionId);
    const isOpen = workspace.textDocuments.some((document) => document.uri.toString() === uri.toString());
    if (!isOpen) return;
    const timer = setTimeout(() => {
      this.#timers.delete(sessionId);
      this.#changed.fire(uri);
    }, REFRESH_MS);
    this.#timers.set(sessionId, timer);
  }
}

function uriOf(sessionId: string): Uri {
  return Uri.from({ scheme: AGENT_LOG_SCHEME, path: `/${sessionId}/${l10n.t('Agent Log')}.md` });
}

function sessionOf(uri: Uri): string {
  return uri.path.split('/')[1] ?? '';
}
