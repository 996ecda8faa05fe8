// What a person is told beside a run, as a value: hosts word it in the person's language, `noticeText` in English.
import type { DiffMisfit, ErrorCause } from './errorCause';
import { errorText } from './errorText';
import type { SandboxProblem } from '../sandbox/commandSandbox';
import type { RefusedHost } from '../sandbox/networkHost';
import { sandboxProblemText } from '../sandbox/sandboxWords';
import { misfitText } from './stepText';

export type NoticeCause =
  | { readonly code: 'taken_over' }
  | { readonly code: 'queued_not_sent'; readonly of: ErrorCause }
  | { readonly code: 'session_not_saved'; readonly of: ErrorCause }
  | { readonly code: 'lines_left_out'; readonly lines: number; readonly sessionId: string }
  | { readonly code: 'invisible_characters'; readonly file: string; readonly count: number }
  /** A file that would instruct the agent is not used: nobody has trusted it, or it `isChanged` since somebody did. */
  | { readonly code: 'content_held_back'; readonly file: string; readonly isChanged: boolean }
  /** A file that instructs the agent tries more than that. */
  | { readonly code: 'instructions_give_orders'; readonly file: string; readonly excerpt: string }
  | { readonly code: 'rule_not_stored'; readonly rule: string; readonly of: ErrorCause }
  /** `offered`: the rule that is remembered in its place. */
  | { readonly code: 'rule_does_not_cover'; readonly rule: string; readonly offered: string }
  | { readonly code: 'rule_unreadable'; readonly offered: string; readonly of: ErrorCause }
  /** `line`: from 1. */
  | { readonly code: 'broken_skill'; readonly file: string; readonly line: number; readonly message: string }
  | {
      readonly code: 'broken_command';
      readonly file: string;
      readonly line: number;
      readonly message: string;
    }
  | { readonly code: 'changes_not_recorded'; readonly of: ErrorCause }
  | { readonly code: 'commands_not_followed'; readonly of: ErrorCause }
  /** Nobody sees any more whether the evidence of a plan or a goal got out of date. */
  | { readonly code: 'changes_not_followed'; readonly of: ErrorCause }
  /** What the workspace has about a task could not be gathered for its planner. */
  | { readonly code: 'no_context'; readonly of: ErrorCause }
  | { readonly code: 'not_watched'; readonly of: WatchFailure }
  /** `files`: some of them, as shown; `more`: how many others. */
  | { readonly code: 'too_many_changes'; readonly files: readonly string[]; readonly more: number }
  | { readonly code: 'step_anew'; readonly of: DiffMisfit }
  /** `order`: of the other step, from 1. */
  | { readonly code: 'waits_for_file'; readonly order: number; readonly file: string }
  | { readonly code: 'waits_for_command' | 'command_waits'; readonly order: number }
  | { readonly code: 'no_sandbox'; readonly of: SandboxProblem }
  /** `host`: as an entry that would allow it. */
  | { readonly code: 'host_refused'; readonly host: string; readonly reason: RefusedHost['reason'] }
  | { readonly code: 'host_not_stored'; readonly host: string; readonly of: ErrorCause }
  | { readonly code: 'host_allowed'; readonly host: string; readonly always: boolean }
  | { readonly code: 'goal_open'; readonly remaining: readonly string[] };

/** Why folders can't be watched. `watches`, `instances`: a limit of the system for inotify. */
export type WatchFailure =
  | { readonly code: 'watches' | 'instances' | 'no_order' | 'ended' }
  | { readonly code: 'folders'; readonly limit: number }
  | { readonly code: 'other'; readonly text: string };

/** The event that says it. */
export function noticeEvent(level: 'info' | 'warning', cause: NoticeCause) {
  return { type: 'notice', level, text: noticeText(cause), cause } as const;
}

/** Whole sentences. */
export function noticeText(cause: NoticeCause): string {
  switch (cause.code) {
    case 'taken_over':
      return 'Another window took this session over. It is read-only here.';
    case 'queued_not_sent':
      return `A queued message could not be sent: ${errorText(cause.of)}`;
    case 'session_not_saved':
      return `The session could not be saved: ${errorText(cause.of)}`;
    case 'lines_left_out':
      return cause.lines === 1
        ? `One damaged line was left out of session ${cause.sessionId}.`
        : `${cause.lines} damaged lines were left out of session ${cause.sessionId}.`;
    case 'invisible_characters':
      return `${cause.file} has ${cause.count} invisible characters; they were left out.`;
    case 'content_held_back':
      return cause.isChanged
        ? `${cause.file} has changed since it was trusted, so it is not used.`
        : `${cause.file} would instruct the agent. It is not used until you trust it.`;
    case 'instructions_give_orders':
      return `${cause.file} looks as if it was changed to mislead the agent (“${cause.excerpt}”). It is marked as untrusted, and the rest of this run asks more.`;
    case 'broken_skill':
      return `The skill ${cause.file} is not used: ${cause.message} (line ${cause.line})`;
    case 'broken_command':
      return `The command ${cause.file} is not used: ${cause.message} (line ${cause.line})`;
    case 'rule_not_stored':
      return `The rule ${cause.rule} holds for this session but could not be stored: ${errorText(cause.of)}`;
    case 'rule_does_not_cover':
      return `The rule \`${cause.rule}\` does not cover this call. Remembered instead: \`${cause.offered}\`.`;
    case 'rule_unreadable':
      return `${errorText(cause.of)} Remembered instead: \`${cause.offered}\`.`;
    case 'changes_not_recorded':
      return `Changes of files can't be recorded, so they can't be undone: ${errorText(cause.of)}`;
    case 'commands_not_followed':
      return `What commands change can't be followed, so it can't be undone: ${errorText(cause.of)}`;
    case 'changes_not_followed':
      return `Changes of files could not be followed: ${errorText(cause.of)}`;
    case 'no_context':
      return `The planner looks for itself: ${errorText(cause.of)}`;
    case 'not_watched':
      return `Every file is looked at for each command that may write: ${watchText(cause.of)}.`;
    case 'too_many_changes': {
      const more = cause.more === 0 ? '' : ` and ${cause.more} more`;
      return `A command changed more than is recorded for one command, so this can't be undone: ${cause.files.join(', ')}${more}.`;
    }
    case 'step_anew':
      return `The step is worked out anew: ${misfitText(cause.of)}.`;
    case 'waits_for_file':
      return `Waits until step ${cause.order} is done with ${cause.file}.`;
    case 'waits_for_command':
      return `Waits until the command of step ${cause.order} has ended.`;
    case 'command_waits':
      return `Waits with a command until step ${cause.order} has written its files.`;
    case 'no_sandbox':
      return `Commands run without a sandbox. ${sandboxProblemText(cause.of)}`;
    case 'host_refused':
      return cause.reason === 'not_public'
        ? `A command wanted to reach ${cause.host}. That is allowed, but leads to this machine or its network, so the sandbox refused it.`
        : `A command wanted to reach ${cause.host}, and the sandbox refused it.`;
    case 'host_not_stored':
      return `That ${cause.host} may be reached could not be stored: ${errorText(cause.of)}`;
    case 'host_allowed':
      return cause.always
        ? `Commands in the sandbox may reach ${cause.host} from now on.`
        : `Commands in the sandbox may reach ${cause.host} until the session ends.`;
    case 'goal_open':
      return `The goal is not reached yet: ${cause.remaining.join('; ')}`;
  }
}

/** As the end of a sentence. */
function watchText(failure: WatchFailure): string {
  switch (failure.code) {
    case 'watches':
      return "the system's limit for watched folders is reached (fs.inotify.max_user_watches)";
    case 'instances':
      return "the system's limit for watchers is reached (fs.inotify.max_user_instances)";
    case 'no_order':
      return 'the order of file events is not certain on this system';
    case 'ended':
      return 'it has ended';
    case 'folders':
      return `there are more than ${failure.limit} folders`;
    case 'other':
      return failure.text;
  }
}
