import { describe, expect, it } from 'vitest';
import type { AgentEventBody } from '../../../src/core/events/agentEvent';
import { noticeEvent } from '../../../src/core/words/noticeCause';
import type { NoticeCause } from '../../../src/core/words/noticeCause';
import { foldEvent, foldEvents } from '../../../src/protocol/reducer';
import { activityOf, emptyView } from '../../../src/protocol/viewState';
import type { SessionView, ViewItem } from '../../../src/protocol/viewState';
import { end, numbered, start, usage } from './eventFixture';
import { planOf } from './planFixture';

const fold = (...bodies: Parameters<typeof numbered>[0]): SessionView =>
  foldEvents('session-1', numbered(bodies));
const itemsOf = (view: SessionView): readonly ViewItem[] => view.runs.flatMap((run) => run.items);
/** A short word per item, to read whole transcripts at a glance. */
const outline = (view: SessionView): string[] =>
  itemsOf(view).map((item) => {
    switch (item.kind) {
      case 'prompt':
        return `${item.isSteering ? 'steering' : 'prompt'}: ${item.text}`;
      case 'answer':
        return `answer${item.isStreaming ? '…' : ''}${item.isIncomplete ? ' (cut)' : ''}: ${item.text}`;
      case 'thinking':
        return `thinking${item.isStreaming ? '…' : ''} ${item.durationMs} ms: ${item.text}`;
      case 'tool':
        return `${item.toolName} ${item.state}: ${item.title}`;
      case 'step':
        return `step ${item.number} ${item.state}: ${item.title}`;
      case 'plan':
        return `plan ${item.note.type}`;
      case 'notice':
        return `${item.level}: ${item.text}`;
      case 'retry':
        return `retry ${item.attempt}/${item.maxAttempts}${item.isActive ? '…' : ''}`;
      case 'error':
        return `error: ${item.message}`;
      case 'interrupted':
        return `interrupted: ${item.state}`;
      case 'restored':
        return `${item.isRedo ? 'redone' : 'restored'} ${item.state}: ${item.restored.join(' ')}${item.withConversation ? ' +conversation' : ''}`;
      case 'unloaded':
        return 'unloaded';
    }
  });

const text = (value: string): AgentEventBody => ({ type: 'text_delta', text: value });
const turn: AgentEventBody = { type: 'turn_start', turn: 1 };
const toolStart: AgentEventBody = { type: 'tool_start', toolId: 'call-1', toolName: 'bash' };
const toolCall: AgentEventBody = {
  type: 'tool_call',
  toolId: 'call-1',
  toolName: 'bash',
  title: 'npm test',
  args: { command: 'npm test' },
  readOnly: false,
};
const toolRun: AgentEventBody = { type: 'tool_run', toolId: 'call-1', toolName: 'bash' };
const toolEnd: AgentEventBody = {
  type: 'tool_end',
  toolId: 'call-1',
  toolName: 'bash',
  toolOutput: 'ok',
  exitCode: 0,
  durationMs: 40,
  outcome: 'done',
};
const question: AgentEventBody = {
  type: 'confirmation_required',
  toolId: 'call-1',
  toolName: 'bash',
  args: { command: 'npm test' },
  timeoutMs: 0,
  details: { title: 'Run a command', reason: 'no rule covers it', command: 'npm test' },
};

describe('answers', () => {
  it('joins deltas into one answer that ends with its turn', () => {
    const streaming = fold(start, turn, text('Hel'), text('lo'));
    expect(outline(streaming)).toEqual(['prompt: Fix the cart', 'answer…: Hello']);
    const done = fold(start, turn, text('Hel'), text('lo'), { type: 'turn_end', turn: 1, usage }, end);
    expect(outline(done)).toEqual(['prompt: Fix the cart', 'answer: Hello']);
  });

  it('starts a new answer after a tool call', () => {
    expect(outline(fold(start, turn, text('a'), toolStart, text('b')))).toEqual([
      'prompt: Fix the cart',
      'answer: a',
      'bash writing: ',
      'answer…: b',
    ]);
  });

  it('drops what streamed since the turn began when the turn is reset', () => {
    const view = fold(
      start,
      turn,
      text('kept'),
      { type: 'turn_end', turn: 1, usage },
      { type: 'turn_start', turn: 2 },
      { type: 'thinking_delta', text: 'hm' },
      text('dropped'),
      toolStart,
      { type: 'turn_reset', turn: 2 },
      text('again'),
    );
    expect(outline(view)).toEqual(['prompt: Fix the cart', 'answer: kept', 'answer…: again']);
  });

  it('takes the text from the message where the log has no deltas', () => {
    const view = fold(start, turn, toolStart, {
      type: 'message',
      message: {
        role: 'assistant',
        model: 'demo/tour',
        content: [
          { type: 'text', text: 'Looking.' },
          { type: 'tool_call', id: 'call-1', name: 'bash', input: {} },
        ],
      },
    });
    expect(outline(view)).toEqual(['prompt: Fix the cart', 'answer: Looking.', 'bash writing: ']);
  });

  it('marks an answer that was cut off', () => {
    const view = fold(start, turn, text('Half'), {
      type: 'message',
      message: { role: 'assistant', model: 'm', content: [{ type: 'text', text: 'Half' }], incomplete: true },
    });
    expect(outline(view)).toEqual(['prompt: Fix the cart', 'answer (cut): Half']);
  });

  it('measures thinking from its first delta to what comes after it', () => {
    const view = fold(
      start,
      turn,
      { type: 'thinking_delta', text: 'a' },
      { type: 'thinking_delta', text: 'b' },
      text('c'),
    );
    expect(outline(view)[1]).toBe('thinking 200 ms: ab');
  });
});

describe('tool calls', () => {
  const rows: readonly (readonly [string, readonly AgentEventBody[], string])[] = [
    ['written', [toolStart], 'bash writing: '],
    ['at the gate', [toolStart, toolCall], 'bash checking: npm test'],
    ['asking', [toolStart, toolCall, question], 'bash waiting: npm test'],
    ['running', [toolStart, toolCall, toolRun], 'bash running: npm test'],
    ['done', [toolStart, toolCall, toolRun, toolEnd], 'bash done: npm test'],
    [
      'failed',
      [toolStart, toolCall, toolRun, { ...toolEnd, outcome: 'failed' } as AgentEventBody],
      'bash failed: npm test',
    ],
    ['cancelled by the end of the run', [toolStart, toolCall, question, end], 'bash cancelled: npm test'],
    ['without a start, as in a shortened log', [toolCall, toolRun, toolEnd], 'bash done: npm test'],
  ];
  it.each(rows)('%s', (_name, events, expected) => {
    expect(outline(fold(start, turn, ...events))[1]).toBe(expected);
  });

  it('keeps what the person said with a refusal and forgets the question', () => {
    const view = fold(
      start,
      turn,
      toolStart,
      toolCall,
      question,
      { type: 'confirmation_received', toolId: 'call-1', approved: false, reason: 'use pnpm' },
      { ...toolEnd, outcome: 'denied' } as AgentEventBody,
    );
    const tool = itemsOf(view)[1];
    expect(tool).toMatchObject({ state: 'denied', deniedReason: 'use pnpm' });
    expect(tool).toHaveProperty('question', undefined);
    expect(view.waiting).toEqual([]);
  });

  it('keeps the end of a long output and says that it is cut', () => {
    const delta = 'x'.repeat(9_000);
    const view = fold(
      start,
      turn,
      toolStart,
      toolCall,
      toolRun,
      { type: 'tool_output_delta', toolId: 'call-1', toolName: 'bash', delta },
      { type: 'tool_output_delta', toolId: 'call-1', toolName: 'bash', delta: `${delta}END` },
      toolEnd,
    );
    const tool = itemsOf(view)[1];
    expect(tool).toMatchObject({ isOutputCut: true });
    expect(tool?.kind === 'tool' && tool.output.length).toBe(8_000);
    expect(tool?.kind === 'tool' && tool.output.endsWith('END')).toBe(true);
  });

  it('counts changed files once', () => {
    const file = { path: 'src/cart.js', kind: 'edit', added: 1, removed: 1 } as const;
    const diff = { ...toolEnd, details: { type: 'diff', files: [file] } } as AgentEventBody;
    const view = fold(start, turn, toolStart, toolCall, diff, toolStart, toolCall, diff);
    expect(view.runs[0]).toMatchObject({ changedFiles: ['src/cart.js'], toolCalls: 2 });
  });

  it('counts what commands changed, also those that failed', () => {
    const details = {
      ...{ type: 'command', command: 'format', durationMs: 1 },
      changedFiles: [
        { path: 'a.js', kind: 'edit' },
        { path: 'b.js', kind: 'rename', renamedTo: 'c.js' },
      ],
      moreChangedFiles: 3,
    } as const;
    const command = { ...toolEnd, outcome: 'failed', details } as AgentEventBody;
    const view = fold(start, turn, toolStart, toolCall, command);
    expect(view.runs[0]).toMatchObject({ changedFiles: ['a.js', 'c.js'], moreChangedFiles: 3 });
  });

  it('counts at the end of a run with a plan what the journal says', () => {
    const file = { path: 'src/cart.js', kind: 'edit', added: 1, removed: 1 } as const;
    const diff = { ...toolEnd, details: { type: 'diff', files: [file] } } as AgentEventBody;
    const view = fold(start, turn, toolStart, toolCall, diff, {
      type: 'files_changed',
      paths: ['a.js'],
      more: 0,
    });
    expect(view.runs[0]).toMatchObject({ changedFiles: ['a.js'] });
  });

  it('shows the calls of a child run, but not its text', () => {
    const view = fold(
      start,
      turn,
      { ...toolStart, parentId: 'call-0' },
      { ...text('inner'), parentId: 'call-0' },
      { ...end, parentId: 'call-0' },
    );
    expect(outline(view)).toEqual(['prompt: Fix the cart', 'bash writing: ']);
    expect(view.runs[0]?.state).toBe('running');
  });
});

describe('around a run', () => {
  it('takes the title from the goal of a plan that is there before the first prompt', () => {
    const plan = { ...planOf([]), goal: 'Totals are right\nto the cent' };
    const created = { type: 'plan_created', plan } as const;
    const title = 'Totals are right';
    expect(fold(created).title).toBe(title);
    expect(fold(created, { ...start, prompt: 'Carry out this plan: Totals' }).title).toBe(title);
    expect(fold(start, created).title).toBe(start.prompt);
    expect(fold(created)).toMatchObject({ isTitleGiven: false });
  });

  it('takes the title from the first line of the first prompt until one is given', () => {
    const prompt = { ...start, prompt: `${'long '.repeat(30)}\nsecond line` } as AgentEventBody;
    expect(fold(prompt).title).toBe(`${'long '.repeat(15)}long…`);
    expect(fold(start, { type: 'session_renamed', title: 'Cart' }).title).toBe('Cart');
  });

  it('queues, delivers and removes messages', () => {
    const queued = fold(
      start,
      { type: 'steering_queued', id: 'a', text: 'also tests', when: 'next_turn' },
      { type: 'steering_queued', id: 'b', text: 'then docs', when: 'after_run' },
      { type: 'steering_queued', id: 'c', text: 'no', when: 'after_run' },
      { type: 'steering_removed', id: 'c' },
      { type: 'steering_delivered', id: 'a' },
      {
        type: 'message',
        message: { role: 'user', origin: 'steering', content: [{ type: 'text', text: 'also tests' }] },
      },
    );
    expect(queued.queue).toEqual([{ id: 'b', text: 'then docs', when: 'after_run' }]);
    expect(outline(queued)).toEqual(['prompt: Fix the cart', 'steering: also tests']);
  });

  it('keeps one row for retries in a row and settles it when the model answers', () => {
    const retry = {
      type: 'retry',
      attempt: 1,
      maxAttempts: 3,
      delayMs: 500,
      kind: 'overloaded',
      message: 'busy',
    } as const;
    const view = fold(start, turn, retry, { ...retry, attempt: 2 });
    expect(outline(view)).toEqual(['prompt: Fix the cart', 'retry 2/3…']);
    expect(outline(foldEvent(view, numbered([text('ok')], 9)[0]!))).toEqual([
      'prompt: Fix the cart',
      'retry 2/3',
      'answer…: ok',
    ]);
  });

  it('says a failure once when the run ends with the one that was tried again', () => {
    const retry = {
      type: 'retry',
      attempt: 2,
      maxAttempts: 3,
      delayMs: 500,
      kind: 'overloaded',
      message: 'The model is busy.',
    } as const;
    const failed = { type: 'error', kind: 'overloaded', retryable: true, usage } as const;
    const row = (error: string) => fold(start, turn, retry, { ...failed, error }).runs[0]?.items.at(-2);
    expect(row('The model is busy.')).toMatchObject({ kind: 'retry', isActive: false, isSaidBelow: true });
    expect(row('The key was refused.')).not.toHaveProperty('isSaidBelow');
  });

  it('sums usage and leaves the cost unknown when one run has none', () => {
    const unknown = { ...end, usage } as AgentEventBody;
    expect(fold(start, end).usage).toEqual({
      promptTokens: 100,
      completionTokens: 20,
      cost: 0.01,
      isEstimated: false,
    });
    const both = fold(start, end, { ...start, runId: 'run-2' }, { ...unknown, runId: 'run-2' });
    expect(both.usage).toEqual({ promptTokens: 200, completionTokens: 40, isEstimated: false });
  });

  it('shows an interrupted run with its uncertain call, and settles it when it goes on', () => {
    const cut = fold(start, turn, toolStart, toolCall, toolRun, {
      type: 'run_interrupted',
      uncertainToolIds: ['call-1'],
    });
    expect(outline(cut)).toEqual(['prompt: Fix the cart', 'bash uncertain: npm test', 'interrupted: open']);
    expect(activityOf(cut)).toBe('interrupted');
    const discarded = foldEvent(cut, numbered([{ type: 'run_discarded' }], 9)[0]!);
    expect(outline(discarded).at(-1)).toBe('interrupted: discarded');
    const goesOn = foldEvent(cut, numbered([{ ...start, runId: 'run-2', prompt: '' }], 9)[0]!);
    expect(outline(goesOn).at(-1)).toBe('interrupted: continued');
    expect(activityOf(goesOn)).toBe('running');
  });

  it('does not show what the loop says to the model on its own', () => {
    const view = fold(
      { ...start, prompt: 'The run was cut off. Go on.' },
      {
        type: 'message',
        message: {
          role: 'user',
          origin: 'continuation',
          content: [{ type: 'text', text: 'The run was cut off. Go on.' }],
        },
      },
      turn,
      text('On it'),
    );
    expect(outline(view)).toEqual(['answer…: On it']);
  });

  it('shows a prompt that is a picture only', () => {
    const view = fold({ ...start, prompt: '' }, turn, {
      type: 'message',
      message: {
        role: 'user',
        origin: 'prompt',
        content: [{ type: 'image', mediaType: 'image/png', data: '' }],
      },
    });
    expect(itemsOf(view)).toMatchObject([{ kind: 'prompt', text: '', images: 1, messageSeq: 3 }]);
    expect(view.runs[0]?.turnItemStart).toBe(1);
  });

  it('cuts the history at the message that is sent again', () => {
    const user = (value: string): AgentEventBody => ({
      type: 'message',
      message: { role: 'user', origin: 'prompt', content: [{ type: 'text', text: value }] },
    });
    const view = fold(
      start,
      user('Fix the cart'),
      end,
      { ...start, runId: 'run-2' },
      { ...user('second'), runId: 'run-2' },
      { ...end, runId: 'run-2' },
    );
    expect(view.runs.map((run) => run.items[0])).toMatchObject([{ messageSeq: 2 }, { messageSeq: 5 }]);
    const cut = (beforeSeq: number): number =>
      foldEvent(view, numbered([{ type: 'history_cut', beforeSeq }], 7)[0]!).runs.length;
    expect(cut(5)).toBe(1);
    expect(cut(2)).toBe(0);
  });

  describe('going back', () => {
    const prompt = (value: string, runId: string): AgentEventBody & { runId: string } => ({
      type: 'message',
      message: { role: 'user', origin: 'prompt', content: [{ type: 'text', text: value }] },
      runId,
    });
    const second = [
      { ...start, prompt: 'second', runId: 'run-2' },
      prompt('second', 'run-2'),
      { ...end, runId: 'run-2' },
    ];
    const two = [start, prompt('Fix the cart', 'run-1'), end, ...second];
    const outside = { runId: '' };
    const restored = {
      type: 'files_restored',
      checkpointId: 'run-2',
      restoreId: 'restore-1',
      restored: ['a.ts'],
      kept: [],
      notUndoable: [],
      ...outside,
    } as const;
    const redo = { ...restored, checkpointId: 'restore-1', restoreId: 'restore-2', isRedo: true };
    const cut = { type: 'history_cut', beforeSeq: 5, checkpointId: 'run-2', ...outside } as const;

    it('adds one row for files', () => {
      const view = fold(...two, restored);
      expect(outline(view).slice(-1)).toEqual(['restored redoable: a.ts']);
      expect(outline(fold(...two, restored, redo)).slice(-2)).toEqual([
        'restored over: a.ts',
        'redone over: a.ts',
      ]);
    });

    it('adds one row for files and conversation, and brings both back', () => {
      const both = { ...restored, withConversation: true };
      const view = fold(...two, cut, both);
      expect(outline(view)).toEqual(['prompt: Fix the cart', 'restored redoable: a.ts +conversation']);
      const again = fold(
        ...two,
        cut,
        both,
        { type: 'history_uncut', ...outside },
        { ...redo, withConversation: true },
      );
      expect(outline(again)).toEqual([...outline(fold(...two)), 'redone over: a.ts +conversation']);
    });

    it('can be redone until the next run', () => {
      const view = fold(...two, cut, { ...start, runId: 'run-3' });
      expect(outline(view)).toContain('restored over:  +conversation');
      expect(view.beforeCut).toBeUndefined();
      expect(
        outline(fold(...two, cut, { ...start, runId: 'run-3' }, { type: 'history_uncut', ...outside })),
      ).toEqual(outline(view));
    });
  });

  it('puts what is said outside a run at the end, or in a block of its own', () => {
    const notice: AgentEventBody = { type: 'notice', level: 'warning', text: 'No ripgrep' };
    expect(fold({ ...notice, runId: '' }).runs).toMatchObject([{ state: 'notes', id: 'notes-1' }]);
    expect(outline(fold(start, end, { ...notice, runId: '' })).at(-1)).toBe('warning: No ripgrep');
  });

  it('offers a refused host until it is allowed', () => {
    const said = (cause: NoticeCause): AgentEventBody => noticeEvent('warning', cause);
    const refused = (host: string) => said({ code: 'host_refused', host, reason: 'not_allowed' });
    const allowed = said({ code: 'host_allowed', host: 'one.test', always: false });
    const settled = (view: SessionView) =>
      view.runs
        .flatMap(({ items }) => items)
        .flatMap((item) => (item.kind === 'notice' ? [item.isSettled ?? false] : []));
    const before = [
      start,
      refused('one.test'),
      refused('two.test'),
      end,
      { ...refused('one.test'), runId: '' },
    ];
    expect(settled(fold(...before))).toEqual([false, false, false]);
    expect(settled(fold(...before, allowed))).toEqual([true, false, true, false]);
    // Refused again, such as by another window's rules.
    expect(settled(fold(...before, allowed, refused('one.test'))).at(-1)).toBe(false);
  });

  it('says what the session is doing', () => {
    expect(activityOf(emptyView('s'))).toBe('idle');
    expect(activityOf(fold(start))).toBe('running');
    expect(activityOf(fold(start, { type: 'paused' }))).toBe('paused');
    expect(activityOf(fold(start, turn, toolStart, toolCall, question))).toBe('waiting');
    expect(activityOf(fold(start, end))).toBe('idle');
    const failed = { type: 'error', error: 'No key', kind: 'auth', retryable: false, usage } as const;
    expect(activityOf(fold(start, failed))).toBe('failed');
    expect(outline(fold(start, failed)).at(-1)).toBe('error: No key');
  });
});

it('shares everything that an event does not touch', () => {
  const before = fold(start, end, { ...start, runId: 'run-2' }, { ...text('a'), runId: 'run-2' });
  const after = foldEvent(before, numbered([{ ...text('b'), runId: 'run-2' }], 5)[0]!);
  expect(after.runs[0]).toBe(before.runs[0]);
  expect(after.runs[1]?.items[0]).toBe(before.runs[1]?.items[0]);
  expect(after.runs[1]?.items[1]).not.toBe(before.runs[1]?.items[1]);
  expect(before.runs[1]?.items[1]).toMatchObject({ text: 'a' });
});

it('ignores an event of a type it does not know, but counts it', () => {
  const unknown = { ...numbered([end], 7)[0]!, type: 'from_the_future' } as unknown as Parameters<
    typeof foldEvent
  >[1];
  expect(foldEvent(emptyView('session-1'), unknown)).toEqual({ ...emptyView('session-1'), seq: 7 });
});

it('is JSON through and through', () => {
  const view = fold(start, turn, text('a'), toolStart, toolCall, question);
  expect(JSON.parse(JSON.stringify(view))).toEqual(JSON.parse(JSON.stringify(structuredClone(view))));
});
