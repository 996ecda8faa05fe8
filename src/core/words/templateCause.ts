// What is wrong with a template file, as a value: hosts word it in the language of the person, `templateText` in English.
import type { ErrorCause } from './errorCause';
import { errorText } from './errorText';

/** `at`: the field, such as `steps[0].file`; empty for the whole. `written`: as JSON. */
export type TemplateCause =
  /** `found`: what can't stand there; empty at the end of the text. */
  | { readonly code: 'no_json'; readonly found: string }
  | { readonly code: 'field'; readonly at: string; readonly fault: FieldFault }
  | { readonly code: 'unknown_key'; readonly at: string; readonly known: readonly string[] }
  | { readonly code: 'repeated_id'; readonly id: string }
  | { readonly code: 'needs_itself' | 'needs_unknown'; readonly at: string; readonly written: string }
  /** `file`: of the template that has the name, as shown. */
  | { readonly code: 'repeated_name'; readonly name: string; readonly file: string }
  | { readonly code: 'invisible_characters'; readonly count: number }
  | { readonly code: 'unreadable'; readonly of: ErrorCause }
  | { readonly code: 'leads_outside' | 'no_text' }
  /** Nothing is wrong with it. */
  | { readonly code: 'not_trusted' | 'changed_since_trusted' };

export type FieldFault = keyof typeof FAULTS;

/** English words that follow the name of the field. */
const FAULTS = {
  text_missing: 'is missing: a text is needed.',
  not_text: 'must be a text.',
  empty: 'is empty: write a text, or leave the key out.',
  not_object: 'must be an object: { … }.',
  description_missing: 'is missing: say there what the step is to do.',
  description_empty: 'is empty: say there what the step is to do.',
  not_needed_step: 'must be the id of a step, or its number from 1.',
  not_needed_steps: 'must be a list of ids or numbers of steps.',
  not_boolean: 'must be true or false.',
  not_params: 'must be a list of { "name", "description" }.',
  steps_missing: 'is missing: a list of { "description": "…" }.',
  not_steps: 'must be a list of { "description": "…" }.',
  no_steps: 'is empty: a template needs at least one step.',
  unexpected: 'is not as expected.',
} as const;

export function isFieldFault(text: string | undefined): text is FieldFault {
  return text !== undefined && Object.hasOwn(FAULTS, text);
}

/** One sentence, which follows the name of the file. */
export function templateText(cause: TemplateCause): string {
  switch (cause.code) {
    case 'no_json': {
      const place = cause.found === '' ? 'the end of the text' : JSON.stringify(cause.found);
      return `this is no JSON: ${place} can't stand here. Look for a comma, quote or bracket that is missing or too many.`;
    }
    case 'field':
      return `${cause.at === '' ? 'the file' : cause.at} ${FAULTS[cause.fault]}`;
    case 'unknown_key':
      return `${cause.at} is not known. Known are ${cause.known.join(', ')}.`;
    case 'repeated_id':
      return `the id "${cause.id}" is used twice. Give each step its own.`;
    case 'needs_itself':
      return `${cause.at} is ${cause.written}, and that is the step itself. Name another step by its id or its number from 1.`;
    case 'needs_unknown':
      return `${cause.at} is ${cause.written}, and there is no such step. Name another step by its id or its number from 1.`;
    case 'repeated_name':
      return `the name "${cause.name}" is that of ${cause.file}. Give this one another "name".`;
    case 'invisible_characters':
      return `it has ${cause.count} invisible characters; they were left out.`;
    case 'unreadable':
      return `it can't be read: ${errorText(cause.of)}`;
    case 'not_trusted':
      return 'it is not used until you trust it.';
    case 'changed_since_trusted':
      return 'it has changed since it was trusted, so it is not used.';
    case 'leads_outside':
      return 'it is a link that leads out of the workspace. Put the file there.';
    case 'no_text':
      return 'it is no text. Write it as UTF-8 JSON.';
  }
}
