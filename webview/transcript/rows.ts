// Which rows the transcript has: finished prompts fold to their answer, read-only calls in a row fold into one. Pure.
import type { Position } from '../../src/protocol/pages';
import type {
  RunView,
  SessionView,
  StepItem,
  ToolItem,
  UnloadedItem,
  ViewItem,
} from '../../src/protocol/viewState';

interface RowBase {
  /** Unique in the session. */
  readonly key: string;
  /** Where its first item is. */
  readonly at: Position;
}

/** What is not loaded, up to `end`; `at` is where it begins. */
export interface GapRow extends RowBase {
  readonly kind: 'gap';
  readonly end: Position;
}

/** An item that is there. */
export type LoadedItem = Exclude<ViewItem, UnloadedItem>;

export type Row =
  | (RowBase & { readonly kind: 'item'; readonly item: LoadedItem })
  /** Two or more read-only calls. */
  | (RowBase & { readonly kind: 'reads'; readonly items: readonly ToolItem[] })
  /** A step of a plan with the calls that belong to it, also those that were made while another step worked. */
  | (RowBase & { readonly kind: 'step'; readonly item: StepItem; readonly items: readonly ToolItem[] })
  /** Closes a run: what it took; folds and unfolds it when `hiddenCount` is above 0 or it is unfolded. */
  | (RowBase & {
      readonly kind: 'facts';
      readonly run: RunView;
      readonly isFolded: boolean;
      readonly canFold: boolean;
    })
  /** The run goes on and nothing else on the screen says so. */
  | (RowBase & { readonly kind: 'working'; readonly run: RunView })
  | GapRow;

const READ_TOOLS: ReadonlySet<string> = new Set(['read', 'grep', 'glob', 'ls']);

/** The rows of a session. Whatever is not loaded side by side is one gap. */
export function sessionRows(session: SessionView, isUnfolded: (run: RunView) => boolean): readonly Row[] {
  const { runs } = session;
  const lastIndex = runs.findLastIndex((run) => run.state !== 'notes');
  const rows: Row[] = [];
  const add = (row: Row): void => {
    const last = rows.at(-1);
    if (row.kind === 'gap' && last?.kind === 'gap') rows[rows.length - 1] = { ...last, end: row.end };
    else rows.push(row);
  };
  runs.forEach((run, index) => {
    if (run.state === 'unloaded') add(gapRow({ run: index, item: 0 }, { run: index + 1, item: 0 }));
    else rowsOf(run, index, index >= lastIndex, isUnfolded(run)).forEach(add);
  });
  return rows;
}

/** The rows of one run, whose index is given. The same arguments give the same array, so that rows of older runs cost nothing. */
export function rowsOf(run: RunView, runIndex: number, isLast: boolean, isUnfolded: boolean): readonly Row[] {
  const kept = cache.get(run);
  if (
    kept !== undefined &&
    kept.runIndex === runIndex &&
    kept.isLast === isLast &&
    kept.isUnfolded === isUnfolded
  )
    return kept.rows;
  const rows = makeRows(run, runIndex, isLast, isUnfolded);
  cache.set(run, { runIndex, isLast, isUnfolded, rows });
  return rows;
}

/** True when the first place is before the other. */
export function isBefore(first: Position, other: Position): boolean {
  return first.run < other.run || (first.run === other.run && first.item < other.item);
}

/** The gap that a place is in. */
export function gapWith(rows: readonly Row[], place: Position): GapRow | undefined {
  return rows.find(
    (row): row is GapRow => row.kind === 'gap' && !isBefore(place, row.at) && isBefore(place, row.end),
  );
}

/** Index of the row that begins at a place or next after it; -1 when that is not loaded or past the end. */
export function rowAt(rows: readonly Row[], place: Position): number {
  if (gapWith(rows, place) !== undefined) return -1;
  return rows.findIndex((row) => row.kind !== 'gap' && !isBefore(row.at, place));
}

/** Key under which a run is unfolded. */
export function runKey(run: RunView): string {
  return `run-${run.id}`;
}

const cache = new WeakMap<
  RunView,
  {
    readonly runIndex: number;
    readonly isLast: boolean;
    readonly isUnfolded: boolean;
    readonly rows: readonly Row[];
  }
>();

/** An item with its place; a step has the calls that go with it. */
interface PlacedItem {
  readonly item: ViewItem;
  readonly at: Position;
  readonly calls?: readonly ToolItem[];
}

function makeRows(run: RunView, runIndex: number, isLast: boolean, isUnfolded: boolean): readonly Row[] {
  const placed = run.items.map((item, index): PlacedItem => ({ item, at: { run: runIndex, item: index } }));
  if (run.state === 'notes') return placed.map(itemRow);
  const isFinished = run.state === 'ended' || run.state === 'failed';
  const essentials = isFinished && !isLast ? essentialItems(run) : undefined;
  const canFold = essentials !== undefined && essentials.size < run.items.length;
  const isFolded = canFold && !isUnfolded;
  const rows = isFolded
    ? placed.filter(({ item }) => essentials.has(item)).map(itemRow)
    : foldReads(gatherSteps(placed));
  const at = { run: runIndex, item: run.items.length };
  if (isFinished) rows.push({ kind: 'facts', key: `facts-${run.id}`, at, run, isFolded, canFold });
  else if (run.state === 'running' && !showsProgress(run)) {
    rows.push({ kind: 'working', key: `working-${run.id}`, at, run });
  }
  return rows;
}

function itemRow({ item, at, calls }: PlacedItem): Row {
  if (item.kind === 'step') return { kind: 'step', key: item.id, at, item, items: calls ?? [] };
  if (item.kind === 'unloaded') return gapRow(at, { run: at.run, item: at.item + 1 });
  return { kind: 'item', key: item.id, at, item };
}

function gapRow(at: Position, end: Position): GapRow {
  return { kind: 'gap', key: `gap-${at.run}-${at.item}`, at, end };
}

/** What stays of a folded run: what the person said, the last answer, and what went wrong. */
function essentialItems(run: RunView): ReadonlySet<ViewItem> {
  const answer = run.items.findLast((item) => item.kind === 'answer');
  return new Set(
    run.items.filter(
      (item) =>
        item.kind === 'prompt' ||
        item.kind === 'error' ||
        item.kind === 'interrupted' ||
        item.kind === 'restored' ||
        item.kind === 'unloaded' ||
        (item.kind === 'notice' && item.level === 'warning') ||
        item === answer,
    ),
  );
}

/** Calls of a step go to its row; where that is not loaded they stand alone. */
function gatherSteps(placed: readonly PlacedItem[]): readonly PlacedItem[] {
  if (!placed.some(({ item }) => item.kind === 'step')) return placed;
  const open = new Map<string, ToolItem[]>();
  const kept: PlacedItem[] = [];
  for (const { item, at } of placed) {
    if (item.kind === 'step') {
      const calls: ToolItem[] = [];
      open.set(item.stepId, calls);
      kept.push({ item, at, calls });
      continue;
    }
    const calls = item.kind === 'tool' && item.stepId !== undefined ? open.get(item.stepId) : undefined;
    if (calls !== undefined && item.kind === 'tool') calls.push(item);
    else kept.push({ item, at });
  }
  return kept;
}

function foldReads(placed: readonly PlacedItem[]): Row[] {
  const rows: Row[] = [];
  let reads: { readonly item: ToolItem; readonly at: Position }[] = [];
  const flush = (): void => {
    const first = reads[0];
    if (first === undefined) return;
    const items = reads.map(({ item }) => item);
    rows.push(
      items.length === 1
        ? itemRow(first)
        : { kind: 'reads', key: `reads-${first.item.id}`, at: first.at, items },
    );
    reads = [];
  };
  for (const one of placed) {
    if (one.item.kind === 'tool' && foldsAway(one.item)) {
      reads.push({ item: one.item, at: one.at });
    } else {
      flush();
      rows.push(itemRow(one));
    }
  }
  flush();
  return rows;
}

/** Failures, refusals, questions and texts that try to give orders keep a row of their own. */
function foldsAway(tool: ToolItem): boolean {
  const isReading = tool.isReadOnly || (tool.state === 'writing' && READ_TOOLS.has(tool.toolName));
  return (
    isReading &&
    tool.findings === undefined &&
    (tool.state === 'done' ||
      tool.state === 'running' ||
      tool.state === 'checking' ||
      tool.state === 'writing')
  );
}

function showsProgress(run: RunView): boolean {
  const last = run.items.at(-1);
  if (last === undefined) return false;
  if (run.items.some((item) => item.kind === 'step' && item.state === 'running')) return true;
  if (last.kind === 'answer' || last.kind === 'thinking') return last.isStreaming;
  if (last.kind === 'retry') return last.isActive;
  return (
    last.kind === 'tool' &&
    last.state !== 'done' &&
    last.state !== 'failed' &&
    last.state !== 'denied' &&
    last.state !== 'cancelled'
  );
}
