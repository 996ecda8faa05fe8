// Where rules are kept in the editor.
import { ConfigurationTarget, workspace } from 'vscode';
import type { Memento } from 'vscode';
import type { RuleList } from '../../core/permissions/rules';
import type { RuleStorage, RulesByList } from './ruleStore';

/** Workspace state: the rules for this workspace. The editor keeps it in the person's own data. */
const WORKSPACE_RULES_KEY = 'permissionRules';

/** The person's own settings; what a workspace says is left out. */
export function userRules(): RuleStorage {
  return {
    read: () => byList((list) => inspect(list)?.globalValue),
    write: async (list, rules) =>
      workspace
        .getConfiguration('planwright')
        .update(`permissions.${list}`, rules.length === 0 ? undefined : rules, ConfigurationTarget.Global),
  };
}

export function workspaceRules(state: Memento): RuleStorage {
  const read = (): RulesByList => {
    const stored = state.get<unknown>(WORKSPACE_RULES_KEY);
    const entries = new Map(typeof stored === 'object' && stored !== null ? Object.entries(stored) : []);
    return byList((list) => entries.get(list));
  };
  return {
    read,
    write: async (list, rules) => state.update(WORKSPACE_RULES_KEY, { ...read(), [list]: rules }),
  };
}

/** What the settings of the workspace and of its folders say. */
export function workspaceFileRules(): RulesByList {
  const folders = workspace.workspaceFolders ?? [];
  return byList((list) => [
    ...textsOf(inspect(list)?.workspaceValue),
    ...folders.flatMap(({ uri }) =>
      textsOf(
        workspace.getConfiguration('planwright', uri).inspect(`permissions.${list}`)?.workspaceFolderValue,
      ),
    ),
  ]);
}

function inspect(list: RuleList) {
  return workspace.getConfiguration('planwright').inspect<unknown>(`permissions.${list}`);
}

function byList(valueOf: (list: RuleList) => unknown): RulesByList {
  return { allow: textsOf(valueOf('allow')), ask: textsOf(valueOf('ask')), deny: textsOf(valueOf('deny')) };
}

function textsOf(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter((rule): rule is string => typeof rule === 'string') : [];
}
