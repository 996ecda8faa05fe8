import { chmodSync, existsSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { ReviewedFile } from '../../../src/core/review/review';
import { openReview } from './reviewHarness';
import type { ReviewHarness } from './reviewHarness';

const LINES = ['one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine'];
const BASE = LINES.map((line) => `${line}\n`).join('');
const EDITED = BASE.replace('two', 'TWO').replace('five', 'FIVE').replace('eight', 'EIGHT');

const shown = (file: ReviewedFile | undefined) => file?.hunks.map(({ removed, added }) => [removed, added]);

async function threeHunks(): Promise<ReviewHarness & { readonly ids: () => readonly string[] }> {
  const harness = openReview({ 'a.txt': BASE });
  await harness.write('a.txt', () => EDITED);
  return { ...harness, ids: () => harness.review.file(harness.at('a.txt'))?.hunks.map(({ id }) => id) ?? [] };
}

test('three hunks of a write: the middle one undone, the others kept', async () => {
  const { review, at, read, ids, journal } = await threeHunks();
  expect(review.file(at('a.txt'))).toMatchObject({
    display: 'a.txt',
    kind: 'edited',
    addedLines: 3,
    removedLines: 3,
    sources: [{ sessionId: 'one', runId: 'run1' }],
  });
  expect(shown(review.file(at('a.txt')))).toEqual([
    ['two\n', 'TWO\n'],
    ['five\n', 'FIVE\n'],
    ['eight\n', 'EIGHT\n'],
  ]);
  const [first, middle, last] = ids();
  expect(await review.undo({ kind: 'hunks', ids: [middle!] })).toEqual({ decided: 1, refused: [] });
  expect(read('a.txt')).toBe(EDITED.replace('FIVE', 'five'));
  expect(ids()).toEqual([first, last]);
  expect(await review.keep({ kind: 'hunks', ids: [first!, last!] })).toEqual({ decided: 2, refused: [] });
  expect(review.files()).toEqual([]);
  expect(read('a.txt')).toBe(EDITED.replace('FIVE', 'five'));
  const { entries } = await journal().read();
  expect(entries.map((entry) => entry.type === 'change' && entry.change.origin.kind)).toEqual([
    'run',
    'review',
  ]);
});

test('an id that is gone is refused and changes nothing', async () => {
  const { review, read, ids } = await threeHunks();
  const [first] = ids();
  await review.keep({ kind: 'hunks', ids: [first!] });
  expect(await review.undo({ kind: 'hunks', ids: [first!] })).toEqual({
    decided: 0,
    refused: [{ display: 'a.txt', reason: 'it is not under review any more' }],
  });
  expect(read('a.txt')).toBe(EDITED);
});

test('baseline is the text with everything undone, and listeners hear of each change', async () => {
  const { review, at, type } = await threeHunks();
  const heard: (readonly string[])[] = [];
  const stop = review.onDidChange((paths) => heard.push(paths));
  type('a.txt', (text) => `typed\n${text}`);
  expect(review.baseline(at('a.txt'))).toBe(`typed\n${BASE}`);
  expect(heard).toEqual([[at('a.txt')]]);
  stop();
  await review.undo({ kind: 'all' });
  expect(heard).toHaveLength(1);
});

describe('the undo stack of the editor', () => {
  test('brings an undone hunk back as pending, and takes it away again', async () => {
    const { review, read, ids, type } = await threeHunks();
    const before = ids();
    const text = read('a.txt');
    await review.undo({ kind: 'hunks', ids: [before[1]!] });
    const after = read('a.txt');
    type('a.txt', () => text, 'undo');
    expect(ids()).toEqual(before);
    type('a.txt', () => after, 'redo');
    expect(ids()).toEqual([before[0], before[2]]);
  });

  test('goes past the edit of the agent, and comes back with what was kept still kept', async () => {
    const { review, ids, type } = await threeHunks();
    const [first, ...rest] = ids();
    await review.keep({ kind: 'hunks', ids: [first!] });
    type('a.txt', () => BASE, 'undo');
    expect(ids()).toEqual([]);
    type('a.txt', () => EDITED, 'redo');
    expect(ids()).toEqual(rest);
  });
});

describe('another program', () => {
  test('marks the hunks that it touched; their undo asks first', async () => {
    const { review, read, ids, type } = await threeHunks();
    type('a.txt', (text) => text.replace('four', '4'), 'external');
    const file = review.files()[0]!;
    expect(file.hunks.map(({ isBaseChanged }) => isBaseChanged)).toEqual([false, true, false]);
    const middle = { kind: 'hunks', ids: [ids()[1]!] } as const;
    const refused = await review.undo(middle);
    expect(refused.refused).toEqual([
      {
        display: 'a.txt',
        reason: 'another program has changed the text that it was made on',
        anyway: middle,
      },
    ]);
    expect((await review.undo(middle, { force: true })).decided).toBe(1);
    expect(read('a.txt')).toBe(EDITED.replace('four', '4').replace('FIVE', 'five'));
  });

  test('switches to a branch and back', async () => {
    const { ids, type } = await threeHunks();
    const before = ids();
    type('a.txt', () => 'quite\nanother\nfile\n', 'external');
    type('a.txt', () => EDITED, 'external');
    expect(ids()).toEqual(before);
  });

  test('takes one change back, and all of them', async () => {
    const { ids, type, review } = await threeHunks();
    const [first, , last] = ids();
    type('a.txt', (text) => text.replace('FIVE', 'five'), 'external');
    expect(ids()).toEqual([first, last]);
    type('a.txt', () => BASE, 'external');
    expect(review.files()).toEqual([]);
  });
});

describe('whole files', () => {
  test('a created file is deleted by its undo, not when a person has changed it', async () => {
    const { review, agent, at, type } = openReview();
    await agent([{ kind: 'create', path: 'new.txt', content: 'a\nb\n' }]);
    expect(review.file(at('new.txt'))).toMatchObject({ kind: 'created', addedLines: 2, removedLines: 0 });
    type('new.txt', (text) => `${text}mine\n`);
    const target = { kind: 'files', paths: [at('new.txt')] } as const;
    expect((await review.undo(target)).refused).toEqual([
      {
        display: 'new.txt',
        reason: 'it was changed since it was created, and undoing deletes it',
        anyway: target,
      },
    ]);
    expect(existsSync(at('new.txt'))).toBe(true);
    expect((await review.undo(target, { force: true })).decided).toBe(1);
    expect(existsSync(at('new.txt'))).toBe(false);
    expect(review.files()).toEqual([]);
  });

  test('a deleted file comes back with mark and line endings', async () => {
    const bytes = '\u00ef\u00bb\u00bfa\r\nb';
    const { review, agent, at, read } = openReview({ 'old.txt': Buffer.from(bytes, 'latin1') });
    await agent([{ kind: 'delete', path: 'old.txt' }]);
    expect(review.file(at('old.txt'))).toMatchObject({ kind: 'deleted', hunks: [], removedLines: 2 });
    expect(await review.undo({ kind: 'all' })).toEqual({ decided: 1, refused: [] });
    expect(read('old.txt')).toBe(bytes);
    expect(review.files()).toEqual([]);
  });

  test('a renamed file gets name and text back', async () => {
    const { review, agent, at, read } = openReview({ 'old.txt': BASE });
    await agent([{ kind: 'rename', path: 'old.txt', to: 'new.txt', content: BASE.replace('two', 'TWO') }]);
    expect(review.file(at('new.txt'))).toMatchObject({
      kind: 'renamed',
      renamedFrom: { display: 'old.txt' },
      hunks: [{ removed: 'two\n', added: 'TWO\n' }],
    });
    expect((await review.undo({ kind: 'files', paths: [at('new.txt')] })).refused).toEqual([]);
    expect(read('old.txt')).toBe(BASE);
    expect(existsSync(at('new.txt'))).toBe(false);
    expect(review.files()).toEqual([]);
  });

  test('created and deleted again is nothing; deleted and created again is an edit', async () => {
    const { review, agent } = openReview({ 'old.txt': 'a\nb\n' });
    await agent([{ kind: 'create', path: 'new.txt', content: 'x\n' }]);
    await agent([{ kind: 'delete', path: 'new.txt' }]);
    expect(review.files()).toEqual([]);
    await agent([{ kind: 'delete', path: 'old.txt' }]);
    await agent([{ kind: 'create', path: 'old.txt', content: 'a\nc\n' }]);
    expect(review.files()).toMatchObject([
      { display: 'old.txt', kind: 'edited', hunks: [{ removed: 'b\n', added: 'c\n' }] },
    ]);
  });
});

test('typing while the agent writes is kept apart from what it wrote', async () => {
  const { review, journal, at, workspace, read } = openReview({ 'a.txt': BASE });
  const path = at('a.txt');
  const file = await workspace.resolve(path);
  const before = await workspace.read(path);
  const change = { kind: 'edit', file, before, after: { text: EDITED } } as const;
  const record = await journal().recorder(() => ({ kind: 'run', runId: 'run1' }))(change);
  const applied = await workspace.apply(change);
  review.textChanged(path, EDITED, 'typing');
  review.textChanged(path, `typed\n${EDITED}`, 'typing');
  await record.applied(applied);
  expect(read('a.txt')).toBe(EDITED);
  expect(review.baseline(path)).toBe(`typed\n${BASE}`);
  expect(review.file(path)?.hunks).toHaveLength(3);
});

test('a commit that is taken back leaves nothing under review', async () => {
  const { review, journal, at, workspace } = openReview({ 'a.txt': BASE });
  const file = await workspace.resolve(at('a.txt'));
  const before = await workspace.read(file.path);
  const change = { kind: 'edit', file, before, after: { text: EDITED } } as const;
  const record = await journal().recorder(() => ({ kind: 'run', runId: 'run1' }))(change);
  await record.applied(await workspace.apply(change));
  expect(review.files()).toHaveLength(1);
  record.failed();
  expect(review.files()).toEqual([]);
});

test('many files are taken back side by side, and one that cannot be is left out', async () => {
  const names = ['a.txt', 'b.txt', 'c.txt', 'd.txt'];
  const harness = openReview(Object.fromEntries(names.map((name) => [name, BASE])), { editsAtOnce: 3 });
  for (const name of names) await harness.write(name, (text) => text.replace('two', 'TWO'));
  chmodSync(harness.at('b.txt'), 0o444);
  expect(await harness.review.undo({ kind: 'all' })).toEqual({
    decided: 3,
    refused: [{ display: 'b.txt', reason: 'it is read-only' }],
  });
  expect(harness.atOnce()).toBe(3);
  expect(names.map((name) => harness.read(name) === BASE)).toEqual([true, false, true, true]);
  chmodSync(harness.at('b.txt'), 0o644);
  expect(await harness.review.undoLastDecision()).toEqual({ decided: 3, refused: [] });
  expect(harness.review.files()).toHaveLength(4);
});
