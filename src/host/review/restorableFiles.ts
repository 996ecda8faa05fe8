// The deleted files that a person may bring back: kept up to date for the list, and restored one by one.
import { l10n, window, workspace } from 'vscode';
import type { Disposable, Memento, QuickPickItem } from 'vscode';
import type { DeletedFile, DeletedFiles } from '../../core/journal/deletedFiles';
import type { Review } from '../../core/review/review';
import { WorkspaceError } from '../../core/workspace/workspaceError';
import { refusalWords } from '../../protocol/words/refusalWords';
import { PersonError } from '../sessions/liveSession';
import type { EditorWorkspace } from '../workspace/editorWorkspace';
import { deletedWords } from './reviewLabels';
import { wordsOfError } from '../wordsOfError';

/** Workspace state: ids of deletions that the list leaves out. */
const FORGOTTEN_KEY = 'forgottenDeletions';
/** Changes that come within this time are looked at together, in milliseconds. */
const LOOK_AFTER_MS = 300;

export interface RestorableFilesOptions {
  readonly review: Review;
  readonly deletedFiles: DeletedFiles;
  readonly workspace: EditorWorkspace;
  /** Workspace state. */
  readonly state: Memento;
  readonly onDidChange: (files: readonly DeletedFile[]) => void;
  readonly onError: (what: string, error: unknown) => void;
}

export class RestorableFiles implements Disposable {
  readonly #options: RestorableFilesOptions;
  readonly #subscriptions: readonly Disposable[];
  #timer: NodeJS.Timeout | undefined;

  constructor(options: RestorableFilesOptions) {
    this.#options = options;
    const look = (): void => this.look();
    this.#subscriptions = [
      { dispose: options.review.onDidChange(look) },
      workspace.onDidCreateFiles(look),
      workspace.onDidDeleteFiles(look),
    ];
    this.look();
  }

  /** Looks soon what there is. */
  look(): void {
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      this.#listed().then(this.#options.onDidChange, (error: unknown) =>
        this.#options.onError('The deleted files could not be listed', error),
      );
    }, LOOK_AFTER_MS);
  }

  async restore(file: DeletedFile): Promise<void> {
    try {
      await this.#options.deletedFiles.restore(file, new AbortController().signal);
    } catch (error) {
      if (!(error instanceof WorkspaceError)) throw error;
      throw new PersonError(l10n.t('{0} was not restored: {1}', file.display, wordsOfError(error)));
    }
    this.look();
    await window.showTextDocument(this.#options.workspace.toUri(file.path), { preview: true }).then(
      undefined,
      // What is no text is restored all the same; the editor has nothing to show.
      () => undefined,
    );
  }

  /** Asks which; also those that the list leaves out. */
  async pick(): Promise<void> {
    const files = await this.#options.deletedFiles.list();
    if (files.length === 0) throw new PersonError(l10n.t('There is no deleted file that can be restored.'));
    const items = files.map((file): QuickPickItem & { readonly file: DeletedFile } => {
      const { label, description } = deletedWords(
        { kind: 'deletedFile', id: file.changeId, deleted: file },
        Date.now(),
      );
      return { label, description, file };
    });
    const item = await window.showQuickPick(items, {
      title: l10n.t('Restore Deleted File'),
      placeHolder: l10n.t('Deleted by the agent; the content is kept for 30 days'),
      matchOnDescription: true,
    });
    if (item === undefined) return;
    const { review } = this.#options;
    const isUnderReview = review.file(item.file.path)?.kind === 'deleted';
    if (!isUnderReview) return this.restore(item.file);
    const { refused } = await review.undo({ kind: 'files', paths: [item.file.path] });
    if (refused[0] !== undefined) throw new PersonError(refusalWords(refused[0].reason, l10n.t));
  }

  /** Takes files off the list; they can still be picked. */
  async forget(files: readonly DeletedFile[]): Promise<void> {
    const { state, deletedFiles } = this.#options;
    const known = new Set((await deletedFiles.list()).map(({ changeId }) => changeId));
    const forgotten = [...this.#forgotten(), ...files.map(({ changeId }) => changeId)];
    // Those that can't be restored any more need not be remembered.
    await state.update(
      FORGOTTEN_KEY,
      forgotten.filter((id) => known.has(id)),
    );
    this.look();
  }

  dispose(): void {
    clearTimeout(this.#timer);
    for (const subscription of this.#subscriptions) subscription.dispose();
  }

  #forgotten(): readonly string[] {
    return this.#options.state.get<readonly string[]>(FORGOTTEN_KEY) ?? [];
  }

  /** What a person deleted is not offered, nor what is still to be decided. */
  async #listed(): Promise<readonly DeletedFile[]> {
    const { review, deletedFiles } = this.#options;
    const forgotten = new Set(this.#forgotten());
    return (await deletedFiles.list()).filter(
      ({ path, changeId, isByPerson }) =>
        !isByPerson && !forgotten.has(changeId) && review.file(path) === undefined,
    );
  }
}
