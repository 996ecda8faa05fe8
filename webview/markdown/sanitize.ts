import createDOMPurify from 'dompurify';
import type { Config } from 'dompurify';

const purifier = createDOMPurify(window);

/** Exactly what `renderMarkdown.ts` makes; no `href`, no `src`, no `style`, no form, no picture. */
const config: Config & { RETURN_DOM_FRAGMENT: true } = {
  ALLOWED_TAGS: [
    'p',
    'br',
    'strong',
    'em',
    'del',
    'code',
    'pre',
    'blockquote',
    'ul',
    'ol',
    'li',
    'h1',
    'h2',
    'h3',
    'h4',
    'h5',
    'h6',
    'hr',
    'table',
    'thead',
    'tbody',
    'tr',
    'th',
    'td',
    'a',
    'span',
    '#text',
  ],
  ALLOWED_ATTR: ['class', 'role', 'tabindex', 'title', 'start', 'align', 'data-link'],
  ALLOW_DATA_ATTR: false,
  ALLOW_ARIA_ATTR: false,
  RETURN_DOM_FRAGMENT: true,
};

/** Turns HTML of an answer into nodes that cannot load or run anything. */
export function sanitize(html: string): DocumentFragment {
  return purifier.sanitize(html, config);
}
