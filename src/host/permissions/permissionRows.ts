// The rows of the "Permissions" view: all rules by source, and what each would have decided on the calls of the session so far. Pure.
import type { PermissionCause } from '../../core/permissions/permissionCause';
import type { JudgedCall, RuleEffect } from '../../core/permissions/dryRun';
import { effectOfRule } from '../../core/permissions/dryRun';
import { parseRule } from '../../core/permissions/rule';
import { ruleProblem } from '../../core/permissions/ruleProblem';
import { RULE_LISTS } from '../../core/permissions/rules';
import type { RuleList } from '../../core/permissions/rules';
import { ruleProblemWords } from '../../protocol/words/ruleWords';
import { t } from '../l10n';
import type { RulesByList, StoredSource } from './ruleStore';

/** `files`: settings that come with the workspace. `sandbox`: for the session, in the sandbox only. */
export type RuleSource = StoredSource | 'files' | 'session' | 'sandbox';

export interface RuleRow {
  readonly kind: 'rule';
  readonly id: string;
  readonly source: RuleSource;
  readonly list: RuleList;
  readonly rule: string;
  /** What is wrong with it, in words. */
  readonly problem?: string;
  /** Calls of the session that it says something to. */
  readonly children: readonly CallRow[];
  readonly description: string;
}

export interface CallRow {
  readonly kind: 'call';
  readonly id: string;
  readonly title: string;
  readonly toolName: string;
  readonly effect: RuleEffect;
  readonly description: string;
}

/** What holds without a rule of anybody. */
export interface BuiltInRow {
  readonly kind: 'builtIn';
  readonly id: string;
  readonly words: string;
  readonly effect: RuleList;
  readonly children: readonly CallRow[];
  readonly description: string;
}

export interface SourceRow {
  readonly kind: 'source';
  readonly id: string;
  readonly source: RuleSource | 'builtIn';
  readonly words: string;
  readonly children: readonly (RuleRow | BuiltInRow)[];
  readonly description: string;
}

export type PermissionRow = SourceRow | RuleRow | BuiltInRow | CallRow;

export interface PermissionFacts {
  readonly rules: Readonly<Record<RuleSource, RulesByList>>;
  /** Of the session that is on the screen, oldest first. */
  readonly calls: readonly JudgedCall[];
  /** Its mode, in words. */
  readonly mode: string;
}

/** Calls shown below one rule, newest first. */
const SHOWN_CALLS = 100;

export function permissionRows({ rules, calls, mode }: PermissionFacts): readonly SourceRow[] {
  const sources = SOURCES.map((source) => sourceRow(source, rules[source], calls)).filter(
    // A place where nothing can be added is shown only where it holds something.
    ({ source, children }) => !PASSIVE.has(source) || children.length > 0,
  );
  return [builtInSource(calls, mode), ...sources];
}

/** How many calls a rule would decide, in words. */
export function countWords(list: RuleList, effects: readonly (RuleEffect | undefined)[]): string {
  const whole = effects.filter((effect) => effect === list).length;
  const parts = effects.filter((effect) => effect === 'part').length;
  const counted = t('{0} of {1} calls', whole, effects.length);
  return parts === 0 ? counted : t('{0}, a part of {1} more', counted, parts);
}

export function listWords(list: RuleList): string {
  switch (list) {
    case 'allow':
      return t('allow');
    case 'ask':
      return t('ask');
    case 'deny':
      return t('deny');
  }
}

export function sourceWords(source: RuleSource | 'builtIn'): string {
  switch (source) {
    case 'builtIn':
      return t('Built In');
    case 'user':
      return t('Every Workspace');
    case 'workspace':
      return t('This Workspace');
    case 'files':
      return t("The Workspace's Settings");
    case 'session':
      return t('This Session');
    case 'sandbox':
      return t('This Session, in the Sandbox');
  }
}

const SOURCES: readonly RuleSource[] = ['user', 'workspace', 'files', 'session', 'sandbox'];
const PASSIVE: ReadonlySet<string> = new Set(['files', 'sandbox']);

function sourceRow(source: RuleSource, rules: RulesByList, calls: readonly JudgedCall[]): SourceRow {
  const children = RULE_LISTS.flatMap((list) =>
    rules[list].map((rule, at) =>
      ruleRow({ source, list, rule, id: `${source}/${list}/${at}/${rule}` }, calls),
    ),
  );
  const count = children.length === 1 ? t('1 rule') : t('{0} rules', children.length);
  return {
    kind: 'source',
    id: source,
    source,
    words: sourceWords(source),
    children,
    description: source === 'files' ? t('{0}, can only make it stricter', count) : count,
  };
}

function ruleRow(
  row: Pick<RuleRow, 'source' | 'list' | 'rule' | 'id'>,
  calls: readonly JudgedCall[],
): RuleRow {
  const problem = ruleProblem(row.rule);
  if (problem !== undefined) {
    const words = ruleProblemWords(problem, t);
    return { kind: 'rule', ...row, problem: words, children: [], description: words };
  }
  const rule = parseRule(row.rule);
  const effects = calls.map((call) => effectOfRule(rule, row.list, call.subject));
  const met = calls.flatMap((call, at) => {
    const effect = effects[at];
    return effect === undefined ? [] : [{ call, effect }];
  });
  return {
    kind: 'rule',
    ...row,
    children: callRows(row.id, met),
    description: `${listWords(row.list)} · ${countWords(row.list, effects)}`,
  };
}

interface BuiltIn {
  readonly words: (mode: string) => string;
  readonly effect: RuleList;
  /** Causes of verdicts. */
  readonly codes: readonly PermissionCause['code'][];
}

const BUILT_IN: readonly BuiltIn[] = [
  {
    words: () => t('Restricted Mode and the mode "read only" refuse what writes or runs'),
    effect: 'deny',
    codes: ['untrusted', 'mode_readonly'],
  },
  {
    words: () => t('Protected files and effects always ask'),
    effect: 'ask',
    codes: ['protected_file', 'git_configuration', 'sets_variable', 'protected_word', 'own_terminal'],
  },
  {
    words: () => t('Texts that give orders, and secrets on their way out, ask'),
    effect: 'ask',
    codes: ['untrusted_content', 'carries_secret'],
  },
  {
    words: () => t('Command lines that can not be read ask'),
    effect: 'ask',
    codes: ['unparsable', 'check_failed'],
  },
  {
    words: () => t('Reading and writing outside of the workspace asks'),
    effect: 'ask',
    codes: ['outside_read', 'outside_write'],
  },
  {
    words: () => t('Reading inside of the workspace is allowed'),
    effect: 'allow',
    codes: ['inside_read', 'reading_command', 'own_command'],
  },
  {
    words: (mode) => t('All else is as the mode says: {0}', mode),
    effect: 'ask',
    codes: ['writing', 'running', 'using', 'sandboxed'],
  },
];

function builtInSource(calls: readonly JudgedCall[], mode: string): SourceRow {
  const children = BUILT_IN.map(({ words, effect, codes }, at): BuiltInRow => {
    const id = `builtIn/${at}`;
    const decided = calls.filter(
      ({ verdict }) => verdict.cause !== undefined && codes.includes(verdict.cause.code),
    );
    return {
      kind: 'builtIn',
      id,
      words: words(mode),
      effect,
      children: callRows(
        id,
        decided.map((call) => ({ call, effect: call.verdict.decision })),
      ),
      description: t('{0} of {1} calls', decided.length, calls.length),
    };
  });
  return {
    kind: 'source',
    id: 'builtIn',
    source: 'builtIn',
    words: sourceWords('builtIn'),
    children,
    description: t('what holds where no rule decides'),
  };
}

function callRows(
  id: string,
  met: readonly { readonly call: JudgedCall; readonly effect: RuleEffect }[],
): readonly CallRow[] {
  return met
    .toReversed()
    .slice(0, SHOWN_CALLS)
    .map(({ call, effect }): CallRow => {
      const words = effect === 'part' ? t('a part of it') : listWords(effect);
      return {
        kind: 'call',
        id: `${id}/${call.toolId}`,
        title: call.title,
        toolName: call.toolName,
        effect,
        description: `${call.toolName} · ${words}`,
      };
    });
}
