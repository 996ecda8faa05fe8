import { expect, it } from 'vitest';
import { createBatch } from '../../../src/protocol/batch';
import { foldEvents } from '../../../src/protocol/reducer';
import { PanelStore } from '../../../webview/panelStore';
import { numbered, start } from '../protocol/eventFixture';

const events = numbered([start, { type: 'text_delta', text: 'a' }, { type: 'text_delta', text: 'b' }]);
const batch = (from: number, to: number) =>
  ({ type: 'events', ...createBatch(events.slice(from, to))! }) as const;
const snapshot = (count: number) =>
  ({ type: 'snapshot', state: foldEvents('session-1', events.slice(0, count)), access: 'owner' }) as const;

function createStore() {
  const asked: string[] = [];
  let changes = 0;
  const store = new PanelStore(
    () => {
      changes += 1;
    },
    (reason) => asked.push(reason),
  );
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
