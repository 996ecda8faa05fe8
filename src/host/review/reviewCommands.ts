// Keep and Undo, by whatever way a person asks for it: key, CodeLens, hover, gutter, title, tree, panel.
import { l10n, Uri, window, workspace } from 'vscode';
import type { RefusedFile, Review, ReviewOutcome, ReviewTarget, UndoOptions } from '../../core/review/review';
import type { CommandId } from '../commandIds';
import { KeyedLock } from '../workspace/keyedLock';
import { decidedWords, refusedWords } from './decisionWords';
import type { Decision } from './decisionWords';
import type { ReviewedDocuments } from './documentHunks';
import type { HunkLedger } from './hunkLedger';
import { stepFrom } from './hunkOrder';
import type { CursorPlace, HunkPlace } from './hunkOrder';
import type { HunkPeek } from './hunkPeek';
import type { HunkWalk } from './hunkWalk';
import type { ReviewAnnouncer } from './reviewAnnouncer';
import { askAboutRefused, isAskable } from './undoQuestions';

export type ReviewCommandId = Extract<
  CommandId,
  | 'planwright.keepHunk'
  | 'planwright.undoHunk'
  | 'planwright.undoHunkWithReason'
  | 'planwright.peekHunk'
  | 'planwright.keepFile'
  | 'planwright.undoFile'
  | 'planwright.keepAll'
  | 'planwright.undoAll'
  | 'planwright.nextHunk'
  | 'planwright.previousHunk'
  | 'planwright.undoLastDecision'
>;

export interface ReviewCommandsOptions {
  readonly review: Review;
  readonly documents: ReviewedDocuments;
  readonly walk: HunkWalk;
  readonly peek: HunkPeek;
  readonly ledger: HunkLedger;
  readonly announcer: ReviewAnnouncer;
  /** A decision at the cursor leads on to the next hunk. */
  readonly isAdvancing: () => boolean;
  /** Shows a file beside the text it was made on. */
  readonly showDifference: (path: string) => Promise<void>;
  /** Shows the list of changes, for those that have no place in a text. */
  readonly showList: () => Promise<void>;
}

type Handler = (...args: readonly unknown[]) => Promise<void>;

/** How a hunk is named in the arguments of a command; without one, the hunk at the cursor is meant. */
export interface HunkArgument {
  readonly hunkId: string;
}

export function createReviewCommands(
  options: ReviewCommandsOptions,
  decisions: Decisions,
): Readonly<Record<ReviewCommandId, Handler>> {
  const { walk, peek, announcer, review } = options;
  const step =
    (direction: 1 | -1): Handler =>
    async (argument) => {
      noteKey(announcer, argument);
      if (await decisions.inTurn(() => walk.step(direction))) return;
      if (review.files().length > 0) await options.showList();
      else announcer.tell(l10n.t('There are no proposed changes.'));
    };
  return {
    'planwright.keepHunk': (argument) => decisions.ofHunk('keep', argument),
    'planwright.undoHunk': (argument) => decisions.ofHunk('undo', argument),
    'planwright.undoHunkWithReason': async (argument) => {
      const meant = await decisions.hunkMeant(argument);
      if (meant === undefined) return;
      const reason = await window.showInputBox({
        title: l10n.t('Undo with Reason'),
        prompt: l10n.t('Why should it not be so? The model is told.'),
        ignoreFocusOut: true,
      });
      if (reason === undefined) return;
      await decisions.ofHunk('undo', { hunkId: meant.hunk.id }, reason.trim() === '' ? {} : { reason });
    },
    'planwright.peekHunk': async (argument) => {
      noteKey(announcer, argument);
      const meant = await decisions.hunkMeant(argument);
      if (meant === undefined) return;
      if (meant.hunk.removed === '') {
        announcer.tell(l10n.t('These lines are new; there is no old text.'));
        return;
      }
      if (walk.hunkAtCursor()?.hunk.id !== meant.hunk.id) await walk.reveal(meant);
      await peek.show(meant);
    },
    'planwright.keepFile': (argument) => decisions.ofFile('keep', argument),
    'planwright.undoFile': (argument) => decisions.ofFile('undo', argument),
    'planwright.keepAll': () => decisions.ofAll('keep'),
    'planwright.undoAll': () => decisions.ofAll('undo'),
    'planwright.nextHunk': step(1),
    'planwright.previousHunk': step(-1),
    'planwright.undoLastDecision': async (argument) => {
      noteKey(announcer, argument);
      const outcome = await review.undoLastDecision();
      if (outcome === undefined) announcer.tell(l10n.t('There is no decision that can be undone.'));
      else {
        if (outcome.decided > 0) announcer.tell(l10n.t('The last decision was undone.'));
        warnOf(outcome);
      }
    },
  };
}

/** Decides, says what came of it, and asks where something else changed the text meanwhile. */
export class Decisions {
  readonly #options: ReviewCommandsOptions;
  readonly #turns = new KeyedLock();

  constructor(options: ReviewCommandsOptions) {
    this.#options = options;
  }

  /** A key that is pressed again before the last step is done counts from where that one led. */
  inTurn<Result>(work: () => Promise<Result>): Promise<Result> {
    return this.#turns.run(['cursor'], work);
  }

  /** What a list names; the cursor stays where it is. */
  async of(decision: Decision, target: ReviewTarget): Promise<void> {
    await this.#decide(decision, target, false);
  }

  async ofHunk(decision: Decision, argument: unknown, undo: UndoOptions = {}): Promise<void> {
    noteKey(this.#options.announcer, argument);
    await this.inTurn(async () => {
      const meant = await this.hunkMeant(argument);
      if (meant === undefined) return;
      await this.#decide(decision, { kind: 'hunks', ids: [meant.hunk.id] }, isAtCursor(argument), undo);
    });
  }

  async ofFile(decision: Decision, argument: unknown): Promise<void> {
    const { announcer, documents, review, walk } = this.#options;
    noteKey(announcer, argument);
    await this.inTurn(async () => {
      const path =
        argument instanceof Uri
          ? documents.fileOf(argument)?.path
          : typeof argument === 'string'
            ? review.file(argument)?.path
            : (this.#peekedHunk()?.file.path ?? walk.cursor()?.path);
      if (path === undefined) announcer.tell(l10n.t('This file has no proposed changes.'));
      else await this.#decide(decision, { kind: 'files', paths: [path] }, isAtCursor(argument));
    });
  }

  async ofAll(decision: Decision): Promise<void> {
    const { announcer, review } = this.#options;
    const files = review.files().length;
    if (files === 0) {
      announcer.tell(l10n.t('There are no proposed changes.'));
      return;
    }
    const outcome = await this.#decide(decision, { kind: 'all' }, false);
    if (outcome.decided === 0 || decision === 'keep') return;
    const text =
      files === 1
        ? l10n.t('The proposed changes in 1 file were undone.')
        : l10n.t('The proposed changes in {0} files were undone.', files);
    this.#offerBack(text);
  }

  /** The hunk that the arguments of a command name, else the one at the cursor; says so when there is none. */
  async hunkMeant(argument: unknown): Promise<HunkPlace | undefined> {
    const { announcer, review, walk } = this.#options;
    if (isHunkArgument(argument)) {
      const found = review.find(argument.hunkId);
      if (found === undefined) announcer.tell(l10n.t('This change was decided already, or is gone.'));
      return found;
    }
    if (isLineArgument(argument)) {
      const document = await workspace.openTextDocument(argument.uri);
      const found = walk.hunkAt(document, argument.lineNumber - 1);
      if (found === undefined) announcer.tell(l10n.t('There is no proposed change on this line.'));
      return found;
    }
    const found = this.#peekedHunk() ?? walk.hunkAtCursor();
    if (found === undefined) announcer.tell(l10n.t('There is no proposed change at the cursor.'));
    return found;
  }

  #peekedHunk(): HunkPlace | undefined {
    const document = window.activeTextEditor?.document;
    return document && this.#options.peek.peekedIn(document);
  }

  async #decide(
    decision: Decision,
    target: ReviewTarget,
    isAtCursor: boolean,
    undo: UndoOptions = {},
  ): Promise<ReviewOutcome> {
    const { announcer, ledger, peek, review } = this.#options;
    const next = isAtCursor && this.#options.isAdvancing() ? this.#after(target) : undefined;
    const places = ledger.placesOf(target);
    const outcome = decision === 'keep' ? await review.keep(target) : await review.undo(target, undo);
    ledger.note(decision, places);
    await peek.close();
    const words = decidedWords(decision, outcome);
    const isMoving = outcome.decided > 0 && next !== undefined;
    const advanced = isMoving && (await this.#advanceTo(next, words));
    if (!advanced && words !== '') announcer.tell(`${words} ${this.#leftWords()}`);
    const isAsking = undo.force !== true;
    if (isAsking) this.askAbout(outcome.refused, undo);
    warnOf({ ...outcome, refused: outcome.refused.filter((file) => !isAsking || !isAskable(file)) });
    return outcome;
  }

  /** The first hunk after the cursor that the decision leaves. */
  #after(target: ReviewTarget): HunkPlace | undefined {
    const files = this.#options.review.files();
    const isMeant = ({ file, hunk }: HunkPlace): boolean =>
      target.kind === 'hunks'
        ? target.ids.includes(hunk.id)
        : target.kind === 'files' && target.paths.includes(file.path);
    let from: CursorPlace | undefined = this.#options.walk.cursor();
    const count = files.reduce((sum, { hunks }) => sum + hunks.length, 0);
    for (let tried = 0; tried < count; tried += 1) {
      const place = stepFrom(files, from, 1);
      if (place === undefined || !isMeant(place)) return place;
      from = { path: place.file.path, line: Math.max(place.hunk.start, place.hunk.end - 1) };
    }
    return undefined;
  }

  async #advanceTo(next: HunkPlace, words: string): Promise<boolean> {
    const place = this.#options.review.find(next.hunk.id);
    if (place === undefined) return false;
    await this.#options.walk.reveal(place, words);
    return true;
  }

  #leftWords(): string {
    const left = this.#options.review.files().reduce((sum, { hunks }) => sum + Math.max(1, hunks.length), 0);
    if (left === 0) return l10n.t('Nothing is left to review.');
    return left === 1 ? l10n.t('1 is left.') : l10n.t('{0} are left.', left);
  }

  /** Asks about what was refused because somebody else changed it since. The answer may take long; the keys go on meanwhile. */
  askAbout(refused: readonly RefusedFile[], options: UndoOptions): void {
    const { review, showDifference } = this.#options;
    const decide = (decision: Decision, target: ReviewTarget, undo?: UndoOptions): Promise<unknown> =>
      this.#decide(decision, target, false, undo);
    void askAboutRefused(refused, options, {
      review,
      showDifference,
      ask: async ({ message, detail, answers }) =>
        detail === undefined
          ? window.showWarningMessage(message, ...answers)
          : window.showWarningMessage(message, { modal: true, detail }, ...answers),
      keep: (target) => decide('keep', target),
      undo: (target, undo) => decide('undo', target, undo),
      onOverwritten: () => this.#offerBack(l10n.t('The change was undone. What was there is stored.')),
    });
  }

  #offerBack(text: string): void {
    const bringBack = l10n.t('Bring Back');
    void window.showInformationMessage(text, bringBack).then(async (answer) => {
      if (answer === bringBack) warnOf((await this.#options.review.undoLastDecision()) ?? NOTHING);
    });
  }
}

const NOTHING: ReviewOutcome = { decided: 0, refused: [] };

function warnOf(outcome: ReviewOutcome): void {
  const words = refusedWords(outcome);
  if (words !== '') void window.showWarningMessage(words);
}

/** A key or the palette: neither names a hunk. */
function isAtCursor(argument: unknown): boolean {
  if (typeof argument === 'string' || argument instanceof Uri) return false;
  return !isHunkArgument(argument) && !isLineArgument(argument);
}

function isHunkArgument(argument: unknown): argument is HunkArgument {
  return isObject(argument) && typeof argument['hunkId'] === 'string';
}

/** What the menu of the line numbers gives. */
function isLineArgument(argument: unknown): argument is { readonly lineNumber: number; readonly uri: Uri } {
  return isObject(argument) && typeof argument['lineNumber'] === 'number' && argument['uri'] instanceof Uri;
}

function noteKey(announcer: ReviewAnnouncer, argument: unknown): void {
  announcer.noteKey(isObject(argument) && argument['screenReader'] === true);
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}
