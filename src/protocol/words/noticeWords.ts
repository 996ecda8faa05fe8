// What a person is told beside a run, in the language of whoever calls.
import type { ErrorCause, NoticeCause, SandboxProblem, WatchFailure } from '../coreTypes';
import type { NoticeItem } from '../viewState';
import { errorWords } from './errorWords';
import { criterionWords } from './fixedWords';
import type { Translate } from './permissionWords';
import { misfitWords } from './stepErrorWords';
import { saidWords, unknownWords } from './unknownWords';

/** A notice of the transcript; those of earlier versions have a text only. */
export function noticeItemWords({ cause, text }: NoticeItem, t: Translate): string {
  return saidWords(cause, text, toldWords, t);
}

/** Of whatever is told in one place. */
export function toldWords(cause: NoticeCause | ErrorCause, t: Translate): string {
  return 'about' in cause ? errorWords(cause, t) : noticeWords(cause, t);
}

/** Whole sentences. */
export function noticeWords(cause: NoticeCause, t: Translate): string {
  switch (cause.code) {
    case 'taken_over':
      return t('Another window took this session over. It is read-only here.');
    case 'queued_not_sent':
      return t('A queued message could not be sent: {0}', errorWords(cause.of, t));
    case 'session_not_saved':
      return t('The session could not be saved: {0}', errorWords(cause.of, t));
    case 'lines_left_out':
      return cause.lines === 1
        ? t('One damaged line was left out of session {0}.', cause.sessionId)
        : t('{0} damaged lines were left out of session {1}.', cause.lines, cause.sessionId);
    case 'invisible_characters':
      return t('{0} has {1} invisible characters; they were left out.', cause.file, cause.count);
    case 'content_held_back':
      return cause.isChanged
        ? t('{0} has changed since it was trusted, so it is not used.', cause.file)
        : t('{0} would instruct the agent. It is not used until you trust it.', cause.file);
    case 'instructions_give_orders':
      return t(
        '{0} looks as if it was changed to mislead the agent (“{1}”). It is marked as untrusted, and the rest of this run asks more.',
        cause.file,
        cause.excerpt,
      );
    case 'broken_skill':
      return t('The skill {0} is not used: {1} (line {2})', cause.file, cause.message, cause.line);
    case 'broken_command':
      return t('The command {0} is not used: {1} (line {2})', cause.file, cause.message, cause.line);
    case 'rule_not_stored':
      return t(
        'The rule {0} holds for this session but could not be stored: {1}',
        cause.rule,
        errorWords(cause.of, t),
      );
    case 'rule_does_not_cover':
      return `${t('The rule `{0}` does not cover this call.', cause.rule)} ${remembered(cause.offered, t)}`;
    case 'rule_unreadable':
      return `${errorWords(cause.of, t)} ${remembered(cause.offered, t)}`;
    case 'changes_not_recorded':
      return t("Changes of files can't be recorded, so they can't be undone: {0}", errorWords(cause.of, t));
    case 'commands_not_followed':
      return t("What commands change can't be followed, so it can't be undone: {0}", errorWords(cause.of, t));
    case 'changes_not_followed':
      return t('Changes of files could not be followed: {0}', errorWords(cause.of, t));
    case 'no_context':
      return t('The planner looks for itself: {0}', errorWords(cause.of, t));
    case 'not_watched':
      return t('Every file is looked at for each command that may write: {0}.', watchWords(cause.of, t));
    case 'too_many_changes': {
      const files = cause.files.join(', ');
      return cause.more === 0
        ? t("A command changed more than is recorded for one command, so this can't be undone: {0}.", files)
        : t(
            "A command changed more than is recorded for one command, so this can't be undone: {0} and {1} more.",
            files,
            cause.more,
          );
    }
    case 'step_anew':
      return t('The step is worked out anew: {0}.', misfitWords(cause.of, t));
    case 'waits_for_file':
      return t('Waits until step {0} is done with {1}.', cause.order, cause.file);
    case 'waits_for_command':
      return t('Waits until the command of step {0} has ended.', cause.order);
    case 'command_waits':
      return t('Waits with a command until step {0} has written its files.', cause.order);
    case 'no_sandbox':
      return `${t('Commands run without a sandbox.')} ${sandboxWords(cause.of, t)}`;
    case 'host_refused':
      return cause.reason === 'not_public'
        ? t(
            'A command wanted to reach {0}. That is allowed, but leads to this machine or its network, so the sandbox refused it.',
            cause.host,
          )
        : t('A command wanted to reach {0}, and the sandbox refused it.', cause.host);
    case 'host_not_stored':
      return t('That {0} may be reached could not be stored: {1}', cause.host, errorWords(cause.of, t));
    case 'host_allowed':
      return cause.always
        ? t('Commands in the sandbox may reach {0} from now on.', cause.host)
        : t('Commands in the sandbox may reach {0} until the session ends.', cause.host);
    case 'goal_open':
      return t(
        'The goal is not reached yet: {0}',
        cause.remaining.map((criterion) => criterionWords(criterion, t)).join('; '),
      );
    default:
      return unknownWords(cause, t);
  }
}

function remembered(rule: string, t: Translate): string {
  return t('Remembered instead: `{0}`.', rule);
}

function watchWords(failure: WatchFailure, t: Translate): string {
  switch (failure.code) {
    case 'watches':
      return t("the system's limit for watched folders is reached (fs.inotify.max_user_watches)");
    case 'instances':
      return t("the system's limit for watchers is reached (fs.inotify.max_user_instances)");
    case 'no_order':
      return t('the order of file events is not certain on this system');
    case 'ended':
      return t('it has ended');
    case 'folders':
      return t('there are more than {0} folders', failure.limit);
    case 'other':
      return failure.text;
    default:
      return unknownWords(failure, t);
  }
}

function sandboxWords(problem: SandboxProblem, t: Translate): string {
  switch (problem.code) {
    case 'not_installed':
      return problem.name === 'bubblewrap'
        ? t(
            '{0} is not installed (Debian and Ubuntu: apt install bubblewrap; Fedora: dnf install bubblewrap).',
            problem.name,
          )
        : t('{0} is not installed.', problem.name);
    case 'broken':
      return problem.name === 'bubblewrap'
        ? t(
            '{0} does not work here: {1}. It needs user namespaces; Ubuntu 24.04 wants an AppArmor profile for bwrap.',
            problem.name,
            problem.detail,
          )
        : t('{0} does not work here: {1}.', problem.name, problem.detail);
    case 'unsupported':
      return t('This system brings no sandbox; Linux and macOS do.');
    default:
      return unknownWords(problem, t);
  }
}
