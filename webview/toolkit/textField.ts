import { html } from 'lit';
import { ref } from 'lit/directives/ref.js';
import type { TemplateResult } from 'lit';

export interface TextFieldOptions {
  readonly label: string;
  readonly placeholder?: string;
  readonly value: string;
  readonly onInput: (value: string) => void;
  readonly onKeyDown?: (event: KeyboardEvent) => void;
  readonly extraClass?: string;
}

/** One line of text; the label is read, not shown. */
export function textField(options: TextFieldOptions): TemplateResult {
  return html`<vscode-text-field
    class=${options.extraClass ?? ''}
    ${ref((element) => nameLater(element, options.label))}
    placeholder=${options.placeholder ?? ''}
    .value=${options.value}
    @input=${(event: Event) => options.onInput(valueOf(event.target))}
    @keydown=${(event: KeyboardEvent) => options.onKeyDown?.(event)}
  ></vscode-text-field>`;
}

/** The toolkit names every text field "Text field" when it is connected; ours comes right after. */
function nameLater(element: Element | undefined, label: string): void {
  queueMicrotask(() => element?.setAttribute('aria-label', label));
}

function valueOf(target: EventTarget | null): string {
  return target !== null && 'value' in target && typeof target.value === 'string' ? target.value : '';
}
