// Plans and the events of their runs, short.
import type { AgentEventBody, EventEnvelope } from '../../../src/core/events/agentEvent';
import type {
  Plan,
  PlanRunResult,
  PlanStatus,
  PlanStep,
  StepResult,
  StepStatus,
} from '../../../src/core/plan/plan';

type Body = AgentEventBody & Partial<EventEnvelope>;

export function step(id: string, dependsOn: readonly string[] = [], more: Partial<PlanStep> = {}): PlanStep {
  return {
    id,
    type: 'agent_task',
    description: `Do ${id}`,
    dependsOn,
    status: 'pending',
    attempts: 0,
    ...more,
  };
}

export function planOf(steps: readonly PlanStep[], more: Partial<Plan> = {}): Plan {
  return {
    schemaVersion: 1,
    id: 'plan-1',
    version: 1,
    kind: 'structured',
    goal: 'Totals are right to the cent',
    steps,
    origin: 'llm',
    strategy: 'waves',
    status: 'ready',
    createdAt: '2026-01-01T00:00:00.000Z',
    updatedAt: '2026-01-01T00:00:00.000Z',
    metadata: {},
    ...more,
  };
}

/** The plan with steps in these states; one that is cancelled had begun. */
export function withStates(
  plan: Plan,
  states: Readonly<Record<string, StepStatus>>,
  status: PlanStatus = 'running',
): Plan {
  return {
    ...plan,
    status,
    steps: plan.steps.map((one, index) => {
      const step = { ...one, status: states[one.id] ?? one.status };
      if (step.status !== 'cancelled') return step;
      const result = { stepId: one.id, order: index + 1, description: '', success: false, files: [] };
      return { ...step, result };
    }),
  };
}

export function updated(plan: Plan): Body {
  return { type: 'plan_updated', plan };
}

export function stepStart(plan: Plan, stepId: string): Body {
  const index = plan.steps.findIndex(({ id }) => id === stepId);
  return {
    type: 'step_start',
    stepId,
    description: plan.steps[index]?.description ?? '',
    stepNumber: index + 1,
    totalSteps: plan.steps.length,
  };
}

export function stepEnd(
  plan: Plan,
  stepId: string,
  status: 'completed' | 'failed' | 'cancelled' = 'completed',
  result: Partial<StepResult> = {},
): Body {
  const index = plan.steps.findIndex(({ id }) => id === stepId);
  return {
    type: 'step_end',
    stepId,
    status,
    stepNumber: index + 1,
    totalSteps: plan.steps.length,
    result: {
      stepId,
      order: index + 1,
      description: plan.steps[index]?.description ?? '',
      success: status === 'completed',
      files: [],
      ...result,
    },
  };
}

const noUsage = { inputTokens: 0, outputTokens: 0, totalTokens: 0 };

export function planEnd(plan: Plan, more: Partial<PlanRunResult> = {}): Body {
  const count = (status: StepStatus): number => plan.steps.filter((one) => one.status === status).length;
  return {
    type: 'plan_end',
    result: {
      success: plan.steps.every(({ status }) => status === 'done'),
      status: plan.status,
      dryRun: false,
      summary: '',
      totalSteps: plan.steps.length,
      completedSteps: count('done'),
      failedSteps: count('failed'),
      skippedSteps: count('skipped'),
      cancelledSteps: count('cancelled'),
      stepResults: [],
      failures: [],
      unresolved: [],
      usage: { planner: noUsage, executor: noUsage, synthesis: noUsage },
      ...more,
    },
  };
}
