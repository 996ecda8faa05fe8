// Runs that were cut off: their end is missing in the log, and the window says so when it finds one.
import type { AgentEvent, AgentEventOf } from '../core/events/agentEvent';
import { appendItem, settleRetry, updateRun } from './foldRun';
import { settleSteps } from './foldSteps';
import { settleTools } from './foldTool';
import type { InterruptedItem, RunView, SessionView } from './viewState';

export function foldInterrupted(state: SessionView, event: AgentEventOf<'run_interrupted'>): SessionView {
  const last =
    state.runs.findLast((run) => run.id === event.runId) ??
    state.runs.findLast((run) => run.state === 'running');
  if (last === undefined) return state;
  const { seq, uncertainToolIds, time } = event;
  return interrupted(state, last, { id: String(seq), uncertainToolIds, time });
}

/** The log of a run that was cut off has no word of it: it only says that another one began. */
export function withCutOff(state: SessionView, { runId, seq, time }: AgentEvent): SessionView {
  const last = state.runs.findLast((run) => run.state !== 'notes');
  if (last?.state !== 'running' || last.id === runId) return state;
  const uncertainToolIds = last.items.flatMap((item) =>
    item.kind === 'tool' && item.state === 'running' ? [item.toolId] : [],
  );
  return interrupted(state, last, { id: `cut-${seq}`, uncertainToolIds, time });
}

function interrupted(
  state: SessionView,
  { id: runId }: RunView,
  {
    id,
    uncertainToolIds,
    time,
  }: Pick<InterruptedItem, 'id' | 'uncertainToolIds'> & { readonly time: number },
): SessionView {
  const changed = updateRun(state, runId, (run) => ({
    ...appendItem(
      settleSteps(settleTools(settleRetry(run), uncertainToolIds), time, 'interrupted'),
      { kind: 'interrupted', id, uncertainToolIds, state: 'open' },
      time,
    ),
    state: 'interrupted',
    isPaused: false,
    endedAt: time,
  }));
  return { ...changed, waiting: [] };
}

/** The run that was cut off last is over. */
export function settleInterrupted(state: SessionView, to: 'continued' | 'discarded'): SessionView {
  const open = state.runs.findLast((run) => run.state === 'interrupted');
  if (open === undefined) return state;
  return updateRun(state, open.id, (run) => ({
    ...run,
    state: 'ended',
    stopReason: 'cancelled',
    items: run.items.map((item) =>
      item.kind === 'interrupted' && item.state === 'open' ? { ...item, state: to } : item,
    ),
  }));
}
