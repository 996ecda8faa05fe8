import { chmodSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { openReview } from './reviewHarness';

const bytes = (text: string): Buffer => Buffer.from(text, 'latin1');

describe('undo gives back exactly the old bytes', () => {
  test.each([
    ['adjacent lines by two calls', 'a\nb\nc\n', ['A\nb\nc\n', 'A\nB\nc\n'], 1],
    ['one place twice', 'a\nb\nc\n', ['a\nX\nc\n', 'a\nY\nZ\nc\n'], 1],
    ['two places', 'a\nb\nc\nd\n', ['A\nb\nc\nd\n', 'A\nb\nc\nD\n'], 2],
    ['the whole file', 'a\nb\n', ['x\r\ny'], 1],
    ['an empty file', '', ['a\n'], 1],
    ['to an empty file', 'a\r\nb', [''], 1],
    ['no final newline', 'a\nb', ['a\nb\n'], 1],
    ['a final newline lost', 'a\r\nb\r\n', ['a\r\nb'], 1],
    ['mixed line endings', 'a\r\nb\nc\r\n', ['a\nb\nc\r\nd\n'], 2],
    ['a lone carriage return', 'a\rb\nc\n', ['a\rb\nC\n'], 1],
    ['a byte order mark', '\u00ef\u00bb\u00bfa\nb\n', ['\u00ef\u00bb\u00bfA\nb\n'], 1],
    ['UTF-16', '\u00ff\u00fea\0\n\0b\0\n\0', ['\u00ff\u00feA\0\n\0b\0\n\0'], 1],
    ['bytes that are no text', 'a\n\u0080\u00fe\nb\r\nc\n', ['a\n\u0080\u00fe\nB\r\nc\n'], 1],
  ])('%s', async (_, before, writes, hunks) => {
    const { review, at, agent, read } = openReview({ 'a.txt': bytes(before) });
    for (const content of writes) {
      await agent([{ kind: 'edit', path: 'a.txt', content: bytes(content) }]);
    }
    expect(review.file(at('a.txt'))?.hunks).toHaveLength(hunks);
    expect((await review.undo({ kind: 'all' })).refused).toEqual([]);
    expect(read('a.txt')).toBe(before);
    expect(review.files()).toEqual([]);
    expect((await review.undoLastDecision())?.refused).toEqual([]);
    expect(read('a.txt')).toBe(writes.at(-1));
    expect(review.file(at('a.txt'))?.hunks).toHaveLength(hunks);
  });
});

test('an editor that shows mixed line endings as if they were the same changes no hunk', async () => {
  const { review, at, write, read } = openReview({ 'a.txt': 'one\r\ntwo\nthree\r\nfour\n' });
  await write('a.txt', (text) => text.replace('two', 'TWO'));
  const shown = 'one\nTWO\nthree\nfour\n';
  review.textChanged(at('a.txt'), shown, 'typing');
  expect(review.baseline(at('a.txt'))).toBe('one\r\ntwo\nthree\r\nfour\n');
  review.textChanged(at('a.txt'), shown.replace('four', 'four and five'), 'typing');
  expect(review.baseline(at('a.txt'))).toBe('one\r\ntwo\nthree\r\nfour and five\n');
  expect(review.files()[0]?.hunks).toMatchObject([{ removed: 'two\n', added: 'TWO\n' }]);
  expect(read('a.txt')).toContain('TWO');
});

test('a read-only file keeps its hunks, and its undo says why not', async () => {
  const { review, at, write } = openReview({ 'a.txt': 'a\n' });
  await write('a.txt', () => 'b\n');
  chmodSync(at('a.txt'), 0o444);
  expect(await review.undo({ kind: 'all' })).toEqual({
    decided: 0,
    refused: [{ display: 'a.txt', reason: 'it is read-only' }],
  });
  expect(review.file(at('a.txt'))?.hunks).toHaveLength(1);
  expect((await review.keep({ kind: 'all' })).decided).toBe(1);
});

test('a file that a person renamed is undone at its new place', async () => {
  const { review, at, write, workspace, read } = openReview({ 'a.txt': 'a\n' });
  await write('a.txt', () => 'b\n');
  const [from, to] = [await workspace.resolve('a.txt'), await workspace.resolve('b.txt')];
  await workspace.apply({ kind: 'rename', file: from, to, before: await workspace.read(from.path) });
  review.fileGone(at('a.txt'), { path: to.path, display: 'b.txt' });
  expect(review.files()).toMatchObject([{ display: 'b.txt', kind: 'edited', hunks: [{ removed: 'a\n' }] }]);
  expect((await review.undo({ kind: 'all' })).refused).toEqual([]);
  expect(read('b.txt')).toBe('a\n');
});

test('a file that is gone comes back with its hunks when it is there again', async () => {
  const { review, at, write } = openReview({ 'a.txt': 'a\n' });
  await write('a.txt', () => 'b\n');
  review.fileGone(at('a.txt'));
  expect(review.files()).toEqual([]);
  await review.lookAt(at('a.txt'), 'external');
  expect(review.files()).toMatchObject([{ hunks: [{ removed: 'a\n', added: 'b\n' }] }]);
});

describe('a restore', () => {
  test('of files takes their hunks away, and its redo brings them back', async () => {
    const { review, journal, workspace, agent, at } = openReview({ 'a.txt': 'a\nb\n' });
    journal().checkpoint('run1', 'run');
    await agent([{ kind: 'edit', path: 'a.txt', content: 'a\nB\n' }]);
    await agent([{ kind: 'create', path: 'new.txt', content: 'x\n' }]);
    const record = journal().recorder(() => ({ kind: 'restore', restoreId: 'back', checkpointId: 'run1' }));
    const write = async (change: Parameters<typeof workspace.apply>[0]): Promise<void> => {
      const written = await record(change);
      await written.applied(await workspace.apply(change));
    };
    const file = await workspace.resolve('a.txt');
    const created = await workspace.resolve('new.txt');
    const before = await workspace.read(file.path);
    await write({ kind: 'edit', file, before, after: { text: 'a\nb\n' } });
    await write({ kind: 'delete', file: created, before: await workspace.read(created.path) });
    expect(review.files()).toEqual([]);
    await write({ kind: 'edit', file, before: await workspace.read(file.path), after: { text: 'a\nB\n' } });
    await write({ kind: 'create', file: created, after: { text: 'x\n' } });
    expect(review.files()).toMatchObject([
      { display: 'a.txt', hunks: [{ removed: 'b\n', added: 'B\n' }] },
      { display: 'new.txt', kind: 'created' },
    ]);
    expect(review.takeNotes('one')).toBe('');
    expect(review.baseline(at('a.txt'))).toBe('a\nb\n');
  });
});

test('a document that is no more takes its hunks along, and says before what it was', async () => {
  const { review, write, at } = openReview({ 'a.txt': 'a\n' });
  await write('a.txt', () => 'b\n');
  const path = at('a.txt');
  expect(review.textWhileGone(path)).toBeUndefined();
  review.fileGone(path);
  expect(review.files()).toEqual([]);
  expect(review.textWhileGone(path)).toBe('b\n');
  review.ended(path);
  expect(review.textWhileGone(path)).toBeUndefined();
  review.textChanged(path, 'b\n', 'typing');
  expect(review.files()).toEqual([]);
  expect(review.tracks(path)).toBe(false);
});
