// The one `emit` and texts in pieces: what is held back, when it is shown, and what may happen in between.
import { expect, test } from 'vitest';
import type { AgentEvent, AgentEventBody } from '../../../src/core/events/agentEvent';
import { SECRET_PATTERNS } from '../../../src/core/security/secretPatterns';
import { createRedactor } from '../../../src/core/security/secretRedaction';
import { createEventHub } from '../../../src/core/session/eventHub';
import { madeUp } from '../../fixtures/security/madeUpKeys';

const KEY = `ghp_${madeUp(36, 8)}`;
const HALVES = [KEY.slice(0, 12), KEY.slice(12)] as const;

/** A hub whose clock stands until `wake`. */
function openHub() {
  const published: AgentEvent[] = [];
  const sleepers = new Map<AbortSignal, () => void>();
  let flushes = 0;
  const hub = createEventHub({
    sessionId: 's',
    now: () => 0,
    redactor: createRedactor(
      () => ['known-secret-1'],
      SECRET_PATTERNS.filter(({ category }) => category !== 'contact'),
    ),
    log: (event) => published.push(event),
    flushLog: () => {
      flushes += 1;
    },
    sleep: (_ms, signal) =>
      new Promise((resolve, reject) => {
        if (signal === undefined) return;
        sleepers.set(signal, resolve);
        signal.addEventListener('abort', () => {
          sleepers.delete(signal);
          reject(new Error('stopped'));
        });
      }),
    onListenerError: () => undefined,
  });
  return {
    emit: (body: AgentEventBody, scope = {}) => void hub.emit('run', body, scope),
    wake: async () => {
      for (const resolve of sleepers.values()) resolve();
      sleepers.clear();
      await Promise.resolve();
    },
    text: (type = 'text_delta') =>
      published
        .map((event) =>
          event.type !== type ? '' : 'delta' in event ? event.delta : 'text' in event ? event.text : '',
        )
        .join(''),
    types: () => published.map(({ type }) => type),
    get sleeping() {
      return sleepers.size;
    },
    get flushes() {
      return flushes;
    },
  };
}

const output = (delta: string, toolId = 'a'): AgentEventBody => ({
  type: 'tool_output_delta',
  toolId,
  toolName: 'bash',
  delta,
});

test('a secret in two pieces is found, also when something else happens in between', () => {
  const hub = openHub();
  hub.emit(output(`x ${HALVES[0]}`));
  hub.emit(output('other', 'b'));
  hub.emit({ type: 'notice', level: 'info', text: 'Something.' });
  hub.emit({ type: 'text_delta', text: 'meanwhile ' });
  hub.emit({ type: 'tool_run', toolId: 'c', toolName: 'ls' });
  hub.emit(output(`${HALVES[1]} b`));
  expect(hub.text('tool_output_delta')).toBe('x other[redacted: GitHub token] b');
});

test('the arguments that a model writes are such a text too', () => {
  const hub = openHub();
  hub.emit({ type: 'tool_input_delta', toolId: 'a', delta: `{"command":"echo ${HALVES[0]}` });
  hub.emit({ type: 'tool_input_delta', toolId: 'a', delta: `${HALVES[1]}"}` });
  hub.emit({ type: 'tool_start', toolId: 'b', toolName: 'ls' });
  expect(hub.text('tool_input_delta')).toBe('{"command":"echo [redacted: GitHub token]"}');
});

test('a text is whole before the event that follows it', () => {
  const hub = openHub();
  hub.emit({ type: 'thinking_delta', text: 'Use known-sec' });
  hub.emit({ type: 'text_delta', text: 'Take gh' });
  hub.emit({ type: 'tool_start', toolId: 'a', toolName: 'ls' });
  expect(hub.types()).toEqual(['thinking_delta', 'thinking_delta', 'text_delta', 'text_delta', 'tool_start']);
  expect(hub.text()).toBe('Take gh');
  expect(hub.sleeping).toBe(0);
});

test('what could become a secret is shown after its time, and the rest of it stays away', async () => {
  const hub = openHub();
  hub.emit({ type: 'text_delta', text: 'wait gh' });
  expect(hub.text()).toBe('wait ');
  await hub.wake();
  expect(hub.text()).toBe('wait gh');
  expect(hub.flushes).toBe(1);
  hub.emit({ type: 'text_delta', text: KEY.slice(2) });
  hub.emit({ type: 'text_delta', text: ' on' });
  expect(hub.text()).toBe('wait gh[redacted: GitHub token] on');
  hub.emit({
    type: 'end',
    text: '',
    stopReason: 'end',
    usage: { promptTokens: 0, completionTokens: 0, totalTokens: 0 },
    totalTokens: 0,
    toolCallsCount: 0,
  });
  expect(hub.sleeping).toBe(0);
});

test('a secret that is whole and may go on is marked after its time, once', async () => {
  const hub = openHub();
  hub.emit({ type: 'text_delta', text: KEY.slice(0, 30) });
  await hub.wake();
  expect(hub.text()).toBe('[redacted: GitHub token]');
  hub.emit({ type: 'text_delta', text: KEY.slice(30) });
  await hub.wake();
  hub.emit({ type: 'text_delta', text: '.' });
  hub.emit({ type: 'turn_start', turn: 2 });
  expect(hub.text()).toBe('[redacted: GitHub token].');
});

test('children that write at the same time do not end each other', () => {
  const hub = openHub();
  hub.emit({ type: 'text_delta', text: HALVES[0] }, { parentId: 'one' });
  hub.emit({ type: 'tool_start', toolId: 'x', toolName: 'ls' }, { parentId: 'two' });
  hub.emit({ type: 'text_delta', text: `${HALVES[1]} ` }, { parentId: 'one' });
  expect(hub.text()).toBe('[redacted: GitHub token] ');
});
