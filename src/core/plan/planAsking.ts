// What a person is asked while a plan runs: before a step, and after one that failed. The plan is paused meanwhile.
import { makeVisible } from '../security/visibleText';
import type { PlanStep } from './plan';
import type { FailureRule, PlanRunOptions } from './planOptions';
import type { FailureChoice, PlanPorts, StepAnswer, StepFailure } from './planPorts';
import type { PlanTransitions } from './planTransitions';
import { orderOf } from './planViews';
import type { DestructiveReason } from './stepEffects';
import { inputsOf } from './stepExecution';

export interface PlanAsking {
  readonly transitions: PlanTransitions;
  readonly options: PlanRunOptions;
  readonly ports: PlanPorts;
  /** A person paused the plan: it stays paused after the answer. */
  readonly isPaused: () => boolean;
}

/** `decline` where the run was cancelled meanwhile. */
export async function askAboutStep(
  planned: PlanStep,
  reason: DestructiveReason | undefined,
  asking: PlanAsking,
  signal: AbortSignal,
): Promise<StepAnswer> {
  const { transitions, ports } = asking;
  const isDestructive = reason !== undefined;
  const why = reason === undefined ? {} : { reason };
  const step = await withPreview(planned, asking, signal);
  if (signal.aborted) return 'decline';
  return whilePaused<StepAnswer>(asking, 'decline', signal, async () => {
    ports.emit({
      type: 'step_confirm',
      stepId: step.id,
      destructive: isDestructive,
      ...why,
      ...(step.command === undefined ? {} : { command: makeVisible(step.command) }),
      ...(step.diff === undefined ? {} : { diff: step.diff }),
    });
    const { plan } = transitions;
    return (await ports.confirmStep?.({ plan, step, isDestructive, ...why }, signal)) ?? 'decline';
  });
}

/** What the rule of the run says, or the person where it says `ask`; nobody to ask is `stop`. */
export async function choiceAfterFailure(
  failure: StepFailure,
  asking: PlanAsking,
  signal: AbortSignal,
): Promise<FailureChoice> {
  const choices: Readonly<Record<Exclude<FailureRule, 'ask'>, FailureChoice>> = {
    rollback: 'rollback',
    halt: 'stop',
    continue: 'continue',
    replan: 'replan',
  };
  const { options, ports } = asking;
  const { onFailure } = options;
  if (onFailure !== 'ask') return choices[onFailure];
  const { chooseAfterFailure } = ports;
  if (chooseAfterFailure === undefined) return 'stop';
  return whilePaused<FailureChoice>(asking, 'stop', signal, () => chooseAfterFailure(failure, signal));
}

/** The step with what it would change. */
async function withPreview(
  step: PlanStep,
  { transitions: { plan }, options, ports }: PlanAsking,
  signal: AbortSignal,
): Promise<PlanStep> {
  if (!options.interactive || step.diff !== undefined) return step;
  if (ports.previewStep === undefined) return step;
  const work = {
    plan,
    step,
    order: orderOf(plan, step.id),
    dependencies: inputsOf(plan, step),
    isConfirmed: false,
    wave: [step.id],
    maxTurns: options.maxTurnsPerStep,
  };
  try {
    const preview = await ports.previewStep(work, signal);
    return preview === undefined ? step : { ...step, diff: preview.diff };
  } catch (error) {
    if (signal.aborted) return step;
    throw error;
  }
}

/** @param cancelled the answer where the run is cancelled meanwhile */
async function whilePaused<Answer>(
  { transitions, isPaused }: PlanAsking,
  cancelled: Answer,
  signal: AbortSignal,
  ask: () => Promise<Answer>,
): Promise<Answer> {
  transitions.setStatus('paused');
  try {
    return await ask();
  } catch (error) {
    if (signal.aborted) return cancelled;
    throw error;
  } finally {
    if (!isPaused()) transitions.setStatus('running');
  }
}
