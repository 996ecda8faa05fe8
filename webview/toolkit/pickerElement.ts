// <planwright-picker>: a dropdown over the toolkit's, whose value follows the property even when the options come later.
import { html } from 'lit';
import { property } from 'lit/decorators.js';
import { repeat } from 'lit/directives/repeat.js';
import { LightElement } from '../lightElement';

export interface PickerOption {
  readonly value: string;
  readonly label: string;
  /** Tooltip. */
  readonly title?: string;
}

/** Fired with the chosen value. */
export type PickerChangeEvent = CustomEvent<string>;

interface DropdownLike extends Element {
  value: string;
  open: boolean;
}

export class PickerElement extends LightElement {
  @property({ attribute: false }) accessibleName = '';
  @property({ attribute: false }) tooltip = '';
  @property({ attribute: false }) options: readonly PickerOption[] = [];
  @property({ attribute: false }) value = '';
  @property({ attribute: false }) disabled = false;

  override render() {
    return html`<vscode-dropdown
      aria-label=${this.accessibleName}
      title=${this.tooltip}
      position="above"
      ?disabled=${this.disabled}
      @change=${(event: Event) => this.#choose(event)}
    >
      ${repeat(
        this.options,
        (option) => option.value,
        (option) =>
          html`<vscode-option value=${option.value} title=${option.title ?? ''}
            >${option.label}</vscode-option
          >`,
      )}
    </vscode-dropdown>`;
  }

  override updated(): void {
    const dropdown = this.#dropdown();
    // The toolkit reads its options from the slot one step later.
    queueMicrotask(() =>
      requestAnimationFrame(() => {
        if (dropdown !== null && !dropdown.open && dropdown.value !== this.value) dropdown.value = this.value;
      }),
    );
  }

  #choose(event: Event): void {
    event.stopPropagation();
    const chosen = this.#dropdown()?.value ?? '';
    if (chosen === '' || chosen === this.value) return;
    this.dispatchEvent(new CustomEvent('planwright-pick', { detail: chosen, bubbles: true }));
  }

  #dropdown(): DropdownLike | null {
    return this.querySelector<DropdownLike>('vscode-dropdown');
  }
}

customElements.define('planwright-picker', PickerElement);
