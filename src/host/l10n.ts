// `vscode.l10n.t` for the parts of the host that also run without the editor, as in their tests. Called the same way; English until the
// editor's translation is there. Whatever imports `vscode` anyway uses its `l10n`.
import { config } from '@vscode/l10n';

export { t } from '@vscode/l10n';

let language = 'en';

/**
 * Takes the editor's translation and language.
 * @param texts `vscode.l10n.bundle`; undefined for English
 * @param editorLanguage `vscode.env.language`: how numbers are written
 */
export function setTexts(texts: Readonly<Record<string, string>> | undefined, editorLanguage: string): void {
  config({ contents: { ...texts } });
  language = editorLanguage;
}

/** A number with so many digits after the decimal mark of the language. */
export function formatNumber(value: number, digits: number): string {
  const options = { minimumFractionDigits: digits, maximumFractionDigits: digits, useGrouping: false };
  return value.toLocaleString(language, options);
}
