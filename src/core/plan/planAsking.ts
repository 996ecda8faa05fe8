// What a person is asked while a plan runs: before a step, and after one that failed. The plan is paused meanwhile.
import { isDeepStrictEqual } from 'node:util';
import { makeVisible } from '../security/visibleText';
import type { Plan, PlanStep } from './plan';
import type { FailureRule, PlanRunOptions } from './planOptions';
import type { FailureChoice, PlanPorts, StepAnswer, StepFailure } from './planPorts';
import type { PlanTransitions } from './planTransitions';
import { orderOf, stepOf } from './planViews';
import type { DestructiveReason } from './stepEffects';
import { inputsOf } from './stepExecution';

export interface PlanAsking {
  readonly transitions: PlanTransitions;
  readonly options: PlanRunOptions;
  readonly ports: PlanPorts;
  /** A person paused the plan: it stays paused after the answer. */
  readonly isPaused: () => boolean;
}

/** The question is about a step that is not as it was any more: nobody's answer counts. */
export type Withdrawn = 'withdrawn';

/** True where nobody changed the step. */
export function isSameStep(step: PlanStep | undefined, plan: Pick<Plan, 'steps'>): boolean {
  const now = step && stepOf(plan, step.id);
  return now !== undefined && (now === step || isDeepStrictEqual(now, step));
}

/** `decline` where the run was cancelled meanwhile. */
export async function askAboutStep(
  planned: PlanStep,
  reason: DestructiveReason | undefined,
  asking: PlanAsking,
  signal: AbortSignal,
): Promise<StepAnswer | Withdrawn> {
  const { transitions, ports } = asking;
  const shown = stepOf(transitions.plan, planned.id);
  const isOpen = (): boolean => isSameStep(shown, transitions.plan);
  const isDestructive = reason !== undefined;
  const why = reason === undefined ? {} : { reason };
  const step = await withPreview(planned, asking, signal);
  if (signal.aborted) return 'decline';
  if (!isOpen()) return 'withdrawn';
  const question = { isOpen, cancelled: 'decline', always: 'quit' } as const;
  return whilePaused<StepAnswer>(asking, question, signal, async (asked) => {
    ports.emit({
      type: 'step_confirm',
      stepId: step.id,
      destructive: isDestructive,
      ...why,
      ...(step.command === undefined ? {} : { command: makeVisible(step.command) }),
      ...(step.diff === undefined ? {} : { diff: step.diff }),
    });
    const { plan } = transitions;
    return (await ports.confirmStep?.({ plan, step, isDestructive, ...why }, asked)) ?? 'decline';
  });
}

/** What the rule of the run says, or the person where it says `ask`; nobody to ask is `stop`. */
export async function choiceAfterFailure(
  failure: StepFailure,
  asking: PlanAsking,
  signal: AbortSignal,
): Promise<FailureChoice | Withdrawn> {
  const choices: Readonly<Record<Exclude<FailureRule, 'ask'>, FailureChoice>> = {
    rollback: 'rollback',
    halt: 'stop',
    continue: 'continue',
    replan: 'replan',
  };
  const { options, ports, transitions } = asking;
  const { onFailure } = options;
  if (onFailure !== 'ask') return choices[onFailure];
  const { chooseAfterFailure } = ports;
  if (chooseAfterFailure === undefined) return 'stop';
  const shown = stepOf(transitions.plan, failure.stepId)?.status;
  const isOpen = (): boolean => stepOf(transitions.plan, failure.stepId)?.status === shown;
  const question = { isOpen, cancelled: 'stop', always: 'stop' } as const;
  return whilePaused<FailureChoice>(asking, question, signal, (asked) => chooseAfterFailure(failure, asked));
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

interface Question<Answer> {
  /** False once what it asks about was changed: it is withdrawn then. */
  readonly isOpen: () => boolean;
  /** The answer where the run is cancelled. */
  readonly cancelled: Answer;
  /** The answer that counts also then. */
  readonly always: Answer;
}

async function whilePaused<Answer>(
  { transitions, isPaused }: PlanAsking,
  { isOpen, cancelled, always }: Question<Answer>,
  signal: AbortSignal,
  ask: (signal: AbortSignal) => Promise<Answer>,
): Promise<Answer | Withdrawn> {
  const withdrawn = new AbortController();
  const unfollow = transitions.onChange(() => {
    if (!isOpen()) withdrawn.abort(new DOMException('The question is not open any more.', 'AbortError'));
  });
  transitions.setStatus('paused');
  try {
    const answer = await ask(AbortSignal.any([signal, withdrawn.signal]));
    return answer === always || isOpen() ? answer : 'withdrawn';
  } catch (error) {
    if (signal.aborted) return cancelled;
    if (withdrawn.signal.aborted) return 'withdrawn';
    throw error;
  } finally {
    unfollow();
    if (!isPaused()) transitions.setStatus('running');
  }
}
