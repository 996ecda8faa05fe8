// Keep and Undo above each hunk, and what made it. A lens names its hunk by id, so that one that moved still means the same.
import { CodeLens, EventEmitter, l10n, languages, Range } from 'vscode';
import type { CodeLensProvider, Disposable, TextDocument } from 'vscode';
import type { ReviewedDocuments } from './documentHunks';
import type { HunkPeek } from './hunkPeek';
import { anchorLine } from './hunkOrder';
import { sizeWords } from './hunkWords';
import type { LabelOf } from './sourceLabels';

export interface HunkLensesOptions {
  readonly documents: ReviewedDocuments;
  readonly peek: HunkPeek;
  readonly labelOf: LabelOf;
  readonly isOn: () => boolean;
}

export class HunkLenses implements CodeLensProvider, Disposable {
  readonly #options: HunkLensesOptions;
  readonly #changed = new EventEmitter<void>();
  readonly #registration: Disposable;
  readonly onDidChangeCodeLenses = this.#changed.event;

  constructor(options: HunkLensesOptions) {
    this.#options = options;
    this.#registration = languages.registerCodeLensProvider('*', this);
  }

  provideCodeLenses(document: TextDocument): CodeLens[] {
    const { documents, peek, labelOf, isOn } = this.#options;
    if (!isOn()) return [];
    const peeked = peek.peekedIn(document);
    const places =
      peeked === undefined ? documents.hunksOf(document) : [{ ...peeked, start: peeked.range.start.line }];
    return places.flatMap(({ hunk, start }) => {
      const line = anchorLine({ start }, document.lineCount);
      const range = new Range(line, 0, line, 0);
      const target = [{ hunkId: hunk.id }];
      const lens = (title: string, command: string, tooltip: string): CodeLens =>
        new CodeLens(range, { title, command, tooltip, arguments: target });
      return [
        lens(l10n.t('Keep'), 'planwright.keepHunk', l10n.t('Keep this change')),
        lens(
          hunk.isBaseChanged ? l10n.t('Undo…') : l10n.t('Undo'),
          'planwright.undoHunk',
          l10n.t('Bring back the old text'),
        ),
        lens(
          `${sizeWords(hunk)}, ${l10n.t('by {0}', labelOf(hunk.sources))}`,
          'planwright.peekHunk',
          l10n.t('Show the old text'),
        ),
      ];
    });
  }

  /** Has the editor ask again. */
  refresh(): void {
    this.#changed.fire();
  }

  dispose(): void {
    this.#registration.dispose();
    this.#changed.dispose();
  }
}
