import { expect, it } from 'vitest';
import { KeyedLock } from '../../../../src/host/workspace/keyedLock';

it('lets work on one key wait and work on others run', async () => {
  const lock = new KeyedLock();
  const order: string[] = [];
  const gate = Promise.withResolvers<void>();
  const first = lock.run(['a'], async () => {
    await gate.promise;
    order.push('first');
  });
  const second = lock.run(['a', 'b'], async () => void order.push('second'));
  const third = lock.run(['b'], async () => void order.push('third'));
  await lock.run(['c'], async () => void order.push('other'));
  gate.resolve();
  await Promise.all([first, second, third]);
  expect(order).toEqual(['other', 'first', 'second', 'third']);
});

it('goes on after work that failed', async () => {
  const lock = new KeyedLock();
  const failed = lock.run(['a'], () => Promise.reject(new Error('no')));
  const next = lock.run(['a'], () => Promise.resolve('done'));
  await expect(failed).rejects.toThrow('no');
  await expect(next).resolves.toBe('done');
});
