// Opens what a person clicked in the panel: files, links, outputs, changes. What the panel names is text that others wrote, so only
// files of the workspace and ordinary addresses are opened.
import { env, l10n, Range, Uri, window } from 'vscode';
import type { AgentEventOf } from '../../core/events/agentEvent';
import { PersonError } from '../sessions/liveSession';
import type { LiveSession } from '../sessions/liveSession';
import type { EditorWorkspace } from '../workspace/editorWorkspace';
import type { PanelDocuments } from './documents';
import type { PanelActions } from './panelMessages';

const LINK_SCHEMES: ReadonlySet<string> = new Set(['http', 'https', 'mailto']);

export function createOpeners(
  workspace: EditorWorkspace,
  documents: PanelDocuments,
): Pick<PanelActions, 'openFile' | 'insertCode' | 'openLink' | 'openOutput' | 'openDiff'> {
  return {
    async openFile(path, line) {
      const file = await workspace.resolve(path);
      if (file.folder === undefined)
        throw new PersonError(l10n.t('{0} is outside the workspace.', file.display));
      const at = line === undefined ? undefined : new Range(line - 1, 0, line - 1, 0);
      await window.showTextDocument(workspace.toUri(file.path), {
        preview: true,
        ...(at === undefined ? {} : { selection: at }),
      });
    },
    async insertCode(text) {
      // In an editor tab of our own the text editor is not the active one, but still in sight.
      const editor = window.activeTextEditor ?? window.visibleTextEditors[0];
      if (editor === undefined)
        throw new PersonError(l10n.t('Open a file first, and put the cursor where the code belongs.'));
      const isDone = await editor.edit((builder) => {
        for (const selection of editor.selections) builder.replace(selection, text);
      });
      if (!isDone) throw new PersonError(l10n.t('This editor is read-only; nothing was inserted.'));
      await window.showTextDocument(editor.document, { viewColumn: editor.viewColumn });
    },
    async openLink(url) {
      const uri = Uri.parse(url, true);
      if (!LINK_SCHEMES.has(uri.scheme))
        throw new PersonError(l10n.t('Only web and mail addresses are opened.'));
      await env.openExternal(uri);
    },
    async openOutput(session, toolId) {
      const { details, toolName, toolOutput } = await endOf(session, toolId);
      if (details?.type === 'command' && details.outputFile !== undefined) {
        await window.showTextDocument(Uri.file(details.outputFile), { preview: true });
        return;
      }
      await documents.show(`${session.id}/${toolId}`, `${toolName}.txt`, toolOutput);
    },
    async openDiff(session, toolId, file) {
      const diffs = await diffsOf(session, toolId);
      const diff = diffs.find((candidate) => candidate.path === file || candidate.renamedTo === file);
      if (diff === undefined) throw new PersonError(l10n.t('There is no change of {0} to show.', file));
      await documents.showDiff(`${session.id}/${toolId}`, diff);
    },
  };
}

async function endOf(session: LiveSession, toolId: string): Promise<AgentEventOf<'tool_end'>> {
  const events = await session.api.events();
  const end = events.findLast((event) => event.type === 'tool_end' && event.toolId === toolId);
  if (end?.type !== 'tool_end') throw new PersonError(l10n.t('This call has not ended yet.'));
  return end;
}

/** The changes that were made, or those that are proposed while the call waits. */
async function diffsOf(session: LiveSession, toolId: string) {
  const events = await session.api.events();
  const event = events.findLast(
    (candidate) =>
      (candidate.type === 'tool_end' || candidate.type === 'confirmation_required') &&
      candidate.toolId === toolId,
  );
  if (event?.type === 'tool_end' && event.details?.type === 'diff') return event.details.files;
  return event?.type === 'confirmation_required' ? (event.details.files ?? []) : [];
}
