// <planwright-plan-step>: all about one step: what it is to do, what must hold, what it changed, its calls, and what can be done with it.
import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import { property } from 'lit/decorators.js';
import type { PlanView } from '../../src/protocol/planMessages';
import { isCut, listOfStep } from '../../src/protocol/reviewList';
import type { SessionView, StepItem, ToolItem } from '../../src/protocol/viewState';
import { icon, iconButton } from '../icon';
import '../items/toolElement';
import { t } from '../l10n';
import { LightElement } from '../lightElement';
import { markdownText } from '../markdown/markdownText';
import type { PanelContext } from '../panelContext';
import '../review/reviewBar';
import { stepActions } from './planActions';
import type { StepAction } from './planActions';
import { neededNumbers, needing, numberOf, titleOf } from './planFacts';
import type { Step } from './planFacts';
import { stepConflicts } from './stepConflicts';
import { stepEvidence } from './stepEvidence';
import { stepActionWords } from './stepActionWords';
import { shownState, stateSentence, typeWords } from './planWords';
import { stateIcon } from './stateIcon';
import { failureWords } from '../../src/protocol/words/errorWords';

/** Fired with what a person wants done with the step. */
export type StepActionEvent = CustomEvent<StepAction>;

/** Fired with the path of a conflict that is to be shown as a diff. */
export type StepConflictEvent = CustomEvent<string>;

/** Calls that are shown; older ones are in the conversation. */
const CALL_LIMIT = 50;

export class StepDetailElement extends LightElement {
  @property({ attribute: false }) step!: Step;
  @property({ attribute: false }) view!: PlanView;
  @property({ attribute: false }) session!: SessionView;
  @property({ attribute: false }) context!: PanelContext;
  /** A run of the session is on. */
  @property({ attribute: false }) isBusy = false;
  @property({ attribute: false }) expansionVersion = 0;

  #unsubscribe: () => void = () => undefined;

  override connectedCallback(): void {
    super.connectedCallback();
    this.#unsubscribe = this.context.review.onChange(() => this.requestUpdate());
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#unsubscribe();
  }

  override render(): TemplateResult {
    const { step, view } = this;
    const state = shownState(step, view);
    const number = numberOf(view.plan, step.id);
    return html`<section class="plan-step" aria-label=${t('Step {0}: {1}', number, titleOf(step))}>
      <div class="plan-step-head">
        ${stateIcon(state)}
        <h3>${number} ${titleOf(step)}</h3>
        <span class="muted">${stateSentence(step, state)}</span>
        ${iconButton('close', t('Close the details (Escape)'), () => this.#fire('planwright-step-close'))}
      </div>
      ${this.#actions()}
      ${step.title === undefined ? nothing : html`<div class="plan-step-text">${markdownText(step.description, this.context)}</div>`}
      ${this.#facts()} ${this.#error()} ${this.#conflicts()} ${stepEvidence(this.step)} ${this.#review()}
      ${this.#files()} ${this.#unwritten()} ${this.#work()}
    </section>`;
  }

  #actions(): TemplateResult | typeof nothing {
    if (this.context.isReadOnly) return nothing;
    const actions = stepActions(this.step, this.view, this.isBusy);
    if (actions.length === 0) return nothing;
    return html`<div class="plan-step-actions" role="toolbar" aria-label=${t('Actions of the step')}>
      ${actions.map((action) => {
        const { label, title, iconName } = stepActionWords(action);
        return html`<button
          type="button"
          class="link-button"
          title=${title}
          data-step-action=${action}
          @click=${() => this.dispatchEvent(new CustomEvent('planwright-step-action', { detail: action, bubbles: true }))}
        >
          ${icon(iconName)} ${label}
        </button>`;
      })}
    </div>`;
  }

  #facts(): TemplateResult {
    const { step, view, context } = this;
    const before = neededNumbers(view.plan, step);
    const after = needing(view.plan, step.id).map(({ id }) => numberOf(view.plan, id));
    const { file } = step;
    return html`<dl class="plan-step-facts">
      ${before.length === 0 ? nothing : fact(t('After'), before.join(', '))}
      ${after.length === 0 ? nothing : fact(t('Needed by'), after.join(', '))}
      ${fact(t({ message: 'Type', comment: 'Of a plan step' }), typeWords(step.type))}
      ${
        file === undefined
          ? nothing
          : fact(
              t('File'),
              html`<button
                type="button"
                class="link-button code"
                title=${t('Open {0}', file)}
                @click=${() => context.host.post({ type: 'file/open', path: file })}
              >
                ${file}
              </button>`,
            )
      }
      ${step.command === undefined ? nothing : fact(t('Command'), html`<span class="code">${step.command}</span>`)}
      ${(step.baseHash ?? step.baseHashes) === undefined || step.status !== 'pending' ? nothing : fact(t('Changes'), t('kept from the dry run, applied as shown'))}
      ${step.attempts < 2 ? nothing : fact(t('Attempts'), String(step.attempts))}
      ${step.successCriteria === undefined ? nothing : fact(t('Done when'), step.successCriteria)}
    </dl>`;
  }

  #error(): TemplateResult | typeof nothing {
    const { error, cause, errorCode } = this.step.result ?? {};
    // Drawn place by place instead.
    const isDrawn = errorCode === 'conflict' && (this.view.steps[this.step.id]?.conflicts.length ?? 0) > 0;
    return error === undefined || isDrawn || this.step.status === 'done'
      ? nothing
      : html`<pre class="plan-step-error" tabindex="0" aria-label=${t('Error')}>
${failureWords({ error, cause }, t)}</pre>`;
  }

  #conflicts(): TemplateResult | typeof nothing {
    const { host } = this.context;
    if (this.step.status === 'done') return nothing;
    return stepConflicts(this.view.steps[this.step.id]?.conflicts ?? [], {
      onOpen: (path, line) => host.post({ type: 'file/open', path, ...(line === undefined ? {} : { line }) }),
      onOpenDiff: (path) =>
        this.dispatchEvent(new CustomEvent('planwright-step-conflict', { detail: path, bubbles: true })),
    });
  }

  /** Its hunks that wait for a decision: the part of the list above the input that is this step's. */
  #review(): TemplateResult {
    const { step, view, context } = this;
    const { list } = context.review;
    const own = { runIds: view.runIds, stepId: step.id };
    return html`<planwright-review
      .context=${context}
      .list=${listOfStep(list, own)}
      .step=${{ ...own, label: t('step {0}', numberOf(view.plan, step.id)) }}
      .hasMore=${isCut(list)}
      .focusAfter=${() => this.querySelector<HTMLElement>('.plan-step-head button')?.focus()}
    ></planwright-review>`;
  }

  #files(): TemplateResult | typeof nothing {
    const files = this.view.steps[this.step.id]?.files ?? [];
    const leftOut = this.step.result?.filesLeftOut ?? [];
    if (files.length === 0 && leftOut.length === 0) return nothing;
    const kinds = { created: t('new'), changed: t('changed'), deleted: t('deleted') };
    return html`<h4>${t('Files')}</h4>
      <ul class="plan-files">
        ${files.map(
          ({ path, kind }) =>
            html`<li>
              <button
                type="button"
                class="link-button code"
                title=${t('Open {0}', path)}
                ?disabled=${kind === 'deleted'}
                @click=${() => this.context.host.post({ type: 'file/open', path })}
              >
                ${path}
              </button>
              <span class="muted">${kinds[kind]}</span>
            </li>`,
        )}
        ${leftOut.map(({ path, reason }) => html`<li><span class="code">${path}</span><span class="muted">${reason}</span></li>`)}
      </ul>`;
  }

  #unwritten(): TemplateResult | typeof nothing {
    const files = this.view.steps[this.step.id]?.unwritten ?? [];
    if (files.length === 0 || this.step.status === 'done') return nothing;
    return html`<h4>${t('Finished, not written')}</h4>
      <div class="plan-step-text">
        ${t('The run was stopped before this was merged. It is written when the step runs again, if these files are still as they were:')}
      </div>
      <ul class="plan-files">
        ${files.map(({ path }) => html`<li><span class="code">${path}</span></li>`)}
      </ul>`;
  }

  #work(): TemplateResult | typeof nothing {
    const { calls, output } = workOf(this.step.id, this.view, this.session);
    const shown = calls.slice(-CALL_LIMIT);
    const known = this.view.steps[this.step.id]?.calls ?? 0;
    return html`${
      output === ''
        ? nothing
        : html`<h4>${t('What it said')}</h4>
            <div class="plan-step-text">${markdownText(output, this.context)}</div>`
    }
    ${
      known === 0
        ? nothing
        : html`<h4>${t({ message: 'Calls', comment: 'Tool calls of a plan step' })}</h4>
            ${known > shown.length ? html`<div class="muted">${t('The rest is in the conversation.')}</div>` : nothing}
            <div class="plan-step-calls">
              ${shown.map(
                (call) =>
                  html`<planwright-tool
                    .item=${call}
                    .context=${this.context}
                    .expansionVersion=${this.expansionVersion}
                  ></planwright-tool>`,
              )}
            </div>`
    }`;
  }

  #fire(type: string): void {
    this.dispatchEvent(new CustomEvent(type, { bubbles: true }));
  }
}

function fact(name: string, value: string | TemplateResult): TemplateResult {
  return html`<dt class="muted">${name}</dt>
    <dd>${value}</dd>`;
}

/** What the loaded part of the transcript has of a step. */
export function workOf(
  stepId: string,
  { runIds }: Pick<PlanView, 'runIds'>,
  { runs }: Pick<SessionView, 'runs'>,
): { readonly calls: readonly ToolItem[]; readonly output: string } {
  const items = runs.filter(({ id }) => runIds.includes(id)).flatMap((run) => run.items);
  const isCall = (item: (typeof items)[number]): item is ToolItem =>
    item.kind === 'tool' && item.stepId === stepId;
  const isRow = (item: (typeof items)[number]): item is StepItem =>
    item.kind === 'step' && item.stepId === stepId;
  return { calls: items.filter(isCall), output: items.findLast(isRow)?.output.trim() ?? '' };
}

customElements.define('planwright-plan-step', StepDetailElement);
