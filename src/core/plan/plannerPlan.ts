// A plan as Aksara's Planner shows it (planners spec 2.3, 2.4): steps with numbers, edited in place. Every edit is checked as a whole and
// throws `PlanError` where it would break the plan.
import { addStep, editStep, moveStep, removeStep } from './editPlan';
import type { DependentsRule, StepPatch } from './editPlan';
import type { Plan, PlanStep, StepId, StepSpec, StepStatus } from './plan';
import { dependencyNumbers, orderOf, stepOf, summaryOf } from './planViews';

/** A step of a plan; it follows the plan through edits and runs. */
export class PlannerStep {
  readonly id: StepId;
  readonly #plan: PlannerPlan;

  constructor(plan: PlannerPlan, id: StepId) {
    this.#plan = plan;
    this.id = id;
  }

  /** The plan that it belongs to. */
  get plan(): PlannerPlan {
    return this.#plan;
  }

  /** From 1. */
  get order(): number {
    return orderOf(this.#plan.value, this.id);
  }

  get type(): string {
    return this.#step.type;
  }

  get description(): string {
    return this.#step.description;
  }

  set description(description: string) {
    this.#plan.editStep(this.id, { description });
  }

  get file(): string | undefined {
    return this.#step.file;
  }

  set file(file: string | undefined) {
    this.#plan.editStep(this.id, { file });
  }

  get code(): string | undefined {
    return this.#step.code;
  }

  set code(code: string | undefined) {
    this.#plan.editStep(this.id, { code });
  }

  /** Order numbers of the steps that it needs, ascending. */
  get dependencies(): readonly number[] {
    return dependencyNumbers(this.#plan.value, this.#step);
  }

  get status(): StepStatus {
    return this.#step.status;
  }

  get #step(): PlanStep {
    const step = stepOf(this.#plan.value, this.id);
    if (step === undefined) throw new RangeError(`The step '${this.id}' is not in the plan any more.`);
    return step;
  }
}

export class PlannerPlan {
  readonly #now: () => number;
  #value: Plan;

  /** @param now milliseconds since the epoch */
  constructor(value: Plan, now: () => number = Date.now) {
    this.#value = value;
    this.#now = now;
  }

  /** The plan itself, as it is now. */
  get value(): Plan {
    return this.#value;
  }

  set value(plan: Plan) {
    this.#value = plan;
  }

  get goal(): string {
    return this.#value.goal;
  }

  get steps(): readonly PlannerStep[] {
    return this.#value.steps.map(({ id }) => new PlannerStep(this, id));
  }

  /** `<order>. <description>` lines. */
  get summary(): string {
    return summaryOf(this.#value);
  }

  /** @param spec.after order number behind which it goes, 0 for the first; absent: at the end */
  addStep({ after, ...spec }: StepSpec & { readonly after?: number }): PlannerStep {
    const before = new Set(this.#value.steps.map(({ id }) => id));
    this.#value = addStep(this.#value, spec, { now: this.#now }, after);
    const added = this.steps.find(({ id }) => !before.has(id));
    if (added === undefined) throw new Error('The step was not added.');
    return added;
  }

  /** @param dependents what becomes of steps that need it; default: they inherit what it needed */
  removeStep(order: number, dependents?: DependentsRule): void {
    this.#value = removeStep(this.#value, order, { now: this.#now, dependents });
  }

  /** The step ends at position `toOrder`. */
  moveStep({ fromOrder, toOrder }: { readonly fromOrder: number; readonly toOrder: number }): void {
    this.#value = moveStep(this.#value, fromOrder, toOrder, { now: this.#now });
  }

  editStep(id: StepId, patch: StepPatch): void {
    this.#value = editStep(this.#value, id, patch, { now: this.#now });
  }

  toJSON(): Plan {
    return this.#value;
  }
}
