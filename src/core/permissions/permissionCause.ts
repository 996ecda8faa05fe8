// Why the gate answered as it did, as a value: hosts word it in the language of the person, `causeText` for the model.
import type { UnparsableReason } from './commands/commandLine';
import type { Effect } from './effect';
import type { PermissionMode } from './permissionMode';

/** What a protected file is. */
export type ProtectedKind =
  | 'git'
  | 'editor'
  | 'agent'
  | 'hooks'
  | 'ci'
  | 'shell'
  | 'secrets'
  | 'packages'
  | 'start'
  /** Our own settings and records. */
  | 'own'
  /** It could not be checked, and counts as protected. */
  | 'unchecked';

/** Why a command line asks in every mode. */
export type ProtectedCommand =
  | { readonly code: 'git_configuration' }
  /** It sets a variable that chooses what other programs run. */
  | { readonly code: 'sets_variable'; readonly name: string }
  | { readonly code: 'protected_word'; readonly word: string; readonly what: ProtectedKind };

export type PermissionCause =
  | { readonly code: 'rule'; readonly decision: 'allow' | 'ask' | 'deny'; readonly rule: string }
  | { readonly code: 'no_rule'; readonly decision: 'allow' | 'ask' | 'deny' }
  | { readonly code: 'policy_off' }
  | { readonly code: 'permissive' }
  | { readonly code: 'untrusted' }
  | { readonly code: 'mode_readonly' }
  /** `path`: as people and the model see it. */
  | { readonly code: 'protected_file'; readonly path: string; readonly what: ProtectedKind }
  | ProtectedCommand
  /** `setting`: the key of the repository's configuration, or what else makes git run a program where it only reads. */
  | { readonly code: 'git_runs_program'; readonly setting: string }
  | { readonly code: 'own_terminal' }
  /** A text that this run has read gives orders; `origin`: what brought it. */
  | { readonly code: 'untrusted_content'; readonly origin: string }
  /** It would carry a secret that was seen out of here, plainly or encoded. */
  | { readonly code: 'carries_secret' }
  /** No skill that the run has loaded names this tool. */
  | { readonly code: 'skill_restricts'; readonly skills: readonly string[] }
  /** The person refused the same `effect` before; `by`: in which form. `inThisRun`: it is refused without a question. */
  | {
      readonly code: 'refused_before';
      readonly effect: Effect;
      readonly by: string;
      readonly inThisRun: boolean;
    }
  | { readonly code: 'check_failed'; readonly message: string }
  | { readonly code: 'outside_read'; readonly path: string }
  | { readonly code: 'outside_write'; readonly path: string }
  | { readonly code: 'inside_read' }
  /** A command line of known programs that only read. */
  | { readonly code: 'reading_command' }
  | { readonly code: 'unparsable'; readonly why: UnparsableReason }
  | { readonly code: 'own_command' }
  | { readonly code: 'writing'; readonly decision: 'allow' | 'ask'; readonly mode: PermissionMode }
  | { readonly code: 'running'; readonly decision: 'allow' | 'ask'; readonly mode: PermissionMode }
  | { readonly code: 'sandboxed' }
  | { readonly code: 'using'; readonly toolName: string; readonly mode: PermissionMode }
  | { readonly code: 'repeated'; readonly times: number }
  /** The person took no part of a proposal. */
  | { readonly code: 'none_taken' }
  /** The question timed out. */
  | { readonly code: 'no_answer' }
  /** The run was stopped before the answer. */
  | { readonly code: 'cancelled' };

/** What is wrong with a rule that a person wrote. */
export type RuleProblem =
  | { readonly code: 'empty' }
  | { readonly code: 'hidden_characters' }
  /** `(` without a `)` at the end. */
  | { readonly code: 'not_closed' }
  /** Words that look like a command, where the name of a tool stands; `meant`: as a rule. */
  | { readonly code: 'no_tool'; readonly meant: string }
  | { readonly code: 'empty_pattern'; readonly tool: string }
  | { readonly code: 'unknown_tool'; readonly tool: string; readonly known: readonly string[] };

/** A whole sentence, in English. */
export function causeText(cause: PermissionCause): string {
  switch (cause.code) {
    case 'rule':
      return `The rule \`${cause.rule}\` ${RULE_VERBS[cause.decision]}.`;
    case 'no_rule':
      return `No rule matches; the default is to ${cause.decision}.`;
    case 'policy_off':
      return 'The permission policy is switched off.';
    case 'permissive':
      return 'The session is permissive.';
    case 'untrusted':
      return 'This workspace is not trusted (Restricted Mode): the agent may only read. The person can trust it in the editor.';
    case 'mode_readonly':
      return 'The permission mode is `readonly`: nothing is written or run. Say what you would change instead.';
    case 'protected_file':
      return `\`${cause.path}\` is protected and always asks: ${KIND_WORDS[cause.what]}.`;
    case 'git_configuration':
      return 'This command always asks: it may change the configuration of git.';
    case 'sets_variable':
      return `This command always asks: it sets \`${cause.name}\`, which changes what other programs run.`;
    case 'protected_word':
      return `This command always asks: it names \`${cause.word}\`: ${KIND_WORDS[cause.what]}.`;
    case 'untrusted_content':
      return `A text that this run has read tries to give orders (${cause.origin}); whatever could carry them out asks.`;
    case 'carries_secret':
      return 'It carries a secret that was seen in this session, and could pass it on.';
    case 'git_runs_program':
      return `This repository can make git run a program, also where git only reads (\`${cause.setting}\`).`;
    case 'refused_before':
      return `${cause.inThisRun ? 'The same effect was refused in this run' : 'The same effect was refused before'}, as \`${cause.by}\`: ${effectText(cause.effect)}.`;
    case 'own_terminal':
      return 'A command in your own shell, with your profile and aliases, always asks.';
    case 'skill_restricts':
      return `The loaded skills (${cause.skills.join(', ')}) leave this run other tools only.`;
    case 'check_failed':
      return `The permission check itself failed (${cause.message}).`;
    case 'outside_read':
      return `\`${cause.path}\` is outside the workspace.`;
    case 'outside_write':
      return `It would change \`${cause.path}\`, which is outside the workspace.`;
    case 'inside_read':
      return 'Reading inside the workspace is allowed.';
    case 'reading_command':
      return 'It only reads inside the workspace.';
    case 'unparsable':
      return `This command line always asks: ${UNPARSABLE_WORDS[cause.why]}.`;
    case 'own_command':
      return 'It only concerns commands of this session.';
    case 'writing':
      return cause.decision === 'ask'
        ? `Changing files asks in the mode \`${cause.mode}\`.`
        : `Changing files inside the workspace is allowed in the mode \`${cause.mode}\`.`;
    case 'running':
      return cause.decision === 'ask'
        ? `Running commands asks in the mode \`${cause.mode}\`.`
        : `Running is allowed in the mode \`${cause.mode}\`.`;
    case 'sandboxed':
      return 'It runs in the sandbox, where commands need no question.';
    case 'using':
      return `Using \`${cause.toolName}\` asks in the mode \`${cause.mode}\`.`;
    case 'repeated':
      return `The same call was made ${cause.times} times in a row with the same outcome.`;
    case 'none_taken':
      return 'None of the proposed changes was taken.';
    case 'no_answer':
      return 'Nobody answered in time.';
    case 'cancelled':
      return 'The run was stopped before the answer.';
  }
}

/** Such as "it would delete `build`". */
function effectText({ kind, shown }: Effect): string {
  switch (kind) {
    case 'delete':
      return shown === undefined ? 'it would delete files' : `it would delete \`${shown}\``;
    case 'write':
      return shown === undefined ? 'it would change files' : `it would change \`${shown}\``;
    case 'read_outside':
      return `it would read \`${shown ?? ''}\`, which is outside the workspace`;
    case 'network':
      return shown === undefined ? 'it would use the network' : `it would use the network (\`${shown}\`)`;
    case 'git_commit':
      return 'it would change the history of git';
    case 'git_push':
      return 'it would push to another repository';
    case 'git_discard':
      return 'it would put files back with git';
  }
}

/** In English, as the end of a sentence. */
export const protectedWords = (kind: ProtectedKind): string => KIND_WORDS[kind];

const RULE_VERBS = { allow: 'allows this', deny: 'denies this', ask: 'asks about this' } as const;

const UNPARSABLE_WORDS: Readonly<Record<UnparsableReason, string>> = {
  too_long: 'it is longer or deeper than is looked at',
  hidden_characters: 'it holds invisible or control characters',
  syntax: 'it has no valid syntax',
  not_understood: 'a part of it is not understood',
  runs_text: 'what it runs can not be told from it, and there are rules that deny commands',
  unknown_shell: 'the rules of its shell are not known',
  no_grammar: 'the grammar of its shell could not be loaded',
};

const KIND_WORDS: Readonly<Record<ProtectedKind, string>> = {
  git: 'the inside of a git repository',
  editor: 'editor settings, tasks or launch configuration',
  agent: 'configuration or instructions of a coding agent',
  hooks: 'hooks that run by themselves',
  ci: 'continuous integration, which runs with its own secrets',
  shell: 'a start-up file of a shell',
  secrets: 'keys or credentials',
  packages: 'configuration of a package manager, which may hold credentials or run code',
  start: 'programs that start by themselves',
  own: 'the settings and records of this extension',
  unchecked: 'a path that could not be checked',
};
