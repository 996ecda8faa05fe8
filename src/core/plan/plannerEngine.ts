// AgentLIB's PlannerEngine as a facade over the one engine (planners spec section 1): its options, its five kinds of steps, its error texts.
import type { AgentEvent } from '../events/agentEvent';
import type { Plan, PlanStep } from './plan';
import type { PlanRunOverrides } from './planOptions';

export interface PlannerEngineConfig {
  /** Tasks that may be done in one run. Default 20. */
  readonly maxExecutionSteps?: number;
  /** A failed task leads to a new plan for the rest, twice at most; then what is done is answered. Default false: it fails the run. */
  readonly allowReplan?: boolean;
  /** Takes the place of the planner's prompt; should ask for a JSON array of `{id, description, dependsOn}`. */
  readonly plannerPrompt?: string;
  /** Takes the place of what a task is told about its part. */
  readonly executorPrompt?: string;
}

/** A task of a plan as the engine shows it. */
export interface PlanTask {
  readonly id: string;
  readonly description: string;
  readonly dependsOn?: readonly string[];
  readonly status: 'pending' | 'in_progress' | 'done' | 'failed';
  readonly result?: unknown;
}

/** What the engine does, one after another. */
export type ReasoningStep =
  | { readonly type: 'plan'; readonly engine: 'planner'; readonly tasks: readonly PlanTask[] }
  | { readonly type: 'thought'; readonly engine: 'planner'; readonly content: string }
  | {
      readonly type: 'tool_call';
      readonly engine: 'runtime';
      readonly callId: string;
      readonly toolName: string;
      readonly args: Readonly<Record<string, unknown>>;
    }
  | {
      readonly type: 'tool_result';
      readonly engine: 'runtime';
      readonly callId: string;
      readonly toolName: string;
      readonly result: string;
      readonly error?: string;
    }
  | { readonly type: 'response'; readonly engine: 'planner'; readonly content: string };

/** For the session option `reasoning`. One engine may serve many sessions: it holds no state. */
export class PlannerEngine {
  readonly name = 'planner';
  readonly maxExecutionSteps: number;
  readonly allowReplan: boolean;
  readonly plannerPrompt: string | undefined;
  readonly executorPrompt: string | undefined;

  constructor({
    maxExecutionSteps = 20,
    allowReplan = false,
    plannerPrompt,
    executorPrompt,
  }: PlannerEngineConfig = {}) {
    this.maxExecutionSteps = maxExecutionSteps;
    this.allowReplan = allowReplan;
    this.plannerPrompt = plannerPrompt;
    this.executorPrompt = executorPrompt;
  }

  /** What differs from the preset `agentlib`. */
  get overrides(): PlanRunOverrides {
    return {
      maxExecutedSteps: this.maxExecutionSteps,
      onFailure: this.allowReplan ? 'replan' : 'halt',
    };
  }

  /** The step of the engine that an event of the session stands for; undefined for all others. Plans are as they were at that moment. */
  stepOf(event: AgentEvent): ReasoningStep | undefined {
    switch (event.type) {
      case 'planning_end':
        return { type: 'plan', engine: 'planner', tasks: event.plan.steps.map(taskOf) };
      case 'plan_replanned':
        return { type: 'plan', engine: 'planner', tasks: event.to.steps.map(taskOf) };
      case 'step_start':
        return {
          type: 'thought',
          engine: 'planner',
          content: `Executing task [${event.stepId}]: ${event.description}`,
        };
      case 'tool_call': {
        if (event.stepId === undefined) return undefined;
        const { toolId: callId, toolName, args } = event;
        return { type: 'tool_call', engine: 'runtime', callId, toolName, args };
      }
      case 'tool_end': {
        if (event.stepId === undefined) return undefined;
        const { toolId: callId, toolName, toolOutput: result, outcome } = event;
        const error = outcome === 'done' ? {} : { error: result };
        return { type: 'tool_result', engine: 'runtime', callId, toolName, result, ...error };
      }
      case 'plan_response':
        return { type: 'response', engine: 'planner', content: event.text };
      default:
        return undefined;
    }
  }

  /** The error in which a run ends; undefined where it ends in an answer. */
  failureOf({ steps }: Pick<Plan, 'steps'>): string | undefined {
    if (steps.some(({ skipReason }) => skipReason === 'limit'))
      return `[PlannerEngine] Max execution steps (${this.maxExecutionSteps}) reached.`;
    const failed = steps.find(({ status }) => status === 'failed');
    if (failed === undefined || this.allowReplan) return undefined;
    return `[PlannerEngine] Task "${failed.id}" failed: ${errorOf(failed)}`;
  }
}

function errorOf({ id, result }: PlanStep): string {
  if (result?.errorCode === 'turn_limit') return `[PlannerEngine] Task "${id}" exceeded max steps.`;
  return result?.error ?? 'unknown';
}

/** AgentLIB has no other states: what could not run stays pending. */
function taskOf({ id, description, dependsOn, status, result }: PlanStep): PlanTask {
  const shown = status === 'in_progress' || status === 'done' || status === 'failed' ? status : 'pending';
  const output = result?.output === undefined ? {} : { result: result.output };
  return { id, description, dependsOn, status: shown, ...output };
}
