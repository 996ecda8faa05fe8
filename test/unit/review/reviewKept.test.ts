// What is under review survives the end of the window, also a sudden one.
import { copyFileSync, existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { createBlobStore } from '../../../src/core/journal/blobStore';
import { storeSnapshot } from '../../../src/core/journal/fileImages';
import { changesOf } from '../../../src/core/journal/journalState';
import { parseStoredReview } from '../../../src/core/review/storedReview';
import { openReview } from './reviewHarness';
import type { ReviewHarness } from './reviewHarness';

const BASE = 'one\ntwo\nthree\nfour\nfive\nsix\nseven\neight\nnine\n';
const EDITED = BASE.replace('two', 'TWO').replace('five', 'FIVE').replace('eight', 'EIGHT');

const ids = ({ review, at }: ReviewHarness): readonly string[] =>
  review.file(at('a.txt'))?.hunks.map(({ id }) => id) ?? [];
const shown = ({ review, at }: ReviewHarness) =>
  review.file(at('a.txt'))?.hunks.map(({ removed, added }) => [removed, added]);

/** A command leaves this in a.txt, and the journal hears of it. */
async function command({ at, dir, workspace, journal }: ReviewHarness, text: string): Promise<void> {
  const blobs = createBlobStore({ dir: join(dir, 'blobs') });
  const before = await storeSnapshot(blobs, await workspace.read(at('a.txt')));
  writeFileSync(at('a.txt'), text);
  await journal().observed({
    kind: 'edit',
    file: { path: at('a.txt'), display: 'a.txt' },
    before,
    after: await storeSnapshot(blobs, await workspace.read(at('a.txt'))),
    origin: { kind: 'run', runId: 'run1', command: 'sed' },
  });
}

async function threeHunks(): Promise<ReviewHarness> {
  const harness = openReview({ 'a.txt': BASE });
  await harness.write('a.txt', () => EDITED);
  return harness;
}

test('hunks are the same after a restart, with what a person typed in between', async () => {
  const harness = await threeHunks();
  harness.type('a.txt', (text) => `mine\n${text.replace('FIVE', 'FIVE and more')}`);
  const before = [ids(harness), shown(harness)];
  await harness.review.flush();
  await harness.reopen();
  expect([ids(harness), shown(harness)]).toEqual(before);
  expect(harness.review.file(harness.at('a.txt'))?.hunks[1]).toMatchObject({
    isEdited: true,
    isBaseChanged: false,
    sources: [{ sessionId: 'one', runId: 'run1' }],
  });
  const [, middle] = ids(harness);
  expect((await harness.review.undo({ kind: 'hunks', ids: [middle!] })).decided).toBe(1);
  expect(harness.read('a.txt')).toBe(`mine\n${EDITED.replace('FIVE', 'five')}`);
  expect(harness.failures).toEqual([]);
});

describe('a kill', () => {
  test('right after a write, before anything was stored: the journal has it', async () => {
    const harness = await threeHunks();
    const before = shown(harness);
    await harness.reopen();
    expect(shown(harness)).toEqual(before);
    await harness.reopen();
    expect(shown(harness)).toEqual(before);
  });

  test('right after a command, whose change is seen only when it has happened', async () => {
    const harness = openReview({ 'a.txt': BASE });
    await command(harness, EDITED);
    const before = shown(harness);
    expect(before).toHaveLength(3);
    await harness.reopen();
    expect(shown(harness)).toEqual(before);
    await command(harness, EDITED.replace('nine', 'NINE'));
    await harness.reopen();
    expect(shown(harness)).toEqual([
      ['two\n', 'TWO\n'],
      ['five\n', 'FIVE\n'],
      ['eight\nnine\n', 'EIGHT\nNINE\n'],
    ]);
  });

  test('between the write and its outcome', async () => {
    const harness = openReview({ 'a.txt': BASE });
    const file = await harness.workspace.resolve('a.txt');
    const before = await harness.workspace.read(file.path);
    const change = { kind: 'edit', file, before, after: { text: EDITED } } as const;
    await harness.journal().recorder(() => ({ kind: 'run', runId: 'run1' }))(change);
    await harness.review.flush();
    await harness.workspace.apply(change);
    await harness.reopen();
    expect(shown(harness)).toHaveLength(3);
  });

  test('right after an undo, before that was stored: it stays undone', async () => {
    const harness = await threeHunks();
    await harness.review.flush();
    const stored = join(harness.dir, 'one.review.json');
    copyFileSync(stored, `${stored}.before`);
    const [first, middle, last] = ids(harness);
    await harness.review.undo({ kind: 'hunks', ids: [middle!] });
    copyFileSync(`${stored}.before`, stored);
    await harness.reopen();
    expect(ids(harness)).toEqual([first, last]);
    expect(harness.review.baseline(harness.at('a.txt'))).toBe(BASE);
  });

  test('in the middle of a save leaves the file as it was', async () => {
    const harness = await threeHunks();
    await harness.review.flush();
    writeFileSync(join(harness.dir, 'one.review.json.new'), '{"version":1,"sess');
    await harness.reopen();
    expect(shown(harness)).toHaveLength(3);
  });
});

test('decisions stay decided, and can still be taken back after a restart', async () => {
  const harness = await threeHunks();
  const all = ids(harness);
  await harness.review.keep({ kind: 'hunks', ids: [all[0]!] });
  await harness.review.undo({ kind: 'hunks', ids: [all[1]!] });
  await harness.reopen();
  expect(ids(harness)).toEqual([all[2]]);
  harness.type('a.txt', (text) => `mine\n${text}`);
  await harness.review.flush();
  await harness.reopen();
  expect(await harness.review.undoLastDecision()).toEqual({ decided: 1, refused: [] });
  expect(await harness.review.undoLastDecision()).toEqual({ decided: 1, refused: [] });
  expect(ids(harness)).toEqual(all);
  expect(harness.read('a.txt')).toBe(`mine\n${EDITED}`);
  expect(harness.review.baseline(harness.at('a.txt'))).toBe(`mine\n${BASE}`);
});

test('whole files and the decisions about them are there after a restart', async () => {
  const harness = openReview({ 'old.txt': BASE, 'name.txt': 'a\n', 'picture.bin': Buffer.from([0, 1, 2]) });
  const { agent, at } = harness;
  await agent([{ kind: 'create', path: 'new.txt', content: 'x\n' }]);
  await agent([{ kind: 'delete', path: 'old.txt' }]);
  await agent([{ kind: 'rename', path: 'name.txt', to: 'other.txt', content: 'b\n' }]);
  await agent([{ kind: 'edit', path: 'picture.bin', content: Buffer.from([0, 9]) }]);
  await harness.review.flush();
  await harness.reopen();
  const kinds = () => harness.review.files().map(({ display, kind }) => [display, kind]);
  const pending = [
    ['new.txt', 'created'],
    ['old.txt', 'deleted'],
    ['other.txt', 'renamed'],
    ['picture.bin', 'opaque'],
  ];
  expect(kinds()).toEqual(pending);
  expect(await harness.review.undo({ kind: 'all' })).toEqual({ decided: 4, refused: [] });
  expect([existsSync(at('new.txt')), harness.read('old.txt'), harness.read('name.txt')]).toEqual([
    false,
    BASE,
    'a\n',
  ]);
  expect([...readFileSync(at('picture.bin'))]).toEqual([0, 1, 2]);
  await harness.reopen();
  expect(kinds()).toEqual([]);
  expect(await harness.review.undoLastDecision()).toEqual({ decided: 4, refused: [] });
  expect(kinds()).toEqual(pending);
  expect([...readFileSync(at('picture.bin'))]).toEqual([0, 9]);
});

test('what another program did meanwhile is marked', async () => {
  const harness = await threeHunks();
  await harness.review.flush();
  writeFileSync(harness.at('a.txt'), EDITED.replace('four', '4').replace('nine', '9'));
  await harness.reopen();
  expect(harness.review.files()[0]?.hunks.map(({ isBaseChanged }) => isBaseChanged)).toEqual([
    false,
    true,
    true,
  ]);
});

test('changes are settled in the journal once all of their hunks are decided', async () => {
  const harness = await threeHunks();
  const settled = async () => changesOf(await harness.journal().read()).map((change) => change.settled);
  await harness.review.keep({ kind: 'hunks', ids: ids(harness).slice(0, 2) });
  expect(await settled()).toEqual([false]);
  await harness.review.undo({ kind: 'hunks', ids: ids(harness) });
  expect(await settled()).toEqual([true, true]);
});

test('a session without a stored review has nothing to decide about', async () => {
  const harness = await threeHunks();
  await harness.review.flush();
  rmSync(join(harness.dir, 'one.review.json'));
  await harness.reopen();
  expect(harness.review.files()).toEqual([]);
});

describe('two sessions on one file', () => {
  async function both(): Promise<ReviewHarness> {
    const harness = openReview({ 'a.txt': BASE });
    await harness.agent([
      { kind: 'edit', path: 'a.txt', content: BASE.replace('two', 'TWO').replace('five', 'FIVE') },
    ]);
    const text = harness.read('a.txt').replace('FIVE', 'FIVE!').replace('eight', 'EIGHT');
    await harness.agent([{ kind: 'edit', path: 'a.txt', content: text }], { session: 'two', run: 'run2' });
    return harness;
  }

  test('are there after a restart, each hunk with all that made it', async () => {
    const harness = await both();
    await harness.review.flush();
    await harness.reopen(['one', 'two']);
    const sessions = harness.review
      .files()[0]
      ?.hunks.map(({ sources }) => sources.map(({ sessionId }) => sessionId));
    expect(sessions).toEqual([['one'], ['one', 'two'], ['two']]);
  });

  test('the deletion of one keeps its hunks, not those of the other', async () => {
    const harness = await both();
    await harness.review.forget('one');
    expect(shown(harness)).toEqual([
      ['five\n', 'FIVE!\n'],
      ['eight\n', 'EIGHT\n'],
    ]);
    await harness.reopen(['one', 'two']);
    expect(shown(harness)).toHaveLength(2);
  });

  test('a session of another window is not in this one, until it is taken over', async () => {
    const harness = await both();
    await harness.review.flush();
    await harness.reopen(['one']);
    expect(shown(harness)).toEqual([
      ['two\n', 'TWO\n'],
      ['five\n', 'FIVE!\n'],
    ]);
    harness.review.lost('one');
    expect(harness.review.files()).toEqual([]);
  });

  test('a run is decided without the hunks that another had a part in', async () => {
    const harness = await both();
    expect((await harness.review.keep({ kind: 'run', runId: 'run2' })).decided).toBe(1);
    expect(shown(harness)).toEqual([
      ['two\n', 'TWO\n'],
      ['five\n', 'FIVE!\n'],
    ]);
  });
});

test('what another window has stored meanwhile is taken over, not overwritten', async () => {
  const harness = await threeHunks();
  await harness.review.flush();
  const here = harness.review;
  const there = await harness.reopen();
  await there.keep({ kind: 'hunks', ids: ids(harness).slice(0, 1) });
  const path = harness.at('a.txt');
  here.textChanged(path, `mine\n${EDITED}`, 'typing');
  await here.flush();
  // The load follows the save.
  await here.load(['one']);
  expect(here.file(path)?.hunks).toHaveLength(2);
});

test('unsaved text that was lost with the window marks no hunk', async () => {
  const harness = await threeHunks();
  await harness.review.flush();
  harness.review.textChanged(harness.at('a.txt'), EDITED.replace('FIVE', 'FIVE and more'), 'typing');
  await harness.review.flush();
  await harness.reopen();
  expect(shown(harness)?.[1]).toEqual(['five\n', 'FIVE\n']);
  expect(harness.review.files()[0]?.hunks.map(({ isBaseChanged }) => isBaseChanged)).toEqual([
    false,
    false,
    false,
  ]);
});

test('a write that changed nothing is not applied again over what another session wrote later', async () => {
  const harness = openReview({ 'a.txt': 'a\n' });
  await harness.agent([{ kind: 'edit', path: 'a.txt', content: 'a\n' }], { session: 'one' });
  await harness.agent([{ kind: 'edit', path: 'a.txt', content: 'a\na\n' }], { session: 'two' });
  const before = shown(harness);
  expect(before).toHaveLength(1);
  await harness.review.flush();
  await harness.reopen(['one', 'two']);
  expect(shown(harness)).toEqual(before);
});

test('each decision about a long file is stored as a few lines, and all can be taken back after a restart', async () => {
  const lines = Array.from({ length: 60 }, (_line, at) => `line ${at}\n`);
  const harness = openReview({ 'a.txt': lines.join('') });
  await harness.write('a.txt', () =>
    lines.map((line, at) => (at % 6 === 3 ? line.toUpperCase() : line)).join(''),
  );
  const all = ids(harness);
  const before = shown(harness);
  for (const [index, id] of all.entries()) {
    const target = { kind: 'hunks', ids: [id] } as const;
    await (index % 3 === 0 ? harness.review.undo(target) : harness.review.keep(target));
  }
  const stored = parseStoredReview(readFileSync(join(harness.dir, 'one.review.json'), 'utf8'));
  const edits = stored?.decisions.map(({ items }) => items.map(({ baseline }) => baseline.length));
  expect(edits).toEqual([[1], [1], [0], [1], [1], [0], [1], [1], [0], [0]]);
  await harness.reopen();
  harness.type('a.txt', (text) => `mine\n${text}`);
  await harness.review.flush();
  await harness.reopen();
  for (const _id of all) expect(await harness.review.undoLastDecision()).toEqual({ decided: 1, refused: [] });
  expect(shown(harness)).toEqual(before);
  expect(harness.review.baseline(harness.at('a.txt'))).toBe(`mine\n${lines.join('')}`);
});
