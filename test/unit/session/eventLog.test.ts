import { describe, expect, it } from 'vitest';
import type { AgentEvent } from '../../../src/core/events/agentEvent';
import { createEventLog } from '../../../src/core/session/eventLog';
import { createMemorySessionStore } from '../../../src/core/session/memorySessionStore';
import type { SessionStore } from '../../../src/core/session/sessionStore';
import { answer, end, header, log, message, start, text, toolEnd, user } from './logFixture';

/** A clock that tests move: every sleep waits for `wake`. */
function manualSleep() {
  const sleepers = new Set<() => void>();
  return {
    sleep: (_ms: number, signal?: AbortSignal) =>
      new Promise<void>((resolve, reject) => {
        const wake = () => {
          sleepers.delete(wake);
          resolve();
        };
        sleepers.add(wake);
        signal?.addEventListener('abort', () => {
          sleepers.delete(wake);
          reject(signal.reason as Error);
        });
      }),
    wake: () => [...sleepers].forEach((wake) => wake()),
    get sleeping() {
      return sleepers.size;
    },
  };
}

function setup(overrides: Partial<SessionStore> = {}, exists = false) {
  const memory = createMemorySessionStore();
  const batches: (readonly AgentEvent[])[] = [];
  const store: SessionStore = {
    ...memory,
    append: async (id, events) => {
      batches.push(events);
      await memory.append(id, events);
    },
    ...overrides,
  };
  const failures: string[] = [];
  const clock = manualSleep();
  const eventLog = createEventLog(store, {
    header: header('s'),
    exists,
    runtime: clock,
    onFailure: (operation, error) => failures.push(`${operation}: ${error.message}`),
  });
  const stored = async () => (await memory.load('s'))?.events;
  return { eventLog, stored, batches, failures, clock, memory };
}

/** Lets everything that is ready happen. */
const settle = () => new Promise<void>((resolve) => setImmediate(resolve));

describe('writing', () => {
  it('creates the session with its first prompt, not before', async () => {
    const { eventLog, stored } = setup();
    const events = log(
      { type: 'model_changed', model: 'a/b' },
      { type: 'mode_changed', mode: 'auto' },
      start('Hi'),
    );
    events.slice(0, 2).forEach(eventLog.append);
    await eventLog.flush();
    expect(await stored()).toBeUndefined();
    events.slice(2).forEach(eventLog.append);
    await eventLog.flush();
    expect(await stored()).toEqual(events);
  });

  it('keeps the order, and leaves out what is not durable', async () => {
    const { eventLog, stored } = setup();
    const events = log(
      start('Hi'),
      message(user('Hi')),
      text('a'),
      { type: 'tool_input_delta', toolId: '1', delta: '{' },
      toolEnd('1', 'x'),
      end(),
    );
    events.forEach(eventLog.append);
    await eventLog.flush();
    expect(await stored()).toEqual(events.filter((event) => event.type !== 'tool_input_delta'));
  });

  it('joins streamed text and writes it when the time has come', async () => {
    const { eventLog, stored, clock } = setup();
    const events = log(start('Hi'), text('a'), text('b'), { type: 'thinking_delta', text: 'c' }, text('d'));
    events.slice(0, 1).forEach(eventLog.append);
    await eventLog.flush();
    events.slice(1).forEach(eventLog.append);
    await settle();
    expect(await stored()).toHaveLength(1);
    clock.wake();
    await settle();
    expect((await stored())?.slice(1)).toEqual([{ ...events[2], text: 'ab' }, events[3], events[4]]);
    expect(clock.sleeping).toBe(0);
  });

  it('does not join what belongs to different calls or runs', async () => {
    const { eventLog, stored } = setup();
    const delta = (toolId: string, runId: string) =>
      ({ type: 'tool_output_delta', toolId, toolName: 'bash', delta: 'x', runId }) as const;
    log(start('Hi'), delta('1', 'r1'), delta('1', 'r1'), delta('2', 'r1'), delta('2', 'r2')).forEach(
      eventLog.append,
    );
    await eventLog.flush();
    expect((await stored())?.map((event) => event.seq)).toEqual([1, 3, 4, 5]);
  });

  it('writes text that waits before the event that follows it', async () => {
    const { eventLog, stored } = setup();
    const events = log(start('Hi'), text('a'), message(answer('a')));
    events.forEach(eventLog.append);
    await eventLog.flush();
    expect((await stored())?.map((event) => event.type)).toEqual(['start', 'text_delta', 'message']);
  });

  it('writes one batch at a time', async () => {
    let writing = 0;
    let most = 0;
    const { eventLog } = setup({
      append: async () => {
        most = Math.max(most, (writing += 1));
        await settle();
        writing -= 1;
      },
    });
    for (const event of log(start('Hi'), ...Array.from({ length: 20 }, () => message(user('x'))))) {
      eventLog.append(event);
      await Promise.resolve();
    }
    await eventLog.flush();
    expect([most, writing]).toEqual([1, 0]);
  });

  it('keeps a bounded part of the live output of a call', async () => {
    const { eventLog, stored } = setup();
    const chunk = {
      type: 'tool_output_delta',
      toolId: '1',
      toolName: 'bash',
      delta: 'x'.repeat(100_000),
    } as const;
    log(start('Hi'), chunk, chunk, chunk, chunk, toolEnd('1', 'all')).forEach(eventLog.append);
    await eventLog.flush();
    const events = (await stored()) ?? [];
    expect(JSON.stringify(events).length).toBeLessThan(300_000);
    expect(events.at(-1)?.type).toBe('tool_end');
  });
});

describe('a store that fails', () => {
  it('is told once, throws nothing, and gets the events when it works again', async () => {
    let broken = true;
    const written: AgentEvent[] = [];
    const { eventLog, failures } = setup({
      append: async (_, events) => {
        if (broken) throw new Error('disk full');
        written.push(...events);
      },
    });
    const events = log(start('Hi'), message(user('Hi')), text('a'), message(answer('a')), end());
    for (const event of events.slice(0, 4)) {
      eventLog.append(event);
      await eventLog.flush();
    }
    expect(failures).toEqual(['append: disk full']);
    broken = false;
    events.slice(4).forEach(eventLog.append);
    await eventLog.flush();
    // Streamed text is given up; the message carries it.
    expect(written.map((event) => event.type)).toEqual(['start', 'message', 'message', 'end']);
    broken = true;
    eventLog.append(events[4]!);
    await eventLog.flush();
    expect(failures).toHaveLength(2);
  });

  it('names the operation', async () => {
    const { eventLog, failures } = setup({ create: () => Promise.reject(new Error('read-only')) });
    log(start('Hi')).forEach(eventLog.append);
    await eventLog.flush();
    expect(failures).toEqual(['create: read-only']);
  });

  it('never makes memory grow without bound', async () => {
    let rest: readonly AgentEvent[] = [];
    let hang = () => {};
    const hanging = new Promise<void>((resolve) => {
      hang = resolve;
    });
    let calls = 0;
    const { eventLog } = setup({
      append: async (_, events) => {
        calls += 1;
        if (calls === 1) await hanging;
        else rest = events;
      },
    });
    const big = { type: 'text_delta', text: 'x'.repeat(1_000_000) } as const;
    const events = log(
      start('Hi'),
      ...Array.from({ length: 40 }, () => big),
      ...Array.from({ length: 40 }, () => message(user('y'.repeat(1_000_000)))),
      end(),
    );
    events.forEach(eventLog.append);
    hang();
    await eventLog.flush();
    const size = JSON.stringify(rest).length;
    expect(size).toBeLessThan(17_000_000);
    expect(rest.at(-1)?.type).toBe('end');
  });
});

describe('owners', () => {
  it('writes nothing after the session was taken over, until it is taken back', async () => {
    const { eventLog, stored, memory, clock } = setup();
    const events = log(start('Hi'), text('lost'), message(user('lost')), end(), start('Again'));
    eventLog.append(events[0]!);
    await eventLog.flush();
    eventLog.append(events[1]!);
    eventLog.suspend();
    events.slice(2, 4).forEach(eventLog.append);
    await eventLog.flush();
    expect(clock.sleeping).toBe(0);
    expect(await stored()).toHaveLength(1);
    eventLog.resumeAfter((await memory.load('s'))!);
    eventLog.append(events[4]!);
    await eventLog.flush();
    expect((await stored())?.map((event) => event.seq)).toEqual([1, 5]);
  });

  it('goes on in a session that exists', async () => {
    const { eventLog, stored, memory } = setup({}, true);
    await memory.create(header('s'));
    log({ type: 'mode_changed', mode: 'auto' }).forEach(eventLog.append);
    await eventLog.flush();
    expect(await stored()).toHaveLength(1);
  });

  it('writes what waits when it is closed, and nothing later', async () => {
    const { eventLog, stored, clock } = setup();
    const events = log(start('Hi'), text('a'), end());
    events.slice(0, 2).forEach(eventLog.append);
    await eventLog.close();
    eventLog.append(events[2]!);
    await eventLog.flush();
    expect((await stored())?.map((event) => event.type)).toEqual(['start', 'text_delta']);
    expect(clock.sleeping).toBe(0);
  });
});
