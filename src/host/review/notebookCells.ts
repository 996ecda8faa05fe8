// The cells of notebooks on the screen, and which hunks of the notebook's file lie in them.
import { commands, NotebookRange, window, workspace } from 'vscode';
import type { NotebookCell, TextDocument, TextEditor, Uri } from 'vscode';
import type { Review, ReviewedFile, ReviewHunk } from '../../core/review/review';
import { hunksOfCell, notebookLines, textWith } from './notebookLines';
import type { CellHunk, NotebookLines } from './notebookLines';

/** Cells have documents of their own. */
export const CELL_SCHEME = 'vscode-notebook-cell';

export class NotebookCells {
  readonly #review: Review;
  readonly #lines = new WeakMap<ReviewedFile, NotebookLines>();

  constructor(review: Review) {
    this.#review = review;
  }

  /** The notebook that a cell belongs to. */
  notebookOf(uri: Uri): Uri | undefined {
    return cellOf(uri)?.notebook.uri;
  }

  hunksOf(file: ReviewedFile, document: TextDocument): readonly CellHunk[] {
    const index = cellOf(document.uri)?.index;
    const lines = index === undefined ? undefined : this.#linesOf(file)[index];
    return lines === undefined ? [] : hunksOfCell(file.hunks, lines);
  }

  /** The line of the file on which a line of a cell stands. */
  lineInFile(file: ReviewedFile, document: TextDocument, line: number): number {
    const index = cellOf(document.uri)?.index ?? 0;
    const lines = this.#linesOf(file);
    return lines[index]?.[line] ?? lines[index]?.at(-1) ?? 0;
  }

  /** Shows the notebook at the hunk; the editor of its cell where the hunk is in the source of one. */
  async show(
    uri: Uri,
    file: ReviewedFile,
    hunk: ReviewHunk,
  ): Promise<{ readonly editor: TextEditor; readonly place: CellHunk } | undefined> {
    const notebook = await workspace.openNotebookDocument(uri);
    const lines = this.#linesOf(file);
    const own = lines.findIndex((cell) => hunksOfCell([hunk], cell).length > 0);
    const before = lines.findLastIndex(([first]) => first !== undefined && first <= hunk.start);
    const index = Math.min(Math.max(own === -1 ? before : own, 0), notebook.cellCount - 1);
    await window.showNotebookDocument(notebook, { selections: [new NotebookRange(index, index + 1)] });
    const [place] = own === -1 ? [] : hunksOfCell([hunk], lines[own] ?? []);
    if (place === undefined) return undefined;
    await commands.executeCommand('notebook.cell.edit');
    const key = notebook.cellAt(index).document.uri.toString();
    const editor = window.visibleTextEditors.find(({ document }) => document.uri.toString() === key);
    return editor && { editor, place };
  }

  #linesOf(file: ReviewedFile): NotebookLines {
    const known = this.#lines.get(file);
    if (known !== undefined) return known;
    const baseline = this.#review.baseline(file.path);
    const lines = baseline === undefined ? undefined : notebookLines(textWith(baseline, file.hunks));
    this.#lines.set(file, lines ?? []);
    return lines ?? [];
  }
}

/** Files that the editor shows as notebooks. */
export function isNotebook(uri: Uri): boolean {
  const key = uri.toString();
  return (
    uri.path.endsWith('.ipynb') || workspace.notebookDocuments.some((open) => open.uri.toString() === key)
  );
}

function cellOf(uri: Uri): NotebookCell | undefined {
  if (uri.scheme !== CELL_SCHEME) return undefined;
  const key = uri.toString();
  return workspace.notebookDocuments
    .flatMap((notebook) => notebook.getCells())
    .find(({ document }) => document.uri.toString() === key);
}
