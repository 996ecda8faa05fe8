// Where the person is among the hunks, and how they get to another one.
import { l10n, Range, Selection, TextEditorRevealType, window } from 'vscode';
import type { TextDocument, TextEditor, Uri } from 'vscode';
import type { Review, ReviewedFile, ReviewHunk } from '../../core/review/review';
import type { ReviewedDocuments } from './documentHunks';
import { anchorLine, atLine, stepFrom } from './hunkOrder';
import type { CursorPlace, HunkPlace } from './hunkOrder';
import { positionWords } from './hunkWords';
import { isNotebook } from './notebookCells';
import type { HunkPeek } from './hunkPeek';
import type { ReviewAnnouncer } from './reviewAnnouncer';
import type { LabelOf } from './sourceLabels';

export interface HunkWalkOptions {
  readonly review: Review;
  readonly documents: ReviewedDocuments;
  readonly announcer: ReviewAnnouncer;
  readonly peek: HunkPeek;
  readonly labelOf: LabelOf;
}

export class HunkWalk {
  readonly #options: HunkWalkOptions;

  constructor(options: HunkWalkOptions) {
    this.#options = options;
  }

  /** Undefined when the active editor shows no file under review. */
  cursor(): CursorPlace | undefined {
    const editor = window.activeTextEditor;
    if (editor === undefined) return undefined;
    const peeked = this.#options.peek.peekedIn(editor.document);
    if (peeked !== undefined) return { path: peeked.file.path, line: peeked.hunk.start };
    const { documents } = this.#options;
    const file = documents.fileOf(editor.document.uri);
    const line = editor.selection.active.line;
    return file && { path: file.path, line: documents.lineInFile(file, editor.document, line) };
  }

  hunkAtCursor(): HunkPlace | undefined {
    const editor = window.activeTextEditor;
    return editor && this.hunkAt(editor.document, editor.selection.active.line);
  }

  /** @param line from 0 */
  hunkAt(document: TextDocument, line: number): HunkPlace | undefined {
    const { documents } = this.#options;
    const file = documents.fileOf(document.uri);
    const found = atLine(documents.hunksOf(document), line, document.lineCount);
    return file && found && { file, hunk: found.hunk };
  }

  /** Goes to the next (1) or previous (-1) hunk; false when there is none. */
  async step(direction: 1 | -1): Promise<boolean> {
    const next = stepFrom(this.#options.review.files(), this.cursor(), direction);
    if (next === undefined) return false;
    await this.#options.peek.close();
    await this.reveal(next, next.isWrapped ? this.#wrapWords(direction) : '');
    return true;
  }

  /** Moves the cursor to a hunk, and says where that is. @param before said first */
  async reveal({ file, hunk }: HunkPlace, before = ''): Promise<void> {
    const shown = await this.#show(file, hunk);
    if (shown !== undefined) {
      const { editor, start, end } = shown;
      const line = anchorLine({ start }, editor.document.lineCount);
      const last = Math.max(line, Math.min(end, editor.document.lineCount) - 1);
      editor.selection = new Selection(line, 0, line, 0);
      editor.revealRange(new Range(line, 0, last, 0), TextEditorRevealType.InCenterIfOutsideViewport);
    }
    const words = positionWords({
      hunk,
      file: file.display.split(/[\\/]/).at(-1) ?? file.display,
      number: file.hunks.indexOf(hunk) + 1,
      count: file.hunks.length,
      by: this.#options.labelOf(hunk.sources),
    });
    this.#options.announcer.say(before === '' ? words : `${before} ${words}`);
  }

  /** Undefined where a hunk lies in no text on the screen: in an output of a notebook, or between its cells. */
  async #show(
    file: ReviewedFile,
    hunk: ReviewHunk,
  ): Promise<{ readonly editor: TextEditor; readonly start: number; readonly end: number } | undefined> {
    const { documents } = this.#options;
    const uri = documents.uriOf(file.path);
    if (!isNotebook(uri)) return { editor: await showFile(uri), start: hunk.start, end: hunk.end };
    const shown = await documents.cells.show(uri, file, hunk);
    return shown && { editor: shown.editor, start: shown.place.start, end: shown.place.end };
  }

  #wrapWords(direction: 1 | -1): string {
    return direction === 1 ? l10n.t('From the beginning.') : l10n.t('From the end.');
  }
}

/** The editor that shows it already, else a preview: a walk through many files leaves no trail of tabs. */
async function showFile(uri: Uri): Promise<TextEditor> {
  const active = window.activeTextEditor;
  const key = uri.toString();
  const shown =
    active?.document.uri.toString() === key
      ? active
      : window.visibleTextEditors.find(
          ({ document, viewColumn }) => viewColumn !== undefined && document.uri.toString() === key,
        );
  if (shown === undefined) return window.showTextDocument(uri, { preview: true });
  if (shown.viewColumn === undefined) return shown;
  return window.showTextDocument(shown.document, { viewColumn: shown.viewColumn });
}
