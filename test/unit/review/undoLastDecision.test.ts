import { existsSync } from 'node:fs';
import { expect, test } from 'vitest';
import { openReview } from './reviewHarness';
import type { ReviewHarness } from './reviewHarness';

const BASE = 'one\ntwo\nthree\nfour\nfive\nsix\nseven\neight\nnine\n';
const EDITED = BASE.replace('two', 'TWO').replace('five', 'FIVE').replace('eight', 'EIGHT');

async function threeHunks(): Promise<ReviewHarness & { readonly ids: () => readonly string[] }> {
  const harness = openReview({ 'a.txt': BASE });
  await harness.write('a.txt', () => EDITED);
  return { ...harness, ids: () => harness.review.file(harness.at('a.txt'))?.hunks.map(({ id }) => id) ?? [] };
}

test('a kept hunk is pending again, also after typing elsewhere', async () => {
  const { review, ids, at, type, read } = await threeHunks();
  const all = ids();
  await review.keep({ kind: 'hunks', ids: [all[1]!] });
  type('a.txt', (text) => `mine\n${text.replace('six\n', '')}`);
  expect(await review.undoLastDecision()).toEqual({ decided: 1, refused: [] });
  expect(ids()).toEqual(all);
  expect(review.baseline(at('a.txt'))).toBe(`mine\n${BASE.replace('six\n', '')}`);
  expect(read('a.txt')).toBe(`mine\n${EDITED.replace('six\n', '')}`);
  expect(await review.undoLastDecision()).toBeUndefined();
});

test('an undone hunk gets its text back, as a proposal', async () => {
  const { review, ids, type, read, at } = await threeHunks();
  const all = ids();
  await review.undo({ kind: 'hunks', ids: [all[0]!, all[1]!] });
  type('a.txt', (text) => `mine\n${text}`);
  expect(await review.undoLastDecision()).toEqual({ decided: 2, refused: [] });
  expect(read('a.txt')).toBe(`mine\n${EDITED}`);
  expect(ids()).toEqual(all);
  expect(review.baseline(at('a.txt'))).toBe(`mine\n${BASE}`);
});

test('what was changed since is refused', async () => {
  const { review, ids, type } = await threeHunks();
  await review.keep({ kind: 'hunks', ids: [ids()[1]!] });
  type('a.txt', (text) => text.replace('FIVE', 'mine'));
  expect(await review.undoLastDecision()).toEqual({
    decided: 0,
    refused: [{ display: 'a.txt', reason: 'it was changed since' }],
  });
});

test('decisions come back one after another, without those that the editor has taken back already', async () => {
  const { review, ids, type, read } = await threeHunks();
  const [first, middle, last] = ids();
  await review.keep({ kind: 'hunks', ids: [last!] });
  const text = read('a.txt');
  await review.undo({ kind: 'hunks', ids: [middle!] });
  type('a.txt', () => text, 'undo');
  expect(ids()).toEqual([first, middle]);
  await review.undoLastDecision();
  expect(ids()).toEqual([first, middle, last]);
});

test('whole files: created, deleted and renamed ones', async () => {
  const { review, agent, at, read } = openReview({ 'old.txt': BASE, 'name.txt': 'a\n' });
  await agent([{ kind: 'create', path: 'new.txt', content: 'x\n' }]);
  await agent([{ kind: 'delete', path: 'old.txt' }]);
  await agent([{ kind: 'rename', path: 'name.txt', to: 'other.txt' }]);
  const kinds = () => review.files().map(({ display, kind }) => [display, kind]);
  const pending = [
    ['new.txt', 'created'],
    ['old.txt', 'deleted'],
    ['other.txt', 'renamed'],
  ];
  expect(kinds()).toEqual(pending);
  expect((await review.undo({ kind: 'all' })).decided).toBe(3);
  expect(kinds()).toEqual([]);
  expect([existsSync(at('new.txt')), read('old.txt'), read('name.txt')]).toEqual([false, BASE, 'a\n']);
  expect(await review.undoLastDecision()).toEqual({ decided: 3, refused: [] });
  expect(kinds()).toEqual(pending);
  expect([read('new.txt'), existsSync(at('old.txt')), read('other.txt')]).toEqual(['x\n', false, 'a\n']);
  expect((await review.keep({ kind: 'all' })).decided).toBe(3);
  expect(await review.undoLastDecision()).toEqual({ decided: 3, refused: [] });
  expect(kinds()).toEqual(pending);
});
