// The English of `ErrorCause`. `src/protocol/words/errorWords.ts` says the same to people, in their language.
import type {
  CheckCause,
  ErrorCause,
  FileCause,
  ModelCause,
  RunCause,
  SetupCause,
  StepCause,
} from './errorCause';
import { planText } from './planText';
import { stepText } from './stepText';

/** Whole sentences; of plans without the stop, since programs join them. */
export function errorText(cause: ErrorCause): string {
  switch (cause.about) {
    case 'model':
      return modelText(cause);
    case 'run':
      return runText(cause);
    case 'setup':
      return setupText(cause);
    case 'file':
      return fileText(cause);
    case 'plan':
      return planText(cause);
    case 'step':
      return cause.code === 'not_undone' ? notUndoneText(cause) : stepText(cause);
    case 'check':
      return checkText(cause);
    case 'other':
      return cause.text;
  }
}

function checkText(cause: CheckCause): string {
  switch (cause.code) {
    case 'unreadable':
      return 'The answer of the check could not be read.';
    case 'failed':
      return `It could not be checked: ${errorText(cause.of)}`;
  }
}

function notUndoneText({ of, files }: StepCause & { readonly code: 'not_undone' }): string {
  const what = files.length === 0 ? 'changes are not kept here' : files.join(', ');
  return `${errorText(of)} It could not be undone: ${what}.`;
}

function modelText(cause: ModelCause): string {
  switch (cause.code) {
    case 'no_key':
      return `No API key for ${cause.provider} is set. In the editor, run "Planwright: Set API Key"; on the command line, set ${cause.variable}.`;
    case 'key_refused':
      return `${cause.provider} did not accept the API key. Set a new one and try again.`;
    case 'key_without_rights':
      return `${cause.provider} does not allow this key to use ${cause.model}.`;
    case 'used_up':
      return `The credit or plan at ${cause.provider} is used up.`;
    case 'slow_down':
      return `${cause.provider} asks to slow down (rate limit).`;
    case 'overloaded':
      return `${cause.provider} is overloaded or has a fault${cause.status === undefined ? '' : ` (HTTP ${cause.status})`}.`;
    case 'too_long':
      return `The conversation is too long for ${cause.model}.`;
    case 'declined':
      return `${cause.provider} declined to answer this request.`;
    case 'no_server':
      return `Nothing answers at the address of ${cause.provider}. Is the server running, and is the base URL right?`;
    case 'offline':
      return `${cause.provider} cannot be reached. Check the internet connection, the base URL and the proxy.`;
    case 'certificate':
      return `The certificate of ${cause.provider} is not trusted here. Add your organisation's certificate (NODE_EXTRA_CA_CERTS on the command line).`;
    case 'broke_off':
      return `The connection to ${cause.provider} broke off.`;
    case 'silent':
      return `${cause.provider} stopped answering.`;
    case 'no_answer':
      return `${cause.provider} did not answer in time.`;
    case 'empty':
      return `${cause.provider} sent an empty answer.`;
    case 'unknown_model':
      return `${cause.provider} does not know the model ${cause.model}, or the base URL is wrong (HTTP 404).`;
    case 'rejected':
      return `${cause.provider} did not accept the request (HTTP ${cause.status ?? 'unknown'}).`;
    case 'unreadable':
      return `The answer of ${cause.from} could not be read.`;
    case 'cut_off':
      return 'The connection ended in the middle of the answer.';
    case 'not_allowed':
      return `The use of ${cause.model} has not been allowed.`;
    case 'cancelled':
      return 'Cancelled.';
  }
}

function runText(cause: RunCause): string {
  switch (cause.code) {
    case 'rounds':
      return `Max tool rounds (${cause.rounds}) exceeded`;
    case 'malformed_calls':
      return `The model sent ${cause.times} tool calls in a row whose arguments are not JSON.`;
    case 'partly':
      return `${errorText(cause.of)} What had arrived is kept.`;
    case 'limit':
      return cause.of === 'cost'
        ? `The limit of $${cause.limit} is reached.`
        : `The limit of ${cause.limit} ${cause.of} is reached.`;
    case 'planning_model':
      return `Planner-enabled agent 'planwright' could not resolve provider for planning model '${cause.model}'`;
    case 'planner_failed':
      return `The planner failed: ${errorText(cause.of)}`;
  }
}

function setupText(cause: SetupCause): string {
  switch (cause.code) {
    case 'no_model':
      return 'No model is set. Give defaultModel (or the option model) as provider/model.';
    case 'model_name':
      return `"${cause.name}" is not a model name. Write provider/model, such as anthropic/claude-sonnet-5-5 or openai/gpt-6.1-sol.`;
    case 'one_demo_model':
      return `There is one demo model: ${cause.model}.`;
    case 'unknown_provider':
      return `No provider "${cause.provider}" is configured (asked for ${cause.model}). Known: ${cause.known.join(', ')}.`;
    case 'no_model_of':
      return `No model of ${cause.provider} is known.`;
    case 'no_address':
      return `The provider "${cause.provider}" needs a baseUrl, such as http://localhost:8000/v1.`;
    case 'bad_address':
      return `The baseUrl of "${cause.provider}" is not an http or https address: ${cause.address}`;
    case 'nothing_to_retry':
      return 'There is nothing to try again: the session has no prompt.';
    case 'nothing_interrupted':
      return 'There is no interrupted run to continue.';
    case 'running':
      return 'A run is in progress in this session. Use steer() or followUp(), or wait for its end.';
    case 'stop_first':
      return 'Stop the run before changing the history or restoring files.';
    case 'closed':
      return 'The session is closed.';
    case 'session_not_found':
      return `Session not found: ${cause.sessionId}`;
    case 'changes_not_kept':
      return 'Changes of files are kept only where sessions are stored in a folder.';
    case 'elsewhere':
      return 'This session is open in another window. Take it over there or here before sending.';
    case 'not_taken_over':
      return `Session ${cause.sessionId} could not be taken over.`;
    case 'prompt_gone':
      return 'The prompt is not in the conversation any more.';
    case 'permissions':
      return 'Permissions must be an object with lists `allow`, `ask` and `deny`.';
    case 'permissions_default':
      return '`permissions.defaultDecision` must be `allow`, `ask` or `deny`.';
    case 'permissions_enabled':
      return '`permissions.enabled` must be true or false.';
    case 'rule_list':
      return `\`permissions.${cause.list}\` must be a list of rules.`;
    case 'rule_entry':
      return `\`permissions.${cause.list}\` holds something that is not a rule.`;
    case 'empty_rule':
      return 'A permission rule must not be empty.';
  }
}

function fileText(cause: FileCause): string {
  switch (cause.code) {
    case 'missing':
      return `${cause.path} does not exist.`;
    case 'exists':
      return `${cause.path} exists already.`;
    case 'directory':
      return `${cause.path} is a folder, not a file.`;
    case 'not_directory':
      return `${cause.path} is not a folder, or lies below a file.`;
    case 'not_regular':
      return `${cause.path} is not a regular file.`;
    case 'too_large':
      return `${cause.path} is too large.`;
    case 'over_limit':
      return `${cause.path} has ${cause.bytes} bytes; at most ${cause.limit} can be read.`;
    case 'stale':
      return `${cause.path} has changed since it was read.`;
    case 'unsaved':
      return `${cause.path} has unsaved text: save it or throw that text away first.`;
    case 'changed_meanwhile':
      return `${cause.path} was changed by something else at the same moment.`;
    case 'not_saved':
      return `${cause.path} was changed in the editor but could not be saved; the change is there, unsaved.`;
    case 'refused_by_editor':
      return `The editor refused to change ${cause.path}.`;
    case 'not_agreed':
      return `${cause.path} was not changed: it is open in the editor, and to change it on disk was refused.`;
    case 'encoding':
      return `${cause.path} is kept in the encoding ${cause.encoding}, which lacks some character of the new text.`;
    case 'read_only':
      return `${cause.path} is read-only.`;
    case 'disk_full':
      return `${cause.path} could not be written: the disk is full.`;
    case 'outside':
      return `${cause.path} is outside the workspace.`;
    case 'moved':
      return `${cause.path} now leads to another place.`;
    case 'leased':
      return `${cause.path} is being changed by other work, which waits for a file of this one.`;
    case 'work_ended':
      return `${cause.path} was not written: the work it belonged to has ended.`;
    case 'twice':
      return `${cause.path} is changed twice in one step.`;
    case 'invalid_path':
      return `${cause.path} is not a path that can be used here.`;
    case 'ignored':
      return `${cause.path} is kept from the agent by .planwrightignore or a deny rule.`;
    case 'not_stored':
      return `The content of ${cause.path} is not stored any more.`;
    case 'io':
      return cause.said === undefined
        ? `${cause.path} could not be read or written.`
        : `${cause.path} could not be read or written (${cause.said}).`;
    case 'untrusted':
      return 'The workspace is not trusted: files can only be read.';
    case 'together':
      return cause.left.length === 0
        ? `${errorText(cause.of)} Nothing was changed.`
        : `${errorText(cause.of)} These files stay changed: ${cause.left.join(', ')}.`;
  }
}
