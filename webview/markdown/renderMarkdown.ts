// Markdown of an answer to HTML. Raw HTML stays text, pictures become links, and links carry their address as data, never as
// `href`: nothing is fetched, prefetched or followed by the browser. `sanitize.ts` checks the result once more.
import { Marked } from 'marked';
import type { Token, Tokens } from 'marked';
import { t } from '../l10n';
import { fileInCode, linkTarget } from './links';

/** A top-level token. */
export type BlockToken = Token;

const marked = new Marked({
  gfm: true,
  breaks: false,
  renderer: {
    html(token: Tokens.HTML | Tokens.Tag): string {
      // Models break lines in table cells with it, and it can do nothing else.
      return /^<br\s*\/?>$/i.test(token.text) ? '<br>' : escapeHtml(token.text);
    },
    image(token: Tokens.Image): string {
      const label = token.text === '' ? t('image') : t('image: {0}', token.text);
      return linkHtml(token.href, escapeHtml(`[${label}]`), token.title ?? undefined);
    },
    link(token: Tokens.Link): string {
      return linkHtml(
        token.href,
        this.parser.parseInline(token.tokens),
        token.title ?? undefined,
        token.text,
      );
    },
    codespan(token: Tokens.Codespan): string {
      const file = fileInCode(token.text);
      const code = `<code>${escapeHtml(token.text)}</code>`;
      return file === undefined ? code : anchor(token.text, t('Open {0}', token.text), code);
    },
    code(token: Tokens.Code): string {
      return `<pre><code>${escapeHtml(token.text)}\n</code></pre>\n`;
    },
    checkbox(token: Tokens.Checkbox): string {
      return token.checked ? '☑ ' : '☐ ';
    },
  },
});

/** Splits Markdown into its top-level tokens; their `raw` texts joined are the source (line ends as `\n`). */
export function lexMarkdown(source: string): readonly BlockToken[] {
  return marked.lexer(source);
}

/** HTML of one top-level token. */
export function renderToken(token: BlockToken): string {
  return marked.parser([token]);
}

function linkHtml(address: string, labelHtml: string, title?: string, labelText = ''): string {
  const target = linkTarget(address);
  if (target === undefined) {
    // Not an address that we open: say where it would have led.
    return labelText === address ? labelHtml : `${labelHtml} (${escapeHtml(shorten(address))})`;
  }
  const tooltip = title === undefined ? address : `${title}\n${address}`;
  const link = anchor(address, tooltip, labelHtml);
  if (target.kind === 'file' || labelText.includes(target.host)) return link;
  return `${link} <span class="link-host">(${escapeHtml(target.host)})</span>`;
}

function anchor(address: string, tooltip: string, labelHtml: string): string {
  return `<a class="link" role="link" tabindex="0" data-link="${escapeHtml(address)}" title="${escapeHtml(tooltip)}">${labelHtml}</a>`;
}

function shorten(text: string): string {
  return text.length > 200 ? `${text.slice(0, 199)}…` : text;
}

function escapeHtml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;');
}
