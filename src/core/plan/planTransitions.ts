// The plan of a run as it is now. Every transition goes through here, so that none is made without being said in events.
import type { Plan, PlanStatus, PlanStep, SkipReason, StepId, StepResult } from './plan';
import { markStale } from './evidence';
import type { FileVersions } from './evidence';
import type { PlanPorts } from './planPorts';
import { changePlan, changeStep, skipDependents } from './planState';
import type { StepChange } from './planState';
import { planUpdate } from './planUpdate';
import { orderOf, stepOf } from './planViews';
import { versionsOf } from './treeState';

export class PlanTransitions {
  readonly #ports: Pick<PlanPorts, 'emit' | 'now' | 'versionOf'>;
  readonly #listeners = new Set<() => void>();
  #plan: Plan;
  #said: Plan | undefined;

  constructor(plan: Plan, ports: Pick<PlanPorts, 'emit' | 'now' | 'versionOf'>) {
    this.#plan = plan;
    this.#ports = ports;
  }

  get plan(): Plan {
    return this.#plan;
  }

  /** Throws for an id that is not in the plan. */
  step(id: StepId): PlanStep {
    const step = stepOf(this.#plan, id);
    if (step === undefined) throw new Error(`There is no step ${id}.`);
    return step;
  }

  update(plan: Plan): void {
    const update = planUpdate(this.#said, plan);
    this.#plan = plan;
    this.#said = plan;
    this.#ports.emit(update);
    for (const listener of [...this.#listeners]) listener();
  }

  /** Called after every transition, until the returned function is. */
  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  setStatus(status: PlanStatus): void {
    this.update(changePlan(this.#plan, status, this.#ports.now()));
  }

  setStep(id: StepId, change: StepChange): void {
    this.update(changeStep(this.#plan, id, change, this.#ports.now()));
  }

  /** @param withDependents also what needs it, without asking */
  skip(id: StepId, reason: SkipReason, withDependents = true): void {
    this.setStep(id, { status: 'skipped', skipReason: reason });
    this.#ports.emit({ type: 'step_skipped', stepId: id, reason });
    if (withDependents) this.skipAfter(id, 'dependency_skipped');
  }

  skipAfter(id: StepId, reason: 'dependency_failed' | 'dependency_skipped'): void {
    const before = this.#plan;
    const after = skipDependents(before, id, reason, this.#ports.now());
    const skipped = after.steps.filter((step, index) => step !== before.steps[index]);
    if (skipped.length === 0) return;
    this.update(after);
    for (const step of skipped) this.#ports.emit({ type: 'step_skipped', stepId: step.id, reason });
  }

  /** Says that a step in progress begins. Returns its position, from 1. */
  startStep({ id, description }: PlanStep): number {
    const stepNumber = orderOf(this.#plan, id);
    const totalSteps = this.#plan.steps.length;
    this.#ports.emit({ type: 'step_start', stepId: id, description, stepNumber, totalSteps });
    return stepNumber;
  }

  endStep(id: StepId, result: StepResult): void {
    const isCancelled = result.errorCode === 'cancelled';
    const status = result.success ? 'done' : isCancelled ? 'cancelled' : 'failed';
    this.setStep(id, { status, result });
    this.#ports.emit({
      type: 'step_end',
      stepId: id,
      status: status === 'done' ? 'completed' : status,
      stepNumber: orderOf(this.#plan, id),
      totalSteps: this.#plan.steps.length,
      result,
    });
    this.markStale(versionsOf(result.files), id);
  }

  /** Says of which steps the evidence does not cover any more what is there now. */
  markStale(versions: FileVersions, except?: StepId): void {
    const { plan, changed } = markStale(this.#plan, versions, except);
    if (changed.length === 0) return;
    this.update(plan);
    for (const stepId of changed) {
      const paths = stepOf(plan, stepId)?.result?.evidence?.stale ?? [];
      this.#ports.emit({ type: 'evidence_stale', stepId, paths });
    }
  }

  /** Files that somebody changed since the evidence of done steps was taken. */
  async lookForChanges(): Promise<void> {
    const { versionOf } = this.#ports;
    if (versionOf === undefined) return;
    const covered = this.#plan.steps.flatMap(({ result }) => result?.evidence?.tree.files ?? []);
    const versions = new Map<string, string | null>();
    for (const { path } of covered) {
      if (versions.has(path)) continue;
      const version = await versionOf(path);
      if (version !== undefined) versions.set(path, version);
    }
    this.markStale(versions);
  }
}
