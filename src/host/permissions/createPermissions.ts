// Permission rules in the editor: where they are kept, what answers add to them, and the commands about them.
import type { Memento } from 'vscode';
import type { StoredRuleScope } from '../../core/permissions/confirmation';
import type { PermissionRules } from '../../core/permissions/rules';
import type { PERMISSION_COMMANDS } from '../commandIds';
import type { LiveSession } from '../sessions/liveSession';
import type { SessionHub } from '../sessions/sessionHub';
import { answerQuestion } from './answerQuestion';
import { RuleStore } from './ruleStore';
import { userRules, workspaceFileRules, workspaceRules } from './ruleStorages';

export interface PermissionsOptions {
  /** Asked when there are sessions. */
  readonly hub: () => SessionHub;
  /** Workspace state. */
  readonly state: Memento;
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
  /** Settings have changed. */
  refresh(): void;
  dispose(): void;
}

export function createPermissions(options: PermissionsOptions): Permissions {
  const store = new RuleStore({
    user: userRules(),
    workspace: workspaceRules(options.state),
    files: workspaceFileRules,
  });
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
        const waiting = hub.open.find(({ view }) => view.waiting.length > 0);
        const session = hub.current?.view.waiting.length === 0 ? waiting : hub.current;
        await answerQuestion(session ?? (await hub.ensureCurrent()), undefined, { show: showQuestion });
      },
    },
    refresh() {
      warnOfFiles();
      store.refresh();
    },
    dispose: () => undefined,
  };
}
