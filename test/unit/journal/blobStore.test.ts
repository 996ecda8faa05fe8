import { existsSync, readdirSync, statSync, truncateSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { createBlobStore } from '../../../src/core/journal/blobStore';
import { temporaryFolder } from '../workspace/temporaryFolder';

const bytes = (text: string): Uint8Array => Buffer.from(text);
const pathOf = (dir: string, id: string): string => join(dir, id.slice(0, 2), id);
const filesIn = (dir: string): readonly string[] =>
  readdirSync(dir, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => entry.name);

function store(limits: { readonly maxBlobBytes?: number; readonly maxTotalBytes?: number } = {}) {
  const dir = join(temporaryFolder(), 'blobs');
  return { dir, blobs: createBlobStore({ dir, ...limits }) };
}

test('gives back what was put, from another store on the same folder too', async () => {
  const { dir, blobs } = store();
  const { id } = await blobs.put(bytes('one'));
  const large = new Uint8Array(3 * 1024 * 1024).fill(7);
  const second = await blobs.put(large);
  expect(Buffer.from((await blobs.get(id))!).toString()).toBe('one');
  expect(Buffer.compare((await createBlobStore({ dir }).get(second.id))!, large)).toBe(0);
  expect(await blobs.get('0'.repeat(64))).toBeUndefined();
  expect(await blobs.get('../../etc/passwd')).toBeUndefined();
});

test('keeps each content once, readable by this user only, and leaves no temporary file', async () => {
  const { dir, blobs } = store();
  const first = await blobs.put(bytes('same'));
  const second = await blobs.put(bytes('same'));
  expect(second).toEqual(first);
  expect(filesIn(dir)).toEqual([first.id]);
  if (process.platform === 'win32') return;
  expect(statSync(pathOf(dir, first.id)).mode & 0o777).toBe(0o600);
  expect(statSync(dir).mode & 0o777).toBe(0o700);
});

test('a damaged blob is not given back, and is stored anew when its content comes again', async () => {
  const { dir, blobs } = store();
  const { id } = await blobs.put(bytes('whole'));
  truncateSync(pathOf(dir, id), 2);
  expect(await blobs.get(id)).toBeUndefined();
  await blobs.put(bytes('whole'));
  expect(Buffer.from((await blobs.get(id))!).toString()).toBe('whole');
});

describe('limits', () => {
  test('one content that is too large is refused by name', async () => {
    const { dir, blobs } = store({ maxBlobBytes: 4 });
    expect(await blobs.put(bytes('12345'))).toMatchObject({ refused: 'too_large' });
    expect(await blobs.put(bytes('1234'))).not.toHaveProperty('refused');
    expect(filesIn(dir)).toHaveLength(1);
  });

  test('all together: what is known is still accepted, what is new is refused until there is room', async () => {
    const { dir, blobs } = store({ maxTotalBytes: 8 });
    const { id } = await blobs.put(bytes('12345'));
    expect(await blobs.put(bytes('6789'))).toMatchObject({ refused: 'store_full' });
    expect(await blobs.put(bytes('12345'))).toEqual({ id });
    utimesSync(pathOf(dir, id), 1, 1);
    await blobs.prune({ olderThan: 5_000, keep: new Set() });
    expect(await blobs.put(bytes('6789'))).not.toHaveProperty('refused');
  });

  test('a new process counts what was there before it, once it has pruned', async () => {
    const { dir, blobs } = store();
    await blobs.put(bytes('12345'));
    const next = createBlobStore({ dir, maxTotalBytes: 8 });
    expect(await next.prune({ olderThan: 0, keep: new Set() })).toEqual({ blobs: 0, bytes: 0 });
    expect(await next.put(bytes('6789'))).toMatchObject({ refused: 'store_full' });
  });
});

test('prunes by age, but nothing that is still referenced, and what was stored again is young', async () => {
  const { dir, blobs } = store();
  const ids = await Promise.all(
    ['old', 'kept', 'again'].map(async (text) => (await blobs.put(bytes(text))).id),
  );
  for (const id of ids) utimesSync(pathOf(dir, id), 1, 1);
  await blobs.put(bytes('again'));
  const leftover = join(dir, ids[0]!.slice(0, 2), 'x.tmp');
  writeFileSync(leftover, 'half');
  utimesSync(leftover, 1, 1);
  expect(await blobs.prune({ olderThan: 5_000, keep: new Set([ids[1]!]) })).toEqual({ blobs: 1, bytes: 3 });
  expect(filesIn(dir).toSorted()).toEqual([ids[1], ids[2]].toSorted());
  expect(existsSync(leftover)).toBe(false);
});
