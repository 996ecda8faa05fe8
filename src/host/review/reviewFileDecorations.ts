// A mark in the explorer and on tabs for files with proposed changes. No colour of its own: that is the source control's.
import { EventEmitter, FileDecoration, l10n, window } from 'vscode';
import type { Disposable, FileDecorationProvider, Uri } from 'vscode';
import type { Review } from '../../core/review/review';
import type { EditorWorkspace } from '../workspace/editorWorkspace';

const MARK = '◆';

export interface ReviewFileDecorationsOptions {
  readonly review: Review;
  readonly workspace: Pick<EditorWorkspace, 'toUri'>;
  readonly isWanted: () => boolean;
}

export class ReviewFileDecorations implements FileDecorationProvider, Disposable {
  readonly #options: ReviewFileDecorationsOptions;
  readonly #changed = new EventEmitter<Uri | Uri[]>();
  readonly #registration: Disposable;
  readonly #unsubscribe: () => void;
  /** Paths of the files that are marked, by URI. */
  #marked: ReadonlyMap<string, string> = new Map();
  readonly onDidChangeFileDecorations = this.#changed.event;

  constructor(options: ReviewFileDecorationsOptions) {
    this.#options = options;
    this.#unsubscribe = options.review.onDidChange((paths) => this.#update(paths));
    this.#registration = window.registerFileDecorationProvider(this);
    this.refresh();
  }

  provideFileDecoration(uri: Uri): FileDecoration | undefined {
    const path = this.#marked.get(uri.toString());
    const file = path === undefined ? undefined : this.#options.review.file(path);
    if (file === undefined) return undefined;
    const count = file.hunks.length;
    const tooltip = count === 1 ? l10n.t('1 proposed change') : l10n.t('{0} proposed changes', count);
    const decoration = new FileDecoration(MARK, count === 0 ? l10n.t('Proposed change') : tooltip);
    decoration.propagate = true;
    return decoration;
  }

  /** After a change of the setting. */
  refresh(): void {
    this.#update([...this.#marked.values(), ...this.#options.review.files().map(({ path }) => path)]);
  }

  dispose(): void {
    this.#unsubscribe();
    this.#registration.dispose();
    this.#changed.dispose();
  }

  #update(paths: readonly string[]): void {
    const { review, workspace, isWanted } = this.#options;
    const files = isWanted() ? review.files() : [];
    this.#marked = new Map(files.map(({ path }) => [workspace.toUri(path).toString(), path]));
    const changed = paths.map((path) => workspace.toUri(path));
    if (changed.length > 0) this.#changed.fire(changed);
  }
}
