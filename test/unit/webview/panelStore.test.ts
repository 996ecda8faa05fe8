import { describe, expect, it } from 'vitest';
import { createBatch } from '../../../src/protocol/batch';
import { newestPart, pageOf } from '../../../src/protocol/pages';
import type { Position } from '../../../src/protocol/pages';
import { foldEvents } from '../../../src/protocol/reducer';
import { PanelStore } from '../../../webview/panelStore';
import { end, numbered, start, usage } from '../protocol/eventFixture';

const events = numbered([start, { type: 'text_delta', text: 'a' }, { type: 'text_delta', text: 'b' }]);
const batch = (from: number, to: number) =>
  ({ type: 'events', ...createBatch(events.slice(from, to))! }) as const;
const snapshot = (count: number) =>
  ({
    type: 'snapshot',
    ...newestPart(foldEvents('session-1', events.slice(0, count))),
    access: 'owner',
  }) as const;

function createStore(shown?: { readonly from: Position; readonly to: Position }) {
  const asked: string[] = [];
  let changes = 0;
  const store = new PanelStore({
    onChange: () => {
      changes += 1;
    },
    askSnapshot: (reason) => asked.push(reason),
    shown: () => shown,
    loadedLimit: 50_000,
  });
  return { store, asked, changes: () => changes };
}

it('folds batches onto the snapshot', () => {
  const { store, asked } = createStore();
  store.apply(snapshot(1));
  store.apply(batch(1, 3));
  expect(store.state.session).toEqual(foldEvents('session-1', events));
  expect(asked).toEqual([]);
});

it('asks once for a snapshot after a gap and ignores batches until it comes', () => {
  const { store, asked } = createStore();
  store.apply(snapshot(1));
  store.apply(batch(2, 3));
  store.apply(batch(1, 2));
  expect(asked).toEqual(['Expected event 2, got 3 to 3.']);
  expect(store.state.session?.seq).toBe(1);
  store.apply(snapshot(2));
  store.apply(batch(2, 3));
  expect(store.state.session?.seq).toBe(3);
  expect(asked).toHaveLength(1);
});

it('ignores a repeated batch, and one of another session', () => {
  const { store, asked, changes } = createStore();
  store.apply(snapshot(3));
  const before = changes();
  store.apply(batch(0, 2));
  store.apply({ ...batch(0, 2), sessionId: 'session-2' });
  expect(changes()).toBe(before);
  expect(asked).toEqual([]);
});

it('leaves messages without state to the caller', () => {
  const { store } = createStore();
  expect(store.apply({ type: 'focus', target: 'input' })).toBe(false);
  expect(store.apply({ type: 'sessions', sessions: [] })).toBe(true);
});

describe('a long session', () => {
  const long = numbered(
    Array.from({ length: 300 }, (_run, index) => {
      const runId = `run-${index}`;
      return [
        { ...start, prompt: `prompt ${index}`, runId },
        { type: 'text_delta' as const, text: 'word '.repeat(100), runId },
        { type: 'turn_end' as const, turn: 1, usage, runId },
        { ...end, runId },
      ];
    }).flat(),
  );
  const view = foldEvents('session-1', long);
  const opened = { type: 'snapshot', ...newestPart(view), access: 'owner' } as const;
  const firstPage = pageOf(view, 'after', { run: 0, item: 0 });
  const runAt = (store: PanelStore, index: number) => store.state.session?.runs[index];

  it('takes a page of what it shows, and none of another session or moment', () => {
    const { store } = createStore();
    expect(store.applyPage(firstPage)).toBe(false);
    store.apply(opened);
    expect(store.applyPage({ ...firstPage, sessionId: 'session-2' })).toBe(false);
    expect(store.applyPage({ ...firstPage, seq: view.seq - 1 })).toBe(false);
    expect(runAt(store, 0)?.state).toBe('unloaded');
    expect(store.applyPage(firstPage)).toBe(true);
    expect(runAt(store, 0)).toEqual(view.runs[0]);
  });

  it('takes no page that was asked for before the session was switched', () => {
    const { store } = createStore();
    store.apply(opened);
    store.apply({ ...opened, state: { ...opened.state, sessionId: 'session-2' } });
    expect(store.applyPage(firstPage)).toBe(false);
    expect(runAt(store, 0)?.state).toBe('unloaded');
  });

  it('keeps the older part over another snapshot', () => {
    const { store } = createStore();
    store.apply(opened);
    store.applyPage(firstPage);
    store.apply(opened);
    expect(runAt(store, 0)).toEqual(view.runs[0]);
  });

  it('drops what is far from what is shown when a turn ends', () => {
    const { store } = createStore({ from: { run: 290, item: 0 }, to: { run: 299, item: 2 } });
    store.apply(opened);
    store.applyPage(firstPage);
    const next = numbered(
      [
        { ...start, runId: 'next' },
        { type: 'turn_end', turn: 1, usage, runId: 'next' },
      ],
      view.seq + 1,
    );
    store.apply({ type: 'events', ...createBatch(next)! });
    expect(runAt(store, 0)?.state).toBe('unloaded');
    expect(runAt(store, 290)).toEqual(view.runs[290]);
    expect(runAt(store, 300)?.items).toHaveLength(1);
  });
});
