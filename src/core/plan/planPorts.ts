// What a plan run needs from the session around it. Each port may be replaced; those that are absent turn their feature off.
import type { CommandEvidence, FileProblem } from './evidence';
import type { PlanEventBody } from './planEvent';
import type { Plan, PlanStep, PlanUsage, StepErrorCode, StepFile, StepId, StepResult } from './plan';
import type { ParsedPlan } from './parsePlan';
import type { DestructiveReason } from './stepEffects';
import type { ErrorCause } from '../words/errorCause';

export interface StepRequest {
  readonly plan: Plan;
  readonly step: PlanStep;
  /** From 1. */
  readonly order: number;
  /** Of the direct dependencies, in plan order; `error` for a failed one that counts as settled. */
  readonly dependencies: readonly {
    readonly stepId: StepId;
    readonly output: string;
    readonly error?: string;
  }[];
  /** Ids of the steps that begin together, this one among them, in plan order. */
  readonly wave: readonly StepId[];
  /** `null`: as many as a run may have. */
  readonly maxTurns: number | null;
  /** A person saw the step, and its command if it has one, and said that it runs. Once: not for another attempt. */
  readonly isConfirmed: boolean;
  /** Call it with every sign of life: the idle time starts anew. */
  readonly onActivity: () => void;
  /** Call it with true when the step begins to wait for a person or another step, and with false when it goes on: that time counts for no limit of it. Calls may be nested. */
  readonly onWaiting: (isWaiting: boolean) => void;
}

export type StepOutcome =
  | {
      readonly success: true;
      readonly output: string;
      readonly files: readonly StepFile[];
      readonly filesLeftOut?: StepResult['filesLeftOut'];
      readonly diff?: string;
      readonly usage?: PlanUsage;
    }
  | {
      readonly success: false;
      readonly error: string;
      /** What `error` says as a value. */
      readonly cause?: ErrorCause;
      readonly errorCode: StepErrorCode;
      readonly files: readonly StepFile[];
      readonly filesLeftOut?: StepResult['filesLeftOut'];
      readonly diff?: string;
      readonly output?: string;
      readonly usage?: PlanUsage;
      readonly conflicts?: StepResult['conflicts'];
      /** It would have waited for ever for another step: what it did is undone, and it runs again. */
      readonly isPutBack?: boolean;
    };

/** `run`, or not: this one only (`decline`, `skip`), or nothing more at all. */
export type StepAnswer = 'run' | 'decline' | 'skip' | 'quit';
export type FailureChoice = 'retry' | 'replan' | 'rollback' | 'continue' | 'stop';

export interface StepFailure {
  readonly plan: Plan;
  readonly stepId: StepId;
  readonly error: string;
  /** What `error` says as a value. */
  readonly cause?: ErrorCause;
}

export interface PlanPorts {
  /** Runs one step to its end. A rejection counts as a failure of the step; the signal's as cancelled. */
  runStep(request: StepRequest, signal: AbortSignal): Promise<StepOutcome>;
  /**
   * Of a step that was cancelled: what it had finished and not written, once nothing of it is being written any more. Never rejects.
   * Absent: nothing is kept.
   */
  readonly unwritten?: (id: StepId) => Promise<Pick<StepResult, 'unwritten' | 'output'>>;
  /** The step is over, however it ended; it holds nothing any more. */
  readonly stepEnded?: (id: StepId) => void;
  readonly emit: (event: PlanEventBody) => void;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  readonly newId: () => string;
  /** Resolves after the time or rejects when the signal fires. */
  readonly sleep: (ms: number, signal: AbortSignal) => Promise<void>;
  /**
   * Before a step of an interactive run is asked about: what it would change, worked out on a copy. `runStep` then writes exactly that.
   * Undefined where that can't be said. Absent: steps are asked about as planned.
   */
  readonly previewStep?: (
    request: Omit<StepRequest, 'onActivity' | 'onWaiting'>,
    signal: AbortSignal,
  ) => Promise<{ readonly diff: string } | undefined>;
  /** Absent: nobody can be asked, and a step that needs an answer fails. */
  readonly confirmStep?: (
    question: {
      readonly plan: Plan;
      readonly step: PlanStep;
      readonly isDestructive: boolean;
      /** Why it is, for a person. */
      readonly reason?: DestructiveReason;
    },
    signal: AbortSignal,
  ) => Promise<StepAnswer>;
  /** Absent: `ask` is `halt`. */
  readonly chooseAfterFailure?: (failure: StepFailure, signal: AbortSignal) => Promise<FailureChoice>;
  /** Why a step needs a confirmation whatever its type says, for a person; undefined where it needs none. Default: by type only. */
  readonly whyDestructive?: (step: PlanStep) => Promise<DestructiveReason | undefined>;
  /** Problems of the files that a step touched. */
  readonly validate?: (files: readonly StepFile[], signal: AbortSignal) => Promise<readonly FileProblem[]>;
  readonly verify?: (
    request: { readonly plan: Plan; readonly step: PlanStep; readonly output: string },
    signal: AbortSignal,
  ) => Promise<NonNullable<StepResult['verified']> & { readonly usage?: PlanUsage }>;
  /** Runs the acceptance command of a step. Absent: nothing can run, and the step fails. */
  readonly accept?: (
    request: Pick<StepRequest, 'step' | 'onActivity' | 'onWaiting'> & { readonly command: string },
    signal: AbortSignal,
  ) => Promise<CommandEvidence & { readonly needsConfirmation?: boolean }>;
  /**
   * Problems in the workspace as the editor sees them now. `changed`: files that were just written, whose problems are waited for.
   * Absent: nobody knows.
   */
  readonly problems?: (changed: readonly string[], signal: AbortSignal) => Promise<readonly FileProblem[]>;
  /** SHA-256 of the text of a file as shown, `null` where there is none, undefined where it can't be told. */
  readonly versionOf?: (path: string) => Promise<string | null | undefined>;
  /** `stepId`: of the step after which they run. */
  readonly runTests?: (
    signal: AbortSignal,
    stepId?: StepId,
  ) => Promise<{ readonly passed: boolean; readonly output: string }>;
  /** Takes the file changes of one step back, those of a failed one as well. */
  readonly rollbackStep?: (
    step: PlanStep,
    signal: AbortSignal,
  ) => Promise<{ readonly conflicts: readonly string[]; readonly hasCommands: boolean }>;
  /** A run before this one carried the step out, so that it can be taken back as well. Default: none was. */
  readonly ranBefore?: (id: StepId) => boolean;
  /** Asks the planner anew; undefined when it has no usable answer. */
  readonly replan?: (
    failure: StepFailure,
    signal: AbortSignal,
  ) => Promise<(ParsedPlan & { readonly usage?: PlanUsage }) | undefined>;
  /** False: the outcome goes to the caller as an error, and no answer words it. */
  readonly isAnswered?: (plan: Plan) => boolean;
  readonly synthesize?: (
    plan: Plan,
    signal: AbortSignal,
  ) => Promise<{ readonly text: string; readonly usage?: PlanUsage }>;
}
