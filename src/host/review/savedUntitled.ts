// Which file an untitled document became. The editor does not say: it opens and saves a file with that text, empties the document and
// closes it.
import { workspace } from 'vscode';
import type { TextDocument } from 'vscode';
import { lineChanges } from '../../core/journal/lineDiff';
import { linesOf } from '../../core/workspace/textLines';

interface Followed {
  readonly text: string;
  readonly lineCount: number;
  /** Files that had this text since, by URI: the editor puts it there before it formats and saves. */
  readonly candidates: Set<string>;
}

export class SavedUntitled {
  /** When a file was opened, changed or saved last, or an untitled document changed, counted; by URI. */
  readonly #moments = new Map<string, number>();
  readonly #followed = new Map<string, Followed>();
  #count = 0;

  /** The file was opened, changed or saved. */
  seen(file: TextDocument): void {
    const key = file.uri.toString();
    this.#moments.set(key, (this.#count += 1));
    for (const followed of this.#followed.values()) {
      if (file.lineCount === followed.lineCount && file.getText() === followed.text)
        followed.candidates.add(key);
    }
  }

  /** The untitled document is under review and has this text. */
  follow(document: TextDocument): void {
    const key = document.uri.toString();
    const text = document.getText();
    const known = this.#followed.get(key);
    if (known?.text === text) return;
    this.#moments.set(key, (this.#count += 1));
    this.#followed.set(key, { text, lineCount: document.lineCount, candidates: new Set() });
  }

  /**
   * The file that was opened or saved with the last text of this document, after it had it; undefined for one that was thrown away. What a
   * formatter made of the text before it was saved does not count.
   */
  fileOf(untitled: TextDocument): TextDocument | undefined {
    const followed = this.#followed.get(untitled.uri.toString());
    if (followed === undefined || followed.text === '') return undefined;
    const last = this.#momentOf(untitled);
    const [newest] = workspace.textDocuments
      .filter((document) => !document.isUntitled && !document.isDirty && !document.isClosed)
      .filter(
        (document) => this.#momentOf(document) > last && followed.candidates.has(document.uri.toString()),
      )
      .sort((left, right) => this.#momentOf(right) - this.#momentOf(left));
    return newest;
  }

  forget({ uri }: Pick<TextDocument, 'uri'>): void {
    this.#moments.delete(uri.toString());
    this.#followed.delete(uri.toString());
  }

  #momentOf({ uri }: TextDocument): number {
    return this.#moments.get(uri.toString()) ?? 0;
  }
}

/** True for two texts of one document, one perhaps a little older. A new document of the same name has nothing of the other. */
export function areOfOneDocument(known: string, text: string): boolean {
  const [before, after] = [linesOf(known), linesOf(text)];
  const changed = lineChanges(before, after).reduce(
    (sum, { oldStart, oldEnd }) => sum + oldEnd - oldStart,
    0,
  );
  return known === text || before.length > 2 * changed;
}
