// What a screen reader is told of a plan: questions, steps that ended, the end. Pure.
import type { PlanView } from '../../src/protocol/planMessages';
import { t } from '../l10n';
import { numberOf, planFacts, titleOf } from './planFacts';
import { barState, shownState, stateSentence } from './planWords';

/** Sentences for the step from one state to the next. */
export function planAnnouncements(
  before: PlanView | undefined,
  after: PlanView | undefined,
): readonly string[] {
  if (after === undefined || before === after) return [];
  const sentences: string[] = [];
  const { question } = after;
  if (question !== undefined && after.isRunning && question !== before?.question) {
    const step = after.plan.steps.find(({ id }) => id === question.stepId);
    const name = step === undefined ? question.stepId : `${numberOf(after.plan, step.id)} ${titleOf(step)}`;
    sentences.push(
      question.kind === 'confirm'
        ? t('Waits for you: {0}', t('Run step {0}?', name))
        : t('Waits for you: {0}', t('Step {0} failed. What now?', name)),
    );
  }
  if (before !== undefined && before.plan.id === after.plan.id)
    sentences.push(...stepSentences(before, after));
  const wasOn = before?.isRunning === true;
  if (wasOn && !after.isRunning) {
    const { done, total } = planFacts(after);
    sentences.push(t('Plan: {0}, {1} of {2} steps.', barState(after), done, total));
  } else if (
    before?.isPlanning === true &&
    !after.isPlanning &&
    before.plan !== after.plan &&
    after.plan.steps.length > 0
  ) {
    const count = after.plan.steps.length;
    sentences.push(count === 1 ? t('Made a plan of 1 step.') : t('Made a plan of {0} steps.', count));
  }
  return sentences;
}

function stepSentences(before: PlanView, after: PlanView): readonly string[] {
  if (before.plan === after.plan) return [];
  const known = new Map(before.plan.steps.map((step) => [step.id, step.status]));
  return after.plan.steps.flatMap((step, index) => {
    const was = known.get(step.id);
    const hasEnded = was === 'in_progress' && step.status !== 'in_progress' && step.status !== 'pending';
    if (!hasEnded) return [];
    return [
      `${t('Step {0}: {1}', index + 1, titleOf(step))}, ${stateSentence(step, shownState(step, after))}`,
    ];
  });
}
