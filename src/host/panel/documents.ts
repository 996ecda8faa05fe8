// Read-only documents for what a person wants to see whole: the output of a call, and its change as two texts to compare.
import { commands, EventEmitter, l10n, Uri, window, workspace } from 'vscode';
import type { Disposable, TextDocumentContentProvider } from 'vscode';
import type { StepFile } from '../../core/plan/plan';
import type { FileDiff } from '../../core/tools/toolDetails';
import { textsOfDiff } from './diffTexts';

const SCHEME = 'planwright';
/** Documents kept for an editor that asks again, such as after it was hidden. What is shown together is kept together, however much it is. */
const KEPT = 100;

export interface PanelDocumentsOptions {
  /** The text of a document that is not kept any more, by key and name. Default: there is none. */
  readonly textAgain?: (key: string, name: string) => Promise<string | undefined>;
}

export class PanelDocuments implements TextDocumentContentProvider, Disposable {
  readonly #texts = new Map<string, string>();
  readonly #options: PanelDocumentsOptions;
  readonly #changed = new EventEmitter<Uri>();
  readonly #registration: Disposable;
  readonly onDidChange = this.#changed.event;

  constructor(options: PanelDocumentsOptions = {}) {
    this.#options = options;
    this.#registration = workspace.registerTextDocumentContentProvider(SCHEME, this);
  }

  async provideTextDocumentContent(uri: Uri): Promise<string> {
    return (
      this.#texts.get(uri.toString()) ??
      (await this.#options.textAgain?.(uri.query, uri.path.replace(/^\/+/, ''))) ??
      l10n.t('This text is no longer kept. Open it from the panel again.')
    );
  }

  /** @param key unique for the text, such as the id of its call */
  async show(key: string, name: string, text: string): Promise<void> {
    const uri = this.#keep(key, name, text);
    this.#drop(1);
    const document = await workspace.openTextDocument(uri);
    await window.showTextDocument(document, { preview: true });
  }

  /** Shows the changed places of one file; what lies between them is not kept. */
  async showDiff(key: string, diff: FileDiff): Promise<void> {
    const { before, after } = textsOfDiff(diff);
    const left = this.#keep(`${key}/before`, diff.path, before);
    const right = this.#keep(`${key}/after`, diff.renamedTo ?? diff.path, after);
    this.#drop(2);
    await commands.executeCommand(
      'vscode.diff',
      left,
      right,
      l10n.t('{0} (changed by the agent)', diff.path),
      {
        preview: true,
      },
    );
  }

  /** Shows whole texts side by side: one file as a diff, more of them in one editor. `note`: a text that goes first, for what is no file. */
  async showFiles(
    key: string,
    title: string,
    files: readonly StepFile[],
    note?: { readonly name: string; readonly text: string },
  ): Promise<void> {
    const [only, ...others] = files.map(({ path, before, after }) => ({
      path,
      before: this.#keep(`${key}/before`, path, before ?? ''),
      after: this.#keep(`${key}/after`, path, after ?? ''),
      isNew: before === null,
      isGone: after === null,
    }));
    this.#drop(2 * files.length);
    if (only === undefined) {
      if (note !== undefined) await this.show(key, note.name, note.text);
      return;
    }
    if (note === undefined && others.length === 0) {
      await commands.executeCommand('vscode.diff', only.before, only.after, `${only.path}: ${title}`, {
        preview: true,
      });
      return;
    }
    const shown = [only, ...others].map(({ before, after, isNew, isGone }) => [
      after,
      isNew ? undefined : before,
      isGone ? undefined : after,
    ]);
    const noted = note === undefined ? undefined : this.#keep(key, note.name, note.text);
    await commands.executeCommand('vscode.changes', title, [
      ...(noted === undefined ? [] : [[noted, undefined, noted]]),
      ...shown,
    ]);
  }

  dispose(): void {
    this.#registration.dispose();
    this.#changed.dispose();
  }

  /** The path is what the editor shows, and where two differ it says that the file was renamed; so what tells them apart is the query. */
  #keep(key: string, name: string, text: string): Uri {
    const uri = Uri.from({ scheme: SCHEME, path: `/${name.replace(/^\/+/, '')}`, query: key });
    const id = uri.toString();
    this.#texts.delete(id);
    this.#texts.set(id, text);
    this.#changed.fire(uri);
    return uri;
  }

  /** @param newest documents that were added last; they stay */
  #drop(newest: number): void {
    const surplus = this.#texts.size - Math.max(KEPT, newest);
    for (const id of [...this.#texts.keys()].slice(0, Math.max(0, surplus))) this.#texts.delete(id);
  }
}
