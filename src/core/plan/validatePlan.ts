// The rules that every plan keeps: checked when it is made, loaded, edited and re-planned (planners spec 5.4, wording of 2.9).
import picomatch from 'picomatch';
import type { Plan, PlanConstraints, PlanStep, StepId } from './plan';
import { PlanError } from './planError';
import type { PlanCause } from '../words/errorCause';
import { planText } from '../words/planText';
import { withStepNames } from './stepNames';
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
  return brokenRules(plan, rules).map((rule) => planText(rule));
}

/** The same as values. */
export function brokenRules(plan: Plan, rules: PlanRules = {}): readonly PlanCause[] {
  if (plan.kind === 'text') return plan.text?.trim() ? [] : [{ about: 'plan', code: 'no_text' }];
  const { steps } = plan;
  const problems: PlanCause[] = [];
  if (steps.length === 0 && rules.allowEmpty !== true) problems.push({ about: 'plan', code: 'no_steps' });
  const most = Math.min(rules.maxPlanSteps ?? Infinity, plan.constraints?.maxSteps ?? Infinity);
  if (steps.length > most)
    problems.push({ about: 'plan', code: 'too_many_steps', steps: steps.length, limit: most });
  const ids = new Set<StepId>();
  const repeated = new Set<StepId>();
  for (const { id } of steps) {
    if (ids.has(id)) repeated.add(id);
    ids.add(id);
  }
  if (repeated.size > 0) problems.push({ about: 'plan', code: 'repeated_ids', ids: [...repeated] });
  const isOutside = rules.isOutside ?? looksOutside;
  for (const [index, step] of steps.entries()) problems.push(...stepProblems(step, index, ids, isOutside));
  const cycle = findCycle(steps);
  if (cycle !== undefined) problems.push({ about: 'plan', code: 'circle', ids: cycle });
  if (plan.constraints !== undefined) problems.push(...constraintProblems(steps, plan.constraints));
  return problems;
}

/** Throws `PlanError` `invalid` with every problem. @param known the plan as people see it: its numbers name the steps. Default this one */
export function assertValidPlan(plan: Plan, rules: PlanRules = {}, known = plan): void {
  const problems = brokenRules(plan, rules).map((rule) => withStepNames(rule, known, plan));
  if (problems.length > 0)
    throw new PlanError(
      { about: 'plan', code: 'broken_rules', of: problems },
      'invalid',
      problems.map((rule) => planText(rule)),
    );
}

function stepProblems(
  step: PlanStep,
  index: number,
  ids: ReadonlySet<StepId>,
  isOutside: (path: string) => boolean,
): readonly PlanCause[] {
  const problems: PlanCause[] = [];
  if (step.id.trim() === '') problems.push({ about: 'plan', code: 'no_id', order: index + 1 });
  if (step.description.trim() === '') problems.push({ about: 'plan', code: 'no_description', id: step.id });
  for (const id of step.dependsOn) {
    if (id === step.id) problems.push({ about: 'plan', code: 'needs_itself', id });
    else if (!ids.has(id)) problems.push({ about: 'plan', code: 'needs_unknown', id: step.id, other: id });
  }
  if (step.file !== undefined && isOutside(step.file))
    problems.push({ about: 'plan', code: 'path_outside', id: step.id, path: step.file });
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

function constraintProblems(steps: readonly PlanStep[], constraints: PlanConstraints): readonly PlanCause[] {
  const { includeTests, allowedTypes, paths } = constraints;
  const isAllowedPath = paths === undefined ? undefined : picomatch([...paths], { dot: true });
  return steps.flatMap((step) => {
    const { id, type, file: path } = step;
    const problems: PlanCause[] = [];
    if (includeTests === false && isTestStep(step)) problems.push({ about: 'plan', code: 'about_tests', id });
    if (allowedTypes !== undefined && !allowedTypes.includes(type))
      problems.push({ about: 'plan', code: 'type_not_allowed', id, type });
    if (path !== undefined && isAllowedPath?.(path.replaceAll('\\', '/')) === false)
      problems.push({ about: 'plan', code: 'path_not_allowed', id, path });
    return problems;
  });
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
