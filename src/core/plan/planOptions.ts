// Options of a plan run with the defaults of the unified model, and what to set for the behaviour of each source (planners spec 5.2, 5.13).
import { PlanError } from './planError';

/** After a failed step. `ask`: a person chooses; without one it is `halt`. */
export type FailureRule = 'rollback' | 'halt' | 'continue' | 'replan' | 'ask';

/** Where steps that run at the same time work. */
export const ISOLATIONS = ['shared', 'overlay'] as const;
export type Isolation = (typeof ISOLATIONS)[number];

export interface PlanRunOptions {
  readonly strategy: 'sequential' | 'waves';
  /** Steps at once in `waves`. */
  readonly maxParallel: number;
  /**
   * Where steps that run at the same time work. `shared`: in the tree; a file belongs to one of them until it ends. `overlay`: each on a
   * copy, merged by lines in plan order when all of the wave have worked; they have no commands, and what does not fit fails the step.
   */
  readonly isolation: Isolation;
  readonly onFailure: FailureRule;
  /** With `continue`: steps that need a failed one are skipped; false: they are tried, and told of the failure. */
  readonly skipDependent: boolean;
  /** After this many re-plans, `replan` is `halt`. */
  readonly maxReplans: number;
  /** Steps a plan may have before anything runs; `null`: no limit. */
  readonly maxPlanSteps: number | null;
  /** Steps that may be done in one run, over re-plans; `null`: no limit. */
  readonly maxExecutedSteps: number | null;
  /** Model turns within one step; `null`: as many as a run may have. */
  readonly maxTurnsPerStep: number | null;
  /** Milliseconds for one step, without the time a person needs to answer; `null`: none. */
  readonly stepTimeoutMs: number | null;
  /** Milliseconds without any output or event of the step; `null`: none. */
  readonly stepIdleTimeoutMs: number | null;
  /** Milliseconds for the whole run; `null`: none. */
  readonly runTimeoutMs: number | null;
  /** Look at the files that a step touched; what does not parse fails the step. */
  readonly validateEachStep: boolean;
  /** Ask a model whether the step's success criteria hold. */
  readonly verifySteps: boolean;
  readonly runTests: 'never' | 'after_plan' | 'after_each';
  /** Ask before each step; forces `sequential`. */
  readonly interactive: boolean;
  /** Ask before steps that delete, rename, migrate, or say so themselves. */
  readonly confirmDestructive: boolean;
  /** One last model call that words the outcome. */
  readonly synthesize: boolean;
}

/** What differs from a preset; `undefined` counts as not given. */
export type PlanRunOverrides = { readonly [Key in keyof PlanRunOptions]?: PlanRunOptions[Key] | undefined };

/** How a plan is made. */
export interface PlanningOptions {
  /** `text`: free-form text that is put before the task, no steps. */
  readonly mode: 'structured' | 'text';
  readonly toolAccess: 'none' | 'readOnly' | 'all';
  /** A plan without steps: run the task as it is, answer from nothing, or fail. */
  readonly emptyPlan: 'passthrough' | 'synthesize' | 'error';
  /** A reply that is no plan: ask once more and then one step, one step at once, or fail. */
  readonly invalidPlan: 'repair' | 'fallback' | 'error';
  /** The planner's model fails: fail, or one step. Cancelling and limits always end the run. */
  readonly onError: 'fail' | 'fallback';
}

export interface PlanPreset {
  readonly run: PlanRunOptions;
  readonly planning: PlanningOptions;
}

/** Defaults of the unified model (planners spec 5.2). */
const UNIFIED: PlanPreset = {
  run: {
    strategy: 'sequential',
    maxParallel: 4,
    isolation: 'shared',
    onFailure: 'rollback',
    skipDependent: true,
    maxReplans: 2,
    maxPlanSteps: 20,
    maxExecutedSteps: 20,
    maxTurnsPerStep: 5,
    stepTimeoutMs: 60_000,
    stepIdleTimeoutMs: null,
    runTimeoutMs: null,
    validateEachStep: true,
    verifySteps: false,
    runTests: 'never',
    interactive: false,
    confirmDestructive: true,
    synthesize: false,
  },
  planning: {
    mode: 'structured',
    toolAccess: 'none',
    emptyPlan: 'passthrough',
    invalidPlan: 'repair',
    onError: 'fail',
  },
};

export const PLAN_PRESETS = {
  unified: UNIFIED,
  agentlib: {
    run: {
      ...UNIFIED.run,
      onFailure: 'halt',
      maxPlanSteps: null,
      stepTimeoutMs: null,
      validateEachStep: false,
      confirmDestructive: false,
      synthesize: true,
    },
    planning: { ...UNIFIED.planning, emptyPlan: 'synthesize', invalidPlan: 'fallback' },
  },
  aksara: {
    run: { ...UNIFIED.run, maxExecutedSteps: null, maxTurnsPerStep: null },
    planning: { ...UNIFIED.planning, emptyPlan: 'error', invalidPlan: 'error' },
  },
  exo: {
    run: { ...UNIFIED.run, maxTurnsPerStep: 10 },
    planning: { ...UNIFIED.planning, mode: 'text', toolAccess: 'all' },
  },
  a3s: {
    run: {
      ...UNIFIED.run,
      strategy: 'waves',
      maxParallel: Infinity,
      onFailure: 'continue',
      maxPlanSteps: null,
      maxExecutedSteps: null,
      maxTurnsPerStep: null,
      stepTimeoutMs: null,
      validateEachStep: false,
      confirmDestructive: false,
    },
    planning: { ...UNIFIED.planning, invalidPlan: 'fallback', onError: 'fallback' },
  },
  /** The product's own. */
  editor: {
    run: {
      ...UNIFIED.run,
      strategy: 'waves',
      onFailure: 'ask',
      maxPlanSteps: 100,
      maxExecutedSteps: null,
      maxTurnsPerStep: 50,
      stepTimeoutMs: null,
      stepIdleTimeoutMs: 10 * 60_000,
      synthesize: true,
    },
    planning: { ...UNIFIED.planning, toolAccess: 'readOnly' },
  },
} as const satisfies Readonly<Record<string, PlanPreset>>;

export type PlanPresetName = keyof typeof PLAN_PRESETS;

/** Without what is `undefined`. */
export function givenOptions(overrides: PlanRunOverrides = {}): Partial<PlanRunOptions> {
  return Object.fromEntries(Object.entries(overrides).filter(([, value]) => value !== undefined));
}

export function planRunOptions(preset: PlanPresetName, overrides: PlanRunOverrides = {}): PlanRunOptions {
  const options: PlanRunOptions = { ...PLAN_PRESETS[preset].run, ...givenOptions(overrides) };
  if (!ISOLATIONS.includes(options.isolation))
    throw new PlanError("isolation is 'shared' or 'overlay'", 'options');
  if (!(options.maxParallel >= 1)) throw new PlanError('maxParallel must be at least 1', 'options');
  for (const key of ['maxPlanSteps', 'maxExecutedSteps', 'maxTurnsPerStep'] as const) {
    const value = options[key];
    if (value !== null && !(value >= 1)) throw new PlanError(`${key} must be at least 1, or null`, 'options');
  }
  for (const key of ['stepTimeoutMs', 'stepIdleTimeoutMs', 'runTimeoutMs'] as const) {
    const value = options[key];
    if (value !== null && !(value > 0)) throw new PlanError(`${key} must be more than 0, or null`, 'options');
  }
  return options.interactive ? { ...options, strategy: 'sequential' } : options;
}

/**
 * The rule that two switches mean (planners spec 5.8). An explicit `continueOnFailure` wins over the default roll-back; both set to true
 * is an error.
 */
export function failureRuleFrom(
  switches: { readonly rollbackOnFailure?: boolean; readonly continueOnFailure?: boolean },
  fallback: FailureRule,
): FailureRule {
  const { rollbackOnFailure, continueOnFailure } = switches;
  if (rollbackOnFailure === true && continueOnFailure === true)
    throw new PlanError('rollbackOnFailure and continueOnFailure exclude each other', 'options');
  if (continueOnFailure === true) return 'continue';
  if (rollbackOnFailure === true) return 'rollback';
  return rollbackOnFailure === false ? 'halt' : fallback;
}
