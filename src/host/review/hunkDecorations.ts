// Draws the marks of hunks into the editors on the screen, in colours of the theme. Only editors that can be seen have marks, and only
// kinds of marks that changed are sent.
import { OverviewRulerLane, Range, ThemeColor, Uri, window } from 'vscode';
import type {
  DecorationRenderOptions,
  Disposable,
  TextDocument,
  TextEditor,
  TextEditorDecorationType,
} from 'vscode';
import { l10n } from 'vscode';
import type { ReviewedDocuments } from './documentHunks';
import { MARK_KINDS, marksOf, sameSpans } from './hunkMarks';
import { CELL_SCHEME } from './notebookCells';
import type { LineSpan, MarkKind, Marks } from './hunkMarks';

export interface HunkDecorationsOptions {
  readonly documents: ReviewedDocuments;
  readonly extensionUri: Uri;
}

interface Drawn {
  readonly version: number;
  readonly marks: Marks;
}

export class HunkDecorations implements Disposable {
  readonly #documents: ReviewedDocuments;
  readonly #types: ReadonlyMap<MarkKind, TextEditorDecorationType>;
  readonly #drawn = new WeakMap<TextEditor, Drawn>();

  constructor({ documents, extensionUri }: HunkDecorationsOptions) {
    this.#documents = documents;
    const looks = looksOf(Uri.joinPath(extensionUri, 'media', 'review'));
    this.#types = new Map(
      MARK_KINDS.map((kind) => [kind, window.createTextEditorDecorationType(looks[kind])]),
    );
  }

  /** Brings every editor on the screen up to date. */
  refresh(): void {
    for (const editor of window.visibleTextEditors) if (isMarked(editor)) this.#draw(editor);
  }

  dispose(): void {
    for (const type of this.#types.values()) type.dispose();
  }

  #draw(editor: TextEditor): void {
    const { document } = editor;
    const marks = marksOf(this.#documents.hunksOf(document), document.lineCount);
    const drawn = this.#drawn.get(editor);
    // What is drawn moves along with typing, so it is known only for the text that it was drawn on.
    const isKnown = drawn?.version === document.version;
    for (const [kind, type] of this.#types) {
      const before = drawn?.marks[kind] ?? [];
      if (before.length === 0 && marks[kind].length === 0) continue;
      if (isKnown && sameSpans(before, marks[kind])) continue;
      editor.setDecorations(
        type,
        marks[kind].map((span) => (kind === 'baseChanged' ? endOfLine(document, span) : toRange(span))),
      );
    }
    this.#drawn.set(editor, { version: document.version, marks });
  }
}

/** Diff editors show the difference themselves; they and peeks have no column. Cells of notebooks have none either. */
export function isMarked({ viewColumn, document }: TextEditor): boolean {
  return viewColumn !== undefined || document.uri.scheme === CELL_SCHEME;
}

/** Empty ranges: with a whole-line decoration the editor then never has to measure a long line. */
function toRange([first, last]: LineSpan): Range {
  return new Range(first, 0, last, 0);
}

/** For what stands behind the text of the line. */
function endOfLine(document: TextDocument, [line]: LineSpan): Range {
  const { end } = document.lineAt(line).range;
  return new Range(end, end);
}

function looksOf(icons: Uri): Readonly<Record<MarkKind, DecorationRenderOptions>> {
  const lines = (name: 'added' | 'modified'): DecorationRenderOptions => ({
    isWholeLine: true,
    backgroundColor: new ThemeColor('diffEditor.insertedLineBackground'),
    borderColor: new ThemeColor(`editorGutter.${name}Background`),
    borderStyle: 'solid',
    borderWidth: '0 0 0 2px',
    // Only high contrast has this colour, and no background; elsewhere it is transparent.
    outlineColor: new ThemeColor('diffEditor.insertedTextBorder'),
    outlineStyle: 'dashed',
    outlineWidth: '1px',
    overviewRulerColor: new ThemeColor(`editorOverviewRuler.${name}Foreground`),
    overviewRulerLane: OverviewRulerLane.Center,
  });
  const removed = (borderWidth: string): DecorationRenderOptions => ({
    isWholeLine: true,
    borderColor: new ThemeColor('editorGutter.deletedBackground'),
    borderStyle: 'solid',
    borderWidth,
    overviewRulerColor: new ThemeColor('editorOverviewRuler.deletedForeground'),
    overviewRulerLane: OverviewRulerLane.Center,
  });
  const mark = (name: string): DecorationRenderOptions => ({
    light: { gutterIconPath: Uri.joinPath(icons, `${name}Light.svg`) },
    dark: { gutterIconPath: Uri.joinPath(icons, `${name}Dark.svg`) },
    gutterIconSize: 'contain',
  });
  return {
    addedLines: lines('added'),
    changedLines: lines('modified'),
    removedBefore: removed('2px 0 0 0'),
    removedAfter: removed('0 0 2px 0'),
    addedMark: mark('added'),
    changedMark: mark('changed'),
    removedMark: mark('removed'),
    baseChanged: {
      after: {
        contentText: l10n.t('something else changed this place since'),
        color: new ThemeColor('editorCodeLens.foreground'),
        fontStyle: 'italic',
        margin: '0 0 0 3em',
      },
    },
  };
}
