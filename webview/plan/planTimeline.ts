// The timeline of the last run: a lane for each wave. The same is said in words on the cards.
import { html, nothing, svg } from 'lit';
import type { TemplateResult } from 'lit';
import type { PlanView } from '../../src/protocol/planMessages';
import { formatDuration } from '../format';
import { t } from '../l10n';
import { titleOf } from './planFacts';
import { planLanes } from './planLanes';
import type { Lane, LaneBar } from './planLanes';
import { shownState, stateWords } from './planWords';

/** Pixels: a bar with its number below. */
const ROW = 18;

export function planTimeline(view: PlanView, now: number): TemplateResult | typeof nothing {
  const lanes = planLanes(view, now);
  if (lanes.length === 0) return nothing;
  return html`<section class="plan-timeline" aria-label=${t('Timeline of the waves')}>
    <h3>${t('Timeline')}</h3>
    ${lanes.map(
      (lane) =>
        html`<div class="plan-lane">
          <span class="muted plan-lane-name">${t('Wave {0}', lane.wave)}</span>
          <svg
            class="plan-lane-bars"
            height=${lane.rows * ROW}
            role="img"
            aria-label=${laneWords(lane, view, now)}
          >
            ${lane.bars.map((bar) => drawnBar(bar, view, now))}
          </svg>
        </div>`,
    )}
  </section>`;
}

function drawnBar(bar: LaneBar, view: PlanView, now: number): TemplateResult {
  const state = shownState(bar.step, view);
  const y = bar.row * ROW;
  const percent = (share: number): string => `${Math.round(share * 10_000) / 100}%`;
  // A label stays inside on both sides.
  const isLate = bar.from > 0.8;
  return svg`<g class="plan-lane-bar ${state}">
    <title>${barWords(bar, view, now)}</title>
    <rect x=${percent(bar.from)} y=${y + 2} width=${percent(Math.max(0.004, bar.to - bar.from))} height="3" rx="1"></rect>
    <text x=${percent(isLate ? bar.to : bar.from)} y=${y + 14} text-anchor=${isLate ? 'end' : 'start'}>${`${bar.number}${MARKS[state] ?? ''}`}</text>
  </g>`;
}

/** Beside the number, so that the colour is not all that tells. */
const MARKS: Readonly<Partial<Record<ReturnType<typeof shownState>, string>>> = {
  failed: ' ✗',
  interrupted: ' ?',
  in_progress: ' …',
};

function barWords({ step, number }: LaneBar, view: PlanView, now: number): string {
  const { startedAt, endedAt } = view.steps[step.id] ?? {};
  const end = endedAt ?? (view.isRunning ? now : view.endedAt);
  const took = startedAt === undefined || end === undefined ? '' : `, ${formatDuration(end - startedAt)}`;
  return `${number} ${titleOf(step)}: ${stateWords(shownState(step, view))}${took}`;
}

function laneWords(lane: Lane, view: PlanView, now: number): string {
  return lane.bars.map((bar) => barWords(bar, view, now)).join('; ');
}
