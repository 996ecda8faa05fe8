// What a call says about the text it brought: that secrets were replaced in it, and that it tries to give orders.
import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import type { ToolItem } from '../../src/protocol/viewState';
import { icon } from '../icon';
import { t } from '../l10n';

/** At the end of the row: how many secrets are hidden. */
export function redactionMark(redactions: number): TemplateResult | typeof nothing {
  if (redactions === 0) return nothing;
  const words = redactionWords(redactions);
  return html`<span class="muted content-mark" title=${words}
    >${icon('eye-closed')}<span aria-hidden="true">${redactions}</span
    ><span class="visually-hidden">${words}</span></span
  >`;
}

/** In the opened row: what that means. */
export function redactionNote({ redactions = 0, details }: ToolItem): TemplateResult | typeof nothing {
  if (redactions === 0) return nothing;
  const where =
    details?.type === 'read'
      ? t('Open the file to see what is there; it is unchanged.')
      : t('No file was changed by it.');
  return html`<div class="muted content-note">${redactionWords(redactions)} ${where}</div>`;
}

/** Below the row, whether it is open or not. */
export function injectionNote({ findings = [] }: ToolItem): TemplateResult | typeof nothing {
  const [first] = findings;
  if (first === undefined) return nothing;
  return html`<div class="tool-problem content-warning">
    ${icon('warning', 'warning-icon')}
    <span
      >${t('This text tries to give the agent orders:')} <q>${first.excerpt}</q>.
      ${t('It is marked as untrusted; commands and changes of other files ask until the run ends.')}</span
    >
  </div>`;
}

function redactionWords(count: number): string {
  return count === 1
    ? t('1 secret was replaced by a mark.')
    : t('{0} secrets were replaced by marks.', count);
}
