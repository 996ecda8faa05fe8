// What stands above or in the place of the input where not everything is possible, and the way out.
import { html } from 'lit';
import type { TemplateResult } from 'lit';
import { icon } from '../icon';
import { t } from '../l10n';
import type { PanelContext } from '../panelContext';

/** In the place of the input: another window has the session. */
export function readOnlyBar({ host, sessionId }: PanelContext): TemplateResult {
  return html`<div class="bar read-only">
    ${icon('lock')}<span class="bar-text">${t('This session is open in another window.')}</span>
    <button
      type="button"
      class="link-button"
      title=${t('Go on with it in this window; the other one can only look then')}
      @click=${() => host.post({ type: 'session/takeOver', sessionId })}
    >
      ${t('Take over')}
    </button>
  </div>`;
}

/** The workspace is not trusted. */
export function restrictedBar({ host }: PanelContext): TemplateResult {
  return html`<div class="bar">
    ${icon('shield')}<span class="bar-text">${t('Restricted Mode: it can read, not write or run.')}</span>
    <button
      type="button"
      class="link-button"
      title=${t('Say which folders are trusted')}
      @click=${() => host.post({ type: 'command/run', command: 'planwright.manageTrust' })}
    >
      ${t({ message: 'Manage', comment: 'Which folders are trusted' })}
    </button>
  </div>`;
}
