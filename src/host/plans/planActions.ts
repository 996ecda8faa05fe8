// What a person can do with the plan of a session, from the panel and by command. Everything throws `PersonError` with why it can't be done.
import type { ModelPrice } from '../../core/model/languageModel';
import { addStep, editStep, moveStep, removeStep } from '../../core/plan/editPlan';
import type { EditOptions } from '../../core/plan/editPlan';
import type { Plan, PlanRunResult, StepFile, StepId, StepResult } from '../../core/plan/plan';
import { PlanError } from '../../core/plan/planError';
import type { PlanningChoice } from '../../core/plan/planEvent';
import { forecastPlan } from '../../core/plan/planForecast';
import type { FailureChoice, StepAnswer } from '../../core/plan/planPorts';
import { resetStopped } from '../../core/plan/planScope';
import { titleOf } from '../../core/plan/planViews';
import type { LivePlan, RollbackScope } from '../../core/session/livePlan';
import type { PlanEdit, PlanForecast, PlanScope } from '../../protocol/planMessages';
import { t } from '../l10n';
import { PersonError } from '../sessions/liveSession';
import type { LiveSession } from '../sessions/liveSession';
import { conflictTexts } from './conflictTexts';
import { wordsOfError } from '../wordsOfError';
import { withLastDryRun } from './dryRunChanges';
import { dryRunKey, filesOfStep, stepKey } from './planTexts';

export interface PlanActionsOptions {
  /** Throws `PersonError` when the model can't be used yet. */
  readonly assertUsable: (model: string) => void;
  /** Undefined when the price is unknown. */
  readonly priceOf: (model: string) => Promise<ModelPrice | undefined>;
  /** Shows what a plan would do. `key`: of `dryRunKey`. */
  readonly showDryRun: (key: string, plan: Plan, result: PlanRunResult) => Promise<void>;
  /** Asks whether the changes that were shown are kept with the plan; returns at once. */
  readonly offerToKeep: (keep: () => Promise<void>) => void;
  /** `key`: unique for the texts, of `stepKey` where the log has them. */
  readonly showStepChange: (key: string, title: string, files: readonly StepFile[]) => Promise<void>;
  /** Text of a file of the workspace as shown, with what is not saved; undefined when there is none. */
  readonly readText: (path: string) => Promise<string | undefined>;
  /** Shows a text in an editor that can't be changed. */
  readonly showText: (key: string, name: string, text: string) => Promise<void>;
  /** Keeps the plan as a file. */
  readonly save: (plan: Plan) => Promise<void>;
  /** Opens the plan as Markdown. */
  readonly openDocument: (session: LiveSession, stepId?: StepId) => Promise<void>;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** Something went wrong after a run had ended. */
  readonly onError: (what: string, error: unknown) => void;
}

export class PlanActions {
  readonly #options: PlanActionsOptions;

  constructor(options: PlanActionsOptions) {
    this.#options = options;
  }

  /** Makes a plan; nothing of it runs. Resolves when the run that makes it has begun. */
  async create(session: LiveSession, goal: string): Promise<void> {
    if (goal.trim() === '') throw new PersonError(t('Say first what is to be done.'));
    await this.#begin(session, () => session.api.createPlan(goal));
  }

  async run(session: LiveSession, scope: PlanScope = { kind: 'all' }): Promise<void> {
    const { plan } = session.api;
    if (scope.kind === 'all' && plan.resume()) return;
    await this.#begin(session, () => plan.run(scope));
  }

  /** Resolves when the run has begun; what the plan would change is shown at its end. */
  async dryRun(session: LiveSession): Promise<void> {
    const plan = this.#takenUp(session);
    await this.#begin(session, async () => {
      const { result } = await session.api.runPlan(plan, { dryRun: true });
      const run = (await session.api.events()).findLast(({ type }) => type === 'plan_dry_run');
      await this.#options.showDryRun(dryRunKey(session.id, run?.runId ?? plan.id), plan, result);
      if (session.view.plan?.canKeepDryRun === true)
        this.#options.offerToKeep(() => this.keepDryRun(session));
    });
  }

  /** Running the plan then applies exactly what the last dry run showed, where the files are still the same. */
  async keepDryRun(session: LiveSession): Promise<void> {
    session.assertIdle();
    const kept = withLastDryRun(this.#takenUp(session), await session.api.events());
    if (kept === undefined) throw new PersonError(t('There is no dry run whose changes can be kept.'));
    await forPerson(() => session.api.plan.edit(() => kept));
  }

  pause(session: LiveSession): void {
    if (!session.api.plan.pause()) throw new PersonError(t('No plan is running.'));
  }

  /** Lets a paused run go on, or goes on with a plan that was stopped or cut off. */
  async resume(session: LiveSession): Promise<void> {
    if (session.api.plan.resume()) return;
    if (session.activity === 'interrupted' && session.api.plan.isInterrupted) {
      this.#options.assertUsable(session.api.model);
      await session.continueInterrupted();
    } else await this.run(session);
  }

  async skip(session: LiveSession, stepId: StepId): Promise<void> {
    session.assertOwner();
    await forPerson(() => session.api.plan.skip(stepId));
  }

  async retry(session: LiveSession, stepId?: StepId): Promise<void> {
    const { plan } = session.api;
    if (session.isBusy && !isLeavingPlan(session)) await forPerson(() => plan.retry(stepId));
    else await this.#begin(session, () => plan.retry(stepId));
  }

  async replan(session: LiveSession, stepId: StepId): Promise<void> {
    await this.#begin(session, () => session.api.plan.replan(stepId));
  }

  previewRollBack(session: LiveSession, stepId?: StepId): Promise<RollbackScope> {
    return forPerson(() => session.api.plan.previewRollBack(stepId));
  }

  async rollBack(session: LiveSession, stepId?: StepId): Promise<ReturnType<LivePlan['rollBack']>> {
    session.assertIdle();
    return forPerson(() => session.api.plan.rollBack(stepId));
  }

  async edit(session: LiveSession, edit: PlanEdit): Promise<void> {
    session.assertOwner();
    await forPerson(() => session.api.plan.edit((plan) => edited(plan, edit, { now: this.#options.now })));
  }

  async forecast(session: LiveSession): Promise<PlanForecast> {
    return forecastPlan(needPlan(session), await this.#options.priceOf(session.api.model));
  }

  save(session: LiveSession): Promise<void> {
    return this.#options.save(needPlan(session));
  }

  async openDocument(session: LiveSession, stepId?: StepId): Promise<void> {
    needPlan(session);
    await this.#options.openDocument(session, stepId);
  }

  async discard(session: LiveSession): Promise<void> {
    session.assertIdle();
    await forPerson(() => session.api.plan.discard());
  }

  async openDiff(session: LiveSession, stepId: StepId): Promise<void> {
    const step = needPlan(session).steps.find(({ id }) => id === stepId);
    const events = await session.api.events();
    const end = events.findLast((event) => event.type === 'step_end' && event.stepId === stepId);
    const files = filesOfStep(events, stepId);
    if (step === undefined || end === undefined || files.length === 0)
      throw new PersonError(t('This step changed no text that can be shown.'));
    await this.#options.showStepChange(stepKey(session.id, end.runId, stepId), titleOf(step), files);
  }

  /** What is there and what the step wrote; of what is no text that can be compared, all that the step did. */
  async openConflict(session: LiveSession, stepId: StepId, path: string): Promise<void> {
    const result = await lastResultOf(session, stepId);
    const conflict = result?.conflicts?.find((one) => one.path === path);
    if (conflict === undefined) throw new PersonError(t('This conflict is not there any more.'));
    const texts = conflictTexts(conflict, await this.#options.readText(path));
    const key = `conflict/${session.id}/${stepId}`;
    if (texts !== undefined) {
      await this.#options.showStepChange(key, t('there now ↔ written by the step'), [{ path, ...texts }]);
    } else if (result?.diff !== undefined) {
      await this.#options.showText(key, t('What the step did.diff'), result.diff);
    } else throw new PersonError(t('This step changed no text that can be shown.'));
  }

  /** Stops the planner of a prompt, which is then answered without a plan. */
  decline(session: LiveSession): void {
    session.assertOwner();
    if (!session.api.plan.declinePlanning()) throw new PersonError(t('No plan is being made.'));
  }

  answer(session: LiveSession, stepId: StepId, answer: StepAnswer): void {
    if (!session.api.plan.answerStep(stepId, answer))
      throw new PersonError(t('This question was answered already.'));
  }

  afterFailure(session: LiveSession, stepId: StepId, choice: FailureChoice): void {
    if (!session.api.plan.chooseAfterFailure(stepId, choice))
      throw new PersonError(t('This question was answered already.'));
  }

  setPlanning(session: LiveSession, planning: PlanningChoice): void {
    session.assertOwner();
    session.api.setPlanning(planning);
  }

  /** As a run takes the plan up: what was stopped or cut off is to be done. */
  #takenUp(session: LiveSession): Plan {
    return resetStopped(needPlan(session), this.#options.now());
  }

  /** Resolves when the run has begun, rejects with why it can't. What goes wrong later is said by the run's own events. */
  async #begin(session: LiveSession, work: () => Promise<unknown>): Promise<void> {
    this.#options.assertUsable(session.api.model);
    if (isLeavingPlan(session)) await endOfRun(session);
    session.assertIdle();
    const begun = Promise.withResolvers<void>();
    let hasBegun = false;
    const unsubscribe = session.api.onEvent((event) => {
      if (event.type !== 'start') return;
      hasBegun = true;
      begun.resolve();
    });
    work().then(
      () => begun.resolve(),
      (error: unknown) => {
        begun.reject(error as Error);
        if (hasBegun && !isSaid(error)) this.#options.onError('A run of a plan failed', error);
      },
    );
    try {
      await forPerson(() => begun.promise);
    } finally {
      unsubscribe();
    }
  }
}

/** The steps are over and the run is about its last words, such as the check of the goal: what a person asks for next waits for them. */
function isLeavingPlan({ isBusy, view }: LiveSession): boolean {
  const { plan, runs } = view;
  return (
    isBusy &&
    plan?.isRunning === false &&
    !plan.isPlanning &&
    plan.runId === runs.findLast(({ state }) => state !== 'notes')?.id
  );
}

function endOfRun(session: LiveSession): Promise<void> {
  return new Promise((resolve) => {
    const unsubscribe = session.api.onEvent(({ type, stepId, parentId }) => {
      if ((type !== 'end' && type !== 'error') || (stepId ?? parentId) !== undefined) return;
      unsubscribe();
      resolve();
    });
  });
}

/** Errors that end a run are events of it, and a cancelled run is none. */
function isSaid(error: unknown): boolean {
  return (
    error instanceof PlanError ||
    (error instanceof Error && (error.name === 'RunError' || error.name === 'AbortError'))
  );
}

/** Of the last time the step ran. */
async function lastResultOf(session: LiveSession, stepId: StepId): Promise<StepResult | undefined> {
  const events = await session.api.events();
  const end = events.findLast((event) => event.type === 'step_end' && event.stepId === stepId);
  return end?.type === 'step_end' ? end.result : undefined;
}

function needPlan(session: LiveSession): Plan {
  const plan = session.api.plan.current;
  if (plan === undefined) throw new PersonError(t('This session has no plan.'));
  return plan;
}

/** What breaks a rule of plans is said to the person. */
async function forPerson<Value>(work: () => Promise<Value>): Promise<Value> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof PlanError) throw new PersonError(wordsOfError(error));
    throw error;
  }
}

function edited(plan: Plan, edit: PlanEdit, options: EditOptions): Plan {
  switch (edit.kind) {
    case 'add': {
      const { description, title, dependsOn, after } = edit;
      return addStep(plan, { description, ...defined({ title, dependsOn }) }, options, after);
    }
    case 'edit': {
      const { stepId, title, description, dependsOn, successCriteria } = edit;
      return editStep(plan, stepId, defined({ title, description, dependsOn, successCriteria }), options);
    }
    case 'remove':
      return removeStep(plan, edit.stepId, { ...options, dependents: edit.dependents });
    case 'move':
      return moveStep(plan, edit.stepId, edit.to, options);
  }
}

function defined<Fields extends object>(fields: Fields): Fields {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as Fields;
}
