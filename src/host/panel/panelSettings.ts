// What the panel knows beside the session: models, set-up, trust, and prompts that fit this workspace.
import { DiagnosticSeverity, l10n, languages, workspace } from 'vscode';
import type { PanelSettings } from '../../protocol/messages';
import { keyStorageNote } from '../commands/keyCommands';
import type { EditorModels } from '../models/editorModels';
import type { AgentSetup } from '../sessions/agentSetup';
import type { SessionHub } from '../sessions/sessionHub';
import type { ContentQuestions } from '../trust/contentQuestions';

const MAX_SUGGESTIONS = 3;

export interface PanelSettingsOptions {
  readonly hub: SessionHub;
  readonly setup: AgentSetup;
  readonly editorModels: EditorModels;
  readonly contents: Pick<ContentQuestions, 'open'>;
}

export async function panelSettings({
  hub,
  setup,
  editorModels,
  contents,
}: PanelSettingsOptions): Promise<PanelSettings> {
  const session = await hub.ensureCurrent();
  return {
    models: await setup.choices(await hub.agent()),
    isSetUp: setup.isUsable(session.api.model),
    hasEditorModels: editorModels.models.length > 0,
    isTrusted: workspace.isTrusted,
    heldBack: contents.open().map(({ name }) => name),
    hasWorkspace: (workspace.workspaceFolders?.length ?? 0) > 0,
    suggestions: await suggestions(),
    keyStorageNote: keyStorageNote(),
  };
}

/** At most three prompts, in the person's language as they would write them: an open problem first, the tests where the project has some, and a look around. */
async function suggestions(): Promise<readonly string[]> {
  const prompts: string[] = [];
  const problem = languages
    .getDiagnostics()
    .flatMap(([uri, diagnostics]) => diagnostics.map((diagnostic) => ({ uri, diagnostic })))
    .find(({ diagnostic }) => diagnostic.severity === DiagnosticSeverity.Error);
  if (problem !== undefined) {
    const message = problem.diagnostic.message.split('\n', 1)[0] ?? '';
    const file = workspace.asRelativePath(problem.uri);
    prompts.push(l10n.t('Fix this problem in {0}: {1}', file, message.slice(0, 120)));
  }
  const manifests = await workspace.findFiles('package.json', undefined, 1);
  if (manifests.length > 0) prompts.push(l10n.t('Run the tests and fix what fails'));
  prompts.push(l10n.t('Explain how this project is organised'), l10n.t('Look for a bug in the open file'));
  return prompts.slice(0, MAX_SUGGESTIONS);
}
