// What the panel says about plans, and what it is shown of one. Part of the one definition in `messages.ts`.
import * as z from 'zod/mini';
import type { Plan, PlanRunResult, StepConflict, StepId } from '../core/plan/plan';
import type { DestructiveCause } from '../core/plan/stepEffects';
import type { AgentGoal, CheckedCriterion } from '../core/plan/planEvent';
import type { PlanningCause } from '../core/words/decisionCause';
import type { ErrorCause } from '../core/words/errorCause';
import type { NoticeCause } from '../core/words/noticeCause';
import type { UsageFacts } from './viewState';

const shortText = z.string().check(z.maxLength(2_000));
const longText = z.string().check(z.maxLength(100_000));
const id = z.string().check(z.minLength(1), z.maxLength(200));
const ids = z.array(id).check(z.maxLength(1_000));

/** One change of a plan. Only pending steps can be changed. */
const planEdit = z.discriminatedUnion('kind', [
  /** `after`: position from 1, 0 for the first place; absent: at the end. */
  z.strictObject({
    kind: z.literal('add'),
    description: longText,
    title: z.optional(shortText),
    after: z.optional(z.int().check(z.nonnegative())),
    dependsOn: z.optional(ids),
  }),
  z.strictObject({
    kind: z.literal('edit'),
    stepId: id,
    title: z.optional(shortText),
    description: z.optional(longText),
    dependsOn: z.optional(ids),
    successCriteria: z.optional(longText),
  }),
  z.strictObject({ kind: z.literal('remove'), stepId: id, dependents: z.enum(['bridge', 'cascade']) }),
  /** The step ends at position `to`, from 1. */
  z.strictObject({ kind: z.literal('move'), stepId: id, to: z.int().check(z.positive()) }),
]);

/** What of the plan a run is about. `until`: this step and what it needs. */
const planScope = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('all') }),
  z.strictObject({ kind: z.literal('step'), stepId: id }),
  z.strictObject({ kind: z.literal('until'), stepId: id }),
]);

/** Messages about the plan of a session. Each is a request: its reply is `ok`, or one sentence that says why not. */
export const planToHostSchemas = [
  /** Makes a plan for a task and shows it; nothing of it runs. */
  z.strictObject({ type: z.literal('plan/create'), requestId: id, sessionId: id, goal: longText }),
  z.strictObject({ type: z.literal('plan/run'), requestId: id, sessionId: id, scope: planScope }),
  /** Shows what the plan would change, in the diff editor. */
  z.strictObject({ type: z.literal('plan/dryRun'), requestId: id, sessionId: id }),
  /** Keeps what the last dry run found with the plan: running it applies exactly that, where the files are still the same. */
  z.strictObject({ type: z.literal('plan/keepDryRun'), requestId: id, sessionId: id }),
  /** No further step starts; those that run go on. `run/stop` stops at once and keeps the plan. */
  z.strictObject({ type: z.literal('plan/pause'), requestId: id, sessionId: id }),
  z.strictObject({ type: z.literal('plan/resume'), requestId: id, sessionId: id }),
  z.strictObject({ type: z.literal('plan/skip'), requestId: id, sessionId: id, stepId: id }),
  /** Without a step: all that failed, was skipped for that, or was rolled back. */
  z.strictObject({
    type: z.literal('plan/retry'),
    requestId: id,
    sessionId: id,
    stepId: z.optional(id),
  }),
  /** Plans this step and what comes after it anew. */
  z.strictObject({ type: z.literal('plan/replan'), requestId: id, sessionId: id, stepId: id }),
  /** What a roll-back of this step would take with it; the reply has `rollback`. Without a step: of all. */
  z.strictObject({
    type: z.literal('plan/rollbackPreview'),
    requestId: id,
    sessionId: id,
    stepId: z.optional(id),
  }),
  /** Takes back what the step did and what the steps did that need it. Without a step: all. */
  z.strictObject({
    type: z.literal('plan/rollback'),
    requestId: id,
    sessionId: id,
    stepId: z.optional(id),
  }),
  z.strictObject({ type: z.literal('plan/edit'), requestId: id, sessionId: id, edit: planEdit }),
  /** What running the plan will take; the reply has `forecast`. */
  z.strictObject({ type: z.literal('plan/forecast'), requestId: id, sessionId: id }),
  /** Keeps the plan as a file under `.planwright/plans`. */
  z.strictObject({ type: z.literal('plan/save'), requestId: id, sessionId: id }),
  /** Opens the plan as Markdown that can be edited. */
  z.strictObject({ type: z.literal('plan/openDocument'), requestId: id, sessionId: id }),
  /** Takes the plan away; what it changed stays. */
  z.strictObject({ type: z.literal('plan/discard'), requestId: id, sessionId: id }),
  /** Shows the change of one step in the diff editor. */
  z.strictObject({ type: z.literal('plan/openDiff'), requestId: id, sessionId: id, stepId: id }),
  /** Shows what is there and what the step wrote, of a file where they did not fit, in the diff editor. `path` as shown. */
  z.strictObject({
    type: z.literal('plan/openConflict'),
    requestId: id,
    sessionId: id,
    stepId: id,
    path: z.string().check(z.minLength(1), z.maxLength(4_096)),
  }),
  /** Answers the prompt without the plan that is being made for it. */
  z.strictObject({ type: z.literal('plan/decline'), requestId: id, sessionId: id }),
  /** Answers the question before a step. */
  z.strictObject({
    type: z.literal('plan/answer'),
    requestId: id,
    sessionId: id,
    stepId: id,
    answer: z.enum(['run', 'decline', 'skip', 'quit']),
  }),
  /** Answers what is to be done after a step failed. */
  z.strictObject({
    type: z.literal('plan/afterFailure'),
    requestId: id,
    sessionId: id,
    stepId: id,
    choice: z.enum(['retry', 'replan', 'rollback', 'continue', 'stop']),
  }),
  /** Whether prompts of this session are planned before they run. */
  z.strictObject({
    type: z.literal('planning/set'),
    requestId: id,
    sessionId: id,
    planning: z.enum(['off', 'on', 'auto']),
  }),
] as const;

export type PlanEdit = z.infer<typeof planEdit>;
export type PlanScope = z.infer<typeof planScope>;
export type { PlanningChoice } from '../core/plan/planEvent';

/** What a run of the plan is expected to take; all figures are estimates. */
export interface PlanForecast {
  readonly modelCalls: number;
  readonly tokens: number;
  /** US dollars; absent when the price is unknown. */
  readonly cost?: number;
}

/** What a roll-back of a step takes back with it. */
export interface RollbackPreview {
  /** In the order in which they are taken back; the step itself is last. */
  readonly stepIds: readonly StepId[];
  /** Files as shown. */
  readonly files: readonly string[];
  /** Steps that ran commands, whose effects outside the workspace can't be taken back. */
  readonly irreversible: readonly StepId[];
}

/** One step's own run, as far as it is not in the plan. */
export interface StepView {
  /** Milliseconds since the epoch; absent: not started in this run. */
  readonly startedAt?: number;
  readonly endedAt?: number;
  /** From 1; the wave of the run in which it was started. */
  readonly wave?: number;
  readonly usage: UsageFacts;
  /** Last line of what the model or a command said, while it runs. */
  readonly lastLine: string;
  /** What the last line says where it is ours, as a value. */
  readonly lastCause?: NoticeCause | ErrorCause;
  /** Calls of the step that have begun, for its part of the transcript. */
  readonly calls: number;
  /** What it did to files, once it has ended. */
  readonly files: readonly StepFileView[];
  /** What it had finished when the run was stopped, none of it written. Absent: nothing. */
  readonly unwritten?: readonly StepFileView[];
  /** Why nothing of an isolated step was merged; empty when it was. */
  readonly conflicts: readonly ConflictView[];
}

/** A file where a step did not fit to what others did meanwhile. */
export interface ConflictView extends Pick<StepConflict, 'path' | 'there' | 'step'> {
  /** `mine` is what is there, `theirs` what the step wrote. */
  readonly hunks: NonNullable<StepConflict['hunks']>;
  /** Of all, also those whose texts are too long for the panel. */
  readonly hunkCount: number;
}

/** A file that a step changed. */
export interface StepFileView {
  /** As shown. */
  readonly path: string;
  readonly kind: 'created' | 'changed' | 'deleted';
}

/** What a plan is for, and how far that is. */
export interface PlanGoalView extends AgentGoal {
  /** Milliseconds since the epoch: when the run of the plan named it. */
  readonly foundAt: number;
  /** What the last check found of each criterion; empty before it. */
  readonly criteria: readonly (Omit<CheckedCriterion, 'command'> & {
    /** The command line that was run. */
    readonly command?: string;
  })[];
  /** Criteria that the last check found open; all before it. */
  readonly remaining: readonly string[];
  /** Milliseconds since the epoch; absent: not checked. */
  readonly checkedAt?: number;
  /** Something changed since the check. */
  readonly isStale: boolean;
}

/** The plan of a session as the panel shows it. */
export interface PlanView {
  /** Without the texts of files. */
  readonly plan: Plan;
  /** By step id. */
  readonly steps: Readonly<Record<StepId, StepView>>;
  /** Id of the run that carries it out, or did last. */
  readonly runId?: string;
  /** Runs that worked on its steps, oldest first; where the calls of the steps are. */
  readonly runIds: readonly string[];
  readonly isRunning: boolean;
  /** The plan is being made. */
  readonly isPlanning: boolean;
  /** While it is made for a prompt that nobody asked to be planned: why it is. A person may decline it. */
  readonly plannedBecause?: { readonly reason: string; readonly cause?: PlanningCause };
  /** The run that only tries the plan out, until it ends. */
  readonly dryRunId?: string;
  /** The last dry run found changes that can be kept with the plan. Absent: false. */
  readonly canKeepDryRun?: boolean;
  /** The window or process ended while steps ran. */
  readonly isInterrupted: boolean;
  /** Milliseconds since the epoch. */
  readonly startedAt?: number;
  readonly endedAt?: number;
  readonly usage: UsageFacts;
  readonly goal?: PlanGoalView;
  /** A question before a step, or about a failed one. */
  readonly question?:
    | {
        readonly kind: 'confirm';
        readonly stepId: StepId;
        readonly isDestructive: boolean;
        /** Why it is. */
        readonly cause?: DestructiveCause;
        /** What a yes lets run. */
        readonly command?: string;
        readonly diff?: string;
      }
    | {
        readonly kind: 'failure';
        readonly stepId: StepId;
        readonly error: string;
        /** What `error` says as a value. */
        readonly cause?: ErrorCause;
      };
  /** Of the last run, once it has ended. */
  readonly result?: Pick<
    PlanRunResult,
    'success' | 'status' | 'failures' | 'unresolved' | 'rollback' | 'tests'
  >;
}
