// <planwright-plan-bar>: one line above the input that says how far the plan is and opens it.
import { html, nothing, svg } from 'lit';
import type { TemplateResult } from 'lit';
import { property, state } from 'lit/decorators.js';
import type { PlanView } from '../../src/protocol/planMessages';
import { decidedWords } from '../../src/protocol/words/planNoteWords';
import { formatDuration } from '../format';
import { icon } from '../icon';
import { t } from '../l10n';
import { LightElement } from '../lightElement';
import type { PanelContext } from '../panelContext';
import { Tick } from '../tick';
import { canDecline, planActions } from './planActions';
import { planCommand } from './planCommands';
import { costWords, planFacts, planTook } from './planFacts';
import { barState } from './planWords';

/** Length of the ring's outline at radius 5. */
const OUTLINE = 2 * Math.PI * 5;

export class PlanBarElement extends LightElement {
  @property({ attribute: false }) view!: PlanView;
  @property({ attribute: false }) isOpen = false;
  /** A run of the session is on. */
  @property({ attribute: false }) isBusy = false;

  @property({ attribute: false }) context!: PanelContext;
  @state() private problem = '';

  constructor() {
    super();
    new Tick(this, () => this.view.isRunning || this.view.isPlanning);
  }

  /** Open, the plan has its own button. */
  get #canRun(): boolean {
    const { view, context, isOpen, isBusy } = this;
    return !isOpen && !context.isReadOnly && planActions(view, isBusy)[0] === 'run';
  }

  async #decline(): Promise<void> {
    this.problem = (await planCommand(this.context, 'decline')) ?? '';
    // The button goes with the plan.
    if (this.problem === '') this.context.focusNext();
  }

  async #run(): Promise<void> {
    this.problem = (await planCommand(this.context, 'run')) ?? '';
  }

  override render(): TemplateResult {
    const { view } = this;
    const facts = planFacts(view);
    const took = planTook(view, Date.now());
    const { usage } = view;
    const because =
      view.isPlanning && view.plannedBecause !== undefined
        ? t('because: {0}', decidedWords(view.plannedBecause, t))
        : '';
    const parts = [
      barState(view),
      view.isRunning && facts.wave > 0 ? t('wave {0}/{1}', facts.wave, facts.waves) : '',
      costWords(usage, view.isRunning),
      took === undefined ? '' : formatDuration(took),
      because,
    ].filter((part) => part !== '');
    const isDeclinable = canDecline(view) && !this.isOpen && !this.context.isReadOnly;
    return html`<div class="plan-bar ${isDeclinable ? 'declinable' : ''}">
      <button
        type="button"
        class="row-toggle"
        aria-expanded=${this.isOpen ? 'true' : 'false'}
        title=${[because, this.isOpen ? t('Back to the conversation (Escape)') : t('Show the plan')].filter((line) => line !== '').join('\n')}
        @click=${() => this.dispatchEvent(new CustomEvent('planwright-plan-toggle', { bubbles: true }))}
      >
        ${view.isPlanning ? icon('loading', 'spin') : progressMark(facts.total === 0 ? 0 : facts.done / facts.total)}
        <span class="plan-bar-count"
          >${view.isPlanning || facts.total === 0 ? t('Plan') : t('Plan {0}/{1}', facts.done, facts.total)}</span
        >
        <span class="muted plan-bar-facts">${parts.join(' · ')}</span>
        <span class="plan-bar-open">
          ${icon(this.isOpen ? 'chevron-down' : 'chevron-right', 'chevron')}${this.isOpen ? t({ message: 'Close', comment: 'The plan' }) : t({ message: 'Open', comment: 'The plan' })}
        </span>
      </button>
      ${
        this.#canRun
          ? html`<button
              type="button"
              class="link-button"
              title=${t('Run the plan')}
              @click=${() => void this.#run()}
            >
              ${t('Run')}
            </button>`
          : nothing
      }
      ${
        isDeclinable
          ? html`<button
              type="button"
              class="link-button"
              title=${t('Stop planning and do the task as it is (Shift+Alt+W)')}
              @click=${() => void this.#decline()}
            >
              ${t('Answer without a plan')}
            </button>`
          : nothing
      }
      ${this.problem === '' ? nothing : html`<div class="error-text" role="alert">${this.problem}</div>`}
    </div>`;
  }
}

function progressMark(share: number): TemplateResult {
  return html`<svg class="plan-ring" viewBox="0 0 14 14" width="14" height="14" aria-hidden="true">
    ${svg`<circle class="gauge-track" cx="7" cy="7" r="5"></circle>
    <circle class="gauge-fill" cx="7" cy="7" r="5" transform="rotate(-90 7 7)" stroke-dasharray="${share * OUTLINE} ${OUTLINE}"></circle>`}
  </svg>`;
}

customElements.define('planwright-plan-bar', PlanBarElement);
