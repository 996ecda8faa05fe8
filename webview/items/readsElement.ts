// <planwright-reads>: several read-only calls in one row that opens to the calls.
import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import { property } from 'lit/decorators.js';
import type { ToolItem } from '../../src/protocol/viewState';
import { formatDuration } from '../format';
import { icon } from '../icon';
import { t } from '../l10n';
import { LightElement } from '../lightElement';
import type { PanelContext } from '../panelContext';
import { describeReads } from '../transcript/describeReads';
import { redactionMark } from './contentMarks';
import './toolElement';

export class ReadsElement extends LightElement {
  @property({
    attribute: false,
    hasChanged: (next: readonly ToolItem[], previous: readonly ToolItem[] | undefined) =>
      previous === undefined ||
      next.length !== previous.length ||
      next.some((item, index) => item !== previous[index]),
  })
  items: readonly ToolItem[] = [];
  @property({ attribute: false }) context!: PanelContext;
  @property({ attribute: false }) rowKey = '';
  @property({ attribute: false }) expansionVersion = 0;

  override render(): TemplateResult {
    const isOpen = this.context.expansion.isOpen(this.rowKey);
    const isRunning = this.items.some((item) => item.state !== 'done');
    const took = wallClock(this.items);
    return html`<div class="tool reads">
      <div class="row tool-row">
        <button
          type="button"
          class="row-toggle"
          title=${isOpen ? t('Hide the calls') : t('Show the calls')}
          aria-expanded=${isOpen ? 'true' : 'false'}
          @click=${() => this.context.expansion.toggle(this.rowKey)}
        >
          ${icon(isOpen ? 'chevron-down' : 'chevron-right', 'chevron')}
          ${isRunning ? icon('loading', 'spin') : icon('search')}
          <span class="tool-title">${describeReads(this.items)}</span>
        </button>
        <span class="row-end">
          ${redactionMark(this.items.reduce((sum, { redactions = 0 }) => sum + redactions, 0))}
          ${isRunning ? nothing : html`<span class="duration">${formatDuration(took)}</span>`}
        </span>
      </div>
      ${
        isOpen
          ? html`<div class="reads-body">
              ${this.items.map(
                (item) =>
                  html`<planwright-tool
                    .item=${item}
                    .context=${this.context}
                    .expansionVersion=${this.expansionVersion}
                  ></planwright-tool>`,
              )}
            </div>`
          : nothing
      }
    </div>`;
  }
}

/** Milliseconds from the first start to the last end: the calls of one turn run at once. */
function wallClock(items: readonly ToolItem[]): number {
  const first = Math.min(...items.map((item) => item.startedAt));
  const last = Math.max(...items.map((item) => item.startedAt + (item.durationMs ?? 0)));
  return last - first;
}

customElements.define('planwright-reads', ReadsElement);
