// The review in the text: builds its parts, and brings them up to date together, once a frame at most.
import { window } from 'vscode';
import type { Disposable, Uri } from 'vscode';
import type { RefusedFile, Review, ReviewTarget, UndoOptions } from '../../core/review/review';
import type { ReviewSettings } from '../settings';
import type { EditorWorkspace } from '../workspace/editorWorkspace';
import type { Decision } from './decisionWords';
import { ReviewedDocuments } from './documentHunks';
import { HunkDecorations } from './hunkDecorations';
import { HunkHover } from './hunkHover';
import type { HunkLedger } from './hunkLedger';
import { HunkLenses } from './hunkLenses';
import { HunkPeek } from './hunkPeek';
import { HunkWalk } from './hunkWalk';
import { ReviewAnnouncer } from './reviewAnnouncer';
import { createReviewCommands, Decisions } from './reviewCommands';
import type { ReviewCommandId, ReviewCommandsOptions } from './reviewCommands';
import { ReviewState } from './reviewState';
import type { LabelOf, SourceLabels } from './sourceLabels';

/** About one frame. */
const FRAME_MS = 16;
/** The editor asks every provider again for the whole file, so it is told less often. */
const LENSES_MS = 100;

export interface InlineReviewOptions {
  readonly review: Review;
  readonly ledger: HunkLedger;
  readonly workspace: Pick<EditorWorkspace, 'toUri' | 'displayOf'>;
  readonly labels: SourceLabels;
  readonly extensionUri: Uri;
  readonly settings: () => ReviewSettings;
  readonly baselineUri: (path: string) => Uri;
  readonly announceInPanel: (text: string) => boolean;
  readonly showDifference: (path: string) => Promise<void>;
  readonly showList: () => Promise<void>;
  readonly onError: (what: string, error: unknown) => void;
}

export class InlineReview implements Disposable {
  readonly commands: Readonly<Record<ReviewCommandId, (...args: readonly unknown[]) => Promise<void>>>;
  readonly announcer: ReviewAnnouncer;
  readonly walk: HunkWalk;
  readonly #decisions: Decisions;
  readonly #decorations: HunkDecorations;
  readonly #lenses: HunkLenses;
  readonly #peek: HunkPeek;
  readonly #state: ReviewState;
  readonly #owned: readonly { dispose(): void }[];
  #frame: NodeJS.Timeout | undefined;
  #cursorFrame: NodeJS.Timeout | undefined;
  #lensTimer: NodeJS.Timeout | undefined;

  constructor(options: InlineReviewOptions) {
    const { review, labels, settings } = options;
    const labelOf: LabelOf = (sources) => labels.labelOf(sources);
    const documents = new ReviewedDocuments(options);
    this.announcer = new ReviewAnnouncer({
      announceInPanel: options.announceInPanel,
      setting: () => settings().announce,
    });
    const peek = new HunkPeek(options);
    this.#peek = peek;
    this.walk = new HunkWalk({ review, documents, peek, announcer: this.announcer, labelOf });
    this.#decorations = new HunkDecorations({ documents, extensionUri: options.extensionUri });
    this.#lenses = new HunkLenses({ documents, peek, labelOf, isOn: () => settings().codeLens });
    this.#state = new ReviewState({ review, documents, walk: this.walk });
    const commandOptions: ReviewCommandsOptions = {
      ...options,
      documents,
      walk: this.walk,
      peek,
      announcer: this.announcer,
      isAdvancing: () => settings().advance,
    };
    this.#decisions = new Decisions(commandOptions);
    this.commands = createReviewCommands(commandOptions, this.#decisions);
    const update = (): void => this.#update();
    const updateCursor = (): void => this.#updateCursor();
    this.#owned = [
      documents,
      this.#decorations,
      this.#lenses,
      this.#state,
      peek,
      new HunkHover({ documents, labelOf }),
      { dispose: review.onDidChange(update) },
      { dispose: labels.onDidChange(() => this.#updateLenses()) },
      documents.onDidResolve(update),
      window.onDidChangeVisibleTextEditors(update),
      window.onDidChangeActiveTextEditor(updateCursor),
      window.onDidChangeTextEditorSelection(updateCursor),
    ];
    update();
  }

  /** For what is decided in a list: keeps or undoes, and says what came of it. */
  decide(decision: Decision, target: ReviewTarget): Promise<void> {
    return this.#decisions.of(decision, target);
  }

  /** For what was refused elsewhere because somebody else changed it since: asks, and does what the answer says. */
  askAbout(refused: readonly RefusedFile[], options: UndoOptions): void {
    this.#decisions.askAbout(refused, options);
  }

  /** The settings are others now. */
  refreshSettings(): void {
    this.#lenses.refresh();
  }

  dispose(): void {
    for (const timer of [this.#frame, this.#cursorFrame, this.#lensTimer]) clearTimeout(timer);
    for (const item of this.#owned) item.dispose();
  }

  #update(): void {
    this.#updateLenses();
    this.#frame ??= setTimeout(() => {
      this.#frame = undefined;
      this.#decorations.refresh();
      this.#peek.refresh();
      this.#state.update();
    }, FRAME_MS);
  }

  #updateCursor(): void {
    this.#cursorFrame ??= setTimeout(() => {
      this.#cursorFrame = undefined;
      this.#state.updateCursor();
    }, FRAME_MS);
  }

  #updateLenses(): void {
    this.#lensTimer ??= setTimeout(() => {
      this.#lensTimer = undefined;
      this.#lenses.refresh();
    }, LENSES_MS);
  }
}
