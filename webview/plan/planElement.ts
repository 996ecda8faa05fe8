// <planwright-plan>: the plan of a session: head, cards as a graph or a list, details of a step, timeline. What a person does goes to the
// host as a request; a refusal says why.
import { html, nothing } from 'lit';
import type { PropertyValues, TemplateResult } from 'lit';
import { property, state } from 'lit/decorators.js';
import { keyed } from 'lit/directives/keyed.js';
import type { PlanEdit, PlanForecast, PlanView, RollbackPreview } from '../../src/protocol/planMessages';
import { isBusy } from '../../src/protocol/viewState';
import type { SessionView } from '../../src/protocol/viewState';
import { iconButton } from '../icon';
import { t } from '../l10n';
import { LightElement } from '../lightElement';
import { markdownText } from '../markdown/markdownText';
import type { PanelContext } from '../panelContext';
import { Tick } from '../tick';
import { progressRing } from '../toolkit/progressRing';
import { canMove, moveTarget, planActions, stepActions } from './planActions';
import type { PlanAction, StepAction } from './planActions';
import { planCards } from './planCards';
import {
  editPlan,
  openConflict,
  planCommand,
  planForecast,
  rollBackPlan,
  rollbackPreview,
  stepCommand,
} from './planCommands';
import { removeCard, rollbackCard } from './planDialogs';
import { layoutOf, needing, numberOf } from './planFacts';
import type { Step } from './planFacts';
import { canRun, planHead } from './planHead';
import { nextCard } from './planKeys';
import { planTimeline } from './planTimeline';
import './stepDetail';
import type { StepActionEvent, StepConflictEvent } from './stepDetail';
import './stepForm';
import type { StepFormEvent } from './stepForm';

/** Pixels from which cards stand in a graph. */
const GRAPH_WIDTH = 480;
const DRAG_TYPE = 'application/x-planwright-step';

type Form =
  { readonly kind: 'add'; readonly after: number } | { readonly kind: 'edit'; readonly stepId: string };
type Dialog =
  | { readonly kind: 'rollback'; readonly stepId: string | undefined; readonly preview: RollbackPreview }
  | { readonly kind: 'remove'; readonly stepId: string };

export class PlanElement extends LightElement {
  @property({ attribute: false }) view!: PlanView;
  @property({ attribute: false }) session!: SessionView;
  @property({ attribute: false }) context!: PanelContext;
  @property({ attribute: false }) expansionVersion = 0;
  @state() private isGraph = false;
  @state() private selectedId: string | undefined;
  @state() private focusId: string | undefined;
  @state() private dropId: string | undefined;
  @state() private form: Form | undefined;
  @state() private dialog: Dialog | undefined;
  @state() private problem = '';
  @state() private spoken = '';
  @state() private forecast: PlanForecast | undefined;
  #dragged: string | undefined;
  /** A card had the focus before the update; one that is drawn at another place loses it. */
  #hadFocus = false;
  #sizes: ResizeObserver | undefined;
  /** The plan that the forecast was asked for. */
  #forecastFor: PlanView['plan'] | undefined;

  constructor() {
    super();
    new Tick(this, () => this.view.isRunning || this.view.isPlanning);
    this.addEventListener('keydown', (event) => this.#onKey(event));
    this.addEventListener('focusin', ({ target }) => {
      const id = target instanceof HTMLElement ? target.dataset['stepId'] : undefined;
      if (id !== undefined) this.focusId = id;
    });
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#sizes = new ResizeObserver(([entry]) => {
      if (entry !== undefined) this.isGraph = entry.contentRect.width >= GRAPH_WIDTH;
    });
    this.#sizes.observe(this);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#sizes?.disconnect();
  }

  get #isBusy(): boolean {
    return isBusy(this.session);
  }

  /** Puts the focus on the card that has it in the plan. */
  focusPlan(): void {
    (this.querySelector<HTMLElement>('.plan-card[tabindex="0"]') ?? this).focus();
  }

  /** Closes what is open inside, as Escape does; false when there is nothing. */
  closeInner(): boolean {
    if (this.dialog !== undefined) this.#endDialog();
    else if (this.form !== undefined) this.#endForm();
    else if (this.selectedId !== undefined) this.#select(this.selectedId);
    else return false;
    return true;
  }

  override willUpdate(changed: PropertyValues<this>): void {
    const { steps } = this.view.plan;
    const isThere = (id: string | undefined): boolean => steps.some((step) => step.id === id);
    this.#hadFocus = this.querySelector('.plan-card:focus') !== null;
    if (!isThere(this.selectedId)) this.selectedId = undefined;
    if (!isThere(this.focusId)) this.focusId = this.#cardInPlaceOf(this.focusId, changed.get('view'));
    const { form, dialog } = this;
    if (form?.kind === 'edit' && !isThere(form.stepId)) this.form = undefined;
    if (dialog?.stepId !== undefined && !isThere(dialog.stepId)) this.dialog = undefined;
    if (changed.has('view') || changed.has('session')) void this.#askForecast();
  }

  override updated(): void {
    if (this.#hadFocus && !this.contains(document.activeElement)) this.focusPlan();
  }

  override render(): TemplateResult {
    const { view, context } = this;
    const now = Date.now();
    if (view.plan.steps.length === 0) return this.#withoutSteps();
    const selected = view.plan.steps.find(({ id }) => id === this.selectedId);
    return html`${planHead(view, { context, now, isBusy: this.#isBusy, forecast: this.forecast, onAction: (action) => void this.#act(action) })}
      ${
        this.problem === ''
          ? nothing
          : html`<div class="plan-problem error-text" role="alert">
              <span>${this.problem}</span>
              ${iconButton('close', t('Dismiss'), () => {
                this.problem = '';
              })}
            </div>`
      }
      ${this.#openDialog()}
      ${this.form?.kind === 'add' ? this.#openForm(undefined, this.form.after) : nothing}
      <div class="plan-body">
        <div class="plan-main">
          <div class="plan-scroll">
            ${planCards(view, {
              isGraph: this.isGraph,
              isReadOnly: context.isReadOnly,
              now,
              selectedId: this.selectedId,
              focusId: this.focusId,
              dropId: this.dropId,
              onSelect: (id) => this.#select(id),
              onDragStart: (event, id) => this.#onDragStart(event, id),
              onDragOver: (event, id) => this.#onDragOver(event, id),
              onDrop: (event, id) => this.#onDrop(event, id),
              onDragEnd: () => {
                this.#dragged = undefined;
                this.dropId = undefined;
              },
              details: (step) => this.#details(step),
            })}
          </div>
          ${planTimeline(view, now)}
        </div>
        ${this.isGraph && selected !== undefined ? html`<div class="plan-side">${this.#details(selected)}</div>` : nothing}
      </div>
      <div class="visually-hidden" role="status" aria-live="polite">${this.spoken}</div>`;
  }

  /** Where a step is gone, the one that stands at its place now, or the last; the first card where there was none. */
  #cardInPlaceOf(id: string | undefined, before: PlanView | undefined): string | undefined {
    const { plan } = this.view;
    const at = before?.plan.steps.findIndex((step) => step.id === id) ?? -1;
    if (at === -1) return layoutOf(plan).waves[0]?.[0]?.id;
    return plan.steps[Math.min(at, plan.steps.length - 1)]?.id;
  }

  #withoutSteps(): TemplateResult {
    const { view } = this;
    return html`${planHead(view, { context: this.context, now: Date.now(), isBusy: this.#isBusy, forecast: undefined, onAction: (action) => void this.#act(action) })}
    ${view.isPlanning ? html`<div class="loading" role="status">${progressRing()}<span>${t('Planning…')}</span></div>` : nothing}
    ${view.plan.text === undefined ? nothing : html`<div class="plan-step-text">${markdownText(view.plan.text, this.context)}</div>`}`;
  }

  #details(step: Step): TemplateResult {
    if (this.form?.kind === 'edit' && this.form.stepId === step.id) return this.#openForm(step, 0);
    return html`<planwright-plan-step
      .step=${step}
      .view=${this.view}
      .session=${this.session}
      .context=${this.context}
      .isBusy=${this.#isBusy}
      .expansionVersion=${this.expansionVersion}
      @planwright-step-close=${() => this.#select(step.id)}
      @planwright-step-action=${(event: StepActionEvent) => void this.#actOnStep(event.detail, step)}
      @planwright-step-conflict=${(event: StepConflictEvent) => void this.#tell(openConflict(this.context, step.id, event.detail))}
    ></planwright-plan-step>`;
  }

  #openForm(step: Step | undefined, after: number): TemplateResult {
    return html`${keyed(
      step?.id ?? `new-${after}`,
      html`<planwright-step-form
        .plan=${this.view.plan}
        .step=${step}
        .position=${after}
        @planwright-step-save=${(event: StepFormEvent) => void this.#saveForm(event.detail)}
        @planwright-step-cancel=${() => this.#endForm()}
      ></planwright-step-form>`,
    )}`;
  }

  #openDialog(): TemplateResult | typeof nothing {
    const { dialog } = this;
    const { plan } = this.view;
    if (dialog?.kind === 'rollback') {
      return rollbackCard(plan, dialog.preview, {
        onConfirm: () => void this.#rollBack(dialog.stepId),
        onCancel: () => this.#endDialog(),
      });
    }
    const step = plan.steps.find(({ id }) => id === dialog?.stepId);
    return step === undefined
      ? nothing
      : removeCard(plan, step, {
          onRemove: (dependents) => void this.#remove(step, dependents),
          onCancel: () => this.#endDialog(),
        });
  }

  async #act(action: PlanAction): Promise<void> {
    if (action === 'add') this.form = { kind: 'add', after: this.view.plan.steps.length };
    else if (action === 'rollback') await this.#askRollback(undefined);
    else await this.#tell(planCommand(this.context, action));
  }

  async #actOnStep(action: StepAction, step: Step): Promise<void> {
    const stepId = step.id;
    switch (action) {
      case 'edit':
        this.selectedId = stepId;
        this.form = { kind: 'edit', stepId };
        return;
      case 'addAfter':
        this.form = { kind: 'add', after: numberOf(this.view.plan, stepId) };
        return;
      case 'remove':
        if (needing(this.view.plan, stepId).length === 0) await this.#remove(step, 'bridge');
        else this.#showDialog({ kind: 'remove', stepId });
        return;
      case 'rollback':
        await this.#askRollback(stepId);
        return;
      default:
        await this.#tell(stepCommand(this.context, action, stepId));
    }
  }

  async #askRollback(stepId: string | undefined): Promise<void> {
    const answer = await rollbackPreview(this.context, stepId);
    this.problem = 'refusal' in answer ? answer.refusal : '';
    if ('preview' in answer) this.#showDialog({ kind: 'rollback', stepId, preview: answer.preview });
  }

  async #rollBack(stepId: string | undefined): Promise<void> {
    this.#endDialog();
    await this.#tell(rollBackPlan(this.context, stepId));
  }

  async #remove(step: Step, dependents: 'bridge' | 'cascade'): Promise<void> {
    this.#endDialog();
    const { plan } = this.view;
    const number = numberOf(plan, step.id);
    const gone = [step, ...(dependents === 'cascade' ? needing(plan, step.id) : [])].map(({ id }) => id);
    const left = plan.steps.filter(({ id }) => !gone.includes(id));
    const next = left.find(({ id }) => numberOf(plan, id) > number) ?? left.at(-1);
    if (!(await this.#tell(editPlan(this.context, { kind: 'remove', stepId: step.id, dependents })))) return;
    this.spoken = t('Step {0} is removed.', number);
    this.selectedId = undefined;
    this.focusId = next?.id;
    await this.updateComplete;
    this.focusPlan();
  }

  async #saveForm(edit: PlanEdit): Promise<void> {
    if (await this.#tell(editPlan(this.context, edit))) this.#endForm();
  }

  async #move(stepId: string, onto: string): Promise<void> {
    const to = moveTarget(this.view, stepId, onto);
    if (to === undefined) return;
    const from = numberOf(this.view.plan, stepId);
    this.focusId = stepId;
    if (await this.#tell(editPlan(this.context, { kind: 'move', stepId, to })))
      this.spoken = t('Step {0} is now step {1}.', from, to);
    await this.updateComplete;
    this.focusPlan();
  }

  /** Says why something was refused. */
  async #tell(command: Promise<string | undefined>): Promise<boolean> {
    const refusal = await command;
    this.problem = refusal ?? '';
    return refusal === undefined;
  }

  async #askForecast(): Promise<void> {
    const { plan, isRunning, isPlanning } = this.view;
    if (
      plan === this.#forecastFor ||
      isRunning ||
      isPlanning ||
      !canRun(planActions(this.view, this.#isBusy))
    )
      return;
    this.#forecastFor = plan;
    const forecast = await planForecast(this.context);
    if (this.#forecastFor === plan) this.forecast = forecast;
  }

  #select(id: string): void {
    this.focusId = id;
    this.selectedId = this.selectedId === id ? undefined : id;
    this.form = undefined;
    if (this.selectedId === undefined) this.focusPlan();
  }

  #showDialog(dialog: Dialog): void {
    this.dialog = dialog;
    void this.updateComplete.then(() => this.querySelector<HTMLElement>('.plan-dialog')?.focus());
  }

  #endDialog(): void {
    this.dialog = undefined;
    this.focusPlan();
  }

  #endForm(): void {
    this.form = undefined;
    void this.updateComplete.then(() => this.focusPlan());
  }

  #onKey(event: KeyboardEvent): void {
    if (event.defaultPrevented || event.isComposing) return;
    const target = event.target instanceof HTMLElement ? event.target : undefined;
    if (target?.classList.contains('plan-dialog') === true && event.key === 'Enter') {
      event.preventDefault();
      this.querySelector<HTMLElement>('.plan-dialog vscode-button')?.click();
      return;
    }
    const [first] = planActions(this.view, this.#isBusy);
    if (
      event.key === 'Enter' &&
      (event.ctrlKey || event.metaKey) &&
      first !== undefined &&
      !this.context.isReadOnly
    ) {
      if (first !== 'run' && first !== 'resume' && first !== 'retry') return;
      event.preventDefault();
      void this.#act(first);
      return;
    }
    const step = this.view.plan.steps.find(({ id }) => id === target?.dataset['stepId']);
    if (step !== undefined) this.#onCardKey(event, step);
  }

  #onCardKey(event: KeyboardEvent, step: Step): void {
    const next = nextCard(layoutOf(this.view.plan).waves, step.id, event.key, this.isGraph);
    const actions = this.context.isReadOnly ? [] : stepActions(step, this.view, this.#isBusy);
    if (event.altKey) {
      const onto = nextCard(layoutOf(this.view.plan).waves, step.id, event.key, false);
      if (onto === undefined) return;
      if (canMove(step, this.view) && !this.context.isReadOnly) void this.#move(step.id, onto);
      else this.problem = t('Only steps that have not begun can be moved.');
    } else if (next !== undefined) {
      this.focusId = next;
      void this.updateComplete.then(() => this.focusPlan());
    } else if (event.key === 'F2' && actions.includes('edit')) void this.#actOnStep('edit', step);
    else if (event.key === 'Delete' && actions.includes('remove')) void this.#actOnStep('remove', step);
    else return;
    event.preventDefault();
  }

  #onDragStart(event: DragEvent, id: string): void {
    this.#dragged = id;
    event.dataTransfer?.setData(DRAG_TYPE, id);
    if (event.dataTransfer !== null) event.dataTransfer.effectAllowed = 'move';
  }

  #onDragOver(event: DragEvent, id: string): void {
    if (this.#dragged === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    this.dropId = this.#dragged === id ? undefined : id;
  }

  #onDrop(event: DragEvent, id: string): void {
    const stepId = this.#dragged;
    if (stepId === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    this.#dragged = undefined;
    this.dropId = undefined;
    void this.#move(stepId, id);
  }
}

customElements.define('planwright-plan', PlanElement);
