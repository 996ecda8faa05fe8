// What a prompt leads to: with planning a plan and its steps, else one turn loop.
import type { AgentEventBody } from '../events/agentEvent';
import type { LanguageModel } from '../model/languageModel';
import type { EventScope } from './eventHub';
import type { SessionPlan } from './livePlan';
import type { PlanningStop } from './planningStop';
import { decided, decidePlanning } from '../plan/planDecision';
import { checkOpenGoal, lookAtGoal } from './goalRun';
import type { SessionGoal } from './goalRun';
import { createChildren, runPlanned } from './plannedRun';
import type { SessionOptions } from './sessionOptions';
import type { PlannedRunOptions, SessionPlanning } from './plannedRun';
import type { SessionSetup } from './session';
import type { RunParts, SessionMachinery } from './sessionMachinery';
import { plannerOptions, resolvePlanningModel } from './sessionPlanning';
import type { RunRequest } from './sessionRun';
import type { HistoryPort, TurnLoopResult } from './turnLoop';

export interface PromptTurnsOptions extends Pick<
  RunParts,
  'runId' | 'history' | 'ledger' | 'emit' | 'whilePaused'
> {
  readonly setup: Pick<SessionSetup, 'maxToolRounds' | 'models' | 'options' | 'runtime' | 'workspace'>;
  readonly machinery: SessionMachinery;
  readonly planning: SessionPlanning | undefined;
  readonly machineryFor: PlannedRunOptions['machineryFor'];
  readonly livePlan: Pick<SessionPlan, 'attach' | 'asking' | 'whilePlanning'>;
  readonly goal: SessionGoal;
  readonly takenBack: PlannedRunOptions['takenBack'];
  /** Asked before each turn. */
  readonly modelName: () => string;
  readonly emitForChild: (body: AgentEventBody, scope: EventScope) => void;
  readonly deliverSteering: (history: HistoryPort) => boolean;
  readonly deliverNotes: (history: HistoryPort) => void;
  readonly signal: AbortSignal;
}

/** Files named in one event. */
const NAMED_FILES = 200;

/** Throws `RunError` when the run failed. */
export async function promptTurns(request: RunRequest, options: PromptTurnsOptions): Promise<TurnLoopResult> {
  let hasSteps = false;
  const emitForChild: PromptTurnsOptions['emitForChild'] = (body, scope) => {
    hasSteps ||= body.type === 'step_start';
    options.emitForChild(body, scope);
  };
  try {
    return await turnsOf(request, { ...options, emitForChild });
  } finally {
    if (hasSteps) await sayFiles(options);
  }
}

async function sayFiles({ machinery, runId, emit }: PromptTurnsOptions): Promise<void> {
  let files: readonly string[] | undefined;
  try {
    files = await machinery.changes?.filesOfRun(runId);
  } catch {
    return; // a journal that can't be read ends no run; what the calls said stands
  }
  if (files === undefined) return;
  const paths = files.slice(0, NAMED_FILES);
  emit({ type: 'files_changed', paths, more: files.length - paths.length });
}

function turnsOf(request: RunRequest, options: PromptTurnsOptions): Promise<TurnLoopResult> {
  const { setup, machinery, planning, history, signal } = options;
  const { runId, ledger, emit, whilePaused } = options;
  const { maxToolRounds, models, runtime } = setup;
  const model = (): Promise<LanguageModel> => models.resolve(options.modelName());
  const runTurns = (over: HistoryPort): Promise<TurnLoopResult> =>
    machinery.runTurns(
      {
        runId,
        history: over,
        ledger,
        emit,
        model,
        maxToolRounds,
        whilePaused,
        deliverSteering: () => options.deliverSteering(over),
        deliverNotes: () => options.deliverNotes(over),
      },
      signal,
    );
  const prompt = history.messages().at(-1);
  const images = prompt?.role === 'user' ? prompt.content.filter((part) => part.type === 'image') : [];
  const parts: Omit<PlannedRunOptions, 'planning'> = {
    prompt: request.prompt,
    images,
    history,
    parent: { runId, machinery, ledger, emit: options.emitForChild, whilePaused, now: runtime.now },
    model,
    planningModel: () =>
      resolvePlanningModel(plannerOptions(setup.options).model, options.modelName(), models),
    maxToolRounds,
    runtime,
    workspace: setup.workspace,
    problems: setup.options.problems,
    testCommand: setup.options.testCommand,
    planOptions: setup.options.planOptions,
    planningContext: setup.options.planningContext,
    goal: options.goal,
    takenBack: options.takenBack,
    machineryFor: options.machineryFor,
    onPlanRun: options.livePlan.attach,
    ...(setup.options.asksAboutPlan === true
      ? { questions: options.livePlan.asking(emit, (asking) => ledger.whileWaiting(asking)) }
      : {}),
    runTurns,
  };
  if (request.work !== undefined) return request.work(parts, signal);
  // A retry and a continuation go on with what is there; only a prompt of a person is planned.
  if (planning === undefined || request.origin !== 'prompt' || request.prompt === '')
    return runTurns(history);
  const { whilePlanning } = options.livePlan;
  return runPrompt({ ...parts, planning }, { onPlanning: setup.options.onPlanning, whilePlanning }, signal);
}

/** With planning `auto`, only what looks complex is planned; an open goal is looked at either way. */
async function runPrompt(
  options: PlannedRunOptions,
  { onPlanning, whilePlanning }: Pick<SessionOptions, 'onPlanning'> & Pick<PlanningStop, 'whilePlanning'>,
  signal: AbortSignal,
): Promise<TurnLoopResult> {
  const { parent, planning, prompt, history } = options;
  const isTracked = planning.goalTracking !== false;
  const answer = async (): Promise<TurnLoopResult> => {
    const result = await options.runTurns(history);
    if (isTracked && result.stopReason === 'end')
      await checkOpenGoal(options, createChildren(options), result.text, signal);
    return result;
  };
  const plan = () => runPlanned({ ...options, declining: { whilePlanning, answer } }, signal);
  if (isTracked) await lookAtGoal(options);
  if (planning.isAuto !== true) return plan();
  const decision = decidePlanning(prompt);
  let outcome = decision;
  if (decision.planned && onPlanning !== undefined) {
    try {
      const isWanted = await parent.ledger.whileWaiting(async () => onPlanning(decision, signal));
      if (!isWanted) outcome = decided(false, { code: 'declined' });
    } catch (error) {
      if (!signal.aborted) throw error;
    }
    if (signal.aborted) return { text: '', stopReason: 'cancelled' };
  }
  parent.emit({ type: 'planning_decided', ...outcome }, {});
  return outcome.planned ? plan() : answer();
}
