// Texts that a person reads, in the language of the editor. `t` is called as `vscode.l10n.t` is; what a text says is in the call, the
// translations are in media/l10n. Without a translation a text stays English.
import { config } from '@vscode/l10n';

export { t } from '@vscode/l10n';

/** Takes the translation as the page carries it: a JSON object, text by text. Anything else leaves the texts English. */
export function setTexts(json: string): void {
  config({ contents: readTexts(json) });
}

function readTexts(json: string): Record<string, string> {
  try {
    const texts: unknown = JSON.parse(json);
    if (typeof texts !== 'object' || texts === null) return {};
    return Object.fromEntries(Object.entries(texts).filter(([, text]) => typeof text === 'string'));
  } catch {
    // A page without a translation is English.
    return {};
  }
}
