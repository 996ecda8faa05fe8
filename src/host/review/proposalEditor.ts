// Proposed texts that a person changes before they are applied: the old text beside an editable one, in memory. What is typed there is
// applied from the panel's card or from the editor's title; where the question ends otherwise, an editor with typed text stays open.
import {
  commands,
  Disposable,
  EventEmitter,
  FilePermission,
  FileSystemError,
  FileType,
  l10n,
  TabInputTextDiff,
  Uri,
  window,
  workspace,
} from 'vscode';
import type { FileChangeEvent, FileStat, FileSystemProvider, Tab, TextDocument } from 'vscode';
import type { AgentEvent } from '../../core/events/agentEvent';
import type { FileAnswer } from '../../core/permissions/confirmation';
import { PersonError } from '../sessions/liveSession';
import type { LiveSession } from '../sessions/liveSession';

export const PROPOSAL_SCHEME = 'planwright-proposal';

/** One question whose texts are open. */
interface OpenProposal {
  readonly session: LiveSession;
  readonly toolId: string;
  /** What is selected in the card. */
  files: readonly FileAnswer[];
  /** Proposed texts by path as shown. */
  readonly texts: Map<string, { readonly uri: Uri; readonly proposed: string }>;
}

interface StoredText {
  readonly bytes: Uint8Array;
  readonly modified: number;
  readonly isOld: boolean;
}

export class ProposalEditor implements FileSystemProvider, Disposable {
  readonly #files = new Map<string, StoredText>();
  readonly #open = new Map<string, OpenProposal>();
  readonly #changed = new EventEmitter<FileChangeEvent[]>();
  readonly #registration: Disposable;
  readonly onDidChangeFile = this.#changed.event;

  constructor() {
    this.#registration = workspace.registerFileSystemProvider(PROPOSAL_SCHEME, this, {
      isCaseSensitive: true,
    });
  }

  /** Shows the proposed text of a file to be changed. Throws `PersonError` when the question is not open any more. */
  async edit(
    session: LiveSession,
    toolId: string,
    path: string,
    files: readonly FileAnswer[],
  ): Promise<void> {
    const texts = session.api.proposedTexts(toolId, path);
    if (texts === undefined)
      throw new PersonError(l10n.t('This change does not wait for an answer any more.'));
    const known = this.#open.get(toolId) ?? { session, toolId, files, texts: new Map() };
    known.files = files;
    this.#open.set(toolId, known);
    const before = uriOf(session.id, toolId, 'before', path);
    const after = uriOf(session.id, toolId, 'after', path);
    if (!known.texts.has(path)) {
      this.#store(before, texts.before, true);
      this.#store(after, texts.after, false);
      known.texts.set(path, { uri: after, proposed: texts.after });
    }
    await commands.executeCommand(
      'vscode.diff',
      before,
      after,
      l10n.t('{0} (change it, then apply it)', path),
      {
        preview: false,
      },
    );
  }

  select(toolId: string, files: readonly FileAnswer[]): void {
    const proposal = this.#open.get(toolId);
    if (proposal !== undefined) proposal.files = files;
  }

  /** Answers the question with what is selected, and the texts as they are now. */
  async apply(session: LiveSession, toolId: string, files: readonly FileAnswer[]): Promise<void> {
    const texts = this.#open.get(toolId)?.texts ?? new Map<string, never>();
    const answers = files.map((answer): FileAnswer => {
      const open = texts.get(answer.path);
      if (open === undefined || answer.take === 'none') return answer;
      const text = this.#textOf(open.uri);
      return text === open.proposed ? answer : { path: answer.path, take: 'text', text };
    });
    if (!session.api.confirm(toolId, { approved: true, remember: 'once', files: answers }))
      throw new PersonError(l10n.t('This change does not wait for an answer any more.'));
    await this.#close(toolId, () => true);
  }

  /** Applies the text of the editor that a person is in. */
  async applyActive(uri: unknown): Promise<void> {
    const at = uri instanceof Uri ? uri : window.activeTextEditor?.document.uri;
    const toolId = at?.scheme === PROPOSAL_SCHEME ? toolIdOf(at) : undefined;
    const proposal = toolId === undefined ? undefined : this.#open.get(toolId);
    if (proposal === undefined)
      throw new PersonError(l10n.t('This change does not wait for an answer any more.'));
    await this.apply(proposal.session, proposal.toolId, proposal.files);
  }

  /** The question may have ended without this editor. */
  readonly follow = ({ event }: { readonly event: AgentEvent }): void => {
    if (event.type !== 'tool_end' || !this.#open.has(event.toolId)) return;
    void this.#close(event.toolId, (uri, proposed) => this.#textOf(uri) === proposed);
  };

  dispose(): void {
    this.#registration.dispose();
    this.#changed.dispose();
  }

  // the file system

  watch(): Disposable {
    return new Disposable(() => undefined); // nothing else writes here
  }

  stat(uri: Uri): FileStat {
    const { bytes, modified, isOld } = this.#find(uri);
    const facts = { type: FileType.File, ctime: 0, mtime: modified, size: bytes.byteLength };
    return isOld ? { ...facts, permissions: FilePermission.Readonly } : facts;
  }

  readFile(uri: Uri): Uint8Array {
    return this.#find(uri).bytes;
  }

  writeFile(uri: Uri, bytes: Uint8Array): void {
    const { isOld } = this.#find(uri);
    if (isOld) throw FileSystemError.NoPermissions(uri);
    this.#files.set(uri.toString(), { bytes, modified: Date.now(), isOld });
  }

  readDirectory(): [string, FileType][] {
    return [];
  }

  createDirectory(uri: Uri): void {
    throw FileSystemError.NoPermissions(uri);
  }

  delete(uri: Uri): void {
    throw FileSystemError.NoPermissions(uri);
  }

  rename(uri: Uri): void {
    throw FileSystemError.NoPermissions(uri);
  }

  // inside

  #store(uri: Uri, text: string, isOld: boolean): void {
    this.#files.set(uri.toString(), { bytes: Buffer.from(text, 'utf8'), modified: Date.now(), isOld });
  }

  #find(uri: Uri): StoredText {
    const stored = this.#files.get(uri.toString());
    if (stored === undefined) throw FileSystemError.FileNotFound(uri);
    return stored;
  }

  #textOf(uri: Uri): string {
    const document = documentOf(uri);
    return document?.getText() ?? Buffer.from(this.#find(uri).bytes).toString('utf8');
  }

  /** Closes the editors of a question that is over, but for those that `isDone` does not name: their text is not applied. */
  async #close(toolId: string, isDone: (uri: Uri, proposed: string) => boolean): Promise<void> {
    const proposal = this.#open.get(toolId);
    this.#open.delete(toolId);
    for (const { uri, proposed } of proposal?.texts.values() ?? []) {
      if (!isDone(uri, proposed)) continue;
      await documentOf(uri)?.save(); // in memory: so that closing asks nothing
      await window.tabGroups.close(tabsOf(uri));
      this.#files.delete(uri.toString());
    }
  }
}

function documentOf(uri: Uri): TextDocument | undefined {
  return workspace.textDocuments.find((document) => document.uri.toString() === uri.toString());
}

function tabsOf(uri: Uri): readonly Tab[] {
  return window.tabGroups.all
    .flatMap((group) => group.tabs)
    .filter(({ input }) => input instanceof TabInputTextDiff && input.modified.toString() === uri.toString());
}

function uriOf(sessionId: string, toolId: string, side: 'before' | 'after', path: string): Uri {
  return Uri.from({
    scheme: PROPOSAL_SCHEME,
    authority: side,
    path: `/${sessionId}/${encodeURIComponent(toolId)}/${path}`,
  });
}

function toolIdOf(uri: Uri): string | undefined {
  const part = uri.path.split('/')[2];
  return part === undefined ? undefined : decodeURIComponent(part);
}
