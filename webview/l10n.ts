// Texts that a person reads, in the language of the editor. `t` is called as `vscode.l10n.t` is; what a text says is in the call, the
// translations are in media/l10n. Without a translation a text stays English.
import { config } from '@vscode/l10n';

export { t } from '@vscode/l10n';

let language = 'en';

/**
 * Takes the translation as the page carries it: a JSON object, text by text. Anything else leaves the texts English.
 * @param pageLanguage how numbers are written; such as `de`
 */
export function setTexts(json: string, pageLanguage: string): void {
  config({ contents: readTexts(json) });
  language = pageLanguage === '' ? 'en' : pageLanguage;
}

/** A number with so many digits after the decimal mark of the language. */
export function formatNumber(value: number, digits: number): string {
  const options = { minimumFractionDigits: digits, maximumFractionDigits: digits, useGrouping: false };
  return value.toLocaleString(language, options);
}

/** US dollars and cents as the language writes them. */
export function formatMoney(dollars: number): string {
  const options = { style: 'currency', currency: 'USD', useGrouping: false } as const;
  return dollars.toLocaleString(language, options);
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
