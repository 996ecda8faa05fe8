import { html } from 'lit';
import type { TemplateResult } from 'lit';
import { ref } from 'lit/directives/ref.js';
import type { PanelContext } from '../panelContext';
import { MarkdownElement } from './markdownElement';

/** A text that does not grow, as Markdown. */
export function markdownText(text: string, context: PanelContext): TemplateResult {
  return html`<planwright-markdown
    ${ref((element) => {
      if (!(element instanceof MarkdownElement)) return;
      element.context = context;
      element.show(text, false);
    })}
  ></planwright-markdown>`;
}
