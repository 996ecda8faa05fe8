// The goal around the work: taken from the prompt, or going on from an earlier one; checked at the end; and, where it is pursued, what
// remains is planned and worked on again, inside the limits. The state is the session's (`plan/goalTrail.ts`).
import type { AgentEventBody } from '../events/agentEvent';
import { cutOutput, isStale } from '../plan/evidence';
import type { CommandEvidence } from '../plan/evidence';
import { staleGoal } from '../plan/goalTrail';
import type { GoalTrail } from '../plan/goalTrail';
import type { Plan, PlanRunResult } from '../plan/plan';
import type { AgentGoal } from '../plan/planEvent';
import { PLAN_PRESETS } from '../plan/planOptions';
import { outcomeText } from '../plan/planResult';
import { treeState } from '../plan/treeState';
import type { Tool } from '../tools/tool';
import { fileVersion } from './fileVersion';
import { checkGoal, extractGoal } from './goal';
import type { AskOnce, GoalCheck } from './goal';
import { CHECKER_PROMPT, remainingPrompt } from './plannedRun.prompt';
import type { Children, PlannedRunOptions } from './plannedRun';
import { runChecked } from './planChecks';
import { makePlan } from './plannerChild';
import { goalOpenText } from '../words/decisionCause';
import type { GoalOpenCause } from '../words/decisionCause';
import { noticeEvent } from '../words/noticeCause';

/** `pursue`: what a check finds open is worked on. */
export type GoalTracking = boolean | 'pursue';

/** The goal of the session, as a run of it sees it. */
export interface SessionGoal {
  /** Now. */
  readonly trail: () => GoalTrail;
  /** As the session was opened. */
  readonly tracking: GoalTracking;
  /** How often what remains is planned again. */
  readonly maxRounds: number;
}

/** What was done for a goal, as far as its check has to know. */
export interface GoalWork {
  readonly plan: Plan;
  readonly result: PlanRunResult;
  /** The answer. */
  readonly text: string;
}

/** Undefined when the run was cancelled. */
export async function findGoal(
  { parent, prompt, goal }: PlannedRunOptions,
  children: Children,
  signal: AbortSignal,
): Promise<AgentGoal | undefined> {
  try {
    const ask = askOnce(children, signal);
    const found = await extractGoal(prompt, ask, parent.now(), goal?.trail());
    parent.emit({ type: 'goal_extracted', goal: found }, {});
    return found;
  } catch (error) {
    if (signal.aborted) return undefined;
    throw error;
  }
}

/** The goal that a plan belongs to: the session's, when it was made for it, else the plan's own criteria. */
export function goalOfPlan(plan: Plan, { parent, goal }: PlannedRunOptions): AgentGoal | undefined {
  const trail = goal?.trail();
  if (trail?.goal !== undefined && trail.task !== undefined && trail.task === plan.metadata['task'])
    return trail.goal;
  if (plan.successCriteria === undefined || plan.successCriteria.length === 0) return undefined;
  const found: AgentGoal = {
    description: plan.goal,
    successCriteria: plan.successCriteria,
    progress: 0,
    achieved: false,
    createdAt: parent.now(),
  };
  parent.emit({ type: 'goal_extracted', goal: found }, {});
  return found;
}

/** Says that files which the last check was about changed since, by whomever. */
export async function lookAtGoal({ parent, goal, workspace }: PlannedRunOptions): Promise<void> {
  const trail = goal?.trail();
  if (trail === undefined || trail.isStale) return;
  const versions = new Map<string, string | null>();
  for (const { path } of trail.tree?.files ?? []) {
    const version = await fileVersion(workspace, path);
    if (version !== undefined) versions.set(path, version);
  }
  const stale = staleGoal(trail, versions);
  if (stale !== undefined) parent.emit(stale, {});
}

/** Checks again what an ordinary run did for a goal that is open. */
export async function checkOpenGoal(
  options: PlannedRunOptions,
  children: Children,
  text: string,
  signal: AbortSignal,
): Promise<void> {
  const trail = options.goal?.trail();
  if (trail?.goal === undefined || trail.goal.achieved) return;
  if (trail.checkedAt !== undefined && !trail.isStale) return;
  const paths = trail.tree?.files.map(({ path }) => path) ?? [];
  const check = await checkNow(trail.goal, { text, paths }, options, children, signal);
  if (check?.achieved === true)
    options.parent.emit(
      {
        type: 'goal_achieved',
        goal: trail.goal.description,
        totalSteps: 0,
        durationMs: options.parent.now() - trail.goal.createdAt,
      },
      {},
    );
}

/**
 * Checks the goal and, where that is wanted, works on what remains. Returns the last work.
 *
 * @param first `startedAt`: milliseconds since the epoch
 * @param workOn carries a further plan out
 */
export async function reachGoal<Work extends GoalWork>(
  goal: AgentGoal,
  first: Work & { readonly startedAt: number },
  options: PlannedRunOptions,
  children: Children,
  workOn: (plan: Plan) => Promise<Work>,
  signal: AbortSignal,
): Promise<Work> {
  const { parent, planning } = options;
  const emit = (body: AgentEventBody): void => parent.emit(body, {});
  const touched = new Set<string>();
  let work: Work = first;
  let remainingBefore: string | undefined;
  for (let round = 1; ; round += 1) {
    for (const path of filesOf(work.plan)) touched.add(path);
    const state = `${outcomeText(work.plan)}\n\n${evidenceText(work.plan)}${work.text}`;
    const check = await checkNow(goal, { text: state, paths: [...touched] }, options, children, signal);
    if (check === undefined) return work;
    if (check.achieved) {
      const totalSteps = work.plan.steps.length;
      emit({
        type: 'goal_achieved',
        goal: goal.description,
        totalSteps,
        durationMs: parent.now() - first.startedAt,
      });
      return work;
    }
    const { remaining } = check;
    emit(noticeEvent('warning', { code: 'goal_open', remaining }));
    // Where the plan was stopped, taken back or cancelled, its failure rule has spoken.
    if (planning.goalTracking !== 'pursue' || !['completed', 'partial'].includes(work.result.status))
      return work;
    const maxRounds = options.goal?.maxRounds ?? 0;
    const stopped = whyStop(work, round, maxRounds, remaining.join('\n') === remainingBefore, options);
    if (stopped !== undefined) {
      emit(leftOpen(goal, remaining, stopped));
      return work;
    }
    remainingBefore = remaining.join('\n');
    emit({ type: 'goal_pursued', goal: goal.description, round, maxRounds, remaining });
    const plan = await planFor(goal, remaining, work.plan, options, children, signal);
    if (signal.aborted) return work;
    if (plan === undefined) {
      emit(leftOpen(goal, remaining, { code: 'no_plan' }));
      return work;
    }
    work = await workOn(plan);
    if (signal.aborted) return work;
  }
}

function whyStop(
  { result }: GoalWork,
  round: number,
  maxRounds: number,
  isSame: boolean,
  { parent }: PlannedRunOptions,
): GoalOpenCause | undefined {
  if (round > maxRounds) return { code: 'rounds', rounds: maxRounds };
  const limit = parent.machinery.limitReached(parent.ledger.totals());
  if (limit !== undefined) return { code: 'limit', of: limit };
  const hasChanged = result.stepResults.some(
    ({ files, filesLeftOut = [] }) => files.length + filesLeftOut.length > 0,
  );
  // Where changes are not kept, nobody knows what a step changed.
  const isIdle = parent.machinery.changes !== undefined && !hasChanged;
  return isSame && (isIdle || result.completedSteps === 0) ? { code: 'no_progress' } : undefined;
}

function leftOpen(
  { description: goal }: AgentGoal,
  remaining: readonly string[],
  cause: GoalOpenCause,
): AgentEventBody {
  const words = goalOpenText(cause);
  return { type: 'goal_left_open', goal, remaining, reason: cause.code, words, cause };
}

async function planFor(
  goal: AgentGoal,
  remaining: readonly string[],
  plan: Plan,
  options: PlannedRunOptions,
  children: Children,
  signal: AbortSignal,
): Promise<Plan | undefined> {
  const prompt = remainingPrompt(goal, remaining);
  const next = await makePlan({ ...options, prompt }, children, signal, { previousPlans: [plan] });
  if (next === undefined || signal.aborted || next.steps.length === 0) return undefined;
  // It belongs to the same task as the plan before it.
  return { ...next, metadata: { ...next.metadata, task: plan.metadata['task'] } };
}

/** Undefined when the run was cancelled. */
async function checkNow(
  goal: AgentGoal,
  { text, paths }: { readonly text: string; readonly paths: readonly string[] },
  options: PlannedRunOptions,
  children: Children,
  signal: AbortSignal,
): Promise<GoalCheck | undefined> {
  const { parent, testCommand, workspace } = options;
  try {
    const run = async (command: string): Promise<CommandEvidence> => {
      const { needsConfirmation: _, ...evidence } = await runChecked(
        command,
        parent,
        { parentId: 'goal' },
        signal,
      );
      return { ...evidence, output: cutOutput(evidence.output) };
    };
    const ask = looker(options, children, signal);
    const check = await checkGoal(goal, text, { ask, run, signal }, testCommand);
    const versions = new Map<string, string | null>();
    for (const path of paths) {
      const version = await fileVersion(workspace, path);
      if (version !== undefined) versions.set(path, version);
    }
    signal.throwIfAborted();
    parent.emit({ type: 'goal_checked', goal: goal.description, ...check, tree: treeState(versions) }, {});
    return check;
  } catch (error) {
    if (signal.aborted) return undefined;
    throw error;
  }
}

function askOnce(children: Children, signal: AbortSignal): AskOnce {
  return async (question) => (await children.ask(question, signal)).text;
}

/** Model turns of a check: a look at some files and an answer. */
const LOOK_TURNS = 12;

/** Looks at files where the planner may as well, else goes by what is told. */
function looker({ planning }: PlannedRunOptions, children: Children, signal: AbortSignal): AskOnce {
  if (PLAN_PRESETS[planning.preset].planning.toolAccess === 'none') return askOnce(children, signal);
  return async ({ prompt }) => {
    const request = {
      scope: { parentId: 'goal' },
      prompt,
      tools: ({ lane }: Tool) => lane === 'query',
      system: () => CHECKER_PROMPT,
      maxTurns: LOOK_TURNS,
    };
    return (await children.run(request, signal)).text;
  };
}

function filesOf({ steps }: Plan): readonly string[] {
  return steps.flatMap(({ result }) => result?.files.map(({ path }) => path) ?? []);
}

/** What commands said of steps; what is older than the last change says so. */
function evidenceText({ steps }: Plan): string {
  const lines = steps.flatMap(({ id, result }) => {
    const evidence = result?.evidence;
    if (evidence?.command === undefined) return [];
    const { command, exitCode, output } = evidence.command;
    const age = isStale(evidence)
      ? ' (older than the last change to what it covers: it counts for nothing)'
      : '';
    return [`[${id}] \`${command}\` ended with ${exitCode ?? 'nothing'}${age}:\n${cutOutput(output, 1_000)}`];
  });
  return lines.length === 0 ? '' : `${lines.join('\n\n')}\n\n`;
}
