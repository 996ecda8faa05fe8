import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import type { PlanNoteItem } from '../../src/protocol/viewState';
import { icon } from '../icon';
import { t } from '../l10n';
import type { PanelContext } from '../panelContext';

/** A line of the transcript about the plan as a whole. */
export function planNoteRow({ note }: PlanNoteItem, context: PanelContext): TemplateResult {
  const [iconName, iconClass] = iconOf(note);
  const isNew = note.type === 'made' || note.type === 'replanned';
  return html`<div class="notice info">
    ${icon(iconName, iconClass)}<span
      >${planNoteWords(note)}
      ${isNew ? html`<button type="button" class="link-button" title=${t('Show the plan')} @click=${() => context.openPlan()}>${t('Show plan')}</button>` : nothing}</span
    >
  </div>`;
}

/** What happened, in one sentence. */
export function planNoteWords(note: PlanNoteItem['note']): string {
  switch (note.type) {
    case 'made':
      return note.steps === 1 ? t('Made a plan of 1 step.') : t('Made a plan of {0} steps.', note.steps);
    case 'empty':
      return t('The planner found nothing to plan; the task is done as it is.');
    case 'fallback':
      return t('No plan could be made, so the task is one step: {0}', note.reason);
    case 'deadlock':
      return note.steps === 1
        ? t('1 step can never start: what it needs was not done.')
        : t('{0} steps can never start: what they need was not done.', note.steps);
    case 'replanned':
      return t('Planned anew: version {0} has {1} steps.', note.version, note.steps);
    case 'tests':
      return note.passed ? t('The tests pass.') : t('The tests fail.');
    case 'decided':
      return t('The task looks complex, so it is planned first: {0}', note.reason);
    case 'goal_reached':
      return t('The goal is reached.');
    case 'goal_pursued':
      return t('Works on what remains of the goal, round {0} of {1}.', note.round, note.maxRounds);
    case 'goal_left_open':
      return t('The goal stays open: {0}', note.words);
    case 'rolled_back': {
      const taken = note.steps === 1 ? t('Rolled 1 step back.') : t('Rolled {0} steps back.', note.steps);
      if (note.irreversible === 0) return taken;
      const left =
        note.irreversible === 1
          ? t('1 of them ran commands; what those did outside the workspace stays.')
          : t('{0} of them ran commands; what those did outside the workspace stays.', note.irreversible);
      return `${taken} ${left}`;
    }
  }
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
    case 'empty':
    case 'goal_left_open':
      return ['info', 'info-icon'];
    case 'fallback':
    case 'deadlock':
      return ['warning', 'warning-icon'];
  }
}
