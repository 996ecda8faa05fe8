// <planwright-review>: what is proposed and not decided, above the input: one line, which opens to files and hunks. The same list as in
// the side bar; the editor shows the changes themselves. With `step` it is the part of a plan step, open from the start.
import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import { property, state } from 'lit/decorators.js';
import type { PanelReviewTarget } from '../../src/protocol/messages';
import type { ReviewFileRow, ReviewHunkRow, ReviewList, ReviewStep } from '../../src/protocol/reviewList';
import { icon, iconButton } from '../icon';
import { t } from '../l10n';
import { LightElement } from '../lightElement';
import type { PanelContext } from '../panelContext';
import { textField } from '../toolkit/textField';
import { countWords, fullStateWords, hunkStateWords, placeWords, stateWords } from './reviewWords';

export class ReviewElement extends LightElement {
  @property({ attribute: false }) context!: PanelContext;
  @property({ attribute: false }) list!: ReviewList;
  /** Only what this step made; the list is that of the step. */
  @property({ attribute: false }) step: (ReviewStep & { readonly label: string }) | undefined;
  /** There are changes that the list does not have. */
  @property({ attribute: false }) hasMore = false;
  /** Takes the focus when nothing is left that could have it. Default: the input. */
  @property({ attribute: false }) focusAfter: (() => void) | undefined;
  @state() private isOpen = false;
  /** Files whose hunks are folded. */
  @state() private folded: ReadonlySet<string> = new Set();
  /** What is to be undone, once a person has said why. */
  @state() private asking: { readonly target: PanelReviewTarget; readonly label: string } | undefined;
  @state() private reason = '';
  @state() private problem = '';
  #hadFocus = false;

  override willUpdate(): void {
    this.#hadFocus = this.contains(document.activeElement);
  }

  override updated(): void {
    // The row that had the focus may be gone.
    if (!this.#hadFocus || this.contains(document.activeElement)) return;
    const next = this.querySelector<HTMLElement>('[data-review-row]') ?? this.#head;
    if (next === null) (this.focusAfter ?? this.context.focusNext)();
    else next.focus();
  }

  override render(): TemplateResult | typeof nothing {
    const { list, step } = this;
    if (step !== undefined) return this.#ofStep(step);
    if (list.changes === 0) return nothing;
    return html`<section class="review-bar" aria-label=${t('Proposed changes')}>
      <div class="review-head">
        <button
          type="button"
          class="row-toggle review-toggle"
          aria-expanded=${this.isOpen ? 'true' : 'false'}
          title=${this.isOpen ? t('Fold the list') : t('Show files and hunks')}
          @click=${() => {
            this.isOpen = !this.isOpen;
          }}
        >
          ${icon(this.isOpen ? 'chevron-down' : 'chevron-right', 'chevron')}
          <span class="review-count">${countWords(list)}</span>
        </button>
        <span class="review-all">
          ${linkButton(t({ message: 'Review', comment: 'Goes to the first proposed change' }), t('Go to the next proposed change in the editor'), () => this.#reviewFirst())}
          ${linkButton(t('Keep all'), t('Accept every proposed change'), () => void this.#keep({ kind: 'all' }))}
          ${linkButton(t('Undo all'), t('Take every proposed change back; asks for a reason'), () => this.#ask({ kind: 'all' }, t('all changes')))}
        </span>
      </div>
      ${this.asking === undefined ? nothing : this.#reasonRow(this.asking)}
      ${this.problem === '' ? nothing : html`<div class="error-text" role="alert">${this.problem}</div>`}
      ${this.isOpen ? this.#files() : nothing}
    </section>`;
  }

  #ofStep({ label, ...step }: ReviewStep & { readonly label: string }): TemplateResult | typeof nothing {
    const { list } = this;
    if (list.changes === 0 && this.problem === '') return nothing;
    const target: PanelReviewTarget = { kind: 'step', ...stepIn(step) };
    return html`<section class="review-step" aria-label=${t('Proposed changes of {0}', label)}>
      <div class="review-head">
        <h4>${countWords(list)}</h4>
        <span class="review-all">
          ${linkButton(t('Keep all'), t('Accept every proposed change of {0}', label), () => void this.#keep(target))}
          ${linkButton(t('Undo all'), t('Take every proposed change of {0} back; asks for a reason', label), () => this.#ask(target, t('all changes of {0}', label)))}
        </span>
      </div>
      ${this.asking === undefined ? nothing : this.#reasonRow(this.asking)}
      ${this.problem === '' ? nothing : html`<div class="error-text" role="alert">${this.problem}</div>`}
      ${this.#files()}
      ${this.hasMore ? html`<div class="muted">${t('There may be more; the list in the side bar has them all.')}</div>` : nothing}
    </section>`;
  }

  #files(): TemplateResult {
    const { files, fileCount } = this.list;
    return html`<ul class="review-files" @keydown=${(event: KeyboardEvent) => this.#onKey(event)}>
      ${files.map((file) => this.#file(file))}
      ${fileCount > files.length ? html`<li class="muted">${t('and {0} more files; the list in the side bar has them all', fileCount - files.length)}</li>` : nothing}
    </ul>`;
  }

  #file(file: ReviewFileRow): TemplateResult {
    const target: PanelReviewTarget =
      this.step === undefined
        ? { kind: 'files', paths: [file.path] }
        : { kind: 'step', ...stepIn(this.step), path: file.path };
    const canFold = file.hunks.length > 0;
    const isFolded = this.folded.has(file.path);
    const name = file.renamedFrom === undefined ? file.display : `${file.renamedFrom} → ${file.display}`;
    const words = stateWords(file);
    const hasLines = file.added + file.removed > 0;
    const spoken = [name, fullStateWords(file), hasLines ? placeWords(file) : '', file.label]
      .filter((part) => part !== '')
      .join(', ');
    return html`<li>
      <div class="review-row">
        ${
          canFold
            ? html`<button
                type="button"
                class="row-toggle"
                aria-expanded=${isFolded ? 'false' : 'true'}
                aria-label=${t('Hunks of {0}', file.display)}
                @click=${() => this.#fold(file.path)}
              >
                ${icon(isFolded ? 'chevron-right' : 'chevron-down', 'chevron')}
              </button>`
            : html`<span class="review-indent"></span>`
        }
        <button
          type="button"
          class="review-open"
          data-review-row
          title=${[name, fullStateWords(file), file.label, file.notUndoable ?? ''].filter((part) => part !== '').join('\n')}
          @click=${() => this.#open(file.path, file.hunks[0]?.from)}
        >
          <span class="visually-hidden">${spoken}</span>
          <span class="path ${file.kind === 'deleted' ? 'gone' : ''}" aria-hidden="true"
            >${baseName(file.display)}</span
          >
          <span class="muted review-folder" aria-hidden="true">${folderOf(file.display)}</span>
          ${file.changedSince === undefined ? nothing : icon('warning', 'warning-icon')}
          ${words === '' ? nothing : html`<span class="muted review-state" aria-hidden="true">${words}</span>`}
          ${
            hasLines
              ? html`<span class="diff-counts" aria-hidden="true"
                  ><span class="added-count">+${file.added}</span>
                  <span class="removed-count">−${file.removed}</span></span
                >`
              : nothing
          }
        </button>
        ${this.#actions(target, file.display, file.notUndoable)}
      </div>
      ${
        canFold && !isFolded
          ? html`<ul>
              ${file.hunks.map((hunk) => this.#hunk(file, hunk))}
              ${file.hunkCount > file.hunks.length ? html`<li class="muted review-hunk">${t('and {0} more hunks', file.hunkCount - file.hunks.length)}</li>` : nothing}
            </ul>`
          : nothing
      }
    </li>`;
  }

  #hunk(file: ReviewFileRow, hunk: ReviewHunkRow): TemplateResult {
    const target: PanelReviewTarget = { kind: 'hunks', ids: [hunk.id] };
    const isOneLine = hunk.to <= hunk.from;
    const lines = isOneLine ? `${hunk.from}` : `${hunk.from}–${hunk.to}`;
    const state = hunkStateWords(hunk);
    const notes = state === '' ? '' : `, ${state}`;
    const label = isOneLine
      ? t('line {0} of {1}', lines, file.display)
      : t('lines {0} of {1}', lines, file.display);
    return html`<li class="review-row review-hunk">
      <button
        type="button"
        class="review-open"
        data-review-row
        title="${hunk.label}${notes}"
        @click=${() => this.#open(file.path, hunk.from)}
      >
        <span class="visually-hidden">${label}: ${hunk.text}, ${placeWords(hunk)}${notes}</span>
        <span class="muted review-lines" aria-hidden="true">${lines}</span>
        <span class="review-text code" aria-hidden="true">${hunk.text}</span>
        ${hunk.isBaseChanged === true ? icon('warning', 'warning-icon') : nothing}
      </button>
      ${this.#actions(target, label, file.notUndoable)}
    </li>`;
  }

  #actions(target: PanelReviewTarget, label: string, notUndoable: string | undefined): TemplateResult {
    return html`<span class="review-actions">
      ${iconButton('check', t('Keep {0}', label), () => void this.#keep(target))}
      ${iconButton('discard', notUndoable ?? t('Undo {0}', label), () => void this.#undo(target), { disabled: notUndoable !== undefined })}
      ${iconButton('comment', t('Undo {0} and say why…', label), () => this.#ask(target, label), { disabled: notUndoable !== undefined })}
    </span>`;
  }

  #reasonRow({
    target,
    label,
  }: {
    readonly target: PanelReviewTarget;
    readonly label: string;
  }): TemplateResult {
    return html`<div class="review-reason">
      ${textField({
        label: t('Why {0} is undone, for the agent', label),
        placeholder: t('Undo {0}: why? (optional)', label),
        value: this.reason,
        extraClass: 'review-reason-text',
        onInput: (value) => {
          this.reason = value;
        },
        onKeyDown: (event) => {
          if (event.isComposing) return;
          if (event.key === 'Enter') {
            event.preventDefault();
            void this.#undo(target, this.reason.trim());
          } else if (event.key === 'Escape') {
            event.preventDefault();
            event.stopPropagation();
            this.#endAsking();
          }
        },
      })}
      ${linkButton(t('Undo'), t('Take it back (Enter)'), () => void this.#undo(target, this.reason.trim()))}
      ${linkButton(t('Cancel'), t('Cancel (Escape)'), () => this.#endAsking())}
    </div>`;
  }

  /** Arrows move between the rows. */
  #onKey(event: KeyboardEvent): void {
    if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return;
    const rows = [...this.querySelectorAll<HTMLElement>('[data-review-row]')];
    const at = rows.findIndex((row) => row.parentElement?.contains(document.activeElement) === true);
    const next = rows[at + (event.key === 'ArrowDown' ? 1 : -1)];
    if (next === undefined) return;
    event.preventDefault();
    next.focus();
  }

  #fold(path: string): void {
    const folded = new Set(this.folded);
    if (!folded.delete(path)) folded.add(path);
    this.folded = folded;
  }

  #reviewFirst(): void {
    this.context.host.post({ type: 'command/run', command: 'planwright.nextHunk' });
  }

  #open(path: string, line: number | undefined): void {
    this.context.host.post({ type: 'review/open', path, ...(line === undefined ? {} : { line }) });
  }

  #ask(target: PanelReviewTarget, label: string): void {
    this.asking = { target, label };
    void this.updateComplete.then(() => this.querySelector<HTMLElement>('.review-reason-text')?.focus());
  }

  #endAsking(): void {
    this.asking = undefined;
    this.reason = '';
    this.#head?.focus();
  }

  async #keep(target: PanelReviewTarget): Promise<void> {
    await this.#decided(this.context.host.request({ type: 'review/keep', target }));
  }

  async #undo(target: PanelReviewTarget, reason = ''): Promise<void> {
    this.asking = undefined;
    this.reason = '';
    await this.#decided(
      this.context.host.request({ type: 'review/undo', target, ...(reason === '' ? {} : { reason }) }),
    );
  }

  async #decided(answer: ReturnType<PanelContext['host']['request']>): Promise<void> {
    const outcome = await answer;
    this.problem = outcome.ok ? '' : outcome.error;
  }

  /** What stands above the rows and has the focus when none of them is left to have it. */
  get #head(): HTMLElement | null {
    return this.querySelector('.review-toggle, .review-all button');
  }
}

function stepIn({ runIds, stepId }: ReviewStep): { runIds: string[]; stepId: string } {
  return { runIds: [...runIds], stepId };
}

function baseName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

function folderOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf('/')));
}

function linkButton(label: string, title: string, onClick: () => void): TemplateResult {
  return html`<button type="button" class="link-button" title=${title} @click=${onClick}>${label}</button>`;
}

customElements.define('planwright-review', ReviewElement);
