// Where the transcript says what a plan did: a row for each step, which gathers the step's calls, and rows for turns of the plan.
import type { AgentEvent, AgentEventOf } from '../core/events/agentEvent';
import { appendItem, appendNote, replaceItem, updateRun } from './foldRun';
import type { PlanView } from './planMessages';
import type { PlanNoteItem, RunView, SessionView, StepItem } from './viewState';
import { OUTPUT_LIMIT } from './viewState';

/** Folds an event of a plan into the transcript. */
export function foldSteps(state: SessionView, event: AgentEvent): SessionView {
  switch (event.type) {
    case 'step_start':
      return updateRun(state, event.runId, (run) =>
        closeTurn(appendItem(run, newStep(event, state.plan), event.time)),
      );
    case 'step_end':
      return updateRun(state, event.runId, (run) => closeTurn(endStep(run, event)));
    case 'step_put_back':
      return updateRun(state, event.runId, (run) => closeTurn(putBack(run, event)));
    default: {
      const note = noteOf(event);
      if (note === undefined) return state;
      const item: PlanNoteItem = { kind: 'plan', id: String(event.seq), note };
      const isOfRun = state.runs.some((run) => run.id === event.runId);
      return isOfRun
        ? updateRun(state, event.runId, (run) => appendItem(run, item, event.time))
        : appendNote(state, item, event.time);
    }
  }
}

/** Steps whose run ended before they did. */
export function settleSteps(run: RunView, time: number, to: 'cancelled' | 'interrupted'): RunView {
  if (!run.items.some((item) => item.kind === 'step' && item.state === 'running')) return run;
  const items = run.items.map((item): RunView['items'][number] =>
    item.kind === 'step' && item.state === 'running' ? { ...item, state: to, endedAt: time } : item,
  );
  return { ...run, items };
}

/** A run has no turn of its own while its steps work: nothing of what was said before can be reset. */
function closeTurn(run: RunView): RunView {
  return { ...run, turnItemStart: run.items.length };
}

function newStep(event: AgentEventOf<'step_start'>, plan: PlanView | undefined): StepItem {
  const title = plan?.plan.steps.find(({ id }) => id === event.stepId)?.title;
  return {
    kind: 'step',
    id: String(event.seq),
    stepId: event.stepId,
    number: event.stepNumber,
    total: event.totalSteps,
    title: title ?? event.description,
    state: 'running',
    startedAt: event.time,
    output: '',
  };
}

/** It begins anew later, as a row of its own. */
function putBack(run: RunView, { stepId, reason, cause, time }: AgentEventOf<'step_put_back'>): RunView {
  const index = run.items.findLastIndex((item) => item.kind === 'step' && item.stepId === stepId);
  const item = run.items[index];
  if (item?.kind !== 'step') return run;
  return replaceItem(run, index, {
    ...item,
    state: 'cancelled',
    endedAt: time,
    error: reason,
    ...(cause === undefined ? {} : { cause }),
  });
}

function endStep(run: RunView, { stepId, status, result, time }: AgentEventOf<'step_end'>): RunView {
  const index = run.items.findLastIndex((item) => item.kind === 'step' && item.stepId === stepId);
  const item = run.items[index];
  if (item?.kind !== 'step') return run;
  return replaceItem(run, index, {
    ...item,
    state: status === 'completed' ? 'done' : status,
    endedAt: time,
    output: (result.output ?? '').slice(0, OUTPUT_LIMIT),
    ...(result.error === undefined ? {} : { error: result.error.slice(0, OUTPUT_LIMIT) }),
    ...(result.cause === undefined ? {} : { cause: result.cause }),
  });
}

function noteOf(event: AgentEvent): PlanNoteItem['note'] | undefined {
  switch (event.type) {
    case 'planning_end':
      return event.plan.steps.length === 0 ? undefined : { type: 'made', steps: event.plan.steps.length };
    case 'plan_empty':
      return { type: 'empty' };
    case 'plan_fallback':
      return { type: 'fallback', reason: event.reason, ...causeIn(event) };
    case 'plan_deadlock':
      return { type: 'deadlock', steps: event.stepIds.length };
    case 'plan_replanned':
      return { type: 'replanned', version: event.to.version, steps: event.to.steps.length };
    case 'plan_tests':
      return { type: 'tests', passed: event.passed, output: event.output.slice(-OUTPUT_LIMIT) };
    case 'planning_decided':
      return event.planned ? { type: 'decided', reason: event.reason, ...causeIn(event) } : undefined;
    case 'planning_declined':
      return { type: 'declined' };
    case 'goal_achieved':
      return { type: 'goal_reached' };
    case 'goal_pursued':
      return { type: 'goal_pursued', round: event.round, maxRounds: event.maxRounds };
    case 'goal_left_open':
      return { type: 'goal_left_open', words: event.words, ...causeIn(event) };
    case 'rollback_end':
      return {
        type: 'rolled_back',
        steps: event.undone.length,
        irreversible: event.irreversible.length,
      };
    default:
      return undefined;
  }
}

function causeIn<Cause>({ cause }: { readonly cause?: Cause }): { readonly cause?: Cause } {
  return cause === undefined ? {} : { cause };
}
