// The part of the fold that is about going back: cuts of the history, restores of files, and what takes them back.
import type { AgentEventOf } from '../core/events/agentEvent';
import { appendNote, updateRun } from './foldRun';
import type { RestoredItem, RunView, SessionView } from './viewState';

/** Drops the prompt that event `beforeSeq` brought and everything after it; kept aside until the next run begins. */
export function foldCut(state: SessionView, event: AgentEventOf<'history_cut'>): SessionView {
  const before = endRestores(state);
  const runs: RunView[] = [];
  for (const run of before.runs) {
    const at = run.items.findIndex(
      (item) => item.kind === 'prompt' && (item.messageSeq ?? Number(item.id)) >= event.beforeSeq,
    );
    if (at === -1) {
      runs.push(run);
      continue;
    }
    if (at > 0) runs.push({ ...run, items: run.items.slice(0, at) });
    break;
  }
  const cut = { ...before, runs, waiting: [], beforeCut: before.runs };
  if (event.checkpointId === undefined) return cut;
  return appendNote(cut, newItem(event, event.checkpointId, { withConversation: true }), event.time);
}

/** Brings back what the last cut dropped. */
export function foldUncut(state: SessionView): SessionView {
  const { beforeCut, ...rest } = state;
  return beforeCut === undefined ? state : { ...rest, runs: beforeCut };
}

export function foldRestored(state: SessionView, event: AgentEventOf<'files_restored'>): SessionView {
  const { checkpointId, restored, kept, notUndoable, isRedo = false, withConversation = false } = event;
  const files = { restored, kept, notUndoable };
  if (withConversation && !isRedo) {
    // The cut right before has made the row.
    return changeItems(state, (item) => (item.state === 'redoable' ? { ...item, ...files } : item));
  }
  const item = newItem(event, checkpointId, { ...files, withConversation, isRedo });
  return appendNote(endRestores(state), item, event.time);
}

/** What was restored before can't be redone any more. */
export function endRestores(state: SessionView): SessionView {
  return changeItems(state, (item) => (item.state === 'redoable' ? { ...item, state: 'over' } : item));
}

/** A new run begins: what was cut is gone for good. */
export function endCut(state: SessionView): SessionView {
  const { beforeCut, ...rest } = endRestores(state);
  return beforeCut === undefined ? endRestores(state) : rest;
}

function newItem(
  event: { readonly seq: number },
  checkpointId: string,
  facts: Partial<Pick<RestoredItem, 'restored' | 'kept' | 'notUndoable' | 'withConversation' | 'isRedo'>>,
): RestoredItem {
  return {
    kind: 'restored',
    id: String(event.seq),
    checkpointId,
    restored: [],
    kept: [],
    notUndoable: [],
    withConversation: false,
    isRedo: false,
    ...facts,
    state: facts.isRedo === true ? 'over' : 'redoable',
  };
}

/** Rows of restores stand in the last run: nothing else can have happened since. */
function changeItems(state: SessionView, change: (item: RestoredItem) => RestoredItem): SessionView {
  const last = state.runs.at(-1);
  if (last?.items.some((item) => item.kind === 'restored') !== true) return state;
  return updateRun(state, last.id, (run) => ({
    ...run,
    items: run.items.map((item) => (item.kind === 'restored' ? change(item) : item)),
  }));
}
