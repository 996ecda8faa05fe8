// Add, edit and remove permission rules: by the view, by its keys and from the palette.
import { InputBoxValidationSeverity, l10n, window } from 'vscode';
import type { InputBoxValidationMessage } from 'vscode';
import { effectOfRule } from '../../core/permissions/dryRun';
import type { JudgedCall } from '../../core/permissions/dryRun';
import type { PermissionPolicy } from '../../core/permissions/policy';
import { parseRule } from '../../core/permissions/rule';
import { ruleProblem } from '../../core/permissions/ruleProblem';
import { RULE_LISTS } from '../../core/permissions/rules';
import type { RuleList } from '../../core/permissions/rules';
import { ruleProblemWords } from '../../protocol/words/ruleWords';
import { t } from '../l10n';
import { countWords, listWords, sourceWords } from './permissionRows';
import type { PermissionRow, RuleRow, RuleSource } from './permissionRows';
import type { RuleStore, StoredSource } from './ruleStore';

/** Where a person can put a rule. */
type OwnSource = StoredSource | 'session';

export interface RuleCommandsOptions {
  readonly store: RuleStore;
  /** Of the session on the screen; undefined without one. */
  readonly policyOf: (source: 'session' | 'sandbox') => PermissionPolicy | undefined;
  readonly calls: () => Promise<readonly JudgedCall[]>;
  /** The row that a command was called on, else the selected one. */
  readonly rowOf: (id: unknown) => PermissionRow | undefined;
  readonly rows: () => Promise<readonly RuleRow[]>;
  /** Rules of a session have changed. */
  readonly onChanged: () => void;
}

export interface RuleCommands {
  add(id: unknown): Promise<void>;
  edit(id: unknown): Promise<void>;
  remove(id: unknown): Promise<void>;
}

export function createRuleCommands(options: RuleCommandsOptions): RuleCommands {
  const change = async (
    source: RuleSource,
    { list, from, to }: { readonly list: RuleList; readonly from?: string; readonly to?: string },
  ): Promise<void> => {
    if (source === 'files') return;
    if (source === 'user' || source === 'workspace') {
      if (from !== undefined && to !== undefined) await options.store.replace(source, list, from, to);
      else if (from !== undefined) await options.store.remove(source, list, from);
      else if (to !== undefined) await options.store.add(source, list, to);
    } else {
      const policy = options.policyOf(source);
      if (from !== undefined) policy?.remove(list, from);
      if (to !== undefined) policy?.[list](to);
    }
    options.onChanged();
  };

  return {
    async add(id) {
      const row = options.rowOf(id);
      const given = row?.kind === 'source' || row?.kind === 'rule' ? ownSource(row.source) : undefined;
      const list = await chooseList();
      if (list === undefined) return;
      const source = given ?? (await chooseSource(options.policyOf('session') !== undefined));
      if (source === undefined) return;
      const title = l10n.t('New Rule: {0}, {1}', listWords(list), sourceWords(source));
      const rule = await writeRule(title, '', list, await options.calls());
      if (rule !== undefined) await change(source, { list, to: rule });
    },
    async edit(id) {
      const row = await ruleOf(options, id, l10n.t('Which rule is to be changed?'));
      if (row === undefined) return;
      const title = l10n.t('Edit Rule: {0}, {1}', listWords(row.list), sourceWords(row.source));
      const rule = await writeRule(title, row.rule, row.list, await options.calls());
      if (rule === undefined || rule === row.rule) return;
      await change(row.source, { list: row.list, from: row.rule, to: rule });
    },
    async remove(id) {
      const row = await ruleOf(options, id, l10n.t('Which rule is to be removed?'));
      if (row === undefined) return;
      const { source, list, rule } = row;
      await change(source, { list, from: rule });
      const undo = l10n.t('Undo');
      // Not awaited: the command has ended, whatever becomes of the message.
      void window
        .showInformationMessage(l10n.t('The rule {0} ({1}) was removed.', rule, listWords(list)), undo)
        .then((pressed) => (pressed === undo ? change(source, { list, to: rule }) : undefined));
    },
  };
}

/** Undefined when the person left it. Says while they type what is wrong with it, and what it would have decided. */
function writeRule(
  title: string,
  value: string,
  list: RuleList,
  calls: readonly JudgedCall[],
): Promise<string | undefined> {
  return Promise.resolve(
    window.showInputBox({
      title,
      value,
      prompt: l10n.t('A tool, and in brackets what it is about: bash(npm test:*), edit(src/**), mcp__github'),
      ignoreFocusOut: true,
      validateInput: (text) => (text === '' ? undefined : judged(text, list, calls)),
    }),
  ).then((rule) => (rule === undefined || rule.trim() === '' ? undefined : rule.trim()));
}

/** What is said below a rule that is being written. */
export function judged(
  text: string,
  list: RuleList,
  calls: readonly JudgedCall[],
): InputBoxValidationMessage {
  const problem = ruleProblem(text);
  if (problem !== undefined)
    return { message: ruleProblemWords(problem, t), severity: InputBoxValidationSeverity.Error };
  const rule = parseRule(text);
  const effects = calls.map(({ subject }) => effectOfRule(rule, list, subject));
  return {
    message: l10n.t('{0}: {1} of this session', listWords(list), countWords(list, effects)),
    severity: InputBoxValidationSeverity.Info,
  };
}

async function chooseList(): Promise<RuleList | undefined> {
  const words: Readonly<Record<RuleList, readonly [string, string]>> = {
    deny: [l10n.t('Deny'), l10n.t('refused in every mode')],
    allow: [l10n.t('Allow'), l10n.t('without asking; protected files and effects still ask')],
    ask: [l10n.t('Ask'), l10n.t('also where the mode would allow it')],
  };
  const items = RULE_LISTS.map((list) => ({ label: words[list][0], description: words[list][1], list }));
  return (await window.showQuickPick(items, { title: l10n.t('What should the rule do?') }))?.list;
}

/** Undefined when the person left it. */
export async function chooseSource(hasSession: boolean): Promise<OwnSource | undefined> {
  const details: Readonly<Record<OwnSource, string>> = {
    session: l10n.t('It is not stored.'),
    workspace: l10n.t(
      "Stored by your editor for this workspace, not in the workspace's files: those can't allow anything.",
    ),
    user: l10n.t('Stored in your own settings.'),
  };
  const sources: readonly OwnSource[] = hasSession ? ['session', 'workspace', 'user'] : ['workspace', 'user'];
  const items = sources.map((source) => ({ label: sourceWords(source), detail: details[source], source }));
  return (await window.showQuickPick(items, { title: l10n.t('Where It Holds') }))?.source;
}

/** The rule of a row, else one that is chosen. Undefined for rules that come with the workspace. */
async function ruleOf(
  { rowOf, rows }: RuleCommandsOptions,
  id: unknown,
  title: string,
): Promise<RuleRow | undefined> {
  const row = rowOf(id);
  if (row?.kind === 'rule') return row.source === 'files' ? undefined : row;
  const items = (await rows())
    .filter(({ source }) => source !== 'files')
    .map((rule) => ({
      label: rule.rule,
      description: `${listWords(rule.list)} · ${sourceWords(rule.source)}`,
      rule,
    }));
  if (items.length === 0) {
    void window.showInformationMessage(l10n.t('There are no rules of yours.'));
    return undefined;
  }
  return (await window.showQuickPick(items, { title }))?.rule;
}

function ownSource(source: RuleSource | 'builtIn'): OwnSource | undefined {
  return source === 'user' || source === 'workspace' || source === 'session' ? source : undefined;
}
