import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import type { PlanNoteItem } from '../../src/protocol/viewState';
import { planNoteWords } from '../../src/protocol/words/planNoteWords';
import { icon } from '../icon';
import { t } from '../l10n';
import type { PanelContext } from '../panelContext';

/** A line of the transcript about the plan as a whole. */
export function planNoteRow({ note }: PlanNoteItem, context: PanelContext): TemplateResult {
  const [iconName, iconClass] = iconOf(note);
  const isNew = note.type === 'made' || note.type === 'replanned';
  return html`<div class="notice info">
    ${icon(iconName, iconClass)}<span
      >${planNoteWords(note, t)}
      ${isNew ? html`<button type="button" class="link-button" title=${t('Show the plan')} @click=${() => context.openPlan()}>${t('Show plan')}</button>` : nothing}</span
    >
  </div>`;
}

function iconOf(note: PlanNoteItem['note']): readonly [name: string, extraClass: string] {
  switch (note.type) {
    case 'made':
    case 'decided':
    case 'replanned':
    case 'goal_pursued':
      return ['list-tree', 'info-icon'];
    case 'rolled_back':
      return ['discard', 'info-icon'];
    case 'tests':
      return note.passed ? ['pass', 'plan-done-icon'] : ['error', 'error-icon'];
    case 'goal_reached':
      return ['target', 'plan-done-icon'];
    case 'fallback':
    case 'deadlock':
      return ['warning', 'warning-icon'];
    case 'empty':
    case 'declined':
    case 'goal_left_open':
    default:
      return ['info', 'info-icon'];
  }
}
