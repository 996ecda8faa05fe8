// The part of the fold that is about the plan of a session: its steps, how they run, the goal, and what a person is asked.
import type { AgentEvent, AgentEventOf } from '../core/events/agentEvent';
import type {
  Plan,
  PlanRunResult,
  PlanStatus,
  PlanStep,
  StepFile,
  StepId,
  StepResult,
} from '../core/plan/plan';
import { conflictsOf } from './foldConflicts';
import { foldGoal } from './foldGoal';
import { lineAfter } from './lastLine';
import type { PlanView, StepFileView, StepView } from './planMessages';
import { addUsage, usageOf } from './usageFacts';
import type { SessionView } from './viewState';
import { NO_USAGE } from './viewState';

/** Folds what an event says about the plan; the state is returned unchanged when that is nothing. */
export function foldPlan(state: SessionView, event: AgentEvent): SessionView {
  if (event.type === 'planning_changed') return { ...state, planning: event.planning };
  const plan = foldView(state.plan, event, decidedReason(state, event));
  if (plan === state.plan) return state;
  if (plan !== undefined) return { ...state, plan };
  const { plan: _, ...rest } = state;
  return rest;
}

/** What is known of a step that has not run. */
export const NEW_STEP: StepView = { usage: NO_USAGE, lastLine: '', calls: 0, files: [], conflicts: [] };

/** Why the prompt that is about to be planned is planned, where rules decided that. It was said just before. */
function decidedReason({ runs }: SessionView, { type, runId }: AgentEvent): PlanView['plannedBecause'] {
  if (type !== 'planning_start') return undefined;
  const items = runs.find(({ id }) => id === runId)?.items ?? [];
  const said = items.findLast((item) => item.kind === 'plan');
  if (said?.note.type !== 'decided') return undefined;
  const { type: _, ...because } = said.note;
  return because;
}

/** @param reason why a plan is begun that nobody asked for */
function foldView(
  view: PlanView | undefined,
  event: AgentEvent,
  reason: PlanView['plannedBecause'],
): PlanView | undefined {
  if (view?.dryRunId !== undefined && view.dryRunId === event.runId) return foldDryRun(view, event);
  switch (event.type) {
    case 'planning_start':
      return startPlanning(view, event, reason);
    case 'planning_declined':
      return withoutPlanning(view, event);
    case 'planning_end':
      return event.plan.steps.length === 0 && event.plan.kind === 'structured'
        ? withoutPlanning(view, event)
        : withPlan(view, event.plan, event);
    case 'plan_created':
      return withPlan(isFromTheStart(event) ? undefined : view, event.plan, event);
    case 'plan_updated':
      return foldUpdate(withPlan(view, event.plan, event), event.plan.status, event);
    case 'plan_changed':
      return view?.plan.id === event.planId
        ? foldUpdate(withSamePlan(view, withSteps(view.plan, event)), event.status, event)
        : view;
    case 'plan_replanned':
      return withPlan(view, event.to, event);
    case 'plan_discarded':
      return undefined;
    case 'plan_dry_run':
      return view === undefined ? undefined : startDryRun(view, event);
    default:
      return view === undefined ? undefined : foldIntoPlan(foldGoal(view, event), event);
  }
}

/** What the one before found is shown no more. */
function startDryRun({ canKeepDryRun: _, ...view }: PlanView, { runId }: AgentEvent): PlanView {
  return { ...view, dryRunId: runId };
}

/** What a dry run says of steps is no state of the plan. */
function foldDryRun(view: PlanView, event: AgentEvent): PlanView {
  if (event.type === 'plan_end') return { ...view, canKeepDryRun: hasChangesToKeep(event.result) };
  const isEnd = event.type === 'end' || event.type === 'error';
  if (!isEnd || (event.stepId ?? event.parentId) !== undefined) return view;
  const { dryRunId: _, ...rest } = view;
  return rest;
}

/** Steps that change files, as `withDryRun` keeps them. */
function hasChangesToKeep({ status, stepResults }: PlanRunResult): boolean {
  const isKept = ({ success, files, filesLeftOut = [] }: StepResult): boolean =>
    success && files.length > 0 && filesLeftOut.length === 0;
  return status !== 'cancelled' && stepResults.some(isKept);
}

function foldIntoPlan(view: PlanView, event: AgentEvent): PlanView | undefined {
  switch (event.type) {
    case 'wave_start':
      return event.stepIds.reduce(
        (next, id) => changeStep(next, id, (step) => ({ ...step, wave: event.wave })),
        view,
      );
    case 'step_start':
      return startStep(view, event);
    case 'step_end':
      return endStep(view, event);
    case 'evidence_stale':
      return { ...view, plan: withStale(view.plan, event) };
    case 'step_put_back':
      return changeStep(view, event.stepId, ({ startedAt: _, ...step }) => ({
        ...withoutLine(step),
        lastLine: event.reason,
        ...(event.cause === undefined ? {} : { lastCause: event.cause }),
      }));
    case 'step_skipped':
      return answered(view, event.stepId);
    case 'step_confirm':
      return {
        ...view,
        question: {
          kind: 'confirm',
          stepId: event.stepId,
          isDestructive: event.destructive,
          ...(event.reason === undefined ? {} : { cause: event.reason.cause }),
          ...(event.command === undefined ? {} : { command: event.command }),
          ...(event.diff === undefined ? {} : { diff: event.diff }),
        },
      };
    case 'plan_failure_question':
      return {
        ...view,
        question: {
          kind: 'failure',
          stepId: event.stepId,
          error: event.error,
          ...(event.cause === undefined ? {} : { cause: event.cause }),
        },
      };
    case 'plan_question_answered':
      return answered(view, event.stepId);
    case 'plan_end':
      return event.result.dryRun ? view : foldPlanEnd(view, event);
    case 'run_interrupted':
      return interrupt(view, event);
    case 'start':
      // The log of a run that was cut off only says that another one began.
      return event.runId === view.runId || (event.stepId ?? event.parentId) !== undefined
        ? view
        : interrupt(view, event);
    case 'end':
    case 'error':
      return event.stepId === undefined && event.parentId === undefined ? endRun(view, event) : view;
    case 'turn_end':
      return isOfPlan(event) ? bookTurn(view, event) : view;
    case 'notice':
    case 'tool_start':
    case 'tool_call':
    case 'tool_output_delta':
    case 'text_delta':
      return foldWork(view, event);
    default:
      return view;
  }
}

/** A plan that is there stays to be seen until the new one is. */
function startPlanning(
  view: PlanView | undefined,
  event: AgentEventOf<'planning_start'>,
  reason: PlanView['plannedBecause'],
): PlanView {
  const base = view ?? blankView(planFor(event));
  const { question: _question, plannedBecause: _because, ...rest } = base;
  return {
    ...rest,
    ...(reason === undefined ? {} : { plannedBecause: reason }),
    runId: event.runId,
    isPlanning: true,
    isRunning: false,
    isInterrupted: false,
    startedAt: event.time,
    endedAt: undefined,
    usage: NO_USAGE,
  };
}

/** Loaded to be run anew: what the runs before took and did is not shown as its own. */
function isFromTheStart({ runId, plan }: AgentEventOf<'plan_created'>): boolean {
  return runId === '' && plan.steps.every(({ status, attempts }) => status === 'pending' && attempts === 0);
}

function withPlan(view: PlanView | undefined, plan: Plan, event: AgentEvent): PlanView {
  const shown = withoutTexts(plan);
  if (view === undefined) return blankView(shown);
  const isSame = view.plan.id === plan.id || plan.supersedes === view.plan.id;
  // What is pending is not part of the last run any more once it may run again.
  if (isSame) return withSamePlan(view, shown);
  const { goal, usage } = view;
  const isOfThisRun = view.runId !== undefined && view.runId === event.runId;
  return {
    ...blankView(shown),
    ...(isOfThisRun ? { runId: view.runId, startedAt: view.startedAt, usage } : {}),
    // The goal is named before the plan of the same run.
    ...(isOfThisRun && goal !== undefined && goal.foundAt >= (view.startedAt ?? 0) ? { goal } : {}),
  };
}

/** Once the changes of a dry run are kept, that is no longer offered. */
function withSamePlan(view: PlanView, plan: Plan): PlanView {
  const { canKeepDryRun, ...rest } = view;
  const kept = ({ steps }: Plan): number =>
    steps.filter(({ baseHash, baseHashes }) => (baseHash ?? baseHashes) !== undefined).length;
  const isOffered = canKeepDryRun !== undefined && kept(plan) <= kept(view.plan);
  return { ...rest, plan, ...(isOffered ? { canKeepDryRun } : {}) };
}

/** Steps that are not named stay as they are. */
function withSteps(plan: Plan, { status, updatedAt, steps: changed }: AgentEventOf<'plan_changed'>): Plan {
  const now = new Map(changed.map((step) => [step.id, withoutTextsOf(step)]));
  return { ...plan, status, updatedAt, steps: plan.steps.map((step) => now.get(step.id) ?? step) };
}

function withStale(plan: Plan, { stepId, paths }: AgentEventOf<'evidence_stale'>): Plan {
  const steps = plan.steps.map((step) => {
    const { result } = step;
    if (step.id !== stepId || result?.evidence === undefined) return step;
    const { stale: _before, ...fresh } = result.evidence;
    const evidence = paths.length === 0 ? fresh : { ...fresh, stale: paths };
    return { ...step, result: { ...result, evidence } };
  });
  return { ...plan, steps };
}

function foldUpdate(
  view: PlanView,
  status: PlanStatus,
  event: AgentEventOf<'plan_updated' | 'plan_changed'>,
): PlanView {
  const isOn = status === 'running' || status === 'paused';
  if (!isOn || event.runId === '' || view.isRunning) return view;
  const { result: _result, endedAt: _endedAt, canKeepDryRun: _kept, ...rest } = view;
  return {
    ...rest,
    runId: event.runId,
    isRunning: true,
    isPlanning: false,
    isInterrupted: false,
    startedAt: event.time,
  };
}

/** A dry run says that steps start and end as well; the plan itself has not begun them. */
function startStep(view: PlanView, { stepId, runId, time }: AgentEventOf<'step_start'>): PlanView {
  if (stepIn(view.plan, stepId)?.status !== 'in_progress') return view;
  const started = changeStep(view, stepId, ({ usage, calls, wave }) => ({
    ...NEW_STEP,
    ...(wave === undefined ? {} : { wave }),
    usage,
    calls,
    startedAt: time,
  }));
  const runIds = started.runIds.includes(runId) ? started.runIds : [...started.runIds, runId];
  return answered({ ...started, runIds }, stepId);
}

function endStep(view: PlanView, { stepId, result, time }: AgentEventOf<'step_end'>): PlanView {
  const status = stepIn(view.plan, stepId)?.status;
  if (status === undefined || status === 'pending') return view;
  return changeStep(view, stepId, (step) => ({
    ...withoutLine(step),
    endedAt: time,
    lastLine: '',
    files: filesOf(result.files),
    ...(result.unwritten === undefined ? {} : { unwritten: filesOf(result.unwritten) }),
    conflicts: conflictsOf(result),
  }));
}

function foldPlanEnd(view: PlanView, { result, time }: AgentEventOf<'plan_end'>): PlanView {
  const { success, status, failures, unresolved, rollback, tests } = result;
  const { question: _, ...rest } = view;
  return {
    ...rest,
    isRunning: false,
    endedAt: time,
    result: {
      success,
      status,
      failures,
      unresolved,
      ...(rollback === undefined ? {} : { rollback }),
      ...(tests === undefined ? {} : { tests }),
    },
  };
}

function interrupt(view: PlanView, event: AgentEvent): PlanView | undefined {
  if (view.isPlanning && isPlaceholder(view.plan)) return undefined;
  if (!view.isRunning && !view.isPlanning) return view;
  const { question: _, ...rest } = view;
  return {
    ...rest,
    isInterrupted: view.isRunning,
    isRunning: false,
    isPlanning: false,
    endedAt: event.time,
  };
}

function endRun(view: PlanView, event: AgentEventOf<'end' | 'error'>): PlanView | undefined {
  if (event.runId !== view.runId || (!view.isRunning && !view.isPlanning)) return view;
  if (isPlaceholder(view.plan)) return undefined;
  const { question: _, ...rest } = view;
  return { ...rest, isRunning: false, isPlanning: false, endedAt: event.time };
}

function withoutPlanning(view: PlanView | undefined, { time }: AgentEvent): PlanView | undefined {
  return view === undefined || isPlaceholder(view.plan)
    ? undefined
    : { ...view, isPlanning: false, endedAt: time };
}

/** What a step said last, taken out. */
function withoutLine({ lastCause: _, ...step }: StepView): StepView {
  return step;
}

function foldWork(
  view: PlanView,
  event: AgentEventOf<'notice' | 'tool_start' | 'tool_call' | 'tool_output_delta' | 'text_delta'>,
): PlanView {
  const { stepId } = event;
  if (stepId === undefined || !view.isRunning) return view;
  switch (event.type) {
    case 'notice':
      return changeStep(view, stepId, (step) => ({
        ...withoutLine(step),
        lastLine: `${event.text}\n`,
        ...(event.cause === undefined ? {} : { lastCause: event.cause }),
      }));
    case 'tool_start':
      return changeStep(view, stepId, (step) => ({ ...step, calls: step.calls + 1 }));
    case 'tool_call':
      return changeStep(view, stepId, (step) => ({
        ...withoutLine(step),
        lastLine: `${`${event.toolName} ${event.title}`.trim()}\n`,
      }));
    case 'tool_output_delta':
      return changeStep(view, stepId, (step) => ({
        ...withoutLine(step),
        lastLine: lineAfter(step.lastLine, event.delta),
      }));
    case 'text_delta':
      return changeStep(view, stepId, (step) => ({
        ...withoutLine(step),
        lastLine: lineAfter(step.lastLine, event.text),
      }));
  }
}

function bookTurn(view: PlanView, event: AgentEventOf<'turn_end'>): PlanView {
  if (event.runId !== view.runId) return view;
  const turn = usageOf(event.usage);
  const booked = { ...view, usage: addUsage(view.usage, turn) };
  return event.stepId === undefined
    ? booked
    : changeStep(booked, event.stepId, (step) => ({ ...step, usage: addUsage(step.usage, turn) }));
}

function answered(view: PlanView, stepId: StepId): PlanView {
  if (view.question?.stepId !== stepId) return view;
  const { question: _, ...rest } = view;
  return rest;
}

/** Only steps of the plan have a view: what a planner is told to call a step may be anything. */
function changeStep(view: PlanView, id: StepId, change: (step: StepView) => StepView): PlanView {
  if (stepIn(view.plan, id) === undefined) return view;
  return { ...view, steps: { ...view.steps, [id]: change(view.steps[id] ?? NEW_STEP) } };
}

function stepIn(plan: Plan, id: StepId): PlanStep | undefined {
  return plan.steps.find((step) => step.id === id);
}

function isOfPlan(event: AgentEvent): boolean {
  return event.stepId !== undefined || event.parentId === 'planner';
}

function filesOf(files: readonly StepFile[]): readonly StepFileView[] {
  return files.map(({ path, before, after }) => ({
    path,
    kind: before === null ? 'created' : after === null ? 'deleted' : 'changed',
  }));
}

function withoutTexts(plan: Plan): Plan {
  return { ...plan, steps: plan.steps.map(withoutTextsOf) };
}

function withoutTextsOf({ code: _code, diff: _diff, ...step }: PlanStep): PlanStep {
  // What a stop kept from beginning waits as before: one that was at work has a result.
  if (step.result === undefined) return step.status === 'cancelled' ? { ...step, status: 'pending' } : step;
  const { diff: _, conflicts: _conflicts, unwritten: _unwritten, ...result } = step.result;
  return { ...step, result: { ...result, files: [] } };
}

function blankView(plan: Plan): PlanView {
  return {
    plan,
    steps: {},
    runIds: [],
    isRunning: false,
    isPlanning: false,
    isInterrupted: false,
    usage: NO_USAGE,
  };
}

/** Stands where no plan is yet. */
function planFor({ prompt, time }: AgentEventOf<'planning_start'>): Plan {
  const now = new Date(time).toISOString();
  return {
    schemaVersion: 1,
    id: '',
    version: 1,
    kind: 'structured',
    goal: prompt,
    steps: [],
    origin: 'llm',
    strategy: 'waves',
    status: 'draft',
    createdAt: now,
    updatedAt: now,
    metadata: {},
  };
}

function isPlaceholder(plan: Plan): boolean {
  return plan.id === '';
}
