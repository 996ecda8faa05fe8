// A run with a plan before the work: the plan is made by a child run, its steps are child runs, and the conversation keeps the prompt and
// the final answer. In text mode the plan only goes along with the prompt (planners spec section 3).
import type { AgentEventBody } from '../events/agentEvent';
import type { LanguageModel } from '../model/languageModel';
import type { ImagePart, UserMessage } from '../model/message';
import { planBeforeTask, taskWithPlan } from '../plan/injectPlan';
import type { Plan, PlanRunResult, StepId } from '../plan/plan';
import type { AgentGoal } from '../plan/planEvent';
import { PLAN_PRESETS, planRunOptions } from '../plan/planOptions';
import type { PlanPresetName, PlanRunOverrides } from '../plan/planOptions';
import type { PlanPorts } from '../plan/planPorts';
import { outcomeText } from '../plan/planResult';
import { createPlanRun } from '../plan/planRun';
import type { PlanRun } from '../plan/planRun';
import { countOf, progressOf, stepWithoutTexts, summaryOf, withoutTexts } from '../plan/planViews';
import { runChild } from './childRun';
import type { ChildRunRequest, ChildRunResult, ParentRun } from './childRun';
import type { Workspace } from '../workspace/workspace';
import { findGoal, reachGoal } from './goalRun';
import type { GoalTracking, SessionGoal } from './goalRun';
import { createPlanChecks } from './planChecks';
import type { ProblemsPort } from './planChecks';
import { synthesisPrompt } from './plannedRun.prompt';
import { createStepRunner, planUsage } from './plannedStep';
import type { BegunStep } from './planTrail';
import { makePlan, replanner } from './plannerChild';
import type { AskingPorts } from './planQuestions';
import type { PlanningContext } from './planningContext';
import type { PlanningStop } from './planningStop';
import { RunError } from './runError';
import type { SessionMachinery } from './sessionMachinery';
import type { Runtime } from './sessionOptions';
import { createIsolatedSteps } from './isolatedSteps';
import type { IsolatedSteps } from './isolatedSteps';
import { createStepGuards } from './stepGuards';
import type { StepGuards } from './stepGuards';
import { createStepPreviews } from './stepPreviews';
import type { TakenBack } from './takenBack.prompt';
import type { HistoryPort, TurnLoopResult } from './turnLoop';

/** How a session plans. */
export interface SessionPlanning {
  readonly preset: PlanPresetName;
  /** Replaces the planner's own prompt. */
  readonly instructions?: string;
  /** Extract a goal before the plan and check it at the end; `pursue`: work on what remains. */
  readonly goalTracking: GoalTracking;
  /** Only prompts that look complex are planned. */
  readonly isAuto?: boolean;
  /** What differs from the preset. */
  readonly run?: PlanRunOverrides;
  /** Takes the place of what a step is told about its part. */
  readonly executorPrompt?: string;
  /** Id of the only step of a fallback. */
  readonly fallbackId?: string;
  /** The plan is made and waits for `LivePlan.run`. */
  readonly awaitsApproval?: boolean;
  /** For whoever wants an error instead of an answer that words what failed: the error, undefined where there is none. */
  readonly failureOf?: (plan: Plan) => string | undefined;
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
  readonly workspace: Workspace;
  readonly problems?: ProblemsPort;
  /** Absent: each run has a goal of its own. */
  readonly goal?: SessionGoal;
  /** Command line for `runTests` and for the check of the goal; the person's own. */
  readonly testCommand?: string;
  /** What the planner is given about the workspace where nobody said it. Absent: nothing. */
  readonly planningContext?: PlanningContext;
  /** What a person took back and no message tells yet: said where the planner plans anew. */
  readonly takenBack: () => TakenBack;
  /** What differs from every preset in this session. */
  readonly planOptions?: PlanRunOverrides;
  /** The session's own machinery over other files: the same rules, nobody to ask, no changes kept. */
  readonly machineryFor: (workspace: Workspace) => SessionMachinery;
  /** Told of each plan that begins to be carried out. */
  readonly onPlanRun?: (run: PlanRun) => void;
  /** Ask a person about steps. Absent: nobody can be asked. */
  readonly questions?: AskingPorts;
  /** A person may decline the plan while it is made; `answer` is what is done then. Absent: nobody can. */
  readonly declining?: {
    readonly whilePlanning: PlanningStop['whilePlanning'];
    readonly answer: () => Promise<TurnLoopResult>;
  };
  /** The ordinary run, over this history. */
  readonly runTurns: (history: HistoryPort) => Promise<TurnLoopResult>;
}

/** Throws `RunError` and `PlanError`. A cancelled run resolves. */
export async function runPlanned(options: PlannedRunOptions, signal: AbortSignal): Promise<TurnLoopResult> {
  const { parent, planning, prompt, declining } = options;
  const emit = (body: AgentEventBody): void => parent.emit(body, {});
  const children = createChildren(options);
  const isText = PLAN_PRESETS[planning.preset].planning.mode === 'text';
  const makeAll = async (planner: AbortSignal) => {
    emit({ type: 'planning_start', prompt });
    const isTracked = planning.goalTracking !== false && !isText;
    const goal = isTracked ? await findGoal(options, children, planner) : undefined;
    return { goal, plan: planner.aborted ? undefined : await makePlan(options, children, planner) };
  };
  const made = await (declining === undefined ? makeAll(signal) : declining.whilePlanning(makeAll, signal));
  if (made === 'declined') {
    emit({ type: 'planning_declined' });
    return declining?.answer() ?? options.runTurns(options.history);
  }
  const { goal, plan } = made;
  if (plan === undefined || signal.aborted) return { text: '', stopReason: 'cancelled' };
  sayPlan(plan, options);
  if (plan.kind === 'text') return options.runTurns(withTextPlan(options, plan.text ?? '', emit));
  if (plan.steps.length === 0) return runEmpty(options, children, emit, signal);
  if (planning.awaitsApproval === true) return answer(options, summaryOf(plan));
  const { run, text } = await workForGoal(goal, options, children, plan, {}, signal);
  if (signal.aborted) return { text: text ?? '', stopReason: 'cancelled' };
  const failure = planning.failureOf?.(run.plan);
  if (failure !== undefined) throw new RunError(failure, 'internal', true);
  return answer(options, text ?? outcomeText(run.plan));
}

/** Starts the child runs of one planned run. */
export interface Children {
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

export function createChildren({ parent, model, maxToolRounds }: PlannedRunOptions): Children {
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

/** A plan without steps: the prompt runs as it is, or is answered from nothing. */
async function runEmpty(
  options: PlannedRunOptions,
  children: Children,
  emit: (body: AgentEventBody) => void,
  signal: AbortSignal,
): Promise<TurnLoopResult> {
  if (PLAN_PRESETS[options.planning.preset].planning.emptyPlan !== 'synthesize')
    return options.runTurns(options.history);
  const { text, stopReason } = await children.ask({ prompt: synthesisPrompt(options.prompt, []) }, signal);
  if (stopReason === 'cancelled') return { text, stopReason };
  emit({ type: 'plan_response', text });
  return answer(options, text);
}

/** How the steps of one run are worked on, where not as usual. */
export interface StepsRequest {
  readonly goal?: AgentGoal;
  /** What runs before this one did in a step. */
  readonly earlier?: (stepId: StepId) => BegunStep | undefined;
  /** Beside or in place of the usual ones. */
  readonly ports?: Partial<PlanPorts>;
  /** Default: all steps. */
  readonly start?: (run: PlanRun) => Promise<PlanRunResult>;
}

export interface StepsOutcome {
  readonly run: PlanRun;
  readonly result: PlanRunResult;
  /** The answer, or what the last step said. */
  readonly text: string | undefined;
}

/** Carries the plan out; with a goal it is checked then, and what remains may be worked on. Returns the last work. */
export async function workForGoal(
  goal: AgentGoal | undefined,
  options: PlannedRunOptions,
  children: Children,
  plan: Plan,
  request: Omit<StepsRequest, 'goal'>,
  signal: AbortSignal,
): Promise<StepsOutcome> {
  const startedAt = options.parent.now();
  const first = await runSteps(options, children, plan, { ...request, goal }, signal);
  if (goal === undefined || signal.aborted) return first;
  const { ports } = request;
  const workOf = (outcome: StepsOutcome) => ({
    ...outcome,
    plan: outcome.run.plan,
    text: outcome.text ?? outcomeText(outcome.run.plan),
  });
  const workOn = async (next: Plan) => {
    sayPlan(next, options);
    return workOf(await runSteps(options, children, next, { goal, ports }, signal));
  };
  return reachGoal(goal, { ...workOf(first), startedAt }, options, children, workOn, signal);
}

function sayPlan(plan: Plan, { parent }: PlannedRunOptions): void {
  parent.emit({ type: 'plan_ready', steps: plan.steps.map(({ description }) => description) }, {});
  parent.emit({ type: 'planning_end', plan, estimatedSteps: plan.steps.length }, {});
}

export async function runSteps(
  options: PlannedRunOptions,
  children: Children,
  plan: Plan,
  { goal, earlier, ports, start }: StepsRequest,
  signal: AbortSignal,
): Promise<StepsOutcome> {
  const { parent, planning, prompt } = options;
  const emit = (body: AgentEventBody): void => parent.emit(body, {});
  parent.machinery.changes?.startRun(parent.runId);
  const guards = createStepGuards();
  const runOptions = planRunOptions(planning.preset, planning.run);
  const steps = createStepRunner({
    parent,
    workspace: options.workspace,
    maxToolRounds: options.maxToolRounds,
    runChild: children.run,
    executorPrompt: planning.executorPrompt,
    guards,
    earlier,
    ...(runOptions.isolation === 'overlay' ? { isolation: isolatedSteps(options, guards) } : {}),
  });
  const run = createPlanRun(plan, runOptions, {
    ...steps,
    ...createStepPreviews(options, (over) => createChildren({ ...options, parent: over }), steps.runStep),
    ...createPlanChecks({
      parent,
      guards,
      workspace: options.workspace,
      children,
      model: options.model,
      problems: options.problems,
      testCommand: options.testCommand,
    }),
    stepEnded: guards.end,
    ranBefore: (id) => earlier?.(id) !== undefined,
    emit: (body) => {
      if (body.type === 'plan_updated') {
        const shown = withoutTexts(body.plan);
        emit({ type: 'plan_updated', plan: shown });
        emit({ type: 'task_updated', tasks: shown.steps });
      } else if (body.type === 'plan_changed') {
        emit({ ...body, steps: body.steps.map(stepWithoutTexts) });
        if (body.steps.length > 0) emit({ type: 'task_updated', tasks: withoutTexts(run.plan).steps });
      } else emit(body);
      if (body.type === 'wave_end' && goal !== undefined) emitProgress(run.plan, goal, emit);
    },
    now: parent.now,
    newId: options.runtime.newId,
    sleep: options.runtime.sleep,
    replan: replanner(options, children),
    isAnswered: (done) => planning.failureOf?.(done) === undefined,
    synthesize: async (done) => {
      const { text, totals } = await children.ask({ prompt: synthesisPrompt(prompt, done.steps) }, signal);
      return { text, usage: planUsage(totals) };
    },
    ...options.questions,
    ...ports,
  });
  options.onPlanRun?.(run);
  const result = await (start === undefined ? run.run(signal) : start(run));
  return { run, result, text: result.output ?? lastOutput(run.plan) };
}

function isolatedSteps({ parent, workspace }: PlannedRunOptions, guards: StepGuards): IsolatedSteps {
  return createIsolatedSteps({
    workspace,
    commit: (stepId, changes, signal) =>
      parent.machinery.commitStep(changes, { runId: parent.runId, stepId }, signal),
    async whileHeld(stepId, files, signal, write) {
      const call = guards.of(stepId)?.call();
      try {
        await call?.writes(files, signal);
        return await write();
      } finally {
        call?.end(false);
      }
    },
  });
}

/** Ends the run with an answer that enters the conversation. */
export async function answer(
  { parent, history, model }: PlannedRunOptions,
  text: string,
): Promise<TurnLoopResult> {
  const { info } = await model();
  parent.emit({ type: 'text_delta', text }, {});
  history.append({
    role: 'assistant',
    model: `${info.provider}/${info.id}`,
    content: [{ type: 'text', text }],
  });
  return { text, stopReason: 'end' };
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

function lastOutput(plan: Plan): string | undefined {
  return plan.steps.findLast(({ status }) => status === 'done')?.result?.output;
}

function userText(text: string): UserMessage {
  return { role: 'user', origin: 'prompt', content: [{ type: 'text', text }] };
}
