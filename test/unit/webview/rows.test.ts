import { describe, expect, it } from 'vitest';
import { newRun } from '../../../src/protocol/foldRun';
import { UNLOADED_ITEM, UNLOADED_RUN } from '../../../src/protocol/partialView';
import { emptyView } from '../../../src/protocol/viewState';
import type { RunView, ToolItem, ToolState, ViewItem } from '../../../src/protocol/viewState';
import { describeReads } from '../../../webview/transcript/describeReads';
import { gapWith, rowAt, rowsOf, sessionRows } from '../../../webview/transcript/rows';

let nextId = 0;
function tool(toolName: string, state: ToolState = 'done', isReadOnly = true, title = toolName): ToolItem {
  nextId += 1;
  return {
    kind: 'tool',
    id: `tool-${nextId}`,
    toolId: `call-${nextId}`,
    toolName,
    title,
    isReadOnly,
    state,
    argumentsText: '',
    argumentsLength: 0,
    output: '',
    isOutputCut: false,
    startedAt: 0,
  };
}
const prompt: ViewItem = { kind: 'prompt', id: 'p', text: 'Fix it', images: 0, isSteering: false };
const answer = (id: string): ViewItem => ({
  kind: 'answer',
  id,
  text: id,
  isStreaming: false,
  isIncomplete: false,
});
const run = (state: RunView['state'], ...items: readonly ViewItem[]): RunView => ({
  ...newRun('r', state, 0),
  items,
});
const outline = (rows: ReturnType<typeof rowsOf>): string[] =>
  rows.map((row) => {
    if (row.kind === 'item')
      return row.item.kind === 'tool' ? `${row.item.toolName} ${row.item.state}` : row.item.kind;
    if (row.kind === 'reads') return `reads ${row.items.length}`;
    if (row.kind === 'facts') return row.isFolded ? 'facts folded' : 'facts';
    return row.kind;
  });

describe('rowsOf', () => {
  it.each([
    ['two reads fold', [tool('read'), tool('grep')], ['reads 2']],
    ['one read does not', [tool('read')], ['read done']],
    [
      'text between them parts them',
      [tool('read'), answer('a'), tool('read')],
      ['read done', 'answer', 'read done'],
    ],
    [
      'a failed read stands alone',
      [tool('read'), tool('read', 'failed'), tool('ls')],
      ['read done', 'read failed', 'ls done'],
    ],
    [
      'an edit stands alone',
      [tool('read'), tool('ls'), tool('edit', 'done', false)],
      ['reads 2', 'edit done'],
    ],
    ['a read that asks stands alone', [tool('read'), tool('read', 'waiting')], ['read done', 'read waiting']],
    ['running reads fold too', [tool('read', 'running'), tool('read', 'writing', false)], ['reads 2']],
  ] as const)('%s', (_name, items, expected) => {
    expect(outline(rowsOf(run('ended', ...items), 0, true, false))).toEqual([...expected, 'facts']);
  });

  it('folds an earlier run to prompt, last answer and facts, and unfolds it', () => {
    const finished = run('ended', prompt, answer('first'), tool('edit', 'done', false), answer('last'));
    expect(outline(rowsOf(finished, 0, false, false))).toEqual(['prompt', 'answer', 'facts folded']);
    expect(outline(rowsOf(finished, 0, false, true))).toEqual([
      'prompt',
      'answer',
      'edit done',
      'answer',
      'facts',
    ]);
    expect(outline(rowsOf(finished, 0, true, false))).toEqual([
      'prompt',
      'answer',
      'edit done',
      'answer',
      'facts',
    ]);
  });

  it('keeps what went wrong in a folded run', () => {
    const failed = run(
      'failed',
      prompt,
      tool('bash', 'failed', false),
      { kind: 'notice', id: 'n', level: 'warning', text: 'Not saved' },
      { kind: 'error', id: 'e', message: 'No key', errorKind: 'auth', isRetryable: false },
    );
    expect(outline(rowsOf(failed, 0, false, false))).toEqual(['prompt', 'notice', 'error', 'facts folded']);
  });

  it('says that it works only while nothing else does', () => {
    expect(outline(rowsOf(run('running', prompt), 0, true, false))).toEqual(['prompt', 'working']);
    expect(outline(rowsOf(run('running', prompt, tool('bash', 'running', false)), 0, true, false))).toEqual([
      'prompt',
      'bash running',
    ]);
    expect(outline(rowsOf(run('running', prompt, tool('bash', 'done', false)), 0, true, false))).toEqual([
      'prompt',
      'bash done',
      'working',
    ]);
  });

  it('gives the same rows for the same run', () => {
    const same = run('ended', prompt);
    expect(rowsOf(same, 0, true, false)).toBe(rowsOf(same, 0, true, false));
  });
});

it.each([
  [[tool('read', 'done', true, 'a'), tool('read', 'done', true, 'b')], 'Read 2 files'],
  [[tool('read', 'done', true, 'a'), tool('read', 'done', true, 'a')], 'Read 1 file'],
  [[tool('read', 'done', true, 'a'), tool('grep'), tool('glob')], 'Read 1 file, searched twice'],
  [[tool('grep'), tool('ls'), tool('ls')], 'Searched once, listed 2 folders'],
  [[tool('grep'), tool('grep'), tool('grep'), tool('docs')], 'Searched 3 times, looked 1 other thing up'],
])('describes reads: %#', (items, expected) => {
  expect(describeReads(items)).toBe(expected);
});

describe('what is not loaded', () => {
  const named = (id: string, ...items: readonly ViewItem[]): RunView => ({ ...run('ended', ...items), id });
  const session = {
    ...emptyView('s'),
    runs: [
      named('first', prompt, answer('a')),
      UNLOADED_RUN,
      UNLOADED_RUN,
      named('cut', UNLOADED_ITEM, UNLOADED_ITEM, answer('b')),
      named('last', prompt, UNLOADED_ITEM, tool('bash'), UNLOADED_ITEM, answer('c')),
    ],
  };
  const rows = sessionRows(session, () => false);

  it('is one row for all that is side by side', () => {
    expect(outline(rows)).toEqual([
      'prompt',
      'answer',
      'facts',
      'gap',
      'answer',
      'facts folded',
      'prompt',
      'gap',
      'bash done',
      'gap',
      'answer',
      'facts',
    ]);
    expect(rows[3]).toEqual({
      kind: 'gap',
      key: 'gap-1-0',
      at: { run: 1, item: 0 },
      end: { run: 3, item: 2 },
    });
  });

  it.each([
    [{ run: 0, item: 1 }, 1],
    [{ run: 2, item: 0 }, -1],
    [{ run: 3, item: 1 }, -1],
    [{ run: 3, item: 2 }, 4],
    [{ run: 4, item: 1 }, -1],
    [{ run: 9, item: 0 }, -1],
  ])('is known by its place: %o', (place, index) => {
    expect(rowAt(rows, place)).toBe(index);
    expect(gapWith(rows, place) !== undefined).toBe(index === -1 && place.run < 9);
  });
});

describe('steps of a plan', () => {
  const stepItem = (stepId: string): ViewItem => ({
    kind: 'step',
    id: `item-${stepId}`,
    stepId,
    number: 1,
    total: 2,
    title: stepId,
    state: 'running',
    startedAt: 0,
    output: '',
  });
  const callOf = (stepId: string, name: string): ToolItem => ({ ...tool(name), stepId });

  it('gather their calls, however they are mixed with those of other steps', () => {
    const rows = rowsOf(
      run(
        'running',
        prompt,
        stepItem('a'),
        stepItem('b'),
        callOf('a', 'read'),
        callOf('b', 'edit'),
        callOf('a', 'bash'),
        callOf('elsewhere', 'ls'),
      ),
      0,
      true,
      false,
    );
    expect(
      rows.map((row) =>
        row.kind === 'step' ? [row.item.stepId, row.items.map(({ toolName }) => toolName)] : row.kind,
      ),
    ).toEqual(['item', ['a', ['read', 'bash']], ['b', ['edit']], 'item']);
  });
});
