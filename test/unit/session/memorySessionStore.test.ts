import { describe, expect, it } from 'vitest';
import { createMemorySessionStore } from '../../../src/core/session/memorySessionStore';
import { answer, end, header, log, message, start, user } from './logFixture';

const events = log(
  start('Fix the cart'),
  message(user('Fix the cart')),
  message(answer('Done')),
  end('Done'),
);

describe('sessions in memory', () => {
  it('are kept as they were when they were appended', async () => {
    const store = createMemorySessionStore();
    const first = { ...events[0]! };
    await store.create(header('s1'));
    await store.append('s1', [first]);
    Object.assign(first, { prompt: 'changed later' });
    expect(await store.load('s1')).toEqual({ header: header('s1'), events: events.slice(0, 1) });
    expect(await store.load('s2')).toBeUndefined();
  });

  it('are listed newest first and can be deleted', async () => {
    const store = createMemorySessionStore();
    await store.create(header('s1'));
    await store.append('s1', events);
    await store.create({ ...header('s2'), createdAt: 9_000 });
    expect(
      (await store.list()).map(({ sessionId, title, updatedAt }) => [sessionId, title, updatedAt]),
    ).toEqual([
      ['s2', '', 9_000],
      ['s1', 'Fix the cart', 1_003],
    ]);
    await store.delete('s1');
    expect(await store.list()).toHaveLength(1);
  });

  it('say which operation failed', async () => {
    const store = createMemorySessionStore();
    await expect(store.append('s1', events)).rejects.toThrow(
      'Session s1: append failed: there is no such session',
    );
    await store.create(header('s1'));
    await expect(store.create(header('s1'))).rejects.toThrow('Session s1: create failed: it exists already');
  });

  it('have one owner, and tell an interrupted run', async () => {
    const store = createMemorySessionStore();
    await store.create(header('s1'));
    await store.append('s1', events.slice(0, 2));
    expect((await store.list())[0]?.interrupted).toBe(true);
    const first = await store.acquire('s1');
    expect((await store.list())[0]?.interrupted).toBe(false);
    expect(await store.acquire('s1')).toBeUndefined();
    const second = await store.acquire('s1', { takeOver: true });
    expect(first?.lost.aborted).toBe(true);
    await first?.release();
    expect(await store.acquire('s1')).toBeUndefined();
    await second?.release();
    expect(await store.acquire('s1')).toBeDefined();
  });
});
