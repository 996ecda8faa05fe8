// A view that has only parts of a session. Every run and item has its place, as in the whole, so that the reducer folds later events as
// ever; what is not there is held by `UNLOADED_RUN` and `UNLOADED_ITEM`. Pure.
import type { AgentEvent } from '../core/events/agentEvent';
import { newRun } from './foldRun';
import { isSettled, PAGE_LIMITS, weightOf } from './pages';
import type { NewestPart, Page, Position, RunSlice } from './pages';
import type { RunView, SessionView, UnloadedItem, ViewItem } from './viewState';

/** Shared by all items that are not there. */
export const UNLOADED_ITEM: UnloadedItem = { kind: 'unloaded', id: '' };
/** Shared by all runs that are not there. */
export const UNLOADED_RUN: RunView = newRun('', 'unloaded', 0);

/** Items that are dropped together. */
const PIECE_ITEMS = 100;
/** Share of the limit that is left after something was dropped. */
const KEPT_SHARE = 0.75;

/** The view of a snapshot. What the earlier view of the same session had loaded stays, as far as it is the same still. */
export function openView({ state, slices }: NewestPart, earlier?: SessionView): SessionView {
  const { runCount, ...facts } = state;
  const runs = new Array<RunView>(runCount).fill(UNLOADED_RUN);
  for (const slice of slices) place(runs, slice);
  const view = { ...facts, runs };
  return earlier?.sessionId === view.sessionId ? keepLoaded(view, earlier) : view;
}

/** The view with a page in it; undefined where the page is of another session or another moment. */
export function applyPage(view: SessionView, page: Page): SessionView | undefined {
  if (page.sessionId !== view.sessionId || page.seq !== view.seq) return undefined;
  const runs = view.runs.slice();
  for (const slice of page.slices) place(runs, slice);
  return { ...view, runs };
}

/** True when an event can't be folded into what is there, since it is about a part that may not be: only a snapshot helps. */
export function isAboutUnloaded(view: SessionView, event: AgentEvent): boolean {
  switch (event.type) {
    case 'history_cut':
      return isCutUnloaded(view, event.beforeSeq);
    case 'history_uncut':
      // A snapshot has only what is left after a cut.
      return view.beforeCut === undefined;
    case 'notice':
    case 'persistence_failed':
      // Said of a run that has ended long ago.
      return (
        event.runId !== '' &&
        view.runs.some((run) => run.state === 'unloaded') &&
        !view.runs.some((run) => run.id === event.runId)
      );
    default:
      return false;
  }
}

/** What lies before a prompt that stays, stays; anything else must be there to be looked at. */
function isCutUnloaded(view: SessionView, beforeSeq: number): boolean {
  for (const run of view.runs.toReversed()) {
    if (run.state === 'unloaded') return true;
    for (const item of run.items.toReversed()) {
      if (item.kind === 'unloaded') return true;
      if (item.kind === 'prompt' && (item.messageSeq ?? Number(item.id)) < beforeSeq) return false;
    }
  }
  return false;
}

/**
 * Drops what lies far from the kept part once there is more than `limit` characters. Stays: what can still change, the `newest` items,
 * and everything from `from` to `to`.
 */
export function dropFar(
  view: SessionView,
  from: Position,
  to: Position,
  limit: number,
  newest = PAGE_LIMITS.items,
): SessionView {
  let weight = view.runs.reduce((sum, run) => sum + weightOfRun(run), 0);
  if (weight <= limit) return view;
  const pieces = piecesOf(view, from, to, newest).sort((a, b) => b.distance - a.distance);
  const runs = view.runs.slice();
  for (const { at, start, end } of pieces) {
    if (weight <= limit * KEPT_SHARE) break;
    const run = runs[at];
    if (run === undefined) continue;
    const items = run.items.map((item, index) => {
      if (index < start || index >= end || !isSettled(view, at, index)) return item;
      weight -= weightOf(item);
      return UNLOADED_ITEM;
    });
    const isEmpty = run.items.length > 0 && items.every((item) => item === UNLOADED_ITEM);
    runs[at] = isEmpty && isFinished(run) ? UNLOADED_RUN : { ...run, items };
  }
  return { ...view, runs };
}

interface Piece {
  readonly at: number;
  readonly start: number;
  readonly end: number;
  /** Items between it and the kept part. */
  readonly distance: number;
}

function piecesOf(view: SessionView, from: Position, to: Position, newest: number): Piece[] {
  const pieces: Piece[] = [];
  const offsets: number[] = [];
  let total = 0;
  for (const run of view.runs) {
    offsets.push(total);
    // What is not there counts as something, so that what lies behind it is farther away.
    total += Math.max(1, run.items.length);
  }
  const first = (offsets[from.run] ?? 0) + from.item;
  const last = (offsets[to.run] ?? total) + to.item;
  view.runs.forEach((run, at) => {
    for (let start = 0; start < run.items.length; start += PIECE_ITEMS) {
      const end = Math.min(run.items.length, start + PIECE_ITEMS);
      const begin = (offsets[at] ?? 0) + start;
      const finish = begin + end - start;
      const isKept = (finish > first && begin <= last) || finish > total - newest;
      if (!isKept) pieces.push({ at, start, end, distance: Math.max(first - finish, begin - last) });
    }
  });
  return pieces;
}

function place(runs: RunView[], slice: RunSlice): void {
  const known = runs[slice.at];
  const isSame = known?.id === slice.run.id && known.items.length === slice.itemCount;
  const items = isSame ? known.items.slice() : new Array<ViewItem>(slice.itemCount).fill(UNLOADED_ITEM);
  slice.items.forEach((item, index) => {
    // What is there already stays the same object: it is not drawn again.
    if (items[slice.from + index]?.kind === 'unloaded') items[slice.from + index] = item;
  });
  runs[slice.at] = { ...slice.run, items };
}

/** Runs come and go at the end only: before one that both views have, they have the same. */
function keepLoaded(view: SessionView, earlier: SessionView): SessionView {
  const common = view.runs.findLastIndex(
    (run, at) => run.state !== 'unloaded' && run.id === earlier.runs[at]?.id,
  );
  if (common === -1) return view;
  const runs = view.runs.map((run, at) => {
    const known = earlier.runs[at];
    if (at > common || known === undefined || known.state === 'unloaded') return run;
    if (run.state === 'unloaded') return isFinished(known) ? known : run;
    return mergeRun(run, known, earlier, at);
  });
  return { ...view, runs };
}

function mergeRun(run: RunView, known: RunView, earlier: SessionView, at: number): RunView {
  const isShifted = run.items.some((item, index) => {
    const other = known.items[index];
    return other !== undefined && isLoaded(item) && isLoaded(other) && item.id !== other.id;
  });
  if (isShifted) return run;
  const items = run.items.map((item, index) => {
    const other = known.items[index];
    if (other === undefined || isLoaded(item) || !isLoaded(other)) return item;
    return isSettled(earlier, at, index) ? other : item;
  });
  return { ...run, items };
}

function isLoaded(item: ViewItem): boolean {
  return item.kind !== 'unloaded';
}

function isFinished(run: RunView): boolean {
  return run.state === 'ended' || run.state === 'failed' || run.state === 'notes';
}

function weightOfRun(run: RunView): number {
  const known = weights.get(run);
  if (known !== undefined) return known;
  const weight = run.items.reduce((sum, item) => sum + weightOf(item), 0);
  weights.set(run, weight);
  return weight;
}

const weights = new WeakMap<RunView, number>();
