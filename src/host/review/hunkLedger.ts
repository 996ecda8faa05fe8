// What became of the hunks of each tool call, as lines of text: those under review, and those decided in this window.
import type { Review, ReviewedFile, ReviewHunk, ReviewTarget } from '../../core/review/review';
import { t } from '../l10n';
import type { Decision } from './decisionWords';
import type { HunkPlace } from './hunkOrder';
import { hunkPlaces } from './hunkOrder';
import { placeWords, sizeWords } from './hunkWords';

interface Decided {
  readonly place: HunkPlace;
  readonly decision: Decision;
}

/** Decisions that are remembered; the oldest are forgotten. */
const LIMIT = 2_000;

export class HunkLedger {
  readonly #review: Review;
  /** By id of the hunk, oldest first. */
  readonly #decided = new Map<string, Decided>();

  constructor(review: Review) {
    this.#review = review;
  }

  /** Hunks that a decision is about, to be given to `note` when it is made. */
  placesOf(target: ReviewTarget): readonly HunkPlace[] {
    return hunkPlaces(this.#review.files()).filter(({ file, hunk }) => isMeant(target, file, hunk));
  }

  /** Remembers those of them that are decided now. */
  note(decision: Decision, places: readonly HunkPlace[]): void {
    for (const place of places) {
      const { id } = place.hunk;
      if (this.#review.find(id) !== undefined) continue;
      this.#decided.delete(id);
      this.#decided.set(id, { place, decision });
    }
    for (const id of [...this.#decided.keys()].slice(0, Math.max(0, this.#decided.size - LIMIT)))
      this.#decided.delete(id);
  }

  /** One line a hunk, such as `pending: src/cart.ts, lines 4–6, 3 lines changed`. */
  linesOf(toolCallId: string): readonly string[] {
    const isMade = ({ hunk }: HunkPlace): boolean =>
      hunk.sources.some((source) => source.toolCallId === toolCallId);
    const pending = hunkPlaces(this.#review.files())
      .filter(isMade)
      .map((place) => t('pending: {0}', placeLine(place)));
    const decided = [...this.#decided.values()]
      // Taken back since: it is among those above again.
      .filter(({ place }) => isMade(place) && this.#review.find(place.hunk.id) === undefined)
      .map(({ place, decision }) =>
        decision === 'keep' ? t('kept: {0}', placeLine(place)) : t('undone: {0}', placeLine(place)),
      );
    return [...decided, ...pending];
  }
}

function placeLine({ file, hunk }: HunkPlace): string {
  return [file.display, placeWords(hunk), sizeWords(hunk)].join(', ');
}

function isMeant(target: ReviewTarget, file: ReviewedFile, hunk: ReviewHunk): boolean {
  switch (target.kind) {
    case 'hunks':
      return target.ids.includes(hunk.id);
    case 'files':
      return target.paths.includes(file.path);
    case 'run':
      return hunk.sources.every(({ runId }) => runId === target.runId);
    case 'changes': {
      const { ids, sessionId } = target;
      return hunk.sources.every(
        (source) => source.sessionId === sessionId && (ids === undefined || ids.includes(source.changeId)),
      );
    }
    case 'all':
      return true;
  }
}
