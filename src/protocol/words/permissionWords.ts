// Why a call asks or was denied, in the language of whoever calls: the panel and the host hand in their own `t`.
import type {
  Effect,
  PermissionCause,
  ProtectedKind,
  RememberSubject,
  RuleScope,
  UnparsableReason,
} from '../coreTypes';
import { unknownWords } from './unknownWords';

export type Translate = (message: string, ...values: (string | number)[]) => string;

/** A whole sentence. */
export function causeWords(cause: PermissionCause, t: Translate): string {
  switch (cause.code) {
    case 'rule':
      return ruleWords(cause.decision, cause.rule, t);
    case 'no_rule':
      return defaultWords(cause.decision, t);
    case 'policy_off':
      return t('The permission policy is switched off.');
    case 'permissive':
      return t('The session is permissive.');
    case 'untrusted':
      return t('This workspace is not trusted (Restricted Mode): the agent may only read.');
    case 'mode_readonly':
      return t('The permission mode is `readonly`: nothing is written or run.');
    case 'protected_file':
      return t('`{0}` is protected and always asks: {1}.', cause.path, kindWords(cause.what, t));
    case 'git_configuration':
      return t('This command always asks: it may change the configuration of git.');
    case 'sets_variable':
      return t('This command always asks: it sets `{0}`, which changes what other programs run.', cause.name);
    case 'protected_word':
      return t('This command always asks: it names `{0}`: {1}.', cause.word, kindWords(cause.what, t));
    case 'untrusted_content':
      return t(
        'A text that this run has read tries to give orders ({0}); whatever could carry them out asks.',
        cause.origin,
      );
    case 'carries_secret':
      return t('It carries a secret that was seen in this session, and could pass it on.');
    case 'git_runs_program':
      return t(
        'This repository can make git run a program, also where git only reads (`{0}`).',
        cause.setting,
      );
    case 'refused_before':
      return cause.inThisRun
        ? t('The same effect was refused in this run, as `{0}`: {1}.', cause.by, effectWords(cause.effect, t))
        : t('The same effect was refused before, as `{0}`: {1}.', cause.by, effectWords(cause.effect, t));
    case 'own_terminal':
      return t('A command in your own shell, with your profile and aliases, always asks.');
    case 'skill_restricts':
      return t('The loaded skills ({0}) leave this run other tools only.', cause.skills.join(', '));
    case 'check_failed':
      return t('The permission check itself failed ({0}).', cause.message);
    case 'outside_read':
      return t('`{0}` is outside the workspace.', cause.path);
    case 'outside_write':
      return t('It would change `{0}`, which is outside the workspace.', cause.path);
    case 'inside_read':
      return t('Reading inside the workspace is allowed.');
    case 'reading_command':
      return t('It only reads inside the workspace.');
    case 'unparsable':
      return t('This command line always asks: {0}.', unparsableWords(cause.why, t));
    case 'own_command':
      return t('It only concerns commands of this session.');
    case 'writing':
      return cause.decision === 'ask'
        ? t('Changing files asks in the mode `{0}`.', cause.mode)
        : t('Changing files inside the workspace is allowed in the mode `{0}`.', cause.mode);
    case 'running':
      return cause.decision === 'ask'
        ? t('Running commands asks in the mode `{0}`.', cause.mode)
        : t('Running is allowed in the mode `{0}`.', cause.mode);
    case 'sandboxed':
      return t('It runs in the sandbox, where commands need no question.');
    case 'using':
      return t('Using `{0}` asks in the mode `{1}`.', cause.toolName, cause.mode);
    case 'repeated':
      return t('The same call was made {0} times in a row with the same outcome.', cause.times);
    case 'none_taken':
      return t('None of the proposed changes was taken.');
    case 'no_answer':
      return t('Nobody answered in time.');
    case 'cancelled':
      return t('The run was stopped before the answer.');
    default:
      return unknownWords(cause, t);
  }
}

/** As the end of a sentence. */
function effectWords({ kind, shown }: Effect, t: Translate): string {
  switch (kind) {
    case 'delete':
      return shown === undefined ? t('it would delete files') : t('it would delete `{0}`', shown);
    case 'write':
      return shown === undefined ? t('it would change files') : t('it would change `{0}`', shown);
    case 'read_outside':
      return t('it would read `{0}`, which is outside the workspace', shown ?? '');
    case 'network':
      return shown === undefined
        ? t('it would use the network')
        : t('it would use the network (`{0}`)', shown);
    case 'git_commit':
      return t('it would change the history of git');
    case 'git_push':
      return t('it would push to another repository');
    case 'git_discard':
      return t('it would put files back with git');
  }
}

/** What an "always" would cover, as the end of a sentence. */
export function rememberWords(subject: RememberSubject, t: Translate): string {
  switch (subject.kind) {
    case 'command':
      return t('run exactly `{0}` without asking', subject.command);
    case 'tool':
      return t('use `{0}` without asking, whatever its arguments', subject.toolName);
    case 'file':
      return fileWords(subject.toolName, subject.path, t);
    case 'folder':
      return folderWords(subject.toolName, subject.path, t);
    case 'rule':
      return t('whatever the rule `{0}` covers, without asking', subject.rule);
    default:
      return unknownWords(subject, t);
  }
}

/** What was allowed with an answer, and where it holds. `what`: from `rememberWords`. */
export function keptWords(what: string, scope: RuleScope | undefined, t: Translate): string {
  switch (scope) {
    case 'session':
      return t('Allowed until the session ends: {0}', what);
    case 'workspace':
      return t('Allowed from now on, in this workspace: {0}', what);
    case 'user':
      return t('Allowed from now on, in every workspace: {0}', what);
    case undefined:
      return t('Remembered: {0}', what);
  }
}

function ruleWords(decision: 'allow' | 'ask' | 'deny', rule: string, t: Translate): string {
  switch (decision) {
    case 'allow':
      return t('The rule `{0}` allows this.', rule);
    case 'ask':
      return t('The rule `{0}` asks about this.', rule);
    case 'deny':
      return t('The rule `{0}` denies this.', rule);
    default:
      return unknownWords(decision, t);
  }
}

function defaultWords(decision: 'allow' | 'ask' | 'deny', t: Translate): string {
  switch (decision) {
    case 'allow':
      return t('No rule matches; the default is to allow.');
    case 'ask':
      return t('No rule matches; the default is to ask.');
    case 'deny':
      return t('No rule matches; the default is to deny.');
    default:
      return unknownWords(decision, t);
  }
}

function fileWords(toolName: string, path: string, t: Translate): string {
  switch (toolName) {
    case 'read':
      return t('read `{0}` without asking', path);
    case 'ls':
      return t('list `{0}` without asking', path);
    case 'grep':
    case 'glob':
      return t('search in `{0}` without asking', path);
    case 'delete':
      return t('delete `{0}` without asking', path);
    default:
      return t('change (by `{0}`) `{1}` without asking', toolName, path);
  }
}

function folderWords(toolName: string, path: string, t: Translate): string {
  switch (toolName) {
    case 'read':
      return t('read any file in `{0}` without asking', path);
    case 'ls':
      return t('list any file in `{0}` without asking', path);
    case 'grep':
    case 'glob':
      return t('search in any file in `{0}` without asking', path);
    case 'delete':
      return t('delete any file in `{0}` without asking', path);
    default:
      return t('change (by `{0}`) any file in `{1}` without asking', toolName, path);
  }
}

function unparsableWords(why: UnparsableReason, t: Translate): string {
  switch (why) {
    case 'too_long':
      return t('it is longer or deeper than is looked at');
    case 'hidden_characters':
      return t('it holds invisible or control characters');
    case 'syntax':
      return t('it has no valid syntax');
    case 'not_understood':
      return t('a part of it is not understood');
    case 'runs_text':
      return t('what it runs can not be told from it, and there are rules that deny commands');
    case 'unknown_shell':
      return t('the rules of its shell are not known');
    case 'no_grammar':
      return t('the grammar of its shell could not be loaded');
    default:
      return unknownWords(why, t);
  }
}

function kindWords(kind: ProtectedKind, t: Translate): string {
  switch (kind) {
    case 'git':
      return t('the inside of a git repository');
    case 'editor':
      return t('editor settings, tasks or launch configuration');
    case 'agent':
      return t('configuration or instructions of a coding agent');
    case 'hooks':
      return t('hooks that run by themselves');
    case 'ci':
      return t('continuous integration, which runs with its own secrets');
    case 'shell':
      return t('a start-up file of a shell');
    case 'secrets':
      return t('keys or credentials');
    case 'packages':
      return t('configuration of a package manager, which may hold credentials or run code');
    case 'start':
      return t('programs that start by themselves');
    case 'own':
      return t('the settings and records of this extension');
    case 'unchecked':
      return t('a path that could not be checked');
    default:
      return unknownWords(kind, t);
  }
}
