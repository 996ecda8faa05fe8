// Permission rules in the editor: where they are kept, what answers add to them, the view that shows them, and the commands about them.
import { commands } from 'vscode';
import type { Event, Memento, TreeDataProvider, TreeView } from 'vscode';
import type { StoredRuleScope } from '../../core/permissions/confirmation';
import type { JudgedCall } from '../../core/permissions/dryRun';
import type { PermissionMode } from '../../core/permissions/permissionMode';
import type { PermissionPolicy } from '../../core/permissions/policy';
import type { PermissionRules } from '../../core/permissions/rules';
import type { Workspace } from '../../core/workspace/workspace';
import { PERMISSIONS_VIEW } from '../commandIds';
import type { PERMISSION_COMMANDS } from '../commandIds';
import { t } from '../l10n';
import type { LiveSession } from '../sessions/liveSession';
import type { SessionEvent, SessionHub } from '../sessions/sessionHub';
import { answerQuestion } from './answerQuestion';
import { importPermissionRules } from './importCommand';
import type { PermissionFacts } from './permissionRows';
import { PermissionsTree } from './permissionsTree';
import { createRuleCommands } from './ruleCommands';
import { RuleStore } from './ruleStore';
import type { RulesByList } from './ruleStore';
import { userRules, workspaceFileRules, workspaceRules } from './ruleStorages';

export interface PermissionsOptions {
  /** Asked when there are sessions. */
  readonly hub: () => SessionHub;
  /** Workspace state. */
  readonly state: Memento;
  readonly view: TreeView<string>;
  readonly workspace: Workspace;
  /** Shows a text in an editor, to be read. */
  readonly show: (key: string, name: string, text: string) => Promise<void>;
  /** Private folder for long outputs, which sessions may read by rules of their own. */
  readonly outputsFolder: string;
  readonly warn: (text: string) => void;
  /** Brings up the panel with its question. */
  readonly reveal: () => Promise<void>;
}

type PermissionCommand = (typeof PERMISSION_COMMANDS)[number];

export interface Permissions {
  /** All rules but those of sessions; the same object until one changes. */
  readonly rules: () => PermissionRules;
  readonly remember: (rule: string, scope: StoredRuleScope) => Promise<void>;
  /** Puts the question of a call before the person, outside of the panel. */
  readonly answer: (session: LiveSession, toolId: string) => Promise<void>;
  readonly commands: Readonly<Record<PermissionCommand, (...args: readonly unknown[]) => unknown>>;
  /** Rows of the view. */
  readonly tree: TreeDataProvider<string>;
  /** Settings have changed. */
  refresh(): void;
  /** Goes along with the sessions from now on. */
  follow(hub: { readonly onEvent: Event<SessionEvent>; readonly onDidShow: Event<LiveSession> }): void;
  dispose(): void;
}

export function createPermissions(options: PermissionsOptions): Permissions {
  const { view } = options;
  const store = new RuleStore({
    user: userRules(),
    workspace: workspaceRules(options.state),
    files: workspaceFileRules,
  });
  const current = (): LiveSession | undefined => options.hub().current;
  const policyOf = (source: 'session' | 'sandbox'): PermissionPolicy | undefined => {
    const resources = current()?.resources;
    return source === 'session' ? resources?.sessionRules : resources?.sandboxRules;
  };
  const calls = async (): Promise<readonly JudgedCall[]> => (await current()?.api.judgePastCalls()) ?? [];
  const ofPolicy = (source: 'session' | 'sandbox'): RulesByList => {
    const { allow = [], ask = [], deny = [] } = policyOf(source)?.rules ?? {};
    return { allow: allow.filter((rule) => !rule.includes(options.outputsFolder)), ask, deny };
  };
  const facts = async (): Promise<PermissionFacts> => ({
    rules: {
      user: store.rules('user'),
      workspace: store.rules('workspace'),
      files: store.rules('files'),
      session: ofPolicy('session'),
      sandbox: ofPolicy('sandbox'),
    },
    calls: await calls(),
    mode: modeWords(current()?.api.permissionMode ?? 'ask'),
  });
  const tree = new PermissionsTree(facts);
  const rules = createRuleCommands({
    store,
    policyOf,
    calls,
    rowOf: (id) => tree.row(id ?? (view.visible ? view.selection[0] : undefined)),
    rows: () => tree.ruleRows(),
    onChanged: () => tree.schedule(),
  });
  const owned = [store.onDidChange(() => tree.schedule())];
  const showQuestion = async (session: LiveSession): Promise<void> => {
    await options.hub().resume(session.id);
    await options.reveal();
  };
  const warnOfFiles = (): void => {
    if (workspaceFileRules().allow.length > 0)
      options.warn("planwright.permissions.allow: the value in the workspace's settings is ignored.");
  };
  warnOfFiles();
  return {
    rules: store.effective,
    remember: (rule, scope) => store.add(scope, 'allow', rule),
    answer: (session, toolId) => answerQuestion(session, toolId, { show: showQuestion }),
    commands: {
      'planwright.answerQuestion': async () => {
        const hub = options.hub();
        const waiting = hub.open.find((session) => session.view.waiting.length > 0);
        const session = hub.current?.view.waiting.length === 0 ? waiting : hub.current;
        await answerQuestion(session ?? (await hub.ensureCurrent()), undefined, { show: showQuestion });
      },
      'planwright.permissions.show': () => commands.executeCommand(`${PERMISSIONS_VIEW}.focus`),
      'planwright.permissions.add': (id) => rules.add(id),
      'planwright.permissions.edit': (id) => rules.edit(id),
      'planwright.permissions.remove': (id) => rules.remove(id),
      'planwright.permissions.import': (file) =>
        importPermissionRules({ store, workspace: options.workspace, show: options.show }, file),
    },
    tree,
    refresh() {
      warnOfFiles();
      store.refresh();
    },
    follow(hub) {
      const events = hub.onEvent(({ session, event }) => {
        if (session === current() && SHOWN_EVENTS.has(event.type)) tree.schedule();
      });
      const shown = hub.onDidShow(() => tree.schedule());
      owned.push(
        () => events.dispose(),
        () => shown.dispose(),
      );
    },
    dispose() {
      for (const end of owned) end();
      tree.dispose();
    },
  };
}

/** What changes a row. */
const SHOWN_EVENTS: ReadonlySet<string> = new Set(['tool_call', 'confirmation_received', 'end', 'error']);

function modeWords(mode: PermissionMode): string {
  switch (mode) {
    case 'readonly':
      return t('read only');
    case 'edits':
      return t('edits');
    case 'auto':
      return t('auto');
    case 'ask':
      return t('ask');
  }
}
