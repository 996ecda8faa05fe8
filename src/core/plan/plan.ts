// One plan model for all planners (planners spec 5.1). Values only: every change makes a new plan. The order of the array is the order
// shown and the tie-break; order numbers and numbered dependencies are views (`planViews.ts`), never stored.
import type { StepEvidence } from './evidence';
import type { CheckCause, ErrorCause } from '../words/errorCause';

/** Stable; never used twice within one plan and the plans that replace it. */
export type StepId = string;

export type StepStatus =
  'pending' | 'in_progress' | 'done' | 'failed' | 'skipped' | 'cancelled' | 'rolled_back';

/** `declined`, `user`: a person said no, or skip. `unresolvable`: its dependencies can never be done. */
export type SkipReason =
  'user' | 'declined' | 'dependency_failed' | 'dependency_skipped' | 'unresolvable' | 'limit';

export type PlanStatus =
  | 'draft'
  | 'ready'
  | 'running'
  | 'paused'
  | 'completed'
  | 'partial'
  | 'failed'
  | 'rolled_back'
  | 'cancelled'
  | 'superseded';

/** Types that mean something to the engine. The set is open: any other word is kept as given and runs as `agent_task`. */
export type KnownStepType =
  | 'create_file'
  | 'modify_file'
  | 'delete_file'
  | 'rename_file'
  | 'apply_patch'
  | 'create_test'
  | 'run_command'
  | 'run_tests'
  | 'analyze'
  | 'agent_task';
export type StepType = KnownStepType | (string & {});

/** Tokens of one part of a run. */
export interface PlanUsage {
  readonly inputTokens: number;
  readonly outputTokens: number;
  readonly totalTokens: number;
}

/** What a plan may contain; goes into the prompt and is checked on the result. */
export interface PlanConstraints {
  /** False forbids steps that write or run tests. */
  readonly includeTests?: boolean;
  readonly allowedTypes?: readonly string[];
  /** Globs; every `file` must match one. */
  readonly paths?: readonly string[];
  readonly maxSteps?: number;
  /** Anything else is said to the planner and not checked. */
  readonly [key: string]: unknown;
}

export type StepErrorCode =
  | 'tool'
  | 'model'
  | 'timeout'
  | 'validation'
  | 'tests'
  | 'turn_limit'
  | 'confirmation_required'
  | 'conflict'
  | 'cancelled';

/** A file that a step touched. `null` means that there is no file, the empty text an empty file. */
export interface StepFile {
  /** As shown: relative to its folder. */
  readonly path: string;
  readonly before: string | null;
  readonly after: string | null;
  /** It was renamed from there, where the file is gone. Known of a dry run only. */
  readonly movedFrom?: string;
}

/** A file of an isolated step that another changed meanwhile in a way that does not fit. */
export interface StepConflict {
  /** As shown: relative to its folder. */
  readonly path: string;
  /** What happened to it meanwhile. */
  readonly there: 'changed' | 'deleted' | 'appeared' | 'blocked';
  /** What the step did to it. */
  readonly step: 'changed' | 'created' | 'deleted' | 'renamed';
  /** The lines in question; `mine` is what is there, `theirs` what the step wrote. Absent for what is no text. */
  readonly hunks?: readonly {
    /** From 1, in the file as it is. */
    readonly line: number;
    readonly base: string;
    readonly mine: string;
    readonly theirs: string;
  }[];
}

export interface StepResult {
  readonly stepId: StepId;
  /** Position when it ran, from 1. */
  readonly order: number;
  readonly description: string;
  readonly success: boolean;
  readonly output?: string;
  readonly error?: string;
  /** What `error` says as a value, to be worded in the person's language; output of commands follows in `error` alone. */
  readonly cause?: ErrorCause;
  readonly errorCode?: StepErrorCode;
  /** Unified diff of this step alone. */
  readonly diff?: string;
  readonly files: readonly StepFile[];
  /** Files it touched that are not among `files`, and why. */
  readonly filesLeftOut?: readonly { readonly path: string; readonly reason: string }[];
  /** Why nothing of an isolated step was merged; `diff` is what it did. */
  readonly conflicts?: readonly StepConflict[];
  /**
   * What an isolated step had finished on its copy when the run was stopped: nothing of it was written. It is written, without a model,
   * when the step runs again and the files are still as they were.
   */
  readonly unwritten?: readonly StepFile[];
  /** `cause`: where the reason is not that of a model that looked. */
  readonly verified?: { readonly passed: boolean; readonly reason: string; readonly cause?: CheckCause };
  /** What shows that it is done, or why not. */
  readonly evidence?: StepEvidence;
  /** ISO 8601. */
  readonly startedAt?: string;
  readonly endedAt?: string;
  readonly usage?: PlanUsage;
}

export interface PlanStep {
  readonly id: StepId;
  readonly type: StepType;
  /** Short name; the description stands in where it is absent. */
  readonly title?: string;
  readonly description: string;
  readonly dependsOn: readonly StepId[];
  /** Target path, as the planner wrote it. */
  readonly file?: string;
  /** Text that the step writes, where the planner gave it. */
  readonly code?: string;
  readonly diff?: string;
  /** SHA-256 of the text that `diff` was made from, `none` where there was no file; it is applied to exactly that. */
  readonly baseHash?: string;
  /** In place of `baseHash` where `diff` is about several files: of each, by its path. All of them have to be as they were. */
  readonly baseHashes?: Readonly<Record<string, string>>;
  /** Which of them are renamed, by the new path. */
  readonly renames?: Readonly<Record<string, string>>;
  readonly command?: string;
  readonly payload?: Readonly<Record<string, unknown>>;
  readonly tool?: string;
  readonly reasoning?: string;
  readonly priority?: 'high' | 'medium' | 'low';
  /** What must hold when the step is done, in words. */
  readonly successCriteria?: string;
  /** A command line that ends with 0 exactly when the step is done; it runs after the step and passes the permission rules. */
  readonly acceptance?: { readonly command: string };
  /** Its commands change no file that other steps work on: they need not run alone. Default: only those that are known to only read. */
  readonly safeCommands?: boolean;
  /** Set by a planner or a person: ask before it runs. It can raise what the engine finds, never lower it. */
  readonly destructive?: boolean;
  readonly status: StepStatus;
  readonly skipReason?: SkipReason;
  /** How often it was started. */
  readonly attempts: number;
  readonly result?: StepResult;
}

export interface Plan {
  readonly schemaVersion: 1;
  readonly id: string;
  /** From 1; each re-plan adds one. */
  readonly version: number;
  /** Id of the plan that this one replaces. */
  readonly supersedes?: string;
  /** `text`: free-form planner output without steps (planners spec section 3). */
  readonly kind: 'structured' | 'text';
  readonly text?: string;
  readonly goal: string;
  readonly steps: readonly PlanStep[];
  readonly origin: 'llm' | 'template' | 'manual' | 'loaded' | 'fallback';
  readonly template?: { readonly name: string; readonly params: Readonly<Record<string, unknown>> };
  readonly strategy: 'sequential' | 'waves';
  readonly constraints?: PlanConstraints;
  readonly previousPlanIds?: readonly string[];
  /** When the whole counts as done, in words. */
  readonly successCriteria?: readonly string[];
  readonly complexity?: string;
  readonly requiredTools?: readonly string[];
  readonly status: PlanStatus;
  /** ISO 8601. */
  readonly createdAt: string;
  readonly updatedAt: string;
  readonly metadata: Readonly<Record<string, unknown>>;
}

/** What it takes to make a step. Without an id it gets the next free `step-n`. */
export interface StepSpec extends Partial<
  Omit<PlanStep, 'status' | 'skipReason' | 'attempts' | 'result' | 'description'>
> {
  readonly description: string;
}

/** What became of a run of a plan (planners spec 5.1). */
export interface PlanRunResult {
  /** Every step is done. */
  readonly success: boolean;
  readonly status: PlanStatus;
  readonly dryRun: boolean;
  /** Final answer, where one was asked for. */
  readonly output?: string;
  /** `<order>. <description>` lines. */
  readonly summary: string;
  readonly totalSteps: number;
  readonly completedSteps: number;
  readonly failedSteps: number;
  readonly skippedSteps: number;
  readonly cancelledSteps: number;
  readonly stepResults: readonly StepResult[];
  readonly failures: readonly { readonly step: number; readonly stepId: StepId; readonly error: string }[];
  /** Steps that could never become ready. */
  readonly unresolved: readonly StepId[];
  readonly rollback?: {
    readonly undone: readonly StepId[];
    /** Files that a person changed since and that were left alone, as shown. */
    readonly conflicts: readonly string[];
    /** Steps that ran commands, which can't be taken back. */
    readonly irreversible: readonly StepId[];
  };
  readonly tests?: { readonly passed: boolean; readonly output: string };
  readonly usage: {
    readonly planner: PlanUsage;
    readonly executor: PlanUsage;
    readonly synthesis: PlanUsage;
  };
}
