// Aksara's Planner as a facade over the one engine (planners spec section 2): plans are made, edited, tried out, carried out and retried
// through a session.
import { randomUUID } from 'node:crypto';
import type { PlanConstraints, PlanRunResult, StepResult } from '../plan/plan';
import { PlanError } from '../plan/planError';
import { failureRuleFrom } from '../plan/planOptions';
import type { PlanRunOverrides } from '../plan/planOptions';
import { PlannerPlan } from '../plan/plannerPlan';
import { planOverridesOf } from '../plan/plannerSettings';
import type { PlanRunSettings } from '../plan/plannerSettings';
import type { PlannerStep } from '../plan/plannerPlan';
import { createTemplateRegistry } from '../plan/planTemplate';
import type { PlanTemplate, TemplateParams } from '../plan/planTemplate';
import { stepOf } from '../plan/planViews';
import { planFromTemplate } from '../plan/workspaceTemplates';
import type { TemplateListing } from '../plan/workspaceTemplates';
import type { PlanExecution } from './planWork';
import type { SessionApi } from './sessionApi';

/** Aksara's `AI_PLANNER` settings with its defaults: roll back, 20 steps, 60 seconds for one, each looked at, destructive ones asked for. */
export interface PlannerSettings extends PlanRunSettings {
  /** Answers questions about steps; without it a step that needs an answer fails. */
  readonly confirmStep?: PlanExecution['confirmStep'];
}

export interface CreateOptions {
  readonly constraints?: PlanConstraints;
  /** Known about the workspace: text, or what says it as text. */
  readonly context?: string | { toPrompt(): string };
  readonly previousPlans?: readonly PlannerPlan[];
}

export interface ExecuteOptions {
  /** Nothing is written and no command runs; each result has its difference. Default false. */
  readonly dryRun?: boolean;
  /** Ask before each step. */
  readonly interactive?: boolean;
  /** Take everything back after a failure. Default true, unless `continueOnFailure` is set. */
  readonly rollbackOnFailure?: boolean;
  readonly continueOnFailure?: boolean;
  /** With `continueOnFailure`: leave out steps that need a failed one. Default true. */
  readonly skipDependent?: boolean;
}

/** What a result belongs to, for `retryFailed`. */
interface Execution {
  readonly plan: PlannerPlan;
  readonly options: ExecuteOptions;
}

export class Planner {
  readonly #session: SessionApi;
  readonly #settings: PlannerSettings;
  readonly #own: PlanTemplate[] = [];
  readonly #executions = new WeakMap<PlanRunResult, Execution>();

  /** Roll-back needs a session whose changes are kept: an agent with `sessionsDir`. */
  constructor({ session, ...settings }: PlannerSettings & { readonly session: SessionApi }) {
    this.#session = session;
    this.#settings = settings;
  }

  /** Throws `PlanError` where the model has no usable plan, or one that breaks a constraint. */
  async create(
    description: string,
    { constraints, context, previousPlans }: CreateOptions = {},
  ): Promise<PlannerPlan> {
    const plan = await this.#session.createPlan(description, {
      preset: 'aksara',
      options: { maxPlanSteps: planOverridesOf(this.#settings).maxPlanSteps },
      constraints,
      context: typeof context === 'object' ? context.toPrompt() : context,
      previousPlans: previousPlans?.map(({ value }) => value),
    });
    return new PlannerPlan(plan);
  }

  /** Throws `PlanError` for a template or parameter that is not there. */
  async fromTemplate(name: string, params: TemplateParams = {}): Promise<PlannerPlan> {
    const clock = { now: Date.now, newId: randomUUID };
    return new PlannerPlan(await planFromTemplate(await this.#listing(), name, params, clock));
  }

  /**
   * Takes the place of one of the same name, also of one in a file.
   *
   * @param template a template, or a class of such as the seed writes them
   */
  registerTemplate(template: PlanTemplate | (new () => PlanTemplate)): void {
    this.#own.push(typeof template === 'function' ? new template() : template);
  }

  /** Those that come with it and those of `.planwright/templates`, and what was registered; sorted by name. */
  async templates(): Promise<readonly PlanTemplate[]> {
    const { templates } = await this.#listing();
    return createTemplateRegistry(templates.map(({ template }) => template)).list();
  }

  async #listing(): Promise<TemplateListing> {
    const { templates, problems } = await this.#session.planTemplates();
    return { templates: [...templates, ...this.#own.map((template) => ({ template }))], problems };
  }

  /** Resolves also when steps failed. Throws `PlanError` for a plan that breaks a rule and options that exclude each other. */
  async execute(plan: PlannerPlan, options: ExecuteOptions = {}): Promise<PlanRunResult> {
    return this.#run({ plan, options }, {});
  }

  /**
   * Carries out one step; those it needs must be done. What it changed before it failed is taken back.
   *
   * @param options.force also without them being done
   */
  async executeStep(step: PlannerStep, options: { readonly force?: boolean } = {}): Promise<StepResult> {
    const { plan, id } = step;
    this.#requireReady(step, options.force === true);
    await this.#run({ plan, options: {} }, { steps: [id], force: options.force });
    const { order, description } = step;
    const notRun = { stepId: id, order, description, success: false, error: 'It did not run.', files: [] };
    return stepOf(plan.value, id)?.result ?? notRun;
  }

  /** Runs again what failed, what was skipped for that and what was rolled back, and goes on; the same result where there is nothing. */
  async retryFailed(result: PlanRunResult): Promise<PlanRunResult> {
    const execution = this.#executions.get(result);
    if (execution === undefined)
      throw new PlanError('Only a result that this planner gave can be retried', 'options');
    const { steps } = execution.plan.value;
    const hasFailed = steps.some(({ status }) => status === 'failed' || status === 'rolled_back');
    return hasFailed ? this.#run(execution, { retryFailed: true }) : result;
  }

  async #run(execution: Execution, extra: PlanExecution): Promise<PlanRunResult> {
    const { plan, options } = execution;
    const outcome = await this.#session.runPlan(plan.value, {
      preset: 'aksara',
      options: this.#overrides(options),
      dryRun: options.dryRun,
      confirmStep: this.#settings.confirmStep,
      testCommand: this.#settings.testCommand,
      ...extra,
    });
    plan.value = outcome.plan;
    this.#executions.set(outcome.result, execution);
    return outcome.result;
  }

  #overrides({ interactive, skipDependent, ...switches }: ExecuteOptions): PlanRunOverrides {
    const settings = this.#settings;
    return {
      ...planOverridesOf(settings),
      onFailure: failureRuleFrom(switches, settings.rollbackOnFailure === false ? 'halt' : 'rollback'),
      skipDependent,
      interactive: interactive ?? settings.defaultInteractive,
    };
  }

  #requireReady({ plan, id, dependencies, order }: PlannerStep, isForced: boolean): void {
    const open = dependencies.filter((number) => plan.value.steps[number - 1]?.status !== 'done');
    if (!isForced && open.length > 0)
      throw new PlanError(
        `Step ${order} needs ${open.map(nameOf).join(' and ')} to be done first`,
        'options',
      );
    if (stepOf(plan.value, id)?.status !== 'pending')
      throw new PlanError(`Step ${order} is not pending`, 'options');
  }
}

function nameOf(order: number): string {
  return `step ${order}`;
}
