import { html } from 'lit';
import type { TemplateResult } from 'lit';
import { icon } from '../icon';

export interface ButtonOptions {
  readonly label: string;
  /** Tooltip; names the key where there is one. */
  readonly title?: string;
  readonly isPrimary?: boolean;
  readonly disabled?: boolean;
  /** Codicon before the label. */
  readonly icon?: string;
  readonly onClick: (event: Event) => void;
}

/** A button with a label. */
export function button(options: ButtonOptions): TemplateResult {
  return html`<vscode-button
    appearance=${options.isPrimary === true ? 'primary' : 'secondary'}
    title=${options.title ?? options.label}
    ?disabled=${options.disabled ?? false}
    @click=${options.onClick}
  >
    ${options.icon === undefined ? '' : html`<span slot="start">${icon(options.icon)}</span>`}${options.label}
  </vscode-button>`;
}
