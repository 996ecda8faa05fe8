// What the prompt says about the editor: which files are open, and what is selected. Content that the ignore file keeps from the model
// stays out.
import { TabInputText, window } from 'vscode';
import type { EnvironmentFacts } from '../../core/session/sessionOptions';
import type { ContentFilter } from '../../core/tools/toolServices';
import type { EditorWorkspace } from '../workspace/editorWorkspace';

const MAX_OPEN_FILES = 30;
const MAX_SELECTION = 20_000;

export async function environmentFacts(
  workspace: EditorWorkspace,
  content: ContentFilter,
): Promise<EnvironmentFacts> {
  const uris = window.tabGroups.all
    .flatMap((group) => group.tabs)
    .flatMap((tab) => (tab.input instanceof TabInputText ? [tab.input.uri] : []));
  const files = await Promise.all(uris.slice(0, MAX_OPEN_FILES).map((uri) => workspace.displayOf(uri)));
  const openFiles = [
    ...new Set(files.filter((file) => file.folder !== undefined).map((file) => file.display)),
  ];
  const editor = window.activeTextEditor;
  if (editor === undefined) return { openFiles };
  const active = await workspace.displayOf(editor.document.uri);
  if (active.folder === undefined) return { openFiles };
  const { selection, document } = editor;
  if (selection.isEmpty || (await content.isHidden(active))) return { openFiles, activeFile: active.display };
  return {
    openFiles,
    activeFile: active.display,
    selection: {
      file: active.display,
      fromLine: selection.start.line + 1,
      toLine: selection.end.line + 1,
      text: document.getText(selection).slice(0, MAX_SELECTION),
    },
  };
}
