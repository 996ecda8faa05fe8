// Why a plan, or an edit of it, can't be taken, in the language of whoever calls.
import type { PlanCause } from '../coreTypes';
import type { Translate } from './permissionWords';
import { unknownWords } from './unknownWords';

/** Whole sentences. */
export function planErrorWords(cause: PlanCause, t: Translate): string {
  switch (cause.code) {
    case 'running':
      return t('The plan is running already.');
    case 'none':
      return t('This session has no plan.');
    case 'all_done':
      return t('Every step of the plan is done.');
    case 'nothing_left':
      return t('No step is left to run; what failed can be tried again.');
    case 'nothing_failed':
      return t('No step failed or was taken back, so there is nothing to try again.');
    case 'nothing_to_take_back':
      return t('There is nothing to take back.');
    case 'changes_not_kept':
      return t('Changes of files are kept only where sessions are stored in a folder.');
    case 'begun':
      return t('Only a step that has not begun can be skipped.');
    case 'begun_meanwhile':
      return t('The step has begun meanwhile.');
    case 'no_usable_plan':
      return t('The planner gave no usable plan; the plan stays as it is.');
    case 'no_test_command':
      return t('No command that runs the tests is set.');
    case 'no_step':
      return typeof cause.step === 'number'
        ? t('There is no step {0}.', cause.step)
        : t('This step is not in the plan any more.');
    case 'no_step_before':
      return t('There is no step {0} to add a step after.', cause.step);
    case 'only_pending':
      return onlyPending(cause.done, t);
    case 'done_already':
      return t('Step {0} is done already.', cause.order);
    case 'done_roll_back':
      return t('Step {0} is done: roll it back first, or choose a later one.', cause.order);
    case 'not_failed':
      return t("Step {0} has not failed, so it can't be tried again.", cause.order);
    case 'needs_first':
      return cause.needs.length === 1
        ? t('Step {0} needs step {1} to be done first.', cause.order, cause.needs[0] ?? '')
        : t('Step {0} needs these steps to be done first: {1}.', cause.order, cause.needs.join(', '));
    case 'no_position':
      return t('There is no position {0} in a plan of {1} steps.', cause.position, cause.steps);
    case 'no_json':
      return cause.found === ''
        ? t("The plan is no JSON: the end of the text can't stand in line {0}.", cause.line)
        : t("The plan is no JSON: {0} can't stand in line {1}.", JSON.stringify(cause.found), cause.line);
    case 'other_version':
      return t('The plan has the schema version {0}; this version reads 1.', cause.version);
    case 'field_missing':
      return t("The plan can't be read: {0} is missing.", cause.at);
    case 'field_wrong':
      return t("The plan can't be read: {0} has a value that can't stand there.", cause.at);
    case 'no_template':
      return t("There is no plan template '{0}'. Templates: {1}.", cause.name, cause.known.join(', '));
    case 'template_needs':
      return t("The plan template '{0}' needs {1}.", cause.name, cause.params.join(', '));
    case 'broken_rules':
      return cause.of.map((rule) => planErrorWords(rule, t)).join(' ');
    case 'no_text':
      return t('The plan has no text.');
    case 'no_steps':
      return t('A plan must have at least one step.');
    case 'too_many_steps':
      return t('The plan has {0} steps, more than the limit of {1}.', cause.steps, cause.limit);
    case 'repeated_ids':
      return t('Several steps have the same id: {0}.', cause.ids.join(', '));
    case 'circle':
      return t('Steps depend on each other in a circle: {0}.', cause.ids.map(nameIn(cause, t)).join(' → '));
    case 'no_id':
      return t('Step {0} has no id.', cause.order);
    case 'reply_cut_off':
      return t('The plan is cut off: its last steps are missing.');
    case 'reply_no_json':
      return t('The answer of the planner has no JSON.');
    case 'reply_no_steps':
      return t('The answer of the planner has no list of steps.');
    case 'reply_no_description':
      return t('Step {0} has no description.', cause.order);
    default:
      return stepWords(cause, t);
  }
}

/** Number and title of a step; its id where these are not known. */
function nameIn({ names }: PlanCause, t: Translate): (id: string) => string {
  return (id) => {
    const step = names?.[id];
    return step === undefined ? id : t('{0} “{1}”', step.order, step.title);
  };
}

function stepWords(cause: Extract<PlanCause, { readonly id: string }>, t: Translate): string {
  const nameOf = nameIn(cause, t);
  const name = cause.names?.[cause.id] === undefined ? `'${cause.id}'` : nameOf(cause.id);
  const inWords = (id: string): string => {
    const step = cause.names?.[id];
    return step === undefined ? `'${id}'` : t('step {0} “{1}”', step.order, step.title);
  };
  switch (cause.code) {
    case 'id_in_use':
      return t("The step id '{0}' is in use.", cause.id);
    case 'before_needed':
      return t("Step {0} can't stand before one that it depends on.", name);
    case 'before':
      return t("Step {0} can't stand before {1}, which it depends on.", name, inWords(cause.other));
    case 'behind':
      return t("Step {0} can't stand behind {1}, which depends on it.", name, inWords(cause.other));
    case 'needed_by':
      return t("Step {0} can't be removed: steps depend on it ({1}).", name, cause.by.map(nameOf).join(', '));
    case 'no_description':
      return t('Step {0} has no description.', name);
    case 'needs_itself':
      return t('Step {0} depends on itself.', name);
    case 'reply_needs_unknown':
      return t('Step {0} depends on {1}, which is no step.', name, `'${cause.other}'`);
    case 'needs_unknown':
      return t('Step {0} depends on {1}, which is no step.', name, inWords(cause.other));
    case 'path_outside':
      return t('Step {0}: {1} is outside the workspace.', name, cause.path);
    case 'path_not_allowed':
      return t('Step {0}: {1} is not among the allowed paths.', name, cause.path);
    case 'about_tests':
      return t('Step {0} is about tests, which are left out.', name);
    case 'type_not_allowed':
      return t('Step {0} has the type {1}, which is not allowed.', name, cause.type);
    default:
      return unknownWords(cause, t);
  }
}

function onlyPending(done: 'edited' | 'removed' | 'moved', t: Translate): string {
  switch (done) {
    case 'edited':
      return t('Only pending steps can be edited.');
    case 'removed':
      return t('Only pending steps can be removed.');
    case 'moved':
      return t('Only pending steps can be moved.');
    default:
      return unknownWords(done, t);
  }
}
