// Which steps may start now (planners spec 5.3). A wave is a set of steps that are ready at the same time and don't get in each
// other's way.
import type { Plan, PlanStep, StepId } from './plan';
import { isReadOnlyCommand } from '../effects/readOnlyCommand';
import { effectOf } from './stepEffects';
import type { StepEffect } from './stepEffects';

export interface ScheduleOptions {
  readonly strategy: 'sequential' | 'waves';
  /** Steps at once in `waves`. */
  readonly maxParallel: number;
  /** True where a failed dependency counts as settled (`onFailure: 'continue'` with `skipDependent: false`). */
  readonly afterFailed?: boolean;
  /** Steps that run beside no other that may write: they stood in the way of one before. Default none. */
  readonly alone?: ReadonlySet<StepId>;
}

/** Pending steps whose dependencies are all done, in plan order. */
export function readySteps(plan: Pick<Plan, 'steps'>, afterFailed = false): readonly PlanStep[] {
  const status = new Map(plan.steps.map((step) => [step.id, step.status]));
  const isSettled = (id: StepId): boolean =>
    status.get(id) === 'done' || (afterFailed && status.get(id) === 'failed');
  return plan.steps.filter((step) => step.status === 'pending' && step.dependsOn.every(isSettled));
}

/** What to start next beside the steps in progress; empty when nothing may start. */
export function nextSteps(plan: Pick<Plan, 'steps'>, options: ScheduleOptions): readonly PlanStep[] {
  const running = plan.steps.filter(({ status }) => status === 'in_progress');
  const ready = readySteps(plan, options.afterFailed);
  if (options.strategy === 'sequential') return running.length > 0 ? [] : ready.slice(0, 1);
  const chosen: PlanStep[] = [];
  for (const step of ready) {
    if (running.length + chosen.length >= options.maxParallel) break;
    if ([...running, ...chosen].every((other) => canRunBeside(step, other, options.alone))) chosen.push(step);
  }
  return chosen;
}

/** Pending steps that can never start, when nothing is ready and nothing runs. */
export function deadlockedSteps(plan: Pick<Plan, 'steps'>, afterFailed = false): readonly PlanStep[] {
  const isWorking = plan.steps.some(({ status }) => status === 'in_progress');
  if (isWorking || readySteps(plan, afterFailed).length > 0) return [];
  return plan.steps.filter(({ status }) => status === 'pending');
}

/** Not two steps on one file, and no command beside what writes. */
function canRunBeside(step: PlanStep, other: PlanStep, alone?: ReadonlySet<StepId>): boolean {
  if (step.file !== undefined && sameFile(step.file, other.file)) return false;
  const mine = effectBeside(step, alone);
  const theirs = effectBeside(other, alone);
  return (mine !== 'command' || theirs === 'reads') && (theirs !== 'command' || mine === 'reads');
}

/** A command that is known, or declared, to leave the files of others alone is no danger to them. */
function effectBeside(step: PlanStep, alone?: ReadonlySet<StepId>): StepEffect {
  const { command, safeCommands = command !== undefined && isReadOnlyCommand(command) } = step;
  const effect = effectOf(step);
  if (effect === 'command' && safeCommands) return 'reads';
  return effect !== 'reads' && alone?.has(step.id) === true ? 'command' : effect;
}

function sameFile(left: string, right: string | undefined): boolean {
  const plain = (path: string): string => path.replaceAll('\\', '/').replace(/^(?:\.\/)+/, '');
  return right !== undefined && plain(left) === plain(right);
}
