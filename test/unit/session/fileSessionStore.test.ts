import {
  appendFile,
  mkdtemp,
  readdir,
  readFile,
  rm,
  stat,
  truncate,
  utimes,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createFileSessionStore } from '../../../src/core/session/fileSessionStore';
import type { SessionStore } from '../../../src/core/session/sessionStore';
import { planOf } from '../plan/planFixture';
import { answer, end, header, log, message, start, text, user } from './logFixture';

let dir: string;
let store: SessionStore;

beforeEach(async () => {
  dir = join(await mkdtemp(join(tmpdir(), 'sessions-')), 'nested');
  store = createFileSessionStore(dir);
});

afterEach(async () => {
  await rm(join(dir, '..'), { recursive: true });
});

const fileOf = (sessionId: string) => join(dir, `${sessionId}.jsonl`);
const events = log(
  start('Fix the cart'),
  message(user('Fix the cart')),
  message(answer('Done ä€😀\n')),
  end('Done'),
);

async function stored(sessionId = 's1', list = events) {
  await store.create(header(sessionId));
  await store.append(sessionId, list);
}

describe('a session file', () => {
  it('gives back what was appended, in order', async () => {
    await store.create(header('s1'));
    await Promise.all(events.map((event) => store.append('s1', [event])));
    expect(await store.load('s1')).toEqual({ header: header('s1'), events });
  });

  it('keeps the order of appends that overlap, with and without an owner', async () => {
    const numbered = log(...Array.from({ length: 60 }, (_, index) => text(`${index}`)));
    const appendAll = async (list: typeof numbered) => {
      const appends: Promise<void>[] = [];
      for (const event of list) {
        appends.push(store.append('s1', [event]));
        if (event.seq % 3 === 0) await appends.at(-2);
      }
      await Promise.all(appends);
    };
    await store.create(header('s1'));
    await appendAll(numbered.slice(0, 30));
    const lease = await store.acquire('s1');
    await appendAll(numbered.slice(30));
    await lease?.release();
    expect((await store.load('s1'))?.events).toEqual(numbered);
  });

  it('starts with a versioned header and has one event a line', async () => {
    await stored();
    const lines = (await readFile(fileOf('s1'), 'utf8')).split('\n');
    expect(JSON.parse(lines[0] ?? '')).toEqual(header('s1'));
    expect(lines.slice(1, -1).map((line) => JSON.parse(line) as unknown)).toEqual(events);
    expect(lines.at(-1)).toBe('');
  });

  it.runIf(process.platform !== 'win32')('is readable by its owner only', async () => {
    await stored();
    await store.append('s1', log({ type: 'session_renamed', title: 'Cart' }));
    expect((await stat(dir)).mode & 0o777).toBe(0o700);
    for (const name of await readdir(dir)) expect((await stat(join(dir, name))).mode & 0o777).toBe(0o600);
  });

  it('is not there for an unknown id', async () => {
    expect(await store.load('unknown')).toBeUndefined();
    expect(await store.list()).toEqual([]);
  });

  it('is created once', async () => {
    await stored();
    await expect(store.create(header('s1'))).rejects.toThrow('Session s1: create failed');
    expect((await store.load('s1'))?.events).toEqual(events);
  });

  it('needs to exist for an append', async () => {
    await expect(store.append('s1', events)).rejects.toThrow('Session s1: append failed');
  });

  it.each(['../../etc/passwd', 'a/b', 'a\\b', '..', '.', '', 'CON', 'Upper', 'x'.repeat(500), 'ä\u0000b'])(
    'stays in its folder for the id %j',
    async (sessionId) => {
      await stored(sessionId);
      expect((await store.load(sessionId))?.header.sessionId).toBe(sessionId);
      const names = await readdir(dir);
      expect(names).toEqual([expect.stringMatching(/^_[A-Za-z0-9_-]*\.jsonl$/)]);
      await store.delete(sessionId);
      expect(await readdir(dir)).toEqual([]);
    },
  );

  it('is not shared by ids that look alike when cleaned', async () => {
    await stored('a/b');
    await stored('a_b', log(start('other')));
    expect((await store.load('a/b'))?.events).toEqual(events);
    expect((await store.load('a_b'))?.events).toHaveLength(1);
  });
});

describe('a damaged file', () => {
  it('loses a torn last line, nothing else, wherever it was torn', async () => {
    await stored();
    const whole = await readFile(fileOf('s1'));
    const lastLine = whole.lastIndexOf(0x0a, whole.length - 2) + 1;
    for (let length = lastLine; length < whole.length - 1; length += 7) {
      await writeFile(fileOf('s1'), whole.subarray(0, length));
      expect(await store.load('s1')).toEqual({ header: header('s1'), events: events.slice(0, -1) });
    }
  });

  it('goes on behind a torn line', async () => {
    await stored();
    await truncate(fileOf('s1'), (await stat(fileOf('s1'))).size - 5);
    await store.append('s1', events.slice(-1));
    expect(await store.load('s1')).toEqual({ header: header('s1'), events });
  });

  it('goes on behind a torn line that is longer than a read', async () => {
    await stored();
    await appendFile(fileOf('s1'), `{"type":"text_delta","text":"${'x'.repeat(300_000)}`);
    await store.append('s1', log({ type: 'paused' }));
    expect((await store.load('s1'))?.events).toEqual([...events, ...log({ type: 'paused' })]);
  });

  it('keeps a last line that lacks only its line break', async () => {
    await stored();
    await truncate(fileOf('s1'), (await stat(fileOf('s1'))).size - 1);
    expect((await store.load('s1'))?.events).toEqual(events);
    await store.append('s1', log({ type: 'paused' }));
    expect((await store.load('s1'))?.events).toEqual([...events, ...log({ type: 'paused' })]);
  });

  it('says so when a line in the middle is damaged, and keeps the rest', async () => {
    await stored();
    const lines = (await readFile(fileOf('s1'), 'utf8')).split('\n');
    lines[2] = lines[2]?.slice(0, 20) ?? '';
    await writeFile(fileOf('s1'), lines.join('\n'));
    expect(await store.load('s1')).toEqual({
      header: header('s1'),
      events: [events[0], events[2], events[3]],
      damagedLines: 1,
    });
  });

  it('is no session when even the header is torn', async () => {
    await stored();
    await truncate(fileOf('s1'), 10);
    expect(await store.load('s1')).toBeUndefined();
    expect(await store.list()).toEqual([]);
  });

  it('of a newer version is refused by name and does not hide the others', async () => {
    await stored();
    await writeFile(fileOf('s2'), `${JSON.stringify({ ...header('s2'), version: 2 })}\n`);
    await expect(store.load('s2')).rejects.toThrow(
      'Session s2: load failed: it was written by a newer version (format 2)',
    );
    expect((await store.list()).map((summary) => summary.sessionId)).toEqual(['s1']);
  });

  it('keeps events of types that are not known here', async () => {
    await stored();
    await appendFile(fileOf('s1'), '{"type":"of_the_future","seq":99}\n');
    expect((await store.load('s1'))?.events.at(-1)).toEqual({ type: 'of_the_future', seq: 99 });
  });
});

describe('the list', () => {
  it('shows newest first, with title, times, folders and size', async () => {
    await stored();
    await store.create({ ...header('s2'), workspace: ['/a', '/b'] });
    await store.append('s2', log({ ...start('Later'), time: 9_000 }, { ...end(), time: 9_500 }));
    const bytes = async (id: string) => (await stat(fileOf(id))).size;
    const common = { createdAt: 500, interrupted: false, ownedElsewhere: false };
    expect(await store.list()).toEqual([
      {
        ...common,
        sessionId: 's2',
        title: 'Later',
        updatedAt: 9_500,
        workspace: ['/a', '/b'],
        bytes: await bytes('s2'),
      },
      {
        ...common,
        sessionId: 's1',
        title: 'Fix the cart',
        updatedAt: 1_003,
        workspace: ['/work/project'],
        bytes: await bytes('s1'),
      },
    ]);
  });

  it('shows a given title, also from the middle of a large log', async () => {
    const filler = log(...Array.from({ length: 40 }, () => message(answer('x'.repeat(20_000)))));
    await stored();
    await store.append('s1', filler);
    await store.append('s1', log({ type: 'session_renamed', title: 'Cart' }));
    await store.append('s1', filler);
    await store.append('s1', log(start('More'), end()));
    expect((await store.list())[0]?.title).toBe('Cart');
    await store.append('s1', log({ type: 'session_renamed', title: '' }));
    expect((await store.list())[0]?.title).toBe('Fix the cart');
  });

  it('shows the goal of a plan that a session begins with, however long that plan is', async () => {
    const steps = Array.from({ length: 100 }, (_, index) => ({
      description: `Step ${index} ${'x'.repeat(500)}`,
    }));
    const plan = planOf([], { goal: 'Tag notes', steps });
    await stored('s1', log({ type: 'plan_created', plan }));
    await stored('s2', log({ type: 'plan_created', plan }, start('Carry out this plan: Tag notes'), end()));
    expect((await store.list()).map(({ title }) => title)).toEqual(['Tag notes', 'Tag notes']);
  });

  it('tells an interrupted run, however long it is', async () => {
    await stored('s1', events.slice(0, -1));
    await stored('s2', [
      ...events.slice(0, -1),
      ...log(...Array.from({ length: 40 }, () => message(answer('x'.repeat(20_000))))),
    ]);
    await stored('s3', [...events.slice(0, -1), ...log(end('x'.repeat(200_000)))]);
    await stored('s4', [...events.slice(0, -1), ...log({ type: 'run_discarded' })]);
    await stored('s5', [...events.slice(0, 1), ...log({ ...end(), parentId: 'child' })]);
    await stored('s6', log());
    const rows = await store.list();
    expect(
      rows
        .filter((row) => row.interrupted)
        .map((row) => row.sessionId)
        .sort(),
    ).toEqual(['s1', 's2', 's5']);
  });

  it('finds the sessions of a folder that was moved', async () => {
    await stored();
    const [summary] = await createFileSessionStore(dir).list();
    expect(summary?.workspace).toEqual(['/work/project']);
  });
});

describe('owners', () => {
  const other = () => createFileSessionStore(dir, { lock: { heartbeatMs: 20 } });

  it('has one: another store gets nothing, and sees that it is owned', async () => {
    await stored('s1', events.slice(0, -1));
    const lease = await store.acquire('s1');
    expect(await other().acquire('s1')).toBeUndefined();
    expect((await other().list())[0]).toMatchObject({ ownedElsewhere: true, interrupted: false });
    expect((await store.list())[0]).toMatchObject({ ownedElsewhere: false, interrupted: false });
    await lease?.release();
    expect((await other().list())[0]).toMatchObject({ ownedElsewhere: false, interrupted: true });
    const next = await other().acquire('s1');
    expect(next).toBeDefined();
    await next?.release();
  });

  it('is told when it is taken over, and writes no more', async () => {
    store = other();
    await stored();
    const lease = await store.acquire('s1');
    const second = other();
    const taken = await second.acquire('s1', { takeOver: true });
    await expect.poll(() => lease?.lost.aborted).toBe(true);
    await expect(store.append('s1', events)).rejects.toThrow('another window or process owns it now');
    await second.append('s1', log({ type: 'paused' }));
    expect((await store.load('s1'))?.events).toHaveLength(5);
    // Releasing what was lost does not touch the lock of the new owner.
    await lease?.release();
    expect(await store.acquire('s1')).toBeUndefined();
    await taken?.release();
    const again = await store.acquire('s1');
    await store.append('s1', log({ type: 'resumed' }));
    expect((await store.load('s1'))?.events).toHaveLength(6);
    await again?.release();
  });

  it('notices before it writes, not only at the next heartbeat', async () => {
    const slow = createFileSessionStore(dir, { lock: { heartbeatMs: 60_000 } });
    await slow.create(header('s1'));
    const lease = await slow.acquire('s1');
    const taken = await other().acquire('s1', { takeOver: true });
    await expect(slow.append('s1', events)).rejects.toThrow('owns it now');
    expect(lease?.lost.aborted).toBe(true);
    await taken?.release();
  });

  it('may be one that never wrote', async () => {
    const lease = await store.acquire('new');
    await stored('new');
    expect((await store.load('new'))?.events).toEqual(events);
    await lease?.release();
    expect(await readdir(dir)).toEqual(['new.jsonl']);
  });

  it('lets go of a deleted session', async () => {
    await stored();
    await store.append('s1', log({ type: 'session_renamed', title: 'Cart' }));
    await store.acquire('s1');
    await store.delete('s1');
    expect(await readdir(dir)).toEqual([]);
    expect(await store.load('s1')).toBeUndefined();
  });
});

describe('files beside the sessions', () => {
  it('are not shown', async () => {
    await stored();
    await writeFile(join(dir, 'notes.txt'), 'x');
    await writeFile(join(dir, 'broken.jsonl'), 'not json\n');
    await utimes(join(dir, 'broken.jsonl'), 1, 1);
    expect((await store.list()).map((summary) => summary.sessionId)).toEqual(['s1']);
  });

  it('says where sessions are', () => {
    expect(store.location).toBe(dir);
  });

  it('keeps streamed text with everything else', async () => {
    await stored('s1', log(start('Hi'), text('a\u2028b')));
    expect((await store.load('s1'))?.events[1]).toMatchObject({ text: 'a\u2028b' });
  });
});
