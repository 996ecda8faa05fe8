// What is read off a plan: numbers, counts, who depends on whom.
import { cutOutput } from './evidence';
import type { StepEvidence } from './evidence';
import type { Plan, PlanStep, StepId, StepStatus } from './plan';

/** Position from 1; 0 for an id that is not there. */
export function orderOf(plan: Pick<Plan, 'steps'>, id: StepId): number {
  return plan.steps.findIndex((step) => step.id === id) + 1;
}

export function stepOf(plan: Pick<Plan, 'steps'>, id: StepId): PlanStep | undefined {
  return plan.steps.find((step) => step.id === id);
}

/** Dependencies as positions from 1, ascending. */
export function dependencyNumbers(plan: Pick<Plan, 'steps'>, step: PlanStep): readonly number[] {
  return step.dependsOn.map((id) => orderOf(plan, id)).sort((left, right) => left - right);
}

/** `<order>. <description>` lines. */
export function summaryOf(plan: Pick<Plan, 'steps'>): string {
  return plan.steps.map((step, index) => `${index + 1}. ${step.description}`).join('\n');
}

export function titleOf(step: Pick<PlanStep, 'title' | 'description'>): string {
  return step.title ?? step.description;
}

export function countOf(plan: Pick<Plan, 'steps'>, status: StepStatus): number {
  return plan.steps.filter((step) => step.status === status).length;
}

/** True also for a step that a stop kept from beginning: one that was at work when it was stopped has a result. */
export function hasNotBegun({ status, result }: Pick<PlanStep, 'status' | 'result'>): boolean {
  return status === 'pending' || (status === 'cancelled' && result === undefined);
}

/** The plan as people see and change it: what a stop kept from beginning waits as before. */
export function asShown(plan: Plan): Plan {
  const steps = plan.steps.map((step): PlanStep =>
    step.status !== 'pending' && hasNotBegun(step) ? { ...step, status: 'pending' } : step,
  );
  return steps.every((step, index) => step === plan.steps[index]) ? plan : { ...plan, steps };
}

/** The plan without the texts of the files that its steps changed, for what is said often. */
export function withoutTexts(plan: Plan): Plan {
  return { ...plan, steps: plan.steps.map(stepWithoutTexts) };
}

export function stepWithoutTexts(step: PlanStep): PlanStep {
  if (step.result === undefined) return step;
  const { diff: _diff, unwritten: _unwritten, evidence, ...result } = step.result;
  return {
    ...step,
    result: { ...result, files: [], ...(evidence === undefined ? {} : { evidence: brief(evidence) }) },
  };
}

/** Most characters of an output that is said again with every change of the plan. */
const BRIEF_OUTPUT = 500;

function brief({ command, ...evidence }: StepEvidence): StepEvidence {
  if (command === undefined) return evidence;
  return { ...evidence, command: { ...command, output: cutOutput(command.output, BRIEF_OUTPUT) } };
}

/** Done steps over all steps, 0 to 1; 0 for a plan without steps. */
export function progressOf(plan: Pick<Plan, 'steps'>): number {
  return plan.steps.length === 0 ? 0 : countOf(plan, 'done') / plan.steps.length;
}

/** Every step that needs this one, directly or not, in plan order. */
export function dependentsOf(plan: Pick<Plan, 'steps'>, id: StepId): readonly StepId[] {
  const found = new Set([id]);
  let isGrowing = true;
  while (isGrowing) {
    const before = found.size;
    for (const step of plan.steps) {
      if (step.dependsOn.some((dependency) => found.has(dependency))) found.add(step.id);
    }
    isGrowing = found.size > before;
  }
  return plan.steps.map((step) => step.id).filter((candidate) => candidate !== id && found.has(candidate));
}

/**
 * The waves in which steps could run: each step stands one wave after the last of what it needs. Steps of a cycle, or that need a step
 * which is not there, are in none.
 */
export function wavesOf(plan: Pick<Plan, 'steps'>): readonly (readonly StepId[])[] {
  const waveOf = new Map<StepId, number>();
  let isGrowing = true;
  while (isGrowing) {
    const before = waveOf.size;
    for (const step of plan.steps) {
      if (waveOf.has(step.id)) continue;
      const needed = step.dependsOn.map((id) => waveOf.get(id));
      if (needed.includes(undefined)) continue;
      waveOf.set(step.id, Math.max(0, ...needed.map((wave) => (wave ?? 0) + 1)));
    }
    isGrowing = waveOf.size > before;
  }
  const waves: StepId[][] = [];
  for (const step of plan.steps) {
    const wave = waveOf.get(step.id);
    if (wave !== undefined) (waves[wave] ??= []).push(step.id);
  }
  return waves;
}
