// "Copy Diagnostics": what somebody who helps needs to know, on the clipboard.
import { env, extensions, l10n, UIKind, version, window, workspace } from 'vscode';
import type { Log } from '../log';
import { keyName } from '../secrets';
import type { Secrets } from '../secrets';
import type { SessionHub } from '../sessions/sessionHub';
import type { Settings } from '../settings';
import type { PermissionRules } from '../../core/permissions/rules';
import { supportText } from './supportText';

export interface CopyDiagnosticsOptions {
  readonly hub: SessionHub;
  readonly log: Log;
  readonly secrets: Secrets;
  readonly settings: () => Settings;
  readonly rules: () => PermissionRules;
  readonly redact: (text: string) => string;
}

export async function copyDiagnostics(options: CopyDiagnosticsOptions): Promise<void> {
  const { hub, log, secrets } = options;
  await secrets.ready;
  const settings = options.settings();
  const names = ['anthropic', 'openai', ...settings.providers.map(({ name }) => name)];
  const manifest = extensions.getExtension('planwright.planwright')?.packageJSON as
    { readonly version?: string } | undefined;
  const text = supportText({
    facts: {
      Planwright: manifest?.version ?? 'unknown',
      Editor: `${env.appName} ${version}`,
      Edition: env.uiKind === UIKind.Web ? 'browser' : 'desktop',
      Remote: env.remoteName ?? 'no',
      System: `${process.platform} ${process.arch}, Node ${process.versions.node}`,
      Workspace: `${workspace.workspaceFolders?.length ?? 0} folders, ${workspace.isTrusted ? 'trusted' : 'Restricted Mode'}`,
      Schemes: [...new Set(workspace.workspaceFolders?.map(({ uri }) => uri.scheme))].join(', '),
      Sessions: `${hub.open.length} open, ${hub.activity}`,
      'Memory of the extension host': `${Math.round(process.memoryUsage.rss() / 1024 / 1024)} MB`,
    },
    settings,
    rules: options.rules(),
    providersWithKey: [...new Set(names)].filter((name) => secrets.get(keyName(name)) !== undefined),
    logLines: log.recent(),
  });
  await env.clipboard.writeText(options.redact(text));
  window.setStatusBarMessage(l10n.t('The diagnostics are on the clipboard.'), 3_000);
}
