// The list under an `@`: asks the host for what fits, is walked with the arrow keys while the focus stays in the input.
import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import type { MentionChoice, MentionKind } from '../../src/protocol/mentions';
import type { HostLink } from '../hostLink';
import { icon } from '../icon';
import { t } from '../l10n';
import { mentionTokenAt } from './mentionToken';
import type { MentionToken } from './mentionToken';
import { KIND_ICONS, shownLabel } from './mentionChips';

type Row =
  | { readonly type: 'choice'; readonly choice: MentionChoice }
  | { readonly type: 'kind'; readonly kind: MentionKind; readonly label: string };

export interface MentionPickerOptions {
  readonly onChange: () => void;
  readonly onChoose: (choice: MentionChoice, token: MentionToken) => void;
  /** A kind was chosen: the text of the token becomes `@kind:`. */
  readonly onKind: (kind: MentionKind, token: MentionToken) => void;
}

export class MentionPicker {
  readonly #options: MentionPickerOptions;
  #token: MentionToken | undefined;
  #rows: readonly Row[] = [];
  #active = 0;
  #isSearching = false;
  /** Counts the searches: only the answer to the last one is shown. */
  #search = 0;
  /** Where an `@` stands that was closed with Escape. */
  #closedAt: number | undefined;
  /** The focus went elsewhere while the list was open. */
  #wasLeft = false;

  constructor(options: MentionPickerOptions) {
    this.#options = options;
  }

  get isOpen(): boolean {
    return this.#token !== undefined;
  }

  /** Id of the row that Enter takes; undefined when there is none. */
  get activeId(): string | undefined {
    return this.isOpen && this.#rows.length > 0 ? `mention-${this.#active}` : undefined;
  }

  /** True when the list was open as the focus left the input: it comes back with the focus. */
  get wasLeft(): boolean {
    return this.#wasLeft;
  }

  /** Looks at the text anew; called whenever it or the caret has changed. */
  async look(text: string, caret: number, host: HostLink, sessionId: string): Promise<void> {
    this.#wasLeft = false;
    const token = mentionTokenAt(text, caret);
    if (token?.start !== this.#closedAt) this.#closedAt = undefined;
    if (token === undefined || this.#closedAt !== undefined) {
      this.#set(undefined);
      return;
    }
    const known = this.#token;
    if (known?.start === token.start && known.kind === token.kind && known.query === token.query) return;
    this.#token = token;
    this.#isSearching = true;
    const search = ++this.#search;
    this.#options.onChange();
    const outcome = await host.request({
      type: 'mention/search',
      sessionId,
      query: token.query.slice(0, 200),
      ...(token.kind === undefined ? {} : { kind: token.kind }),
    });
    if (search !== this.#search) return;
    const choices = outcome.ok ? (outcome.mentions ?? []) : [];
    this.#isSearching = false;
    this.#active = 0;
    this.#rows = [
      ...choices.map((choice) => ({ type: 'choice', choice }) as const),
      ...(token.kind === undefined && token.query === '' ? namedKinds() : []),
    ];
    this.#options.onChange();
  }

  /** Handles a key of the input; true when it was for the list. */
  handleKey(event: KeyboardEvent): boolean {
    if (!this.isOpen) return false;
    switch (event.key) {
      case 'ArrowDown':
        this.#move(1);
        return true;
      case 'ArrowUp':
        this.#move(-1);
        return true;
      case 'Enter':
      case 'Tab':
        if (event.shiftKey || this.#rows.length === 0) return false;
        this.#choose(this.#active);
        return true;
      case 'Escape':
        this.#closedAt = this.#token?.start;
        this.#set(undefined);
        return true;
      default:
        return false;
    }
  }

  close(): void {
    this.#wasLeft = false;
    if (this.isOpen) this.#set(undefined);
  }

  /** The focus leaves the input. */
  leave(): void {
    const wasOpen = this.isOpen;
    this.close();
    this.#wasLeft = wasOpen;
  }

  render(): TemplateResult | typeof nothing {
    if (!this.isOpen) return nothing;
    const words = this.#words();
    return html`<div class="mention-list">
      <ul id="mention-list" role="listbox" aria-label=${t('What goes along')}>
        ${this.#rows.map((row, index) => this.#row(row, index))}
      </ul>
      ${
        this.#token?.query === '' && this.#token.kind === undefined
          ? html`<div class="mention-empty muted">
              ${t('Or drop files of the explorer here, with Shift held.')}
            </div>`
          : nothing
      }
      <div class=${this.#rows.length === 0 ? 'mention-empty muted' : 'visually-hidden'} role="status">
        ${words}
      </div>
    </div>`;
  }

  #words(): string {
    if (this.#isSearching) return t('Searching…');
    const { length } = this.#rows;
    if (length === 0) return t('Nothing fits');
    return length === 1 ? t('1 choice') : t('{0} choices', length);
  }

  /** Keeps the chosen row in sight. */
  scroll(root: ParentNode): void {
    if (this.activeId !== undefined)
      root.querySelector(`#${this.activeId}`)?.scrollIntoView({ block: 'nearest' });
  }

  #row(row: Row, index: number): TemplateResult {
    const isActive = index === this.#active;
    const [name, label, detail] =
      row.type === 'kind'
        ? [KIND_ICONS[row.kind], row.label, '']
        : [KIND_ICONS[row.choice.mention.kind], shownLabel(row.choice.mention), row.choice.detail ?? ''];
    return html`<li
      id="mention-${index}"
      role="option"
      class="mention-row ${isActive ? 'active' : ''}"
      aria-selected=${isActive ? 'true' : 'false'}
      title=${detail === '' ? label : `${label}, ${detail}`}
      @mousedown=${(event: Event) => event.preventDefault()}
      @click=${() => this.#choose(index)}
    >
      ${icon(name)}<span class="mention-label">${label}</span><span class="mention-detail">${detail}</span>
    </li>`;
  }

  #move(step: number): void {
    if (this.#rows.length === 0) return;
    this.#active = (this.#active + step + this.#rows.length) % this.#rows.length;
    this.#options.onChange();
  }

  #choose(index: number): void {
    const row = this.#rows[index];
    const token = this.#token;
    if (row === undefined || token === undefined) return;
    this.#set(undefined);
    if (row.type === 'kind') this.#options.onKind(row.kind, token);
    else this.#options.onChoose(row.choice, token);
  }

  #set(token: MentionToken | undefined): void {
    if (this.#token === token) return;
    this.#token = token;
    this.#rows = [];
    this.#active = 0;
    this.#search += 1;
    this.#options.onChange();
  }
}

/** Kinds that are offered by name where nothing is typed yet. */
function namedKinds(): readonly Row[] {
  return [
    { type: 'kind', kind: 'file', label: t('Files…') },
    { type: 'kind', kind: 'folder', label: t('Folders…') },
    { type: 'kind', kind: 'symbol', label: t('Symbols…') },
    { type: 'kind', kind: 'terminal', label: t('Commands…') },
    { type: 'kind', kind: 'plan', label: t('Steps of the plan…') },
  ];
}
