import { html, nothing, svg } from 'lit';
import type { TemplateResult } from 'lit';
import type { ModelChoice } from '../../src/protocol/messages';
import type { SessionView } from '../../src/protocol/viewState';
import { formatCost, formatTokens } from '../format';

/** Length of the ring's outline at radius 5. */
const OUTLINE = 2 * Math.PI * 5;

/** How full the context is, with tokens and money in the tooltip; nothing before the first turn. */
export function contextGauge(
  session: SessionView,
  model: ModelChoice | undefined,
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
  const tooltip = [
    window === undefined
      ? `Context: ${formatTokens(contextTokens, session.isContextEstimated)} tokens; the model's window is not known`
      : `Context: ${formatTokens(contextTokens, session.isContextEstimated)} of ${formatTokens(window)} tokens`,
    `Session: ${formatTokens(usage.promptTokens + usage.completionTokens, usage.isEstimated)} tokens, ${formatCost(usage.cost, usage.isEstimated)}`,
  ].join('\n');
  return html`<span class="gauge" role="img" aria-label=${tooltip.replace('\n', '. ')} title=${tooltip}>
    ${
      share === undefined
        ? nothing
        : html`<svg viewBox="0 0 14 14" width="14" height="14" aria-hidden="true">
            ${svg`<circle class="gauge-track" cx="7" cy="7" r="5"></circle>
          <circle class="gauge-fill" cx="7" cy="7" r="5" transform="rotate(-90 7 7)" stroke-dasharray="${share * OUTLINE} ${OUTLINE}"></circle>`}
          </svg>`
    }
    <span aria-hidden="true">${shown}</span>
  </span>`;
}
