// Makes plans and steps out of what planners, templates and people give.
import type { Plan, PlanStep, StepSpec } from './plan';

export interface PlanParts extends Partial<
  Omit<Plan, 'schemaVersion' | 'steps' | 'goal' | 'createdAt' | 'updatedAt'>
> {
  readonly goal: string;
  readonly steps: readonly StepSpec[];
}

export interface PlanClock {
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  readonly newId: () => string;
}

/** A plan as given; not validated. Steps without an id get the next free `step-n`. */
export function createPlan({ steps: specs, ...parts }: PlanParts, { now, newId }: PlanClock): Plan {
  const time = new Date(now()).toISOString();
  const steps: PlanStep[] = [];
  const taken = new Set(specs.flatMap(({ id }) => (id === undefined ? [] : [id])));
  for (const spec of specs) steps.push(createStep(spec, taken));
  return {
    version: 1,
    kind: 'structured',
    origin: 'manual',
    strategy: 'sequential',
    status: 'draft',
    metadata: {},
    ...parts,
    schemaVersion: 1,
    id: parts.id ?? newId(),
    steps,
    createdAt: time,
    updatedAt: time,
  };
}

/** @param taken ids in use; the new one is added */
export function createStep(spec: StepSpec, taken: Set<string>): PlanStep {
  const id = spec.id ?? freeId(taken);
  taken.add(id);
  return {
    ...spec,
    id,
    type: spec.type ?? 'agent_task',
    dependsOn: [...new Set(spec.dependsOn ?? [])],
    status: 'pending',
    attempts: 0,
  };
}

/** The first `step-n` that nobody has. */
export function freeId(taken: ReadonlySet<string>): string {
  for (let number = 1; ; number += 1) if (!taken.has(`step-${number}`)) return `step-${number}`;
}
