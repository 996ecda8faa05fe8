// <planwright-panel>: puts header, transcript and input together and hands messages to the store.
import { html, nothing } from 'lit';
import type { PropertyValues, TemplateResult } from 'lit';
import { state } from 'lit/decorators.js';
import { keyed } from 'lit/directives/keyed.js';
import { isSameMention, MENTION_COUNT_LIMIT } from '../src/protocol/mentions';
import type { Mention } from '../src/protocol/mentions';
import type { Draft, ToView, ToViewMessage } from '../src/protocol/messages';
import { activityOf, isBusy } from '../src/protocol/viewState';
import { NO_REVIEW } from '../src/protocol/reviewList';
import type { SessionView } from '../src/protocol/viewState';
import { announcementsFor } from './announcements';
import './composer/composerElement';
import type { Sent } from './composer/composerElement';
import { DropTarget } from './composer/dropTarget';
import './elementNames';
import { emptyState } from './emptyState';
import { documentFrames } from './documentFrames';
import { FrameSchedule } from './frameSchedule';
import { HostLink } from './hostLink';
import { icon } from './icon';
import { t } from './l10n';
import { LightElement } from './lightElement';
import type { PanelContext } from './panelContext';
import { PanelStore } from './panelStore';
import type { PanelState } from './panelStore';
import { SavedPage } from './savedPage';
import type { Place } from './savedState';
import './plan/planBar';
import './plan/planElement';
import './plan/planQuestion';
import { planShown } from './plan/planShown';
import './restore/restoreCard';
import './review/reviewBar';
import { ReviewSource } from './review/reviewSource';
import './sessions/sessionListElement';
import { progressRing } from './toolkit/progressRing';
import { Expansion } from './transcript/expansion';
import type { LoadPage } from './transcript/pageLoader';
import './transcript/transcriptElement';

export class PanelElement extends LightElement {
  @state() private panel: PanelState = { access: 'owner', sessions: [], review: NO_REVIEW };
  @state() private isListOpen = false;
  /** The plan stands in the place of the conversation. */
  @state() private isPlanOpen = false;
  @state() private draft = '';
  /** What goes along with the draft. */
  @state() private mentions: readonly Mention[] = [];
  /** The session whose draft came from a link and was not sent yet. */
  @state() private linkedSession: string | undefined;
  @state() private editSeq: number | undefined;
  @state() private expansionVersion = 0;
  @state() private spoken = '';
  /** The prompt to go back to, while the person is asked. */
  @state() private restoring: { readonly runId: string; readonly prompt: string } | undefined;
  readonly #host = new HostLink();
  readonly #review = new ReviewSource();
  readonly #dropTarget = new DropTarget(this, {
    isTaking: () => this.panel.access === 'owner',
    take: (dropped) => this.querySelector('planwright-composer')?.take(dropped),
  });
  readonly #store: PanelStore;
  readonly #saved = new SavedPage(this.#host);
  #context: PanelContext | undefined;
  readonly #frames = new FrameSchedule(() => this.#show(this.#store.state), documentFrames);

  constructor() {
    super();
    this.#store = new PanelStore({
      onChange: () => this.#frames.ask(),
      askSnapshot: (reason) => this.#host.post({ type: 'snapshot/request', reason }),
      shown: () => this.querySelector('planwright-transcript')?.shown,
    });
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#host.listen((message) => this.#receive(message));
    document.addEventListener('keydown', (event) => this.#onKey(event));
    this.#host.post({ type: 'ready' });
    const tellFocus = (): void => this.#host.post({ type: 'page/focus', isFocused: document.hasFocus() });
    window.addEventListener('focus', tellFocus);
    window.addEventListener('blur', tellFocus);
    if (document.hasFocus()) tellFocus();
  }

  override render(): TemplateResult {
    const { session, settings } = this.panel;
    const context = this.#context;
    if (session === undefined || context === undefined) {
      return html`<div class="loading" role="status">${progressRing()}<span>${t('Loading…')}</span></div>`;
    }
    return html`${this.#header(session)}
      ${
        this.isListOpen
          ? html`<planwright-session-list
              .sessions=${this.panel.sessions}
              .currentId=${session.sessionId}
              .context=${context}
              @planwright-close=${() => this.#closeList()}
            ></planwright-session-list>`
          : nothing
      }
      ${
        this.isPlanOpen && session.plan !== undefined
          ? html`<planwright-plan
              role="region"
              aria-label=${t('Plan')}
              tabindex="-1"
              .view=${session.plan}
              .session=${session}
              .context=${context}
              .expansionVersion=${this.expansionVersion}
            ></planwright-plan>`
          : session.runs.length === 0
            ? html`<main class="transcript-empty" tabindex="-1">
                ${emptyState(settings, context, (text) => this.#insert(text))}
              </main>`
            : html`<planwright-transcript
                role="region"
                aria-label=${t('Conversation')}
                tabindex="0"
                .session=${session}
                .context=${context}
                .expansionVersion=${this.expansionVersion}
                .loadPage=${this.#loadPage}
                .place=${this.#saved.placeOf(session.sessionId)}
                @planwright-place=${(event: CustomEvent<Place | undefined>) => this.#saved.setPlace(session.sessionId, event.detail)}
              ></planwright-transcript>`
      }
      ${
        this.restoring === undefined
          ? nothing
          : keyed(
              this.restoring.runId,
              html`<planwright-restore
                .context=${context}
                .runId=${this.restoring.runId}
                .prompt=${this.restoring.prompt}
                @planwright-restore-end=${() => this.#endRestore()}
              ></planwright-restore>`,
            )
      }
      ${
        session.plan === undefined
          ? nothing
          : html`<planwright-plan-question
              .view=${session.plan}
              .context=${context}
            ></planwright-plan-question>`
      }
      ${
        session.plan === undefined || !planShown(session)
          ? nothing
          : html`<planwright-plan-bar
              .view=${session.plan}
              .isOpen=${this.isPlanOpen}
              .isBusy=${isBusy(session)}
              .context=${context}
              @planwright-plan-toggle=${() => (this.isPlanOpen ? this.#closePlan() : void this.#openPlan())}
            ></planwright-plan-bar>`
      }
      <planwright-review .context=${context} .list=${this.panel.review}></planwright-review>
      <planwright-composer
        role="form"
        aria-label=${t('Prompt')}
        .session=${session}
        .settings=${settings}
        .context=${context}
        .history=${this.#saved.history}
        .draft=${this.draft}
        .mentions=${this.mentions}
        .editSeq=${this.editSeq}
        .isFromLink=${this.linkedSession !== undefined && this.linkedSession === session.sessionId}
        @planwright-mentions=${(event: CustomEvent<readonly Mention[]>) => this.#setMentions(event.detail)}
        @planwright-draft=${(event: CustomEvent<string>) => this.#setDraft(event.detail)}
        @planwright-edit-end=${() => {
          this.editSeq = undefined;
        }}
        @planwright-sent=${(event: CustomEvent<Sent>) => this.#afterSending(event.detail)}
      ></planwright-composer>
      <div class="visually-hidden" role="status" aria-live="polite">${this.spoken}</div>
      ${this.#dropTarget.render()}`;
  }

  #header(session: SessionView): TemplateResult {
    const title = session.title === '' ? t('New session') : session.title;
    const unread = this.panel.sessions.filter(
      (row) => row.sessionId !== session.sessionId && (row.isUnread || row.state === 'waiting'),
    ).length;
    return html`<header class="panel-header">
      <button
        type="button"
        class="title-button"
        aria-haspopup="dialog"
        aria-expanded=${this.isListOpen ? 'true' : 'false'}
        title="${title}&#10;${t('Show all sessions')}"
        @click=${() => (this.isListOpen ? this.#closeList() : this.#openList())}
      >
        <h1 class="title-text">${title}</h1>
        ${icon('chevron-down')}
        ${
          unread === 0
            ? nothing
            : html`<span
                class="badge"
                title=${unread === 1 ? t('1 other session has news') : t('{0} other sessions have news', unread)}
                >${unread}</span
              >`
        }
      </button>
    </header>`;
  }

  /** Asks the host for the items next to a place. */
  readonly #loadPage: LoadPage = async (sessionId, side, position) => {
    const outcome = await this.#host.request({ type: 'page/request', sessionId, side, ...position });
    // Another session is on the screen by now.
    if (this.#store.state.session?.sessionId !== sessionId) return 'failed';
    if (!outcome.ok || outcome.page === undefined) return 'failed';
    return this.#store.applyPage(outcome.page) ? 'loaded' : 'stale';
  };

  #receive(message: ToViewMessage): void {
    if (this.#store.apply(message)) return;
    if (message.type === 'drafts') this.#recall(message.drafts);
    else if (message.type === 'focus') void this.#focus(message.target);
    else if (message.type === 'input/insert') {
      // A snapshot that is still to be drawn brings the draft that the text is added to.
      this.#show(this.#store.state);
      this.#insert(message.text);
    } else if (message.type === 'compose') {
      this.#show(this.#store.state);
      this.#compose(message.text ?? '', message.mentions ?? []);
      if (message.isFromLink === true) {
        this.linkedSession = this.panel.session?.sessionId;
        this.spoken = t('The text in the input comes from a link. Read it before you send it.');
      }
    } else if (message.type === 'restore/show') {
      this.#show(this.#store.state);
      if (message.sessionId === this.panel.session?.sessionId) void this.#startRestore(message.runId);
    } else if (message.type === 'problem') {
      this.querySelector('planwright-composer')?.showProblem(message.text);
    } else if (message.type === 'announce') {
      // The same words twice would not be read again.
      this.spoken = message.text === this.spoken ? `${message.text}\u00a0` : message.text;
    }
  }

  #show(next: PanelState): void {
    const previous = this.panel;
    const isOtherSession = previous.session?.sessionId !== next.session?.sessionId;
    if (next.session !== undefined && (isOtherSession || previous.access !== next.access)) {
      this.#context = this.#createContext(next.session.sessionId, next.access, isOtherSession);
    }
    if (isOtherSession && next.session !== undefined) {
      const { sessionId } = next.session;
      this.draft = this.#saved.draftOf(sessionId);
      this.mentions = this.#saved.mentionsOf(sessionId);
      this.editSeq = undefined;
      this.restoring = undefined;
      this.isPlanOpen = false;
    }
    if (previous.session?.plan !== undefined && next.session?.plan === undefined) this.isPlanOpen = false;
    if (next.session !== undefined) {
      const sentences = announcementsFor(previous.session, next.session);
      if (sentences.length > 0) this.spoken = sentences.join('\n');
    }
    this.panel = next;
    if (previous.review !== next.review) this.#review.set(next.review);
  }

  #createContext(sessionId: string, access: PanelState['access'], isOtherSession: boolean): PanelContext {
    const kept = isOtherSession ? undefined : this.#context?.expansion;
    return {
      host: this.#host,
      sessionId,
      isReadOnly: access === 'read_only',
      review: this.#review,
      expansion:
        kept ??
        new Expansion(() => {
          this.expansionVersion += 1;
        }),
      editPrompt: (seq, text, mentions) => {
        this.editSeq = seq;
        this.#setDraft(text);
        this.#setMentions(mentions);
        void this.#focus('input');
      },
      restoreTo: (seq) => {
        const run = this.panel.session?.runs.find((candidate) =>
          candidate.items.some((item) => item.kind === 'prompt' && item.messageSeq === seq),
        );
        if (run !== undefined) void this.#startRestore(run.id);
      },
      openPlan: () => void this.#openPlan(),
      focusNext: () => this.focusInput(),
    };
  }

  async #startRestore(runId: string): Promise<void> {
    const run = this.panel.session?.runs.find((candidate) => candidate.id === runId);
    const prompt = run?.items.find((item) => item.kind === 'prompt' && !item.isSteering);
    this.restoring = {
      runId,
      prompt: prompt?.kind === 'prompt' ? (prompt.text.trim().split('\n')[0] ?? '') : '…',
    };
    await this.updateComplete;
    const card = this.querySelector('planwright-restore');
    await card?.updateComplete;
    card?.focusCard();
  }

  #endRestore(): void {
    const hadFocus = this.querySelector('planwright-restore')?.contains(document.activeElement) === true;
    this.restoring = undefined;
    if (hadFocus) this.focusInput();
  }

  focusInput(): void {
    this.querySelector('planwright-composer')?.focusInput();
  }

  async #focus(target: ToView<'focus'>['target']): Promise<void> {
    await this.updateComplete;
    if (target === 'sessions') {
      this.#openList();
      return;
    }
    if (target === 'plan') {
      await this.#openPlan();
      if (this.panel.session?.plan !== undefined) return;
    }
    if (target === 'question' && this.panel.session?.plan?.question !== undefined) {
      this.querySelector('planwright-plan-question')?.focusCard();
      return;
    }
    if (
      target === 'question' &&
      (await this.querySelector('planwright-transcript')?.focusQuestion()) === true
    )
      return;
    this.focusInput();
    await this.querySelector('planwright-composer')?.caretToEnd();
  }

  /** What a command puts in: each thing goes along once. */
  #compose(text: string, mentions: readonly Mention[]): void {
    const fresh = mentions.filter((mention) => !this.mentions.some((known) => isSameMention(known, mention)));
    this.#setMentions([...this.mentions, ...fresh].slice(0, MENTION_COUNT_LIMIT));
    if (text === '') void this.#focus('input');
    else this.#insert(text);
  }

  #insert(text: string): void {
    this.#setDraft(this.draft === '' ? text : `${this.draft.trimEnd()}\n${text}`);
    void this.#focus('input');
  }

  /** Escape anywhere in the panel: deny what asks, else stop what runs. */
  #onKey(event: KeyboardEvent): void {
    if (event.key !== 'Escape' || event.defaultPrevented || event.isComposing || event.repeat) return;
    const { session, access } = this.panel;
    if (this.isListOpen) {
      this.#closeList();
      return;
    }
    if (this.restoring !== undefined) {
      this.#endRestore();
      return;
    }
    if (this.editSeq !== undefined) {
      this.editSeq = undefined;
      return;
    }
    const plan = this.querySelector('planwright-plan');
    if (plan?.contains(document.activeElement) === true && !this.#asks(session)) {
      event.preventDefault();
      if (!plan.closeInner()) this.#closePlan();
      return;
    }
    if (session === undefined || access === 'read_only') return;
    const activity = activityOf(session);
    const waiting = session.waiting[0];
    if (waiting !== undefined) {
      event.preventDefault();
      const cards = [...this.querySelectorAll('planwright-question')];
      const card =
        cards.find((candidate) => candidate.contains(document.activeElement)) ??
        cards.find((candidate) => candidate.tool.toolId === waiting);
      if (card !== undefined) card.deny();
      else {
        this.#host.post({
          type: 'permission/answer',
          sessionId: session.sessionId,
          toolId: waiting,
          answer: { approved: false },
        });
      }
    } else if (activity === 'waiting') {
      event.preventDefault();
      this.querySelector('planwright-plan-question')?.decline();
    } else if (activity === 'running' || activity === 'paused') {
      event.preventDefault();
      this.#host.post({ type: 'run/stop', sessionId: session.sessionId });
    }
  }

  /** True while a call or the plan waits for an answer. */
  #asks(session: SessionView | undefined): boolean {
    return session !== undefined && activityOf(session) === 'waiting';
  }

  async #openPlan(): Promise<void> {
    // One that is still to come is shown as soon as it does.
    this.isPlanOpen = true;
    await this.updateComplete;
    const plan = this.querySelector('planwright-plan');
    await plan?.updateComplete;
    plan?.focusPlan();
  }

  #closePlan(): void {
    const hadFocus = this.querySelector('planwright-plan')?.contains(document.activeElement) === true;
    this.isPlanOpen = false;
    if (hadFocus) this.querySelector<HTMLElement>('planwright-plan-bar .row-toggle')?.focus();
  }

  #openList(): void {
    this.isListOpen = true;
    this.#host.post({ type: 'session/list' });
  }

  /** Comes before the first snapshot of a page. */
  #recall(drafts: readonly Draft[]): void {
    if (this.panel.session === undefined) this.#saved.recall(drafts);
  }

  #closeList(): void {
    const hadFocus = this.querySelector('planwright-session-list')?.contains(document.activeElement) === true;
    this.isListOpen = false;
    if (hadFocus) this.querySelector<HTMLElement>('.title-button')?.focus();
  }

  #afterSending({ isAdded }: Sent): void {
    this.#saved.saveSoon();
    // Else the answer would come where nobody sees it.
    if (!isAdded) this.#closePlan();
    this.querySelector('planwright-transcript')?.scrollToEnd();
  }

  #setDraft(text: string): void {
    this.draft = text;
    const sessionId = this.panel.session?.sessionId;
    if (sessionId === undefined) return;
    if (text === '' && sessionId === this.linkedSession) this.linkedSession = undefined;
    this.#saved.setDraft(sessionId, text);
  }

  #setMentions(mentions: readonly Mention[]): void {
    this.mentions = mentions;
    const sessionId = this.panel.session?.sessionId;
    if (sessionId !== undefined) this.#saved.setMentions(sessionId, mentions);
  }

  override updated(changed: PropertyValues): void {
    // The list that is open shows what the host says now.
    if (changed.has('isListOpen')) this.classList.toggle('list-open', this.isListOpen);
  }
}

customElements.define('planwright-panel', PanelElement);
