import { describe, expect, it } from 'vitest';
import { newRun } from '../../../src/protocol/foldRun';
import type { RunView, ToolItem, ToolState, ViewItem } from '../../../src/protocol/viewState';
import { describeReads } from '../../../webview/transcript/describeReads';
import { rowsOf } from '../../../webview/transcript/rows';

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
    expect(outline(rowsOf(run('ended', ...items), true, false))).toEqual([...expected, 'facts']);
  });

  it('folds an earlier run to prompt, last answer and facts, and unfolds it', () => {
    const finished = run('ended', prompt, answer('first'), tool('edit', 'done', false), answer('last'));
    expect(outline(rowsOf(finished, false, false))).toEqual(['prompt', 'answer', 'facts folded']);
    expect(outline(rowsOf(finished, false, true))).toEqual([
      'prompt',
      'answer',
      'edit done',
      'answer',
      'facts',
    ]);
    expect(outline(rowsOf(finished, true, false))).toEqual([
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
    expect(outline(rowsOf(failed, false, false))).toEqual(['prompt', 'notice', 'error', 'facts folded']);
  });

  it('says that it works only while nothing else does', () => {
    expect(outline(rowsOf(run('running', prompt), true, false))).toEqual(['prompt', 'working']);
    expect(outline(rowsOf(run('running', prompt, tool('bash', 'running', false)), true, false))).toEqual([
      'prompt',
      'bash running',
    ]);
    expect(outline(rowsOf(run('running', prompt, tool('bash', 'done', false)), true, false))).toEqual([
      'prompt',
      'bash done',
      'working',
    ]);
  });

  it('gives the same rows for the same run', () => {
    const same = run('ended', prompt);
    expect(rowsOf(same, true, false)).toBe(rowsOf(same, true, false));
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
