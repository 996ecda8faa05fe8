// Tells the panel what is under review: one short list, not more often than it can be looked at.
import type { CallCounts } from '../../core/review/callCounts';
import type { Review, ReviewedFile, ReviewHunk, ReviewSource, ReviewTarget } from '../../core/review/review';
import { isOfStep, REVIEW_FILE_LIMIT, REVIEW_HUNK_LIMIT } from '../../protocol/reviewList';
import type {
  CallReview,
  ReviewFileRow,
  ReviewHunkRow,
  ReviewList,
  ReviewStep,
} from '../../protocol/reviewList';
import { refusalWords } from '../../protocol/words/refusalWords';
import { t } from '../l10n';
import type { LabelOf } from './sourceLabels';

/** Milliseconds over which changes are joined. */
const JOIN_MS = 100;
/** Characters of a line. */
const TEXT_LIMIT = 120;

export interface ReviewFeedOptions {
  readonly review: Review;
  /** How the changes of calls were decided, of the session that is shown. */
  readonly counts: () => ReadonlyMap<string, CallCounts>;
  readonly labelOf: LabelOf;
  readonly post: (list: ReviewList) => void;
}

export class ReviewFeed {
  readonly #options: ReviewFeedOptions;
  readonly #unsubscribe: () => void;
  #timer: NodeJS.Timeout | undefined;

  constructor(options: ReviewFeedOptions) {
    this.#options = options;
    this.#unsubscribe = options.review.onDidChange(() => this.schedule());
  }

  /** Sends the list soon. */
  schedule(): void {
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      this.send();
    }, JOIN_MS);
  }

  /** Sends the list now, such as to a page that has just come. */
  send(): void {
    const { review, counts, labelOf, post } = this.#options;
    post(reviewList(review.files(), counts(), labelOf));
  }

  dispose(): void {
    this.#unsubscribe();
    clearTimeout(this.#timer);
  }
}

export function reviewList(
  files: readonly ReviewedFile[],
  counts: ReadonlyMap<string, CallCounts>,
  labelOf: LabelOf,
): ReviewList {
  const pending = files.flatMap(callsThatWait);
  const calls: Record<string, CallReview> = {};
  for (const [toolId, { kept, undone }] of counts) calls[toolId] = { pending: 0, kept, undone };
  for (const toolId of pending.flat()) {
    const known = calls[toolId] ?? { pending: 0, kept: 0, undone: 0 };
    calls[toolId] = { ...known, pending: known.pending + 1 };
  }
  return {
    changes: pending.length,
    fileCount: files.length,
    files: files.slice(0, REVIEW_FILE_LIMIT).map((file) => fileRow(file, labelOf)),
    calls,
  };
}

/** The calls of each change that waits: of hunks, or of the whole file. */
function callsThatWait({ hunks, sources }: ReviewedFile): readonly (readonly string[])[] {
  const parts = hunks.length === 0 ? [sources] : hunks.map((hunk) => hunk.sources);
  return parts.map((makers) => [...new Set(makers.flatMap(({ toolCallId }) => toolCallId ?? []))]);
}

/** What a call has under review: its hunks, and files that are decided as a whole. */
export function targetsOfCall(files: readonly ReviewedFile[], toolId: string): readonly ReviewTarget[] {
  const isOf = ({ sources }: Pick<ReviewedFile, 'sources'>): boolean =>
    sources.some(({ toolCallId }) => toolCallId === toolId);
  const ids = files.flatMap(({ hunks }) => hunks.filter(isOf).map(({ id }) => id));
  const paths = files.filter((file) => file.hunks.length === 0 && isOf(file)).map(({ path }) => path);
  return [
    ...(ids.length === 0 ? [] : [{ kind: 'hunks', ids } as const]),
    ...(paths.length === 0 ? [] : [{ kind: 'files', paths } as const]),
  ];
}

/** What a plan step has under review, in one file or in all. A file that is all its own is decided as a whole. */
export function targetsOfStep(
  files: readonly ReviewedFile[],
  step: ReviewStep,
  path: string | undefined,
): readonly ReviewTarget[] {
  const isOf = ({ sources }: Pick<ReviewedFile, 'sources'>): boolean => isOfStep(sources, step);
  const isAllOf = (file: ReviewedFile): boolean => {
    if (file.hunks.length === 0) return isOf(file);
    // Another step may have made or renamed the file.
    const isWhole = file.kind === 'edited' || file.sources.every((source) => isOfStep([source], step));
    return isWhole && file.hunks.every(isOf);
  };
  const candidates = files.filter((file) => path === undefined || file.path === path);
  const paths = candidates.filter(isAllOf).map((file) => file.path);
  const ids = candidates
    .filter((file) => !paths.includes(file.path))
    .flatMap(({ hunks }) => hunks.filter(isOf).map(({ id }) => id));
  return [
    ...(ids.length === 0 ? [] : [{ kind: 'hunks', ids } as const]),
    ...(paths.length === 0 ? [] : [{ kind: 'files', paths } as const]),
  ];
}

function fileRow(file: ReviewedFile, labelOf: LabelOf): ReviewFileRow {
  const { path, display, kind, renamedFrom, hunks, sources, notUndoable, isOpaque, changedSince } = file;
  return {
    path,
    display,
    kind,
    ...(renamedFrom === undefined ? {} : { renamedFrom: renamedFrom.display }),
    added: file.addedLines,
    removed: file.removedLines,
    label: labelOf(sources),
    hunks: hunks.slice(0, REVIEW_HUNK_LIMIT).map((hunk) => hunkRow(hunk, labelOf)),
    hunkCount: hunks.length,
    ...(isOpaque === true ? { isOpaque } : {}),
    ...(changedSince === undefined ? {} : { changedSince }),
    ...(notUndoable === undefined ? {} : { notUndoable: refusalWords(notUndoable, t) }),
    ...(hunks.length === 0 ? stepsOf(sources) : {}),
  };
}

function hunkRow(
  { id, start, end, removed, added, sources, isEdited, isBaseChanged }: ReviewHunk,
  labelOf: LabelOf,
): ReviewHunkRow {
  const said = (added === '' ? removed : added).split('\n').find((line) => line.trim() !== '') ?? '';
  return {
    id,
    from: start + 1,
    to: end,
    text: said.trim().slice(0, TEXT_LIMIT),
    added: linesIn(added),
    removed: linesIn(removed),
    label: labelOf(sources),
    isEdited,
    ...(isBaseChanged ? { isBaseChanged } : {}),
    ...stepsOf(sources),
  };
}

function stepsOf(sources: readonly ReviewSource[]): Pick<ReviewHunkRow, 'steps'> {
  const steps = new Map<string, { readonly runId: string; readonly stepId: string }>();
  for (const { runId, stepId } of sources) {
    if (runId !== undefined && stepId !== undefined) steps.set(`${runId} ${stepId}`, { runId, stepId });
  }
  return steps.size === 0 ? {} : { steps: [...steps.values()] };
}

function linesIn(text: string): number {
  if (text === '') return 0;
  return text.split('\n').length - (text.endsWith('\n') ? 1 : 0);
}
