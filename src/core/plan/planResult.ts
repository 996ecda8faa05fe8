// The result of a run, read off its plan.
import type { Plan, PlanRunResult, PlanUsage, StepId, StepStatus } from './plan';
import { countOf, orderOf, summaryOf } from './planViews';

export const NO_USAGE: PlanUsage = { inputTokens: 0, outputTokens: 0, totalTokens: 0 };

export function addUsage(left: PlanUsage, right: PlanUsage | undefined): PlanUsage {
  if (right === undefined) return left;
  return {
    inputTokens: left.inputTokens + right.inputTokens,
    outputTokens: left.outputTokens + right.outputTokens,
    totalTokens: left.totalTokens + right.totalTokens,
  };
}

export interface ResultParts extends Pick<PlanRunResult, 'output' | 'rollback' | 'tests' | 'usage'> {
  readonly dryRun?: boolean;
  readonly unresolved?: readonly StepId[];
}

/** Counts are those of the final states: after a roll-back nothing counts as completed, and the records of the steps stay. */
export function resultOf(
  plan: Plan,
  { dryRun = false, unresolved = [], ...parts }: ResultParts,
): PlanRunResult {
  const results = plan.steps.flatMap(({ result }) => (result === undefined ? [] : [result]));
  return {
    success: plan.status === 'completed',
    status: plan.status,
    dryRun,
    summary: summaryOf(plan),
    totalSteps: plan.steps.length,
    completedSteps: countOf(plan, 'done'),
    failedSteps: countOf(plan, 'failed'),
    skippedSteps: countOf(plan, 'skipped'),
    cancelledSteps: countOf(plan, 'cancelled'),
    stepResults: results,
    failures: plan.steps
      .filter(({ status }) => status === 'failed')
      .map(({ id, result }) => ({
        step: orderOf(plan, id),
        stepId: id,
        error: result?.error ?? 'it failed',
      })),
    unresolved,
    ...parts,
  };
}

/** The outcome in plain words, where no model is asked to word it. */
export function outcomeText(plan: Plan): string {
  const done = countOf(plan, 'done');
  const heading =
    done === 0 ? 'No step of the plan was done.' : `${done} of ${plan.steps.length} steps are done.`;
  return [heading, ...stateLines(plan, (status) => status.replaceAll('_', ' '))].join('\n');
}

/** As `outcomeText`, of a run that only tried the plan out. */
export function dryRunText(plan: Plan): string {
  const words = (status: StepStatus): string =>
    status === 'failed' ? 'would fail' : `would be ${status.replaceAll('_', ' ')}`;
  return ['A dry run: nothing was written, and no command ran.', ...stateLines(plan, words)].join('\n');
}

function stateLines({ steps }: Plan, words: (status: StepStatus) => string): readonly string[] {
  return steps.map(({ description, status, skipReason, result }, index) => {
    const reason = result?.error ?? skipReason?.replaceAll('_', ' ');
    const what = description.trimEnd().replace(/\.$/, '');
    return `${index + 1}. ${what}: ${words(status)}${reason === undefined ? '' : ` (${reason})`}`;
  });
}
