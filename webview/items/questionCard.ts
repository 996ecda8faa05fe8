// <planwright-question>: a call waits for a person. The one accented thing of the panel. It never takes the focus; with the focus
// inside, Enter allows once and Escape denies.
import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import { property, state } from 'lit/decorators.js';
import type {
  ConfirmationAnswer,
  ConfirmationDetails,
  FileDiff,
  RememberScope,
  RuleScope,
} from '../../src/protocol/coreTypes';
import type { ToolItem } from '../../src/protocol/viewState';
import { factLines } from '../../src/protocol/words/commandFactWords';
import { inlineCode } from '../inlineCode';
import { t } from '../l10n';
import { LightElement } from '../lightElement';
import type { PanelContext } from '../panelContext';
import { button } from '../toolkit/button';
import { icon } from '../icon';
import { textField } from '../toolkit/textField';
import { askedWords, offerWords } from './permissionWords';
import { answersOf, piecesOf, toggled } from './proposalPick';
import { proposalView } from './proposalView';
import { ruleChoice } from './ruleChoice';
import { explainButton } from './toolActions';
import { questionTitle } from './toolWords';

/** A key press this soon after the card appeared was meant for something else. */
const SETTLE_MS = 400;

export class QuestionElement extends LightElement {
  @property({ attribute: false }) tool!: ToolItem;
  @property({ attribute: false }) context!: PanelContext;
  @state() private isChoosingRule = false;
  /** The rule as the person changed it. */
  @state() private rule: string | undefined;
  /** Where the rule is to hold. */
  @state() private scope: RuleScope = 'workspace';
  @state() private isAnswered = false;
  @state() private reason = '';
  @state() private isWholeDiff = false;
  /** Pieces of the proposed change that are not picked. */
  @state() private left: ReadonlySet<string> = new Set();
  /** Files whose proposed text is open in an editor. */
  @state() private edited: ReadonlySet<string> = new Set();
  @state() private problem = '';
  #shownAt = 0;

  override connectedCallback(): void {
    super.connectedCallback();
    this.#shownAt = performance.now();
  }

  /** Denies, as Escape does from anywhere in the panel. */
  deny(): void {
    this.#answer({ approved: false, ...this.#reasonField() });
  }

  /** Puts the focus on the card; called on a person's key only. */
  focusCard(): void {
    this.querySelector<HTMLElement>('.question')?.focus();
  }

  override render(): TemplateResult | typeof nothing {
    const details = this.tool.question?.details;
    if (details === undefined) return nothing;
    const id = `question-${this.tool.id}`;
    return html`<div
      class="question"
      role="group"
      tabindex="-1"
      aria-labelledby="${id}-title"
      aria-describedby="${details.outsideSandbox === undefined ? '' : `${id}-outside `}${id}-reason"
      @keydown=${(event: KeyboardEvent) => this.#onKey(event)}
    >
      <div class="question-title" id="${id}-title">
        ${inlineCode(questionTitle(this.tool.toolName, details))}
      </div>
      ${this.#proposal(details)}
      ${
        details.outsideSandbox === undefined
          ? nothing
          : html`<div class="question-outside" id="${id}-outside">
              ${icon('warning', 'warning-icon')}<span
                >${t('Outside the sandbox, because: {0}', details.outsideSandbox)}</span
              >
            </div>`
      }
      <div class="question-reason" id="${id}-reason">
        ${inlineCode(t('asked because: {0}', askedWords(details)))}
      </div>
      ${
        this.context.isReadOnly
          ? html`<div class="muted">${t('Answer it in the window that owns this session.')}</div>`
          : this.isChoosingRule
            ? this.#ruleChoice(details)
            : this.#choices(details)
      }
    </div>`;
  }

  #proposal(details: ConfirmationDetails): TemplateResult {
    return html`${
      details.command === undefined
        ? nothing
        : html`<pre class="command" tabindex="0" aria-label=${t('Command')}>${details.command}</pre>`
    }
    ${this.#facts(details)}
    ${
      details.files === undefined || details.files.length === 0
        ? nothing
        : proposalView(details.files, {
            left: this.left,
            onToggle: (keys) => this.#toggle(keys, details),
            edited: this.edited,
            ...(this.context.isReadOnly ? {} : { onEdit: (path: string) => void this.#edit(path, details) }),
            isWhole: this.isWholeDiff,
            onShowWhole: () => {
              this.isWholeDiff = true;
            },
            onOpenFile: (path, line) =>
              this.context.host.post({
                type: 'file/open',
                path,
                ...(line === undefined || line < 1 ? {} : { line }),
              }),
            onOpenDiff: (file) =>
              this.context.host.post({
                type: 'diff/open',
                sessionId: this.context.sessionId,
                toolId: this.tool.toolId,
                file,
              }),
          })
    }`;
  }

  #facts({ facts }: ConfirmationDetails): TemplateResult | typeof nothing {
    const lines = facts === undefined ? [] : factLines(facts, t);
    if (lines.length === 0) return nothing;
    return html`<ul class="question-facts" aria-label=${t('What it does')}>
      ${lines.map(
        ({ text, isSerious }) => html`<li class=${isSerious ? 'serious' : ''}>${inlineCode(text)}</li>`,
      )}
    </ul>`;
  }

  #choices(details: ConfirmationDetails): TemplateResult {
    const pieces = piecesOf(details.files ?? []);
    const picked = pieces.filter(({ key }) => !this.left.has(key)).length;
    const isPart = picked < pieces.length || this.edited.size > 0;
    return html`<div class="question-buttons">
        ${this.#allowButton(picked, pieces.length)}
        ${
          details.remember === undefined || isPart
            ? nothing
            : html`${button({
                label: t('This session'),
                title: t('Until the session ends: {0}', offerWords(details.remember)),
                disabled: this.isAnswered,
                onClick: () => this.#allow('session'),
              })}
              ${button({
                label: t('Always…'),
                title: t('Shows the rule, and where it holds, first: {0}', offerWords(details.remember)),
                disabled: this.isAnswered,
                onClick: () => this.#chooseRule(true),
              })}`
        }
        ${button({
          label: t('Deny'),
          title: t('Deny (Escape)'),
          disabled: this.isAnswered,
          onClick: () => this.#answer({ approved: false, ...this.#reasonField() }),
        })}
        ${explainButton(this.tool, this.context)}
      </div>
      ${this.problem === '' ? nothing : html`<div class="error-text" role="alert">${this.problem}</div>`}
      ${textField({
        label: t('Deny and say what to do instead'),
        placeholder: t('Deny and say what to do instead…'),
        value: this.reason,
        extraClass: 'question-deny-reason',
        onInput: (value) => {
          this.reason = value;
        },
        onKeyDown: (event) => {
          if (event.key !== 'Enter' || event.isComposing) return;
          event.preventDefault();
          event.stopPropagation();
          if (this.reason.trim() !== '') this.#answer({ approved: false, ...this.#reasonField() });
        },
      })}`;
  }

  /** Its words say what would be written. */
  #allowButton(picked: number, pieces: number): TemplateResult {
    const isEdited = this.edited.size > 0;
    const label = isEdited
      ? t('Apply edited')
      : picked < pieces
        ? t('Allow selected ({0} of {1})', picked, pieces)
        : t('Allow once');
    return button({
      label,
      title: isEdited
        ? t('Apply the text as you changed it in the editor (Enter)')
        : picked < pieces
          ? t('Apply only what is selected; the agent is told what is left out (Enter)')
          : t('Allow once (Enter)'),
      isPrimary: true,
      disabled: this.isAnswered || (pieces > 0 && picked === 0),
      onClick: () => this.#allowPicked(),
    });
  }

  #toggle(keys: readonly string[], details: ConfirmationDetails): void {
    if (this.isAnswered || this.context.isReadOnly) return;
    this.left = toggled(this.left, keys);
    // The editor's own button applies what is selected here.
    if (this.edited.size > 0) {
      this.context.host.post({
        type: 'proposal/select',
        sessionId: this.context.sessionId,
        toolId: this.tool.toolId,
        files: answersOf(details.files ?? [], this.left),
      });
    }
  }

  async #edit(path: string, details: ConfirmationDetails): Promise<void> {
    const outcome = await this.context.host.request({
      type: 'proposal/edit',
      sessionId: this.context.sessionId,
      toolId: this.tool.toolId,
      path,
      files: answersOf(details.files ?? [], this.left),
    });
    this.problem = outcome.ok ? '' : outcome.error;
    if (outcome.ok) this.edited = new Set([...this.edited, path]);
  }

  /** All of it, what is selected, or the edited text. */
  #allowPicked(): void {
    const files = this.tool.question?.details.files ?? [];
    const pieces = piecesOf(files);
    const picked = pieces.filter(({ key }) => !this.left.has(key)).length;
    if (pieces.length > 0 && picked === 0) return;
    if (this.edited.size > 0) {
      void this.#applyEdited(files);
      return;
    }
    if (picked === pieces.length) this.#allow('once');
    else this.#answer({ approved: true, remember: 'once', files: answersOf(files, this.left) });
  }

  async #applyEdited(files: readonly FileDiff[]): Promise<void> {
    if (this.isAnswered || this.context.isReadOnly) return;
    this.isAnswered = true;
    const hadFocus = this.contains(document.activeElement);
    const outcome = await this.context.host.request({
      type: 'proposal/apply',
      sessionId: this.context.sessionId,
      toolId: this.tool.toolId,
      files: answersOf(files, this.left),
    });
    this.isAnswered = outcome.ok;
    this.problem = outcome.ok ? '' : outcome.error;
    if (outcome.ok && hadFocus) this.context.focusNext();
  }

  #ruleChoice(details: ConfirmationDetails): TemplateResult {
    return ruleChoice({
      id: `question-${this.tool.id}`,
      offered: details.remember?.rule ?? '',
      words: details.remember === undefined ? '' : offerWords(details.remember),
      rule: this.rule,
      scope: this.scope,
      disabled: this.isAnswered,
      onRule: (rule) => {
        this.rule = rule;
      },
      onScope: (scope) => {
        this.scope = scope;
      },
      onAllow: () => this.#allowByRule(details),
      onBack: () => this.#chooseRule(false),
    });
  }

  /** The focus goes along: what had it is replaced. */
  #chooseRule(isChoosing: boolean): void {
    this.isChoosingRule = isChoosing;
    this.rule = undefined;
    this.scope = 'workspace';
    void this.updateComplete.then(() => {
      if (isChoosing) this.querySelector<HTMLElement>('.question-rule-text')?.focus();
      else this.focusCard();
    });
  }

  #onKey(event: KeyboardEvent): void {
    if (event.key === 'Escape' && this.isChoosingRule && !event.isComposing) {
      event.preventDefault();
      event.stopPropagation();
      this.#chooseRule(false);
      return;
    }
    // Only on the card itself: a button or field inside has its own meaning for Enter.
    if (event.key !== 'Enter' || event.repeat || event.target !== event.currentTarget) return;
    event.preventDefault();
    if (performance.now() - this.#shownAt < SETTLE_MS || this.isChoosingRule) return;
    this.#allowPicked();
  }

  #allow(remember: RememberScope): void {
    this.#answer({ approved: true, remember });
  }

  #allowByRule(details: ConfirmationDetails): void {
    const rule = this.rule?.trim() ?? '';
    const isChanged = rule !== '' && rule !== details.remember?.rule;
    this.#answer({ approved: true, remember: this.scope, ...(isChanged ? { rule } : {}) });
  }

  #reasonField(): { readonly reason?: string } {
    const reason = this.reason.trim();
    return reason === '' ? {} : { reason };
  }

  #answer(answer: ConfirmationAnswer): void {
    if (this.isAnswered || this.context.isReadOnly) return;
    this.isAnswered = true;
    const hadFocus = this.contains(document.activeElement);
    this.context.host.post({
      type: 'permission/answer',
      sessionId: this.context.sessionId,
      toolId: this.tool.toolId,
      answer,
    });
    if (hadFocus) this.context.focusNext();
  }
}

customElements.define('planwright-question', QuestionElement);
