// Runs a plan to its end: starts what is ready, settles what failed, and says everything in events (planners spec 5.3, 5.7, 5.8).
// State changes go through `planState.ts`, the work of a step through `stepExecution.ts`; here is only the order of things.
import type { Plan, PlanRunResult, PlanStep, PlanUsage, SkipReason, StepId, StepResult } from './plan';
import { makeVisible } from '../security/visibleText';
import { PlanError } from './planError';
import { markStale } from './evidence';
import type { FileVersions } from './evidence';
import type { FailureRule, PlanRunOptions } from './planOptions';
import type { FailureChoice, PlanPorts, StepFailure } from './planPorts';
import { addUsage, NO_USAGE, outcomeText, resultOf } from './planResult';
import { replacePending } from './replan';
import { rollBackSteps } from './rollBack';
import { changePlan, changeStep, endStatus, resetFailed, skipDependents } from './planState';
import { countOf, orderOf, stepOf } from './planViews';
import { deadlockedSteps, nextSteps } from './schedule';
import { whyDestructiveByType } from './stepEffects';
import type { DestructiveReason } from './stepEffects';
import { executeStep } from './stepExecution';
import { versionsOf } from './treeState';
import { assertValidPlan } from './validatePlan';

export interface PlanRunScope {
  /** Only these; what they need must be done already. Absent: all. */
  readonly only?: readonly StepId[];
  /** Also without their dependencies being done, for `only`. */
  readonly force?: boolean;
}

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
}

export function createPlanRun(plan: Plan, options: PlanRunOptions, ports: PlanPorts): PlanRun {
  return new RunningPlan(plan, options, ports);
}

/** What one call of `run` keeps beside the plan. */
interface RunState {
  readonly signal: AbortSignal;
  readonly scope: PlanRunScope;
  readonly startedAt: number;
  /** In the order in which they ended. */
  readonly finished: StepId[];
  /** A person said that they run; each answer counts once. */
  readonly confirmed: Set<StepId>;
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

class RunningPlan implements PlanRun {
  readonly #options: PlanRunOptions;
  readonly #ports: PlanPorts;
  #plan: Plan;
  #last: PlanRunResult | undefined;
  #isRunning = false;
  #paused: PromiseWithResolvers<void> | undefined;

  constructor(plan: Plan, options: PlanRunOptions, ports: PlanPorts) {
    this.#plan = plan;
    this.#options = options;
    this.#ports = ports;
  }

  get plan(): Plan {
    return this.#plan;
  }

  get isRunning(): boolean {
    return this.#isRunning;
  }

  edit(change: (plan: Plan) => Plan): void {
    this.#update(change(this.#plan));
  }

  pause(): void {
    this.#paused ??= Promise.withResolvers<void>();
    if (this.#isRunning) this.#update(changePlan(this.#plan, 'paused', this.#now()));
  }

  resume(): void {
    const wasPaused = this.#paused;
    this.#paused = undefined;
    if (this.#isRunning && wasPaused !== undefined)
      this.#update(changePlan(this.#plan, 'running', this.#now()));
    wasPaused?.resolve();
  }

  skip(id: StepId): boolean {
    if (stepOf(this.#plan, id)?.status !== 'pending') return false;
    this.#skip(id, 'user');
    return true;
  }

  async retryFailed(signal: AbortSignal): Promise<PlanRunResult> {
    const again = resetFailed(this.#plan, this.#now());
    const hasFailed = this.#plan.steps.some(({ status }) => status === 'failed' || status === 'rolled_back');
    if (this.#last !== undefined && !hasFailed) return this.#last;
    this.#update(again);
    return this.run(signal);
  }

  async run(signal: AbortSignal, scope: PlanRunScope = {}): Promise<PlanRunResult> {
    if (this.#isRunning) throw new PlanError('The plan is running already', 'options');
    const { maxPlanSteps } = this.#options;
    assertValidPlan(this.#plan, { allowEmpty: true, ...(maxPlanSteps === null ? {} : { maxPlanSteps }) });
    this.#isRunning = true;
    const state: RunState = {
      signal,
      scope,
      startedAt: this.#now(),
      finished: [],
      confirmed: new Set(),
      wave: 0,
      replans: 0,
      executed: 0,
      stop: undefined,
      unresolved: [],
      rollback: undefined,
      tests: undefined,
      usage: { planner: NO_USAGE, executor: NO_USAGE, synthesis: NO_USAGE },
    };
    try {
      this.#update(
        changePlan(this.#plan, this.#paused === undefined ? 'running' : 'paused', state.startedAt),
      );
      await this.#lookForChanges();
      await this.#runSteps(state);
      await this.#testPlan(state);
      this.#end(state);
      const output = await this.#synthesize(state);
      const { unresolved, rollback, tests, usage } = state;
      const result = resultOf(this.#plan, {
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
      const shown = this.#plan;
      const approved = await this.#approve(steps, state);
      // A step that was edited or skipped meanwhile is not the one that was approved: it is looked at again.
      const started = approved.filter(({ id }) => stepOf(this.#plan, id) === stepOf(shown, id));
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
    });
    const { maxExecutedSteps } = this.#options;
    if (maxExecutedSteps === null || candidates.length === 0) return candidates;
    const left = maxExecutedSteps - state.executed;
    if (left > 0) return candidates.slice(0, left);
    for (const { id, status } of this.#plan.steps) if (status === 'pending') this.#skip(id, 'limit', false);
    state.stop = 'limit';
    return [];
  }

  /** Steps outside the scope look as if they had been taken out; a forced step looks as if it needed nothing. */
  #inScope(only: readonly StepId[] | undefined, force: boolean): Pick<Plan, 'steps'> {
    if (only === undefined) return this.#plan;
    const steps = this.#plan.steps.filter(({ id, status }) => status !== 'pending' || only.includes(id));
    return { steps: force ? steps.map((step) => ({ ...step, dependsOn: [] })) : steps };
  }

  /** Asks where a person has to be asked, and leaves out what was not approved. */
  async #approve(steps: readonly PlanStep[], state: RunState): Promise<readonly PlanStep[]> {
    const { interactive, confirmDestructive } = this.#options;
    const approved: PlanStep[] = [];
    for (const step of steps) {
      const reason = confirmDestructive
        ? (whyDestructiveByType(step) ?? (await this.#ports.whyDestructive?.(step)))
        : undefined;
      if (state.signal.aborted) return [];
      if (!interactive && reason === undefined) {
        approved.push(step);
        continue;
      }
      if (this.#ports.confirmStep === undefined) {
        this.#failUnasked(step, state);
        await this.#afterFailure(step.id, state);
        if (state.stop !== undefined) return approved;
        continue;
      }
      const answer = await this.#ask(step, reason, state.signal);
      if (state.signal.aborted) return [];
      if (answer === 'run') {
        approved.push(step);
        state.confirmed.add(step.id);
      } else if (answer === 'quit') {
        state.stop = 'quit';
        return approved;
      } else this.#skip(step.id, answer === 'decline' ? 'declined' : 'user');
    }
    return approved;
  }

  /** The step with what it would change. */
  async #preview(step: PlanStep, signal: AbortSignal): Promise<PlanStep> {
    if (!this.#options.interactive || step.diff !== undefined) return step;
    if (this.#ports.previewStep === undefined) return step;
    const work = {
      plan: this.#plan,
      step,
      order: orderOf(this.#plan, step.id),
      dependencies: this.#inputsOf(step),
      isConfirmed: false,
      wave: [step.id],
      maxTurns: this.#options.maxTurnsPerStep,
    };
    try {
      const preview = await this.#ports.previewStep(work, signal);
      return preview === undefined ? step : { ...step, diff: preview.diff };
    } catch (error) {
      if (signal.aborted) return step;
      throw error;
    }
  }

  async #ask(planned: PlanStep, reason: DestructiveReason | undefined, signal: AbortSignal) {
    const isDestructive = reason !== undefined;
    const why = reason === undefined ? {} : { reason };
    const step = await this.#preview(planned, signal);
    if (signal.aborted) return 'decline';
    this.#update(changePlan(this.#plan, 'paused', this.#now()));
    this.#ports.emit({
      type: 'step_confirm',
      stepId: step.id,
      destructive: isDestructive,
      ...why,
      ...(step.command === undefined ? {} : { command: makeVisible(step.command) }),
      ...(step.diff === undefined ? {} : { diff: step.diff }),
    });
    try {
      return (
        (await this.#ports.confirmStep?.({ plan: this.#plan, step, isDestructive, ...why }, signal)) ??
        'decline'
      );
    } catch (error) {
      if (signal.aborted) return 'decline';
      throw error;
    } finally {
      if (this.#paused === undefined) this.#update(changePlan(this.#plan, 'running', this.#now()));
    }
  }

  async #runWave(steps: readonly PlanStep[], state: RunState): Promise<void> {
    const stepIds = steps.map(({ id }) => id);
    const isWave = this.#options.strategy === 'waves';
    state.wave += 1;
    if (isWave) this.#ports.emit({ type: 'wave_start', wave: state.wave, stepIds });
    for (const { id } of steps)
      this.#update(changeStep(this.#plan, id, { status: 'in_progress' }, this.#now()));
    await Promise.all(stepIds.map((id) => this.#runStep(id, stepIds, state)));
    if (isWave) this.#ports.emit({ type: 'wave_end', wave: state.wave, stepIds });
    for (const id of stepIds) {
      if (stepOf(this.#plan, id)?.status !== 'failed' || state.stop !== undefined) continue;
      await this.#afterFailure(id, state);
    }
  }

  async #runStep(id: StepId, wave: readonly StepId[], state: RunState): Promise<void> {
    const step = this.#step(id);
    const order = this.#startStep(step);
    const { runTimeoutMs, maxTurnsPerStep } = this.#options;
    const { result, isPutBack } = await executeStep(
      {
        plan: this.#plan,
        step,
        order,
        dependencies: this.#inputsOf(step),
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
      this.#update(changeStep(this.#plan, id, { status: 'pending' }, this.#now()));
      this.#ports.emit({ type: 'step_put_back', stepId: id, reason: result.error ?? '' });
      return;
    }
    if (result.success) state.executed += 1;
    state.finished.push(id);
    this.#endStep(id, result);
  }

  /** Returns its position. */
  #startStep({ id, description }: PlanStep): number {
    const stepNumber = orderOf(this.#plan, id);
    const totalSteps = this.#plan.steps.length;
    this.#ports.emit({ type: 'step_start', stepId: id, description, stepNumber, totalSteps });
    return stepNumber;
  }

  #endStep(id: StepId, result: StepResult): void {
    const isCancelled = result.errorCode === 'cancelled';
    const status = result.success ? 'done' : isCancelled ? 'cancelled' : 'failed';
    this.#update(changeStep(this.#plan, id, { status, result }, this.#now()));
    this.#ports.emit({
      type: 'step_end',
      stepId: id,
      status: status === 'done' ? 'completed' : status,
      stepNumber: orderOf(this.#plan, id),
      totalSteps: this.#plan.steps.length,
      result,
    });
    this.#markStale(versionsOf(result.files), id);
  }

  /** Says of which steps the evidence does not cover any more what is there now. */
  #markStale(versions: FileVersions, except?: StepId): void {
    const { plan, changed } = markStale(this.#plan, versions, except);
    if (changed.length === 0) return;
    this.#update(plan);
    for (const stepId of changed) {
      const paths = stepOf(plan, stepId)?.result?.evidence?.stale ?? [];
      this.#ports.emit({ type: 'evidence_stale', stepId, paths });
    }
  }

  /** Files that somebody changed since the evidence of done steps was taken. */
  async #lookForChanges(): Promise<void> {
    const { versionOf } = this.#ports;
    if (versionOf === undefined) return;
    const covered = this.#plan.steps.flatMap(({ result }) => result?.evidence?.tree.files ?? []);
    const versions = new Map<string, string | null>();
    for (const { path } of covered) {
      if (versions.has(path)) continue;
      const version = await versionOf(path);
      if (version !== undefined) versions.set(path, version);
    }
    this.#markStale(versions);
  }

  /** Nobody can be asked, and nothing is approved by silence. */
  #failUnasked(step: PlanStep, state: RunState): void {
    this.#update(changeStep(this.#plan, step.id, { status: 'in_progress' }, this.#now()));
    const order = this.#startStep(step);
    state.finished.push(step.id);
    this.#endStep(step.id, {
      stepId: step.id,
      order,
      description: step.description,
      success: false,
      error: 'The step needs a confirmation and nobody can give it here.',
      errorCode: 'confirmation_required',
      files: [],
    });
  }

  #inputsOf(step: PlanStep) {
    return this.#plan.steps
      .filter(({ id }) => step.dependsOn.includes(id))
      .map(({ id, status, result }) => ({
        stepId: id,
        output: result?.output ?? '',
        ...(status === 'failed' ? { error: result?.error ?? 'it failed' } : {}),
      }));
  }

  async #afterFailure(id: StepId, state: RunState): Promise<void> {
    const failure: StepFailure = {
      plan: this.#plan,
      stepId: id,
      error: this.#step(id).result?.error ?? 'it failed',
    };
    const choice = await this.#choose(failure, state);
    if (state.signal.aborted) return;
    switch (choice) {
      case 'retry':
        this.#update(changeStep(this.#plan, id, { status: 'pending' }, this.#now()));
        return;
      case 'continue':
        if (this.#options.skipDependent) this.#skipAfter(id, 'dependency_failed');
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

  async #choose(failure: StepFailure, state: RunState): Promise<FailureChoice> {
    const choices: Readonly<Record<Exclude<FailureRule, 'ask'>, FailureChoice>> = {
      rollback: 'rollback',
      halt: 'stop',
      continue: 'continue',
      replan: 'replan',
    };
    const { onFailure } = this.#options;
    if (onFailure !== 'ask') return choices[onFailure];
    if (this.#ports.chooseAfterFailure === undefined) return 'stop';
    this.#update(changePlan(this.#plan, 'paused', this.#now()));
    try {
      return await this.#ports.chooseAfterFailure(failure, state.signal);
    } catch (error) {
      if (state.signal.aborted) return 'stop';
      throw error;
    } finally {
      if (this.#paused === undefined) this.#update(changePlan(this.#plan, 'running', this.#now()));
    }
  }

  async #rollBack(state: RunState): Promise<void> {
    const steps = [...new Set(state.finished.toReversed())].map((id) => this.#step(id));
    if (state.scope.only === undefined) steps.push(...this.#doneBefore(state.finished));
    state.rollback = await rollBackSteps(steps, this.#ports, state.signal, (id) =>
      this.#update(changeStep(this.#plan, id, { status: 'rolled_back' }, this.#now())),
    );
    for (const { result } of steps) this.#markStale(versionsOf(result?.files ?? [], 'before'));
    state.stop = 'rolled_back';
  }

  /** What earlier runs of the plan did, newest first. */
  #doneBefore(finished: readonly StepId[]): readonly PlanStep[] {
    const endOf = ({ result }: PlanStep): string => result?.endedAt ?? '';
    return this.#plan.steps
      .filter(({ id, status }) => status === 'done' && !finished.includes(id))
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
    const from = this.#plan;
    const to = replacePending(from, parsed.steps, this.#options, this.#ports);
    if (to === undefined) return false;
    this.#ports.emit({ type: 'plan_replanned', from: changePlan(from, 'superseded', this.#now()), to });
    this.#update(to);
    return true;
  }

  #settleDeadlock(state: RunState): void {
    if (state.scope.only !== undefined || state.stop !== undefined) return;
    const stuck = deadlockedSteps(this.#plan, this.#goesOnAfterFailed).map(({ id }) => id);
    if (stuck.length === 0) return;
    for (const id of stuck) this.#skip(id, 'unresolvable', false);
    state.unresolved = stuck;
    this.#ports.emit({ type: 'plan_deadlock', stepIds: stuck });
  }

  async #testPlan(state: RunState): Promise<void> {
    const isWanted = this.#options.runTests === 'after_plan' && this.#ports.runTests !== undefined;
    if (!isWanted || state.stop !== undefined || state.signal.aborted || countOf(this.#plan, 'done') === 0)
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
    const stepId = state.finished.at(-1) ?? this.#plan.steps.at(-1)?.id;
    if (stepId === undefined) return;
    const failure: StepFailure = { plan: this.#plan, stepId, error: `The tests fail:\n${output}` };
    const choice = await this.#choose(failure, state);
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
      for (const { id, status } of this.#plan.steps) {
        if (status === 'pending')
          this.#update(changeStep(this.#plan, id, { status: 'cancelled' }, this.#now()));
      }
      this.#update(changePlan(this.#plan, 'cancelled', this.#now()));
      return;
    }
    const status =
      state.stop === 'rolled_back'
        ? 'rolled_back'
        : state.stop !== undefined
          ? 'failed'
          : endStatus(this.#plan);
    this.#update(changePlan(this.#plan, status, this.#now()));
  }

  async #synthesize(state: RunState): Promise<string | undefined> {
    if (!this.#options.synthesize || state.signal.aborted || this.#plan.steps.length === 0) return undefined;
    if (this.#ports.isAnswered?.(this.#plan) === false) return undefined;
    let text = outcomeText(this.#plan);
    if (countOf(this.#plan, 'done') > 0) {
      if (this.#ports.synthesize === undefined) return undefined;
      try {
        const answer = await this.#ports.synthesize(this.#plan, state.signal);
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

  /** @param withDependents also what needs it, without asking */
  #skip(id: StepId, reason: SkipReason, withDependents = true): void {
    this.#update(changeStep(this.#plan, id, { status: 'skipped', skipReason: reason }, this.#now()));
    this.#ports.emit({ type: 'step_skipped', stepId: id, reason });
    if (withDependents) this.#skipAfter(id, 'dependency_skipped');
  }

  #skipAfter(id: StepId, reason: 'dependency_failed' | 'dependency_skipped'): void {
    const before = this.#plan;
    const after = skipDependents(before, id, reason, this.#now());
    const skipped = after.steps.filter((step, index) => step !== before.steps[index]);
    if (skipped.length === 0) return;
    this.#update(after);
    for (const step of skipped) this.#ports.emit({ type: 'step_skipped', stepId: step.id, reason });
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

  #step(id: StepId): PlanStep {
    const step = stepOf(this.#plan, id);
    if (step === undefined) throw new Error(`There is no step ${id}.`);
    return step;
  }

  #update(plan: Plan): void {
    this.#plan = plan;
    this.#ports.emit({ type: 'plan_updated', plan });
  }

  #now(): number {
    return this.#ports.now();
  }
}
