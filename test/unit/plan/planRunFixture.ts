// Runs of plans over steps that are functions.
import { planRunOptions } from '../../../src/core/plan/planOptions';
import type { PlanPresetName, PlanRunOptions } from '../../../src/core/plan/planOptions';
import type { PlanEventBody } from '../../../src/core/plan/planEvent';
import type { Plan, PlanRunResult } from '../../../src/core/plan/plan';
import type { PlanPorts, StepOutcome, StepRequest } from '../../../src/core/plan/planPorts';
import { createPlanRun } from '../../../src/core/plan/planRun';
import type { PlanRun } from '../../../src/core/plan/planRun';
import { NOW } from './planFixture';

export type Work = (request: StepRequest, signal: AbortSignal) => Promise<StepOutcome> | StepOutcome;

export const ok = (output = 'ok'): StepOutcome => ({ success: true, output, files: [] });
export const bad = (error = 'broken'): StepOutcome => ({
  success: false,
  error,
  errorCode: 'tool',
  files: [],
});

export interface Opened {
  readonly run: PlanRun;
  readonly events: readonly PlanEventBody[];
  /** Ids of the steps that were worked on, in order. */
  readonly worked: readonly string[];
  start(signal?: AbortSignal): Promise<PlanRunResult>;
}

export function openRun(
  plan: Plan,
  work: Readonly<Record<string, Work>> = {},
  {
    preset = 'unified',
    ports = {},
    ...options
  }: Partial<PlanRunOptions> & { readonly preset?: PlanPresetName; readonly ports?: Partial<PlanPorts> } = {},
): Opened {
  const events: PlanEventBody[] = [];
  const worked: string[] = [];
  let ids = 0;
  const run = createPlanRun(plan, planRunOptions(preset, options), {
    runStep: async (request, signal) => {
      worked.push(request.step.id);
      return (work[request.step.id] ?? (() => ok(`did ${request.step.id}`)))(request, signal);
    },
    emit: (event) => events.push(event),
    now: () => NOW,
    newId: () => `id-${(ids += 1)}`,
    sleep: (_ms, signal) =>
      new Promise((_resolve, reject) =>
        signal.addEventListener('abort', () => reject(new Error('over')), { once: true }),
      ),
    rollbackStep: () => Promise.resolve({ conflicts: [], hasCommands: false }),
    ...ports,
  });
  return { run, events, worked, start: (signal = new AbortController().signal) => run.run(signal) };
}

export const statuses = ({ plan }: PlanRun): string =>
  plan.steps.map(({ status, skipReason }) => skipReason ?? status).join(' ');
export const types = (events: readonly PlanEventBody[]): readonly string[] =>
  events.map(({ type }) => type).filter((type) => type !== 'plan_updated' && type !== 'plan_changed');
