// <planwright-plan-question>: the plan waits for a person, before a step or after one failed. It never takes the focus; with the focus
// inside, the underlined keys answer. It stands above the input, whether or not the plan is open.
import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import { property, state } from 'lit/decorators.js';
import type { PlanView } from '../../src/protocol/planMessages';
import { t } from '../l10n';
import { LightElement } from '../lightElement';
import type { PanelContext } from '../panelContext';
import { button } from '../toolkit/button';
import { numberOf, titleOf } from './planFacts';
import { failureWords } from '../../src/protocol/words/errorWords';

type Question = NonNullable<PlanView['question']>;
type Answer = 'run' | 'decline' | 'skip' | 'quit';
type Choice = 'retry' | 'replan' | 'rollback' | 'continue' | 'stop';

interface Option<Value> {
  readonly value: Value;
  readonly label: string;
  readonly title: string;
  /** Letter that chooses it, beside Enter for the first. */
  readonly key: string;
}

/** Lines of an error that are shown; the details of the step have all. */
const ERROR_LINES = 4;
/** A key press this soon after the card appeared was meant for something else. */
const SETTLE_MS = 400;

export class PlanQuestionElement extends LightElement {
  @property({ attribute: false }) view!: PlanView;
  @property({ attribute: false }) context!: PanelContext;
  @state() private isAnswered = false;
  @state() private problem = '';
  #shownAt = 0;
  #shown: Question | undefined;

  /** Puts the focus on the card; called on a person's key only. */
  focusCard(): void {
    this.querySelector<HTMLElement>('.question')?.focus();
  }

  /** What Escape means: not to run the step, or to stop where it is. */
  decline(): void {
    const { question } = this.view;
    if (question !== undefined) this.#answer(question, question.kind === 'confirm' ? 'decline' : 'stop');
  }

  override willUpdate(): void {
    const { question } = this.view;
    const isOther = question?.stepId !== this.#shown?.stepId || question?.kind !== this.#shown?.kind;
    this.#shown = question;
    if (!isOther) return;
    this.isAnswered = false;
    this.problem = '';
    this.#shownAt = performance.now();
  }

  override render(): TemplateResult | typeof nothing {
    const { question, plan } = this.view;
    if (question === undefined || !this.view.isRunning) return nothing;
    const step = plan.steps.find(({ id }) => id === question.stepId);
    const title = step === undefined ? question.stepId : `${numberOf(plan, step.id)} ${titleOf(step)}`;
    return html`<div
      class="question plan-question"
      role="group"
      tabindex="-1"
      aria-labelledby="plan-question-title"
      aria-describedby="plan-question-reason"
      @keydown=${(event: KeyboardEvent) => this.#onKey(event, question)}
    >
      <div class="question-title" id="plan-question-title">
        ${question.kind === 'confirm' ? t('Run step {0}?', title) : t('Step {0} failed. What now?', title)}
      </div>
      <div class="question-reason" id="plan-question-reason">${reasonOf(question)}</div>
      ${question.kind === 'confirm' && question.command !== undefined ? html`<pre class="command plan-question-command" tabindex="0" aria-label=${t('Command')}>${question.command}</pre>` : nothing}
      ${question.kind === 'confirm' && question.diff !== undefined && question.diff !== '' ? html`<pre class="command plan-question-diff" tabindex="0" aria-label=${t('What would change')}>${question.diff}</pre>` : nothing}
      ${
        this.context.isReadOnly
          ? html`<div class="muted">${t('Answer it in the window that owns this session.')}</div>`
          : html`<div class="question-buttons">
              ${optionsOf(question).map(({ value, label, title: tooltip }, index) =>
                button({
                  label,
                  title: tooltip,
                  isPrimary: index === 0,
                  disabled: this.isAnswered,
                  onClick: () => this.#answer(question, value),
                }),
              )}
            </div>`
      }
      ${this.problem === '' ? nothing : html`<div class="error-text" role="alert">${this.problem}</div>`}
    </div>`;
  }

  #onKey(event: KeyboardEvent, question: Question): void {
    if (event.defaultPrevented || event.isComposing || event.repeat || this.context.isReadOnly) return;
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (performance.now() - this.#shownAt < SETTLE_MS) return;
    const options = optionsOf(question);
    const isOnCard = event.target instanceof HTMLElement && event.target.classList.contains('question');
    const chosen =
      event.key === 'Enter' && isOnCard
        ? options[0]
        : options.find(({ key }) => key === event.key.toLowerCase());
    if (chosen === undefined) return;
    event.preventDefault();
    this.#answer(question, chosen.value);
  }

  #answer(question: Question, value: Answer | Choice): void {
    if (this.isAnswered || this.context.isReadOnly) return;
    this.isAnswered = true;
    this.problem = '';
    const hadFocus = this.contains(document.activeElement);
    const { host, sessionId } = this.context;
    const { stepId } = question;
    const answered =
      question.kind === 'confirm'
        ? host.request({ type: 'plan/answer', sessionId, stepId, answer: value as Answer })
        : host.request({ type: 'plan/afterFailure', sessionId, stepId, choice: value as Choice });
    void answered.then((outcome) => {
      if (outcome.ok) {
        if (hadFocus) this.context.focusNext();
        return;
      }
      this.problem = outcome.error;
      this.isAnswered = false;
    });
  }
}

function reasonOf(question: Question): string {
  if (question.kind === 'failure')
    return failureWords(question, t).trim().split('\n').slice(0, ERROR_LINES).join('\n');
  if (!question.isDestructive) return t('Every step of this plan is asked for.');
  switch (question.cause) {
    case 'said':
      return t('The plan says that it cannot be undone.');
    case 'deletes':
      return t('It deletes something.');
    case 'renames':
      return t('It renames something.');
    case 'migrates':
      return t('It runs a migration.');
    case 'command':
      return t('No permission rule allows its command.');
    case 'unknown_command':
      return t('It runs a command that is not known yet.');
    case 'unsaved':
      return t('It writes a whole file that has unsaved edits.');
    case 'uncommitted':
      return t('It writes a whole file that has edits which are not committed.');
    case undefined:
    default:
      return t('It may delete or overwrite something.');
  }
}

function optionsOf(question: Question): readonly Option<Answer | Choice>[] {
  if (question.kind === 'confirm') {
    return [
      { value: 'run', label: t('Run'), title: t('Run it (Y or Enter)'), key: 'y' },
      {
        value: 'decline',
        label: t('Decline'),
        title: t('Do not run it; what needs it is skipped (N or Escape)'),
        key: 'n',
      },
      { value: 'skip', label: t('Skip'), title: t('Skip it and what needs it (S)'), key: 's' },
      { value: 'quit', label: t('Quit'), title: t('End the run here; the plan stays (Q)'), key: 'q' },
    ];
  }
  return [
    { value: 'retry', label: t('Retry'), title: t('Run the step again (R or Enter)'), key: 'r' },
    { value: 'replan', label: t('Re-plan'), title: t('Plan what is left anew (P)'), key: 'p' },
    {
      value: 'rollback',
      label: t('Roll back'),
      title: t('Take back what the steps of this run did (B)'),
      key: 'b',
    },
    { value: 'continue', label: t('Continue'), title: t('Go on without what needs it (C)'), key: 'c' },
    { value: 'stop', label: t('Stop'), title: t('End the run here; the plan stays (S or Escape)'), key: 's' },
  ];
}

customElements.define('planwright-plan-question', PlanQuestionElement);
