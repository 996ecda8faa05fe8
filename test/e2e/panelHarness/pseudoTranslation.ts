// A translation that is none: every text in brackets and 40 % longer. What stands outside of brackets was never asked for. Content of a
// session is told from the interface by its letters: it is written in Greek ones.
import { readFileSync } from 'node:fs';
import type { Page } from 'playwright-core';
import type { Translation } from './panelServer';

const bundle = JSON.parse(readFileSync('media/l10n/bundle.l10n.json', 'utf8')) as Readonly<
  Record<string, string | { readonly message: string }>
>;

export const pseudoTranslation: Translation = {
  language: 'en',
  texts: Object.fromEntries(
    Object.entries(bundle).map(([key, entry]) => [
      key,
      longer(typeof entry === 'string' ? entry : entry.message),
    ]),
  ),
};

/** Words in Latin letters that no `t` has made: texts, tooltips, names, placeholders; also in shadow trees, also those only read out. */
export function untranslated(page: Page): Promise<string[]> {
  return page.evaluate<string[]>(`(() => {
    const found = new Set();
    const look = (where, text) => {
      let rest = text;
      for (let before = ''; before !== rest; ) {
        before = rest;
        rest = rest.replace(/⟦[^⟦⟧]*⟧/g, ' ');
      }
      if (/\\p{Script=Latin}{2}/u.test(rest)) found.add(where + ': ' + text.trim());
    };
    const walk = (node) => {
      if (node instanceof Text) look('text', node.data);
      if (node instanceof Element) {
        if (node.matches('style, script')) return;
        for (const name of ['title', 'aria-label', 'aria-description', 'aria-valuetext', 'placeholder', 'alt']) {
          // What is hidden from screen readers has no name for them; the toolkit gives one all the same.
          if (name.startsWith('aria-') && node.closest('[aria-hidden="true"]') !== null) continue;
          if (node.hasAttribute(name)) look(name, node.getAttribute(name));
        }
        if (node.shadowRoot !== null) walk(node.shadowRoot);
        // A sentence with code in it is one text.
        if (node.querySelector(':scope > .inline-code') !== null) return look('text', node.textContent);
      }
      node.childNodes.forEach(walk);
    };
    walk(document.body);
    return [...found];
  })()`);
}

/** The same value with the words that a session is made of in Greek letters. */
export function inGreek<Value>(value: Value): Value {
  return greek(value, '') as Value;
}

const LATIN = 'abcdefghijklmnopqrstuvwxyz';
const GREEK = 'αβψδεφγηιξκλμνοπϟρστθωςχυζ';
/** Fields that name things for the program. */
const NAMES = new Set(
  'type kind toolId toolName outcome role origin when level mode stopReason id sessionId state access status stepId stepIds dependsOn strategy parentId about code of done there stop'.split(
    ' ',
  ),
);

function greek(value: unknown, field: string): unknown {
  if (typeof value === 'string') return NAMES.has(field) ? value : value.replaceAll(/[a-z]/gi, letter);
  if (Array.isArray(value)) return value.map((item) => greek(item, field));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, greek(item, name)]));
}

function letter(latin: string): string {
  const at = LATIN.indexOf(latin.toLowerCase());
  const found = GREEK.charAt(at);
  return latin === latin.toLowerCase() ? found : found.toUpperCase();
}

/** Filled with words of the length that German has. */
function longer(text: string): string {
  const filling = 'wirklich länger geworden '.repeat(1 + text.length / 40);
  return `⟦${text} ${filling.slice(0, Math.ceil(text.length * 0.4)).trim()}⟧`;
}
