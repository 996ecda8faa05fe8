import type { PlanRunResult, PlanStep, PlanUsage, StepId } from './plan';
import { NO_USAGE } from './planResult';

export interface PlanRunScope {
  /** Only these; what they need must be done already. Absent: all. */
  readonly only?: readonly StepId[];
  /** Also without their dependencies being done, for `only`. */
  readonly force?: boolean;
}

/** What one call of `run` keeps beside the plan. */
export interface RunState {
  readonly signal: AbortSignal;
  readonly scope: PlanRunScope;
  readonly startedAt: number;
  /** In the order in which they ended last, as they were then: one may be taken out of the plan later, what it wrote is still there. */
  readonly finished: Map<StepId, PlanStep>;
  /** A person said that they run; each answer counts once. */
  readonly confirmed: Set<StepId>;
  /** Steps that were put back. */
  readonly putBack: Set<StepId>;
  wave: number;
  replans: number;
  /** Steps done in this run, over re-plans. */
  executed: number;
  /** Why no further step starts. */
  stop: 'failed' | 'rolled_back' | 'quit' | 'limit' | undefined;
  unresolved: readonly StepId[];
  rollback: PlanRunResult['rollback'];
  tests: PlanRunResult['tests'];
  usage: { planner: PlanUsage; executor: PlanUsage; synthesis: PlanUsage };
}

/** @param startedAt milliseconds since the epoch */
export function newRunState(signal: AbortSignal, scope: PlanRunScope, startedAt: number): RunState {
  return {
    signal,
    scope,
    startedAt,
    finished: new Map(),
    confirmed: new Set(),
    putBack: new Set(),
    wave: 0,
    replans: 0,
    executed: 0,
    stop: undefined,
    unresolved: [],
    rollback: undefined,
    tests: undefined,
    usage: { planner: NO_USAGE, executor: NO_USAGE, synthesis: NO_USAGE },
  };
}
