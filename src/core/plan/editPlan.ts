// Edits of a plan (planners spec 5.5). Each is all or nothing: it gives a new, valid plan or throws `PlanError`.
import { createStep } from './createPlan';
import type { Plan, PlanStep, StepId, StepSpec } from './plan';
import { PlanError } from './planError';
import { dependentsOf, orderOf, stepOf } from './planViews';
import { hasStoredDiff } from './storedDiff';
import { assertValidPlan } from './validatePlan';
import type { PlanRules } from './validatePlan';
import type { PlanCause } from '../words/errorCause';
import { withStepNames } from './stepNames';

/** What happens to steps that need a removed one: inherit what it needed, go as well, or keep it from being removed. */
export type DependentsRule = 'bridge' | 'cascade' | 'reject';

export interface EditOptions {
  readonly rules?: PlanRules;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** Ids of plans that this one replaces, so that none is used twice. */
  readonly usedIds?: Iterable<StepId>;
}

/** @param after position behind which it goes, 0 for the first; absent: at the end */
export function addStep(plan: Plan, spec: StepSpec, options: EditOptions, after = plan.steps.length): Plan {
  if (!Number.isInteger(after) || after < 0 || after > plan.steps.length)
    throw new PlanError({ about: 'plan', code: 'no_step_before', step: after }, 'edit');
  const taken = new Set([...plan.steps.map(({ id }) => id), ...(options.usedIds ?? [])]);
  if (spec.id !== undefined && taken.has(spec.id))
    throw new PlanError({ about: 'plan', code: 'id_in_use', id: spec.id }, 'edit');
  const step = createStep(spec, taken);
  return edited(plan, [...plan.steps.slice(0, after), step, ...plan.steps.slice(after)], options);
}

/** @param step order number or id */
export function removeStep(
  plan: Plan,
  step: number | StepId,
  options: EditOptions & { readonly dependents?: DependentsRule },
): Plan {
  const removed = pendingStep(plan, step, 'removed');
  const rule = options.dependents ?? 'bridge';
  const needing = plan.steps.filter(({ dependsOn }) => dependsOn.includes(removed.id));
  if (rule === 'reject' && needing.length > 0) {
    throw refused(plan, {
      about: 'plan',
      code: 'needed_by',
      id: removed.id,
      by: needing.map(({ id }) => id),
    });
  }
  if (rule === 'cascade') return withoutAll(plan, removed.id, options);
  return edited(plan, without(plan.steps, removed), options);
}

/** The step ends at position `to`, counted after it was taken out. */
export function moveStep(plan: Plan, from: number | StepId, to: number, options: EditOptions): Plan {
  const moved = pendingStep(plan, from, 'moved');
  if (!Number.isInteger(to) || to < 1 || to > plan.steps.length)
    throw new PlanError(
      { about: 'plan', code: 'no_position', position: to, steps: plan.steps.length },
      'edit',
    );
  const others = plan.steps.filter((step) => step !== moved);
  const steps = [...others.slice(0, to - 1), moved, ...others.slice(to - 1)];
  const place = new Map(steps.map((step, index) => [step.id, index]));
  const placeOf = (id: StepId): number => place.get(id) ?? -1;
  const early = moved.dependsOn.find(
    (id) => placeOf(id) > placeOf(moved.id) && wasBefore(plan, id, moved.id),
  );
  if (early !== undefined) throw refused(plan, { about: 'plan', code: 'before', id: moved.id, other: early });
  const late = steps.find(
    ({ id, dependsOn }) =>
      dependsOn.includes(moved.id) && placeOf(id) < placeOf(moved.id) && wasBefore(plan, moved.id, id),
  );
  if (late !== undefined)
    throw refused(plan, { about: 'plan', code: 'behind', id: moved.id, other: late.id });
  return edited(plan, steps, options);
}

export type StepPatch = Partial<
  Omit<
    PlanStep,
    'id' | 'status' | 'skipReason' | 'attempts' | 'result' | 'baseHash' | 'baseHashes' | 'renames'
  >
>;

export function editStep(plan: Plan, id: StepId, patch: StepPatch, options: EditOptions): Plan {
  const step = pendingStep(plan, id, 'edited');
  return edited(plan, replaced(plan.steps, step, patched(step, patch)), options);
}

/** One of several changes that are made together, as an edited document has them (`editsFromMarkdown.ts`). */
export type PlanChange =
  | { readonly kind: 'add'; readonly spec: StepSpec & { readonly id: StepId } }
  /** A field that is there and undefined is taken away. */
  | { readonly kind: 'edit'; readonly stepId: StepId; readonly patch: StepPatch }
  /** What it needed takes its place. */
  | { readonly kind: 'remove'; readonly stepId: StepId }
  /** Steps that are not named stay behind the one before them. */
  | { readonly kind: 'order'; readonly stepIds: readonly StepId[] }
  | { readonly kind: 'plan'; readonly patch: Partial<Pick<Plan, 'goal' | 'successCriteria' | 'metadata'>> };

/** All of them or none; only the outcome has to be valid, whatever lies between. */
export function changePlanSteps(plan: Plan, changes: readonly PlanChange[], options: EditOptions): Plan {
  const taken = new Set([...plan.steps.map(({ id }) => id), ...(options.usedIds ?? [])]);
  const next = changes.reduce((before, change) => applied(before, change, taken), plan);
  const misplaced = next.steps.find(({ id, dependsOn }) =>
    dependsOn.some(
      (needed) =>
        orderOf(next, needed) > orderOf(next, id) &&
        stepOf(plan, needed) !== undefined &&
        wasBefore(plan, needed, id),
    ),
  );
  if (misplaced !== undefined)
    throw refused(plan, { about: 'plan', code: 'before_needed', id: misplaced.id }, next);
  return edited(next, next.steps, options, plan);
}

function applied(plan: Plan, change: PlanChange, taken: Set<StepId>): Plan {
  switch (change.kind) {
    case 'add':
      if (taken.has(change.spec.id))
        throw new PlanError({ about: 'plan', code: 'id_in_use', id: change.spec.id }, 'edit');
      return { ...plan, steps: [...plan.steps, createStep(change.spec, taken)] };
    case 'edit': {
      const step = pendingStep(plan, change.stepId, 'edited');
      return { ...plan, steps: replaced(plan.steps, step, patched(step, change.patch)) };
    }
    case 'remove':
      return { ...plan, steps: without(plan.steps, pendingStep(plan, change.stepId, 'removed')) };
    case 'order':
      return { ...plan, steps: ordered(plan.steps, change.stepIds) };
    case 'plan':
      return { ...plan, ...change.patch };
  }
}

function ordered(steps: readonly PlanStep[], ids: readonly StepId[]): readonly PlanStep[] {
  const result = ids.flatMap((id) => steps.find((step) => step.id === id) ?? []);
  for (const [index, step] of steps.entries()) {
    const before = steps[index - 1];
    if (!result.includes(step)) result.splice(before === undefined ? 0 : result.indexOf(before) + 1, 0, step);
  }
  const settled = (of: readonly PlanStep[]) => of.filter(({ status }) => status !== 'pending');
  const former = settled(steps);
  if (settled(result).some((step, index) => step !== former[index]))
    throw new PlanError({ about: 'plan', code: 'only_pending', done: 'moved' }, 'edit');
  return result;
}

/** Another task, changed code or another file makes a stored diff stale: it is dropped. */
function patched(step: PlanStep, patch: StepPatch): PlanStep {
  const isOther = (field: 'description' | 'code'): boolean =>
    patch[field] !== undefined && patch[field] !== step[field];
  const isStale =
    isOther('code') ||
    ('file' in patch && patch.file !== step.file) ||
    (isOther('description') && hasStoredDiff(step));
  const { diff: _diff, baseHash: _hash, baseHashes: _hashes, renames: _renames, ...bare } = step;
  const dependsOn = patch.dependsOn && { dependsOn: [...new Set(patch.dependsOn)] };
  return { ...(isStale ? bare : step), ...patch, ...dependsOn };
}

function replaced(steps: readonly PlanStep[], step: PlanStep, next: PlanStep): readonly PlanStep[] {
  return steps.map((candidate) => (candidate === step ? next : candidate));
}

function pendingStep(plan: Plan, step: number | StepId, done: 'edited' | 'removed' | 'moved'): PlanStep {
  const found = typeof step === 'number' ? plan.steps[step - 1] : stepOf(plan, step);
  if (found === undefined) throw new PlanError({ about: 'plan', code: 'no_step', step }, 'unknown_step');
  if (found.status !== 'pending') throw new PlanError({ about: 'plan', code: 'only_pending', done }, 'edit');
  return found;
}

/** The step, and every step that needs it, directly or not; one of them that is not pending keeps all. */
function withoutAll(plan: Plan, id: StepId, options: EditOptions): Plan {
  const gone = [id, ...dependentsOf(plan, id)];
  for (const candidate of gone) pendingStep(plan, candidate, 'removed');
  return edited(
    plan,
    plan.steps.filter((step) => !gone.includes(step.id)),
    options,
  );
}

function without(steps: readonly PlanStep[], removed: PlanStep): readonly PlanStep[] {
  return steps
    .filter((candidate) => candidate !== removed)
    .map((candidate) =>
      candidate.dependsOn.includes(removed.id)
        ? { ...candidate, dependsOn: bridged(candidate.dependsOn, removed) }
        : candidate,
    );
}

/** What the removed step needed takes its place. */
function bridged(dependsOn: readonly StepId[], removed: PlanStep): readonly StepId[] {
  return [...new Set(dependsOn.flatMap((id) => (id === removed.id ? removed.dependsOn : [id])))];
}

/** A plan may list a step before one that it needs: only an order that was right must stay right. */
function wasBefore(plan: Plan, first: StepId, second: StepId): boolean {
  return orderOf(plan, first) < orderOf(plan, second);
}

/** @param shown the plan as people see it before the edit */
function edited(
  plan: Plan,
  steps: readonly PlanStep[],
  { rules, now }: EditOptions,
  shown: Plan = plan,
): Plan {
  const next: Plan = { ...plan, steps, updatedAt: new Date(now()).toISOString() };
  assertValidPlan(next, rules, shown);
  return next;
}

function refused(plan: Plan, cause: PlanCause, next = plan): PlanError {
  return new PlanError(withStepNames(cause, plan, next), 'edit');
}
