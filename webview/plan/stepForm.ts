// <planwright-step-form>: adds a step, or edits one that has not begun. What was typed stays until it is saved or cancelled.
import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import { property, state } from 'lit/decorators.js';
import type { PlanEdit } from '../../src/protocol/planMessages';
import { t } from '../l10n';
import { LightElement } from '../lightElement';
import { button } from '../toolkit/button';
import { textField } from '../toolkit/textField';
import { numberOf, titleOf } from './planFacts';
import type { Plan, Step } from './planFacts';

/** Fired with the change to make; the form stays until it is taken away. */
export type StepFormEvent = CustomEvent<PlanEdit>;

export class StepFormElement extends LightElement {
  @property({ attribute: false }) plan!: Plan;
  /** The step to edit; absent: a new one. */
  @property({ attribute: false }) step: Step | undefined;
  /** Position behind which a new step goes. */
  @property({ attribute: false }) position = 0;
  @state() private title_ = '';
  @state() private description = '';
  @state() private criteria = '';
  @state() private needs: ReadonlySet<string> = new Set();

  override connectedCallback(): void {
    super.connectedCallback();
    this.title_ = this.step?.title ?? '';
    this.description = this.step?.description ?? '';
    this.criteria = this.step?.successCriteria ?? '';
    const before = this.plan.steps[this.position - 1];
    this.needs = new Set(this.step?.dependsOn ?? (before === undefined ? [] : [before.id]));
  }

  override async firstUpdated(): Promise<void> {
    await this.updateComplete;
    this.querySelector<HTMLElement>('textarea')?.focus();
  }

  override render(): TemplateResult {
    const isNew = this.step === undefined;
    const heading = isNew ? t('New step') : t('Edit step {0}', numberOf(this.plan, this.step?.id ?? ''));
    const others = this.plan.steps.filter(({ id }) => id !== this.step?.id);
    return html`<form
      class="plan-form"
      aria-label=${heading}
      @submit=${(event: Event) => event.preventDefault()}
      @keydown=${(event: KeyboardEvent) => this.#onKey(event)}
    >
      <h3>${heading}</h3>
      ${textField({
        label: t({ message: 'Title', comment: 'Of a plan step' }),
        placeholder: t('Title (optional)'),
        value: this.title_,
        onInput: (value) => {
          this.title_ = value;
        },
      })}
      <textarea
        rows="3"
        aria-label=${t('What the step does')}
        placeholder=${t('What the step does')}
        .value=${this.description}
        @input=${(event: Event) => {
          if (event.target instanceof HTMLTextAreaElement) this.description = event.target.value;
        }}
      ></textarea>
      ${
        isNew
          ? nothing
          : textField({
              label: t('Done when'),
              placeholder: t('Done when… (optional)'),
              value: this.criteria,
              onInput: (value) => {
                this.criteria = value;
              },
            })
      }
      ${
        others.length === 0
          ? nothing
          : html`<fieldset>
              <legend>${t('After')}</legend>
              <div class="plan-needs">
                ${others.map(
                  (other) =>
                    html`<label title=${titleOf(other)}
                      ><input
                        type="checkbox"
                        .checked=${this.needs.has(other.id)}
                        @change=${() => this.#toggle(other.id)}
                      /><span>${numberOf(this.plan, other.id)} ${titleOf(other)}</span></label
                    >`,
                )}
              </div>
            </fieldset>`
      }
      <div class="card-buttons">
        ${button({
          label: isNew ? t('Add') : t({ message: 'Save', comment: 'Changes of a plan step' }),
          title: isNew ? t('Add the step (Ctrl+Enter)') : t('Save the step (Ctrl+Enter)'),
          isPrimary: true,
          disabled: this.description.trim() === '',
          onClick: () => this.#submit(),
        })}
        ${button({ label: t('Cancel'), title: t('Cancel (Escape)'), onClick: () => this.#cancel() })}
      </div>
    </form>`;
  }

  #toggle(id: string): void {
    const needs = new Set(this.needs);
    if (!needs.delete(id)) needs.add(id);
    this.needs = needs;
  }

  #onKey(event: KeyboardEvent): void {
    if (event.isComposing) return;
    if (event.key === 'Escape') this.#cancel();
    else if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) this.#submit();
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  #submit(): void {
    const description = this.description.trim();
    if (description === '') return;
    const title = this.title_.trim();
    const dependsOn = this.plan.steps.map(({ id }) => id).filter((id) => this.needs.has(id));
    const detail: PlanEdit =
      this.step === undefined
        ? { kind: 'add', description, after: this.position, dependsOn, ...(title === '' ? {} : { title }) }
        : {
            kind: 'edit',
            stepId: this.step.id,
            ...changed('title', title, this.step.title ?? ''),
            ...changed('description', description, this.step.description),
            ...changed('successCriteria', this.criteria.trim(), this.step.successCriteria ?? ''),
            ...(isSame(dependsOn, this.step.dependsOn) ? {} : { dependsOn }),
          };
    this.dispatchEvent(new CustomEvent('planwright-step-save', { detail, bubbles: true }));
  }

  #cancel(): void {
    this.dispatchEvent(new CustomEvent('planwright-step-cancel', { bubbles: true }));
  }
}

function changed<Key extends string>(key: Key, value: string, before: string): Partial<Record<Key, string>> {
  return value === before ? {} : ({ [key]: value } as Record<Key, string>);
}

function isSame(one: readonly string[], other: readonly string[]): boolean {
  return one.length === other.length && one.every((id) => other.includes(id));
}

customElements.define('planwright-step-form', StepFormElement);
