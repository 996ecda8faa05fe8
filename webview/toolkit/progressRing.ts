import { html } from 'lit';
import type { TemplateResult } from 'lit';

/** A small ring for work that goes on; the text beside it says what. */
export function progressRing(): TemplateResult {
  return html`<vscode-progress-ring class="progress-ring" aria-hidden="true"></vscode-progress-ring>`;
}
