// <planwright-transcript>: the rows of a session. Only a window of rows is in the document; the view follows the end while the person
// is there, and nothing above moves otherwise.
import { html, nothing } from 'lit';
import type { PropertyValues, TemplateResult } from 'lit';
import { property, state } from 'lit/decorators.js';
import { repeat } from 'lit/directives/repeat.js';
import type { SessionView, ViewItem } from '../../src/protocol/viewState';
import { icon } from '../icon';
import { t } from '../l10n';
import type { Place } from '../savedState';
import { LightElement } from '../lightElement';
import type { PanelContext } from '../panelContext';
import '../items/answerElement';
import { errorCard } from '../items/errorCard';
import '../items/readsElement';
import '../items/toolElement';
import {
  factsRow,
  interruptedCard,
  noticeRow,
  promptRow,
  retryRow,
  thinkingRow,
  workingRow,
} from '../items/simpleItems';
import { rowsOf, runKey } from './rows';
import type { Row } from './rows';
import { RowWindow } from './rowWindow';

/** Distance from the end, in pixels, that still counts as being there. */
const END_DISTANCE = 32;
/** Milliseconds of rest before a place is kept. */
const PLACE_DELAY_MS = 150;

export class TranscriptElement extends LightElement {
  @property({ attribute: false }) session!: SessionView;
  @property({ attribute: false }) context!: PanelContext;
  @property({ attribute: false }) expansionVersion = 0;
  /** Where the person was reading when the session was last shown; looked at when it is shown again. */
  @property({ attribute: false, hasChanged: () => false }) place: Place | undefined;
  @state() private isFollowing = true;
  /** Rows that came since the person left the end. */
  @state() private newRows = 0;
  readonly #window = new RowWindow();
  #rows: readonly Row[] = [];
  /** The place to go to after the next update. */
  #restore: Place | undefined;
  #placeTimer: ReturnType<typeof setTimeout> | undefined;
  #sizes: ResizeObserver | undefined;
  #sentinels: IntersectionObserver | undefined;

  /** Goes to the end and follows it again. */
  scrollToEnd(): void {
    this.#window.showEnd(this.#rows.length);
    this.isFollowing = true;
    this.newRows = 0;
    this.requestUpdate();
    void this.updateComplete.then(() => this.#stickToEnd());
  }

  /** Shows the oldest open question and gives it the focus. Called on a person's key only. */
  async focusQuestion(): Promise<boolean> {
    const waiting = this.session.waiting[0];
    const at = this.#rows.findIndex(
      (row) => row.kind === 'item' && row.item.kind === 'tool' && row.item.toolId === waiting,
    );
    if (waiting === undefined || at === -1) return false;
    this.#window.show(at, this.#rows.length);
    this.requestUpdate();
    await this.updateComplete;
    const card = this.querySelector('planwright-question');
    if (card === null) return false;
    await card.updateComplete;
    card.scrollIntoView({ block: 'nearest' });
    card.focusCard();
    return true;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#sizes = new ResizeObserver(() => this.#stickToEnd());
    this.#sentinels = new IntersectionObserver((entries) => this.#onSentinel(entries), {
      root: this,
      rootMargin: '400px 0px',
    });
    this.addEventListener('scroll', this.#onScroll, { passive: true });
    // First, so that the end is let go before the row grows.
    this.addEventListener('click', this.#onToggle, { capture: true });
  }

  override disconnectedCallback(): void {
    clearTimeout(this.#placeTimer);
    this.#sizes?.disconnect();
    this.#sentinels?.disconnect();
    this.removeEventListener('scroll', this.#onScroll);
    this.removeEventListener('click', this.#onToggle, { capture: true });
    super.disconnectedCallback();
  }

  override firstUpdated(): void {
    this.#sizes?.observe(this);
    const content = this.querySelector('.transcript-content');
    if (content !== null) this.#sizes?.observe(content);
    for (const sentinel of this.querySelectorAll('.sentinel')) this.#sentinels?.observe(sentinel);
  }

  override willUpdate(changed: PropertyValues<this>): void {
    const before = this.#rows.length;
    this.#rows = this.#allRows();
    const previous = changed.get('session');
    const isOtherSession = previous !== undefined && previous.sessionId !== this.session.sessionId;
    if (isOtherSession || !this.hasUpdated) {
      this.newRows = 0;
      this.#restore = this.place;
      const at = this.#rows.findIndex((row) => row.key === this.place?.rowKey);
      this.isFollowing = at === -1;
      if (at !== -1) this.#window.show(at, this.#rows.length);
    } else if (!this.isFollowing && this.#rows.length > before) {
      this.newRows += this.#rows.length - before;
    }
    if (this.isFollowing) this.#window.showEnd(this.#rows.length);
    else this.#window.clamp(this.#rows.length);
  }

  override updated(): void {
    this.#stickToEnd();
    this.#goToPlace();
  }

  override render(): TemplateResult {
    const { start, end } = this.#window;
    const shown = this.#rows.slice(start, end);
    const waits = this.session.waiting.length > 0 && !this.isFollowing;
    return html`<div class="sentinel top" aria-hidden="true"></div>
      ${
        start > 0
          ? html`<button type="button" class="link-button load-more" @click=${() => this.#showEarlier()}>
              ${t('Show {0} earlier', start)}
            </button>`
          : nothing
      }
      <div class="transcript-content">
        ${repeat(
          shown,
          (row) => row.key,
          (row) => html`<div class="transcript-row" data-key=${row.key}>${this.#row(row)}</div>`,
        )}
      </div>
      <div class="sentinel bottom" aria-hidden="true"></div>
      ${
        this.isFollowing
          ? nothing
          : html`<div class="to-end">
              <button
                type="button"
                class="to-end-button ${waits ? 'waits' : ''}"
                title=${waits ? t('Show the question') : t('Go to the end')}
                @click=${() => (waits ? void this.focusQuestion() : this.scrollToEnd())}
              >
                ${icon('arrow-down')}${waits ? t('Waits for you') : this.newRows > 0 ? t({ message: '{0} new', args: [this.newRows], comment: 'Rows that came' }) : t({ message: 'End', comment: 'Of the conversation; a button that goes there' })}
              </button>
            </div>`
      }`;
  }

  #allRows(): readonly Row[] {
    const { runs } = this.session;
    const lastIndex = runs.findLastIndex((run) => run.state !== 'notes');
    return runs.flatMap((run, index) =>
      rowsOf(run, index >= lastIndex, this.context.expansion.isOpen(runKey(run))),
    );
  }

  #row(row: Row): TemplateResult {
    switch (row.kind) {
      case 'item':
        return this.#item(row.item);
      case 'reads':
        return html`<planwright-reads
          .items=${row.items}
          .rowKey=${row.key}
          .context=${this.context}
          .expansionVersion=${this.expansionVersion}
        ></planwright-reads>`;
      case 'facts':
        return factsRow(row.run, row.isFolded, row.canFold, this.context);
      case 'working':
        return workingRow(row.run);
    }
  }

  #item(item: ViewItem): TemplateResult {
    switch (item.kind) {
      case 'prompt':
        return promptRow(item, this.context);
      case 'answer':
        return html`<planwright-answer .item=${item} .context=${this.context}></planwright-answer>`;
      case 'thinking':
        return thinkingRow(item, this.context);
      case 'tool':
        return html`<planwright-tool
          .item=${item}
          .context=${this.context}
          .expansionVersion=${this.expansionVersion}
        ></planwright-tool>`;
      case 'notice':
        return noticeRow(item);
      case 'retry':
        return retryRow(item);
      case 'error':
        return errorCard(item, this.context);
      case 'interrupted':
        return interruptedCard(item, this.context);
    }
  }

  readonly #onScroll = (): void => {
    const isAtEnd =
      this.#window.end >= this.#rows.length &&
      this.scrollHeight - this.scrollTop - this.clientHeight <= END_DISTANCE;
    this.#schedulePlace();
    if (isAtEnd === this.isFollowing) return;
    this.isFollowing = isAtEnd;
    if (isAtEnd) this.newRows = 0;
  };

  #stickToEnd(): void {
    if (this.isFollowing) this.scrollTop = this.scrollHeight;
  }

  /** Puts the row that was read to where it was. */
  #goToPlace(): void {
    const place = this.#restore;
    this.#restore = undefined;
    if (place === undefined || this.isFollowing) return;
    const row = [...this.querySelectorAll<HTMLElement>('.transcript-row')].find(
      (candidate) => candidate.dataset['key'] === place.rowKey,
    );
    if (row === undefined) return;
    // The rows draw themselves in the same step; their heights are there in the next frame.
    requestAnimationFrame(() => {
      this.scrollTop += row.getBoundingClientRect().top - this.getBoundingClientRect().top - place.offset;
    });
  }

  #schedulePlace(): void {
    clearTimeout(this.#placeTimer);
    const { sessionId } = this.session;
    this.#placeTimer = setTimeout(() => {
      if (this.session.sessionId !== sessionId) return;
      this.dispatchEvent(new CustomEvent('planwright-place', { detail: this.#currentPlace() }));
    }, PLACE_DELAY_MS);
  }

  #currentPlace(): Place | undefined {
    if (this.isFollowing) return undefined;
    const { top } = this.getBoundingClientRect();
    for (const row of this.querySelectorAll<HTMLElement>('.transcript-row')) {
      const box = row.getBoundingClientRect();
      const rowKey = row.dataset['key'];
      if (box.bottom > top && rowKey !== undefined) return { rowKey, offset: box.top - top };
    }
    return undefined;
  }

  #onSentinel(entries: readonly IntersectionObserverEntry[]): void {
    for (const entry of entries) {
      if (!entry.isIntersecting) continue;
      if (entry.target.classList.contains('top')) this.#showEarlier();
      else if (!this.isFollowing && this.#window.showLater(this.#rows.length)) this.requestUpdate();
    }
  }

  /** Adds earlier rows; the browser keeps what is seen in its place, which it does anywhere but at the very top. */
  #showEarlier(): void {
    // While the end is followed the window stays small.
    if (this.isFollowing && this.scrollHeight > this.clientHeight) return;
    if (!this.#window.showEarlier()) return;
    if (this.scrollTop === 0) this.scrollTop = 1;
    this.isFollowing = false;
    this.requestUpdate();
    void this.updateComplete.then(() => this.#watchSentinel('.sentinel.top'));
  }

  /** Asks again whether it is near; the observer speaks only when that changes. */
  #watchSentinel(selector: string): void {
    const sentinel = this.querySelector(selector);
    if (sentinel === null) return;
    this.#sentinels?.unobserve(sentinel);
    this.#sentinels?.observe(sentinel);
  }

  /** A row that is opened stays where it is: the end moves away from it, not the row from the person. */
  readonly #onToggle = (event: Event): void => {
    if (!(event.target instanceof Element) || event.target.closest('.row-toggle') === null) return;
    this.isFollowing = false;
    void this.updateComplete.then(() => requestAnimationFrame(this.#onScroll));
  };
}

customElements.define('planwright-transcript', TranscriptElement);
