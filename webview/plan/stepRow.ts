// <planwright-step>: one step of a plan in the transcript: a row that opens to its calls and what it said. A call that asks is always
// shown.
import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import { property } from 'lit/decorators.js';
import type { StepItem, ToolItem } from '../../src/protocol/viewState';
import { formatDuration } from '../format';
import { icon } from '../icon';
import '../items/toolElement';
import { firstLine } from '../items/toolWords';
import { t } from '../l10n';
import { LightElement } from '../lightElement';
import { markdownText } from '../markdown/markdownText';
import type { PanelContext } from '../panelContext';
import { itemState, stateWords } from './planWords';
import { stateIcon } from './stateIcon';
import { failureWords } from '../../src/protocol/words/errorWords';

export class StepRowElement extends LightElement {
  @property({ attribute: false }) item!: StepItem;
  @property({ attribute: false }) calls: readonly ToolItem[] = [];
  @property({ attribute: false }) context!: PanelContext;
  @property({ attribute: false }) expansionVersion = 0;

  override render(): TemplateResult {
    const { item, calls } = this;
    const { error, cause } = item;
    const isOpen = this.context.expansion.isOpen(item.id);
    const state = itemState(item.state);
    const asking = calls.filter(({ question }) => question !== undefined);
    return html`<div class="tool plan-step-row ${item.state}">
      <div class="row tool-row">
        <button
          type="button"
          class="row-toggle"
          title=${isOpen ? t('Hide what the step did') : t('Show what the step did')}
          aria-expanded=${isOpen ? 'true' : 'false'}
          @click=${() => this.context.expansion.toggle(item.id)}
        >
          ${icon(isOpen ? 'chevron-down' : 'chevron-right', 'chevron')}${stateIcon(state)}
          <span class="tool-verb">${t('Step {0}', item.number)}</span>
          <span class="tool-title">${item.title}</span>
        </button>
        <span class="row-end">
          <span class="muted">${stateWords(state)}</span>
          ${calls.length === 0 ? nothing : html`<span class="muted">${callCount(calls.length)}</span>`}
          ${item.endedAt === undefined ? nothing : html`<span class="duration">${formatDuration(item.endedAt - item.startedAt)}</span>`}
        </span>
      </div>
      ${error === undefined ? nothing : html`<div class="tool-problem error-text">${firstLine(failureWords({ error, cause }, t))}</div>`}
      ${isOpen ? this.#body(calls) : asking.length === 0 ? nothing : this.#body(asking)}
      ${
        isOpen && item.output.trim() !== ''
          ? html`<div class="plan-step-output">${markdownText(item.output, this.context)}</div>`
          : nothing
      }
    </div>`;
  }

  #body(calls: readonly ToolItem[]): TemplateResult {
    return html`<div class="plan-step-calls">
      ${calls.map(
        (call) =>
          html`<planwright-tool
            .item=${call}
            .context=${this.context}
            .expansionVersion=${this.expansionVersion}
          ></planwright-tool>`,
      )}
    </div>`;
  }
}

function callCount(count: number): string {
  return count === 1 ? t('1 call') : t('{0} calls', count);
}

customElements.define('planwright-step', StepRowElement);
