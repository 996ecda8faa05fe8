// A cancel at any moment leaves a session that can be used, a history that is consistent, and no listener behind.
import { getEventListeners } from 'node:events';
import { describe, expect, it } from 'vitest';
import type { AgentEvent, AgentEventType } from '../../../src/core/events/agentEvent';
import type { Message } from '../../../src/core/model/message';
import type { ModelRequest } from '../../../src/core/model/languageModel';
import type { ScriptedTurn } from './scriptedModel';
import { openSession } from './sessionFixture';

/** Every tool call has exactly one result right behind it. */
function expectConsistent(messages: readonly Message[]): void {
  for (const [index, message] of messages.entries()) {
    if (message.role !== 'assistant') continue;
    const calls = message.content.filter((part) => part.type === 'tool_call').map((part) => part.id);
    const next = messages[index + 1];
    expect(next?.role === 'tool' ? next.results.map((result) => result.toolCallId) : []).toEqual(calls);
  }
}

const MOMENTS: readonly AgentEventType[] = [
  'start',
  'turn_start',
  'text_delta',
  'tool_start',
  'tool_call',
  'confirmation_required',
  'tool_run',
  'tool_output_delta',
  'tool_end',
  'turn_end',
];

/** Work for the first prompt, plain words for the next one. */
function answer(request: ModelRequest): ScriptedTurn {
  if (JSON.stringify(request.messages.at(-1)).includes('Again')) return { text: 'Here again.' };
  return {
    text: 'I look and run.',
    calls: [
      { name: 'read', input: { file_path: 'a.txt' } },
      { name: 'bash', input: { command: 'expr begun; sleep 30' } },
    ],
  };
}

describe('a cancel', () => {
  it.each(MOMENTS)('at %s ends the run as cancelled, with a consistent history', async (moment) => {
    const opened = await openSession({
      files: { 'a.txt': 'A' },
      permissionMode: moment === 'confirmation_required' ? 'ask' : 'auto',
      onConfirm: () => new Promise<boolean>(() => undefined),
      turns: [answer, answer],
    });
    let cancelled: Promise<void> | undefined;
    opened.session.onEvent((event) => {
      if (event.type === moment) cancelled ??= opened.session.cancel();
    });
    const result = await opened.session.send('Go');
    await cancelled;
    expect(result.stopReason).toBe('cancelled');
    expectConsistent(opened.session.history());
    const started = idsOf(opened.events, 'tool_call');
    expect(idsOf(opened.events, 'tool_end')).toEqual(expect.arrayContaining(started));
    expect(opened.events.filter((event) => event.type === 'end')).toHaveLength(1);
    expect(opened.session.isRunning).toBe(false);
    expect((await opened.session.send('Again')).stopReason).toBe('end');
  });

  it('leaves no listener on the signal that a run hands out', async () => {
    const signals: AbortSignal[] = [];
    const opened = await openSession({
      permissionMode: 'auto',
      files: { 'a.txt': 'A' },
      turns: [
        { calls: [{ name: 'read', input: { file_path: 'a.txt' } }] },
        { calls: [{ name: 'bash', input: { command: 'true' } }] },
        { text: 'Both done.' },
      ],
      dispatcher: {
        dispatch: (_lane, work, signal) => {
          signals.push(signal);
          return work(signal);
        },
      },
    });
    await opened.session.send('Go');
    expect(signals.length).toBeGreaterThan(3);
    for (const signal of signals) expect(getEventListeners(signal, 'abort')).toEqual([]);
  });
});

function idsOf(events: readonly AgentEvent[], type: 'tool_call' | 'tool_end'): string[] {
  return events.flatMap((event) => (event.type === type && 'toolId' in event ? [event.toolId] : []));
}
