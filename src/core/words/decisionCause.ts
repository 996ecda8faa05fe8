// Why the engine went on as it did with a plan or a goal, as values: hosts word them in the language of the person, the functions below
// in English.
import type { ErrorCause } from './errorCause';
import { errorText } from './errorText';

/** With planning `auto`: why a prompt is planned first, or not. */
export type PlanningCause =
  | { readonly code: 'asked_for' | 'not_wanted' | 'question' | 'one_piece' | 'declined' }
  /** `isEnough`: together they make it complex. Not empty. */
  | { readonly code: 'signs'; readonly isEnough: boolean; readonly signs: readonly ComplexitySign[] };

/** What makes a prompt look complex. */
export type ComplexitySign =
  /** `count`: more than one. */
  | { readonly code: 'demands' | 'files' | 'changes' | 'words'; readonly count: number }
  | { readonly code: 'many_places' | 'complete' | 'large' | 'order' };

/** Why a goal that is open is not worked on any further. */
export type GoalOpenCause =
  | { readonly code: 'no_progress' | 'no_plan' }
  /** `rounds`: how often it was worked on again. */
  | { readonly code: 'rounds'; readonly rounds: number }
  | { readonly code: 'limit'; readonly of: ErrorCause };

/** As the end of "planned first: …" or "not planned: …". */
export function planningText(cause: PlanningCause): string {
  switch (cause.code) {
    case 'asked_for':
      return 'the prompt asks for a plan';
    case 'not_wanted':
      return 'the prompt asks for no plan';
    case 'question':
      return 'it is a question';
    case 'one_piece':
      return 'it looks like one piece of work';
    case 'declined':
      return 'a person declined the plan';
    case 'signs': {
      const named = cause.signs.map(signText).join(', ');
      return cause.isEnough ? named : `only ${named}`;
    }
  }
}

function signText(sign: ComplexitySign): string {
  switch (sign.code) {
    case 'demands':
      return `a list of ${sign.count} demands`;
    case 'files':
      return `${sign.count} files`;
    case 'changes':
      return `${sign.count} kinds of change`;
    case 'words':
      return `${sign.count} words`;
    case 'many_places':
      return 'it goes over many places';
    case 'complete':
      return 'it is about something complete';
    case 'large':
      return 'it is large by its kind';
    case 'order':
      return 'it says an order';
  }
}

/** A whole sentence. */
export function goalOpenText(cause: GoalOpenCause): string {
  switch (cause.code) {
    case 'rounds':
      return `It was worked on ${cause.rounds} more times, which is the limit.`;
    case 'limit':
      return errorText(cause.of);
    case 'no_progress':
      return 'The last plan changed nothing and the same remains.';
    case 'no_plan':
      return 'There is no plan for what remains.';
  }
}
