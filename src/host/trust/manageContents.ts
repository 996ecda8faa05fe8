// The command that lists what of the workspace instructs the agent, or would: to trust it, to look at it again, to take trust back.
import { l10n, window } from 'vscode';
import type { QuickPickItem } from 'vscode';
import { listContents } from '../../core/session/workspaceContents';
import type { ListedContent } from '../../core/session/workspaceContents';
import type { ContentGate, WaitingContent } from '../../core/trust/contentGate';
import type { TrustStore } from '../../core/trust/trustStore';
import type { ContentKind } from '../../core/trust/workspaceContent';
import type { Workspace } from '../../core/workspace/workspace';
import { PersonError } from '../sessions/liveSession';
import type { ContentQuestions } from './contentQuestions';

export interface ManageContentsOptions {
  readonly workspace: Workspace;
  readonly gate: ContentGate;
  readonly store: TrustStore;
  readonly questions: ContentQuestions;
  readonly show: (content: ListedContent['content']) => Promise<void>;
}

/** Beside the editor that shows it, so that nothing covers the text. */
export async function chooseTrust({ name, before }: WaitingContent): Promise<'trust' | 'never' | undefined> {
  const trust = l10n.t('Trust');
  const never = l10n.t('Never');
  const answer = await window.showInformationMessage(
    before === undefined
      ? l10n.t('Trust {0} as it is shown? It instructs the agent then, until it changes.', name)
      : l10n.t('Trust {0} as it is now? The editor shows what has changed.', name),
    trust,
    l10n.t('Not Now'),
    never,
  );
  return answer === trust ? 'trust' : answer === never ? 'never' : undefined;
}

interface ContentItem extends QuickPickItem {
  readonly listed: ListedContent;
}

/** Throws `PersonError` where there is nothing to decide. */
export async function manageContents(options: ManageContentsOptions): Promise<void> {
  const { workspace, gate, store, questions, show } = options;
  if (!workspace.isTrusted)
    throw new PersonError(l10n.t('This workspace is in Restricted Mode: nothing in it instructs the agent.'));
  const listed = await listContents(workspace, gate, store);
  if (listed.length === 0)
    throw new PersonError(l10n.t('There is nothing in this workspace that would instruct the agent.'));
  const chosen = await window.showQuickPick(listed.map(itemOf), {
    title: l10n.t('Manage Trusted Content'),
    placeHolder: l10n.t('What of this workspace instructs the agent, or would'),
    matchOnDescription: true,
    matchOnDetail: true,
  });
  if (chosen === undefined) return;
  const { state, content } = chosen.listed;
  if (state !== 'trusted' && state !== 'gone') {
    await questions.decide(content);
    return;
  }
  const forget = l10n.t('Take Trust Back');
  await show(content);
  const answer = await window.showInformationMessage(
    l10n.t('You trusted {0} as it is shown.', content.name),
    forget,
  );
  if (answer === forget) await store.forget(content);
}

function itemOf(listed: ListedContent): ContentItem {
  const { state, content } = listed;
  return {
    label: `$(${ICONS[state]}) ${content.name}`,
    description: kindWords(content.kind),
    detail: stateWords(state),
    listed,
  };
}

const ICONS = {
  new: 'shield',
  changed: 'warning',
  trusted: 'pass',
  never: 'circle-slash',
  gone: 'question',
} as const;

function stateWords(state: ListedContent['state']): string {
  switch (state) {
    case 'new':
      return l10n.t('not used: you have not decided about it');
    case 'changed':
      return l10n.t('not used: it has changed since you trusted it');
    case 'trusted':
      return l10n.t('trusted as it is');
    case 'never':
      return l10n.t('never used');
    case 'gone':
      return l10n.t('trusted; it can’t be found now');
  }
}

function kindWords(kind: ContentKind): string {
  switch (kind) {
    case 'instructions':
      return l10n.t('instructions');
    case 'template':
      return l10n.t('plan template');
    case 'plan':
      return l10n.t('plan');
    case 'config':
      return l10n.t('configuration');
    case 'skill':
      return l10n.t('skill');
    case 'hook':
      return l10n.t('hook, runs by itself');
    case 'mcp_server':
      return l10n.t('MCP server, runs a program');
    case 'agent':
      return l10n.t('agent');
    case 'prompt':
      return l10n.t('prompt');
  }
}
