// Cards that ask before something is taken away: what a roll-back takes with it, and what becomes of steps that need a removed one.
import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import type { RollbackPreview } from '../../src/protocol/planMessages';
import { t } from '../l10n';
import { button } from '../toolkit/button';
import { needing, numberOf, titleOf } from './planFacts';
import type { Plan, Step } from './planFacts';

export function rollbackCard(
  plan: Plan,
  { stepIds, files, irreversible }: RollbackPreview,
  actions: { readonly onConfirm: () => void; readonly onCancel: () => void },
): TemplateResult {
  const steps = stepIds.flatMap((id) => plan.steps.filter((step) => step.id === id));
  return html`<div
    class="question plan-dialog"
    role="group"
    tabindex="-1"
    aria-labelledby="plan-dialog-title"
  >
    <div class="question-title" id="plan-dialog-title">
      ${steps.length === 1 ? t('Roll 1 step back?') : t('Roll {0} steps back?', steps.length)}
    </div>
    <ul class="plan-dialog-list">
      ${steps.map(
        (step) =>
          html`<li>
            <span>${numberOf(plan, step.id)} ${titleOf(step)}</span>
            ${irreversible.includes(step.id) ? html`<span class="muted">${t('ran commands; what they did outside the workspace stays')}</span>` : nothing}
          </li>`,
      )}
    </ul>
    ${
      files.length === 0
        ? html`<div class="muted">${t('No files change.')}</div>`
        : html`<div class="muted">${t('Files that are taken back:')}</div>
            <ul class="plan-dialog-list">
              ${files.map((file) => html`<li class="code">${file}</li>`)}
            </ul>`
    }
    <div class="question-buttons">
      ${button({ label: t('Roll back'), title: t('Roll back (Enter)'), isPrimary: true, onClick: actions.onConfirm })}
      ${button({ label: t('Cancel'), title: t('Cancel (Escape)'), onClick: actions.onCancel })}
    </div>
  </div>`;
}

export function removeCard(
  plan: Plan,
  step: Step,
  actions: { readonly onRemove: (dependents: 'bridge' | 'cascade') => void; readonly onCancel: () => void },
): TemplateResult {
  const others = needing(plan, step.id);
  const names = others.map(({ id }) => numberOf(plan, id)).join(', ');
  return html`<div
    class="question plan-dialog"
    role="group"
    tabindex="-1"
    aria-labelledby="plan-dialog-title"
  >
    <div class="question-title" id="plan-dialog-title">
      ${t('Remove step {0}? It is needed by {1}.', numberOf(plan, step.id), names)}
    </div>
    <div class="question-buttons">
      ${button({
        label: t('Remove it alone'),
        title: t('What needs it waits for what it needed instead (Enter)'),
        isPrimary: true,
        onClick: () => actions.onRemove('bridge'),
      })}
      ${button({
        label: t('Remove these as well'),
        title: t('Remove it and every step that needs it'),
        onClick: () => actions.onRemove('cascade'),
      })}
      ${button({ label: t('Cancel'), title: t('Cancel (Escape)'), onClick: actions.onCancel })}
    </div>
  </div>`;
}
