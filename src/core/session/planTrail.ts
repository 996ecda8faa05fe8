// What the log of a session says about its plan: a fold over events, the same live and from the log. A dry run leaves no trace.
import type { AgentEvent } from '../events/agentEvent';
import { withStale } from '../plan/evidence';
import type { Plan, StepFile, StepId, StepResult } from '../plan/plan';
import type { PlanningChoice, StepsTakenBack } from '../plan/planEvent';
import { withStepsChange } from '../plan/planUpdate';

/** A step that was begun. */
export interface BegunStep {
  readonly stepId: StepId;
  /** Runs in which it was worked on, oldest first. */
  readonly runIds: readonly string[];
  /** It ran commands, whose effects can't all be taken back. */
  readonly hasCommands: boolean;
  /** It was begun and neither ended nor was it taken back: where nobody works on it any more it was cut off. */
  readonly isOpen: boolean;
  /** What it had finished when it was stopped last, and under which description; nothing of it was written. */
  readonly unwritten?: UnwrittenWork;
}

export interface UnwrittenWork extends Pick<StepResult, 'description' | 'output'> {
  readonly files: readonly StepFile[];
}

export interface PlanTrail {
  readonly plan?: Plan;
  /** In the order in which they ended last. */
  readonly begun: readonly BegunStep[];
  /** The run that carries the plan out, until it ends. What is left of it at the end of a log was cut off. */
  readonly openRunId?: string;
  /** The run that only tries the plan out, until it ends. */
  readonly dryRunId?: string;
  /** Roll-backs by a person that the model has not been told of, in the order in which they happened. */
  readonly untold: readonly StepsTakenBack[];
  /** Absent: never chosen. */
  readonly planning?: PlanningChoice;
}

export const NO_PLAN: PlanTrail = { begun: [], untold: [] };

/** @param runsCommand true for the call of a tool whose effects are more than what the journal knows of files */
export function followPlan(
  trail: PlanTrail,
  event: AgentEvent,
  runsCommand: (event: AgentEvent) => boolean,
): PlanTrail {
  if (trail.dryRunId !== undefined && event.runId === trail.dryRunId) {
    return isEndOfRun(event) ? { ...trail, dryRunId: undefined } : trail;
  }
  switch (event.type) {
    case 'plan_dry_run':
      return { ...trail, dryRunId: event.runId };
    case 'plan_created':
    case 'planning_end':
      return withPlan(trail, event.plan);
    case 'plan_updated':
      return { ...withPlan(trail, event.plan), openRunId: event.runId === '' ? undefined : event.runId };
    case 'plan_changed': {
      const openRunId = event.runId === '' ? undefined : event.runId;
      return trail.plan?.id === event.planId
        ? { ...trail, plan: withStepsChange(trail.plan, event), openRunId }
        : trail;
    }
    case 'evidence_stale':
      return trail.plan === undefined
        ? trail
        : { ...trail, plan: withStale(trail.plan, event.stepId, event.paths) };
    case 'plan_discarded':
      return {
        begun: [],
        untold: trail.untold,
        ...(trail.planning === undefined ? {} : { planning: trail.planning }),
      };
    case 'planning_changed':
      return { ...trail, planning: event.planning };
    case 'step_start':
      return { ...trail, begun: withRun(trail.begun, event.stepId, event.runId) };
    case 'step_end': {
      const { stepId, status } = event;
      const untold = status === 'completed' ? withoutStep(trail.untold, stepId) : trail.untold;
      return { ...trail, begun: withEnd(trail.begun, stepId, event.result), untold };
    }
    case 'step_put_back':
      return { ...trail, begun: withEnd(trail.begun, event.stepId) };
    case 'plan_rolled_back': {
      const { steps, restored, kept } = event;
      return { ...trail, untold: [...trail.untold, { steps, restored, kept }] };
    }
    case 'message': {
      const isTold = event.message.role === 'user' && event.message.origin === 'review' && !isNested(event);
      return isTold && trail.untold.length > 0 ? { ...trail, untold: [] } : trail;
    }
    case 'history_cleared':
      return { ...trail, untold: [] };
    case 'rollback_step':
      return { ...trail, begun: closed(trail.begun, event.stepId) };
    case 'tool_call':
      return event.stepId !== undefined && runsCommand(event) ? withCommands(trail, event.stepId) : trail;
    default:
      return trail.openRunId === event.runId && isEndOfRun(event)
        ? { ...trail, openRunId: undefined }
        : trail;
  }
}

/** True for the last event of the session's own run, not of one inside it. */
function isEndOfRun(event: AgentEvent): boolean {
  return (event.type === 'end' || event.type === 'error') && !isNested(event);
}

function isNested({ stepId, parentId }: AgentEvent): boolean {
  return (stepId ?? parentId) !== undefined;
}

/** A step that was done again is there again: there is nothing to tell of it. */
function withoutStep(untold: readonly StepsTakenBack[], stepId: StepId): readonly StepsTakenBack[] {
  return untold.flatMap((one) => {
    const steps = one.steps.filter((step) => step.stepId !== stepId);
    return steps.length === 0 ? [] : [{ ...one, steps }];
  });
}

/** Another plan starts anew; one that replaces the plan goes on with what was begun. Where a planner found no steps, the plan before stays. */
function withPlan(trail: PlanTrail, plan: Plan): PlanTrail {
  if (plan.steps.length === 0 && plan.id !== trail.plan?.id) return trail;
  const goesOn =
    trail.plan?.id === plan.id || (plan.supersedes !== undefined && trail.plan?.id === plan.supersedes);
  return goesOn ? { ...trail, plan } : { ...trail, plan, begun: [] };
}

function withRun(begun: readonly BegunStep[], stepId: StepId, runId: string): readonly BegunStep[] {
  const known = begun.find((step) => step.stepId === stepId);
  if (known === undefined) return [...begun, { stepId, runIds: [runId], hasCommands: false, isOpen: true }];
  const runIds = known.runIds.at(-1) === runId ? known.runIds : [...known.runIds, runId];
  return begun.map((step) => (step === known ? { ...step, runIds, isOpen: true } : step));
}

function withEnd(
  begun: readonly BegunStep[],
  stepId: StepId,
  { unwritten: files, description = '', output }: Partial<StepResult> = {},
): readonly BegunStep[] {
  const known = closed(begun, stepId).find((step) => step.stepId === stepId);
  if (known === undefined) return begun;
  const { unwritten: _before, ...ended } = known;
  const unwritten = files && { description, files, ...(output === undefined ? {} : { output }) };
  const others = begun.filter((step) => step.stepId !== stepId);
  return [...others, { ...ended, ...(unwritten === undefined ? {} : { unwritten }) }];
}

function closed(begun: readonly BegunStep[], stepId: StepId): readonly BegunStep[] {
  return begun.map((step) => (step.stepId === stepId ? { ...step, isOpen: false } : step));
}

function withCommands(trail: PlanTrail, stepId: StepId): PlanTrail {
  const begun = trail.begun.map((step) => (step.stepId === stepId ? { ...step, hasCommands: true } : step));
  return { ...trail, begun };
}
