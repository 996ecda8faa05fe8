// Which file an untitled document became. The editor does not say: it opens and saves a file with that text, empties the document and
// closes it.
import { workspace } from 'vscode';
import type { TextDocument } from 'vscode';

export class SavedUntitled {
  /** When a file was opened or saved last, or an untitled document changed, counted; by URI. */
  readonly #moments = new Map<string, number>();
  readonly #texts = new Map<string, string>();
  #count = 0;

  /** The file was opened or saved. */
  seen({ uri }: Pick<TextDocument, 'uri'>): void {
    this.#moments.set(uri.toString(), (this.#count += 1));
  }

  /** The untitled document is under review and has this text. */
  follow(document: TextDocument): void {
    this.seen(document);
    this.#texts.set(document.uri.toString(), document.getText());
  }

  /** The file that was opened or saved with the last text of this document, after it had it; undefined for one that was thrown away. */
  fileOf(untitled: TextDocument): TextDocument | undefined {
    const text = this.#texts.get(untitled.uri.toString());
    if (text === undefined || text === '') return undefined;
    const last = this.#momentOf(untitled);
    const [newest] = workspace.textDocuments
      .filter((document) => !document.isUntitled && !document.isDirty && !document.isClosed)
      .filter((document) => this.#momentOf(document) > last && document.getText() === text)
      .sort((left, right) => this.#momentOf(right) - this.#momentOf(left));
    return newest;
  }

  forget({ uri }: Pick<TextDocument, 'uri'>): void {
    this.#moments.delete(uri.toString());
    this.#texts.delete(uri.toString());
  }

  #momentOf({ uri }: TextDocument): number {
    return this.#moments.get(uri.toString()) ?? 0;
  }
}
