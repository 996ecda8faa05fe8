// "Fix with Planwright" on the editor's problems. Registered by the bootstrap, so it does nothing but offer the command.
import { CodeAction, CodeActionKind, l10n, languages, workspace } from 'vscode';
import type { CodeActionProvider, Disposable } from 'vscode';
import type { CommandId } from '../commandIds';

const COMMAND: CommandId = 'planwright.fixProblem';

const provider: CodeActionProvider = {
  provideCodeActions(document, _range, { diagnostics }) {
    const [first] = diagnostics;
    if (first === undefined || !workspace.isTrusted) return [];
    if (workspace.getWorkspaceFolder(document.uri) === undefined) return [];
    const action = new CodeAction(l10n.t('Fix with Planwright'), CodeActionKind.QuickFix);
    action.diagnostics = [...diagnostics];
    action.command = {
      command: COMMAND,
      title: action.title,
      arguments: [document.uri, first.range.start.line],
    };
    return [action];
  },
};

export function registerFixProblemAction(): Disposable {
  return languages.registerCodeActionsProvider('*', provider, {
    providedCodeActionKinds: [CodeActionKind.QuickFix],
  });
}
