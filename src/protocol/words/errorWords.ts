// What went wrong, in the language of whoever calls. What a system, a provider or a program said stays as it is.
import type {
  CheckCause,
  ErrorCause,
  FileCause,
  ModelCause,
  RunCause,
  SetupCause,
  StepCause,
} from '../coreTypes';
import { fileWords } from './fileWords';
import type { Translate } from './permissionWords';
import { planErrorWords } from './planErrorWords';
import { stepCauseWords } from './stepErrorWords';
import { saidWords, unknownWords } from './unknownWords';

/** Whole sentences. */
export function errorWords(cause: ErrorCause, t: Translate): string {
  switch (cause.about) {
    case 'model':
      return modelWords(cause, t);
    case 'run':
      return runWords(cause, t);
    case 'setup':
      return setupWords(cause, t);
    case 'file':
      return cause.code === 'together' ? togetherWords(cause, t) : fileWords(cause, t);
    case 'plan':
      return planErrorWords(cause, t);
    case 'step':
      return cause.code === 'not_undone' ? notUndoneWords(cause, t) : stepCauseWords(cause, t);
    case 'check':
      return checkWords(cause, t);
    case 'other':
      return cause.text;
    default:
      return unknownWords(cause, t);
  }
}

/**
 * Of something that failed with a text: the sentence in words, and behind it the output of a command that stands in the text alone. The
 * text where nothing says why, as in logs of earlier versions.
 */
export function failureWords(
  { error, cause }: { readonly error: string; readonly cause?: ErrorCause },
  t: Translate,
): string {
  const hasOutput = cause?.about === 'step' && (cause.code === 'acceptance' || cause.code === 'tests_failed');
  const end = hasOutput ? error.indexOf('\n') : -1;
  return end === -1
    ? saidWords(cause, error, errorWords, t)
    : `${saidWords(cause, error.slice(0, end), errorWords, t)}${error.slice(end)}`;
}

function checkWords(cause: CheckCause, t: Translate): string {
  switch (cause.code) {
    case 'unreadable':
      return t('The answer of the check could not be read.');
    case 'failed':
      return t('It could not be checked: {0}', errorWords(cause.of, t));
    default:
      return unknownWords(cause, t);
  }
}

function notUndoneWords({ of, files }: StepCause & { readonly code: 'not_undone' }, t: Translate): string {
  const what =
    files.length === 0
      ? t('It could not be undone: changes are not kept here.')
      : t('It could not be undone: {0}.', files.join(', '));
  return `${errorWords(of, t)} ${what}`;
}

function togetherWords({ of, left }: FileCause & { readonly code: 'together' }, t: Translate): string {
  const outcome =
    left.length === 0 ? t('Nothing was changed.') : t('These files stay changed: {0}.', left.join(', '));
  return `${errorWords(of, t)} ${outcome}`;
}

function modelWords(cause: ModelCause, t: Translate): string {
  switch (cause.code) {
    case 'no_key':
      return t('No API key for {0} is set. Run "Planwright: Set API Key".', cause.provider);
    case 'key_refused':
      return t('{0} did not accept the API key. Set a new one and try again.', cause.provider);
    case 'key_without_rights':
      return t('{0} does not allow this key to use {1}.', cause.provider, cause.model);
    case 'used_up':
      return t('The credit or plan at {0} is used up.', cause.provider);
    case 'slow_down':
      return t('{0} asks to slow down (rate limit).', cause.provider);
    case 'overloaded':
      return cause.status === undefined
        ? t('{0} is overloaded or has a fault.', cause.provider)
        : t('{0} is overloaded or has a fault (HTTP {1}).', cause.provider, cause.status);
    case 'too_long':
      return t('The conversation is too long for {0}.', cause.model);
    case 'declined':
      return t('{0} declined to answer this request.', cause.provider);
    case 'no_server':
      return t(
        'Nothing answers at the address of {0}. Is the server running, and is the base URL right?',
        cause.provider,
      );
    case 'offline':
      return t(
        '{0} cannot be reached. Check the internet connection, the base URL and the proxy.',
        cause.provider,
      );
    case 'certificate':
      return t(
        "The certificate of {0} is not trusted here. Add your organisation's certificate to those of the system.",
        cause.provider,
      );
    case 'broke_off':
      return t('The connection to {0} broke off.', cause.provider);
    case 'silent':
      return t('{0} stopped answering.', cause.provider);
    case 'no_answer':
      return t('{0} did not answer in time.', cause.provider);
    case 'empty':
      return t('{0} sent an empty answer.', cause.provider);
    case 'unknown_model':
      return t(
        '{0} does not know the model {1}, or the base URL is wrong (HTTP 404).',
        cause.provider,
        cause.model,
      );
    case 'rejected':
      return cause.status === undefined
        ? t('{0} did not accept the request.', cause.provider)
        : t('{0} did not accept the request (HTTP {1}).', cause.provider, cause.status);
    case 'unreadable':
      return t('The answer of {0} could not be read.', cause.from);
    case 'cut_off':
      return t('The connection ended in the middle of the answer.');
    case 'not_allowed':
      return t('The use of {0} has not been allowed.', cause.model);
    case 'cancelled':
      return t('The request was cancelled.');
    default:
      return unknownWords(cause, t);
  }
}

function runWords(cause: RunCause, t: Translate): string {
  switch (cause.code) {
    case 'rounds':
      return t('The model was asked {0} times, which is the limit for one prompt.', cause.rounds);
    case 'malformed_calls':
      return t('The model sent {0} tool calls in a row whose arguments are not JSON.', cause.times);
    case 'partly':
      return `${errorWords(cause.of, t)} ${t('What had arrived is kept.')}`;
    case 'limit':
      return limitWords(cause.of, cause.limit, t);
    case 'planning_model':
      return t('The model for plans, {0}, is not known or has no provider.', cause.model);
    case 'planner_failed':
      return t('The planner failed: {0}', errorWords(cause.of, t));
    default:
      return unknownWords(cause, t);
  }
}

function limitWords(of: 'turns' | 'tokens' | 'cost' | 'minutes', limit: number, t: Translate): string {
  switch (of) {
    case 'turns':
      return t('The limit of {0} turns is reached.', limit);
    case 'tokens':
      return t('The limit of {0} tokens is reached.', limit);
    case 'cost':
      return t('The limit of ${0} is reached.', limit);
    case 'minutes':
      return t('The limit of {0} minutes is reached.', limit);
    default:
      return unknownWords(of, t);
  }
}

function setupWords(cause: SetupCause, t: Translate): string {
  switch (cause.code) {
    case 'no_model':
      return t('No model is set. Choose one.');
    case 'model_name':
      return t(
        '"{0}" is not a model name. Write provider/model, such as anthropic/claude-sonnet-5-5.',
        cause.name,
      );
    case 'one_demo_model':
      return t('There is one demo model: {0}.', cause.model);
    case 'unknown_provider':
      return t(
        'No provider "{0}" is set up (asked for {1}). Known: {2}.',
        cause.provider,
        cause.model,
        cause.known.join(', '),
      );
    case 'no_model_of':
      return t('No model of {0} is known.', cause.provider);
    case 'no_address':
      return t('The provider "{0}" needs a baseUrl, such as http://localhost:8000/v1.', cause.provider);
    case 'bad_address':
      return t('The baseUrl of "{0}" is not an http or https address: {1}', cause.provider, cause.address);
    case 'nothing_to_retry':
      return t('There is nothing to try again: the session has no prompt.');
    case 'nothing_interrupted':
      return t('There is no interrupted run to continue.');
    case 'running':
      return t('A run is in progress in this session. Wait for its end, or stop it.');
    case 'stop_first':
      return t('Stop the run before changing the history or restoring files.');
    case 'closed':
      return t('The session is closed.');
    case 'session_not_found':
      return t('The session {0} was not found.', cause.sessionId);
    case 'changes_not_kept':
      return t('Changes of files are kept only where sessions are stored in a folder.');
    case 'elsewhere':
      return t('Another window has this session open. Take it over to go on here.');
    case 'not_taken_over':
      return t('The session {0} could not be taken over.', cause.sessionId);
    case 'prompt_gone':
      return t('The prompt is not in the conversation any more.');
    case 'permissions':
      return t('Permissions must be an object with lists `allow`, `ask` and `deny`.');
    case 'permissions_default':
      return t('`permissions.defaultDecision` must be `allow`, `ask` or `deny`.');
    case 'permissions_enabled':
      return t('`permissions.enabled` must be true or false.');
    case 'rule_list':
      return t('`permissions.{0}` must be a list of rules.', cause.list);
    case 'rule_entry':
      return t('`permissions.{0}` holds something that is not a rule.', cause.list);
    case 'empty_rule':
      return t('A permission rule must not be empty.');
    default:
      return unknownWords(cause, t);
  }
}
