// <planwright-session-list>: sessions with search over the transcript; opens with the title's button, closes with Escape.
import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import { property, state } from 'lit/decorators.js';
import { repeat } from 'lit/directives/repeat.js';
import type { SessionRow, SessionRowState } from '../../src/protocol/messages';
import { formatAge } from '../format';
import { icon, iconButton } from '../icon';
import { t } from '../l10n';
import { LightElement } from '../lightElement';
import { keyOf } from '../keys';
import type { PanelContext } from '../panelContext';
import { textField } from '../toolkit/textField';
import { filterSessions } from './filterSessions';

export class SessionListElement extends LightElement {
  @property({ attribute: false }) sessions: readonly SessionRow[] = [];
  @property({ attribute: false }) currentId = '';
  @property({ attribute: false }) context!: PanelContext;
  @state() private query = '';
  @state() private renamingId: string | undefined;
  @state() private newTitle = '';

  override firstUpdated(): void {
    // It was opened by a person's click or key, and is for typing at once.
    requestAnimationFrame(() => this.querySelector<HTMLElement>('vscode-text-field')?.focus());
  }

  override render(): TemplateResult {
    const shown = filterSessions(this.sessions, this.query);
    return html`<div
      class="session-list"
      role="dialog"
      aria-label=${t('Sessions')}
      @keydown=${(event: KeyboardEvent) => this.#onKey(event)}
    >
      <div class="session-head">
        ${textField({
          label: t('Search sessions'),
          placeholder: t('Search sessions'),
          value: this.query,
          extraClass: 'session-search',
          onInput: (value) => {
            this.query = value;
          },
        })}
        ${iconButton('add', t('New session ({0})', keyOf('planwright.newSession')), () => {
          this.context.host.post({ type: 'session/new' });
          this.#close();
        })}
      </div>
      ${
        shown.length === 0
          ? html`<div class="muted session-none">
              ${this.sessions.length === 0 ? t('No sessions yet.') : t('No session matches.')}
            </div>`
          : nothing
      }
      <ul>
        ${repeat(
          shown,
          (session) => session.sessionId,
          (session) => this.#row(session),
        )}
      </ul>
    </div>`;
  }

  #row(session: SessionRow): TemplateResult {
    const title = session.title === '' ? t('New session') : session.title;
    if (session.sessionId === this.renamingId) {
      return html`<li class="session-row">
        ${textField({
          label: t('New title of {0}', title),
          value: this.newTitle,
          extraClass: 'session-rename',
          onInput: (value) => {
            this.newTitle = value;
          },
          onKeyDown: (event) => this.#onRenameKey(event, session),
        })}
      </li>`;
    }
    const isCurrent = session.sessionId === this.currentId;
    return html`<li class="session-row ${isCurrent ? 'current' : ''}">
      <button
        type="button"
        class="session-open"
        data-session=${session.sessionId}
        title="${title}${stateWords(session)}"
        aria-current=${isCurrent ? 'true' : 'false'}
        @click=${() => this.#open(session)}
      >
        ${stateIcon(session.state)}<span class="session-title ${session.isUnread ? 'unread' : ''}"
          >${title}</span
        >
        <span class="visually-hidden">${stateWords(session)}</span>
        <span class="muted session-age">${formatAge(session.updatedAt, Date.now())}</span>
      </button>
      <span class="session-actions">
        ${iconButton('edit', t('Rename {0}', title), () => {
          this.renamingId = session.sessionId;
          this.newTitle = session.title;
          void this.updateComplete.then(() => this.querySelector<HTMLElement>('.session-rename')?.focus());
        })}
        ${iconButton('trash', t('Delete {0}…', title), () => this.context.host.post({ type: 'session/delete', sessionId: session.sessionId }))}
      </span>
    </li>`;
  }

  #onRenameKey(event: KeyboardEvent, session: SessionRow): void {
    if (event.isComposing || (event.key !== 'Enter' && event.key !== 'Escape')) return;
    event.preventDefault();
    event.stopPropagation();
    const title = this.newTitle.trim();
    if (event.key === 'Enter' && title !== '') {
      this.context.host.post({ type: 'session/rename', sessionId: session.sessionId, title });
    }
    this.renamingId = undefined;
    void this.updateComplete.then(() => {
      const rows = [...this.querySelectorAll<HTMLElement>('.session-open')];
      rows.find((row) => row.dataset['session'] === session.sessionId)?.focus();
    });
  }

  #onKey(event: KeyboardEvent): void {
    if (event.key === 'Escape') {
      event.preventDefault();
      event.stopPropagation();
      this.#close();
      return;
    }
    if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return;
    const rows = [...this.querySelectorAll<HTMLElement>('.session-open')];
    const at = rows.findIndex((row) => row === document.activeElement);
    const next = rows[at + (event.key === 'ArrowDown' ? 1 : -1)];
    event.preventDefault();
    if (next !== undefined) next.focus();
    else if (event.key === 'ArrowUp') this.querySelector<HTMLElement>('vscode-text-field')?.focus();
  }

  #open(session: SessionRow): void {
    if (session.sessionId !== this.currentId) {
      this.context.host.post({ type: 'session/resume', sessionId: session.sessionId });
    }
    this.#close();
  }

  #close(): void {
    this.dispatchEvent(new CustomEvent('planwright-close', { bubbles: true }));
  }
}

function stateIcon(state: SessionRowState): TemplateResult {
  switch (state) {
    case 'running':
      return icon('loading', 'spin');
    case 'waiting':
      return icon('bell-dot', 'accent-icon');
    case 'paused':
      return icon('debug-pause');
    case 'interrupted':
      return icon('debug-disconnect', 'warning-icon');
    case 'failed':
      return icon('error', 'error-icon');
    case 'elsewhere':
      return icon('lock');
    case 'idle':
      return icon('comment');
  }
}

/** What the icon says, for people who don't see it; comes after the title. */
function stateWords({ state, isUnread }: SessionRow): string {
  const words: Record<SessionRowState, string> = {
    idle: '',
    running: t('running'),
    waiting: t('waits for you'),
    paused: t('paused'),
    interrupted: t('interrupted'),
    failed: t('failed'),
    elsewhere: t('open in another window'),
  };
  return [words[state], isUnread ? t('unread') : '']
    .filter((word) => word !== '')
    .map((word) => `, ${word}`)
    .join('');
}

customElements.define('planwright-session-list', SessionListElement);
