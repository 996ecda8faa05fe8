// <planwright-restore>: goes back to before a prompt. Says what each file becomes, asks where a person changed a file since, and takes
// nothing back before "Restore" is pressed.
import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import { property, state } from 'lit/decorators.js';
import type { PlannedFile, RestoreChoice } from '../../src/protocol/coreTypes';
import type { RestorePlanView } from '../../src/protocol/messages';
import { icon } from '../icon';
import { t } from '../l10n';
import { LightElement } from '../lightElement';
import type { PanelContext } from '../panelContext';
import { button } from '../toolkit/button';
import { progressRing } from '../toolkit/progressRing';
import { actionIcon, actionWords, choiceWords, restoreLabel, whatToOffer } from './restoreWords';
import type { What } from './restoreWords';

/** Files listed before the rest is counted. */
const FILES_SHOWN = 50;

export class RestoreElement extends LightElement {
  @property({ attribute: false }) context!: PanelContext;
  @property({ attribute: false }) runId = '';
  /** Beginning of the prompt. */
  @property({ attribute: false }) prompt = '';
  @state() private plan: RestorePlanView | undefined;
  @state() private what: What = 'both';
  /** By path; what is not named is kept. */
  @state() private choices: ReadonlyMap<string, RestoreChoice> = new Map();
  @state() private isBusy = false;
  @state() private problem = '';

  override connectedCallback(): void {
    super.connectedCallback();
    void this.#load();
  }

  /** Puts the focus on the card: a person asked for it. */
  focusCard(): void {
    this.querySelector<HTMLElement>('.restore-card')?.focus();
  }

  override render(): TemplateResult {
    return html`<section
      class="restore-card"
      tabindex="-1"
      aria-labelledby="restore-title"
      aria-busy=${this.plan === undefined || this.isBusy ? 'true' : 'false'}
    >
      <h2 class="restore-title" id="restore-title">${t('Back to before “{0}”', this.prompt)}</h2>
      ${this.plan === undefined ? this.#loading() : this.#body(this.plan)}
      ${this.problem === '' ? nothing : html`<div class="error-text" role="alert">${this.problem}</div>`}
      <div class="card-buttons">
        ${
          this.plan === undefined
            ? nothing
            : button({
                label: this.isBusy ? t('Restoring…') : restoreLabel(this.what, this.#touched().length),
                isPrimary: true,
                disabled: this.isBusy || (this.what === 'files' && this.#touched().length === 0),
                onClick: () => void this.#apply(),
              })
        }
        ${button({ label: t('Cancel'), title: t('Cancel (Escape)'), onClick: () => this.#end() })}
      </div>
    </section>`;
  }

  #loading(): TemplateResult | typeof nothing {
    if (this.problem !== '') return nothing;
    return html`<div class="muted" role="status">${progressRing()} ${t('Looking at the files…')}</div>`;
  }

  #body(plan: RestorePlanView): TemplateResult {
    const withFiles = this.what !== 'conversation';
    const files = plan.files ?? [];
    const plain = files.filter(({ conflict }) => conflict === undefined);
    const conflicts = files.filter(({ conflict }) => conflict !== undefined);
    return html`<div class="restore-what" role="radiogroup" aria-label=${t('What is taken back')}>
        ${whatToOffer(plan).map(
          ({ what, words }) =>
            html`<label class="radio">
              <input
                type="radio"
                name="restore-what"
                .checked=${this.what === what}
                @change=${() => {
                  this.what = what;
                }}
              />${words}
            </label>`,
        )}
      </div>
      ${
        plan.files === undefined
          ? html`<div class="muted">${t('What was done to files since is not known for this prompt.')}</div>`
          : nothing
      }
      ${
        withFiles && plan.files !== undefined && files.length === 0
          ? html`<div class="muted">${t('The files are as they were then.')}</div>`
          : nothing
      }
      ${
        withFiles && plain.length > 0
          ? html`<ul class="restore-files" aria-label=${t('Files')}>
              ${plain.slice(0, FILES_SHOWN).map(plainRow)}
              ${plain.length > FILES_SHOWN ? html`<li class="muted">${t('and {0} more', plain.length - FILES_SHOWN)}</li>` : nothing}
            </ul>`
          : nothing
      }
      ${
        withFiles && conflicts.length > 0
          ? html`<div class="restore-conflicts">
              <div>
                ${icon('warning', 'warning-icon')}
                ${conflicts.length === 1 ? t('One file was changed since, not by the agent:') : t('{0} files were changed since, not by the agent:', conflicts.length)}
              </div>
              ${conflicts.map((file, index) => this.#conflict(file, index))}
            </div>`
          : nothing
      }`;
  }

  #conflict(file: PlannedFile, index: number): TemplateResult {
    const { conflict } = file;
    if (conflict === undefined) return html``;
    const chosen = this.choices.get(file.path) ?? 'keep';
    return html`<div class="restore-conflict" role="radiogroup" aria-label=${file.display}>
      <div class="path" title=${file.display}>${file.display}</div>
      <div class="restore-choices">
        ${conflict.choices.map(
          (choice) =>
            html`<label class="radio" title=${choiceWords(choice, conflict).title}>
              <input
                type="radio"
                name="restore-${index}"
                .checked=${chosen === choice}
                @change=${() => {
                  this.choices = new Map([...this.choices, [file.path, choice]]);
                }}
              />${choiceWords(choice, conflict).label}
            </label>`,
        )}
      </div>
    </div>`;
  }

  /** Files that would be written. */
  #touched(): readonly PlannedFile[] {
    if (this.what === 'conversation') return [];
    return (this.plan?.files ?? []).filter(
      ({ path, conflict, notUndoable }) =>
        notUndoable === undefined &&
        (conflict === undefined || (this.choices.get(path) ?? 'keep') !== 'keep'),
    );
  }

  async #load(): Promise<void> {
    const { host, sessionId } = this.context;
    const outcome = await host.request({ type: 'restore/plan', sessionId, runId: this.runId });
    if (!outcome.ok) {
      this.problem = outcome.error;
      return;
    }
    const plan = outcome.restorePlan ?? { canCut: false };
    this.what = whatToOffer(plan)[0]?.what ?? 'files';
    this.plan = plan;
  }

  async #apply(): Promise<void> {
    if (this.isBusy) return;
    this.isBusy = true;
    this.problem = '';
    const { host, sessionId } = this.context;
    const outcome = await host.request({
      type: 'restore/apply',
      sessionId,
      runId: this.runId,
      what: this.what,
      choices: [...this.choices].map(([path, choice]) => ({ path, choice })),
    });
    this.isBusy = false;
    if (outcome.ok) this.#end();
    else this.problem = outcome.error;
  }

  #end(): void {
    this.dispatchEvent(new CustomEvent('planwright-restore-end'));
  }
}

function plainRow(file: PlannedFile): TemplateResult {
  return html`<li class="restore-file">
    ${icon(actionIcon(file))}<span class="path" title=${file.display}>${file.display}</span>
    <span class="muted">${actionWords(file)}</span>
  </li>`;
}

customElements.define('planwright-restore', RestoreElement);
