// <planwright-tool>: one tool call as a row that opens to its change, output or arguments; a card while it asks.
import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import { property } from 'lit/decorators.js';
import type { ToolItem } from '../../src/protocol/viewState';
import { formatDuration } from '../format';
import { icon } from '../icon';
import { inlineCode } from '../inlineCode';
import { t } from '../l10n';
import { LightElement } from '../lightElement';
import type { PanelContext } from '../panelContext';
import { injectionNote, redactionMark, redactionNote } from './contentMarks';
import { changedFilesCount, changedFilesView } from './changedFilesView';
import { diffCounts, diffView } from './diffView';
import '../review/callReview';
import { deniedWords, rememberedWords } from './permissionWords';
import './questionCard';
import { toolActions } from './toolActions';
import { firstLine, stateWord, toolTitle, toolWords } from './toolWords';

/** Diffs up to this many lines are open from the start. */
const OPEN_DIFF_LINES = 40;

export class ToolElement extends LightElement {
  @property({ attribute: false }) item!: ToolItem;
  @property({ attribute: false }) context!: PanelContext;
  /** A new value redraws the row after it was opened or closed. */
  @property({ attribute: false }) expansionVersion = 0;

  override render(): TemplateResult {
    const { item } = this;
    if (item.question !== undefined) {
      return html`<planwright-question .tool=${item} .context=${this.context}></planwright-question>`;
    }
    const byDefault = isOpenByDefault(item);
    const isOpen = this.context.expansion.isOpen(item.id, byDefault);
    const words = toolWords(item.toolName);
    const title = toolTitle(item);
    return html`<div class="tool ${item.state} ${item.parentId === undefined ? '' : 'nested'}">
      <div class="row tool-row">
        <button
          type="button"
          class="row-toggle"
          aria-expanded=${isOpen ? 'true' : 'false'}
          title="${words.spoken} ${title}: ${stateWord(item.state)}"
          @click=${() => this.context.expansion.toggle(item.id, byDefault)}
        >
          ${icon(isOpen ? 'chevron-down' : 'chevron-right', 'chevron')} ${stateIcon(item, words.icon)}
          <span class="visually-hidden">${words.spoken}</span>
          ${words.verb === '' ? nothing : html`<span class="tool-verb" aria-hidden="true">${words.verb}</span>`}
          <span class="tool-title ${item.toolName === 'bash' ? 'code' : ''}">${title}</span>
          ${item.details?.type === 'diff' ? diffCounts(item.details.files) : nothing}
          <span class="visually-hidden">${stateWord(item.state)}</span>
        </button>
        <span class="row-end">
          ${redactionMark(item.redactions ?? 0)} ${this.#summary()}
          ${item.durationMs === undefined ? nothing : html`<span class="duration">${formatDuration(item.durationMs)}</span>`}
        </span>
      </div>
      ${this.#problem()} ${injectionNote(item)}
      ${
        hasChanges(item)
          ? html`<planwright-call-review
              .context=${this.context}
              .toolId=${item.toolId}
            ></planwright-call-review>`
          : nothing
      }
      ${isOpen ? html`<div class="tool-body">${this.#body()}</div>` : nothing}
    </div>`;
  }

  #summary(): TemplateResult | typeof nothing {
    const { item } = this;
    switch (item.state) {
      case 'writing':
        return item.argumentsLength > 200
          ? html`<span class="muted"
              >${t('{0} characters', Math.round(item.argumentsLength / 100) * 100)}</span
            >`
          : nothing;
      case 'denied':
        return html`<span class="muted">${t('denied')}</span>`;
      case 'cancelled':
        return html`<span class="muted">${t('cancelled')}</span>`;
      case 'uncertain':
        return html`<span class="muted">${t('cut off')}</span>`;
      case 'running':
        return item.toolName === 'bash' && !this.context.isReadOnly
          ? html`<button
              type="button"
              class="link-button"
              title=${t('Let it run on in the background')}
              @click=${() =>
                this.context.host.post({
                  type: 'tool/background',
                  sessionId: this.context.sessionId,
                  toolId: item.toolId,
                })}
            >
              ${t('Background')}
            </button>`
          : nothing;
      default:
        break;
    }
    const { details } = item;
    if (details?.type === 'command') {
      const changed = changedFilesCount(details);
      if (details.backgroundId !== undefined)
        return html`<span class="muted">${t('in the background')}</span>`;
      return html`${changed === '' ? nothing : html`<span class="muted">${changed}</span>`}
      ${
        details.exitCode === undefined
          ? nothing
          : html`<span class=${details.exitCode === 0 ? 'muted' : 'exit-failed'}
              >${t('exit {0}', details.exitCode)}</span
            >`
      }`;
    }
    if (details?.type === 'search') {
      const matches = `${details.matches}${details.truncated ? '+' : ''}`;
      const words =
        details.files === 1 ? t('{0} in 1 file', matches) : t('{0} in {1} files', matches, details.files);
      return html`<span class="muted">${words}</span>`;
    }
    if (details?.type === 'read') {
      return html`<span class="muted">${details.fromLine}–${details.toLine}</span>`;
    }
    return nothing;
  }

  /** What went wrong, in one line below the row, whether it is open or not. */
  #problem(): TemplateResult | typeof nothing {
    const { item } = this;
    if (item.state === 'denied' && item.deniedReason !== undefined) {
      return html`<div class="tool-problem muted">${inlineCode(deniedWords(item))}</div>`;
    }
    if (item.state === 'uncertain') {
      return html`<div class="tool-problem">
        ${t('It was cut off while it ran; nobody knows how far it came.')}
      </div>`;
    }
    if (item.state === 'failed' && item.details?.type !== 'command') {
      const line = firstLine(item.output);
      return line === '' ? nothing : html`<div class="tool-problem error-text">${line}</div>`;
    }
    if (item.taken !== undefined) {
      const { hunks, of, isEdited } = item.taken;
      const words = isEdited ? t('Applied as you changed it') : t('{0} of {1} hunks applied', hunks, of);
      return html`<div class="tool-problem muted">${words}</div>`;
    }
    if (item.remembered !== undefined) {
      return html`<div class="tool-problem muted">${inlineCode(rememberedWords(item))}</div>`;
    }
    return nothing;
  }

  #body(): TemplateResult {
    const { item } = this;
    const { details } = item;
    if (details?.type === 'diff') {
      return html`${diffView(details.files, {
        isWhole: this.context.expansion.isOpen(`${item.id}-whole`),
        onShowWhole: () => this.context.expansion.toggle(`${item.id}-whole`),
        hideSingleHeader: true,
        onOpenFile: (path, line) => this.#openFile(path, line),
        onOpenDiff: (file) =>
          this.context.host.post({
            type: 'diff/open',
            sessionId: this.context.sessionId,
            toolId: item.toolId,
            file,
          }),
      })}
      ${toolActions(item, this.context)}`;
    }
    const hasOutput = item.output !== '';
    return html`${redactionNote(item)}
    ${
      item.toolName === 'bash' && details?.type === 'command' && details.command !== item.title
        ? html`<pre class="command">${details.command}</pre>`
        : nothing
    }
    ${item.isOutputCut && item.toolName === 'bash' ? html`<div class="muted">${t('… earlier output left out here')}</div>` : nothing}
    ${hasOutput ? html`<pre class="output" tabindex="0" aria-label=${t('Output')}>${item.output}</pre>` : nothing}
    ${
      !hasOutput && item.argumentsText !== ''
        ? html`<pre class="output" tabindex="0" aria-label=${t('Arguments')}>${item.argumentsText}</pre>`
        : nothing
    }
    ${
      details?.type === 'command'
        ? changedFilesView(details, {
            isWhole: this.context.expansion.isOpen(`${item.id}-whole`),
            onShowWhole: () => this.context.expansion.toggle(`${item.id}-whole`),
            onOpenFile: (path) => this.#openFile(path),
          })
        : nothing
    }
    ${toolActions(item, this.context)}`;
  }

  /** The output box that was scrolled to its end, and whether the person has left it there. */
  #output: Element | null = null;
  #isAtEnd = true;

  override willUpdate(): void {
    const output = this.#output;
    if (output !== null) this.#isAtEnd = output.scrollHeight - output.scrollTop - output.clientHeight < 18;
  }

  override updated(): void {
    // The output of a command is read at its end, live and later; who scrolled up stays there.
    if (this.item.toolName !== 'bash') return;
    const output = this.querySelector('pre.output');
    if (output !== null && (output !== this.#output || this.#isAtEnd)) output.scrollTop = output.scrollHeight;
    this.#output = output;
  }

  #openFile(path: string, line?: number): void {
    this.context.host.post({ type: 'file/open', path, ...(line === undefined || line < 1 ? {} : { line }) });
  }
}

/** Also a command that failed may have changed files. */
function hasChanges({ details, state }: ToolItem): boolean {
  if (details?.type === 'diff') return state === 'done';
  return details?.type === 'command' && details.changedFiles !== undefined;
}

function isOpenByDefault(item: ToolItem): boolean {
  if (item.details?.type === 'diff') {
    const lines = item.details.files
      .flatMap((file) => file.hunks ?? [])
      .reduce((sum, hunk) => sum + hunk.lines.length, 0);
    return item.state === 'done' && lines <= OPEN_DIFF_LINES;
  }
  return item.toolName === 'bash' && (item.output !== '' || hasChanges(item)) && item.state !== 'denied';
}

function stateIcon(item: ToolItem, own: string): TemplateResult {
  switch (item.state) {
    case 'writing':
    case 'checking':
    case 'running':
      return icon('loading', 'spin');
    case 'failed':
      return icon('error', 'error-icon');
    case 'denied':
      return icon('circle-slash', 'muted');
    case 'cancelled':
      return icon('debug-stop', 'muted');
    case 'uncertain':
      return icon('question', 'warning-icon');
    case 'done':
    case 'waiting':
      return icon(own);
  }
}

customElements.define('planwright-tool', ToolElement);
