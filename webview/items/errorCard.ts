// The card of a run that failed: what failed, what is kept, what to do.
import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import type { ErrorItem } from '../../src/protocol/viewState';
import { icon } from '../icon';
import { t } from '../l10n';
import type { PanelContext } from '../panelContext';
import { button } from '../toolkit/button';
import { saidError } from './saidWords';

type ErrorKind = ErrorItem['errorKind'];

/** Where a key may be what is missing. */
const KEY_KINDS: ReadonlySet<ErrorKind> = new Set<ErrorKind>(['auth', 'quota', 'configuration']);
/** Where an address, a model or a limit in the settings may be what is wrong. */
const SETTINGS_KINDS: ReadonlySet<ErrorKind> = new Set<ErrorKind>([
  'auth',
  'configuration',
  'consent',
  'invalid_request',
  'network',
  'tool_rounds',
]);

export function errorCard(item: ErrorItem, context: PanelContext): TemplateResult {
  return html`<div class="card error-card" role="group" aria-label=${t('The run failed')}>
    <div class="card-title">${icon('error', 'error-icon')}<span>${saidError(item)}</span></div>
    <div class="muted">${t('Everything up to here is kept.')}</div>
    ${
      item.providerMessage === undefined
        ? nothing
        : html`<details>
            <summary title=${t('The original text of the error')}>
              ${item.errorKind === 'network' ? t('The error itself') : t('What the provider said')}
            </summary>
            <pre class="output" tabindex="0">${item.providerMessage}</pre>
          </details>`
    }
    ${context.isReadOnly ? nothing : actions(item.errorKind, context)}
  </div>`;
}

function actions(kind: ErrorKind, { host, sessionId }: PanelContext): TemplateResult {
  const needsKey = KEY_KINDS.has(kind);
  return html`<div class="card-buttons">
    ${button({
      label: t('Retry'),
      title: t('Go on from here, with the same prompt'),
      isPrimary: !needsKey,
      onClick: () => host.post({ type: 'run/retry', sessionId }),
    })}
    ${
      needsKey
        ? button({
            label: t('Set API key…'),
            isPrimary: true,
            onClick: () => host.post({ type: 'setup/setKey' }),
          })
        : nothing
    }
    ${button({
      label: t('Switch model…'),
      onClick: () => host.post({ type: 'command/run', command: 'planwright.switchModel' }),
    })}
    ${
      SETTINGS_KINDS.has(kind)
        ? button({
            label: t('Open settings'),
            title: t('Models, addresses and limits of Planwright'),
            onClick: () => host.post({ type: 'command/run', command: 'planwright.openSettings' }),
          })
        : nothing
    }
    ${button({ label: t('Show log'), onClick: () => host.post({ type: 'log/show' }) })}
  </div>`;
}
