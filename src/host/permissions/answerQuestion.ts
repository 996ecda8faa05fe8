// Answers a question of a call outside of the panel: the whole of it in a dialog, then where the answer holds and the rule.
import { l10n, window } from 'vscode';
import type { ConfirmationAnswer, RuleScope } from '../../core/permissions/confirmation';
import { splitRules } from '../../core/permissions/rule';
import type { ConfirmationDetails } from '../../core/permissions/confirmation';
import { ruleProblem } from '../../core/permissions/ruleProblem';
import { factLines } from '../../protocol/words/commandFactWords';
import { causeWords, rememberWords } from '../../protocol/words/permissionWords';
import { ruleProblemWords } from '../../protocol/words/ruleWords';
import { t } from '../l10n';
import { canAsk } from '../notifications';
import type { LiveSession } from '../sessions/liveSession';

export interface AnswerQuestionOptions {
  /** Shows the session with the question in the panel. */
  readonly show: (session: LiveSession) => Promise<void>;
}

/** Asks about the call, else about the oldest one that waits. What words can't show whole is shown in the panel. */
export async function answerQuestion(
  session: LiveSession,
  toolId: string | undefined,
  { show }: AnswerQuestionOptions,
): Promise<void> {
  const id = toolId ?? session.view.waiting[0];
  const item = id === undefined ? undefined : itemOf(session, id);
  if (id === undefined || item?.question === undefined) {
    void window.showInformationMessage(l10n.t('No question of this session waits for you.'));
    return;
  }
  const { details } = item.question;
  if (!canAsk(details)) {
    await show(session);
    return;
  }
  const answer = await ask(item.toolName, details);
  if (answer === undefined) return;
  if (answer === 'show') await show(session);
  else if (!session.api.confirm(id, answer))
    void window.showInformationMessage(l10n.t('The question was answered already.'));
}

async function ask(
  toolName: string,
  details: ConfirmationDetails,
): Promise<ConfirmationAnswer | 'show' | undefined> {
  const once = l10n.t('Allow Once');
  const more = l10n.t('Allow and Remember…');
  const deny = l10n.t('Deny');
  const show = l10n.t('Show in Panel');
  const buttons = details.remember === undefined ? [once, deny, show] : [once, more, deny, show];
  const title = l10n.t('Allow {0}?', toolName);
  const pressed = await window.showWarningMessage(
    title,
    { modal: true, detail: detailOf(details) },
    ...buttons,
  );
  switch (pressed) {
    case once:
      return { approved: true, remember: 'once' };
    case deny:
      return { approved: false };
    case more:
      return remembering(details);
    default:
      return pressed === show ? 'show' : undefined;
  }
}

/** All that the panel says. */
function detailOf(details: ConfirmationDetails): string {
  const { command, outsideSandbox, cause, reason, facts, title } = details;
  const words = [
    ...(facts === undefined ? [] : factLines(facts, t).map(({ text }) => text)),
    ...(outsideSandbox === undefined ? [] : [l10n.t('Outside the sandbox, because: {0}', outsideSandbox)]),
    l10n.t('asked because: {0}', cause === undefined ? reason : causeWords(cause, t)),
  ];
  // A dialog draws no code; the command itself stays as it is.
  const said = words.map((text) => text.replace(/`([^`\n]*)`/g, '"$1"'));
  return [command ?? title, '', ...said].join('\n');
}

/** Undefined when the person left it. */
async function remembering({ remember }: ConfirmationDetails): Promise<ConfirmationAnswer | undefined> {
  if (remember === undefined) return undefined;
  const words = remember.subject === undefined ? remember.words : rememberWords(remember.subject, t);
  const scope = await chooseScope(words);
  if (scope === undefined) return undefined;
  const written = await window.showInputBox({
    title: l10n.t('Rule'),
    prompt: l10n.t('It may be wider, with * for any text, as long as it covers this call.'),
    value: remember.rule,
    ignoreFocusOut: true,
    validateInput: problemOf,
  });
  if (written === undefined) return undefined;
  const rule = written.trim();
  return { approved: true, remember: scope, ...(rule === remember.rule ? {} : { rule }) };
}

async function chooseScope(words: string): Promise<RuleScope | undefined> {
  const items: readonly { readonly label: string; readonly detail: string; readonly scope: RuleScope }[] = [
    { label: l10n.t('This session'), detail: l10n.t('It is not stored.'), scope: 'session' },
    {
      label: l10n.t('This workspace'),
      detail: l10n.t(
        "Stored by your editor for this workspace, not in the workspace's files: those can't allow anything.",
      ),
      scope: 'workspace',
    },
    {
      label: l10n.t('Every workspace'),
      detail: l10n.t('Stored in your own settings.'),
      scope: 'user',
    },
  ];
  const item = await window.showQuickPick(items, {
    title: l10n.t('Where It Holds'),
    placeHolder: words,
    ignoreFocusOut: true,
  });
  return item?.scope;
}

/** What is wrong with one or several rules that a person typed; undefined for none. */
export function problemOf(text: string): string | undefined {
  for (const rule of splitRules(text)) {
    const problem = ruleProblem(rule);
    if (problem !== undefined) return ruleProblemWords(problem, t);
  }
  return undefined;
}

function itemOf(session: LiveSession, toolId: string) {
  for (const run of session.view.runs.toReversed()) {
    for (const item of run.items) if (item.kind === 'tool' && item.toolId === toolId) return item;
  }
  return undefined;
}
