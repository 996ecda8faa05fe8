// Aksara's `AI_PLANNER` settings (planners spec 2.8), as the command line, the editor and the library take them.
import type { Isolation, PlanRunOverrides } from './planOptions';

/** Every key is optional; without it, the preset has its way. */
export interface PlanRunSettings {
  /** True: a failed step takes everything back. False: what is done stays. */
  readonly rollbackOnFailure?: boolean;
  /** Steps that a plan may have; 0: no limit. */
  readonly maxSteps?: number;
  /** Seconds for one step; 0: no limit. */
  readonly stepTimeoutSeconds?: number;
  /** Look at the files that a step touched; what does not parse fails the step. */
  readonly validateEachStep?: boolean;
  /** Run `testCommand` when all steps are done; failing tests fail the plan. */
  readonly runTestsAfter?: boolean;
  /** Command line that runs the tests. */
  readonly testCommand?: string;
  /** Ask before each step. */
  readonly defaultInteractive?: boolean;
  /** Ask before steps that delete, rename, migrate or say so themselves. */
  readonly confirmDestructive?: boolean;
  /** Where steps that run at the same time work; not one of Aksara's. */
  readonly isolation?: Isolation;
}

/** The one place that says what the settings mean for a run. `testCommand` goes beside the options. */
export function planOverridesOf(settings: PlanRunSettings): PlanRunOverrides {
  const { rollbackOnFailure, runTestsAfter, maxSteps, stepTimeoutSeconds: seconds } = settings;
  return {
    onFailure: rollbackOnFailure === undefined ? undefined : rollbackOnFailure ? 'rollback' : 'halt',
    maxPlanSteps: maxSteps === 0 ? null : maxSteps,
    stepTimeoutMs: seconds === undefined ? undefined : seconds === 0 ? null : seconds * 1000,
    validateEachStep: settings.validateEachStep,
    runTests: runTestsAfter === undefined ? undefined : runTestsAfter ? 'after_plan' : 'never',
    interactive: settings.defaultInteractive,
    confirmDestructive: settings.confirmDestructive,
    isolation: settings.isolation,
  };
}
