import { html } from 'lit';
import type { TemplateResult } from 'lit';

/** A sentence whose parts between backticks are shown as code. */
export function inlineCode(text: string): TemplateResult {
  const parts = text.split('`');
  // An odd number of backticks is no pair: the text is shown as it stands.
  if (parts.length % 2 === 0) return html`${text}`;
  return html`${parts.map((part, index) => (index % 2 === 1 ? html`<code class="inline-code">${part}</code>` : part))}`;
}
