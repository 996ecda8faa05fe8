// All that the editor loads at its start. Registers what is cheap and loads the full host when a view, a command or an
// interrupted run asks for it. No dependency, no file access, nothing that could take more than a few milliseconds.
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { commands, ExtensionMode, TabInputText, window } from 'vscode';
import type { ExtensionContext } from 'vscode';
import {
  COMMAND_IDS,
  EDITOR_PANEL,
  OPEN_RUNS_KEY,
  PANEL_VIEW,
  PENDING_REVIEW_KEY,
  PLAN_SCHEME,
} from './commandIds';
import { registerFixProblemAction } from './editor/fixProblemAction';
import type { BootstrapTestApi, Host, HostModule } from './hostModule';
import { registerPermissionsView } from './permissions/lazyView';

let stop: (() => Promise<void>) | undefined;

export function activate(context: ExtensionContext): BootstrapTestApi | undefined {
  const startedAt = performance.now();
  let loading: Promise<Host> | undefined;
  let fullActivationMs: number | undefined;

  const load = async (): Promise<Host> => {
    const loadStartedAt = performance.now();
    const file = pathToFileURL(join(context.extensionPath, 'dist', 'host', 'extension.js'));
    const module = (await import(file.href)) as HostModule;
    const host = await module.startHost(context, { permissions: permissions.view });
    fullActivationMs = performance.now() - loadStartedAt;
    return host;
  };
  // A failed load is tried again by the next command, not remembered.
  const loadHost = (): Promise<Host> => {
    loading ??= load().catch((error: unknown) => {
      loading = undefined;
      throw error;
    });
    return loading;
  };

  const permissions = registerPermissionsView(async () => (await loadHost()).permissions);
  for (const id of COMMAND_IDS) {
    context.subscriptions.push(
      commands.registerCommand(id, async (...args: unknown[]) => (await loadHost()).runCommand(id, args)),
    );
  }
  const openLink = async (path: string, query: string): Promise<void> =>
    (await loadHost()).openLink(path, query);
  context.subscriptions.push(
    permissions,
    registerFixProblemAction(),
    window.registerUriHandler({ handleUri: ({ path, query }) => openLink(path, query) }),
    window.registerWebviewViewProvider(PANEL_VIEW, {
      resolveWebviewView: async (view) => (await loadHost()).resolveView(view),
    }),
    window.registerWebviewPanelSerializer(EDITOR_PANEL, {
      deserializeWebviewPanel: async (panel) => (await loadHost()).adoptEditor(panel),
    }),
  );

  const hasPlanDocument = window.tabGroups.all.some(({ tabs }) =>
    tabs.some(({ input }) => input instanceof TabInputText && input.uri.scheme === PLAN_SCHEME),
  );
  const openRuns = context.workspaceState.get<readonly string[]>(OPEN_RUNS_KEY);
  if (openRuns !== undefined && openRuns.length > 0) {
    void loadHost().then((host) => host.offerInterrupted());
  } else if (hasPlanDocument || context.workspaceState.get<boolean>(PENDING_REVIEW_KEY) === true) {
    void loadHost(); // shows the hunks, and the text of the plan
  }

  stop = async () => {
    if (loading !== undefined) await (await loading).dispose();
  };
  const bootstrapMs = performance.now() - startedAt;
  if (context.extensionMode !== ExtensionMode.Test) return undefined;
  return {
    bootstrapMs,
    fullActivationMs: () => fullActivationMs,
    openLink,
    loadHost: async () => (await loadHost()).testApi,
  };
}

/** The editor waits for this before it ends the extension host: children end, the log is flushed. */
export async function deactivate(): Promise<void> {
  await stop?.();
  stop = undefined;
}
