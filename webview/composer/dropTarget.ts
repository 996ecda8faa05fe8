// What is held over the panel and can be dropped on it, and what a person has to do for that. The editor takes a drag away from the panel
// while Shift is not held: one of its own before the panel hears of it, one of files from outside right after it came in.
import { html, nothing } from 'lit';
import type { ReactiveController, ReactiveControllerHost, TemplateResult } from 'lit';
import { icon } from '../icon';
import { t } from '../l10n';
import { canTake, droppedOf, needsShift } from './drop';
import type { Dropped } from './drop';

/** Milliseconds for which the hint stays after the editor took the drag away: nothing tells how that one ends. */
const HINT_MS = 4_000;

export interface DropTargetOptions {
  readonly isTaking: () => boolean;
  readonly take: (dropped: Dropped) => void;
}

/** `hint`: Shift is missing. `held`: it has to stay held. */
type State = 'none' | 'hint' | 'open' | 'held';

/** Listens on the whole document, so that a drop counts anywhere on the panel. */
export class DropTarget implements ReactiveController {
  readonly #host: ReactiveControllerHost;
  readonly #options: DropTargetOptions;
  #state: State = 'none';
  #timer: ReturnType<typeof setTimeout> | undefined;
  #listening = new AbortController();

  constructor(host: ReactiveControllerHost, options: DropTargetOptions) {
    this.#host = host;
    this.#options = options;
    host.addController(this);
  }

  hostConnected(): void {
    this.#listening = new AbortController();
    const { signal } = this.#listening;
    document.addEventListener('dragenter', (event) => this.#onDrag(event), { signal });
    document.addEventListener('dragover', (event) => this.#onDrag(event), { signal });
    document.addEventListener('dragleave', (event) => this.#onLeave(event), { signal });
    document.addEventListener('drop', (event) => this.#onDrop(event), { signal });
    // No pointer moves during a drag: it is over.
    document.addEventListener('pointermove', () => this.#show('none'), { signal });
  }

  hostDisconnected(): void {
    this.#listening.abort();
    clearTimeout(this.#timer);
  }

  render(): TemplateResult | typeof nothing {
    if (this.#state === 'none') return nothing;
    const words =
      this.#state === 'hint'
        ? html`<span>${icon('keyboard')} ${t('Hold Shift to drop it here')}</span>`
        : html`<span>${icon('add')} ${t('Drop to add to the chat')}</span>`;
    const also = this.#state === 'held' ? html`<span>${t('Keep Shift held')}</span>` : nothing;
    return html`<div class="drop-target" aria-hidden="true">${words}${also}</div>`;
  }

  #onDrag(event: DragEvent): void {
    const { dataTransfer, shiftKey } = event;
    if (dataTransfer === null || !this.#options.isTaking() || !canTake(dataTransfer.types)) {
      this.#show('none');
      return;
    }
    if (event.type === 'dragover') event.preventDefault();
    this.#show(shiftKey ? 'held' : needsShift(dataTransfer.items) ? 'hint' : 'open');
  }

  #onLeave({ relatedTarget }: DragEvent): void {
    // Between two elements of the panel it comes with the one that is entered; the hint outlasts the drag that was taken away.
    if (relatedTarget === null && this.#state !== 'hint') this.#show('none');
  }

  #onDrop(event: DragEvent): void {
    this.#show('none');
    const dropped = event.dataTransfer === null ? undefined : droppedOf(event.dataTransfer);
    if (dropped === undefined) return;
    event.preventDefault();
    this.#options.take(dropped);
  }

  #show(state: State): void {
    clearTimeout(this.#timer);
    if (state === 'hint') this.#timer = setTimeout(() => this.#show('none'), HINT_MS);
    if (state === this.#state) return;
    this.#state = state;
    this.#host.requestUpdate();
  }
}
