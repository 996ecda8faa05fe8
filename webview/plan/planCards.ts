// The cards of a plan, wave by wave: one list for everybody, laid out as a graph with lines where there is room. A card is drawn anew
// only when something of it changed.
import { html, nothing, svg } from 'lit';
import type { TemplateResult } from 'lit';
import { guard } from 'lit/directives/guard.js';
import { repeat } from 'lit/directives/repeat.js';
import type { PlanView, StepView } from '../../src/protocol/planMessages';
import { failureWords } from '../../src/protocol/words/errorWords';
import { toldWords } from '../../src/protocol/words/noticeWords';
import { saidWords } from '../../src/protocol/words/unknownWords';
import { formatDuration } from '../format';
import { firstLine } from '../items/toolWords';
import { t } from '../l10n';
import { canMove } from './planActions';
import { costWords, layoutOf, neededNumbers, numberOf, stepTook, titleOf } from './planFacts';
import type { Step } from './planFacts';
import type { PlanLayout } from './planLayout';
import { shownState, stateSentence } from './planWords';
import { stateIcon } from './stateIcon';

export interface CardOptions {
  readonly isGraph: boolean;
  readonly isReadOnly: boolean;
  readonly now: number;
  /** The card whose details are open. */
  readonly selectedId: string | undefined;
  /** The one card that Tab reaches. */
  readonly focusId: string | undefined;
  /** What a dragged card is held over. */
  readonly dropId: string | undefined;
  readonly onSelect: (id: string) => void;
  readonly onDragStart: (event: DragEvent, id: string) => void;
  readonly onDragOver: (event: DragEvent, id: string) => void;
  readonly onDrop: (event: DragEvent, id: string) => void;
  readonly onDragEnd: () => void;
  /** Below the card, in the list. */
  readonly details: (step: Step) => TemplateResult;
}

export function planCards(view: PlanView, options: CardOptions): TemplateResult {
  const layout = layoutOf(view.plan);
  return html`<div class="plan-waves ${options.isGraph ? 'graph' : 'list'}">
    ${options.isGraph ? edges(view, layout, options.selectedId) : nothing}
    ${layout.waves.map(
      (wave, index) =>
        html`<section class="plan-wave" aria-labelledby="plan-wave-${index}">
          <h3 id="plan-wave-${index}">${t('Wave {0}', index + 1)}</h3>
          <ol>
            ${repeat(
              wave,
              ({ id }) => id,
              (step) => cell(step, view, options),
            )}
          </ol>
        </section>`,
    )}
  </div>`;
}

function cell(step: Step, view: PlanView, options: CardOptions): TemplateResult {
  const { id } = step;
  const isSelected = options.selectedId === id;
  return html`<li
    class="plan-cell ${options.dropId === id ? 'drop-here' : ''}"
    @dragover=${(event: DragEvent) => options.onDragOver(event, id)}
    @drop=${(event: DragEvent) => options.onDrop(event, id)}
  >
    ${card(step, view, options)} ${isSelected && !options.isGraph ? options.details(step) : nothing}
  </li>`;
}

function card(step: Step, view: PlanView, options: CardOptions): unknown {
  const { id } = step;
  const number = numberOf(view.plan, id);
  const state = shownState(step, view);
  const stepView = view.steps[id];
  const isOn = state === 'in_progress' || state === 'waiting';
  const took = stepTook(stepView, isOn, options.now);
  const seconds = took === undefined ? undefined : formatDuration(took);
  const needed = neededNumbers(view.plan, step).join(', ');
  const isSelected = options.selectedId === id;
  const isTabStop = options.focusId === id;
  const isMovable = canMove(step, view) && !options.isReadOnly;
  return guard(
    [step, stepView, number, state, seconds, needed, isSelected, isTabStop, isMovable, options.isGraph],
    () => {
      const title = titleOf(step);
      const state_ = stateSentence(step, state);
      const after = needed === '' ? '' : t('after {0}', needed);
      const facts = [state_, seconds ?? '', stepView === undefined ? '' : costWords(stepView.usage)].filter(
        (fact) => fact !== '',
      );
      return html`<button
        type="button"
        class="plan-card ${state}"
        data-step-id=${id}
        tabindex=${isTabStop ? '0' : '-1'}
        draggable=${isMovable ? 'true' : 'false'}
        aria-expanded=${isSelected ? 'true' : 'false'}
        title=${tooltip(title, state_, after, isMovable)}
        @click=${() => options.onSelect(id)}
        @dragstart=${(event: DragEvent) => options.onDragStart(event, id)}
        @dragend=${() => options.onDragEnd()}
      >
        <span class="plan-card-head">
          ${stateIcon(state)}<span class="plan-number">${number}</span>
          <span class="plan-card-title">${title}</span>
        </span>
        <span class="plan-card-facts muted"
          >${facts.join(' · ')}${after === '' ? nothing : html`<span class=${options.isGraph ? 'visually-hidden' : ''}> · ${after}</span>`}</span
        >
        ${lastLine(step, stepView, isOn)}
      </button>`;
    },
  );
}

/** What it says right now, else what went wrong or what it is about. */
function lastLine(step: Step, view: StepView | undefined, isOn: boolean): TemplateResult | typeof nothing {
  const live = saidWords(view?.lastCause, view?.lastLine.trim() ?? '', toldWords, t);
  if (isOn && live !== '') return html`<span class="plan-card-line code" aria-hidden="true">${live}</span>`;
  const { error, cause } = step.result ?? {};
  if (step.status === 'failed' && error !== undefined)
    return html`<span class="plan-card-line error-text"
      >${firstLine(failureWords({ error, cause }, t))}</span
    >`;
  const about = step.file ?? step.command ?? '';
  return about === '' ? nothing : html`<span class="plan-card-line code muted">${about}</span>`;
}

function tooltip(title: string, state: string, after: string, isMovable: boolean): string {
  const lines = [title, after === '' ? state : `${state} · ${after}`, t('Details (Enter)')];
  if (isMovable) lines.push(t('Move: drag, or Alt+Up and Alt+Down'));
  return lines.join('\n');
}

/** Words say the same, so lines are for the eye only. */
function edges(view: PlanView, layout: PlanLayout<Step>, selectedId: string | undefined): unknown {
  const done = new Set(view.plan.steps.filter(({ status }) => status === 'done').map(({ id }) => id));
  const key = layout.edges.map(({ from }) => (done.has(from) ? '1' : '0')).join('');
  return guard(
    [layout.edges, key, selectedId],
    () =>
      html`<svg
        class="plan-edges"
        width=${layout.width}
        height=${layout.height}
        viewBox="0 0 ${layout.width} ${layout.height}"
        aria-hidden="true"
      >
        ${svg`<defs>
        <marker id="plan-arrow" viewBox="0 0 6 6" refX="6" refY="3" markerUnits="userSpaceOnUse" markerWidth="6" markerHeight="6" orient="auto">
          <path d="M0 0L6 3L0 6Z"></path>
        </marker>
      </defs>`}
        ${layout.edges.map(
          ({ from, to, path }) =>
            svg`<path
            class="plan-edge ${done.has(from) ? 'done' : ''} ${from === selectedId || to === selectedId ? 'selected' : ''}"
            d=${path}
            marker-end="url(#plan-arrow)"
          ></path>`,
        )}
      </svg>`,
  );
}
