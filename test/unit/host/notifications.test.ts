import { describe, expect, it } from 'vitest';
import type { AgentEvent, AgentEventBody } from '../../../src/core/events/agentEvent';
import { noticeOf, watchForNotices } from '../../../src/host/notifications';
import type { Notice } from '../../../src/host/notifications';
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
const end = (stopReason: 'end' | 'cancelled') =>
  eventOf({ type: 'end', text: '', stopReason, usage, totalTokens: 2, toolCallsCount: 0 });
const failure = eventOf({ type: 'error', error: 'no', kind: 'network', retryable: true, usage });

describe('noticeOf', () => {
  it.each([
    [question, 'all', 'Planwright waits for you: Cart (npm test)'],
    [question, 'waiting', 'Planwright waits for you: Cart (npm test)'],
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

  function setUp(isFocused: boolean, isWanted: boolean) {
    let listener: (event: SessionEvent) => void = () => undefined;
    const shown: Notice[] = [];
    const opened: LiveSession[] = [];
    watchForNotices({
      onEvent: (given) => {
        listener = given;
        return { dispose: () => undefined };
      },
      setting: () => 'all',
      isFocused: () => isFocused,
      show: (notice) => {
        shown.push(notice);
        return Promise.resolve(isWanted);
      },
      open: (wanted) => {
        opened.push(wanted);
        return Promise.resolve();
      },
      onError: (error) => {
        throw error;
      },
    });
    return { emit: (event: AgentEvent) => listener({ session, event }), shown, opened };
  }

  it('says nothing while the editor has the focus', () => {
    const { emit, shown } = setUp(true, true);
    emit(question);
    expect(shown).toEqual([]);
  });

  it.each([
    [true, 1],
    [false, 0],
  ])('opens the session when that is wanted: %s', async (isWanted, count) => {
    const { emit, shown, opened } = setUp(false, isWanted);
    emit(failure);
    await Promise.resolve();
    await Promise.resolve();
    expect(shown).toEqual([{ text: 'Planwright failed: Cart', isWarning: true }]);
    expect(opened).toHaveLength(count);
  });
});
