// Why something that a person changed in the document of a plan is not taken, in the language of whoever calls.
import type { PlanEditCause, PlanEditPlace } from '../coreTypes';
import { errorWords } from './errorWords';
import type { Translate } from './permissionWords';
import { unknownWords } from './unknownWords';

/** One sentence or two, after line and step. */
export function planEditWords(place: PlanEditPlace, cause: PlanEditCause, t: Translate): string {
  return `${placeWords(place, t)}: ${editWords(cause, t)}`;
}

function placeWords({ line, step }: PlanEditPlace, t: Translate): string {
  if (step === undefined) return t('Line {0}', line);
  return 'number' in step
    ? t('Line {0}, step {1} “{2}”', line, step.number, step.title)
    : t('Line {0}, new step', line);
}

function editWords(cause: PlanEditCause, t: Translate): string {
  switch (cause.code) {
    case 'other_plan':
      return t('The document shows another plan, or one that was planned anew since. Open it again.');
    case 'text_plan':
      return t("A plan that is one text has no steps; it can't be edited.");
    case 'no_steps_left':
      return t('The document has no steps any more; the plan stays as it is.');
    case 'new_without_words':
      return t('A new step needs words.');
    case 'no_goal':
      return t('A plan needs a goal; it stays as it is.');
    case 'goal_fixed':
      return t("The goal can't be changed once a step has run.");
    case 'no_words':
      return t('A step needs words; it stays as it was.');
    case 'ticked':
      return t('A step is ticked when it has run; the tick changes nothing.');
    case 'unticked':
      return t('The step is done; to run it again, retry it.');
    case 'outcome':
      return t('What became of a step is only shown.');
    case 'ask_first':
      return t("'{0}' is yes or no.", 'Ask first');
    case 'unknown_mark':
      return t("There is no step '{0}' in the plan. Without its mark it is a new step.", cause.id);
    case 'only_pending':
      return errorWords({ about: 'plan', code: 'only_pending', done: cause.done }, t);
    case 'after_unknown':
      return `${t("'{0}' is no step.", cause.word)} ${afterStays(t)}`;
    case 'after_ambiguous':
      return `${t("'{0}' is the number of more than one step.", cause.word)} ${afterStays(t)}`;
    case 'against_rule':
      return errorWords(cause.of, t);
    case 'order_kept':
      return `${errorWords(cause.of, t)} ${t('The order stays as it was.')}`;
    default:
      return unknownWords(cause, t);
  }
}

function afterStays(t: Translate): string {
  return t('What this step comes after stays as it was.');
}
