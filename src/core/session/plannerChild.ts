// The planner of a session as a child run: makes plans, and makes the rest of a plan anew after a failure.
import type { Message } from '../model/message';
import type { Plan, PlanConstraints, PlanUsage, StepId } from '../plan/plan';
import { parsePlanReply } from '../plan/parsePlan';
import type { ParsedPlan } from '../plan/parsePlan';
import { PLAN_PRESETS } from '../plan/planOptions';
import { planTask } from '../plan/planner';
import type { PlannerQuestion } from '../plan/planner';
import { PLANNER_PROMPT, replanSection, RETRY_PROMPT, toolsSection } from '../plan/planner.prompt';
import type { PlanPorts } from '../plan/planPorts';
import { addUsage, NO_USAGE } from '../plan/planResult';
import type { Children, PlannedRunOptions } from './plannedRun';
import { gatherForPlan } from './planningContext';
import { PLANNING_ONLY } from './plannedRun.prompt';
import { planUsage } from './plannedStep';
import { isPlannerTool } from './plannerTools';
import { takenBackSection } from './takenBack.prompt';

/** What goes into one plan beside the task. */
export interface PlanInputs {
  readonly constraints?: PlanConstraints;
  /** What is known about the workspace, as text. */
  readonly context?: string;
  readonly previousPlans?: readonly Plan[];
}

/** Undefined when the run was cancelled. Throws `PlanError` and what the model threw. */
export async function makePlan(
  options: PlannedRunOptions,
  children: Children,
  signal: AbortSignal,
  inputs: PlanInputs = {},
): Promise<Plan | undefined> {
  const { parent, planning, prompt } = options;
  const { planning: planningOptions, run } = PLAN_PRESETS[planning.preset];
  const { mode } = planningOptions;
  try {
    const gathered = inputs.context === undefined ? await gatherForPlan(options, signal) : undefined;
    const { plan } = await planTask(
      {
        goal: prompt,
        planning: planningOptions,
        strategy: planning.run?.strategy ?? run.strategy,
        maxPlanSteps: planning.run?.maxPlanSteps === undefined ? run.maxPlanSteps : planning.run.maxPlanSteps,
        instructions: planning.instructions,
        tools: toolsOf(options),
        fallbackId: planning.fallbackId,
        context: gathered,
        ...inputs,
      },
      {
        ask: async (question) => {
          const { history, last } = conversationOf(question);
          return askPlanner(options, children, signal, {
            history,
            prompt: last,
            system: (own) => systemFor(mode, own, question.system),
          });
        },
        emit: (body) => parent.emit(body, {}),
        now: parent.now,
        newId: options.runtime.newId,
      },
      signal,
    );
    return plan;
  } catch (error) {
    if (signal.aborted) return undefined;
    throw error;
  }
}

/** Asks for the rest of the plan anew after a failure. */
export function replanner(options: PlannedRunOptions, children: Children): NonNullable<PlanPorts['replan']> {
  return ({ plan, stepId, error }, signal) =>
    planAnew(
      options,
      children,
      {
        prompt: `${plan.goal}\n\n${replanSection(plan, stepId, error)}`,
        kept: plan.steps.filter(({ status }) => status === 'done').map(({ id }) => id),
      },
      signal,
    );
}

/** Asks the planner for steps that may need the kept ones, and once more where the answer is no plan; undefined when that is none either. */
export async function planAnew(
  options: PlannedRunOptions,
  children: Children,
  { prompt: asked, kept }: { readonly prompt: string; readonly kept: readonly StepId[] },
  signal: AbortSignal,
): Promise<(ParsedPlan & { readonly usage: PlanUsage }) | undefined> {
  const prompt = [asked, takenBackSection(options.takenBack())].filter((text) => text !== '').join('\n\n');
  const instructions = options.planning.instructions ?? PLANNER_PROMPT;
  const system = [instructions, toolsSection(toolsOf(options))].filter((text) => text !== '').join('\n\n');
  const earlier: { answer: string; complaint: string }[] = [];
  let usage = NO_USAGE;
  while (earlier.length < 2) {
    const { history, last } = conversationOf({ prompt, earlier });
    const reply = await askPlanner(options, children, signal, {
      history,
      prompt: last,
      system: () => system,
    });
    usage = addUsage(usage, reply.usage);
    const result = parsePlanReply(reply.text, kept);
    if (result.ok) {
      const { repairs } = result.plan;
      if (repairs.length > 0) options.parent.emit({ type: 'plan_repaired', repairs }, {});
      return { ...result.plan, usage };
    }
    if (earlier.length === 0)
      options.parent.emit({ type: 'plan_asked_again', problems: [result.reason] }, {});
    earlier.push({ answer: reply.text, complaint: RETRY_PROMPT([result.reason]) });
  }
  return undefined;
}

async function askPlanner(
  { planning, history, images, planningModel }: PlannedRunOptions,
  children: Children,
  signal: AbortSignal,
  question: {
    readonly history: readonly Message[];
    readonly prompt: string;
    readonly system: (own: string) => string;
  },
) {
  const { toolAccess } = PLAN_PRESETS[planning.preset].planning;
  const { text, totals } = await children.run(
    {
      scope: { parentId: 'planner' },
      // What was said before the prompt; the prompt itself is the question.
      history: [...history.messages().slice(0, -1), ...question.history],
      prompt: question.prompt,
      images,
      model: planningModel,
      tools: (tool) => isPlannerTool(tool, toolAccess),
      system: question.system,
    },
    signal,
  );
  return { text, usage: planUsage(totals) };
}

function toolsOf({
  parent,
}: PlannedRunOptions): readonly { readonly name: string; readonly description: string }[] {
  return [...parent.machinery.tools.values()].map(({ name, description }) => ({ name, description }));
}

/** A text plan is made with the session's own instructions where it has none of its own. */
function systemFor(mode: 'structured' | 'text', own: string, planner: string): string {
  if (mode === 'structured') return planner;
  return `${planner === '' ? own : planner}\n\n${PLANNING_ONLY}`;
}

/** The question and what became of earlier answers, as messages. */
function conversationOf({ prompt, earlier }: Pick<PlannerQuestion, 'prompt' | 'earlier'>): {
  readonly history: readonly Message[];
  readonly last: string;
} {
  const history: Message[] = [];
  let last = prompt;
  for (const { answer, complaint } of earlier) {
    history.push(
      { role: 'user', origin: 'prompt', content: [{ type: 'text', text: last }] },
      { role: 'assistant', model: '', content: [{ type: 'text', text: answer }] },
    );
    last = complaint;
  }
  return { history, last };
}
