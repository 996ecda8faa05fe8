// What a link (`vscode://planwright.planwright/prompt?text=…`) may do: put a text into the input, and nothing else. Anybody can make
// one, so the text is taken for what it is: words of a stranger, which the person reads and sends, or not.
import { stripInvisible } from '../../core/security/visibleText';

/** Characters of a prompt that comes by a link. More can't be read at a glance, and what is not read must not be sent. */
export const LINK_LIMIT = 4_000;

export type LinkPrompt = { readonly text: string } | { readonly problem: 'unknown' | 'empty' | 'too_long' };

/** @param query as the editor gives it: decoded, so that everything behind `text=` is the text */
export function promptOfLink(path: string, query: string): LinkPrompt {
  const given = /^text=(.*)$/s.exec(query)?.[1];
  if (path !== '/prompt' || given === undefined) return { problem: 'unknown' };
  if (given.length > LINK_LIMIT) return { problem: 'too_long' };
  // Many blank lines would push the rest out of sight.
  const text = stripInvisible(given.replaceAll('\r\n', '\n').replaceAll('\r', ''))
    .text.replace(/[ \t]{24,}/g, ' ')
    .replace(/\n(?:[ \t]*\n){2,}/g, '\n\n')
    .trim();
  return text === '' ? { problem: 'empty' } : { text };
}
