// Whatever a view loads, drops, loads again and folds meanwhile: with all its parts there it is what the host has.
import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { AgentEvent } from '../../../src/core/events/agentEvent';
import { applyBatch, createBatch } from '../../../src/protocol/batch';
import { applyPage, dropFar, openView, UNLOADED_ITEM, UNLOADED_RUN } from '../../../src/protocol/partialView';
import { newestPart, pageOf, weightOf } from '../../../src/protocol/pages';
import type { PageLimits, Position } from '../../../src/protocol/pages';
import { foldEvent, foldEvents } from '../../../src/protocol/reducer';
import { emptyView } from '../../../src/protocol/viewState';
import type { SessionView } from '../../../src/protocol/viewState';
import { end, numbered, start } from './eventFixture';
import { SessionPlay, stepArbitrary } from './sessionPlay';
import type { Step } from './sessionPlay';

const small: PageLimits = { items: 4, weight: 2_000 };

/** As what is posted arrives: a copy without the host's own objects. */
const sent = <Value>(value: Value): Value => JSON.parse(JSON.stringify(value)) as Value;
/** As a page shows it: what a cut dropped is not sent. */
const shown = ({ beforeCut: _, ...view }: SessionView): unknown => sent(view);

const snapshotOf = (view: SessionView, limits?: PageLimits, earlier?: SessionView): SessionView =>
  openView(sent(newestPart(view, limits)), earlier);

/** The first place that is not loaded. */
function gapOf(view: SessionView): Position | undefined {
  for (const [run, { state, items }] of view.runs.entries()) {
    if (state === 'unloaded') return { run, item: 0 };
    const item = items.findIndex(({ kind }) => kind === 'unloaded');
    if (item !== -1) return { run, item };
  }
  return undefined;
}

function loadAll(view: SessionView, host: SessionView, limits?: PageLimits): SessionView {
  let loaded = view;
  for (;;) {
    const gap = gapOf(loaded);
    if (gap === undefined) return loaded;
    const next = applyPage(loaded, sent(pageOf(host, 'after', gap, limits)));
    if (next === undefined) throw new Error('The page does not fit.');
    loaded = next;
  }
}

/** A view beside its host, with what is on the way to it. */
class Pair {
  host = emptyView('session-1');
  view = openView(sent(newestPart(this.host, small)));
  snapshots = 0;
  #unposted: AgentEvent[] = [];

  fold(events: readonly AgentEvent[]): void {
    for (const event of events) this.host = foldEvent(this.host, event);
    this.#unposted.push(...events);
  }

  post(): void {
    const batch = createBatch(this.#unposted);
    this.#unposted = [];
    if (batch === undefined) return;
    const result = applyBatch(this.view, sent(batch));
    if (result.kind === 'applied') this.view = result.state;
    else this.snapshot();
  }

  snapshot(): void {
    this.#unposted = [];
    this.snapshots += 1;
    this.view = snapshotOf(this.host, small, this.view);
  }

  load(side: 'before' | 'after', value: number): void {
    const position = { run: value % (this.host.runs.length + 1), item: value % 5 };
    this.post();
    const next = applyPage(this.view, sent(pageOf(this.host, side, position, small)));
    if (next === undefined) throw new Error('The page does not fit.');
    this.view = next;
  }

  drop(value: number): void {
    const run = value % (this.view.runs.length + 1);
    this.view = dropFar(this.view, { run, item: 0 }, { run, item: 2 }, 1, 0);
  }
}

type Action =
  | { readonly kind: 'step'; readonly step: Step }
  | { readonly kind: 'post' | 'snapshot' | 'before' | 'after' | 'drop'; readonly value: number };

const action: fc.Arbitrary<Action> = fc.oneof(
  { weight: 10, arbitrary: fc.record({ kind: fc.constant('step' as const), step: stepArbitrary }) },
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constantFrom(
        'post' as const,
        'snapshot' as const,
        'before' as const,
        'after' as const,
        'drop' as const,
      ),
      value: fc.nat(1_000),
    }),
  },
);

it('is the whole view once every part is there, whatever happened in between', () => {
  fc.assert(
    fc.property(fc.array(action, { minLength: 20, maxLength: 300 }), (actions) => {
      const play = new SessionPlay();
      const pair = new Pair();
      for (const next of actions) {
        if (next.kind === 'step') pair.fold(play.next(next.step));
        else if (next.kind === 'post') pair.post();
        else if (next.kind === 'snapshot') pair.snapshot();
        else if (next.kind === 'drop') pair.drop(next.value);
        else pair.load(next.kind, next.value);
      }
      // Ends what streams: until then the length of a thought is that of its first joined delta.
      pair.fold(play.next({ kind: 'note', value: 0 }));
      pair.post();
      expect(shown(loadAll(pair.view, pair.host, small))).toEqual(shown(pair.host));
    }),
    { numRuns: 200 },
  );
});

/** Runs of a prompt, some calls with output, and an answer. */
const session = (runs: number, calls: number, output = 'x'.repeat(1_000)): SessionView =>
  foldEvents(
    'session-1',
    numbered(
      Array.from({ length: runs }, (_run, index) => {
        const runId = `run-${index}`;
        return [
          { ...start, runId, prompt: `prompt ${index}` },
          { type: 'turn_start' as const, turn: 1, runId },
          ...Array.from({ length: calls }, (_call, at) => ({
            type: 'tool_end' as const,
            runId,
            toolId: `${index}-${at}`,
            toolName: 'read',
            toolOutput: output,
            exitCode: 0,
            durationMs: 1,
            outcome: 'done' as const,
          })),
          { type: 'turn_start' as const, turn: 2, runId },
          { type: 'text_delta' as const, runId, text: `answer ${index}` },
          { ...end, runId },
        ];
      }).flat(),
    ),
  );

it('sends a short session whole', () => {
  const view = session(5, 3);
  expect(snapshotOf(view)).toEqual(sent(view));
});

it('sends a few hundred kilobytes of a thousand runs, the newest whole', () => {
  const view = session(1_000, 8);
  const part = newestPart(view);
  expect(JSON.stringify(view).length).toBeGreaterThan(10_000_000);
  expect(JSON.stringify(part).length).toBeLessThan(400_000);
  const opened = openView(sent(part));
  expect(opened.runs).toHaveLength(1_000);
  expect(opened.runs.at(-1)).toEqual(sent(view.runs.at(-1)));
  expect(opened.runs[0]).toBe(UNLOADED_RUN);
});

it('cuts between runs, and inside of one that is too long alone', () => {
  const view = session(3, 60);
  const [newest] = newestPart(view).slices;
  expect(newest).toMatchObject({ at: 0, from: 0, itemCount: 62 });
  const long = session(2, 2_000);
  const opened = snapshotOf(long);
  expect(opened.runs[0]).toBe(UNLOADED_RUN);
  expect(opened.runs[1]?.items.slice(1, 3)).toEqual([UNLOADED_ITEM, UNLOADED_ITEM]);
  expect(opened.runs[1]?.items.at(-1)).toMatchObject({ text: 'answer 1' });
  expect(pageOf(long, 'before', { run: 1, item: 10 }).slices.map(({ at, from }) => [at, from])).toEqual([
    [1, 0],
  ]);
});

it('has a call that still runs, however far back it began', () => {
  const running = foldEvents(
    'session-1',
    numbered([
      start,
      { type: 'tool_call', toolId: 'old', toolName: 'bash', title: 'serve', args: {}, readOnly: false },
      ...Array.from({ length: 900 }, (_value, index) => ({
        type: 'text_delta' as const,
        text: `${index}`,
        // A turn each, so that every text is an item of its own.
      })).flatMap((text, turn) => [{ type: 'turn_start' as const, turn }, text]),
    ]),
  );
  const opened = snapshotOf(running);
  expect(opened.runs[0]?.items.slice(1, 3)).toMatchObject([{ kind: 'tool', title: 'serve' }, UNLOADED_ITEM]);
  const batch = createBatch(
    numbered(
      [{ type: 'tool_output_delta', toolId: 'old', toolName: 'bash', delta: 'ready' }],
      running.seq + 1,
    ),
  )!;
  const applied = applyBatch(opened, batch);
  expect(applied.kind === 'applied' && applied.state.runs[0]?.items[1]).toMatchObject({ output: 'ready' });
});

it.each([
  ['another session', { sessionId: 'session-2' }],
  ['an earlier moment', { seq: 10 }],
  ['a later moment', { seq: 100_000 }],
])('takes no page of %s', (_what, other) => {
  const view = session(400, 3);
  expect(
    applyPage(snapshotOf(view), { ...pageOf(view, 'after', { run: 0, item: 0 }), ...other }),
  ).toBeUndefined();
});

it('keeps what was loaded over a snapshot, and forgets what was cut off', () => {
  const view = session(400, 3);
  const loaded = applyPage(snapshotOf(view), sent(pageOf(view, 'after', { run: 100, item: 0 })))!;
  expect(snapshotOf(view, undefined, loaded).runs[100]).toBe(loaded.runs[100]);
  const cutBefore = Number(view.runs[100]!.items[0]!.id);
  const cut = foldEvent(view, numbered([{ type: 'history_cut', beforeSeq: cutBefore }], view.seq + 1)[0]!);
  const after = snapshotOf(cut, undefined, loaded);
  expect(after.runs).toHaveLength(100);
  expect(shown(loadAll(after, cut))).toEqual(shown(cut));
});

it.each([
  ['in what is loaded', 399, 'applied'],
  ['in what is not', 20, 'gap'],
])('folds a cut %s where it can', (_what, run, expected) => {
  const view = session(400, 3);
  const cut = { type: 'history_cut', beforeSeq: Number(view.runs[run]!.items[0]!.id) } as const;
  const result = applyBatch(snapshotOf(view), createBatch(numbered([cut], view.seq + 1))!);
  expect(result.kind).toBe(expected);
  if (result.kind === 'applied') expect(result.state.runs).toHaveLength(run);
});

it('drops what is far away, and leaves what is looked at and the end', () => {
  const view = session(400, 3);
  const all = loadAll(snapshotOf(view), view);
  const limit = 600_000;
  const kept = dropFar(all, { run: 50, item: 0 }, { run: 60, item: 4 }, limit);
  const weight = kept.runs.flatMap((run) => run.items).reduce((sum, item) => sum + weightOf(item), 0);
  expect(weight).toBeLessThanOrEqual(limit);
  for (const at of [50, 55, 60, 390, 399]) expect(kept.runs[at]).toBe(all.runs[at]);
  expect(kept.runs[250]).toBe(UNLOADED_RUN);
  expect(loadAll(kept, view)).toEqual(sent(view));
  expect(dropFar(kept, { run: 50, item: 0 }, { run: 60, item: 4 }, limit)).toBe(kept);
});
