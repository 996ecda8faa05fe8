// The plan of a session, or one of its steps, as something to mention.
import type { Plan, PlanStep } from '../../../core/plan/plan';
import { planToMarkdown } from '../../../core/plan/planMarkdown';
import { asShown, orderOf, stepOf, titleOf } from '../../../core/plan/planViews';
import type { MentionChoice } from '../../../protocol/mentions';
import type { PlanView } from '../../../protocol/planMessages';
import { t } from '../../l10n';

/** Label of the whole plan, for the model as well. */
const PLAN_LABEL = 'Plan';
const LABEL_LENGTH = 200;

/** The plan first, then its steps. Empty without one. */
export function planChoices(view: Pick<PlanView, 'plan'> | undefined): readonly MentionChoice[] {
  if (view === undefined || view.plan.steps.length === 0) return [];
  const { plan } = view;
  const count = plan.steps.length;
  return [
    {
      mention: { kind: 'plan', label: PLAN_LABEL },
      detail: count === 1 ? t('1 step') : t('{0} steps', count),
    },
    ...plan.steps.map((step): MentionChoice => ({
      mention: { kind: 'plan', label: labelOf(plan, step), stepId: step.id },
      detail: t('step of the plan'),
    })),
  ];
}

/** Undefined when the plan or the step is gone. */
export function planMentionText(plan: Plan | undefined, stepId: string | undefined): string | undefined {
  if (plan === undefined) return undefined;
  if (stepId === undefined) return planToMarkdown(plan);
  const step = stepOf(asShown(plan), stepId);
  return step === undefined ? undefined : stepText(plan, step);
}

function stepText(plan: Plan, step: PlanStep): string {
  const { status, description, file, command, successCriteria, result } = step;
  const lines = [
    `Step ${orderOf(plan, step.id)} of ${plan.steps.length} of the plan: ${titleOf(step)}`,
    `Goal of the plan: ${plan.goal}`,
    `State: ${status.replaceAll('_', ' ')}`,
    ...(description === titleOf(step) ? [] : [description]),
    ...(file === undefined ? [] : [`File: ${file}`]),
    ...(command === undefined ? [] : [`Command: ${command}`]),
    ...(successCriteria === undefined ? [] : [`Done when: ${successCriteria}`]),
    ...(result?.error === undefined ? [] : [`Error: ${result.error}`]),
    ...(result?.output === undefined ? [] : [`It reported:\n${result.output}`]),
  ];
  return lines.join('\n');
}

function labelOf(plan: Plan, step: PlanStep): string {
  const title = titleOf(step).split('\n', 1)[0] ?? '';
  return `Step ${orderOf(plan, step.id)}: ${title}`.slice(0, LABEL_LENGTH);
}
