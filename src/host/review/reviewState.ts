// What the window says about the review outside the text: the count in the status bar, and the context keys of menus and keys.
import { commands, l10n, StatusBarAlignment, window } from 'vscode';
import type { Disposable, StatusBarItem } from 'vscode';
import type { Review } from '../../core/review/review';
import type { ReviewedDocuments } from './documentHunks';
import { markedLines, marksOf } from './hunkMarks';
import { numberOf } from './hunkOrder';
import type { HunkWalk } from './hunkWalk';

export interface ReviewStateOptions {
  readonly review: Review;
  readonly documents: ReviewedDocuments;
  readonly walk: HunkWalk;
}

/** Lines that the gutter menu is offered on, at most: the editor looks through them for every line number. */
const LINE_LIMIT = 20_000;

export class ReviewState implements Disposable {
  readonly #options: ReviewStateOptions;
  readonly #item: StatusBarItem;
  readonly #keys = new Map<string, string>();

  constructor(options: ReviewStateOptions) {
    this.#options = options;
    this.#item = window.createStatusBarItem('planwright.review', StatusBarAlignment.Right, 101);
    this.#item.name = l10n.t('Planwright: Proposed Changes');
    this.#item.command = 'planwright.nextHunk';
  }

  /** The files or their hunks are others now. */
  update(): void {
    const { review, documents } = this.#options;
    const files = review.files();
    this.#setKey(
      'planwright.reviewFiles',
      files.map(({ path }) => documents.uriOf(path)),
      files.map(({ path }) => path).join('\n'),
    );
    this.#setKey('planwright.hasChanges', files.length > 0);
    // Also after the last one, for the key that takes a decision back.
    if (files.length > 0) this.#setKey('planwright.hasReviewed', true);
    this.updateCursor();
  }

  /** The cursor or the active editor is another now. */
  updateCursor(): void {
    const { review, documents, walk } = this.#options;
    const document = window.activeTextEditor?.document;
    const hunks = document === undefined ? [] : documents.hunksOf(document);
    const lines = markedLines(marksOf(hunks, document?.lineCount ?? 0))
      .slice(0, LINE_LIMIT)
      .map((line) => line + 1);
    this.#setKey('planwright.reviewLines', lines, lines.join());
    this.#setKey(
      'planwright.fileUnderReview',
      document !== undefined && documents.fileOf(document.uri) !== undefined,
    );
    this.#show(review, walk.hunkAtCursor()?.hunk.id);
  }

  dispose(): void {
    this.#item.dispose();
    for (const key of this.#keys.keys()) void commands.executeCommand('setContext', key, undefined);
  }

  #show(review: Review, hunkId: string | undefined): void {
    const files = review.files();
    const count = files.reduce((sum, { hunks }) => sum + hunks.length, 0);
    if (count === 0) {
      this.#item.hide();
      return;
    }
    const number = hunkId === undefined ? undefined : numberOf(files, hunkId);
    const words =
      number !== undefined
        ? l10n.t('{0} of {1} hunks', number, count)
        : count === 1
          ? l10n.t('1 hunk')
          : l10n.t('{0} hunks', count);
    this.#item.text = `$(diff) ${words}`;
    this.#item.tooltip =
      files.length === 1
        ? l10n.t('Proposed changes in 1 file. Click for the next one.')
        : l10n.t('Proposed changes in {0} files. Click for the next one.', files.length);
    this.#item.accessibilityInformation = { label: `${words}. ${this.#item.tooltip}` };
    this.#item.show();
  }

  /** Only changes are sent. */
  #setKey(key: string, value: unknown, signature = String(value)): void {
    if (this.#keys.get(key) === signature) return;
    this.#keys.set(key, signature);
    void commands.executeCommand('setContext', key, value);
  }
}
