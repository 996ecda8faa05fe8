// Keep and Undo from the panel.
import type { RefusedFile, Review, ReviewOutcome, ReviewTarget, UndoOptions } from '../../core/review/review';
import type { PanelReviewTarget } from '../../protocol/messages';
import { t } from '../l10n';
import { PersonError } from '../sessions/liveSession';
import type { PanelActions } from '../panel/panelMessages';
import { reasonWords } from './decisionWords';
import { isAskable } from './undoQuestions';
import { targetsOfCall, targetsOfStep } from './reviewFeed';

export interface ReviewActionsOptions {
  readonly review: Review;
  readonly openFile: (path: string, line?: number) => Promise<void>;
  /** Asks about what was refused because somebody else changed it since. */
  readonly askAbout: (refused: readonly RefusedFile[], options: UndoOptions) => void;
  /** Shows the list in the side bar. */
  readonly showList: () => Promise<unknown>;
}

export function createReviewActions({
  review,
  openFile,
  askAbout,
  showList,
}: ReviewActionsOptions): Pick<PanelActions, 'keepChanges' | 'undoChanges' | 'openReviewed'> {
  const targetsOf = (target: PanelReviewTarget): readonly ReviewTarget[] => {
    if (target.kind === 'call') return targetsOfCall(review.files(), target.toolId);
    return target.kind === 'step' ? targetsOfStep(review.files(), target, target.path) : [target];
  };
  const decide = async (
    target: PanelReviewTarget,
    work: (target: ReviewTarget) => Promise<ReviewOutcome>,
    undo: UndoOptions = {},
  ): Promise<void> => {
    const targets = targetsOf(target);
    if (targets.length === 0) throw new PersonError(t('This change is decided already.'));
    const refused: RefusedFile[] = [];
    for (const one of targets) refused.push(...(await work(one)).refused);
    askAbout(refused, undo);
    const reasons = refused
      .filter((file) => !isAskable(file))
      .map(({ display, reason }) => reasonWords(display, reason));
    if (reasons.length > 0) throw new PersonError(reasons.join('\n'));
  };
  return {
    keepChanges: (target) => decide(target, (one) => review.keep(one)),
    undoChanges(target, reason) {
      const undo = reason === undefined ? {} : { reason };
      return decide(target, (one) => review.undo(one, undo), undo);
    },
    async openReviewed(path, line) {
      if (review.file(path)?.kind === 'deleted') await showList();
      else await openFile(path, line);
    },
  };
}
