// The list under an `@`, and under a `/` at the beginning: asks the host for what fits, is walked with the arrow keys while the focus stays in the input.
import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import type { OfferedCommand } from '../../src/protocol/coreTypes';
import type { MentionChoice, MentionKind } from '../../src/protocol/mentions';
import type { HostLink } from '../hostLink';
import { icon } from '../icon';
import { t } from '../l10n';
import { mentionTokenAt, slashTokenAt } from './mentionToken';
import type { MentionToken } from './mentionToken';
import { KIND_ICONS, shownLabel } from './mentionChips';

type Row =
  | { readonly type: 'choice'; readonly choice: MentionChoice }
  | { readonly type: 'kind'; readonly kind: MentionKind; readonly label: string }
  | { readonly type: 'command'; readonly command: OfferedCommand };

export interface MentionPickerOptions {
  readonly onChange: () => void;
  readonly onChoose: (choice: MentionChoice, token: MentionToken) => void;
  /** A kind was chosen: the text of the token becomes `@kind:`. */
  readonly onKind: (kind: MentionKind, token: MentionToken) => void;
  /** A command or skill was chosen: the text of the token becomes `/name `. */
  readonly onCommand: (name: string, token: MentionToken) => void;
}

export class MentionPicker {
  readonly #options: MentionPickerOptions;
  #token: MentionToken | undefined;
  #rows: readonly Row[] = [];
  #active = 0;
  /** The list is about commands. */
  #isSlash = false;
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
    const slash = slashTokenAt(text, caret);
    const token = slash ?? mentionTokenAt(text, caret);
    if (token?.start !== this.#closedAt) this.#closedAt = undefined;
    if (token === undefined || this.#closedAt !== undefined) {
      this.#set(undefined);
      return;
    }
    const known = this.#token;
    const isSlash = slash !== undefined;
    if (
      this.#isSlash === isSlash &&
      known?.start === token.start &&
      known.kind === token.kind &&
      known.query === token.query
    )
      return;
    this.#token = token;
    this.#isSlash = isSlash;
    this.#isSearching = true;
    const search = ++this.#search;
    this.#options.onChange();
    const rows = isSlash
      ? await commandRows(host, sessionId, token.query)
      : await mentionRows(host, sessionId, token);
    if (search !== this.#search) return;
    this.#isSearching = false;
    this.#active = 0;
    this.#rows = rows;
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
        if (event.key === 'Enter' && this.#isWritten()) {
          this.close();
          return false;
        }
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

  /** The command is typed already: Enter sends it. */
  #isWritten(): boolean {
    const row = this.#rows[this.#active];
    return row?.type === 'command' && row.command.name === this.#token?.query;
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
      <ul
        id="mention-list"
        role="listbox"
        aria-label=${this.#isSlash ? t('Commands and skills') : t('What goes along')}
      >
        ${this.#rows.map((row, index) => this.#row(row, index))}
      </ul>
      ${
        !this.#isSlash && this.#token?.query === '' && this.#token.kind === undefined
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
    const [name, label, detail] = rowParts(row);
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
    else if (row.type === 'command') this.#options.onCommand(row.command.name, token);
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

/** Icon, label and detail. */
function rowParts(row: Row): readonly [icon: string, label: string, detail: string] {
  switch (row.type) {
    case 'kind':
      return [KIND_ICONS[row.kind], row.label, ''];
    case 'command': {
      const { name, usage, description, kind } = row.command;
      return [kind === 'skill' ? 'lightbulb' : 'symbol-event', usage ?? `/${name}`, description];
    }
    case 'choice':
      return [KIND_ICONS[row.choice.mention.kind], shownLabel(row.choice.mention), row.choice.detail ?? ''];
  }
}

async function commandRows(host: HostLink, sessionId: string, query: string): Promise<readonly Row[]> {
  const outcome = await host.request({ type: 'command/list', sessionId });
  const typed = query.toLowerCase();
  return (outcome.ok ? (outcome.commands ?? []) : [])
    .filter(({ name }) => name.toLowerCase().startsWith(typed))
    .map((command) => ({ type: 'command', command }));
}

async function mentionRows(
  host: HostLink,
  sessionId: string,
  { kind, query }: MentionToken,
): Promise<readonly Row[]> {
  const outcome = await host.request({
    type: 'mention/search',
    sessionId,
    query: query.slice(0, 200),
    ...(kind === undefined ? {} : { kind }),
  });
  const choices = outcome.ok ? (outcome.mentions ?? []) : [];
  return [
    ...choices.map((choice) => ({ type: 'choice', choice }) as const),
    ...(kind === undefined && query === '' ? namedKinds() : []),
  ];
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
