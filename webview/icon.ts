import { html } from 'lit';
import type { TemplateResult } from 'lit';

/** A codicon by its name; silent for screen readers, so the control around it needs a label. */
export function icon(name: string, extraClass = ''): TemplateResult {
  return html`<span class="codicon codicon-${name} ${extraClass}" aria-hidden="true"></span>`;
}

/** A small button that shows only an icon; `label` is its tooltip and its name. */
export function iconButton(
  name: string,
  label: string,
  onClick: (event: MouseEvent) => void,
  options: { readonly disabled?: boolean; readonly extraClass?: string } = {},
): TemplateResult {
  return html`<button
    type="button"
    class="icon-button ${options.extraClass ?? ''}"
    title=${label}
    aria-label=${label}
    ?disabled=${options.disabled ?? false}
    @click=${onClick}
  >
    ${icon(name)}
  </button>`;
}
