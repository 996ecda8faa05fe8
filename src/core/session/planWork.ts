// Runs of a session that make a plan, or carry one out that was made before. As any run they have a start and an end, events, and can be
// cancelled.
import type { AgentEventBody } from '../events/agentEvent';
import type { Plan, PlanRunResult, StepId } from '../plan/plan';
import { givenOptions, planRunOptions } from '../plan/planOptions';
import type { PlanPresetName, PlanRunOverrides } from '../plan/planOptions';
import { PlanError } from '../plan/planError';
import type { PlanPorts } from '../plan/planPorts';
import { dryRunText, outcomeText } from '../plan/planResult';
import { changePlan } from '../plan/planState';
import { dependentsOf, orderOf, summaryOf, withoutTexts } from '../plan/planViews';
import { replanFromSection } from '../plan/planner.prompt';
import { replacePending } from '../plan/replan';
import { createDryWorkspace, dryRunPorts, isDryTool } from './dryRun';
import { findGoal, goalOfPlan } from './goalRun';
import { answer, createChildren, runSteps, workForGoal } from './plannedRun';
import type { PlannedRunOptions } from './plannedRun';
import { createStepRunner } from './plannedStep';
import type { BegunStep } from './planTrail';
import { makePlan, planAnew } from './plannerChild';
import type { PlanInputs } from './plannerChild';
import type { TurnLoopResult } from './turnLoop';

/** How a plan is made. */
export interface PlanMaking extends PlanInputs {
  /** Default `editor`, the product's own. */
  readonly preset?: PlanPresetName;
  readonly options?: PlanRunOverrides;
  /** Takes the place of the planner's prompt. */
  readonly instructions?: string;
}

/** How a plan is carried out. */
export interface PlanExecution extends Pick<PlanPorts, 'confirmStep' | 'chooseAfterFailure'> {
  /** Default `editor`, the product's own. */
  readonly preset?: PlanPresetName;
  readonly options?: PlanRunOverrides;
  /** Only these; what they need must be done already. Default all. */
  readonly steps?: readonly StepId[];
  /** Also without their dependencies being done, for `steps`. */
  readonly force?: boolean;
  /** Run again what failed, was skipped for that, or was rolled back, and go on. */
  readonly retryFailed?: boolean;
  /** Work on copies: nothing is written, no command runs, nobody is asked. The plan stays as it is. */
  readonly dryRun?: boolean;
  /** Command line for `runTests`. Default that of the session. */
  readonly testCommand?: string;
  /** What runs before this one did in a step: a roll-back takes that back, too. */
  readonly earlier?: (stepId: StepId) => BegunStep | undefined;
}

export interface PlanOutcome {
  readonly result: PlanRunResult;
  /** The plan with the states of its steps. */
  readonly plan: Plan;
}

/** What differs from an ordinary run of a session. */
export interface PlanWork<Value> {
  readonly prompt: string;
  /** Prompt and answer enter the conversation. */
  readonly isKept: boolean;
  readonly work: (
    options: Omit<PlannedRunOptions, 'planning'>,
    signal: AbortSignal,
  ) => Promise<{ readonly value?: Value; readonly turn: TurnLoopResult }>;
}

const CANCELLED: TurnLoopResult = { text: '', stopReason: 'cancelled' };

export function planMaking(goal: string, making: PlanMaking): PlanWork<Plan> {
  const { preset = 'editor', options: run, instructions, ...inputs } = making;
  return {
    prompt: goal,
    isKept: true,
    async work(parts, signal) {
      const goalTracking = parts.goal?.tracking ?? false;
      const planning = { preset, run: runOptions(parts, run), instructions, goalTracking };
      const options = { ...parts, planning };
      const children = createChildren(options);
      const emit = (body: AgentEventBody): void => parts.parent.emit(body, {});
      emit({ type: 'planning_start', prompt: goal });
      if (goalTracking !== false) await findGoal(options, children, signal);
      const plan = await makePlan(options, children, signal, inputs);
      if (plan === undefined || signal.aborted) return { turn: CANCELLED };
      emit({ type: 'plan_ready', steps: plan.steps.map(({ description }) => description) });
      emit({ type: 'planning_end', plan, estimatedSteps: plan.steps.length });
      return { value: plan, turn: await answer(options, plan.text ?? summaryOf(plan)) };
    },
  };
}

export function planRunning(plan: Plan, execution: PlanExecution): PlanWork<PlanOutcome> {
  const { preset = 'editor', options: run, dryRun = false } = execution;
  return {
    prompt: `${dryRun ? 'Show what this plan would do' : 'Carry out this plan'}: ${plan.goal}\n\n${summaryOf(plan)}`,
    isKept: !dryRun,
    async work(parts, signal) {
      const options = {
        ...(dryRun ? parts : withTests(parts, execution)),
        prompt: plan.goal,
        planning: {
          preset,
          run: runOptions(parts, run),
          goalTracking: dryRun ? false : (parts.goal?.tracking ?? false),
        },
      };
      if (dryRun) return tryOut(plan, options, signal);
      const { steps: only, force, retryFailed, confirmStep, chooseAfterFailure, earlier } = execution;
      const isTracked = options.planning.goalTracking !== false && only === undefined;
      const outcome = await workForGoal(
        isTracked ? goalOfPlan(plan, options) : undefined,
        options,
        createChildren(options),
        plan,
        {
          earlier,
          ports: {
            ...(confirmStep === undefined ? {} : { confirmStep }),
            ...(chooseAfterFailure === undefined ? {} : { chooseAfterFailure }),
          },
          start: (started) =>
            retryFailed === true
              ? started.retryFailed(signal)
              : started.run(signal, only === undefined ? {} : { only, force }),
        },
        signal,
      );
      const value = { result: outcome.result, plan: outcome.run.plan };
      const text = outcome.result.output ?? outcomeText(outcome.run.plan);
      return { value, turn: signal.aborted ? { ...CANCELLED, text } : await answer(options, text) };
    },
  };
}

/** Has the planner plan this step and what comes after it anew. The value is the plan with the new steps. */
export function planReplacing(plan: Plan, stepId: StepId): PlanWork<Plan> {
  const order = orderOf(plan, stepId);
  return {
    prompt: `Plan anew from step ${order} on: ${plan.goal}`,
    isKept: false,
    async work(parts, signal) {
      const options = {
        ...parts,
        prompt: plan.goal,
        planning: { preset: 'editor', run: parts.planOptions, goalTracking: false } as const,
      };
      const emit = (body: AgentEventBody): void => parts.parent.emit(body, {});
      emit({ type: 'planning_start', prompt: plan.goal });
      const kept = stepsBefore(plan, stepId);
      const question = { prompt: `${plan.goal}\n\n${replanFromSection(plan, stepId, kept)}`, kept };
      const parsed = await planAnew(options, createChildren(options), question, signal);
      if (signal.aborted) return { turn: CANCELLED };
      const run = planRunOptions('editor', parts.planOptions);
      const clock = { now: parts.parent.now, newId: parts.runtime.newId };
      const to =
        parsed &&
        replacePending(changePlan(plan, 'ready', clock.now()), parsed.steps, run, clock, ({ id }) =>
          kept.includes(id),
        );
      if (to === undefined) throw new PlanError({ about: 'plan', code: 'no_usable_plan' }, 'invalid');
      emit({ type: 'plan_replanned', from: changePlan(plan, 'superseded', clock.now()), to });
      emit({ type: 'plan_updated', plan: to });
      emit({ type: 'planning_end', plan: to, estimatedSteps: to.steps.length });
      return { value: to, turn: await answer(options, summaryOf(to)) };
    },
  };
}

/** What stays when this step and what comes after it are planned anew: what is done, and what stands before and does not need it. */
function stepsBefore(plan: Plan, stepId: StepId): readonly StepId[] {
  const needing = dependentsOf(plan, stepId);
  const from = orderOf(plan, stepId);
  return plan.steps
    .filter(({ id, status }, index) => status === 'done' || (index + 1 < from && !needing.includes(id)))
    .map(({ id }) => id);
}

/** What a call says wins over what the session says. */
function runOptions(
  { planOptions }: Pick<PlannedRunOptions, 'planOptions'>,
  run: PlanRunOverrides | undefined,
): PlanRunOverrides {
  return { ...planOptions, ...givenOptions(run) };
}

/** The parts of a run with the command of this execution. Throws `PlanError` for tests without one. */
function withTests<Parts extends Pick<PlannedRunOptions, 'testCommand' | 'planOptions'>>(
  parts: Parts,
  { testCommand = parts.testCommand, options }: PlanExecution,
): Parts {
  const { runTests = 'never' } = runOptions(parts, options);
  const needsTests = runTests !== 'never';
  if (needsTests && testCommand === undefined)
    throw new PlanError({ about: 'plan', code: 'no_test_command' }, 'options');
  return { ...parts, testCommand };
}

/** One step after another, so that each difference is that of its step. */
async function tryOut(
  plan: Plan,
  options: PlannedRunOptions,
  signal: AbortSignal,
): Promise<{ readonly value: PlanOutcome; readonly turn: TurnLoopResult }> {
  const dry = createDryWorkspace(options.workspace);
  const machinery = options.machineryFor(dry.workspace);
  options.parent.emit({ type: 'plan_dry_run', planId: plan.id }, {});
  const emit: PlannedRunOptions['parent']['emit'] = (body, scope) => {
    if (['plan_updated', 'plan_changed', 'task_updated'].includes(body.type)) return;
    const shown = body.type === 'plan_end' ? { ...body, result: { ...body.result, dryRun: true } } : body;
    options.parent.emit(shown, scope);
  };
  const parent = { ...options.parent, machinery, emit };
  const run = {
    ...options.planning.run,
    strategy: 'sequential',
    onFailure: 'continue',
    runTests: 'never',
    interactive: false,
    confirmDestructive: false,
    synthesize: false,
  } as const;
  const { onPlanRun: _onPlanRun, questions: _questions, ...quiet } = options;
  const dryOptions = { ...quiet, parent, planning: { ...options.planning, run } };
  const children = createChildren(dryOptions);
  const { runStep } = createStepRunner({
    parent,
    workspace: dry.workspace,
    maxToolRounds: options.maxToolRounds,
    runChild: (request, stepSignal) => children.run({ ...request, tools: isDryTool }, stepSignal),
  });
  try {
    const { result, run: tried } = await runSteps(
      dryOptions,
      children,
      plan,
      { ports: dryRunPorts(runStep, dry) },
      signal,
    );
    const text = dryRunText(withoutTexts(tried.plan));
    const turn = signal.aborted ? { ...CANCELLED, text } : await answer(dryOptions, text);
    return { value: { result: { ...result, dryRun: true }, plan }, turn };
  } finally {
    await machinery.dispose();
  }
}
