// What a plan run says while it works. Payloads are snapshots. Names that A3S publishes keep name and payload; the others follow the
// design. `plan_end` comes last, exactly once.
import type { CommandEvidence, TreeState } from './evidence';
import type { DestructiveReason } from './stepEffects';
import type { FailureChoice, StepAnswer } from './planPorts';
import type { PlanStepsChange } from './planUpdate';
import type { Plan, PlanRunResult, PlanStep, SkipReason, StepId, StepResult } from './plan';
import type { GoalOpenCause, PlanningCause } from '../words/decisionCause';
import type { CheckCause, ErrorCause } from '../words/errorCause';

/** What a run is to achieve (a3s spec 7.4). */
export interface AgentGoal {
  readonly description: string;
  readonly successCriteria: readonly string[];
  /** 0 to 1. */
  readonly progress: number;
  readonly achieved: boolean;
  /** Milliseconds since the epoch. */
  readonly createdAt: number;
  readonly achievedAt?: number;
  /** Commands that end with 0 exactly when their criterion is met; each criterion is also among `successCriteria`. */
  readonly checks?: readonly { readonly criterion: string; readonly command: string }[];
}

/** One criterion of a goal as the last check found it. */
export interface CheckedCriterion {
  readonly criterion: string;
  readonly met: boolean;
  /** Who looked: a command, a model, or nobody, which counts as not met. */
  readonly by: 'command' | 'model' | 'nobody';
  readonly reason?: string;
  /** What the reason says as a value, where it is not that of a model that looked. */
  readonly cause?: CheckCause;
  readonly command?: CommandEvidence;
}

/** What a roll-back by a person did to files. */
export interface StepsTakenBack {
  /** In the order in which they were taken back. */
  readonly steps: readonly {
    readonly stepId: StepId;
    readonly title: string;
    /** It ran commands, whose effects can't all be taken back. */
    readonly hasCommands: boolean;
  }[];
  /** Files from which their changes are gone, as shown; not empty. */
  readonly restored: readonly string[];
  /** Files that somebody changed since and that were left alone, as shown. */
  readonly kept: readonly string[];
}

/** Whether prompts of a session are planned before they run. `auto`: when the task looks complex. */
export type PlanningChoice = 'off' | 'on' | 'auto';

export type PlanEventBody =
  // A3S's own (a3s spec 7.5): `planning_start` to `planning_end` bracket the silent phase in which the plan is made
  | { readonly type: 'planning_start'; readonly prompt: string }
  | { readonly type: 'plan_ready'; readonly steps: readonly string[] }
  | { readonly type: 'planning_end'; readonly plan: Plan; readonly estimatedSteps: number }
  | { readonly type: 'goal_extracted'; readonly goal: AgentGoal }
  | {
      readonly type: 'goal_progress';
      readonly goal: string;
      readonly progress: number;
      readonly completedSteps: number;
      readonly totalSteps: number;
    }
  | {
      readonly type: 'goal_achieved';
      readonly goal: string;
      readonly totalSteps: number;
      readonly durationMs: number;
    }
  /** Whether the goal is reached, and what speaks for it; before `goal_achieved`. `remaining` is empty exactly when it is. */
  | {
      readonly type: 'goal_checked';
      readonly goal: string;
      readonly achieved: boolean;
      /** 0 to 1. */
      readonly progress: number;
      readonly criteria: readonly CheckedCriterion[];
      readonly remaining: readonly string[];
      /** The files that were changed for the goal, as they were at the check. */
      readonly tree: TreeState;
    }
  /** Files that the check of the goal was about changed outside of a run since. */
  | { readonly type: 'goal_stale'; readonly goal: string; readonly paths: readonly string[] }
  /** What remains is worked on; a plan for it follows. `round` from 1. */
  | {
      readonly type: 'goal_pursued';
      readonly goal: string;
      readonly round: number;
      readonly maxRounds: number;
      readonly remaining: readonly string[];
    }
  /** It is not worked on any further, and why. The goal stays open for the next prompts. */
  | {
      readonly type: 'goal_left_open';
      readonly goal: string;
      readonly remaining: readonly string[];
      readonly reason: 'rounds' | 'limit' | 'no_progress' | 'no_plan';
      readonly words: string;
      /** The same as a value; absent in logs of earlier versions. */
      readonly cause?: GoalOpenCause;
    }
  /** With planning `auto`: whether this prompt is planned first. Before `planning_start`, if it is. */
  | {
      readonly type: 'planning_decided';
      readonly planned: boolean;
      readonly reason: string;
      /** The same as a value; absent in logs of earlier versions. */
      readonly cause?: PlanningCause;
    }
  /** A person would rather have the prompt answered without a plan: the planner was stopped. In the place of `planning_end`. */
  | { readonly type: 'planning_declined' }
  /** All steps, whenever one changed. Not kept in the log: `plan_updated` and `plan_changed` say the same. */
  | { readonly type: 'task_updated'; readonly tasks: readonly PlanStep[] }
  // our own
  | { readonly type: 'plan_created'; readonly plan: Plan }
  /**
   * The plan as a whole: where a run begins to carry it out, and after an edit of more than single steps. The texts of files come with
   * `step_end` only, also in `plan_changed`.
   */
  | { readonly type: 'plan_updated'; readonly plan: Plan }
  /** After every other transition, before the event that says what happened. */
  | ({ readonly type: 'plan_changed' } & PlanStepsChange)
  | { readonly type: 'plan_empty'; readonly goal: string }
  /** The planner's reply was not as asked for and was read as it was clearly meant; one sentence each. */
  | { readonly type: 'plan_repaired'; readonly repairs: readonly string[] }
  /** The planner's reply could not be used: it is asked once more. */
  | { readonly type: 'plan_asked_again'; readonly problems: readonly string[] }
  /** The planner's reply was no plan: the task runs as one step. */
  | {
      readonly type: 'plan_fallback';
      readonly reason: string;
      /** The same as a value; absent in logs of earlier versions. */
      readonly cause?: ErrorCause;
    }
  | { readonly type: 'plan_injected'; readonly form: 'text' | 'system' }
  | { readonly type: 'wave_start'; readonly wave: number; readonly stepIds: readonly StepId[] }
  | { readonly type: 'wave_end'; readonly wave: number; readonly stepIds: readonly StepId[] }
  | {
      readonly type: 'step_start';
      readonly stepId: StepId;
      readonly description: string;
      /** From 1. */
      readonly stepNumber: number;
      readonly totalSteps: number;
    }
  | {
      readonly type: 'step_end';
      readonly stepId: StepId;
      readonly status: 'completed' | 'failed' | 'cancelled';
      readonly stepNumber: number;
      readonly totalSteps: number;
      readonly result: StepResult;
    }
  /** Files that the evidence of a done step covers changed since, or came back (`paths` is then empty). */
  | { readonly type: 'evidence_stale'; readonly stepId: StepId; readonly paths: readonly string[] }
  /** It stood in the way of another step that stood in its way: what it wrote is undone, and it runs again later. */
  | {
      readonly type: 'step_put_back';
      readonly stepId: StepId;
      readonly reason: string;
      readonly cause?: ErrorCause;
    }
  | { readonly type: 'step_skipped'; readonly stepId: StepId; readonly reason: SkipReason }
  | {
      readonly type: 'step_confirm';
      readonly stepId: StepId;
      readonly destructive: boolean;
      /** Why it is, for a person. */
      readonly reason?: DestructiveReason;
      /** What a yes lets run once without a further question; hidden characters are written out. */
      readonly command?: string;
      readonly diff?: string;
    }
  /** A step failed and a person is asked what to do (`onFailure: 'ask'`). */
  | {
      readonly type: 'plan_failure_question';
      readonly stepId: StepId;
      readonly error: string;
      /** What `error` says as a value. */
      readonly cause?: ErrorCause;
    }
  /** `answer`: a person's own, to either question; `cancelled` where the run ended first. */
  | {
      readonly type: 'plan_question_answered';
      readonly stepId: StepId;
      readonly answer: StepAnswer | FailureChoice | 'cancelled';
    }
  | { readonly type: 'plan_deadlock'; readonly stepIds: readonly StepId[] }
  | { readonly type: 'plan_replanned'; readonly from: Plan; readonly to: Plan }
  | { readonly type: 'rollback_start'; readonly stepIds: readonly StepId[] }
  | { readonly type: 'rollback_step'; readonly stepId: StepId; readonly conflicts: readonly string[] }
  | {
      readonly type: 'rollback_end';
      readonly undone: readonly StepId[];
      readonly irreversible: readonly StepId[];
    }
  /** A person took steps back while no run was on, and files went with them: the model is told before its next turn. */
  | ({ readonly type: 'plan_rolled_back' } & StepsTakenBack)
  | { readonly type: 'plan_tests'; readonly passed: boolean; readonly output: string }
  /** A person took the plan away; what it changed stays. */
  | { readonly type: 'plan_discarded' }
  | { readonly type: 'planning_changed'; readonly planning: PlanningChoice }
  /** This run only tries the plan out: until its end, what it says of steps is no state of the plan. */
  | { readonly type: 'plan_dry_run'; readonly planId: string }
  | { readonly type: 'plan_response'; readonly text: string }
  | { readonly type: 'plan_end'; readonly result: PlanRunResult };
