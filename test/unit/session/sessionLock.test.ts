import { mkdir, mkdtemp, readdir, rm, utimes, writeFile } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { acquireSessionLock, isLocked } from '../../../src/core/session/sessionLock';
import type { SessionLock } from '../../../src/core/session/sessionLock';
import { bundleScript, endProcesses, startProcess } from './childProcess';
import type { TestProcess } from './childProcess';

let bundleDir: string;
let bundle: string;
let dir: string;
let path: string;
const locks: SessionLock[] = [];

beforeAll(async () => {
  bundleDir = await mkdtemp(join(tmpdir(), 'lock-'));
  bundle = await bundleScript('lockChild.ts', bundleDir);
});

afterAll(async () => {
  await rm(bundleDir, { recursive: true });
});

beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'lock-'));
  path = join(dir, 's.lock');
});

afterEach(async () => {
  await endProcesses();
  await Promise.all(locks.splice(0).map((lock) => lock.release()));
  await rm(dir, { recursive: true });
});

async function child(staleMs = 10_000, heartbeatMs = 2_000): Promise<TestProcess> {
  const started = startProcess(bundle, path, `${staleMs}`, `${heartbeatMs}`);
  expect(await started.nextLine()).toBe('ready');
  return started;
}

async function acquire(
  options: Parameters<typeof acquireSessionLock>[1] = {},
): Promise<SessionLock | undefined> {
  const lock = await acquireSessionLock(path, options);
  if (lock !== undefined) locks.push(lock);
  return lock;
}

describe('a lock between processes', () => {
  it('is had by one', async () => {
    const owner = await child();
    owner.send('acquire');
    expect(await owner.nextLine()).toBe('got');
    expect(await acquire()).toBeUndefined();
    expect(await isLocked(path)).toBe(true);
  });

  it('is free at once when its process was killed', async () => {
    const owner = await child();
    owner.send('acquire');
    expect(await owner.nextLine()).toBe('got');
    await owner.kill('SIGKILL');
    expect(await isLocked(path)).toBe(false);
    expect(await acquire()).toBeDefined();
  });

  it('tells an owner that it was taken over', async () => {
    const owner = await child(10_000, 20);
    owner.send('acquire');
    expect(await owner.nextLine()).toBe('got');
    const taken = await acquire({ takeOver: true });
    expect(await owner.nextLine()).toBe('lost');
    expect(await taken?.confirm(0)).toBe(true);
  });

  it.skipIf(process.platform === 'win32')(
    'goes over when its owner hangs, who is told when it wakes',
    async () => {
      const owner = await child(150, 20);
      owner.send('acquire');
      expect(await owner.nextLine()).toBe('got');
      await owner.kill('SIGSTOP');
      await expect.poll(() => acquire({ staleMs: 150 }), { timeout: 10_000 }).toBeDefined();
      await owner.kill('SIGCONT');
      expect(await owner.nextLine()).toBe('lost');
    },
  );

  it('is given to exactly one of many that find it stale', async () => {
    const crowd = await Promise.all(Array.from({ length: 6 }, () => child()));
    await writeFile(path, JSON.stringify({ owner: 'gone', pid: 1, host: 'another machine' }));
    await utimes(path, 1, 1);
    for (const process of crowd) process.send('acquire');
    const answers = await Promise.all(crowd.map((process) => process.nextLine()));
    expect(answers.sort()).toEqual(['got', 'none', 'none', 'none', 'none', 'none']);
  });
});

describe('a lock file', () => {
  it('stays fresh as long as its owner lives, by the clock of the owner', async () => {
    let time = 1_000_000;
    const clock = { now: () => time, staleMs: 10_000 };
    await acquire({ ...clock, heartbeatMs: 60_000, host: 'here' });
    time += 9_000;
    expect(await isLocked(path, { ...clock, host: 'elsewhere' })).toBe(true);
    time += 2_000;
    expect(await isLocked(path, { ...clock, host: 'elsewhere' })).toBe(false);
    // A look of the owner makes it fresh again.
    expect(await locks[0]?.confirm(0)).toBe(true);
    expect(await isLocked(path, { ...clock, host: 'elsewhere' })).toBe(true);
  });

  it.each([
    ['empty', ''],
    ['not JSON', 'x{'],
    ['something else', '[1]'],
    ['without an owner', '{"pid":1}'],
  ])('that is %s counts for nothing', async (_, content) => {
    await writeFile(path, content);
    expect(await acquire()).toBeDefined();
  });

  it('of another machine is not judged by its process id', async () => {
    await writeFile(path, JSON.stringify({ owner: 'x', pid: 2 ** 30, host: `not ${hostname()}` }));
    expect(await acquire()).toBeUndefined();
  });

  it('that somebody removed comes back', async () => {
    const lock = await acquire({ heartbeatMs: 60_000 });
    await rm(path);
    expect(await lock?.confirm(-1)).toBe(true);
    expect(await isLocked(path)).toBe(true);
  });

  it('goes with its release, and only then', async () => {
    const lock = await acquire();
    expect(await readdir(dir)).toEqual(['s.lock']);
    await lock?.release();
    await lock?.release();
    expect(await readdir(dir)).toEqual([]);
    expect(await lock?.confirm(0)).toBe(false);
    expect(lock?.lost.aborted).toBe(false);
  });

  it('is not blocked by a mutex that a dead process left', async () => {
    await mkdir(`${path}.busy`);
    await utimes(`${path}.busy`, 1, 1);
    expect(await acquire()).toBeDefined();
  });
});
