// Why something that a person changed in the document of a plan is not taken, as a value: hosts word it in the language of the person,
// `planEditText` in English.
import type { PlanStep } from '../plan/plan';
import type { ErrorCause } from './errorCause';
import { errorText } from './errorText';
import { planText } from './planText';

export type PlanEditCause =
  | {
      readonly code:
        | 'other_plan'
        | 'text_plan'
        | 'no_steps_left'
        | 'new_without_words'
        | 'no_goal'
        | 'goal_fixed'
        | 'no_words'
        | 'ticked'
        | 'unticked'
        | 'outcome'
        | 'ask_first';
    }
  /** `id`: as written in a mark. */
  | { readonly code: 'unknown_mark'; readonly id: string }
  /** `status`: what the step is in place of pending. */
  | {
      readonly code: 'only_pending';
      readonly done: 'edited' | 'removed' | 'moved';
      readonly status: PlanStep['status'];
    }
  /** `word`: what stands there for a step. */
  | { readonly code: 'after_unknown' | 'after_ambiguous'; readonly word: string }
  /** A rule of plans is against it; `order_kept`: against the order of the steps. */
  | { readonly code: 'against_rule' | 'order_kept'; readonly of: ErrorCause };

/** The place of what is not taken. */
export interface PlanEditPlace {
  /** From 1, in the document. */
  readonly line: number;
  /** Absent: it is about no step. */
  readonly step?: { readonly isNew: true } | { readonly number: number; readonly title: string };
}

/** A sentence that names line and step. */
export function planEditText({ line, step }: PlanEditPlace, cause: PlanEditCause): string {
  const where = step === undefined ? '' : 'number' in step ? `, step ${step.number}` : ', new step';
  return `Line ${line}${where}: ${editText(cause)}`;
}

function editText(cause: PlanEditCause): string {
  switch (cause.code) {
    case 'other_plan':
      return 'The document shows another plan, or one that was planned anew since. Open it again.';
    case 'text_plan':
      return "A plan that is one text has no steps; it can't be edited.";
    case 'no_steps_left':
      return 'The document has no steps any more; the plan stays as it is.';
    case 'new_without_words':
      return 'A new step needs words.';
    case 'no_goal':
      return 'A plan needs a goal; it stays as it is.';
    case 'goal_fixed':
      return "The goal can't be changed once a step has run.";
    case 'no_words':
      return 'A step needs words; it stays as it was.';
    case 'ticked':
      return 'A step is ticked when it has run; the tick changes nothing.';
    case 'unticked':
      return 'The step is done; to run it again, retry it.';
    case 'outcome':
      return 'What became of a step is only shown.';
    case 'ask_first':
      return "'Ask first' is yes or no.";
    case 'unknown_mark':
      return `There is no step '${cause.id}' in the plan. Without its mark it is a new step.`;
    case 'only_pending':
      return cause.done === 'moved'
        ? 'Only pending steps can be moved.'
        : `Only pending steps can be ${cause.done}; this one is ${cause.status.replaceAll('_', ' ')}.`;
    case 'after_unknown':
      return `'${cause.word}' is no step; what this step comes after stays as it was.`;
    case 'after_ambiguous':
      return `'${cause.word}' is the number of more than one step; what this step comes after stays as it was.`;
    case 'against_rule':
      return `${ruleText(cause.of)}.`;
    case 'order_kept':
      return `${ruleText(cause.of)}; the order stays as it was.`;
  }
}

/** Without the stop. */
function ruleText(cause: ErrorCause): string {
  return cause.about === 'plan' ? planText(cause, true) : errorText(cause);
}
