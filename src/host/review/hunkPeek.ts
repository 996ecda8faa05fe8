// The old text of a hunk between the lines of its file: a peek into the text as it would be if everything were undone. Nothing is
// registered with the source control view for it, whose welcome page goes away as soon as anybody does that.
import { commands, Location, Position, Range, ThemeColor, window } from 'vscode';
import type { Disposable, TextDocument, Uri } from 'vscode';
import type { Review, ReviewedFile, ReviewHunk } from '../../core/review/review';
import { anchorLine } from './hunkOrder';
import type { HunkPlace } from './hunkOrder';
import { lineCountOf } from './hunkWords';

export interface HunkPeekOptions {
  readonly review: Review;
  /** The text of a file with every hunk undone. */
  readonly baselineUri: (path: string) => Uri;
}

/** A hunk and where its old text lies in the document that is peeked into. */
export interface PeekedHunk extends HunkPlace {
  readonly range: Range;
}

export class HunkPeek implements Disposable {
  readonly #options: HunkPeekOptions;
  readonly #oldLines = window.createTextEditorDecorationType({
    isWholeLine: true,
    backgroundColor: new ThemeColor('diffEditor.removedLineBackground'),
    borderColor: new ThemeColor('editorGutter.deletedBackground'),
    borderStyle: 'solid',
    borderWidth: '0 0 0 2px',
    outlineColor: new ThemeColor('diffEditor.removedTextBorder'),
    outlineStyle: 'dashed',
    outlineWidth: '1px',
  });
  #peeked: { readonly baseline: string; readonly hunkId: string } | undefined;

  constructor(options: HunkPeekOptions) {
    this.#options = options;
  }

  /** Opens the peek in the active editor, which shows the file. */
  async show({ file, hunk }: HunkPlace): Promise<void> {
    const editor = window.activeTextEditor;
    if (editor === undefined) return;
    const baseline = this.#options.baselineUri(file.path);
    const at = new Position(anchorLine(hunk, editor.document.lineCount), 0);
    this.#peeked = { baseline: baseline.toString(), hunkId: hunk.id };
    const old = new Location(baseline, oldRange(file, hunk));
    await commands.executeCommand('editor.action.peekLocations', editor.document.uri, at, [old], 'peek');
    this.refresh();
  }

  /** The hunk that is peeked at, when this is the document with its old text. */
  peekedIn({ uri }: Pick<TextDocument, 'uri'>): PeekedHunk | undefined {
    if (this.#peeked === undefined || uri.toString() !== this.#peeked.baseline) return undefined;
    const place = this.#options.review.find(this.#peeked.hunkId);
    return place && { ...place, range: oldRange(place.file, place.hunk) };
  }

  /** Marks the old text in the editor of the peek. */
  refresh(): void {
    if (this.#peeked === undefined) return;
    for (const editor of window.visibleTextEditors) {
      const peeked = this.peekedIn(editor.document);
      if (peeked !== undefined) editor.setDecorations(this.#oldLines, [peeked.range]);
    }
  }

  /** Where a step or a decision leads on, the peek has done its work. */
  async close(): Promise<void> {
    if (this.#peeked === undefined) return;
    this.#peeked = undefined;
    await commands.executeCommand('closeReferenceSearch');
  }

  dispose(): void {
    this.#oldLines.dispose();
  }
}

function oldRange(file: ReviewedFile, hunk: ReviewHunk): Range {
  const first = baselineStart(file, hunk);
  return new Range(first, 0, Math.max(first, first + lineCountOf(hunk.removed) - 1), 0);
}

/** Line of the baseline, from 0, where the old text of a hunk begins. */
export function baselineStart({ hunks }: ReviewedFile, hunk: ReviewHunk): number {
  let line = hunk.start;
  for (const earlier of hunks) {
    if (earlier.id === hunk.id) break;
    line += lineCountOf(earlier.removed) - (earlier.end - earlier.start);
  }
  return line;
}
