// Runs a plan to its end: starts what is ready, settles what failed, and says everything in events (planners spec 5.3, 5.7, 5.8).
// State changes go through `planTransitions.ts`, questions through `planAsking.ts`, the work of a step through `stepExecution.ts`; here
// is only the order of things.
import type { Plan, PlanRunResult, PlanStep, StepId, StepResult } from './plan';
import type { FileVersions } from './evidence';
import { PlanError } from './planError';
import type { PlanRunOptions } from './planOptions';
import type { PlanPorts, StepFailure } from './planPorts';
import { addUsage, outcomeText, resultOf } from './planResult';
import { newRunState } from './planRunState';
import type { PlanRunScope, RunState } from './planRunState';
import { replacePending } from './replan';
import { rollBackSteps } from './rollBack';
import { askAboutStep, choiceAfterFailure, isSameStep } from './planAsking';
import type { PlanAsking } from './planAsking';
import { changePlan, endStatus, resetFailed } from './planState';
import { PlanTransitions } from './planTransitions';
import { countOf, stepOf } from './planViews';
import { deadlockedSteps, nextSteps } from './schedule';
import { whyDestructiveByType } from './stepEffects';
import { executeStep, inputsOf } from './stepExecution';
import { versionsOf } from './treeState';
import { assertValidPlan } from './validatePlan';
import { causeIn, failedBy, TESTS_FAILED } from './stepFailure';

/** A plan and its run. One run at a time; between runs it can be edited, and pending steps also meanwhile. */
export interface PlanRun {
  readonly plan: Plan;
  readonly isRunning: boolean;
  /** Resolves when the run has ended; also when it was cancelled. Rejects only for a plan that breaks a rule, and for bugs. */
  run(signal: AbortSignal, scope?: PlanRunScope): Promise<PlanRunResult>;
  /** Runs again what failed, was skipped for that, or was rolled back, and goes on (planners spec 5.8). */
  retryFailed(signal: AbortSignal): Promise<PlanRunResult>;
  /** An edit as `editPlan.ts` makes it. */
  edit(change: (plan: Plan) => Plan): void;
  /** No step starts until `resume`; those that run go on. */
  pause(): void;
  resume(): void;
  /** Skips a step that has not begun; false when it has. */
  skip(id: StepId): boolean;
  /** Files are like this now, by whomever: says which evidence does not hold any more. */
  lookedAt(versions: FileVersions): void;
}

export function createPlanRun(plan: Plan, options: PlanRunOptions, ports: PlanPorts): PlanRun {
  return new RunningPlan(plan, options, ports);
}

class RunningPlan implements PlanRun {
  readonly #options: PlanRunOptions;
  readonly #ports: PlanPorts;
  readonly #transitions: PlanTransitions;
  #last: PlanRunResult | undefined;
  #isRunning = false;
  #paused: PromiseWithResolvers<void> | undefined;

  constructor(plan: Plan, options: PlanRunOptions, ports: PlanPorts) {
    this.#transitions = new PlanTransitions(plan, ports);
    this.#options = options;
    this.#ports = ports;
  }

  get plan(): Plan {
    return this.#transitions.plan;
  }

  get isRunning(): boolean {
    return this.#isRunning;
  }

  edit(change: (plan: Plan) => Plan): void {
    this.#transitions.update(change(this.#transitions.plan));
  }

  pause(): void {
    this.#paused ??= Promise.withResolvers<void>();
    if (this.#isRunning) this.#transitions.setStatus('paused');
  }

  resume(): void {
    const wasPaused = this.#paused;
    this.#paused = undefined;
    if (this.#isRunning && wasPaused !== undefined) this.#transitions.setStatus('running');
    wasPaused?.resolve();
  }

  skip(id: StepId): boolean {
    if (stepOf(this.#transitions.plan, id)?.status !== 'pending') return false;
    this.#transitions.skip(id, 'user');
    return true;
  }

  lookedAt(versions: FileVersions): void {
    this.#transitions.markStale(versions);
  }

  async retryFailed(signal: AbortSignal): Promise<PlanRunResult> {
    const again = resetFailed(this.#transitions.plan, this.#now());
    const hasFailed = this.#transitions.plan.steps.some(
      ({ status }) => status === 'failed' || status === 'rolled_back',
    );
    if (this.#last !== undefined && !hasFailed) return this.#last;
    this.#transitions.update(again);
    return this.run(signal);
  }

  async run(signal: AbortSignal, scope: PlanRunScope = {}): Promise<PlanRunResult> {
    if (this.#isRunning) throw new PlanError({ about: 'plan', code: 'running' }, 'options');
    const { maxPlanSteps } = this.#options;
    assertValidPlan(this.#transitions.plan, {
      allowEmpty: true,
      ...(maxPlanSteps === null ? {} : { maxPlanSteps }),
    });
    this.#isRunning = true;
    const state = newRunState(signal, scope, this.#now());
    try {
      this.#transitions.setStatus(this.#paused === undefined ? 'running' : 'paused');
      await this.#transitions.lookForChanges();
      await this.#runSteps(state);
      await this.#testPlan(state);
      this.#end(state);
      const output = await this.#synthesize(state);
      const { unresolved, rollback, tests, usage } = state;
      const result = resultOf(this.#transitions.plan, {
        unresolved,
        usage,
        ...(output === undefined ? {} : { output }),
        ...(rollback === undefined ? {} : { rollback }),
        ...(tests === undefined ? {} : { tests }),
      });
      this.#last = result;
      this.#ports.emit({ type: 'plan_end', result });
      return result;
    } finally {
      this.#isRunning = false;
    }
  }

  async #runSteps(state: RunState): Promise<void> {
    while (state.stop === undefined && !state.signal.aborted) {
      await this.#whilePaused(state.signal);
      if (state.signal.aborted) return;
      const steps = this.#nextSteps(state);
      if (steps.length === 0) {
        this.#settleDeadlock(state);
        return;
      }
      const shown = this.#transitions.plan;
      const isAsShown = ({ id }: PlanStep): boolean => isSameStep(stepOf(shown, id), this.#transitions.plan);
      const approved = await this.#approve(steps, isAsShown, state);
      await this.#whilePaused(state.signal);
      if (state.stop !== undefined || state.signal.aborted) return;
      // A step that was edited, skipped or removed meanwhile is not the one that was approved: what is left of it is looked at again. Each
      // further round takes a change that somebody made, so the rounds end.
      const started = approved.filter(isAsShown);
      for (const step of approved) if (!started.includes(step)) state.confirmed.delete(step.id);
      if (started.length === 0) continue;
      await this.#runWave(started, state);
    }
  }

  /** What is ready, as far as the limit and the scope of this run allow. */
  #nextSteps(state: RunState): readonly PlanStep[] {
    const { only, force } = state.scope;
    const candidates = nextSteps(this.#inScope(only, force === true), {
      ...this.#options,
      afterFailed: this.#goesOnAfterFailed,
      alone: state.putBack,
    });
    const { maxExecutedSteps } = this.#options;
    if (maxExecutedSteps === null || candidates.length === 0) return candidates;
    const left = maxExecutedSteps - state.executed;
    if (left > 0) return candidates.slice(0, left);
    for (const { id, status } of this.#transitions.plan.steps)
      if (status === 'pending') this.#transitions.skip(id, 'limit', false);
    state.stop = 'limit';
    return [];
  }

  /** Steps outside the scope look as if they had been taken out; a forced step looks as if it needed nothing. */
  #inScope(only: readonly StepId[] | undefined, force: boolean): Pick<Plan, 'steps'> {
    if (only === undefined) return this.#transitions.plan;
    const steps = this.#transitions.plan.steps.filter(
      ({ id, status }) => status !== 'pending' || only.includes(id),
    );
    return { steps: force ? steps.map((step) => ({ ...step, dependsOn: [] })) : steps };
  }

  /** Asks where a person has to be asked, and leaves out what was not approved. */
  async #approve(
    steps: readonly PlanStep[],
    isAsShown: (step: PlanStep) => boolean,
    state: RunState,
  ): Promise<readonly PlanStep[]> {
    const { interactive, confirmDestructive } = this.#options;
    const approved: PlanStep[] = [];
    for (const step of steps) {
      const reason = confirmDestructive
        ? (whyDestructiveByType(step) ?? (await this.#ports.whyDestructive?.(step)))
        : undefined;
      if (state.signal.aborted) return [];
      if (!isAsShown(step)) continue;
      if (!interactive && reason === undefined) {
        approved.push(step);
        continue;
      }
      if (this.#ports.confirmStep === undefined) {
        this.#failUnasked(step, state);
        await this.#afterFailure(step.id, state);
        if (state.stop !== undefined) return [];
        continue;
      }
      const answer = await askAboutStep(step, reason, this.#asking, state.signal);
      if (state.signal.aborted) return [];
      if (answer === 'run') {
        approved.push(step);
        state.confirmed.add(step.id);
      } else if (answer === 'quit') {
        state.stop = 'quit';
        return [];
      } else if (answer !== 'withdrawn')
        this.#transitions.skip(step.id, answer === 'decline' ? 'declined' : 'user');
    }
    return approved;
  }

  async #runWave(steps: readonly PlanStep[], state: RunState): Promise<void> {
    const stepIds = steps.map(({ id }) => id);
    const isWave = this.#options.strategy === 'waves';
    state.wave += 1;
    if (isWave) this.#ports.emit({ type: 'wave_start', wave: state.wave, stepIds });
    for (const { id } of steps) this.#transitions.setStep(id, { status: 'in_progress' });
    await Promise.all(stepIds.map((id) => this.#runStep(id, stepIds, state)));
    if (isWave) this.#ports.emit({ type: 'wave_end', wave: state.wave, stepIds });
    for (const id of stepIds) {
      if (stepOf(this.#transitions.plan, id)?.status !== 'failed' || state.stop !== undefined) continue;
      await this.#afterFailure(id, state);
    }
  }

  async #runStep(id: StepId, wave: readonly StepId[], state: RunState): Promise<void> {
    const step = this.#transitions.step(id);
    const order = this.#transitions.startStep(step);
    const { runTimeoutMs, maxTurnsPerStep } = this.#options;
    const { result, isPutBack } = await executeStep(
      {
        plan: this.#transitions.plan,
        step,
        order,
        dependencies: inputsOf(this.#transitions.plan, step),
        wave,
        maxTurns: maxTurnsPerStep,
        isConfirmed: state.confirmed.delete(id),
      },
      {
        ...this.#options,
        runLeftMs: runTimeoutMs === null ? null : runTimeoutMs - (this.#now() - state.startedAt),
      },
      this.#options,
      this.#ports,
      state.signal,
    );
    this.#ports.stepEnded?.(id);
    state.usage.executor = addUsage(state.usage.executor, result.usage);
    if (isPutBack) {
      state.putBack.add(id);
      this.#transitions.setStep(id, { status: 'pending' });
      this.#ports.emit({ type: 'step_put_back', stepId: id, reason: result.error ?? '', ...causeIn(result) });
      return;
    }
    if (result.success) state.executed += 1;
    this.#endStep(id, result, state);
  }

  /** Nobody can be asked, and nothing is approved by silence. */
  #failUnasked(step: PlanStep, state: RunState): void {
    this.#transitions.setStep(step.id, { status: 'in_progress' });
    const order = this.#transitions.startStep(step);
    const result: StepResult = {
      stepId: step.id,
      order,
      description: step.description,
      success: false,
      ...failedBy({ about: 'step', code: 'needs_confirmation' }),
      errorCode: 'confirmation_required',
      files: [],
    };
    this.#endStep(step.id, result, state);
  }

  #endStep(id: StepId, result: StepResult, state: RunState): void {
    this.#transitions.endStep(id, result);
    state.finished.delete(id);
    state.finished.set(id, this.#transitions.step(id));
  }

  async #afterFailure(id: StepId, state: RunState): Promise<void> {
    const failure: StepFailure = {
      plan: this.#transitions.plan,
      stepId: id,
      error: this.#transitions.step(id).result?.error ?? 'it failed',
      ...causeIn(this.#transitions.step(id).result),
    };
    const choice = await choiceAfterFailure(failure, this.#asking, state.signal);
    if (state.signal.aborted || choice === 'withdrawn') return;
    switch (choice) {
      case 'retry':
        this.#transitions.setStep(id, { status: 'pending' });
        return;
      case 'continue':
        if (this.#options.skipDependent) this.#transitions.skipAfter(id, 'dependency_failed');
        return;
      case 'replan':
        if (!(await this.#replan(failure, state))) state.stop = 'failed';
        return;
      case 'rollback':
        await this.#rollBack(state);
        return;
      case 'stop':
        state.stop = 'failed';
    }
  }

  async #rollBack(state: RunState): Promise<void> {
    const { plan } = this.#transitions;
    const steps = [...state.finished].reverse().map(([id, step]) => stepOf(plan, id) ?? step);
    if (state.scope.only === undefined) steps.push(...this.#doneBefore(state.finished));
    state.rollback = await rollBackSteps(steps, this.#ports, state.signal, (id) =>
      this.#transitions.setStep(id, { status: 'rolled_back' }),
    );
    for (const { result } of steps) this.#transitions.markStale(versionsOf(result?.files ?? [], 'before'));
    state.stop = 'rolled_back';
  }

  /** What earlier runs of the plan did, newest first. */
  #doneBefore(finished: ReadonlyMap<StepId, PlanStep>): readonly PlanStep[] {
    const endOf = ({ result }: PlanStep): string => result?.endedAt ?? '';
    return this.#transitions.plan.steps
      .filter(({ id, status }) => status === 'done' && !finished.has(id))
      .filter(({ id }) => this.#ports.ranBefore?.(id) === true)
      .reverse()
      .sort((left, right) => (endOf(left) < endOf(right) ? 1 : endOf(left) > endOf(right) ? -1 : 0));
  }

  /** False when there is no new plan. */
  async #replan(failure: StepFailure, state: RunState): Promise<boolean> {
    if (state.replans >= this.#options.maxReplans || this.#ports.replan === undefined) return false;
    state.replans += 1;
    const parsed = await this.#ports.replan(failure, state.signal);
    if (parsed === undefined || state.signal.aborted) return false;
    state.usage.planner = addUsage(state.usage.planner, parsed.usage);
    const from = this.#transitions.plan;
    const to = replacePending(from, parsed.steps, this.#options, this.#ports);
    if (to === undefined) return false;
    this.#ports.emit({ type: 'plan_replanned', from: changePlan(from, 'superseded', this.#now()), to });
    this.#transitions.update(to);
    return true;
  }

  #settleDeadlock(state: RunState): void {
    if (state.scope.only !== undefined || state.stop !== undefined) return;
    const stuck = deadlockedSteps(this.#transitions.plan, this.#goesOnAfterFailed).map(({ id }) => id);
    if (stuck.length === 0) return;
    for (const id of stuck) this.#transitions.skip(id, 'unresolvable', false);
    state.unresolved = stuck;
    this.#ports.emit({ type: 'plan_deadlock', stepIds: stuck });
  }

  async #testPlan(state: RunState): Promise<void> {
    const isWanted = this.#options.runTests === 'after_plan' && this.#ports.runTests !== undefined;
    if (
      !isWanted ||
      state.stop !== undefined ||
      state.signal.aborted ||
      countOf(this.#transitions.plan, 'done') === 0
    )
      return;
    const tests = await this.#ports.runTests?.(state.signal);
    if (tests === undefined || state.signal.aborted) return;
    state.tests = tests;
    this.#ports.emit({ type: 'plan_tests', ...tests });
    if (!tests.passed) await this.#afterFailedTests(tests.output, state);
  }

  /** All steps are done, so the failure is said of the last of them. To go on changes nothing: the plan has failed. */
  async #afterFailedTests(output: string, state: RunState): Promise<void> {
    state.stop = 'failed';
    const stepId = [...state.finished.keys()].at(-1) ?? this.#transitions.plan.steps.at(-1)?.id;
    if (stepId === undefined) return;
    const failure: StepFailure = {
      plan: this.#transitions.plan,
      stepId,
      ...failedBy(TESTS_FAILED, output),
    };
    const choice = await choiceAfterFailure(failure, this.#asking, state.signal);
    if (state.signal.aborted) return;
    if (choice === 'rollback') await this.#rollBack(state);
    const goesOn = choice === 'retry' || (choice === 'replan' && (await this.#replan(failure, state)));
    if (!goesOn) return;
    state.stop = undefined;
    await this.#runSteps(state);
    await this.#testPlan(state);
  }

  /** Gives the plan its last state. */
  #end(state: RunState): void {
    if (state.signal.aborted || state.stop === 'quit') {
      for (const { id, status } of this.#transitions.plan.steps) {
        if (status === 'pending') this.#transitions.setStep(id, { status: 'cancelled' });
      }
      this.#transitions.setStatus('cancelled');
      return;
    }
    const status =
      state.stop === 'rolled_back'
        ? 'rolled_back'
        : state.stop !== undefined
          ? 'failed'
          : endStatus(this.#transitions.plan);
    this.#transitions.setStatus(status);
  }

  async #synthesize(state: RunState): Promise<string | undefined> {
    if (!this.#options.synthesize || state.signal.aborted || this.#transitions.plan.steps.length === 0)
      return undefined;
    if (this.#ports.isAnswered?.(this.#transitions.plan) === false) return undefined;
    let text = outcomeText(this.#transitions.plan);
    if (countOf(this.#transitions.plan, 'done') > 0) {
      if (this.#ports.synthesize === undefined) return undefined;
      try {
        const answer = await this.#ports.synthesize(this.#transitions.plan, state.signal);
        state.usage.synthesis = addUsage(state.usage.synthesis, answer.usage);
        text = answer.text;
      } catch {
        // The work is done whether or not a model can word it; the plain outcome stands in.
        if (state.signal.aborted) return undefined;
      }
    }
    this.#ports.emit({ type: 'plan_response', text });
    return text;
  }

  get #asking(): PlanAsking {
    return {
      transitions: this.#transitions,
      options: this.#options,
      ports: this.#ports,
      isPaused: () => this.#paused !== undefined,
    };
  }

  get #goesOnAfterFailed(): boolean {
    return this.#options.onFailure === 'continue' && !this.#options.skipDependent;
  }

  async #whilePaused(signal: AbortSignal): Promise<void> {
    if (this.#paused === undefined) return;
    const aborted = Promise.withResolvers<void>();
    const onAbort = (): void => aborted.resolve();
    signal.addEventListener('abort', onAbort, { once: true });
    await Promise.race([this.#paused.promise, aborted.promise]);
    signal.removeEventListener('abort', onAbort);
  }

  #now(): number {
    return this.#ports.now();
  }
}
