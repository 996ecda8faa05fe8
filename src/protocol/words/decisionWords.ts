// Why the engine went on as it did with a plan or a goal, in the language of whoever calls.
import type { ComplexitySign, GoalOpenCause, PlanningCause } from '../coreTypes';
import { errorWords } from './errorWords';
import type { Translate } from './permissionWords';
import { unknownWords } from './unknownWords';

/** Why a prompt is planned first or not, as the end of a sentence. */
export function planningWords(cause: PlanningCause, t: Translate): string {
  switch (cause.code) {
    case 'asked_for':
      return t('the prompt asks for a plan');
    case 'not_wanted':
      return t('the prompt asks for no plan');
    case 'question':
      return t('it is a question');
    case 'one_piece':
      return t('it looks like one piece of work');
    case 'declined':
      return t('a person declined the plan');
    case 'signs': {
      const named = cause.signs.map((sign) => signWords(sign, t)).join(', ');
      return cause.isEnough ? named : t('only {0}', named);
    }
    default:
      return unknownWords(cause, t);
  }
}

function signWords(sign: ComplexitySign, t: Translate): string {
  switch (sign.code) {
    case 'demands':
      return t('a list of {0} demands', sign.count);
    case 'files':
      return t('{0} files', sign.count);
    case 'changes':
      return t('{0} kinds of change', sign.count);
    case 'words':
      return t('{0} words', sign.count);
    case 'many_places':
      return t('it goes over many places');
    case 'complete':
      return t('it is about something complete');
    case 'large':
      return t('it is large by its kind');
    case 'order':
      return t('it says an order');
    default:
      return unknownWords(sign, t);
  }
}

/** Why an open goal is not worked on any further: a whole sentence. */
export function goalOpenWords(cause: GoalOpenCause, t: Translate): string {
  switch (cause.code) {
    case 'rounds':
      return cause.rounds === 1
        ? t('It was worked on once more, which is the limit.')
        : t('It was worked on {0} more times, which is the limit.', cause.rounds);
    case 'limit':
      return errorWords(cause.of, t);
    case 'no_progress':
      return t('The last plan changed nothing and the same remains.');
    case 'no_plan':
      return t('There is no plan for what remains.');
    default:
      return unknownWords(cause, t);
  }
}
