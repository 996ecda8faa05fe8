// `vscode.l10n.t` for the parts of the host that also run without the editor, as in their tests. Called the same way; English until the
// editor's translation is there. Whatever imports `vscode` anyway uses its `l10n`.
import { config } from '@vscode/l10n';

export { t } from '@vscode/l10n';

/** Takes the editor's translation, `vscode.l10n.bundle`; undefined for English. */
export function setTexts(texts: Readonly<Record<string, string>> | undefined): void {
  config({ contents: { ...texts } });
}
