import { html, nothing, svg } from 'lit';
import type { TemplateResult } from 'lit';
import type { ContextParts } from '../../src/protocol/contextParts';
import type { ModelChoice } from '../../src/protocol/messages';
import type { SessionView } from '../../src/protocol/viewState';
import { formatCost, formatTokens } from '../format';
import type { HostLink } from '../hostLink';
import { t } from '../l10n';
import { sentMentions } from './mentionChips';

/** Length of the ring's outline at radius 5. */
const OUTLINE = 2 * Math.PI * 5;

/** How full the context is, with tokens and money in the tooltip; opens the parts. Nothing before the first turn. */
export function contextGauge(
  session: SessionView,
  model: ModelChoice | undefined,
  isOpen: boolean,
  onToggle: () => void,
): TemplateResult | typeof nothing {
  const { contextTokens } = session;
  if (contextTokens === undefined) return nothing;
  const mark = session.isContextEstimated ? '~' : '';
  const window = model?.contextTokens;
  const share = window === undefined ? undefined : Math.min(1, contextTokens / window);
  const shown =
    share === undefined
      ? formatTokens(contextTokens, session.isContextEstimated)
      : `${mark}${Math.round(share * 100)} %`;
  const usage = session.usage;
  const tokens = formatTokens(contextTokens, session.isContextEstimated);
  const used = formatTokens(usage.promptTokens + usage.completionTokens, usage.isEstimated);
  const tooltip = [
    window === undefined
      ? t("Context: {0} tokens; the model's window is not known", tokens)
      : t('Context: {0} of {1} tokens', tokens, formatTokens(window)),
    t('Session: {0} tokens, {1}', used, formatCost(usage.cost, usage.isEstimated)),
  ].join('\n');
  return html`<button
    type="button"
    class="gauge"
    aria-expanded=${isOpen ? 'true' : 'false'}
    title="${tooltip}&#10;${t('What fills it')}"
    @click=${onToggle}
  >
    ${
      share === undefined
        ? nothing
        : html`<svg viewBox="0 0 14 14" width="14" height="14" aria-hidden="true">
            ${svg`<circle class="gauge-track" cx="7" cy="7" r="5"></circle>
          <circle class="gauge-fill" cx="7" cy="7" r="5" transform="rotate(-90 7 7)" stroke-dasharray="${share * OUTLINE} ${OUTLINE}"></circle>`}
          </svg>`
    }
    <span>${shown}</span><span class="visually-hidden">${tooltip.replace('\n', '. ')}</span>
  </button>`;
}

/** What fills the context, part by part, and what the session has cost. */
export function contextView(
  session: SessionView,
  model: ModelChoice | undefined,
  parts: ContextParts,
  host: HostLink,
): TemplateResult {
  const rows: readonly (readonly [string, number])[] = [
    [t('Instructions, rules files, tools'), parts.instructions],
    [t('What went along (@)'), parts.mentions],
    [t('Conversation'), parts.conversation],
    [t('Calls and their results'), parts.tools],
  ];
  const whole = model?.contextTokens ?? session.contextTokens ?? 0;
  const { usage } = session;
  return html`<section class="context-view" aria-label=${t('What fills the context')}>
    <table>
      ${rows.map(
        ([label, tokens]) =>
          html`<tr>
            <th scope="row">${label}</th>
            <td>${formatTokens(tokens, true)}</td>
            <td>${whole === 0 ? '–' : `${Math.round((100 * tokens) / whole)} %`}</td>
          </tr>`,
      )}
      <tr class="context-sum">
        <th scope="row">
          ${model?.contextTokens === undefined ? t('Together') : t('Of {0}', formatTokens(model.contextTokens))}
        </th>
        <td>${formatTokens(session.contextTokens ?? 0, session.isContextEstimated)}</td>
        <td>${whole === 0 ? '–' : `${Math.round((100 * (session.contextTokens ?? 0)) / whole)} %`}</td>
      </tr>
      <tr>
        <th scope="row">${t('Session so far')}</th>
        <td>${formatTokens(usage.promptTokens + usage.completionTokens, usage.isEstimated)}</td>
        <td>${formatCost(usage.cost, usage.isEstimated)}</td>
      </tr>
    </table>
    ${sentMentions(parts.mentioned, host)}
  </section>`;
}
