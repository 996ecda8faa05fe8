// <planwright-answer>: an answer as Markdown, drawn at most once a frame.
import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import { property } from 'lit/decorators.js';
import type { AnswerItem } from '../../src/protocol/viewState';
import { icon } from '../icon';
import { t } from '../l10n';
import { LightElement } from '../lightElement';
import '../markdown/markdownElement';
import type { MarkdownElement } from '../markdown/markdownElement';
import type { PanelContext } from '../panelContext';

export class AnswerElement extends LightElement {
  @property({ attribute: false }) item!: AnswerItem;
  @property({ attribute: false }) context!: PanelContext;

  override render(): TemplateResult {
    return html`<div class="answer">
      <planwright-markdown></planwright-markdown>
      ${
        this.item.isIncomplete
          ? html`<div class="notice warning">
              ${icon('warning', 'warning-icon')}<span>${t('The answer was cut off here.')}</span>
            </div>`
          : nothing
      }
    </div>`;
  }

  override updated(): void {
    const markdown = this.querySelector<MarkdownElement>('planwright-markdown');
    if (markdown === null) return;
    markdown.context = this.context;
    markdown.show(this.item.text, this.item.isStreaming);
  }
}

customElements.define('planwright-answer', AnswerElement);
