// Which of the planning options a session has, read once and checked when the session is made.
import { ConfigurationError } from '../config/configurationError';
import type { LanguageModel, ModelResolver } from '../model/languageModel';
import { formatModelName, parseModelName } from '../model/modelName';
import { PlannerEngine } from '../plan/plannerEngine';
import { PlanError } from '../plan/planError';
import type { PlanningChoice } from '../plan/planEvent';
import { planRunOptions } from '../plan/planOptions';
import type { PlanRunOverrides } from '../plan/planOptions';
import type { SessionPlanning } from './plannedRun';
import { RunError } from './runError';
import type { PlannerOptions, SessionOptions } from './sessionOptions';

/** Undefined without planning. Throws `ConfigurationError` for options that exclude each other or a model name that is none. */
export function sessionPlanning(options: SessionOptions): SessionPlanning | undefined {
  const { planning = false, goalTracking = false, planOptions } = options;
  const { enabled: planningEnabled = false, model, instructions } = plannerOptions(options);
  if (planOptions !== undefined) checkPlanOptions(planOptions);
  if (typeof planning !== 'boolean' && planning !== 'auto')
    throw new ConfigurationError(`planning is true, false or "auto", not ${JSON.stringify(planning)}.`);
  if (typeof goalTracking !== 'boolean' && goalTracking !== 'pursue')
    throw new ConfigurationError(
      `goalTracking is true, false or "pursue", not ${JSON.stringify(goalTracking)}.`,
    );
  if (options.maxGoalRounds !== undefined && !(options.maxGoalRounds >= 0))
    throw new ConfigurationError('maxGoalRounds must be 0 or more.');
  if (planning !== false && planningEnabled)
    throw new ConfigurationError(
      'planning and planningEnabled exclude each other: one makes steps, the other a text.',
    );
  const engine = reasoningEngine(options.reasoning);
  if (engine !== undefined && (planning !== false || planningEnabled))
    throw new ConfigurationError('reasoning excludes planning and planningEnabled: it plans by itself.');
  if (engine !== undefined) return enginePlanning(engine, model, planOptions);
  if (planning === false && !planningEnabled) return undefined;
  if (model !== undefined) planningModelName(model);
  return {
    preset: planning === false ? 'exo' : (options.planningPreset ?? 'a3s'),
    goalTracking,
    ...(planning === 'auto' ? { isAuto: true } : {}),
    ...(planning !== false && options.planApproval === true ? { awaitsApproval: true } : {}),
    ...(instructions?.trim() ? { instructions } : {}),
    ...(planOptions === undefined ? {} : { run: planOptions }),
  };
}

/** The option in the words of a choice. */
export function planningChoice(planning: SessionOptions['planning']): PlanningChoice {
  if (planning === 'auto') return 'auto';
  return planning === true ? 'on' : 'off';
}

/** A choice as the option. */
export function planningOf(choice: PlanningChoice): boolean | 'auto' {
  return choice === 'auto' ? 'auto' : choice === 'on';
}

/** The planner of a session, however it was written. Throws `ConfigurationError` where it was written both ways. */
export function plannerOptions(options: SessionOptions): PlannerOptions {
  const {
    planner,
    planningEnabled: enabled,
    planningModel: model,
    planningInstructions: instructions,
  } = options;
  if (planner === undefined) return { enabled, model, instructions };
  if (enabled !== undefined || model !== undefined || instructions !== undefined)
    throw new ConfigurationError(
      'Cannot combine planner={...} with planningEnabled/planningModel/planningInstructions. Pass one or the other.',
    );
  return planner;
}

function checkPlanOptions(planOptions: PlanRunOverrides): void {
  try {
    planRunOptions('editor', planOptions);
  } catch (error) {
    if (error instanceof PlanError) throw new ConfigurationError(`planOptions: ${error.message}`);
    throw error;
  }
}

function enginePlanning(
  engine: PlannerEngine,
  planningModel: string | undefined,
  planOptions: PlanRunOverrides = {},
): SessionPlanning {
  if (planningModel !== undefined) planningModelName(planningModel);
  const { overrides, plannerPrompt: instructions, executorPrompt } = engine;
  planRunOptions('agentlib', overrides);
  return {
    preset: 'agentlib',
    goalTracking: false,
    instructions,
    executorPrompt,
    run: { ...planOptions, ...overrides },
    fallbackId: 't1',
    failureOf: (plan) => engine.failureOf(plan),
  };
}

function reasoningEngine(reasoning: SessionOptions['reasoning']): PlannerEngine | undefined {
  if (reasoning === undefined) return undefined;
  if (reasoning === 'planner') return new PlannerEngine();
  if (reasoning instanceof PlannerEngine) return reasoning;
  throw new ConfigurationError(
    `[Agent] Reasoning strategy ${JSON.stringify(reasoning)} not registered. There is 'planner', or a PlannerEngine.`,
  );
}

/**
 * The model that plans. A name without a provider means OpenAI (planners spec 3.1).
 *
 * @param model name of the session's model, `provider/model`
 */
export async function resolvePlanningModel(
  planningModel: string | undefined,
  model: string,
  models: ModelResolver,
): Promise<LanguageModel> {
  if (planningModel === undefined) return models.resolve(model);
  try {
    return await models.resolve(planningModelName(planningModel));
  } catch (error) {
    throw new RunError(
      { about: 'run', code: 'planning_model', model: planningModel },
      'configuration',
      false,
      error instanceof Error ? error.message : String(error),
      error,
    );
  }
}

function planningModelName(written: string): string {
  const name = written.trim();
  if (name === '') throw new ConfigurationError('planningModel must be a non-empty model string');
  if (/[/:]\s*$/.test(name)) throw new ConfigurationError('planningModel must include a model name');
  return /[/:]/.test(name) ? formatModelName(parseModelName(name)) : `openai/${name}`;
}
