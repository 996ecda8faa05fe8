// The plan of a session as a Markdown document that a person edits and saves. It is no file on disk: what is saved changes the pending
// steps, and what happens to the plan shows in the document while it has no unsaved text.
import {
  Disposable,
  EventEmitter,
  FileChangeType,
  FileSystemError,
  FileType,
  l10n,
  Selection,
  Uri,
  window,
  workspace,
} from 'vscode';
import type { FileChangeEvent, FileStat, FileSystemProvider } from 'vscode';
import { changePlanSteps } from '../../core/plan/editPlan';
import { editsFromMarkdown } from '../../core/plan/editsFromMarkdown';
import type { PlanRefusal } from '../../core/plan/editsFromMarkdown';
import type { Plan, StepId } from '../../core/plan/plan';
import { encodeMark, planToMarkdown } from '../../core/plan/planMarkdown';
import { planEditWords } from '../../protocol/words/planEditWords';
import { PLAN_SCHEME } from '../commandIds';
import type { LiveSession } from '../sessions/liveSession';
import type { SessionEvent, SessionHub } from '../sessions/sessionHub';
import { wordsOfError } from '../wordsOfError';

/** Reasons that are said in one message. */
const REASONS = 3;

export class PlanDocuments implements FileSystemProvider, Disposable {
  readonly #hub: Pick<SessionHub, 'find' | 'ensureCurrent'>;
  readonly #changed = new EventEmitter<FileChangeEvent[]>();
  /** By session: what the editor was shown, and since when (milliseconds since the epoch). */
  readonly #shown = new Map<string, { text: string; mtime: number }>();
  readonly #subscription: Disposable;
  readonly onDidChangeFile = this.#changed.event;

  constructor(hub: Pick<SessionHub, 'find' | 'ensureCurrent' | 'onEvent'>) {
    this.#hub = hub;
    this.#subscription = Disposable.from(
      workspace.registerFileSystemProvider(PLAN_SCHEME, this, { isCaseSensitive: true }),
      hub.onEvent((event) => this.#follow(event)),
      // What was saved is shown as the plan has it now.
      workspace.onDidSaveTextDocument(({ uri }) => {
        if (uri.scheme === PLAN_SCHEME) this.#refresh(sessionIdOf(uri));
      }),
    );
  }

  /** @param stepId the cursor goes there */
  async open(session: LiveSession, stepId?: StepId): Promise<void> {
    const document = await workspace.openTextDocument(uriOf(session.id));
    const editor = await window.showTextDocument(document, { preview: false });
    if (stepId === undefined) return;
    const at = document.positionAt(Math.max(0, document.getText().indexOf(`{#${encodeMark(stepId)}`)));
    const { range } = document.lineAt(at.line);
    editor.selection = new Selection(range.start, range.start);
    editor.revealRange(range);
  }

  watch(): Disposable {
    return new Disposable(() => undefined);
  }

  async stat(uri: Uri): Promise<FileStat> {
    const plan = await this.#planOf(uri);
    const { text, mtime } = this.#show(sessionIdOf(uri), plan);
    return { type: FileType.File, ctime: 0, mtime, size: Buffer.byteLength(text) };
  }

  async readFile(uri: Uri): Promise<Uint8Array> {
    const plan = await this.#planOf(uri);
    return Buffer.from(this.#show(sessionIdOf(uri), plan).text);
  }

  async writeFile(uri: Uri, content: Uint8Array): Promise<void> {
    const plan = await this.#planOf(uri);
    const session = this.#hub.find(sessionIdOf(uri));
    const text = Buffer.from(content).toString('utf8');
    const options = { now: Date.now };
    const { changes, refusals } = editsFromMarkdown(text, plan, options);
    try {
      session?.assertOwner();
      if (changes.length > 0)
        await session?.api.plan.edit((current) => changePlanSteps(current, changes, options));
    } catch (error) {
      // The text stays in the editor, unsaved.
      throw FileSystemError.NoPermissions(wordsOfError(error));
    }
    if (refusals.length > 0) void sayRefusals(refusals, text);
  }

  readDirectory(): [string, FileType][] {
    return [];
  }

  createDirectory(): void {
    throw FileSystemError.NoPermissions();
  }

  delete(): void {
    throw FileSystemError.NoPermissions();
  }

  rename(): void {
    throw FileSystemError.NoPermissions();
  }

  dispose(): void {
    this.#subscription.dispose();
    this.#changed.dispose();
  }

  async #planOf(uri: Uri): Promise<Plan> {
    const sessionId = sessionIdOf(uri);
    // After a reload of the window the editor asks for its documents first.
    if (this.#hub.find(sessionId) === undefined) await this.#hub.ensureCurrent();
    const plan = this.#hub.find(sessionId)?.api.plan.current;
    if (plan === undefined) throw FileSystemError.FileNotFound(uri);
    return plan;
  }

  /** What the editor has: the same while there is unsaved text in it, so that saving it meets no newer file. */
  #show(sessionId: string, plan: Plan): { readonly text: string; readonly mtime: number } {
    const shown = this.#shown.get(sessionId);
    if (shown !== undefined && isEdited(sessionId)) return shown;
    const text = planToMarkdown(plan);
    if (shown?.text === text) return shown;
    const next = { text, mtime: Math.max(Date.now(), (shown?.mtime ?? 0) + 1) };
    this.#shown.set(sessionId, next);
    return next;
  }

  #follow({ session, event }: SessionEvent): void {
    const isAboutPlan = event.type.startsWith('plan_') || event.type === 'planning_end';
    if (isAboutPlan && this.#shown.has(session.id)) this.#refresh(session.id);
  }

  #refresh(sessionId: string): void {
    const before = this.#shown.get(sessionId);
    const plan = this.#hub.find(sessionId)?.api.plan.current;
    if (plan === undefined || before === undefined || isEdited(sessionId)) return;
    // The editor may have what was written rather than what the plan says: it reads again.
    this.#shown.set(sessionId, { text: '', mtime: before.mtime });
    this.#show(sessionId, plan);
    this.#changed.fire([{ type: FileChangeType.Changed, uri: uriOf(sessionId) }]);
  }
}

function uriOf(sessionId: string): Uri {
  return Uri.from({ scheme: PLAN_SCHEME, path: `/${sessionId}/plan.md` });
}

function sessionIdOf(uri: Uri): string {
  return uri.path.split('/')[1] ?? '';
}

function isEdited(sessionId: string): boolean {
  const uri = uriOf(sessionId).toString();
  return workspace.textDocuments.some((document) => document.isDirty && document.uri.toString() === uri);
}

/** The rest took effect; what the person wrote is theirs still. */
async function sayRefusals(refusals: readonly PlanRefusal[], text: string): Promise<void> {
  const reasons = refusals.slice(0, REASONS).map(({ place, cause }) => planEditWords(place, cause, l10n.t));
  const more = refusals.length - reasons.length;
  const words = [...reasons, ...(more > 0 ? [l10n.t('and {0} more', more)] : [])].join(' ');
  const show = l10n.t('Show What I Wrote');
  const answer = await window.showWarningMessage(l10n.t('Not changed in the plan: {0}', words), show);
  if (answer !== show) return;
  const document = await workspace.openTextDocument({ language: 'markdown', content: text });
  await window.showTextDocument(document, { preview: false });
}
