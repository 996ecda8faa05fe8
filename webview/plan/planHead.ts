// What stands above the cards: the goal and how far it is, the actions of the plan as a whole, the forecast, how the last run ended.
import { html, nothing, svg } from 'lit';
import type { TemplateResult } from 'lit';
import type { PlanForecast, PlanView } from '../../src/protocol/planMessages';
import { errorWords } from '../../src/protocol/words/errorWords';
import { criterionWords } from '../../src/protocol/words/fixedWords';
import { saidWords } from '../../src/protocol/words/unknownWords';
import { formatAge, formatCost, formatDuration, formatTokens } from '../format';
import { icon } from '../icon';
import { t } from '../l10n';
import type { PanelContext } from '../panelContext';
import { planActions } from './planActions';
import type { PlanAction } from './planActions';
import { costWords, planFacts, planTook } from './planFacts';
import { barState } from './planWords';

export interface HeadOptions {
  readonly context: PanelContext;
  readonly now: number;
  /** A run of the session is on. */
  readonly isBusy: boolean;
  readonly forecast: PlanForecast | undefined;
  readonly onAction: (action: PlanAction) => void;
}

export function planHead(view: PlanView, options: HeadOptions): TemplateResult {
  return html`<div class="plan-head">
    <h2 class="plan-goal" title=${view.plan.goal}>
      <span class="muted">${t('Goal:')}</span> ${view.goal?.description ?? view.plan.goal}
    </h2>
    ${goalLine(view, options)} ${progressLine(view, options.now)} ${actionRow(view, options)}
    ${resultLines(view)}
  </div>`;
}

function goalLine({ goal }: PlanView, { context, now }: HeadOptions): TemplateResult | typeof nothing {
  if (goal === undefined || goal.successCriteria.length === 0) return nothing;
  const total = goal.successCriteria.length;
  const isChecked = goal.checkedAt !== undefined;
  const known = new Map(goal.criteria.map((checked) => [checked.criterion, checked]));
  const isMet = (criterion: string): boolean =>
    goal.achieved || (isChecked && (known.get(criterion)?.met ?? !goal.remaining.includes(criterion)));
  const met = goal.successCriteria.filter(isMet).length;
  const isOpen = context.expansion.isOpen('plan-goal');
  const count = isChecked
    ? t('{0} of {1} criteria', met, total)
    : total === 1
      ? t('1 criterion')
      : t('{0} criteria', total);
  const age = ageWords(goal.checkedAt, now);
  return html`<div class="plan-criteria">
    <button
      type="button"
      class="row-toggle"
      aria-expanded=${isOpen ? 'true' : 'false'}
      title=${isOpen ? t('Hide the criteria') : t('Show the criteria')}
      @click=${() => context.expansion.toggle('plan-goal')}
    >
      ${icon(isOpen ? 'chevron-down' : 'chevron-right', 'chevron')}
      ${goal.achieved ? icon('pass', 'plan-done-icon') : icon('target', 'info-icon')}
      <span>${count}</span><span class="muted">${age}</span>
      ${goal.isStale ? html`<span class="plan-stale">${icon('warning', 'warning-icon')}${t('out of date: something changed since')}</span>` : nothing}
    </button>
    ${
      isOpen
        ? html`<ul>
            ${goal.successCriteria.map((criterion) => criterionRow(criterion, isMet(criterion), known.get(criterion)))}
          </ul>`
        : nothing
    }
  </div>`;
}

function ageWords(checkedAt: number | undefined, now: number): string {
  if (checkedAt === undefined) return t('not checked yet');
  return now - checkedAt < 60_000 ? t('checked just now') : t('checked {0} ago', formatAge(checkedAt, now));
}

function criterionRow(
  criterion: string,
  isMet: boolean,
  found: NonNullable<PlanView['goal']>['criteria'][number] | undefined,
): TemplateResult {
  const state = isMet ? t('met') : t({ message: 'open', comment: 'A criterion that is not met' });
  const by = found?.command ?? saidWords(found?.cause, found?.reason ?? '', errorWords, t);
  return html`<li>
    ${isMet ? icon('check', 'plan-done-icon') : icon('circle-large-outline', 'info-icon')}<span
      >${criterionWords(criterion, t)}
      <span class="muted">${by === '' ? state : `${state} · ${by}`}</span></span
    >
  </li>`;
}

function progressLine(view: PlanView, now: number): TemplateResult | typeof nothing {
  const facts = planFacts(view);
  if (facts.total === 0) return nothing;
  const took = planTook(view, now);
  const parts = [
    t('{0} of {1} steps', facts.done, facts.total),
    facts.failed === 0 ? '' : t('{0} failed', facts.failed),
    view.isRunning && facts.wave > 0 ? t('wave {0}/{1}', facts.wave, facts.waves) : '',
    barState(view),
    took === undefined ? '' : formatDuration(took),
    costWords(view.usage, view.isRunning),
  ].filter((part) => part !== '');
  return html`<div class="plan-progress">
    <svg
      class="plan-progress-bar"
      height="3"
      role="progressbar"
      aria-label=${t('Steps that are done')}
      aria-valuemin="0"
      aria-valuemax=${facts.total}
      aria-valuenow=${facts.done}
    >
      ${svg`<rect class="track" width="100%" height="3"></rect><rect class="fill" width="${(100 * facts.done) / facts.total}%" height="3"></rect>`}
    </svg>
    <span class="plan-progress-facts muted">${parts.map((part) => html`<span>${part}</span>`)}</span>
  </div>`;
}

function actionRow(
  view: PlanView,
  { context, isBusy, forecast, onAction }: HeadOptions,
): TemplateResult | typeof nothing {
  if (context.isReadOnly) return nothing;
  const actions = planActions(view, isBusy);
  const [first] = actions;
  return html`<div class="plan-actions" role="toolbar" aria-label=${t('Actions of the plan')}>
    ${actions.map((action) => {
      const { label, title, iconName } = actionWords(action, view);
      return html`<vscode-button
        appearance=${action === first && isMain(action) ? 'primary' : 'secondary'}
        title=${title}
        data-plan-action=${action}
        @click=${() => onAction(action)}
        ><span slot="start">${icon(iconName)}</span>${label}</vscode-button
      >`;
    })}
    ${
      forecast === undefined || !canRun(actions)
        ? nothing
        : html`<span class="muted plan-forecast" title=${t('An estimate of what a run takes')}
            >${forecastWords(forecast)}</span
          >`
    }
  </div>`;
}

/** True where a run of what is left is offered. */
export function canRun(actions: readonly PlanAction[]): boolean {
  return actions.includes('run') || actions.includes('resume');
}

function isMain(action: PlanAction): boolean {
  return action === 'run' || action === 'resume' || action === 'retry';
}

function forecastWords({ modelCalls, tokens, cost }: PlanForecast): string {
  return [
    modelCalls === 1 ? t('~1 model call') : t('~{0} model calls', modelCalls),
    t('{0} tokens', formatTokens(tokens, true)),
    ...(cost === undefined ? [] : [formatCost(cost, true)]),
  ].join(' · ');
}

function resultLines(view: PlanView): TemplateResult | typeof nothing {
  const { result } = view;
  if (result === undefined || view.isRunning || view.isPlanning) return nothing;
  const lines: string[] = [];
  const { rollback, tests, unresolved } = result;
  if (tests !== undefined) lines.push(tests.passed ? t('The tests pass.') : t('The tests fail.'));
  if (unresolved.length > 0)
    lines.push(
      unresolved.length === 1
        ? t('1 step can never start: what it needs was not done.')
        : t('{0} steps can never start: what they need was not done.', unresolved.length),
    );
  if (rollback !== undefined && rollback.conflicts.length > 0)
    lines.push(t('Changed since and left as they are: {0}', rollback.conflicts.join(', ')));
  if (rollback !== undefined && rollback.irreversible.length > 0)
    lines.push(t('What commands did outside the workspace stays.'));
  return lines.length === 0
    ? nothing
    : html`<ul class="plan-result">
        ${lines.map((line) => html`<li>${line}</li>`)}
      </ul>`;
}

interface ActionWords {
  readonly label: string;
  readonly title: string;
  readonly iconName: string;
}

function actionWords(action: PlanAction, { plan }: PlanView): ActionWords {
  switch (action) {
    case 'run':
      return { label: t('Run'), title: t('Run the plan (Ctrl+Enter)'), iconName: 'play' };
    case 'resume':
      return {
        label: t('Resume'),
        title: t('Go on with what is left (Ctrl+Enter)'),
        iconName: 'debug-continue',
      };
    case 'pause':
      return {
        label: t('Pause'),
        title: t('Start no further step; those that run go on'),
        iconName: 'debug-pause',
      };
    case 'stop':
      return {
        label: t('Stop'),
        title: t('Stop at once and keep the plan (Escape)'),
        iconName: 'debug-stop',
      };
    case 'decline':
      return {
        label: t('Answer without a plan'),
        title: t('Stop planning and do the task as it is (Shift+Alt+W)'),
        iconName: 'debug-step-over',
      };
    case 'retry':
      return {
        // What a person took back has not failed.
        label: plan.steps.some(({ status }) => status === 'failed')
          ? t('Retry failed')
          : t({ message: 'Run again', comment: 'The steps that were rolled back' }),
        title: t('Run again what failed, was skipped for it, or was rolled back'),
        iconName: 'refresh',
      };
    case 'dryRun':
      return {
        label: t('Dry run'),
        title: t('Show what it would change; nothing is written, no command runs'),
        iconName: 'beaker',
      };
    case 'keepDryRun':
      return {
        label: t('Keep changes'),
        title: t(
          'Keep what the dry run showed with the plan: running it applies exactly that, where the files are still the same',
        ),
        iconName: 'pin',
      };
    case 'add':
      return { label: t('Add step'), title: t('Add a step at the end'), iconName: 'add' };
    case 'openDocument':
      return {
        label: t({ message: 'Edit', comment: 'The plan, as a document' }),
        title: t('Edit the plan as a Markdown document'),
        iconName: 'edit',
      };
    case 'save':
      return {
        label: t({ message: 'Save', comment: 'The plan, as a file' }),
        title: t('Keep the plan as a file in .planwright/plans'),
        iconName: 'save',
      };
    case 'rollback':
      return {
        label: t('Roll back…'),
        title: t('Take back what the steps did; shows first what goes with it'),
        iconName: 'discard',
      };
    case 'discard':
      return {
        label: t('Discard'),
        title: t('Take the plan away; what it changed stays'),
        iconName: 'trash',
      };
  }
}
