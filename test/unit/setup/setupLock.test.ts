import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { withSetupLock } from '../../../scripts/setup/setupLock.mjs';

let folder: string;
let lock: string;

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'planwright-lock-'));
  lock = path.join(folder, 'setup.lock');
});
afterEach(() => rm(folder, { recursive: true, force: true }));

test('two set-ups of the same folder do not overlap', async () => {
  const order: string[] = [];
  const first = Promise.withResolvers<void>();
  const one = withSetupLock(folder, async () => {
    order.push('one starts');
    await first.promise;
    order.push('one ends');
  });
  while (order.length === 0) await new Promise(setImmediate);
  const two = withSetupLock(folder, async () => order.push('two'));
  first.resolve();
  await Promise.all([one, two]);
  expect(order).toEqual(['one starts', 'one ends', 'two']);
});

test('the lock is given back when the work fails', async () => {
  await expect(withSetupLock(folder, () => Promise.reject(new Error('no network')))).rejects.toThrow(
    'no network',
  );
  expect(existsSync(lock)).toBe(false);
});

test('a lock whose owner has died is taken over', async () => {
  const { pid } = spawnSync(process.execPath, ['-e', '']);
  await mkdir(lock);
  await writeFile(path.join(lock, 'pid'), String(pid));
  await expect(withSetupLock(folder, async () => 'done')).resolves.toBe('done');
});

test('a lock that never got an owner is taken over once it is old', async () => {
  await mkdir(lock);
  const longAgo = new Date(Date.now() - 60_000);
  await utimes(lock, longAgo, longAgo);
  await expect(withSetupLock(folder, async () => 'done')).resolves.toBe('done');
});
