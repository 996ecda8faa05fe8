// One of every cause that is worded for people; the types refuse a list that lacks one.
import type { SandboxProblem } from '../../../src/core/sandbox/commandSandbox';
import type {
  CheckCause,
  DiffMisfit,
  ErrorCause,
  FileCause,
  ModelCause,
  PlanCause,
  RunCause,
  SetupCause,
  StepCause,
} from '../../../src/core/words/errorCause';
import type { ComplexitySign, GoalOpenCause, PlanningCause } from '../../../src/core/words/decisionCause';
import type { FieldFault, TemplateCause } from '../../../src/core/words/templateCause';
import type { NoticeCause, WatchFailure } from '../../../src/core/words/noticeCause';

type OfEach<Cause extends { readonly code: string }> = {
  readonly [Code in Cause['code']]: Cause & { readonly code: Code };
};

const provider = 'acme';
const model = 'acme/large';
const sessionId = 's1';
const disk: ErrorCause = { about: 'other', text: 'EIO' };

const modelCauses: OfEach<ModelCause> = {
  no_key: { about: 'model', code: 'no_key', provider, variable: 'ACME_API_KEY' },
  key_refused: { about: 'model', code: 'key_refused', provider },
  key_without_rights: { about: 'model', code: 'key_without_rights', provider, model },
  used_up: { about: 'model', code: 'used_up', provider },
  slow_down: { about: 'model', code: 'slow_down', provider },
  overloaded: { about: 'model', code: 'overloaded', provider, status: 529 },
  too_long: { about: 'model', code: 'too_long', model },
  declined: { about: 'model', code: 'declined', provider },
  no_server: { about: 'model', code: 'no_server', provider },
  offline: { about: 'model', code: 'offline', provider },
  certificate: { about: 'model', code: 'certificate', provider },
  broke_off: { about: 'model', code: 'broke_off', provider },
  silent: { about: 'model', code: 'silent', provider },
  no_answer: { about: 'model', code: 'no_answer', provider },
  empty: { about: 'model', code: 'empty', provider },
  unknown_model: { about: 'model', code: 'unknown_model', provider, model },
  rejected: { about: 'model', code: 'rejected', provider, status: 400 },
  unreadable: { about: 'model', code: 'unreadable', from: provider },
  cut_off: { about: 'model', code: 'cut_off' },
  not_allowed: { about: 'model', code: 'not_allowed', model },
  cancelled: { about: 'model', code: 'cancelled' },
};

const runCauses: OfEach<RunCause> = {
  rounds: { about: 'run', code: 'rounds', rounds: 50 },
  malformed_calls: { about: 'run', code: 'malformed_calls', times: 3 },
  partly: { about: 'run', code: 'partly', of: modelCauses.cut_off },
  limit: { about: 'run', code: 'limit', of: 'turns', limit: 5 },
  planning_model: { about: 'run', code: 'planning_model', model },
  planner_failed: { about: 'run', code: 'planner_failed', of: modelCauses.cut_off },
};

const setupCauses: OfEach<SetupCause> = {
  no_model: { about: 'setup', code: 'no_model' },
  model_name: { about: 'setup', code: 'model_name', name: 'large' },
  one_demo_model: { about: 'setup', code: 'one_demo_model', model: 'demo/demo' },
  unknown_provider: { about: 'setup', code: 'unknown_provider', provider, model, known: ['openai'] },
  no_model_of: { about: 'setup', code: 'no_model_of', provider },
  no_address: { about: 'setup', code: 'no_address', provider },
  bad_address: { about: 'setup', code: 'bad_address', provider, address: 'ftp://1.2.3.4' },
  nothing_to_retry: { about: 'setup', code: 'nothing_to_retry' },
  nothing_interrupted: { about: 'setup', code: 'nothing_interrupted' },
  running: { about: 'setup', code: 'running' },
  stop_first: { about: 'setup', code: 'stop_first' },
  closed: { about: 'setup', code: 'closed' },
  session_not_found: { about: 'setup', code: 'session_not_found', sessionId },
  changes_not_kept: { about: 'setup', code: 'changes_not_kept' },
  elsewhere: { about: 'setup', code: 'elsewhere' },
  not_taken_over: { about: 'setup', code: 'not_taken_over', sessionId },
  prompt_gone: { about: 'setup', code: 'prompt_gone' },
  permissions: { about: 'setup', code: 'permissions' },
  permissions_default: { about: 'setup', code: 'permissions_default' },
  permissions_enabled: { about: 'setup', code: 'permissions_enabled' },
  rule_list: { about: 'setup', code: 'rule_list', list: 'ask' },
  rule_entry: { about: 'setup', code: 'rule_entry', list: 'ask' },
  empty_rule: { about: 'setup', code: 'empty_rule' },
};

const path = '1.ts';

const fileCauses: OfEach<FileCause> = {
  missing: { about: 'file', code: 'missing', path },
  exists: { about: 'file', code: 'exists', path },
  directory: { about: 'file', code: 'directory', path },
  not_directory: { about: 'file', code: 'not_directory', path },
  not_regular: { about: 'file', code: 'not_regular', path },
  too_large: { about: 'file', code: 'too_large', path },
  stale: { about: 'file', code: 'stale', path },
  unsaved: { about: 'file', code: 'unsaved', path },
  changed_meanwhile: { about: 'file', code: 'changed_meanwhile', path },
  not_saved: { about: 'file', code: 'not_saved', path },
  refused_by_editor: { about: 'file', code: 'refused_by_editor', path },
  not_agreed: { about: 'file', code: 'not_agreed', path },
  read_only: { about: 'file', code: 'read_only', path },
  disk_full: { about: 'file', code: 'disk_full', path },
  outside: { about: 'file', code: 'outside', path },
  moved: { about: 'file', code: 'moved', path },
  leased: { about: 'file', code: 'leased', path },
  work_ended: { about: 'file', code: 'work_ended', path },
  twice: { about: 'file', code: 'twice', path },
  invalid_path: { about: 'file', code: 'invalid_path', path },
  ignored: { about: 'file', code: 'ignored', path },
  not_stored: { about: 'file', code: 'not_stored', path },
  over_limit: { about: 'file', code: 'over_limit', path, bytes: 9, limit: 5 },
  encoding: { about: 'file', code: 'encoding', path, encoding: 'latin1' },
  io: { about: 'file', code: 'io', path, said: 'EIO' },
  untrusted: { about: 'file', code: 'untrusted' },
  together: { about: 'file', code: 'together', of: disk, left: [] },
};

const id = '1-a';

const planCauses: OfEach<PlanCause> = {
  running: { about: 'plan', code: 'running' },
  none: { about: 'plan', code: 'none' },
  all_done: { about: 'plan', code: 'all_done' },
  nothing_left: { about: 'plan', code: 'nothing_left' },
  nothing_failed: { about: 'plan', code: 'nothing_failed' },
  nothing_to_take_back: { about: 'plan', code: 'nothing_to_take_back' },
  changes_not_kept: { about: 'plan', code: 'changes_not_kept' },
  begun: { about: 'plan', code: 'begun' },
  begun_meanwhile: { about: 'plan', code: 'begun_meanwhile' },
  no_usable_plan: { about: 'plan', code: 'no_usable_plan' },
  no_test_command: { about: 'plan', code: 'no_test_command' },
  no_text: { about: 'plan', code: 'no_text' },
  no_steps: { about: 'plan', code: 'no_steps' },
  no_step: { about: 'plan', code: 'no_step', step: 4 },
  no_step_before: { about: 'plan', code: 'no_step_before', step: 4 },
  only_pending: { about: 'plan', code: 'only_pending', done: 'edited' },
  done_already: { about: 'plan', code: 'done_already', order: 2 },
  done_roll_back: { about: 'plan', code: 'done_roll_back', order: 2 },
  not_failed: { about: 'plan', code: 'not_failed', order: 2 },
  needs_first: { about: 'plan', code: 'needs_first', order: 3, needs: [1] },
  no_position: { about: 'plan', code: 'no_position', position: 9, steps: 2 },
  id_in_use: { about: 'plan', code: 'id_in_use', id },
  before_needed: { about: 'plan', code: 'before_needed', id },
  no_description: { about: 'plan', code: 'no_description', id },
  needs_itself: { about: 'plan', code: 'needs_itself', id },
  about_tests: { about: 'plan', code: 'about_tests', id },
  before: { about: 'plan', code: 'before', id, other: '2-b' },
  behind: { about: 'plan', code: 'behind', id, other: '2-b' },
  needs_unknown: { about: 'plan', code: 'needs_unknown', id, other: '2-b' },
  needed_by: { about: 'plan', code: 'needed_by', id, by: ['2-b'] },
  too_many_steps: { about: 'plan', code: 'too_many_steps', steps: 9, limit: 5 },
  no_id: { about: 'plan', code: 'no_id', order: 2 },
  repeated_ids: { about: 'plan', code: 'repeated_ids', ids: [id] },
  circle: { about: 'plan', code: 'circle', ids: [id, '2-b', id] },
  path_outside: { about: 'plan', code: 'path_outside', id, path },
  path_not_allowed: { about: 'plan', code: 'path_not_allowed', id, path },
  type_not_allowed: { about: 'plan', code: 'type_not_allowed', id, type: 'x_y' },
  broken_rules: {
    about: 'plan',
    code: 'broken_rules',
    of: [
      { about: 'plan', code: 'no_steps' },
      { about: 'plan', code: 'no_text' },
    ],
  },
  reply_cut_off: { about: 'plan', code: 'reply_cut_off' },
  reply_no_json: { about: 'plan', code: 'reply_no_json' },
  reply_no_steps: { about: 'plan', code: 'reply_no_steps' },
  reply_no_description: { about: 'plan', code: 'reply_no_description', order: 2 },
  reply_needs_unknown: { about: 'plan', code: 'reply_needs_unknown', id, other: 'x' },
  no_json: { about: 'plan', code: 'no_json', line: 3, found: ']' },
  other_version: { about: 'plan', code: 'other_version', version: '2' },
  field_missing: { about: 'plan', code: 'field_missing', at: 'a.b' },
  field_wrong: { about: 'plan', code: 'field_wrong', at: 'a.b' },
  no_template: { about: 'plan', code: 'no_template', name: 'x', known: ['y'] },
  template_needs: { about: 'plan', code: 'template_needs', name: 'x', params: ['y (z)'] },
};

const misfits: OfEach<DiffMisfit> = {
  gone: { code: 'gone', file: '1.ts' },
  there_now: { code: 'there_now', file: '1.ts' },
  changed: { code: 'changed', file: '1.ts' },
  other_content: { code: 'other_content', file: '1.ts' },
};

const stepCauses: OfEach<StepCause> = {
  cancelled: { about: 'step', code: 'cancelled' },
  plan_time_up: { about: 'step', code: 'plan_time_up' },
  needs_confirmation: { about: 'step', code: 'needs_confirmation' },
  tests_failed: { about: 'step', code: 'tests_failed' },
  took_longer: { about: 'step', code: 'took_longer', seconds: 2.5 },
  no_sign: { about: 'step', code: 'no_sign', seconds: 9 },
  stopped_early: { about: 'step', code: 'stopped_early', stop: 'refused' },
  misfit: { about: 'step', code: 'misfit', of: misfits.changed },
  ring: { about: 'step', code: 'ring', file: path, other: 2, own: 3 },
  command_ring: { about: 'step', code: 'command_ring', other: 2, own: 3 },
  not_undone: {
    about: 'step',
    code: 'not_undone',
    of: { about: 'step', code: 'ring', file: path, other: 2, own: 3 },
    files: [],
  },
  conflicts: {
    about: 'step',
    code: 'conflicts',
    places: [
      { path, there: 'changed', lines: [4, 8] },
      { path: '2.ts', there: 'deleted', lines: [] },
    ],
  },
  acceptance: { about: 'step', code: 'acceptance', command: 'x 1', exitCode: 1 },
  not_verified: { about: 'step', code: 'not_verified', reason: 'x' },
  file_problems: {
    about: 'step',
    code: 'file_problems',
    problems: [
      { path, line: 3, severity: 'error', message: 'a conflict of a merge is not resolved' },
      { path: '2.ts', severity: 'error', message: 'TS1005' },
    ],
  },
};

const checkCauses: OfEach<CheckCause> = {
  unreadable: { about: 'check', code: 'unreadable' },
  failed: { about: 'check', code: 'failed', of: disk },
};

const watchFailures: OfEach<WatchFailure> = {
  watches: { code: 'watches' },
  instances: { code: 'instances' },
  no_order: { code: 'no_order' },
  ended: { code: 'ended' },
  folders: { code: 'folders', limit: 9 },
  other: { code: 'other', text: 'EIO' },
};

const sandboxProblems: OfEach<SandboxProblem> = {
  not_installed: { code: 'not_installed', name: 'bubblewrap' },
  broken: { code: 'broken', name: 'bubblewrap', detail: 'EPERM' },
  unsupported: { code: 'unsupported' },
};

const notices: OfEach<NoticeCause> = {
  taken_over: { code: 'taken_over' },
  queued_not_sent: { code: 'queued_not_sent', of: setupCauses.closed },
  session_not_saved: { code: 'session_not_saved', of: disk },
  lines_left_out: { code: 'lines_left_out', lines: 1, sessionId },
  content_held_back: { code: 'content_held_back', file: 'AGENTS.md', isChanged: false },
  invisible_characters: { code: 'invisible_characters', file: '1.md', count: 4 },
  instructions_give_orders: {
    code: 'instructions_give_orders',
    file: 'AGENTS.md',
    excerpt: 'ignore previous rules',
  },
  rule_not_stored: { code: 'rule_not_stored', rule: 'b(*)', of: disk },
  broken_command: { code: 'broken_command', file: '1.md', line: 3, message: 'x' },
  broken_skill: { code: 'broken_skill', file: '1.md', line: 3, message: 'x' },
  rule_does_not_cover: { code: 'rule_does_not_cover', rule: 'b(*)', offered: 'c(*)' },
  rule_unreadable: { code: 'rule_unreadable', offered: 'c(*)', of: setupCauses.empty_rule },
  changes_not_recorded: { code: 'changes_not_recorded', of: disk },
  commands_not_followed: { code: 'commands_not_followed', of: disk },
  changes_not_followed: { code: 'changes_not_followed', of: disk },
  no_context: { code: 'no_context', of: disk },
  not_watched: { code: 'not_watched', of: watchFailures.watches },
  too_many_changes: { code: 'too_many_changes', files: ['1.ts', '2.ts'], more: 0 },
  step_anew: { code: 'step_anew', of: misfits.changed },
  waits_for_file: { code: 'waits_for_file', order: 2, file: '1.ts' },
  waits_for_command: { code: 'waits_for_command', order: 2 },
  command_waits: { code: 'command_waits', order: 2 },
  no_sandbox: { code: 'no_sandbox', of: sandboxProblems.broken },
  host_refused: { code: 'host_refused', host: 'example.com', reason: 'not_allowed' },
  host_not_stored: { code: 'host_not_stored', host: 'example.com', of: disk },
  host_allowed: { code: 'host_allowed', host: 'example.com', always: false },
  goal_open: { code: 'goal_open', remaining: ['1', '2'] },
};

const signs: OfEach<ComplexitySign> = {
  demands: { code: 'demands', count: 3 },
  files: { code: 'files', count: 4 },
  changes: { code: 'changes', count: 2 },
  words: { code: 'words', count: 70 },
  many_places: { code: 'many_places' },
  complete: { code: 'complete' },
  large: { code: 'large' },
  order: { code: 'order' },
};

const decisions: OfEach<PlanningCause> = {
  asked_for: { code: 'asked_for' },
  not_wanted: { code: 'not_wanted' },
  question: { code: 'question' },
  one_piece: { code: 'one_piece' },
  declined: { code: 'declined' },
  signs: { code: 'signs', isEnough: true, signs: Object.values(signs) },
};

const goalsLeft: OfEach<GoalOpenCause> = {
  rounds: { code: 'rounds', rounds: 3 },
  limit: { code: 'limit', of: runCauses.limit },
  no_progress: { code: 'no_progress' },
  no_plan: { code: 'no_plan' },
};

/** Every reason to plan first, or not. */
export const everyDecision: readonly PlanningCause[] = [
  ...Object.values(decisions),
  { ...decisions.signs, isEnough: false },
];

/** Every reason to leave a goal open. */
export const everyGoalLeft: readonly GoalOpenCause[] = [
  ...Object.values(goalsLeft),
  { code: 'rounds', rounds: 1 },
];

/** Every kind of failure, and both forms where there are two. */
export const everyError: readonly ErrorCause[] = [
  ...Object.values(modelCauses),
  { about: 'model', code: 'overloaded', provider },
  { about: 'model', code: 'rejected', provider },
  ...Object.values(runCauses),
  ...(['tokens', 'cost', 'minutes'] as const).map((of) => ({ ...runCauses.limit, of })),
  ...Object.values(setupCauses),
  ...Object.values(fileCauses),
  ...Object.values(planCauses),
  { about: 'plan', code: 'no_json', line: 3, found: '' },
  { about: 'plan', code: 'needs_first', order: 3, needs: [1, 2] },
  ...(['removed', 'moved'] as const).map((done) => ({ ...planCauses.only_pending, done })),
  { about: 'file', code: 'io', path },
  { about: 'file', code: 'together', of: fileCauses.encoding, left: ['2.ts', '3.ts'] },
  ...Object.values(stepCauses),
  ...Object.values(checkCauses),
  ...(['max_tokens', 'limit', 'cancelled'] as const).map((stop) => ({
    ...stepCauses.stopped_early,
    stop,
  })),
  { ...stepCauses.not_undone, files: ['1.ts'] },
  { about: 'step', code: 'acceptance', command: 'x 1' },
  {
    ...stepCauses.conflicts,
    places: [
      { path, there: 'appeared', lines: [] },
      { path: '2.ts', there: 'blocked', lines: [] },
      { path: '3.ts', there: 'changed', lines: [] },
    ],
  },
  disk,
];

/** Every kind of notice. */
export const everyNotice: readonly NoticeCause[] = [
  ...Object.values(notices),
  { code: 'lines_left_out', lines: 2, sessionId },
  { code: 'too_many_changes', files: ['1.ts'], more: 3 },
  ...[
    ...Object.values(sandboxProblems),
    { code: 'not_installed', name: 'Seatbelt' } as const,
    { code: 'broken', name: 'Seatbelt', detail: 'EPERM' } as const,
  ].map((of) => ({ code: 'no_sandbox', of }) as const),
  { code: 'host_refused', host: 'example.com', reason: 'not_public' },
  { code: 'host_allowed', host: 'example.com', always: true },
  ...Object.values(misfits).map((of) => ({ code: 'step_anew', of }) as const),
  ...Object.values(watchFailures).map((of) => ({ code: 'not_watched', of }) as const),
];

const faults: { readonly [Fault in FieldFault]: true } = {
  text_missing: true,
  not_text: true,
  empty: true,
  not_object: true,
  description_missing: true,
  description_empty: true,
  not_needed_step: true,
  not_needed_steps: true,
  not_boolean: true,
  not_params: true,
  steps_missing: true,
  not_steps: true,
  no_steps: true,
  unexpected: true,
};

const templateCauses: OfEach<TemplateCause> = {
  not_trusted: { code: 'not_trusted' },
  changed_since_trusted: { code: 'changed_since_trusted' },
  no_json: { code: 'no_json', found: ']' },
  field: { code: 'field', at: 'a.b', fault: 'empty' },
  unknown_key: { code: 'unknown_key', at: 'a.b', known: ['x'] },
  repeated_id: { code: 'repeated_id', id },
  needs_itself: { code: 'needs_itself', at: 'a.b', written: '2' },
  needs_unknown: { code: 'needs_unknown', at: 'a.b', written: '2' },
  repeated_name: { code: 'repeated_name', name: 'x', file: '1.json' },
  invisible_characters: { code: 'invisible_characters', count: 2 },
  unreadable: { code: 'unreadable', of: disk },
  leads_outside: { code: 'leads_outside' },
  no_text: { code: 'no_text' },
};

/** Every mistake of a template file. */
export const everyTemplateCause: readonly TemplateCause[] = [
  ...Object.values(templateCauses),
  { code: 'no_json', found: '' },
  { code: 'field', at: '', fault: 'not_object' },
  ...(Object.keys(faults) as FieldFault[]).map((fault) => ({ ...templateCauses.field, fault })),
];
