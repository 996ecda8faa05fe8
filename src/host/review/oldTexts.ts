// Files as they would be with every hunk undone, as read-only documents with the file's own name and so its language.
import { EventEmitter, l10n, Uri, workspace } from 'vscode';
import type { Disposable, TextDocumentContentProvider } from 'vscode';
import type { Review } from '../../core/review/review';

const SCHEME = 'planwright-old';

export interface OldTextsOptions {
  readonly review: Review;
  /** How a person knows the file. */
  readonly displayOf: (path: string) => string;
}

export class OldTexts implements TextDocumentContentProvider, Disposable {
  readonly #options: OldTextsOptions;
  readonly #changed = new EventEmitter<Uri>();
  readonly #owned: readonly { dispose(): void }[];
  readonly onDidChange = this.#changed.event;

  constructor(options: OldTextsOptions) {
    this.#options = options;
    const unsubscribe = options.review.onDidChange((paths) => {
      const changed = new Set(paths);
      for (const { uri } of workspace.textDocuments)
        if (uri.scheme === SCHEME && changed.has(uri.query)) this.#changed.fire(uri);
    });
    this.#owned = [
      this.#changed,
      workspace.registerTextDocumentContentProvider(SCHEME, this),
      { dispose: unsubscribe },
    ];
  }

  uriOf(path: string): Uri {
    return Uri.from({
      scheme: SCHEME,
      path: `/${l10n.t('old text')}/${this.#options.displayOf(path)}`,
      query: path,
    });
  }

  provideTextDocumentContent(uri: Uri): string {
    return this.#options.review.baseline(uri.query) ?? '';
  }

  dispose(): void {
    for (const item of this.#owned) item.dispose();
  }
}
