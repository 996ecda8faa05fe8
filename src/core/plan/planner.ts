// Makes a plan for a task: asks a model, reads its answer, asks once more where that is no plan, and falls back to one step
// (planners spec 5.2, 5.4, 5.9). Whatever was not as wished is said in an event.
import { createPlan } from './createPlan';
import type { Plan, PlanConstraints, PlanUsage } from './plan';
import { PlanError } from './planError';
import type { PlanEventBody } from './planEvent';
import type { PlanningOptions } from './planOptions';
import { parsePlanReply } from './parsePlan';
import type { ParsedPlan } from './parsePlan';
import { addUsage, NO_USAGE } from './planResult';
import {
  constraintsSection,
  PLANNER_PROMPT,
  previousPlansSection,
  RETRY_PROMPT,
  toolsSection,
} from './planner.prompt';
import { causeOf } from '../words/errorCause';
import type { ErrorCause, PlanCause } from '../words/errorCause';
import { planText } from '../words/planText';
import { brokenRules } from './validatePlan';

/** One exchange with the planner's model. `earlier` holds its own answer and what was wrong with it. */
export interface PlannerQuestion {
  readonly system: string;
  readonly prompt: string;
  readonly earlier: readonly { readonly answer: string; readonly complaint: string }[];
}

export interface PlannerPorts {
  ask(
    question: PlannerQuestion,
    signal: AbortSignal,
  ): Promise<{ readonly text: string; readonly usage?: PlanUsage }>;
  readonly emit: (event: PlanEventBody) => void;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  readonly newId: () => string;
  /** True for errors that no fallback may hide, such as a limit that was reached. Default: none but the signal's. */
  readonly mustEnd?: (error: unknown) => boolean;
}

export interface PlanRequest {
  readonly goal: string;
  readonly planning: PlanningOptions;
  /** Replaces the built-in prompt; in `text` mode there is no built-in one. */
  readonly instructions?: string;
  /** Offered to whoever carries the plan out. */
  readonly tools?: readonly { readonly name: string; readonly description: string }[];
  readonly constraints?: PlanConstraints;
  /** What is known about the workspace, as text. */
  readonly context?: string;
  readonly previousPlans?: readonly Plan[];
  readonly strategy?: Plan['strategy'];
  readonly maxPlanSteps?: number | null;
  /** Id of the only step of a fallback. Default `step-1`. */
  readonly fallbackId?: string;
}

/** Throws `PlanError` where the options say so, what the model threw, and the reason of a signal that was aborted. */
export async function planTask(
  request: PlanRequest,
  ports: PlannerPorts,
  signal: AbortSignal,
): Promise<{ readonly plan: Plan; readonly usage: PlanUsage }> {
  const made = await makePlan(request, ports, signal);
  signal.throwIfAborted();
  ports.emit({ type: 'plan_created', plan: made.plan });
  return made;
}

interface MadePlan {
  readonly plan: Plan;
  readonly usage: PlanUsage;
}

async function makePlan(request: PlanRequest, ports: PlannerPorts, signal: AbortSignal): Promise<MadePlan> {
  const { planning } = request;
  const earlier: { answer: string; complaint: string }[] = [];
  let usage = NO_USAGE;
  for (;;) {
    let reply;
    try {
      reply = await ports.ask({ system: systemOf(request), prompt: promptOf(request), earlier }, signal);
    } catch (error) {
      if (signal.aborted || planning.onError === 'fail' || ports.mustEnd?.(error) === true) throw error;
      const words = error instanceof Error ? error.message : String(error);
      const cause: ErrorCause = { about: 'run', code: 'planner_failed', of: causeOf(error) };
      return { plan: fallback(request, { reason: `the planner failed: ${words}`, cause }, ports), usage };
    }
    // A planner that was stopped has not said what it would have said.
    signal.throwIfAborted();
    usage = addUsage(usage, reply.usage);
    const outcome =
      planning.mode === 'text' ? textPlan(request, reply.text, ports) : readPlan(request, reply.text, ports);
    if ('plan' in outcome) return { plan: outcome.plan, usage };
    const problems = outcome.problems.map((problem) => planText(problem));
    const cause: PlanCause = { about: 'plan', code: 'broken_rules', of: outcome.problems };
    if (planning.invalidPlan === 'error') throw new PlanError(cause, 'invalid', problems);
    if (planning.invalidPlan === 'fallback' || earlier.length > 0)
      return { plan: fallback(request, { reason: planText(cause), cause }, ports), usage };
    ports.emit({ type: 'plan_asked_again', problems });
    earlier.push({ answer: reply.text, complaint: RETRY_PROMPT(problems) });
  }
}

function systemOf({ planning, instructions, tools = [] }: PlanRequest): string {
  const prompt = instructions?.trim() ? instructions : planning.mode === 'text' ? '' : PLANNER_PROMPT;
  return sections([prompt, planning.mode === 'text' ? '' : toolsSection(tools)]);
}

function promptOf({ goal, context, constraints, previousPlans = [] }: PlanRequest): string {
  return sections([
    goal,
    constraintsSection(constraints),
    context?.trim() ? `What is known about the workspace:\n${context}` : '',
    previousPlansSection(previousPlans),
  ]);
}

function textPlan(request: PlanRequest, text: string, ports: PlannerPorts): { readonly plan: Plan } {
  const words = text.trim();
  if (words === '') ports.emit({ type: 'plan_empty', goal: request.goal });
  return { plan: draft(request, { steps: [], repairs: [] }, ports, { kind: 'text', text: words }) };
}

function readPlan(
  request: PlanRequest,
  text: string,
  ports: PlannerPorts,
): { readonly plan: Plan } | { readonly problems: readonly PlanCause[] } {
  const result = parsePlanReply(text);
  if (!result.ok) return { problems: [result.cause] };
  const plan = draft(request, result.plan, ports);
  const { maxPlanSteps = null, planning } = request;
  const problems = brokenRules(plan, {
    allowEmpty: planning.emptyPlan !== 'error',
    ...(maxPlanSteps === null ? {} : { maxPlanSteps }),
  });
  if (problems.length > 0) return { problems };
  const { repairs } = result.plan;
  if (repairs.length > 0) ports.emit({ type: 'plan_repaired', repairs });
  if (plan.steps.length === 0) ports.emit({ type: 'plan_empty', goal: request.goal });
  return { plan };
}

function fallback(
  request: PlanRequest,
  why: { readonly reason: string; readonly cause: ErrorCause },
  ports: PlannerPorts,
): Plan {
  ports.emit({ type: 'plan_fallback', ...why });
  const step = { id: request.fallbackId ?? 'step-1', description: request.goal };
  return draft(request, { steps: [step], repairs: [] }, ports, { origin: 'fallback' });
}

function draft(
  { goal, strategy, constraints, previousPlans = [] }: PlanRequest,
  { steps, repairs, successCriteria, complexity, requiredTools, goal: worded }: ParsedPlan,
  ports: PlannerPorts,
  parts: Partial<Pick<Plan, 'kind' | 'text' | 'origin'>> = {},
): Plan {
  return createPlan(
    {
      goal: worded ?? goal,
      steps,
      origin: 'llm',
      status: 'ready',
      ...parts,
      ...(strategy === undefined ? {} : { strategy }),
      ...(constraints === undefined ? {} : { constraints }),
      ...(previousPlans.length === 0 ? {} : { previousPlanIds: previousPlans.map(({ id }) => id) }),
      ...(successCriteria === undefined ? {} : { successCriteria }),
      ...(complexity === undefined ? {} : { complexity }),
      ...(requiredTools === undefined ? {} : { requiredTools }),
      metadata: { task: goal, ...(repairs.length === 0 ? {} : { repairs }) },
    },
    ports,
  );
}

function sections(texts: readonly string[]): string {
  return texts.filter((text) => text !== '').join('\n\n');
}
