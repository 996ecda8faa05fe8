// Small pure steps over the runs of a view: find, replace, append. Each copies only the path to what changed.
import type { RunState, RunView, SessionView, ToolItem, ViewItem } from './viewState';
import { NO_USAGE } from './viewState';

/** A run before its first item. */
export function newRun(id: string, state: RunState, startedAt: number): RunView {
  return {
    id,
    state,
    items: [],
    startedAt,
    isPaused: false,
    toolCalls: 0,
    changedFiles: [],
    usage: NO_USAGE,
    turnItemStart: 0,
  };
}

/** Changes the run of this id; the state is returned unchanged when there is none. */
export function updateRun(state: SessionView, runId: string, change: (run: RunView) => RunView): SessionView {
  const index = state.runs.findLastIndex((run) => run.id === runId);
  const run = state.runs[index];
  if (run === undefined) return state;
  const changed = change(run);
  if (changed === run) return state;
  const runs = state.runs.slice();
  runs[index] = changed;
  return { ...state, runs };
}

/** Changes one item of a run. */
export function replaceItem(run: RunView, index: number, item: ViewItem): RunView {
  const items = run.items.slice();
  items[index] = item;
  return { ...run, items };
}

/** Adds an item at the end; what streamed before it has ended. */
export function appendItem(run: RunView, item: ViewItem, time: number): RunView {
  const settled = settleStreaming(run, time);
  return { ...settled, items: [...settled.items, item] };
}

/** Ends the streaming of the last item, if it streams. */
export function settleStreaming(run: RunView, time: number): RunView {
  const index = run.items.length - 1;
  const last = run.items[index];
  if (last?.kind === 'answer' && last.isStreaming)
    return replaceItem(run, index, { ...last, isStreaming: false });
  if (last?.kind === 'thinking' && last.isStreaming) {
    const durationMs = Math.max(0, time - last.startedAt);
    return replaceItem(run, index, { ...last, isStreaming: false, durationMs });
  }
  return run;
}

/** Changes the call of this id, newest first; the run is returned unchanged when there is none. */
export function updateTool(run: RunView, toolId: string, change: (tool: ToolItem) => ToolItem): RunView {
  const index = run.items.findLastIndex((item) => item.kind === 'tool' && item.toolId === toolId);
  const item = run.items[index];
  if (item?.kind !== 'tool') return run;
  const changed = change(item);
  return changed === item ? run : replaceItem(run, index, changed);
}

/** Ends the waiting row of retries, if there is one. @param error the sentence that ends the run with it */
export function settleRetry(run: RunView, error?: string): RunView {
  const index = run.items.findLastIndex((item) => item.kind === 'retry' && item.isActive);
  const item = run.items[index];
  if (item?.kind !== 'retry') return run;
  const said = item.message === error ? { isSaidBelow: true } : {};
  return replaceItem(run, index, { ...item, isActive: false, ...said });
}

/** A note outside any run: at the end of the last run, or in a block of its own while there is none. */
export function appendNote(state: SessionView, item: ViewItem, time: number): SessionView {
  const last = state.runs.at(-1);
  if (last !== undefined) return updateRun(state, last.id, (run) => appendItem(run, item, time));
  return { ...state, runs: [appendItem(newRun(`notes-${item.id}`, 'notes', time), item, time)] };
}
