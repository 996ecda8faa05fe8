// The rules that every plan keeps: checked when it is made, loaded, edited and re-planned (planners spec 5.4, wording of 2.9).
import picomatch from 'picomatch';
import type { Plan, PlanConstraints, PlanStep, StepId } from './plan';
import { PlanError } from './planError';
import { isTestStep } from './stepEffects';

export interface PlanRules {
  /** Absent: no limit. */
  readonly maxPlanSteps?: number;
  /** A plan without steps is valid. Default false. */
  readonly allowEmpty?: boolean;
  /** True for a path outside the workspace. Default: absolute paths and those that climb out by `..`. */
  readonly isOutside?: (path: string) => boolean;
}

/** One sentence for each broken rule; empty for a valid plan. */
export function validatePlan(plan: Plan, rules: PlanRules = {}): readonly string[] {
  if (plan.kind === 'text') return plan.text?.trim() ? [] : ['Plan has no text'];
  const { steps } = plan;
  const problems: string[] = [];
  if (steps.length === 0 && rules.allowEmpty !== true) problems.push('Plan must have at least one step');
  const most = Math.min(rules.maxPlanSteps ?? Infinity, plan.constraints?.maxSteps ?? Infinity);
  if (steps.length > most) problems.push(`Plan has ${steps.length} steps, more than the limit of ${most}`);
  const ids = new Set<StepId>();
  const repeated = new Set<StepId>();
  for (const { id } of steps) {
    if (ids.has(id)) repeated.add(id);
    ids.add(id);
  }
  if (repeated.size > 0) problems.push(`Step IDs must be unique: ${[...repeated].join(', ')}`);
  const isOutside = rules.isOutside ?? looksOutside;
  for (const [index, step] of steps.entries()) problems.push(...stepProblems(step, index, ids, isOutside));
  const cycle = findCycle(steps);
  if (cycle !== undefined) problems.push(`Plan has circular dependencies: ${cycle.join(' -> ')}`);
  if (plan.constraints !== undefined) problems.push(...constraintProblems(steps, plan.constraints));
  return problems;
}

/** Throws `PlanError` `invalid` with every problem. */
export function assertValidPlan(plan: Plan, rules?: PlanRules): void {
  const problems = validatePlan(plan, rules);
  if (problems.length > 0) throw new PlanError(problems.join('; '), 'invalid', problems);
}

function stepProblems(
  step: PlanStep,
  index: number,
  ids: ReadonlySet<StepId>,
  isOutside: (path: string) => boolean,
): readonly string[] {
  const problems: string[] = [];
  if (step.id.trim() === '') problems.push(`Step ${index + 1} has no id`);
  if (step.description.trim() === '') problems.push(`Step '${step.id}' has no description`);
  for (const id of step.dependsOn) {
    if (id === step.id) problems.push(`Step '${step.id}' depends on itself`);
    else if (!ids.has(id)) problems.push(`Step '${step.id}' depends on unknown step '${id}'`);
  }
  if (step.file !== undefined && isOutside(step.file))
    problems.push(`Step '${step.id}': path '${step.file}' is outside the workspace`);
  return problems;
}

/** Ids along one cycle, the first one repeated at its end; steps that depend on themselves are told on their own. */
export function findCycle(steps: readonly PlanStep[]): readonly StepId[] | undefined {
  const byId = new Map(steps.map((step) => [step.id, step]));
  const isSettled = new Set<StepId>();
  for (const { id: start } of steps) {
    // Depth first without recursion: a plan may be deep. Each entry is a step and the position of its next dependency.
    const path: { readonly id: StepId; next: number }[] = [];
    const onPath = new Set<StepId>();
    const enter = (id: StepId): void => {
      path.push({ id, next: 0 });
      onPath.add(id);
    };
    if (!isSettled.has(start)) enter(start);
    for (let top = path.at(-1); top !== undefined; top = path.at(-1)) {
      const { id } = top;
      const dependency = byId.get(id)?.dependsOn[top.next];
      top.next += 1;
      if (dependency === undefined) {
        isSettled.add(id);
        onPath.delete(id);
        path.pop();
      } else if (onPath.has(dependency) && dependency !== id) {
        const ids = path.map((entry) => entry.id);
        return [...ids.slice(ids.indexOf(dependency)), dependency];
      } else if (byId.has(dependency) && !isSettled.has(dependency) && dependency !== id) enter(dependency);
    }
  }
  return undefined;
}

function constraintProblems(steps: readonly PlanStep[], constraints: PlanConstraints): readonly string[] {
  const { includeTests, allowedTypes, paths } = constraints;
  const isAllowedPath = paths === undefined ? undefined : picomatch([...paths], { dot: true });
  return steps.flatMap((step) => [
    ...(includeTests === false && isTestStep(step)
      ? [`Step '${step.id}' is about tests, which are left out`]
      : []),
    ...(allowedTypes !== undefined && !allowedTypes.includes(step.type)
      ? [`Step '${step.id}' has the type '${step.type}', which is not allowed`]
      : []),
    ...(isAllowedPath !== undefined &&
    step.file !== undefined &&
    !isAllowedPath(step.file.replaceAll('\\', '/'))
      ? [`Step '${step.id}': '${step.file}' is not among the allowed paths`]
      : []),
  ]);
}

function looksOutside(path: string): boolean {
  if (/^(?:[/\\~]|[A-Za-z]:)/.test(path)) return true;
  let depth = 0;
  for (const part of path.split(/[/\\]/)) {
    if (part === '..') depth -= 1;
    else if (part !== '' && part !== '.') depth += 1;
    if (depth < 0) return true;
  }
  return false;
}
