// <planwright-call-review>: how the changes of one tool call stand, and Keep / Undo for those that wait.
import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import { property, state } from 'lit/decorators.js';
import type { CallReview } from '../../src/protocol/reviewList';
import { icon } from '../icon';
import { t } from '../l10n';
import { LightElement } from '../lightElement';
import type { PanelContext } from '../panelContext';
import { callWords } from './reviewWords';

export class CallReviewElement extends LightElement {
  @property({ attribute: false }) context!: PanelContext;
  @property({ attribute: false }) toolId = '';
  @state() private counts: CallReview | undefined;
  @state() private problem = '';
  #unsubscribe: () => void = () => undefined;

  override connectedCallback(): void {
    super.connectedCallback();
    this.#follow();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#unsubscribe();
  }

  override willUpdate(changed: ReadonlyMap<PropertyKey, unknown>): void {
    if (changed.has('context') || changed.has('toolId')) this.#follow();
  }

  override render(): TemplateResult | typeof nothing {
    const { counts } = this;
    if (counts === undefined) return nothing;
    return html`<div class="call-review">
      <span class="muted"
        >${icon(counts.pending > 0 ? 'circle-filled' : counts.kept > 0 ? 'check' : 'discard')}
        ${callWords(counts)}</span
      >
      ${
        counts.pending === 0
          ? nothing
          : html`<button
                type="button"
                class="link-button"
                title=${t('Accept what this call changed')}
                @click=${() => void this.#decide('review/keep')}
              >
                ${t('Keep')}
              </button>
              <button
                type="button"
                class="link-button"
                title=${t('Take back what this call changed')}
                @click=${() => void this.#decide('review/undo')}
              >
                ${t('Undo')}
              </button>`
      }
      ${this.problem === '' ? nothing : html`<span class="error-text" role="alert">${this.problem}</span>`}
    </div>`;
  }

  #follow(): void {
    this.#unsubscribe();
    const { review } = this.context;
    this.counts = review.ofCall(this.toolId);
    this.#unsubscribe = review.onChange(() => {
      const next = review.ofCall(this.toolId);
      if (JSON.stringify(next) !== JSON.stringify(this.counts)) this.counts = next;
    });
  }

  async #decide(type: 'review/keep' | 'review/undo'): Promise<void> {
    const target = { kind: 'call', toolId: this.toolId } as const;
    const outcome = await this.context.host.request({ type, target });
    this.problem = outcome.ok ? '' : outcome.error;
  }
}

customElements.define('planwright-call-review', CallReviewElement);
