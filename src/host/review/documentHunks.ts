// The hunks of a document on the screen, with lines of that document.
import type { Disposable, TextDocument, Uri } from 'vscode';
import { workspace } from 'vscode';
import type { Review, ReviewedFile, ReviewHunk } from '../../core/review/review';
import type { EditorWorkspace } from '../workspace/editorWorkspace';
import { CELL_SCHEME, NotebookCells } from './notebookCells';

/** A hunk as it lies in one document. */
export interface DocumentHunk {
  readonly hunk: ReviewHunk;
  /** Lines of the document from 0, end excluded; an empty range lies before that line. */
  readonly start: number;
  readonly end: number;
  /** Old text, as this document would show it. */
  readonly removed: string;
}

export interface ReviewedDocumentsOptions {
  readonly review: Review;
  readonly workspace: Pick<EditorWorkspace, 'toUri' | 'displayOf'>;
  readonly onError: (what: string, error: unknown) => void;
}

/** From the editor's documents to the files under review and back. */
export class ReviewedDocuments implements Disposable {
  readonly cells: NotebookCells;
  readonly #options: ReviewedDocumentsOptions;
  readonly #subscriptions: readonly { dispose(): void }[];
  readonly #listeners = new Set<() => void>();
  /** Open documents whose URI is not the one of their file, such as through a link: their paths. */
  readonly #links = new Map<string, string>();
  #paths: ReadonlyMap<string, string> | undefined;

  constructor(options: ReviewedDocumentsOptions) {
    this.#options = options;
    this.cells = new NotebookCells(options.review);
    const unsubscribe = options.review.onDidChange(() => {
      this.#paths = undefined;
    });
    this.#subscriptions = [
      { dispose: unsubscribe },
      workspace.onDidOpenTextDocument((document) => void this.#follow(document)),
      workspace.onDidCloseTextDocument(({ uri }) => this.#links.delete(uri.toString())),
    ];
    for (const document of workspace.textDocuments) void this.#follow(document);
  }

  /** Called when a document turned out to be a file under review. */
  onDidResolve(listener: () => void): Disposable {
    this.#listeners.add(listener);
    return { dispose: () => this.#listeners.delete(listener) };
  }

  /** The file under review that this document shows. */
  fileOf(uri: Uri): ReviewedFile | undefined {
    const key = (this.cells.notebookOf(uri) ?? uri).toString();
    const path = this.#pathsByUri().get(key) ?? this.#links.get(key);
    return path === undefined ? undefined : this.#options.review.file(path);
  }

  /** In the order of their lines. */
  hunksOf(document: TextDocument): readonly DocumentHunk[] {
    const file = this.fileOf(document.uri);
    if (file === undefined) return [];
    if (document.uri.scheme === CELL_SCHEME) return this.cells.hunksOf(file, document);
    return file.hunks.map((hunk) => ({
      hunk,
      start: hunk.start,
      end: hunk.end,
      removed: file.isBytes === true ? Buffer.from(hunk.removed, 'latin1').toString('utf8') : hunk.removed,
    }));
  }

  /** Line of the file, from 0, for a line of a document that shows it or a cell of it. */
  lineInFile(file: ReviewedFile, document: TextDocument, line: number): number {
    return document.uri.scheme === CELL_SCHEME ? this.cells.lineInFile(file, document, line) : line;
  }

  uriOf(path: string): Uri {
    return this.#options.workspace.toUri(path);
  }

  dispose(): void {
    for (const subscription of this.#subscriptions) subscription.dispose();
    this.#listeners.clear();
  }

  #pathsByUri(): ReadonlyMap<string, string> {
    this.#paths ??= new Map(
      this.#options.review.files().map(({ path }) => [this.uriOf(path).toString(), path] as const),
    );
    return this.#paths;
  }

  async #follow({ uri }: TextDocument): Promise<void> {
    if (uri.scheme !== 'file') return;
    try {
      const { path } = await this.#options.workspace.displayOf(uri);
      if (this.uriOf(path).toString() === uri.toString()) return;
      this.#links.set(uri.toString(), path);
      for (const listener of [...this.#listeners]) listener();
    } catch (error) {
      this.#options.onError(`The file of ${uri.toString()} could not be found`, error);
    }
  }
}
