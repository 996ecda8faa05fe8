// The English of `PlanCause`: sentences without a stop; of a reply as the items of a list, for the model that is asked again.
import type { PlanCause } from './errorCause';

/** @param isForPerson name steps by number and title as far as these are known; a model knows them by their ids */
export function planText(cause: PlanCause, isForPerson = false): string {
  const known = isForPerson ? (cause.names ?? {}) : {};
  const nameOf = (id: string, unknown = `'${id}'`): string => {
    const step = known[id];
    return step === undefined ? unknown : `${step.order} “${step.title}”`;
  };
  const inWords = (id: string): string => `${known[id] === undefined ? '' : 'step '}${nameOf(id)}`;
  switch (cause.code) {
    case 'running':
      return 'The plan is running already';
    case 'none':
      return 'This session has no plan';
    case 'all_done':
      return 'Every step of the plan is done';
    case 'nothing_left':
      return 'No step is left to run; what failed can be tried again';
    case 'nothing_failed':
      return 'No step failed or was taken back, so there is nothing to try again';
    case 'nothing_to_take_back':
      return 'There is nothing to take back';
    case 'changes_not_kept':
      return 'Changes are kept only where sessions are stored in a folder';
    case 'begun':
      return 'Only a step that has not begun can be skipped';
    case 'begun_meanwhile':
      return 'The step has begun meanwhile';
    case 'no_usable_plan':
      return 'The planner gave no usable plan; the plan stays as it is';
    case 'no_test_command':
      return 'runTests needs a testCommand';
    case 'no_step':
      return `There is no step ${cause.step}`;
    case 'no_step_before':
      return `There is no step ${cause.step} to add a step after`;
    case 'only_pending':
      return `Only pending steps can be ${cause.done}`;
    case 'done_already':
      return `Step ${cause.order} is done already`;
    case 'done_roll_back':
      return `Step ${cause.order} is done: roll it back first, or choose a later one`;
    case 'not_failed':
      return `Step ${cause.order} has not failed, so it can't be tried again`;
    case 'needs_first': {
      const names = cause.needs.map((order) => `step ${order}`).join(' and ');
      return `Step ${cause.order} needs ${names} to be done first`;
    }
    case 'no_position':
      return `There is no position ${cause.position} in a plan of ${cause.steps} steps`;
    case 'id_in_use':
      return `The step id '${cause.id}' is in use`;
    case 'before_needed':
      return `Step ${nameOf(cause.id)} can't stand before one that it depends on`;
    case 'before':
      return `Step ${nameOf(cause.id)} can't stand before ${inWords(cause.other)}, which it depends on`;
    case 'behind':
      return `Step ${nameOf(cause.id)} can't stand behind ${inWords(cause.other)}, which depends on it`;
    case 'needed_by':
      return `Step ${nameOf(cause.id)} can't be removed: ${cause.by.map(inWords).join(', ')} depends on it`;
    case 'no_json':
      return `The plan is no JSON: ${cause.found === '' ? 'the end of the text' : JSON.stringify(cause.found)} can't stand in line ${cause.line}`;
    case 'other_version':
      return `The plan has the schema version ${cause.version}; this version reads 1`;
    case 'field_missing':
      return `The plan can't be read: ${cause.at} is missing`;
    case 'field_wrong':
      return `The plan can't be read: ${cause.at} has a value that can't stand there`;
    case 'no_template':
      return `There is no plan template '${cause.name}'. Templates: ${cause.known.join(', ')}.`;
    case 'template_needs':
      return `The plan template '${cause.name}' needs ${cause.params.join(', ')}.`;
    case 'broken_rules':
      return cause.of.map((rule) => planText(rule, isForPerson)).join('; ');
    case 'reply_cut_off':
      return 'the plan is cut off: its last steps are missing';
    case 'reply_no_json':
      return 'the reply has no JSON';
    case 'reply_no_steps':
      return 'the JSON has no list of steps';
    case 'reply_no_description':
      return `step ${cause.order} has no description`;
    case 'reply_needs_unknown':
      return `step '${cause.id}' depends on '${cause.other}', and there is no such step`;
    // Wording of planners spec 2.9.
    case 'no_text':
      return 'Plan has no text';
    case 'no_steps':
      return 'Plan must have at least one step';
    case 'too_many_steps':
      return `Plan has ${cause.steps} steps, more than the limit of ${cause.limit}`;
    case 'repeated_ids':
      return `Step IDs must be unique: ${cause.ids.join(', ')}`;
    case 'circle':
      return `Plan has circular dependencies: ${cause.ids.map((id) => nameOf(id, id)).join(' -> ')}`;
    case 'no_id':
      return `Step ${cause.order} has no id`;
    case 'no_description':
      return `Step ${nameOf(cause.id)} has no description`;
    case 'needs_itself':
      return `Step ${nameOf(cause.id)} depends on itself`;
    case 'needs_unknown':
      return `Step ${nameOf(cause.id)} depends on unknown step '${cause.other}'`;
    case 'path_outside':
      return `Step ${nameOf(cause.id)}: path '${cause.path}' is outside the workspace`;
    case 'about_tests':
      return `Step ${nameOf(cause.id)} is about tests, which are left out`;
    case 'type_not_allowed':
      return `Step ${nameOf(cause.id)} has the type '${cause.type}', which is not allowed`;
    case 'path_not_allowed':
      return `Step ${nameOf(cause.id)}: '${cause.path}' is not among the allowed paths`;
  }
}
