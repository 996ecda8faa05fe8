// What is wrong with a template file, in the language of whoever calls.
import type { FieldFault, TemplateCause } from '../coreTypes';
import { errorWords } from './errorWords';
import type { Translate } from './permissionWords';
import { unknownWords } from './unknownWords';

const PARAM = '{ "name", "description" }';
const STEP = '{ "description": "…" }';

/** One sentence or two, which follow the name of the file. */
export function templateWords(cause: TemplateCause, t: Translate): string {
  switch (cause.code) {
    case 'no_json': {
      const what =
        cause.found === ''
          ? t("this is no JSON: the end of the text can't stand here.")
          : t("this is no JSON: {0} can't stand here.", JSON.stringify(cause.found));
      return `${what} ${t('Look for a comma, quote or bracket that is missing or too many.')}`;
    }
    case 'field':
      return fieldWords(cause.at === '' ? t('the file') : cause.at, cause.fault, t);
    case 'unknown_key':
      return t('{0} is not known. Known are {1}.', cause.at, cause.known.join(', '));
    case 'repeated_id':
      return t('the id "{0}" is used twice. Give each step its own.', cause.id);
    case 'needs_itself':
      return `${t('{0} is {1}, and that is the step itself.', cause.at, cause.written)} ${another(t)}`;
    case 'needs_unknown':
      return `${t('{0} is {1}, and there is no such step.', cause.at, cause.written)} ${another(t)}`;
    case 'repeated_name':
      return t('the name "{0}" is that of {1}. Give this one another "name".', cause.name, cause.file);
    case 'invisible_characters':
      return cause.count === 1
        ? t('it has 1 invisible character, which was left out.')
        : t('it has {0} invisible characters; they were left out.', cause.count);
    case 'unreadable':
      return t("it can't be read: {0}", errorWords(cause.of, t));
    case 'not_trusted':
      return t('it is not used until you trust it.');
    case 'changed_since_trusted':
      return t('it has changed since it was trusted, so it is not used.');
    case 'leads_outside':
      return t('it is a link that leads out of the workspace. Put the file there.');
    case 'no_text':
      return t('it is no text. Write it as UTF-8 JSON.');
    default:
      return unknownWords(cause, t);
  }
}

function another(t: Translate): string {
  return t('Name another step by its id or its number from 1.');
}

function fieldWords(at: string, fault: FieldFault, t: Translate): string {
  switch (fault) {
    case 'text_missing':
      return t('{0} is missing: a text is needed.', at);
    case 'not_text':
      return t('{0} must be a text.', at);
    case 'empty':
      return t('{0} is empty: write a text, or leave the key out.', at);
    case 'not_object':
      return t('{0} must be an object: {1}.', at, '{ … }');
    case 'description_missing':
      return t('{0} is missing: say there what the step is to do.', at);
    case 'description_empty':
      return t('{0} is empty: say there what the step is to do.', at);
    case 'not_needed_step':
      return t('{0} must be the id of a step, or its number from 1.', at);
    case 'not_needed_steps':
      return t('{0} must be a list of ids or numbers of steps.', at);
    case 'not_boolean':
      return t('{0} must be true or false.', at);
    case 'not_params':
      return t('{0} must be a list of {1}.', at, PARAM);
    case 'steps_missing':
      return t('{0} is missing: a list of {1}.', at, STEP);
    case 'not_steps':
      return t('{0} must be a list of {1}.', at, STEP);
    case 'no_steps':
      return t('{0} is empty: a template needs at least one step.', at);
    case 'unexpected':
      return t('{0} is not as expected.', at);
    default:
      return unknownWords(fault, t);
  }
}
