// Which rows the transcript has: finished prompts fold to their answer, read-only calls in a row fold into one. Pure.
import type { RunView, ToolItem, ViewItem } from '../../src/protocol/viewState';

export type Row =
  | { readonly kind: 'item'; readonly key: string; readonly item: ViewItem }
  /** Two or more read-only calls. */
  | { readonly kind: 'reads'; readonly key: string; readonly items: readonly ToolItem[] }
  /** Closes a run: what it took; folds and unfolds it when `hiddenCount` is above 0 or it is unfolded. */
  | {
      readonly kind: 'facts';
      readonly key: string;
      readonly run: RunView;
      readonly isFolded: boolean;
      readonly canFold: boolean;
    }
  /** The run goes on and nothing else on the screen says so. */
  | { readonly kind: 'working'; readonly key: string; readonly run: RunView };

const READ_TOOLS: ReadonlySet<string> = new Set(['read', 'grep', 'glob', 'ls']);

/** The rows of one run. The same arguments give the same array, so that rows of older runs cost nothing. */
export function rowsOf(run: RunView, isLast: boolean, isUnfolded: boolean): readonly Row[] {
  const kept = cache.get(run);
  if (kept !== undefined && kept.isLast === isLast && kept.isUnfolded === isUnfolded) return kept.rows;
  const rows = makeRows(run, isLast, isUnfolded);
  cache.set(run, { isLast, isUnfolded, rows });
  return rows;
}

/** Key under which a run is unfolded. */
export function runKey(run: RunView): string {
  return `run-${run.id}`;
}

const cache = new WeakMap<
  RunView,
  { readonly isLast: boolean; readonly isUnfolded: boolean; readonly rows: readonly Row[] }
>();

function makeRows(run: RunView, isLast: boolean, isUnfolded: boolean): readonly Row[] {
  if (run.state === 'notes') return run.items.map(itemRow);
  const isFinished = run.state === 'ended' || run.state === 'failed';
  const essentials = isFinished && !isLast ? essentialItems(run) : undefined;
  const canFold = essentials !== undefined && essentials.length < run.items.length;
  const isFolded = canFold && !isUnfolded;
  const rows = isFolded ? essentials.map(itemRow) : foldReads(run.items);
  if (isFinished) rows.push({ kind: 'facts', key: `facts-${run.id}`, run, isFolded, canFold });
  else if (run.state === 'running' && !showsProgress(run)) {
    rows.push({ kind: 'working', key: `working-${run.id}`, run });
  }
  return rows;
}

function itemRow(item: ViewItem): Row {
  return { kind: 'item', key: item.id, item };
}

/** What stays of a folded run: what the person said, the last answer, and what went wrong. */
function essentialItems(run: RunView): readonly ViewItem[] {
  const answer = run.items.findLast((item) => item.kind === 'answer');
  return run.items.filter(
    (item) =>
      item.kind === 'prompt' ||
      item.kind === 'error' ||
      item.kind === 'interrupted' ||
      (item.kind === 'notice' && item.level === 'warning') ||
      item === answer,
  );
}

function foldReads(items: readonly ViewItem[]): Row[] {
  const rows: Row[] = [];
  let reads: ToolItem[] = [];
  const flush = (): void => {
    const first = reads[0];
    if (first === undefined) return;
    rows.push(
      reads.length === 1 ? itemRow(first) : { kind: 'reads', key: `reads-${first.id}`, items: reads },
    );
    reads = [];
  };
  for (const item of items) {
    if (item.kind === 'tool' && foldsAway(item)) {
      reads.push(item);
    } else {
      flush();
      rows.push(itemRow(item));
    }
  }
  flush();
  return rows;
}

/** Failures, refusals and questions keep a row of their own. */
function foldsAway(tool: ToolItem): boolean {
  const isReading = tool.isReadOnly || (tool.state === 'writing' && READ_TOOLS.has(tool.toolName));
  return (
    isReading &&
    (tool.state === 'done' ||
      tool.state === 'running' ||
      tool.state === 'checking' ||
      tool.state === 'writing')
  );
}

function showsProgress(run: RunView): boolean {
  const last = run.items.at(-1);
  if (last === undefined) return false;
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
