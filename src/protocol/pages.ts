// Parts of a session's view, cut by index out of the whole that the host has: the newest for a snapshot, others where a person looks.
// Items that can still change are always in the snapshot, so that every later batch finds what it changes (`partialView.ts`).
import { isOpen } from './foldTool';
import type { RunView, SessionView, ViewItem } from './viewState';

/** How large one part gets. */
export interface PageLimits {
  readonly items: number;
  /** Characters, as JSON. A single item may be larger. */
  readonly weight: number;
}

export const PAGE_LIMITS: PageLimits = { items: 200, weight: 256 * 1024 };

/** A place between items: before the item of this index, in the run of this index. */
export interface Position {
  readonly run: number;
  readonly item: number;
}

/** Some items of one run, side by side. */
export interface RunSlice {
  /** Index of the run. */
  readonly at: number;
  readonly run: Omit<RunView, 'items'>;
  /** Items of the whole run. */
  readonly itemCount: number;
  /** Index of the first item. */
  readonly from: number;
  readonly items: readonly ViewItem[];
}

/** Part of the view as it was after event `seq`. */
export interface Page {
  readonly sessionId: string;
  readonly seq: number;
  readonly slices: readonly RunSlice[];
}

/** A view without its runs. */
export interface SessionFacts extends Omit<SessionView, 'runs' | 'beforeCut'> {
  readonly runCount: number;
}

/** The newest part of a view; what is not in it is asked for by pages. */
export interface NewestPart {
  readonly state: SessionFacts;
  readonly slices: readonly RunSlice[];
}

/** Which way a page reaches from a position. */
export type PageSide = 'before' | 'after';

/** The newest items, as many as a page has, and any older one that can still change. */
export function newestPart(view: SessionView, limits = PAGE_LIMITS): NewestPart {
  const { runs, beforeCut: _, ...facts } = view;
  const newest = slicesBefore(view, { run: runs.length, item: 0 }, limits);
  return {
    state: { ...facts, runCount: runs.length },
    slices: [...unsettledSlices(view, newest[0]), ...newest],
  };
}

/** The items next to a position. Whole runs, where one is not too long for a page by itself. */
export function pageOf(view: SessionView, side: PageSide, position: Position, limits = PAGE_LIMITS): Page {
  const slices =
    side === 'before' ? slicesBefore(view, position, limits) : slicesAfter(view, position, limits);
  return { sessionId: view.sessionId, seq: view.seq, slices };
}

/** Characters of an item as JSON; what a page and the view's memory are measured by. */
export function weightOf(item: ViewItem): number {
  if (item.kind === 'unloaded') return 0;
  const known = weights.get(item);
  if (known !== undefined) return known;
  const weight = JSON.stringify(item).length;
  weights.set(item, weight);
  return weight;
}

const weights = new WeakMap<ViewItem, number>();

/** True when later events can change the items of a run: it is on, cut off, or the last. */
export function mayChange(view: SessionView, index: number): boolean {
  const state = view.runs[index]?.state;
  return state === 'running' || state === 'interrupted' || index >= lastRun(view);
}

/** True when no later event changes this item, other than by taking the end of the history away. */
export function isSettled(view: SessionView, runIndex: number, itemIndex: number): boolean {
  if (!mayChange(view, runIndex)) return true;
  const run = view.runs[runIndex];
  const item = run?.items[itemIndex];
  if (run === undefined || item === undefined || itemIndex >= run.turnItemStart) return false;
  switch (item.kind) {
    case 'prompt':
      return item.messageSeq !== undefined;
    case 'answer':
    case 'thinking':
      return !item.isStreaming;
    case 'tool':
      return !isOpen(item);
    case 'step':
      return item.state !== 'running';
    case 'retry':
      return !item.isActive;
    case 'interrupted':
      return item.state !== 'open';
    case 'restored':
      return item.state === 'over';
    default:
      return true;
  }
}

function lastRun(view: SessionView): number {
  return view.runs.findLastIndex((run) => run.state !== 'notes');
}

function slicesBefore({ runs }: SessionView, position: Position, limits: PageLimits): readonly RunSlice[] {
  const slices: RunSlice[] = [];
  const room = new Room(limits);
  for (let at = Math.min(position.run, runs.length - 1); at >= 0; at--) {
    const run = runs[at];
    if (run === undefined) break;
    const end = at === position.run ? Math.min(position.item, run.items.length) : run.items.length;
    let from = end;
    while (from > 0 && room.take(run.items[from - 1])) from -= 1;
    // A run that does not fit beside others waits for the next page.
    if (from > 0 && slices.length > 0) break;
    if (end > 0 || run.items.length === 0) slices.unshift(sliceOf(run, at, from, end));
    if (from > 0 || room.isFull) break;
  }
  return slices;
}

function slicesAfter({ runs }: SessionView, position: Position, limits: PageLimits): readonly RunSlice[] {
  const slices: RunSlice[] = [];
  const room = new Room(limits);
  for (let at = position.run; at < runs.length; at++) {
    const run = runs[at];
    if (run === undefined) break;
    const from = at === position.run ? position.item : 0;
    const count = run.items.length;
    let end = from;
    while (end < count && room.take(run.items[end])) end += 1;
    if (end < count && slices.length > 0) break;
    if (end > from || count === 0) slices.push(sliceOf(run, at, from, end));
    if (end < count || room.isFull) break;
  }
  return slices;
}

/** What can still change and lies before the newest part. */
function unsettledSlices(view: SessionView, newest: RunSlice | undefined): readonly RunSlice[] {
  const slices: RunSlice[] = [];
  view.runs.forEach((run, at) => {
    if (newest === undefined || at > newest.at || !mayChange(view, at)) return;
    const end = at === newest.at ? newest.from : run.items.length;
    const before = slices.length;
    for (let index = 0; index < end; index++) {
      const item = run.items[index];
      if (item === undefined || isSettled(view, at, index)) continue;
      const open = slices.at(-1);
      if (open?.at === at && open.from + open.items.length === index) {
        slices[slices.length - 1] = { ...open, items: [...open.items, item] };
      } else {
        slices.push(sliceOf(run, at, index, index + 1));
      }
    }
    // Its state counts even where none of its items does.
    if (slices.length === before && at < newest.at) slices.push(sliceOf(run, at, 0, 0));
  });
  return slices;
}

function sliceOf(run: RunView, at: number, from: number, end: number): RunSlice {
  const { items, ...facts } = run;
  return { at, run: facts, itemCount: items.length, from, items: items.slice(from, end) };
}

/** What a page has left. The first item always fits. */
class Room {
  readonly #limits: PageLimits;
  #items = 0;
  #weight = 0;

  constructor(limits: PageLimits) {
    this.#limits = limits;
  }

  get isFull(): boolean {
    return this.#items >= this.#limits.items || this.#weight >= this.#limits.weight;
  }

  take(item: ViewItem | undefined): boolean {
    if (item === undefined) return false;
    const weight = weightOf(item);
    const { items, weight: most } = this.#limits;
    if (this.#items > 0 && (this.#items >= items || this.#weight + weight > most)) return false;
    this.#items += 1;
    this.#weight += weight;
    return true;
  }
}
