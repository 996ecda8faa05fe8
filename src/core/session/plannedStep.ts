// Works on one step of a planned run as a child run, tells what it did to files, and takes that back.
import type { AgentEventBody } from '../events/agentEvent';
import { isReadOnlyCommand } from '../effects/readOnlyCommand';
import type { PlanStep, PlanUsage, StepId } from '../plan/plan';
import type { PlanPorts, StepOutcome, StepRequest } from '../plan/planPorts';
import { stepDiff } from '../plan/stepDiff';
import { isWritingTool } from '../tools/tool';
import type { Workspace } from '../workspace/workspace';
import { isDryTool } from './dryRun';
import type { IsolatedSteps, StepCopy } from './isolatedSteps';
import type { ChildRunRequest, ChildRunResult, ParentRun } from './childRun';
import { applyStored, applyUnwritten, storedDiffOf, whyNotAsBefore } from './applyStoredDiff';
import { COPY_SYSTEM, STEP_FAILED, STEP_SYSTEM, stepPrompt } from './plannedRun.prompt';
import { noticeEvent } from '../words/noticeCause';
import { RunError } from './runError';
import type { StepGuard, StepGuards } from './stepGuards';
import type { BegunStep, UnwrittenWork } from './planTrail';
import { takeRunBack, takeStepBack } from './stepRollback';
import type { LedgerTotals } from './usageLedger';
import { failedBy } from '../plan/stepFailure';
import { causeOf } from '../words/errorCause';
import type { StepCause } from '../words/errorCause';

export interface StepRunnerOptions {
  readonly parent: ParentRun;
  /** Where stored differences are compared with what is there. Absent: the model works on every step. */
  readonly workspace?: Workspace;
  readonly maxToolRounds: number;
  /** Takes the place of what a step is told about its part. */
  readonly executorPrompt?: string;
  /** Absent where steps run one after another. */
  readonly guards?: StepGuards;
  /** What runs before this one did in a step. Default: there were none. */
  readonly earlier?: (stepId: StepId) => BegunStep | undefined;
  /** Absent where all steps work in the tree. */
  readonly isolation?: IsolatedSteps;
  readonly runChild: (
    request: Pick<ChildRunRequest, 'scope' | 'prompt'> & Partial<ChildRunRequest>,
    signal: AbortSignal,
  ) => Promise<ChildRunResult>;
}

/** `rollbackStep` is absent where changes of files are not kept. */
export function createStepRunner(
  options: StepRunnerOptions,
): Pick<PlanPorts, 'runStep' | 'rollbackStep' | 'unwritten'> {
  const { parent } = options;
  const { changes } = parent.machinery;
  const running = new Map<StepId, Promise<unknown>>();
  const withCommands = new Set<StepId>();
  const copies = new Map<StepId, StepCopy>();

  async function runStep(request: StepRequest, signal: AbortSignal): Promise<StepOutcome> {
    const { step, order, onWaiting } = request;
    const { id } = step;
    const followQuestions = createQuestionWatch(onWaiting);
    const stop = new AbortController();
    let putBack: StepCause | undefined;
    const guard = options.guards?.begin({
      id,
      name: `step ${order}`,
      order,
      hasSafeCommands: step.safeCommands === true,
      onWaiting,
      say: (cause) => parent.emit(noticeEvent('info', cause), { stepId: id }),
      putBack(cause) {
        putBack = cause;
        stop.abort();
      },
    });
    const copy = options.isolation?.begin(request);
    if (copy === undefined) copies.delete(id);
    else copies.set(id, copy);
    const stopped = AbortSignal.any([signal, stop.signal]);
    const onEvent = (event: AgentEventBody): void => {
      followQuestions(event);
      if (runsCommand(event, parent)) withCommands.add(id);
      request.onActivity();
    };
    // On a copy nobody is in the way.
    const parts = copy === undefined ? { guard } : { copy: copy.workspace };
    const own = workOrApply(request, { ...options, ...parts }, stopped, onEvent);
    const work = copy === undefined ? own : copy.merged(own, stopped);
    running.set(id, work);
    let outcome: StepOutcome;
    try {
      outcome = await work;
      if (outcome.success) guard?.worked();
    } catch (error) {
      if (putBack === undefined || signal.aborted) throw error;
      outcome = await undone(id, putBack);
    }
    const { files, leftOut } = (await changes?.filesOfStep({ runId: parent.runId, stepId: id })) ?? {
      files: [],
      leftOut: [],
    };
    const diff = stepDiff(files);
    return {
      ...outcome,
      files,
      ...(leftOut.length === 0 ? {} : { filesLeftOut: leftOut }),
      ...(diff === '' ? {} : { diff }),
    };
  }

  /** The others wait until this is over: what the step wrote is still held. */
  async function undone(stepId: StepId, cause: StepCause): Promise<StepOutcome> {
    const failed = { success: false, errorCode: 'conflict', files: [] } as const;
    const conflicts =
      changes === undefined ? [] : await takeRunBack(changes, { runId: parent.runId, stepId });
    if (changes === undefined || conflicts.length > 0)
      return { ...failed, ...failedBy({ about: 'step', code: 'not_undone', of: cause, files: conflicts }) };
    return { ...failed, ...failedBy(cause), isPutBack: true };
  }

  const unwritten: PlanPorts['unwritten'] = async (id) => (await copies.get(id)?.unwritten()) ?? {};
  if (changes === undefined) return { runStep, unwritten };
  return {
    runStep,
    unwritten,
    async rollbackStep({ id }: PlanStep) {
      // One that ran out of time may be in the middle of a write.
      await running.get(id)?.catch(() => undefined);
      const own = await takeRunBack(changes, { runId: parent.runId, stepId: id });
      const earlier = await takeStepBack(changes, options.earlier?.(id));
      return {
        conflicts: [...new Set([...own, ...earlier.conflicts])],
        hasCommands: withCommands.has(id) || earlier.hasCommands,
      };
    },
  };
}

type WorkOptions = StepRunnerOptions & { readonly guard?: StepGuard; readonly copy?: Workspace };

/** A difference that still fits is applied as it is; where the file changed since, a patch is refused and other steps are worked on anew. */
async function workOrApply(
  request: StepRequest,
  options: WorkOptions,
  signal: AbortSignal,
  onEvent: (event: AgentEventBody) => void,
): Promise<StepOutcome> {
  const { parent, guard, copy, workspace } = options;
  const { step } = request;
  const kept = await keptWork(step, options);
  if (kept !== undefined) return applyUnwritten(step, kept, { parent, guard, copy, onEvent }, signal);
  const stored = workspace === undefined ? undefined : await storedDiffOf(step, copy ?? workspace);
  if (stored?.kind === 'applies')
    return applyStored(step, stored.changes, { parent, guard, copy, onEvent }, signal);
  if (stored?.kind === 'differs' && step.type === 'apply_patch')
    return {
      success: false,
      ...failedBy({ about: 'step', code: 'misfit', of: stored.misfit }),
      errorCode: 'conflict',
      files: [],
    };
  if (stored?.kind === 'differs')
    parent.emit(noticeEvent('info', { code: 'step_anew', of: stored.misfit }), { stepId: step.id });
  return workOn(request, options, signal, onEvent);
}

/** What the step had finished when it was stopped, as far as that is still what it is to do and still fits. */
async function keptWork(
  { id, description }: PlanStep,
  { parent, copy, workspace, earlier }: WorkOptions,
): Promise<UnwrittenWork | undefined> {
  const kept = earlier?.(id)?.unwritten;
  const files = copy ?? workspace;
  if (kept === undefined || files === undefined || kept.description !== description) return undefined;
  const misfit = await whyNotAsBefore(kept.files, files);
  if (misfit === undefined) return kept;
  parent.emit(noticeEvent('info', { code: 'step_anew', of: misfit }), { stepId: id });
  return undefined;
}

async function workOn(
  request: StepRequest,
  { maxToolRounds, runChild, executorPrompt = STEP_SYSTEM, guard, copy }: WorkOptions,
  signal: AbortSignal,
  onActivity: (event: AgentEventBody) => void,
): Promise<StepOutcome> {
  const { step, maxTurns } = request;
  const files: StepOutcome['files'] = [];
  try {
    const { text, stopReason, notice, totals } = await runChild(
      {
        scope: { stepId: step.id },
        name: step.attempts > 1 ? `${step.id}-${step.attempts}` : step.id,
        prompt: stepPrompt(request),
        system: (own) => [own, executorPrompt, ...(copy === undefined ? [] : [COPY_SYSTEM])].join('\n\n'),
        maxTurns: maxTurns ?? maxToolRounds,
        onActivity,
        ...(guard === undefined ? {} : { guard }),
        ...(copy === undefined ? {} : { copy, tools: isDryTool }),
        ...(request.isConfirmed && step.command !== undefined ? { approvedCommand: step.command } : {}),
      },
      signal,
    );
    const usage = planUsage(totals);
    if (stopReason === 'cancelled') signal.throwIfAborted();
    if (stopReason !== 'end') {
      const cause = notice ?? ({ about: 'step', code: 'stopped_early', stop: stopReason } as const);
      return { success: false, ...failedBy(cause), errorCode: 'model', output: text, files, usage };
    }
    if (STEP_FAILED.test(text)) {
      const error = text.replace(STEP_FAILED, '');
      return { success: false, error, errorCode: 'tool', output: text, files, usage };
    }
    return { success: true, output: text, files, usage };
  } catch (error) {
    if (signal.aborted || !(error instanceof RunError)) throw error;
    const errorCode = error.kind === 'tool_rounds' ? 'turn_limit' : 'model';
    return { success: false, error: error.message, cause: causeOf(error), errorCode, files };
  }
}

/** Says when the first question opens and the last one is settled. */
export function createQuestionWatch(
  onWaiting: (isWaiting: boolean) => void,
): (event: AgentEventBody) => void {
  const open = new Set<string>();
  return (event) => {
    switch (event.type) {
      case 'confirmation_required':
        if (open.size === 0) onWaiting(true);
        open.add(event.toolId);
        return;
      case 'confirmation_received':
      case 'confirmation_timeout':
      case 'tool_end':
        if (open.delete(event.toolId) && open.size === 0) onWaiting(false);
    }
  };
}

/** True for a call whose effects are more than what the journal knows of files. */
export function runsCommand(event: AgentEventBody, { machinery }: Pick<ParentRun, 'machinery'>): boolean {
  if (event.type !== 'tool_call' || event.readOnly) return false;
  const tool = machinery.tools.get(event.toolName);
  if (tool === undefined || isWritingTool(tool)) return false;
  const command = event.args['command'];
  return !(typeof command === 'string' && isReadOnlyCommand(command));
}

export function planUsage({ promptTokens, completionTokens, totalTokens }: LedgerTotals): PlanUsage {
  return { inputTokens: promptTokens, outputTokens: completionTokens, totalTokens };
}
