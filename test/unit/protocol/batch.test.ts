import { describe, expect, it } from 'vitest';
import { applyBatch, coalesceEvents, createBatch } from '../../../src/protocol/batch';
import { foldEvents } from '../../../src/protocol/reducer';
import { emptyView } from '../../../src/protocol/viewState';
import { end, numbered, start } from './eventFixture';

const text = (value: string) => ({ type: 'text_delta', text: value }) as const;
const output = (toolId: string, delta: string) =>
  ({ type: 'tool_output_delta', toolId, toolName: 'bash', delta }) as const;

describe('coalesceEvents', () => {
  it('joins only neighbours of one stream', () => {
    const joined = coalesceEvents(
      numbered([text('a'), text('b'), output('1', 'x'), output('2', 'y'), output('2', 'z'), text('c')]),
    );
    expect(
      joined.map((event) => ('delta' in event ? event.delta : 'text' in event ? event.text : '')),
    ).toEqual(['ab', 'x', 'yz', 'c']);
    expect(joined.map((event) => event.seq)).toEqual([1, 3, 4, 6]);
  });

  it('does not join the text of two runs or of a child run', () => {
    const events = numbered([
      text('a'),
      { ...text('b'), runId: 'run-2' },
      { ...text('c'), runId: 'run-2', parentId: 'p' },
    ]);
    expect(coalesceEvents(events)).toEqual(events);
  });

  it('folds to the same state as the single events', () => {
    const events = numbered([start, text('a'), text('b'), output('1', 'x'), text('c'), text('d'), end]);
    expect(foldEvents('session-1', coalesceEvents(events))).toEqual(foldEvents('session-1', events));
  });
});

describe('applyBatch', () => {
  const events = numbered([start, text('a'), text('b'), text('c')]);
  const at = (count: number) => foldEvents('session-1', events.slice(0, count));
  const batch = (from: number, to: number) => createBatch(events.slice(from, to))!;

  it('folds the next batch and ends at its last number', () => {
    const result = applyBatch(at(1), batch(1, 4));
    expect(result.kind === 'applied' && result.state).toEqual(at(4));
  });

  it.each([
    ['repeated', at(4), batch(1, 3), 'repeated'],
    ['with events missing before it', at(1), batch(2, 4), 'gap'],
    ['that overlaps', at(2), batch(1, 4), 'gap'],
    ['of another session', emptyView('session-2'), batch(0, 4), 'gap'],
  ] as const)('does not fold a batch %s', (_name, state, next, kind) => {
    expect(applyBatch(state, next).kind).toBe(kind);
  });

  it('makes no batch of nothing', () => {
    expect(createBatch([])).toBeUndefined();
  });
});
