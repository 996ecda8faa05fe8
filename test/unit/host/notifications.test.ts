import { describe, expect, it } from 'vitest';
import type { AgentEvent, AgentEventBody } from '../../../src/core/events/agentEvent';
import { noticeOf, watchForNotices } from '../../../src/host/notifications';
import type { Notice, NoticeAnswer } from '../../../src/host/notifications';
import type { LiveSession } from '../../../src/host/sessions/liveSession';
import type { SessionEvent } from '../../../src/host/sessions/sessionHub';

const usage = { promptTokens: 1, completionTokens: 1, totalTokens: 2 };
const eventOf = (body: AgentEventBody): AgentEvent => ({
  sessionId: 's',
  runId: 'r',
  seq: 1,
  time: 0,
  ...body,
});
const question = eventOf({
  type: 'confirmation_required',
  toolId: 'c',
  toolName: 'bash',
  args: {},
  timeoutMs: 0,
  details: { title: 'npm test', reason: 'asks' },
});
const refusedBefore = eventOf({
  type: 'confirmation_required',
  toolId: 'c',
  toolName: 'bash',
  args: {},
  timeoutMs: 0,
  details: {
    title: 'find build -delete',
    reason: 'asks',
    cause: { code: 'refused_before', effect: { kind: 'delete' }, by: 'rm -rf build', inThisRun: false },
  },
});
const end = (stopReason: 'end' | 'cancelled') =>
  eventOf({ type: 'end', text: '', stopReason, usage, totalTokens: 2, toolCallsCount: 0 });
const failure = eventOf({ type: 'error', error: 'no', kind: 'network', retryable: true, usage });

describe('noticeOf', () => {
  it.each([
    [question, 'all', 'Planwright waits for you: Cart (npm test)'],
    [question, 'waiting', 'Planwright waits for you: Cart (npm test)'],
    [refusedBefore, 'all', 'Planwright asks again about what you refused (find build -delete)'],
    [question, 'none', undefined],
    [end('end'), 'all', 'Planwright is done: Cart'],
    [end('end'), 'waiting', undefined],
    [end('cancelled'), 'all', undefined],
    [failure, 'all', 'Planwright failed: Cart'],
    [failure, 'waiting', undefined],
    [eventOf({ type: 'paused' }), 'all', undefined],
    [{ ...end('end'), parentId: 'call' }, 'all', undefined],
  ] as const)('%# says what is worth it', (event, setting, expected) => {
    expect(noticeOf(event, 'Cart', setting)?.text).toBe(expected);
  });

  it('cuts a long title and does without one', () => {
    expect(noticeOf(end('end'), 'x'.repeat(80), 'all')?.text).toBe(`Planwright is done: ${'x'.repeat(59)}…`);
    expect(noticeOf(end('end'), '', 'all')?.text).toBe('Planwright is done');
  });
});

describe('watchForNotices', () => {
  const session = { view: { title: 'Cart' } } as LiveSession;

  function setUp(isFocused: boolean, wanted: NoticeAnswer | undefined) {
    let listener: (event: SessionEvent) => void = () => undefined;
    const shown: Notice[] = [];
    const opened: LiveSession[] = [];
    const answered: string[] = [];
    watchForNotices({
      onEvent: (given) => {
        listener = given;
        return { dispose: () => undefined };
      },
      setting: () => 'all',
      isFocused: () => isFocused,
      show: (notice) => {
        shown.push(notice);
        return Promise.resolve(wanted);
      },
      open: (shownSession) => {
        opened.push(shownSession);
        return Promise.resolve();
      },
      answer: (_session, toolId) => {
        answered.push(toolId);
        return Promise.resolve();
      },
      onError: (error) => {
        throw error;
      },
    });
    return { emit: (event: AgentEvent) => listener({ session, event }), shown, opened, answered };
  }

  it('says nothing while the editor has the focus', () => {
    const { emit, shown } = setUp(true, 'show');
    emit(question);
    expect(shown).toEqual([]);
  });

  it.each([
    ['show', 1],
    [undefined, 0],
  ] as const)('opens the session when that is wanted: %s', async (wanted, count) => {
    const { emit, shown, opened } = setUp(false, wanted);
    emit(failure);
    await Promise.resolve();
    await Promise.resolve();
    expect(shown).toEqual([{ text: 'Planwright failed: Cart', isWarning: true }]);
    expect(opened).toHaveLength(count);
  });

  it('puts a question before the person where they want to answer at once', async () => {
    const { emit, shown, opened, answered } = setUp(false, 'answer');
    emit(question);
    await Promise.resolve();
    await Promise.resolve();
    expect(shown.map((notice) => notice.question)).toEqual(['c']);
    expect([opened, answered]).toEqual([[], ['c']]);
  });

  it('leaves to the panel what words can not show whole', () => {
    const { emit, shown } = setUp(false, undefined);
    const details = { title: 'x', reason: 'asks' };
    if (question.type !== 'confirmation_required') throw new Error('no question');
    emit({ ...question, details: { ...details, command: 'x'.repeat(2001) } });
    emit({ ...question, details: { ...details, command: 'x\n'.repeat(20) } });
    emit({
      ...question,
      details: { ...details, files: [{ path: 'a', kind: 'edit', added: 1, removed: 0 }] },
    });
    expect(shown.map((notice) => notice.question)).toEqual([undefined, undefined, undefined]);
  });
});
