// What went wrong, as a value: hosts word it in the language of the person, `errorText` in English for the model, the log and the
// command line. Where an error carries none, its text stands for itself.
import type { FileProblem } from '../plan/evidence';
import type { WorkspaceErrorReason } from '../workspace/workspaceError';

export type ErrorCause =
  ModelCause | RunCause | SetupCause | FileCause | PlanCause | StepCause | CheckCause | OtherCause;

/** What a system or a program said; it stays as it is. */
export interface OtherCause {
  readonly about: 'other';
  readonly text: string;
}

/** Asking a model failed. `model`: `provider/model`. */
export type ModelCause = { readonly about: 'model' } & (
  | {
      readonly code:
        | 'key_refused'
        | 'used_up'
        | 'slow_down'
        | 'declined'
        | 'no_server'
        | 'offline'
        | 'certificate'
        | 'broke_off'
        | 'silent'
        | 'no_answer'
        | 'empty';
      readonly provider: string;
    }
  /** `status`: of HTTP, where one came. */
  | { readonly code: 'overloaded' | 'rejected'; readonly provider: string; readonly status?: number }
  | {
      readonly code: 'key_without_rights' | 'unknown_model';
      readonly provider: string;
      readonly model: string;
    }
  /** `variable`: of the environment, from which the command line reads the key. */
  | { readonly code: 'no_key'; readonly provider: string; readonly variable: string }
  | { readonly code: 'too_long' | 'not_allowed'; readonly model: string }
  /** `from`: a provider or a model. */
  | { readonly code: 'unreadable'; readonly from: string }
  | { readonly code: 'cut_off' | 'cancelled' }
);

/** A run came to an end that nobody wanted, or to a limit. */
export type RunCause = { readonly about: 'run' } & (
  | { readonly code: 'rounds'; readonly rounds: number }
  | { readonly code: 'malformed_calls'; readonly times: number }
  /** It broke off in the middle of an answer, the beginning of which is kept. */
  | { readonly code: 'partly'; readonly of: ErrorCause }
  /** Cost in US dollars. */
  | { readonly code: 'limit'; readonly of: 'turns' | 'tokens' | 'cost' | 'minutes'; readonly limit: number }
  | { readonly code: 'planning_model'; readonly model: string }
  | { readonly code: 'planner_failed'; readonly of: ErrorCause }
);

/** Something is not set up, or not possible at the moment. */
export type SetupCause = { readonly about: 'setup' } & (
  | {
      readonly code:
        | 'no_model'
        | 'nothing_to_retry'
        | 'nothing_interrupted'
        | 'running'
        | 'stop_first'
        | 'closed'
        | 'changes_not_kept'
        | 'elsewhere'
        | 'prompt_gone'
        | 'permissions'
        | 'permissions_default'
        | 'permissions_enabled'
        | 'empty_rule';
    }
  | { readonly code: 'model_name'; readonly name: string }
  | { readonly code: 'one_demo_model'; readonly model: string }
  | {
      readonly code: 'unknown_provider';
      readonly provider: string;
      readonly model: string;
      readonly known: readonly string[];
    }
  | { readonly code: 'no_model_of' | 'no_address'; readonly provider: string }
  | { readonly code: 'bad_address'; readonly provider: string; readonly address: string }
  | { readonly code: 'session_not_found' | 'not_taken_over'; readonly sessionId: string }
  /** `list`: `allow`, `ask` or `deny`. */
  | { readonly code: 'rule_list' | 'rule_entry'; readonly list: string }
);

/** A file operation failed; `path` as shown to people. Its words say the fact, and leave out what only the model is told to do. */
export type FileCause = { readonly about: 'file' } & (
  | {
      readonly code:
        | Exclude<WorkspaceErrorReason, 'io'>
        | 'not_regular'
        | 'unsaved'
        | 'not_saved'
        | 'changed_meanwhile'
        | 'refused_by_editor'
        | 'not_agreed'
        | 'disk_full'
        | 'moved'
        | 'twice'
        | 'not_stored'
        | 'work_ended';
      readonly path: string;
    }
  | { readonly code: 'over_limit'; readonly path: string; readonly bytes: number; readonly limit: number }
  | { readonly code: 'encoding'; readonly path: string; readonly encoding: string }
  /** `said`: by the system, such as a code of the file system. */
  | { readonly code: 'io'; readonly path: string; readonly said?: string }
  | { readonly code: 'untrusted' }
  /** Of several files that were to be changed together: those of `left` stay changed. */
  | { readonly code: 'together'; readonly of: ErrorCause; readonly left: readonly string[] }
);

/**
 * A plan, or an edit of it, can't be taken. `order`: of a step, from 1; `id`: as written in the plan. `reply_…`: what a planner answered is
 * none.
 */
export type PlanCause = {
  readonly about: 'plan';
  /** For people; absent: the steps are known by their ids alone. */
  readonly names?: StepNames;
} & (
  | {
      readonly code:
        | 'running'
        | 'none'
        | 'all_done'
        | 'nothing_left'
        | 'nothing_failed'
        | 'nothing_to_take_back'
        | 'changes_not_kept'
        | 'begun'
        | 'begun_meanwhile'
        | 'no_usable_plan'
        | 'no_test_command'
        | 'no_text'
        | 'no_steps'
        | 'reply_cut_off'
        | 'reply_no_json'
        | 'reply_no_steps';
    }
  | { readonly code: 'reply_no_description'; readonly order: number }
  | { readonly code: 'reply_needs_unknown'; readonly id: string; readonly other: string | number }
  | { readonly code: 'no_step' | 'no_step_before'; readonly step: string | number }
  | { readonly code: 'only_pending'; readonly done: 'edited' | 'removed' | 'moved' }
  | { readonly code: 'done_already' | 'done_roll_back' | 'not_failed'; readonly order: number }
  | { readonly code: 'needs_first'; readonly order: number; readonly needs: readonly number[] }
  | { readonly code: 'no_position'; readonly position: number; readonly steps: number }
  | {
      readonly code: 'id_in_use' | 'before_needed' | 'no_description' | 'needs_itself' | 'about_tests';
      readonly id: string;
    }
  | { readonly code: 'before' | 'behind' | 'needs_unknown'; readonly id: string; readonly other: string }
  | { readonly code: 'needed_by'; readonly id: string; readonly by: readonly string[] }
  | { readonly code: 'too_many_steps'; readonly steps: number; readonly limit: number }
  | { readonly code: 'no_id'; readonly order: number }
  | { readonly code: 'repeated_ids' | 'circle'; readonly ids: readonly string[] }
  | { readonly code: 'path_outside' | 'path_not_allowed'; readonly id: string; readonly path: string }
  | { readonly code: 'type_not_allowed'; readonly id: string; readonly type: string }
  | { readonly code: 'broken_rules'; readonly of: readonly PlanCause[] }
  /** `found`: what can't stand in the line, from 1; empty at the end of the text. */
  | { readonly code: 'no_json'; readonly line: number; readonly found: string }
  /** `version`: as it stands in the file. */
  | { readonly code: 'other_version'; readonly version: string }
  /** `at`: the field, such as `steps.0.id`. */
  | { readonly code: 'field_missing' | 'field_wrong'; readonly at: string }
  | { readonly code: 'no_template'; readonly name: string; readonly known: readonly string[] }
  /** `params`: name and description of each. */
  | { readonly code: 'template_needs'; readonly name: string; readonly params: readonly string[] }
);

/** Steps by their ids, as people know them. `order`: from 1. */
export type StepNames = Readonly<Record<string, { readonly order: number; readonly title: string }>>;

/** A step of a plan failed, or was taken back to run again. */
export type StepCause = { readonly about: 'step' } & (
  | { readonly code: 'cancelled' | 'plan_time_up' | 'needs_confirmation' | 'tests_failed' }
  | { readonly code: 'took_longer' | 'no_sign'; readonly seconds: number }
  /** Without an answer. */
  | { readonly code: 'stopped_early'; readonly stop: 'max_tokens' | 'refused' | 'limit' | 'cancelled' }
  | { readonly code: 'misfit'; readonly of: DiffMisfit }
  /** Two steps wait for each other: `other` has the file, `own` holds what that one waits for. Both from 1. */
  | { readonly code: 'ring'; readonly file: string; readonly other: number; readonly own: number }
  /** `own` waits for `other`, which wants to run a command beside what `own` has written and not finished. Both from 1. */
  | { readonly code: 'command_ring'; readonly other: number; readonly own: number }
  /** `files`: empty where changes are not kept at all. */
  | { readonly code: 'not_undone'; readonly of: ErrorCause; readonly files: readonly string[] }
  | { readonly code: 'conflicts'; readonly places: readonly StepPlace[] }
  /** What it printed follows in the text. `exitCode` absent: it did not run. */
  | { readonly code: 'acceptance'; readonly command: string; readonly exitCode?: number }
  /** `reason`: by the model that looked. */
  | { readonly code: 'not_verified'; readonly reason: string }
  /** What is wrong in files that the step changed; not empty. */
  | { readonly code: 'file_problems'; readonly problems: readonly FileProblem[] }
);

/** Whether something holds could not be found out. */
export type CheckCause = { readonly about: 'check' } & (
  { readonly code: 'unreadable' } | { readonly code: 'failed'; readonly of: ErrorCause }
);

/** Where a step's work does not fit to what others did. */
export interface StepPlace {
  readonly path: string;
  readonly there: 'changed' | 'deleted' | 'appeared' | 'blocked';
  /** Of the changes that do not fit, from 1; empty where they are not known. */
  readonly lines: readonly number[];
}

/** Why a stored difference no longer fits the file of its step. */
export interface DiffMisfit {
  readonly file: string;
  readonly code: 'gone' | 'there_now' | 'changed' | 'other_content';
}

/** The cause that an error of ours carries; what any other says stays as it is. */
export function causeOf(error: unknown): ErrorCause {
  if (error instanceof Error && 'why' in error && isCause(error.why)) return error.why;
  return { about: 'other', text: error instanceof Error ? error.message : String(error) };
}

/** Only our own error classes have a `why` with this field. */
function isCause(why: unknown): why is ErrorCause {
  return typeof why === 'object' && why !== null && 'about' in why;
}
