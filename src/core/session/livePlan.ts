// The plan of a session, between its runs and during them. Its state is what the log says (`planTrail.ts`): every transition is an event,
// so that a reload shows the plan as it was and the run can go on.
import type { AgentEvent, AgentEventBody } from '../events/agentEvent';
import type { SessionChanges } from '../journal/sessionChanges';
import { markStale } from '../plan/evidence';
import type { FileVersions } from '../plan/evidence';
import type { Plan, PlanRunResult, StepId } from '../plan/plan';
import { PlanError } from '../plan/planError';
import type { PlanningChoice } from '../plan/planEvent';
import type { FailureChoice, StepAnswer } from '../plan/planPorts';
import type { PlanRun } from '../plan/planRun';
import { afterCutOff, prepareRetry, prepareRun, takenUp } from '../plan/planScope';
import type { PlanScope, PreparedRun } from '../plan/planScope';
import { changePlan, changeStep, skipDependents } from '../plan/planState';
import { planUpdate } from '../plan/planUpdate';
import { dependentsOf, orderOf, stepOf, titleOf } from '../plan/planViews';
import { rollBackSteps } from '../plan/rollBack';
import { assertValidPlan } from '../plan/validatePlan';
import { planReplacing, planRunning } from './planWork';
import type { PlanExecution, PlanOutcome, PlanWork } from './planWork';
import { createPlanningStop } from './planningStop';
import type { PlanningStop } from './planningStop';
import { createPlanQuestions } from './planQuestions';
import type { AskingPorts, PlanQuestions } from './planQuestions';
import { followPlan, NO_PLAN } from './planTrail';
import type { BegunStep, PlanTrail } from './planTrail';
import { rollbackNote } from './rollbackNote.prompt';
import { takeStepBack } from './stepRollback';

/** What a roll-back of steps takes back with it. */
export interface RollbackScope {
  /** In the order in which they are taken back. */
  readonly stepIds: readonly StepId[];
  /** As shown to people, each once. */
  readonly files: readonly string[];
  /** Steps that ran commands, whose effects can't all be taken back. */
  readonly irreversible: readonly StepId[];
}

/** The plan of a session. Methods that need one throw `PlanError` where there is none, and say in its message what can't be done. */
export interface LivePlan {
  /** Without the texts of the files that its steps changed. */
  readonly current: Plan | undefined;
  /** The run that carried it out was cut off; `run` goes on. */
  readonly isInterrupted: boolean;
  /** Takes a plan that was made elsewhere, such as from a file; nothing of it runs. Only while no run is on. */
  set(plan: Plan): Promise<void>;
  /**
   * An edit as `editPlan.ts` makes it; during a run only pending steps can be changed. After a stop, what it kept from beginning is pending
   * for the edit and stays so.
   */
  edit(change: (plan: Plan) => Plan): Promise<void>;
  /** Carries it out, or a part of it, as a run of the session; goes on where it was stopped or cut off. */
  run(scope?: PlanScope, execution?: Omit<PlanExecution, 'steps' | 'retryFailed'>): Promise<PlanOutcome>;
  /** A step again, or all that failed, was skipped for that, was rolled back or stopped. During a run the step joins it. */
  retry(
    stepId?: StepId,
    execution?: Omit<PlanExecution, 'steps' | 'retryFailed'>,
  ): Promise<PlanOutcome | undefined>;
  /** No further step starts; those that run go on. False when no plan runs. */
  pause(): boolean;
  resume(): boolean;
  /** A step that has not begun, and what needs it. */
  skip(stepId: StepId): Promise<void>;
  /** Has the planner plan this step and what comes after it anew; done steps stay. */
  replan(stepId: StepId): Promise<Plan>;
  /** Without a step: all. Only what was begun counts. */
  previewRollBack(stepId?: StepId): Promise<RollbackScope>;
  /** Takes back what the step did to files, and what the steps did that need it. Without a step: all. Only while no run is on. */
  rollBack(stepId?: StepId): Promise<NonNullable<PlanRunResult['rollback']>>;
  /** Takes the plan away; what it changed stays. Only while no run is on. */
  discard(): Promise<void>;
  /** Answers the prompt without a plan, while that is being made for it; false when it is not. */
  declinePlanning(): boolean;
  /** Answers the question before a step; false when there is none. */
  answerStep(stepId: StepId, answer: StepAnswer): boolean;
  /** Answers what is to be done after a step failed; false when nobody asked. */
  chooseAfterFailure(stepId: StepId, choice: FailureChoice): boolean;
}

export interface LivePlanPort {
  readonly ready: () => Promise<void>;
  /** Takes the session; rejects when another process has it. */
  readonly own: () => Promise<void>;
  /** As `own`; rejects also while a run is on. */
  readonly idleOwner: () => Promise<void>;
  readonly emit: (body: AgentEventBody) => void;
  readonly startWork: <Value>(work: PlanWork<Value>) => Promise<Value>;
  /** Absent where changes of files are not kept. */
  readonly changes: () => SessionChanges | undefined;
  /** True for the call of a tool whose effects are more than what the journal knows of files. */
  readonly runsCommand: (event: AgentEventBody) => boolean;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

export class SessionPlan implements LivePlan {
  readonly #port: LivePlanPort;
  readonly #questions: PlanQuestions = createPlanQuestions();
  readonly #planning: PlanningStop = createPlanningStop();
  #trail: PlanTrail = NO_PLAN;
  #run: PlanRun | undefined;
  #isInterrupted = false;
  /** The plan is not as the log says: the next update says it whole. */
  #differsFromLog = false;

  constructor(port: LivePlanPort) {
    this.#port = port;
  }

  get current(): Plan | undefined {
    return this.#trail.plan;
  }

  get isInterrupted(): boolean {
    return this.#isInterrupted;
  }

  /** Whether prompts are planned, as far as somebody chose. */
  get planning(): PlanningChoice | undefined {
    return this.#trail.planning;
  }

  /** Hears of every event of the session. */
  follow(event: AgentEvent): void {
    this.#trail = followPlan(this.#trail, event, this.#port.runsCommand);
    if (event.type === 'plan_created') this.#planning.close();
    if (event.type === 'start' || event.type === 'run_discarded') this.#isInterrupted = false;
  }

  /** Files that evidence covers are like this now: says which evidence does not hold any more. */
  lookedAt(versions: FileVersions): void {
    const running = this.#running();
    if (running !== undefined) {
      running.lookedAt(versions);
      return;
    }
    const { plan: before } = this.#trail;
    if (before === undefined) return;
    const { plan, changed } = markStale(before, versions);
    for (const stepId of changed) {
      const paths = stepOf(plan, stepId)?.result?.evidence?.stale ?? [];
      this.#port.emit({ type: 'evidence_stale', stepId, paths });
    }
  }

  /** Roll-backs by a person that no message tells yet. */
  get untold(): PlanTrail['untold'] {
    return this.#trail.untold;
  }

  /** What the model has to be told before its next turn. */
  note(): string {
    return rollbackNote(this.#trail.untold);
  }

  /** What the log of a resumed session says. */
  load(events: readonly AgentEvent[]): void {
    this.#trail = NO_PLAN;
    for (const event of events) this.follow(event);
    const { plan, openRunId } = this.#trail;
    this.#isInterrupted = plan !== undefined && openRunId !== undefined;
    this.#differsFromLog = this.#isInterrupted;
    if (plan !== undefined && this.#isInterrupted)
      this.#trail = { ...this.#trail, plan: afterCutOff(plan, this.#port.now()), openRunId: undefined };
  }

  /** The run that goes on with a plan that was cut off. */
  resumption(): PlanWork<PlanOutcome> {
    return this.#carryingOut(prepareRun(this.#need(), { kind: 'all' }, this.#port.now()), {});
  }

  /** A run of the session begins to carry a plan out. */
  readonly attach = (run: PlanRun): void => {
    this.#run = run;
    this.#differsFromLog = false; // its first update is the whole plan
  };

  /** A plan is being made for a prompt. */
  get whilePlanning(): PlanningStop['whilePlanning'] {
    return this.#planning.whilePlanning;
  }

  asking(
    emit: (body: AgentEventBody) => void,
    wait: <Answer>(asking: () => Promise<Answer>) => Promise<Answer>,
  ): AskingPorts {
    return this.#questions.ports(emit, wait);
  }

  async set(plan: Plan): Promise<void> {
    await this.#port.idleOwner();
    assertValidPlan(plan);
    this.#port.emit({ type: 'plan_created', plan });
  }

  async edit(change: (plan: Plan) => Plan): Promise<void> {
    await this.#port.ready();
    const running = this.#running();
    if (running !== undefined) {
      running.edit(change);
      return;
    }
    await this.#port.own();
    this.#update(change(takenUp(this.#need(), this.#port.now())));
  }

  async run(
    scope: PlanScope = { kind: 'all' },
    execution: Omit<PlanExecution, 'steps' | 'retryFailed'> = {},
  ): Promise<PlanOutcome> {
    await this.#port.ready();
    return this.#start(prepareRun(this.#need(), scope, this.#port.now()), execution);
  }

  async retry(
    stepId?: StepId,
    execution: Omit<PlanExecution, 'steps' | 'retryFailed'> = {},
  ): Promise<PlanOutcome | undefined> {
    await this.#port.ready();
    const running = this.#running();
    if (running === undefined)
      return this.#start(prepareRetry(this.#need(), stepId, this.#port.now()), execution);
    running.edit((plan) => prepareRetry(plan, stepId, this.#port.now(), true).plan);
    return undefined;
  }

  pause(): boolean {
    const running = this.#running();
    running?.pause();
    return running !== undefined;
  }

  resume(): boolean {
    const running = this.#running();
    running?.resume();
    return running !== undefined;
  }

  async skip(stepId: StepId): Promise<void> {
    await this.#port.ready();
    const running = this.#running();
    const now = this.#port.now();
    const plan = running === undefined ? takenUp(this.#need(), now) : this.#need();
    if (stepOf(plan, stepId)?.status !== 'pending')
      throw new PlanError({ about: 'plan', code: 'begun' }, 'edit');
    if (running !== undefined) {
      if (!running.skip(stepId)) throw new PlanError({ about: 'plan', code: 'begun_meanwhile' }, 'edit');
      return;
    }
    await this.#port.own();
    const skipped = changeStep(plan, stepId, { status: 'skipped', skipReason: 'user' }, now);
    this.#update(skipDependents(skipped, stepId, 'dependency_skipped', now));
    this.#port.emit({ type: 'step_skipped', stepId, reason: 'user' });
  }

  async replan(stepId: StepId): Promise<Plan> {
    await this.#port.ready();
    const plan = this.#need();
    const step = stepOf(plan, stepId);
    if (step === undefined)
      throw new PlanError({ about: 'plan', code: 'no_step', step: stepId }, 'unknown_step');
    if (step.status === 'done')
      throw new PlanError({ about: 'plan', code: 'done_roll_back', order: orderOf(plan, stepId) }, 'options');
    return this.#port.startWork(planReplacing(plan, stepId));
  }

  async previewRollBack(stepId?: StepId): Promise<RollbackScope> {
    await this.#port.ready();
    const begun = this.#begunSteps(stepId);
    const changes = this.#port.changes();
    const files = new Set<string>();
    for (const { stepId: id, runIds } of begun) {
      for (const runId of runIds) {
        const found = await changes?.filesOfStep({ runId, stepId: id });
        for (const { path } of [...(found?.files ?? []), ...(found?.leftOut ?? [])]) files.add(path);
      }
    }
    return {
      stepIds: begun.map(({ stepId: id }) => id),
      files: [...files],
      irreversible: begun.filter(({ hasCommands }) => hasCommands).map(({ stepId: id }) => id),
    };
  }

  async rollBack(stepId?: StepId): Promise<NonNullable<PlanRunResult['rollback']>> {
    await this.#port.idleOwner();
    const begun = this.#begunSteps(stepId);
    const changes = this.#port.changes();
    if (changes === undefined) throw new PlanError({ about: 'plan', code: 'changes_not_kept' }, 'options');
    if (begun.length === 0) throw new PlanError({ about: 'plan', code: 'nothing_to_take_back' }, 'options');
    const ofStep = new Map(begun.map((step) => [step.stepId, step]));
    const steps = begun.flatMap(({ stepId: id }) => stepOf(this.#need(), id) ?? []);
    const { files } = await this.previewRollBack(stepId);
    const result = await rollBackSteps(
      steps,
      {
        emit: this.#port.emit,
        rollbackStep: ({ id }) => takeStepBack(changes, ofStep.get(id)),
      },
      new AbortController().signal,
      (id) => this.#update(changeStep(this.#need(), id, { status: 'rolled_back' }, this.#port.now())),
    );
    const isAll = this.#need().steps.every(({ status }) => status !== 'done');
    this.#update(changePlan(this.#need(), isAll ? 'rolled_back' : 'partial', this.#port.now()));
    const restored = files.filter((path) => !result.conflicts.includes(path));
    if (restored.length > 0)
      this.#port.emit({
        type: 'plan_rolled_back',
        steps: steps.map((step) => ({
          stepId: step.id,
          title: titleOf(step),
          hasCommands: result.irreversible.includes(step.id),
        })),
        restored,
        kept: result.conflicts,
      });
    return result;
  }

  async discard(): Promise<void> {
    await this.#port.idleOwner();
    this.#need();
    this.#port.emit({ type: 'plan_discarded' });
  }

  declinePlanning(): boolean {
    return this.#planning.decline();
  }

  answerStep(stepId: StepId, answer: StepAnswer): boolean {
    return this.#questions.answerStep(stepId, answer);
  }

  chooseAfterFailure(stepId: StepId, choice: FailureChoice): boolean {
    return this.#questions.chooseAfterFailure(stepId, choice);
  }

  #start(prepared: PreparedRun, execution: PlanExecution): Promise<PlanOutcome> {
    return this.#port.startWork(this.#carryingOut(prepared, execution));
  }

  #carryingOut({ plan, steps }: PreparedRun, execution: PlanExecution): PlanWork<PlanOutcome> {
    const earlier = new Map(this.#trail.begun.map((step) => [step.stepId, step]));
    return planRunning(plan, {
      ...execution,
      earlier: (id) => earlier.get(id),
      ...(steps === undefined ? {} : { steps }),
    });
  }

  #running(): PlanRun | undefined {
    return this.#run?.isRunning === true ? this.#run : undefined;
  }

  #need(): Plan {
    const { plan } = this.#trail;
    if (plan === undefined) throw new PlanError({ about: 'plan', code: 'none' }, 'options');
    return plan;
  }

  #update(plan: Plan): void {
    this.#port.emit(planUpdate(this.#differsFromLog ? undefined : this.#need(), plan));
    this.#differsFromLog = false;
  }

  /** The step and those that need it, or all; newest first, as far as they were begun and not taken back. */
  #begunSteps(stepId: StepId | undefined): readonly BegunStep[] {
    const plan = this.#need();
    if (stepId !== undefined && stepOf(plan, stepId) === undefined)
      throw new PlanError({ about: 'plan', code: 'no_step', step: stepId }, 'unknown_step');
    const wanted = stepId === undefined ? undefined : [...dependentsOf(plan, stepId), stepId];
    return this.#trail.begun.toReversed().filter(({ stepId: id, isOpen }) => {
      const status = stepOf(plan, id)?.status;
      const isCutOff = status === 'pending' && isOpen;
      const isThere = status === 'done' || status === 'failed' || status === 'cancelled' || isCutOff;
      return isThere && (wanted === undefined || wanted.includes(id));
    });
  }
}
