// What is read off a plan for its rows: counts, the wave at work, times. Pure.
import type { PlanView, StepView } from '../../src/protocol/planMessages';
import { formatCost } from '../format';
import { planLayout } from './planLayout';
import type { PlanLayout } from './planLayout';

export type Plan = PlanView['plan'];
export type Step = Plan['steps'][number];

/** Empty where nothing was spent or the price is unknown. */
export function costWords({ promptTokens, cost, isEstimated }: StepView['usage'], isGrowing = false): string {
  return promptTokens === 0 || cost === undefined ? '' : formatCost(cost, isEstimated || isGrowing);
}

export interface PlanFacts {
  readonly total: number;
  readonly done: number;
  readonly failed: number;
  /** Of the waves as they are laid out, from 1: the first that has work left; 0 when there is none. */
  readonly wave: number;
  readonly waves: number;
}

const layouts = new WeakMap<Plan['steps'], PlanLayout<Step>>();

/** Steps that only changed their state keep their places; an array that was seen is not laid out again. */
export function layoutOf(plan: Plan): PlanLayout<Step> {
  const known = layouts.get(plan.steps);
  if (known !== undefined) return known;
  const layout = planLayout(plan.steps);
  layouts.set(plan.steps, layout);
  return layout;
}

export function planFacts({ plan }: Pick<PlanView, 'plan'>): PlanFacts {
  const { waves } = layoutOf(plan);
  const count = (status: Step['status']): number =>
    plan.steps.filter((step) => step.status === status).length;
  const isOpen = ({ status }: Step): boolean => status === 'pending' || status === 'in_progress';
  return {
    total: plan.steps.length,
    done: count('done'),
    failed: count('failed'),
    wave: waves.findIndex((wave) => wave.some(isOpen)) + 1,
    waves: waves.length,
  };
}

/** Milliseconds of the plan's last run; undefined before the first. */
export function planTook(view: PlanView, now: number): number | undefined {
  if (view.startedAt === undefined) return undefined;
  const isOn = view.isRunning || view.isPlanning;
  const end = isOn ? now : view.endedAt;
  return end === undefined ? undefined : Math.max(0, end - view.startedAt);
}

/** Milliseconds of a step's last attempt; undefined before the first. */
export function stepTook(step: StepView | undefined, isOn: boolean, now: number): number | undefined {
  if (step?.startedAt === undefined) return undefined;
  const end = step.endedAt ?? (isOn ? now : undefined);
  return end === undefined ? undefined : Math.max(0, end - step.startedAt);
}

/** Positions from 1 of the steps that this one needs, ascending. */
export function neededNumbers(plan: Plan, step: Step): readonly number[] {
  return step.dependsOn.map((id) => numberOf(plan, id)).sort((one, other) => one - other);
}

/** Position from 1; 0 where there is no such step. */
export function numberOf(plan: Plan, id: string): number {
  return plan.steps.findIndex((step) => step.id === id) + 1;
}

/** Every step that needs this one, directly or not, in plan order. */
export function needing(plan: Plan, id: string): readonly Step[] {
  const found = new Set([id]);
  let size = 0;
  while (size < found.size) {
    size = found.size;
    for (const step of plan.steps) if (step.dependsOn.some((needed) => found.has(needed))) found.add(step.id);
  }
  return plan.steps.filter((step) => step.id !== id && found.has(step.id));
}

export function titleOf({ title, description }: Step): string {
  return title ?? description.split('\n', 1)[0] ?? description;
}
