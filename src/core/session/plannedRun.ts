// A run with a plan before the work: the plan is made by a child run, its steps are child runs, and the conversation keeps the prompt and
// the final answer. In text mode the plan only goes along with the prompt (planners spec section 3).
import type { AgentEventBody } from '../events/agentEvent';
import type { LanguageModel } from '../model/languageModel';
import type { ImagePart, Message, UserMessage } from '../model/message';
import { planBeforeTask, taskWithPlan } from '../plan/injectPlan';
import type { Plan } from '../plan/plan';
import type { AgentGoal } from '../plan/planEvent';
import { PLAN_PRESETS, planRunOptions } from '../plan/planOptions';
import type { PlanPresetName } from '../plan/planOptions';
import { planTask } from '../plan/planner';
import type { PlannerQuestion } from '../plan/planner';
import { outcomeText } from '../plan/planResult';
import { createPlanRun } from '../plan/planRun';
import { countOf, progressOf, withoutTexts } from '../plan/planViews';
import type { Tool } from '../tools/tool';
import { runChild } from './childRun';
import type { ChildRunRequest, ChildRunResult, ParentRun } from './childRun';
import { checkGoal, extractGoal } from './goal';
import { PLANNING_ONLY, synthesisPrompt } from './plannedRun.prompt';
import { createStepRunner, planUsage } from './plannedStep';
import type { Runtime } from './sessionOptions';
import type { HistoryPort, TurnLoopResult } from './turnLoop';

/** How a session plans. */
export interface SessionPlanning {
  readonly preset: PlanPresetName;
  /** Replaces the planner's own prompt. */
  readonly instructions?: string;
  /** Extract a goal before the plan and check it at the end. */
  readonly goalTracking: boolean;
}

export interface PlannedRunOptions {
  readonly prompt: string;
  readonly images: readonly ImagePart[];
  /** The conversation; its last message is the prompt. */
  readonly history: HistoryPort;
  readonly parent: ParentRun;
  readonly planning: SessionPlanning;
  readonly model: () => Promise<LanguageModel>;
  readonly planningModel: () => Promise<LanguageModel>;
  readonly maxToolRounds: number;
  readonly runtime: Pick<Runtime, 'newId' | 'sleep'>;
  /** The ordinary run, over this history. */
  readonly runTurns: (history: HistoryPort) => Promise<TurnLoopResult>;
}

/** Throws `RunError` and `PlanError`. A cancelled run resolves. */
export async function runPlanned(options: PlannedRunOptions, signal: AbortSignal): Promise<TurnLoopResult> {
  const { parent, planning, prompt } = options;
  const emit = (body: AgentEventBody): void => parent.emit(body, {});
  const children = createChildren(options);
  emit({ type: 'planning_start', prompt });
  const isText = PLAN_PRESETS[planning.preset].planning.mode === 'text';
  const goal = planning.goalTracking && !isText ? await findGoal(options, children, signal) : undefined;
  const plan = await makePlan(options, children, signal);
  if (plan === undefined || signal.aborted) return { text: '', stopReason: 'cancelled' };
  emit({ type: 'plan_ready', steps: plan.steps.map(({ description }) => description) });
  emit({ type: 'planning_end', plan, estimatedSteps: plan.steps.length });
  if (plan.kind === 'text') return options.runTurns(withTextPlan(options, plan.text ?? '', emit));
  if (plan.steps.length === 0) return options.runTurns(options.history);
  return runSteps(options, children, plan, goal, signal);
}

/** Starts the child runs of one planned run. */
interface Children {
  run(
    request: Pick<ChildRunRequest, 'scope' | 'prompt'> & Partial<ChildRunRequest>,
    signal: AbortSignal,
  ): Promise<ChildRunResult>;
  /** One answer without tools and history. */
  ask(
    question: { readonly system?: string; readonly prompt: string },
    signal: AbortSignal,
  ): Promise<ChildRunResult>;
}

function createChildren({ parent, model, maxToolRounds }: PlannedRunOptions): Children {
  let count = 0;
  const run: Children['run'] = (request, signal) => {
    count += 1;
    return runChild({ name: `child-${count}`, model, maxTurns: maxToolRounds, ...request }, parent, signal);
  };
  return {
    run,
    ask: ({ system, prompt }, signal) =>
      run({ scope: { parentId: 'planner' }, prompt, tools: () => false, system: () => system ?? '' }, signal),
  };
}

async function makePlan(
  options: PlannedRunOptions,
  children: Children,
  signal: AbortSignal,
): Promise<Plan | undefined> {
  const { parent, planning, prompt, planningModel } = options;
  const { planning: planningOptions, run } = PLAN_PRESETS[planning.preset];
  const { toolAccess, mode } = planningOptions;
  const mayUse = (tool: Tool): boolean =>
    toolAccess === 'all' || (toolAccess === 'readOnly' && tool.lane === 'query');
  // What was said before the prompt; the prompt itself is the question.
  const earlier = options.history.messages().slice(0, -1);
  try {
    const { plan } = await planTask(
      {
        goal: prompt,
        planning: planningOptions,
        strategy: run.strategy,
        maxPlanSteps: run.maxPlanSteps,
        ...(planning.instructions === undefined ? {} : { instructions: planning.instructions }),
        tools: [...parent.machinery.tools.values()].map(({ name, description }) => ({ name, description })),
      },
      {
        ask: async (question) => {
          const { history, last } = conversationOf(question);
          const { text, totals } = await children.run(
            {
              scope: { parentId: 'planner' },
              history: [...earlier, ...history],
              prompt: last,
              images: options.images,
              model: planningModel,
              tools: mayUse,
              system: (own) => systemFor(mode, own, question.system),
            },
            signal,
          );
          return { text, usage: planUsage(totals) };
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

/** A text plan is made with the session's own instructions where it has none of its own. */
function systemFor(mode: 'structured' | 'text', own: string, planner: string): string {
  if (mode === 'structured') return planner;
  return `${planner === '' ? own : planner}\n\n${PLANNING_ONLY}`;
}

/** The question and what became of earlier answers, as messages. */
function conversationOf({ prompt, earlier }: PlannerQuestion): {
  readonly history: readonly Message[];
  readonly last: string;
} {
  const history: Message[] = [];
  let last = prompt;
  for (const { answer, complaint } of earlier) {
    history.push(userText(last), { role: 'assistant', model: '', content: [{ type: 'text', text: answer }] });
    last = complaint;
  }
  return { history, last };
}

/** The conversation with the plan in it, for the model only: what is stored stays the original prompt. */
function withTextPlan(
  { history, prompt, images }: PlannedRunOptions,
  plan: string,
  emit: (body: AgentEventBody) => void,
): HistoryPort {
  if (plan === '') return history;
  const position = history.messages().length - 1;
  const form = images.length > 0 ? 'system' : 'text';
  emit({ type: 'plan_injected', form });
  return {
    append: (message) => history.append(message),
    messages: () =>
      history.messages().flatMap((message, index) => {
        if (index !== position || message.role !== 'user') return [message];
        return form === 'system'
          ? [userText(planBeforeTask(plan)), message]
          : [replacedText(message, prompt, plan)];
      }),
  };
}

/** Only the task changes; what the editor said beside it stays. */
function replacedText(message: UserMessage, task: string, plan: string): UserMessage {
  const content = message.content.map((part) =>
    part.type === 'text' && part.text === task ? { ...part, text: taskWithPlan(task, plan) } : part,
  );
  return { ...message, content };
}

async function runSteps(
  options: PlannedRunOptions,
  children: Children,
  plan: Plan,
  goal: AgentGoal | undefined,
  signal: AbortSignal,
): Promise<TurnLoopResult> {
  const { parent, planning, prompt, history } = options;
  const emit = (body: AgentEventBody): void => parent.emit(body, {});
  const startedAt = parent.now();
  parent.machinery.changes?.startRun(parent.runId);
  const run = createPlanRun(plan, planRunOptions(planning.preset), {
    ...createStepRunner({ parent, maxToolRounds: options.maxToolRounds, runChild: children.run }),
    emit: (body) => {
      if (body.type === 'plan_updated') {
        const shown = withoutTexts(body.plan);
        emit({ type: 'plan_updated', plan: shown });
        emit({ type: 'task_updated', tasks: shown.steps });
      } else emit(body);
      if (body.type === 'wave_end' && goal !== undefined) emitProgress(run.plan, goal, emit);
    },
    now: parent.now,
    newId: options.runtime.newId,
    sleep: options.runtime.sleep,
    synthesize: async (done) => {
      const { text, totals } = await children.ask({ prompt: synthesisPrompt(prompt, done.steps) }, signal);
      return { text, usage: planUsage(totals) };
    },
  });
  const result = await run.run(signal);
  if (signal.aborted) return { text: result.output ?? '', stopReason: 'cancelled' };
  const text = result.output ?? lastOutput(run.plan) ?? outcomeText(run.plan);
  if (goal !== undefined) await judge(goal, options, children, { plan: run.plan, text, startedAt }, signal);
  const model = await options.model();
  emit({ type: 'text_delta', text });
  history.append({
    role: 'assistant',
    model: `${model.info.provider}/${model.info.id}`,
    content: [{ type: 'text', text }],
  });
  return { text, stopReason: 'end' };
}

async function findGoal(
  { parent, prompt }: PlannedRunOptions,
  children: Children,
  signal: AbortSignal,
): Promise<AgentGoal | undefined> {
  try {
    const goal = await extractGoal(
      prompt,
      async (question) => (await children.ask(question, signal)).text,
      parent.now(),
    );
    parent.emit({ type: 'goal_extracted', goal }, {});
    return goal;
  } catch (error) {
    if (signal.aborted) return undefined;
    throw error;
  }
}

function emitProgress(plan: Plan, goal: AgentGoal, emit: (body: AgentEventBody) => void): void {
  emit({
    type: 'goal_progress',
    goal: goal.description,
    progress: progressOf(plan),
    completedSteps: countOf(plan, 'done'),
    totalSteps: plan.steps.length,
  });
}

/** Says whether the goal is reached, and what is missing where it is not. */
async function judge(
  goal: AgentGoal,
  { parent }: PlannedRunOptions,
  children: Children,
  outcome: { readonly plan: Plan; readonly text: string; readonly startedAt: number },
  signal: AbortSignal,
): Promise<void> {
  const { plan, text, startedAt } = outcome;
  const state = `${outcomeText(plan)}\n\n${text}`;
  let check;
  try {
    check = await checkGoal(goal, state, async (question) => (await children.ask(question, signal)).text);
  } catch (error) {
    // Whether the goal is reached stays open; the work itself is done.
    if (!signal.aborted) {
      const words = error instanceof Error ? error.message : String(error);
      parent.emit({ type: 'notice', level: 'warning', text: `The goal could not be checked: ${words}` }, {});
    }
    return;
  }
  if (check.achieved) {
    const durationMs = parent.now() - startedAt;
    const totalSteps = plan.steps.length;
    parent.emit({ type: 'goal_achieved', goal: goal.description, totalSteps, durationMs }, {});
    return;
  }
  const remaining = check.remainingCriteria.length === 0 ? goal.successCriteria : check.remainingCriteria;
  parent.emit(
    { type: 'notice', level: 'warning', text: `The goal is not reached yet: ${remaining.join('; ')}` },
    {},
  );
}

function lastOutput(plan: Plan): string | undefined {
  return plan.steps.findLast(({ status }) => status === 'done')?.result?.output;
}

function userText(text: string): UserMessage {
  return { role: 'user', origin: 'prompt', content: [{ type: 'text', text }] };
}
