// Texts that a person reads, in the language of the editor. `t` is called as `vscode.l10n.t` is; what a text says is in the call, the
// translations are in media/l10n. Without a translation a text stays English.
import { config } from '@vscode/l10n';

export { t } from '@vscode/l10n';

let language = 'en';
/** A format costs a hundred times what using it does. */
const formats = new Map<string, Intl.NumberFormat>();

/**
 * Takes the translation as the page carries it: a JSON object, text by text. Anything else leaves the texts English.
 * @param pageLanguage how numbers are written; such as `de`
 */
export function setTexts(json: string, pageLanguage: string): void {
  config({ contents: readTexts(json) });
  language = pageLanguage === '' ? 'en' : pageLanguage;
  formats.clear();
}

/** A number with so many digits after the decimal mark of the language. */
export function formatNumber(value: number, digits: number): string {
  return formatOf(`digits ${digits}`, {
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
    useGrouping: false,
  }).format(value);
}

/** US dollars and cents as the language writes them. */
export function formatMoney(dollars: number): string {
  return formatOf('money', { style: 'currency', currency: 'USD', useGrouping: false }).format(dollars);
}

function formatOf(key: string, options: Intl.NumberFormatOptions): Intl.NumberFormat {
  const known = formats.get(key);
  if (known !== undefined) return known;
  const format = new Intl.NumberFormat(language, options);
  formats.set(key, format);
  return format;
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
