import { describe, expect, it } from 'vitest';
import { createOrderedDispatcher } from '../../../src/core/queue/orderedDispatcher';
import type { DispatchLane } from '../../../src/core/queue/dispatcher';

/** Work that notes its start and ends when told. */
function createWork(log: string[]) {
  const dispatcher = createOrderedDispatcher();
  const ends = new Map<string, () => void>();
  const never = new AbortController().signal;
  return {
    start: (lane: DispatchLane, name: string, signal = never) =>
      dispatcher.dispatch(
        lane,
        async () => {
          log.push(`+${name}`);
          await new Promise<void>((resolve) => ends.set(name, resolve));
          log.push(`-${name}`);
          return name;
        },
        signal,
      ),
    end: async (name: string) => {
      await new Promise((resolve) => setImmediate(resolve));
      ends.get(name)?.();
      await new Promise((resolve) => setImmediate(resolve));
    },
  };
}

describe('the ordered dispatcher', () => {
  it('runs queries side by side and everything else alone and in order', async () => {
    const log: string[] = [];
    const { start, end } = createWork(log);
    const all = Promise.all([
      start('query', 'a'),
      start('query', 'b'),
      start('execute', 'c'),
      start('query', 'd'),
    ]);
    await end('a');
    await end('b');
    await end('c');
    await end('d');
    expect(await all).toEqual(['a', 'b', 'c', 'd']);
    expect(log).toEqual(['+a', '+b', '-a', '-b', '+c', '-c', '+d', '-d']);
  });

  it('lets model calls through at once', async () => {
    const log: string[] = [];
    const { start, end } = createWork(log);
    const execute = start('execute', 'a');
    const generate = start('generate', 'm');
    await end('m');
    expect(await generate).toBe('m');
    await end('a');
    await execute;
  });

  it('drops work that was cancelled while it waited', async () => {
    const log: string[] = [];
    const { start, end } = createWork(log);
    const first = start('execute', 'a');
    const controller = new AbortController();
    const second = start('execute', 'b', controller.signal);
    const third = start('execute', 'c');
    controller.abort(new Error('no longer wanted'));
    await expect(second).rejects.toThrow('no longer wanted');
    await end('a');
    await end('c');
    await Promise.all([first, third]);
    expect(log).toEqual(['+a', '-a', '+c', '-c']);
  });
});
