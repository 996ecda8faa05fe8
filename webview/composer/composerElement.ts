// <planwright-composer>: where a person writes: queue, pictures, the input with its history, mode and model, send or stop.
import { html, nothing } from 'lit';
import type { PropertyValues, TemplateResult } from 'lit';
import { property, state } from 'lit/decorators.js';
import type { ContextParts } from '../../src/protocol/contextParts';
import { isSameMention, MENTION_COUNT_LIMIT } from '../../src/protocol/mentions';
import type { Mention } from '../../src/protocol/mentions';
import { PROMPT_LIMIT } from '../../src/protocol/messages';
import type { PanelSettings, PromptAttachment } from '../../src/protocol/messages';
import type { PermissionMode } from '../../src/protocol/coreTypes';
import type { PlanningChoice } from '../../src/protocol/planMessages';
import { activityOf, isBusy } from '../../src/protocol/viewState';
import type { SessionView } from '../../src/protocol/viewState';
import type { Outcome, Request } from '../hostLink';
import { icon, iconButton } from '../icon';
import { t } from '../l10n';
import { LightElement } from '../lightElement';
import type { PanelContext } from '../panelContext';
import { readAttachments } from './attachments';
import type { Dropped } from './drop';
import { contextGauge, contextView } from './contextGauge';
import type { InputHistory } from './inputHistory';
import { readOnlyBar, restrictedBar } from './stateBars';
import { mentionLabel, shownLabel } from './mentionChips';
import { MentionPicker } from './mentionPicker';
import { nameToken } from './mentionToken';
import { modelPicker, modePicker, planningPicker } from './pickers';

/** Detail of `planwright-sent`. `isAdded`: it went to a run that was on, or behind it. */
export interface Sent {
  readonly isAdded: boolean;
}

export class ComposerElement extends LightElement {
  @property({ attribute: false }) session!: SessionView;
  @property({ attribute: false }) settings: PanelSettings | undefined;
  @property({ attribute: false }) context!: PanelContext;
  @property({ attribute: false }) history!: InputHistory;
  /** Text of the input; the panel keeps it per session. */
  @property({ attribute: false }) draft = '';
  /** What goes along; the panel keeps it per session. */
  @property({ attribute: false }) mentions: readonly Mention[] = [];
  /** Set while an earlier message is edited: the number of the event that brought it. */
  @property({ attribute: false }) editSeq: number | undefined;
  /** Somebody else wrote what is in the input. */
  @property({ attribute: false }) isFromLink = false;
  @state() private attachments: readonly PromptAttachment[] = [];
  @state() private problem = '';
  @state() private isContextOpen = false;
  /** What the host said last; asked for while the view of it is open. */
  @state() private contextParts: ContextParts | undefined;
  @state() private isSending = false;
  readonly #picker = new MentionPicker({
    onChange: () => this.requestUpdate(),
    onChoose: ({ mention }, token) => {
      const { text, caret } = nameToken(this.draft, token, mention.label);
      this.#replaceInput(text, caret);
      this.#mention([mention]);
    },
    onCommand: (name, { end }) => {
      const typed = `/${name} `;
      this.#replaceInput(typed + this.draft.slice(end).trimStart(), typed.length);
    },
    onKind: (kind, { start, end }) => {
      const typed = `@${kind}:`;
      this.#replaceInput(this.draft.slice(0, start) + typed + this.draft.slice(end), start + typed.length);
    },
  });

  /** Pictures of the sessions that are not shown now. */
  readonly #kept = new Map<string, readonly PromptAttachment[]>();

  focusInput(): void {
    this.#input()?.focus();
  }

  /** Takes what was dropped anywhere on the panel. */
  take({ files, uris }: Dropped): void {
    if (this.context.isReadOnly) return;
    if (uris.length > 0) void this.#mentionUris(uris);
    else void this.#attach(files);
  }

  /** One sentence about something that could not be done. */
  showProblem(text: string): void {
    this.problem = text;
  }

  /** Text dropped in by a command or an edit; the caret goes to its end. */
  async caretToEnd(): Promise<void> {
    await this.updateComplete;
    const input = this.#input();
    input?.setSelectionRange(input.value.length, input.value.length);
  }

  override willUpdate(changed: PropertyValues<this>): void {
    const previous = changed.get('session');
    if (previous !== undefined && previous.sessionId !== this.session.sessionId) {
      this.#kept.set(previous.sessionId, this.attachments);
      this.attachments = this.#kept.get(this.session.sessionId) ?? [];
      this.problem = '';
      this.#picker.close();
      this.contextParts = undefined;
    }
    const isStale = previous !== undefined && previous.contextTokens !== this.session.contextTokens;
    if (this.isContextOpen && isStale) void this.#askContextParts();
  }

  async #askContextParts(): Promise<void> {
    const { sessionId } = this.session;
    const outcome = await this.context.host.request({ type: 'context/parts', sessionId });
    if (outcome.ok && sessionId === this.session.sessionId) this.contextParts = outcome.contextParts;
  }

  override updated(): void {
    this.#picker.scroll(this);
    const input = this.#input();
    if (input !== null && !CSS.supports('field-sizing', 'content')) {
      // Where the browser does not size it by itself.
      input.rows = Math.min(12, Math.max(2, input.value.split('\n').length));
    }
  }

  override render(): TemplateResult {
    if (this.context.isReadOnly) return readOnlyBar(this.context);
    const activity = activityOf(this.session);
    const isRunning = isBusy(this.session);
    return html`${this.settings?.isTrusted === false ? restrictedBar(this.context) : this.#heldBackBar()}
      ${this.#queue()}
      ${
        this.isFromLink
          ? html`<div class="bar">
              ${icon('link-external')}<span class="bar-text"
                >${t('This text comes from a link. Read it before you send it.')}</span
              >
            </div>`
          : nothing
      }
      ${
        this.editSeq === undefined
          ? nothing
          : html`<div class="bar">
              ${icon('edit')}<span class="bar-text"
                >${t('Editing an earlier message: what came after it is taken back from the conversation. Files stay as they are.')}</span
              >
              ${iconButton('close', t('Stop editing (Escape)'), () => this.#fire('planwright-edit-end'))}
            </div>`
      }
      ${
        this.problem === ''
          ? nothing
          : html`<div class="bar" role="status">
              ${icon('warning', 'warning-icon')}<span class="bar-text">${this.problem}</span>
              ${iconButton('close', t('Dismiss'), () => {
                this.problem = '';
              })}
            </div>`
      }
      <div class="composer">
        ${this.#picker.render()}
        ${this.isContextOpen && this.contextParts !== undefined ? contextView(this.session, this.#model(), this.contextParts, this.context.host) : nothing}
        ${this.#chips()}
        <textarea
          rows="2"
          aria-autocomplete="list"
          aria-haspopup="listbox"
          aria-controls=${this.#picker.isOpen ? 'mention-list' : nothing}
          aria-activedescendant=${this.#picker.activeId ?? nothing}
          aria-label=${isRunning ? t('Add to the run, or queue a follow-up') : t('Ask for a change')}
          placeholder=${isRunning ? t('Add something, or queue it (Alt+Enter)…') : t('Ask for a change…')}
          maxlength=${PROMPT_LIMIT}
          .value=${this.draft}
          @input=${(event: Event) => this.#onInput(event)}
          @keydown=${(event: KeyboardEvent) => this.#onKey(event, isRunning)}
          @click=${() => this.#lookForMention()}
          @blur=${() => this.#picker.leave()}
          @focus=${() => {
            if (this.#picker.wasLeft) this.#lookForMention();
          }}
          @paste=${(event: ClipboardEvent) => this.#paste(event)}
        ></textarea>
        <div class="composer-bar">
          ${iconButton('mention', t('Add context (@). Files can also be dropped here with Shift held.'), () => this.#typeMention())}
          ${modePicker(this.session, (mode) => this.#setMode(mode))}
          ${planningPicker(this.session, (planning) => void this.#setPlanning(planning))}
          ${modelPicker(this.session, this.settings?.models ?? [], (model) => this.#setModel(model))}
          <span class="spacer"></span>
          ${contextGauge(this.session, this.#model(), this.isContextOpen, () => {
            this.isContextOpen = !this.isContextOpen;
            if (this.isContextOpen) void this.#askContextParts();
          })}
          ${isRunning ? this.#pauseButton(activity === 'paused') : nothing}
          ${
            isRunning
              ? iconButton(
                  'debug-stop',
                  t('Stop (Escape)'),
                  () => this.context.host.post({ type: 'run/stop', sessionId: this.session.sessionId }),
                  { extraClass: 'stop' },
                )
              : nothing
          }
          ${
            isRunning && this.draft.trim() === ''
              ? nothing
              : iconButton(
                  'send',
                  isRunning
                    ? t('Add to the run (Enter), or queue it for after it (Alt+Enter)')
                    : t('Send (Enter)'),
                  () => void this.#send(isRunning ? 'steer' : 'submit'),
                  {
                    disabled: this.isSending || (this.draft.trim() === '' && this.attachments.length === 0),
                    extraClass: 'send',
                  },
                )
          }
        </div>
      </div>`;
  }

  #heldBackBar(): TemplateResult | typeof nothing {
    const { heldBack = [] } = this.settings ?? {};
    const [first] = heldBack;
    if (first === undefined) return nothing;
    return html`<div class="bar">
      ${icon('shield')}<span class="bar-text" title=${heldBack.join('\n')}
        >${
          heldBack.length === 1
            ? t('{0} is not used until you trust it.', first)
            : t('{0} files are not used until you trust them.', heldBack.length)
        }</span
      >
      <button
        type="button"
        class="link-button"
        title=${t('See what would instruct the agent, and decide about it')}
        @click=${() =>
          this.context.host.post({ type: 'command/run', command: 'planwright.manageTrustedContent' })}
      >
        ${t({ message: 'Look', comment: 'At files that would instruct the agent' })}
      </button>
    </div>`;
  }

  #pauseButton(isPaused: boolean): TemplateResult {
    const { sessionId } = this.session;
    return isPaused
      ? iconButton('debug-continue', t('Resume'), () =>
          this.context.host.post({ type: 'run/resume', sessionId }),
        )
      : iconButton('debug-pause', t('Pause before the next step'), () =>
          this.context.host.post({ type: 'run/pause', sessionId }),
        );
  }

  #queue(): TemplateResult | typeof nothing {
    if (this.session.queue.length === 0) return nothing;
    return html`<ul class="queue" aria-label=${t('Queued messages')}>
      ${this.session.queue.map(
        (message) =>
          html`<li class="bar">
            <span class="muted">${message.when === 'next_turn' ? t('next:') : t('queued:')}</span>
            <span class="bar-text queue-text" title=${message.text}>${message.text}</span>
            ${iconButton('edit', t('Take it back and edit it'), () => {
              this.#unqueue(message.id);
              this.#setDraft(this.draft === '' ? message.text : `${this.draft}\n${message.text}`);
              this.#mention(message.mentions?.map(({ mention }) => mention) ?? []);
              this.focusInput();
            })}
            ${iconButton('close', t('Remove from the queue'), () => this.#unqueue(message.id))}
          </li>`,
      )}
    </ul>`;
  }

  #chips(): TemplateResult | typeof nothing {
    if (this.attachments.length === 0 && this.mentions.length === 0) return nothing;
    return html`<ul class="chips" aria-label=${t('What goes along')}>
      ${this.mentions.map(
        (mention) =>
          html`<li class="chip">
            ${mentionLabel(mention, this.context.host)}
            ${iconButton('close', t('Remove {0}', shownLabel(mention)), () => {
              this.#setMentions(this.mentions.filter((other) => other !== mention));
              this.focusInput();
            })}
          </li>`,
      )}
      ${this.attachments.map(
        (attachment, index) =>
          html`<li class="chip">
            ${icon('file-media')}<span class="chip-name">${attachment.name}</span>
            ${iconButton('close', t('Remove {0}', attachment.name), () => {
              this.attachments = this.attachments.filter((_other, at) => at !== index);
              this.focusInput();
            })}
          </li>`,
      )}
    </ul>`;
  }

  #model(): PanelSettings['models'][number] | undefined {
    return this.settings?.models.find((model) => model.name === this.session.model);
  }

  #setMode(mode: PermissionMode): void {
    this.context.host.post({ type: 'mode/set', sessionId: this.session.sessionId, mode });
  }

  #setModel(model: string): void {
    this.context.host.post({ type: 'model/set', sessionId: this.session.sessionId, model });
  }

  async #setPlanning(planning: PlanningChoice): Promise<void> {
    const { sessionId } = this.session;
    const outcome = await this.context.host.request({ type: 'planning/set', sessionId, planning });
    if (!outcome.ok) this.problem = outcome.error;
  }

  #unqueue(id: string): void {
    this.context.host.post({ type: 'queue/remove', sessionId: this.session.sessionId, id });
  }

  #onInput(event: Event): void {
    if (!(event.target instanceof HTMLTextAreaElement)) return;
    this.history.reset();
    this.#setDraft(event.target.value);
    this.#lookForMention();
  }

  #lookForMention(): void {
    const input = this.#input();
    if (input === null) return;
    const { value, selectionStart } = input;
    void this.#picker.look(value, selectionStart, this.context.host, this.session.sessionId);
  }

  /** The button does what the key does. */
  #typeMention(): void {
    const input = this.#input();
    if (input === null) return;
    const before = this.draft.slice(0, input.selectionStart);
    const typed = before === '' || /\s$/.test(before) ? '@' : ' @';
    this.#replaceInput(before + typed + this.draft.slice(input.selectionEnd), before.length + typed.length);
  }

  #replaceInput(text: string, caret: number): void {
    this.#setDraft(text);
    void this.updateComplete.then(() => {
      this.focusInput();
      this.#input()?.setSelectionRange(caret, caret);
      this.#lookForMention();
    });
  }

  #mention(mentions: readonly Mention[]): void {
    const fresh = mentions.filter((mention) => !this.mentions.some((known) => isSameMention(known, mention)));
    if (fresh.length === 0) return;
    if (this.mentions.length + fresh.length > MENTION_COUNT_LIMIT) {
      this.problem = t('At most {0} things go along with one prompt.', MENTION_COUNT_LIMIT);
      return;
    }
    this.#setMentions([...this.mentions, ...fresh]);
  }

  #setMentions(mentions: readonly Mention[]): void {
    this.mentions = mentions;
    this.dispatchEvent(new CustomEvent('planwright-mentions', { detail: mentions, bubbles: true }));
  }

  #onKey(event: KeyboardEvent, isRunning: boolean): void {
    if (event.isComposing) return;
    if (this.#picker.handleKey(event)) {
      event.preventDefault();
      return;
    }
    const input = this.#input();
    if (event.key === 'Enter' && !event.shiftKey) {
      event.preventDefault();
      if (event.repeat) return;
      void this.#send(isRunning && !event.altKey ? 'steer' : 'submit');
    } else if (event.key === 'Backspace' && input?.selectionEnd === 0 && this.mentions.length > 0) {
      event.preventDefault();
      this.#setMentions(this.mentions.slice(0, -1));
    } else if (
      event.key === 'ArrowUp' &&
      input !== null &&
      !input.value.slice(0, input.selectionStart).includes('\n') &&
      input.selectionStart === input.selectionEnd
    ) {
      this.#walk(event, this.history.previous(this.draft));
    } else if (
      event.key === 'ArrowDown' &&
      input !== null &&
      !input.value.slice(input.selectionEnd).includes('\n')
    ) {
      this.#walk(event, this.history.next());
    }
  }

  #walk(event: KeyboardEvent, text: string | undefined): void {
    if (text === undefined) return;
    event.preventDefault();
    this.#setDraft(text);
    void this.caretToEnd();
  }

  async #send(how: 'submit' | 'steer'): Promise<void> {
    const text = this.draft;
    if (this.isSending || (text.trim() === '' && this.attachments.length === 0)) return;
    const { sessionId } = this.session;
    const isAdded = isBusy(this.session);
    this.isSending = true;
    this.problem = '';
    const outcome = await this.context.host.request(this.#request(how, sessionId, text));
    this.isSending = false;
    this.#finishSending(outcome, text, isAdded);
  }

  #request(how: 'submit' | 'steer', sessionId: string, text: string): Request {
    const mentions = [...this.mentions];
    if (this.editSeq !== undefined)
      return { type: 'prompt/edit', sessionId, seq: this.editSeq, text, mentions };
    // A picture can't be steered in; it waits for the end of the run.
    if (how === 'steer' && this.attachments.length === 0)
      return { type: 'prompt/steer', sessionId, text, mentions };
    return { type: 'prompt/submit', sessionId, text, attachments: [...this.attachments], mentions };
  }

  #finishSending(outcome: Outcome, text: string, isAdded: boolean): void {
    if (!outcome.ok) {
      this.problem = outcome.error;
      return;
    }
    this.history.add(text);
    this.attachments = [];
    this.#setMentions([]);
    // What was typed while the host answered stays.
    if (this.draft === text) this.#setDraft('');
    else if (this.draft.startsWith(text)) this.#setDraft(this.draft.slice(text.length));
    if (this.editSeq !== undefined) this.#fire('planwright-edit-end');
    const detail: Sent = { isAdded };
    this.dispatchEvent(new CustomEvent('planwright-sent', { detail, bubbles: true }));
  }

  #paste(event: ClipboardEvent): void {
    const files = [...(event.clipboardData?.files ?? [])];
    if (files.length === 0) return;
    event.preventDefault();
    void this.#attach(files);
  }

  async #mentionUris(uris: readonly string[]): Promise<void> {
    const outcome = await this.context.host.request({
      type: 'mention/fromUris',
      uris: uris.slice(0, MENTION_COUNT_LIMIT),
    });
    const mentions = outcome.ok ? (outcome.mentions ?? []).map(({ mention }) => mention) : [];
    if (mentions.length === 0) this.problem = t('Only files of this workspace can go along.');
    this.#mention(mentions);
    this.focusInput();
  }

  async #attach(files: readonly File[]): Promise<void> {
    if (this.#model()?.acceptsImages === false) {
      this.problem = t('This model does not take pictures. Switch the model to send one.');
      return;
    }
    const picked = await readAttachments(files, this.attachments.length);
    this.attachments = [...this.attachments, ...picked.attachments];
    this.problem = picked.problems.join(' ');
  }

  #setDraft(text: string): void {
    this.draft = text;
    this.dispatchEvent(new CustomEvent('planwright-draft', { detail: text, bubbles: true }));
  }

  #fire(name: string): void {
    this.dispatchEvent(new CustomEvent(name, { bubbles: true }));
  }

  #input(): HTMLTextAreaElement | null {
    return this.querySelector('textarea');
  }
}

customElements.define('planwright-composer', ComposerElement);
