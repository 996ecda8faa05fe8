import { existsSync, mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createDeleteTool } from '../../../src/core/tools/deleteTool';
import { toolHarness } from './toolHarness';

const remove = createDeleteTool();

test('deletes a file and shows what was in it', async () => {
  const { root, run } = toolHarness({ 'a.txt': 'one\n' });
  expect(await run(remove, { file_path: 'a.txt' })).toEqual({
    content: 'Deleted a.txt.',
    details: {
      type: 'diff',
      files: [
        {
          path: 'a.txt',
          kind: 'delete',
          added: 0,
          removed: 1,
          hunks: [{ oldStart: 1, newStart: 1, lines: ['-one'] }],
        },
      ],
    },
  });
  expect(existsSync(join(root, 'a.txt'))).toBe(false);
});

test.each([
  ['folder', 'folder is a directory, not a file.'],
  ['b.txt', 'b.txt does not exist. Did you mean a.txt?'],
  [
    'link.txt',
    'link.txt is a symbolic link to a.txt. Name the file itself, or remove the link with a command.',
  ],
  [
    'folder/../link.txt',
    'folder/../link.txt is a symbolic link to a.txt. Name the file itself, or remove the link with a command.',
  ],
])('refuses %s', async (file_path, content) => {
  const { root, run, text } = toolHarness({ 'a.txt': 'one\n' });
  mkdirSync(join(root, 'folder'));
  symlinkSync('a.txt', join(root, 'link.txt'));
  expect(await run(remove, { file_path })).toEqual({ content, isError: true });
  expect(text('a.txt')).toBe('one\n');
});
