// <planwright-transcript>: the rows of a session. Only a window of rows is in the document; the view follows the end while the person
// is there, and nothing above moves otherwise.
import { html, nothing } from 'lit';
import type { PropertyValues, TemplateResult } from 'lit';
import { property, state } from 'lit/decorators.js';
import { repeat } from 'lit/directives/repeat.js';
import type { Position } from '../../src/protocol/pages';
import type { SessionView } from '../../src/protocol/viewState';
import { icon } from '../icon';
import { t } from '../l10n';
import { keyOf } from '../keys';
import type { Place } from '../savedState';
import { LightElement } from '../lightElement';
import type { PanelContext } from '../panelContext';
import { PageLoader } from './pageLoader';
import type { LoadPage } from './pageLoader';
import { placeIn, rowElement, rowOfPlace } from './place';
import { gapWith, runKey, sessionRows } from './rows';
import type { GapRow, Row } from './rows';
import { drawnRow } from './rowTemplate';
import { addedAtEnd, RowWindow } from './rowWindow';

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
  @property({ attribute: false, hasChanged: () => false }) loadPage: LoadPage | undefined;
  @state() private isFollowing = true;
  /** What is looked at is not loaded yet. */
  @state() private isSeeking = false;
  /** Rows that came since the person left the end. */
  @state() private newRows = 0;
  readonly #window = new RowWindow();
  #rows: readonly Row[] = [];
  /** The place to go to after the next update. */
  #restore: Place | undefined;
  /** The place that is being loaded. */
  #sought: Place | undefined;
  #lastPlace: Place | undefined;
  #placeTimer: ReturnType<typeof setTimeout> | undefined;
  #sizes: ResizeObserver | undefined;
  #sentinels: IntersectionObserver | undefined;

  readonly #pages = new PageLoader(
    () => this.loadPage,
    () => this.#onPage(),
  );
  readonly #watchedGaps = new WeakSet<Element>();

  /** The part of the session that is in the document. */
  get shown(): { readonly from: Position; readonly to: Position } | undefined {
    const first = this.#rows[this.#window.start];
    const last = this.#rows[this.#window.end - 1];
    return first === undefined || last === undefined ? undefined : { from: first.at, to: last.at };
  }

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
      (row) =>
        (row.kind === 'item' && row.item.kind === 'tool' && row.item.toolId === waiting) ||
        (row.kind === 'step' && row.items.some(({ toolId }) => toolId === waiting)),
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
    this.addEventListener('keydown', this.#onKey);
    // First, so that the end is let go before the row grows.
    this.addEventListener('click', this.#onToggle, { capture: true });
  }

  override disconnectedCallback(): void {
    clearTimeout(this.#placeTimer);
    this.#sizes?.disconnect();
    this.#sentinels?.disconnect();
    this.removeEventListener('scroll', this.#onScroll);
    this.removeEventListener('keydown', this.#onKey);
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
    const before = this.#rows;
    this.#rows = sessionRows(this.session, (run) => this.context.expansion.isOpen(runKey(run)));
    const previous = changed.get('session');
    if (!this.hasUpdated || (previous !== undefined && previous.sessionId !== this.session.sessionId)) {
      this.newRows = 0;
      this.#lastPlace = undefined;
      this.#pages.forget();
      this.#seekPlace(this.place);
    } else if (this.#sought !== undefined) {
      this.#seekPlace(this.#sought);
    } else if (!this.isFollowing) {
      this.newRows = Math.max(0, this.newRows + addedAtEnd(before, this.#rows));
      if (!this.#window.follow(before, this.#rows)) this.#seekPlace(this.#lastPlace);
      else if (this.#window.isTooLong) this.#window.trim(rowOfPlace(this.#rows, placeIn(this, this.#rows)));
    }
    if (this.isFollowing) this.#window.showEnd(this.#rows.length);
    else this.#window.clamp(this.#rows.length);
  }

  override updated(): void {
    this.#stickToEnd();
    this.#goToPlace();
    for (const gap of this.querySelectorAll('.gap-row')) {
      if (this.#watchedGaps.has(gap)) continue;
      this.#watchedGaps.add(gap);
      this.#sentinels?.observe(gap);
    }
  }

  override render(): TemplateResult {
    const { start, end } = this.#window;
    const shown = this.#rows.slice(start, end);
    const waits = this.session.waiting.length > 0 && !this.isFollowing;
    return html`<div class="sentinel top" aria-hidden="true"></div>
      ${
        start > 0
          ? html`<button
              type="button"
              class="link-button load-more"
              title=${t('Show earlier messages')}
              @click=${() => this.#showEarlier()}
            >
              ${this.#rows.some((row, index) => index < start && row.kind === 'gap') ? t('Show earlier') : t('Show {0} earlier', start)}
            </button>`
          : nothing
      }
      <div class="transcript-content ${this.isSeeking ? 'seeking' : ''}">
        ${repeat(
          shown,
          (row) => row.key,
          (row) =>
            html`<div class="transcript-row" data-key=${row.key}>
              ${row.kind === 'gap' ? this.#gap(row) : drawnRow(row, this.context, this.expansionVersion)}
            </div>`,
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
                title=${waits ? t('Show the question ({0})', keyOf('planwright.open')) : t('Go to the end')}
                @click=${() => (waits ? void this.focusQuestion() : this.scrollToEnd())}
              >
                ${icon('arrow-down')}${waits ? t('Waits for you') : this.newRows > 0 ? t({ message: '{0} new', args: [this.newRows], comment: 'Rows that came' }) : t({ message: 'End', comment: 'Of the conversation; a button that goes there' })}
              </button>
            </div>`
      }`;
  }

  /** What is not loaded. It loads itself when it comes near; the button is for keys, and for another try. */
  #gap(row: GapRow): TemplateResult {
    const prompts = row.end.run - row.at.run;
    const many = prompts === 1 ? t('Load 1 more prompt') : t('Load {0} more prompts', prompts);
    const words = prompts > 0 ? many : t('Load more');
    return html`<button
      type="button"
      class="link-button load-more gap-row"
      @click=${() => this.#fill(row.key)}
    >
      ${this.#pages.hasFailed(row) ? t('This part could not be loaded. Try again') : words}
    </button>`;
  }

  readonly #onScroll = (): void => {
    const isAtEnd =
      this.#window.end >= this.#rows.length &&
      this.scrollHeight - this.scrollTop - this.clientHeight <= END_DISTANCE;
    this.#schedulePlace();
    this.#leaveTop();
    if (isAtEnd === this.isFollowing) return;
    this.isFollowing = isAtEnd;
    if (isAtEnd) this.newRows = 0;
  };

  /** At the very top the browser would not keep what is seen in its place when something comes before it. */
  #leaveTop(): void {
    const hasEarlier = this.#window.start > 0 || this.#rows[0]?.kind === 'gap';
    if (hasEarlier && this.scrollTop === 0) this.scrollTop = 1;
  }

  #stickToEnd(): void {
    if (this.isFollowing) this.scrollTop = this.scrollHeight;
  }

  /** Goes to a place, and has it loaded before where it is not there; to the end without one. */
  #seekPlace(place: Place | undefined): void {
    const index = rowOfPlace(this.#rows, place);
    const key = this.#rows[index]?.key;
    const isLoadable = place?.at !== undefined && gapWith(this.#rows, place.at) !== undefined;
    this.isFollowing = key === undefined && !isLoadable;
    this.isSeeking = key === undefined && isLoadable;
    if (place === undefined || this.isFollowing) {
      this.#sought = undefined;
    } else if (key !== undefined) {
      this.#sought = undefined;
      this.#restore = { ...place, rowKey: key };
      this.#window.show(index, this.#rows.length);
    } else if (this.#sought !== place && place.at !== undefined) {
      this.#sought = place;
      void this.#loadAround(place.at);
    }
  }

  async #loadAround(position: Position): Promise<void> {
    const { sessionId } = this.session;
    const sought = this.#sought;
    const isLoaded = await this.#pages.loadAround(sessionId, position);
    // What came is there with the next frame, or the one after where a key was pressed.
    if (isLoaded) await nextFrame().then(nextFrame).then(nextFrame);
    if (this.#sought !== sought || this.session.sessionId !== sessionId) return;
    // Better the end than nothing.
    this.#sought = undefined;
    this.isSeeking = false;
    this.scrollToEnd();
  }

  /** Puts the row that was read to where it was. */
  #goToPlace(): void {
    const place = this.#restore;
    this.#restore = undefined;
    if (place === undefined || this.isFollowing) return;
    const row = rowElement(this, place.rowKey);
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
      this.#lastPlace = this.isFollowing ? undefined : placeIn(this, this.#rows);
      this.dispatchEvent(new CustomEvent('planwright-place', { detail: this.#lastPlace }));
    }, PLACE_DELAY_MS);
  }

  #onSentinel(entries: readonly IntersectionObserverEntry[]): void {
    for (const entry of entries) {
      if (!entry.isIntersecting) continue;
      if (entry.target.classList.contains('gap-row')) this.#fillNear(entry.target);
      else if (entry.target.classList.contains('top')) this.#showEarlier();
      else if (!this.isFollowing && this.#window.showLater(this.#rows.length)) this.requestUpdate();
    }
  }

  #fillNear(element: Element): void {
    const key = element.closest<HTMLElement>('.transcript-row')?.dataset['key'];
    const gap = this.#rows.find((row) => row.kind === 'gap' && row.key === key);
    if (gap?.kind === 'gap' && !this.#pages.hasFailed(gap)) this.#fill(gap.key);
  }

  /** Loads the side of a gap that the person comes from. */
  #fill(key: string): void {
    const gap = this.#rows.find((row) => row.key === key);
    const element = rowElement(this, key);
    if (gap?.kind !== 'gap' || element === undefined) return;
    const isAbove =
      element.getBoundingClientRect().top < this.getBoundingClientRect().top + this.clientHeight / 2;
    void this.#pages.fill(this.session.sessionId, gap, isAbove ? 'before' : 'after');
  }

  /** What came is drawn with the next frame; what is still missing then and near is asked for. */
  #onPage(): void {
    this.requestUpdate();
    requestAnimationFrame(() => {
      for (const gap of this.querySelectorAll('.gap-row')) this.#watchElement(gap);
    });
  }

  /** Adds earlier rows; the browser keeps what is seen in its place, which it does anywhere but at the very top. */
  #showEarlier(): void {
    // While the end is followed the window stays small.
    if (this.isFollowing && this.scrollHeight > this.clientHeight) return;
    if (!this.#window.showEarlier()) return;
    this.#leaveTop();
    this.isFollowing = false;
    this.requestUpdate();
    void this.updateComplete.then(() => this.#watchSentinel('.sentinel.top'));
  }

  /** Asks again whether it is near; the observer speaks only when that changes. */
  #watchSentinel(selector: string): void {
    const sentinel = this.querySelector(selector);
    if (sentinel !== null) this.#watchElement(sentinel);
  }

  #watchElement(element: Element): void {
    this.#sentinels?.unobserve(element);
    this.#sentinels?.observe(element);
  }

  /** Home and End go to the first and the last that was said, also where that is not in the document. */
  readonly #onKey = (event: KeyboardEvent): void => {
    const isPlain = !event.altKey && !event.metaKey && !event.shiftKey;
    if (event.target instanceof HTMLTextAreaElement || event.target instanceof HTMLInputElement || !isPlain)
      return;
    if (event.key === 'End') this.scrollToEnd();
    else if (event.key === 'Home') {
      this.#seekPlace({ rowKey: '', offset: 0, at: { run: 0, item: 0 } });
      this.requestUpdate();
    } else return;
    event.preventDefault();
  };

  /** A row that is opened stays where it is: the end moves away from it, not the row from the person. */
  readonly #onToggle = (event: Event): void => {
    if (!(event.target instanceof Element) || event.target.closest('.row-toggle') === null) return;
    this.isFollowing = false;
    void this.updateComplete.then(() => requestAnimationFrame(this.#onScroll));
  };
}

function nextFrame(): Promise<void> {
  return new Promise((resolve) => requestAnimationFrame(() => resolve()));
}

customElements.define('planwright-transcript', TranscriptElement);
