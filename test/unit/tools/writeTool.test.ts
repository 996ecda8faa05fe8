import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { createWriteTool } from '../../../src/core/tools/writeTool';
import { toolHarness } from './toolHarness';

const write = createWriteTool();

test('creates a file with its folders and shows it', async () => {
  const { run, text } = toolHarness();
  const output = await run(write, { file_path: 'src/new.ts', content: 'one\ntwo\n' });
  expect(output).toMatchObject({
    content: 'Created src/new.ts (2 lines, 8 bytes).',
    details: { type: 'diff', files: [{ path: 'src/new.ts', kind: 'create', added: 2, removed: 0 }] },
  });
  expect(text('src/new.ts')).toBe('one\ntwo\n');
});

test('replaces a file that was read, and again without a second read', async () => {
  const { run, markRead, text } = toolHarness({ 'a.txt': 'old\n' });
  await markRead('a.txt');
  expect((await run(write, { file_path: 'a.txt', content: 'new' })).content).toBe(
    'Wrote a.txt (1 line, 3 bytes).',
  );
  await run(write, { file_path: 'a.txt', content: '' });
  expect(text('a.txt')).toBe('');
});

describe('refuses', () => {
  test.each([
    ['unread.txt', 'unread.txt exists and you have not read it in this session. Read it first, or use edit.'],
    ['changed.txt', 'changed.txt has changed since you read it. Read it again before you change it.'],
    ['folder', 'folder is a directory, not a file.'],
    [
      'hidden.key',
      'hidden.key is kept from you by .planwrightignore or a deny rule. Work without its content.',
    ],
  ])('%s', async (file_path, content) => {
    const { root, run, markRead, text } = toolHarness({
      'unread.txt': 'u',
      'changed.txt': 'c',
      '.planwrightignore': '*.key',
    });
    mkdirSync(join(root, 'folder'));
    await markRead('changed.txt');
    writeFileSync(join(root, 'changed.txt'), 'typed');
    expect(await run(write, { file_path, content: 'x' })).toEqual({ content, isError: true });
    expect([text('unread.txt'), text('changed.txt')]).toEqual(['u', 'typed']);
  });
});

test.each([
  [
    'CRLF',
    'a\r\n',
    'x\ny\n',
    'x\r\ny\r\n',
    'Wrote a.txt (2 lines, 4 bytes).\nIts CRLF line endings were kept.',
  ],
  ['LF', 'a\n', 'x\r\ny\r\n', 'x\ny\n', 'Wrote a.txt (2 lines, 6 bytes).'],
  ['a mark', '\ufeffa', 'x', '\ufeffx', 'Wrote a.txt (1 line, 1 bytes).'],
])('keeps %s', async (_name, before, content, after, message) => {
  const { run, markRead, text } = toolHarness({ 'a.txt': before });
  await markRead('a.txt');
  expect((await run(write, { file_path: 'a.txt', content })).content).toBe(message);
  expect(text('a.txt')).toBe(after);
});

test('says when there is nothing to write', async () => {
  const { run, markRead } = toolHarness({ 'a.txt': 'same' });
  await markRead('a.txt');
  expect(await run(write, { file_path: 'a.txt', content: 'same' })).toEqual({
    content: 'a.txt already has exactly this content.',
  });
});
