import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createLsTool } from '../../../src/core/tools/lsTool';
import { toolHarness } from './toolHarness';

const ls = createLsTool();

test('lists type, size and name, sorted', async () => {
  const { root, run } = toolHarness({ 'b.txt': 'abc', 'A/x': '' });
  symlinkSync('b.txt', join(root, 'c'));
  expect((await run(ls, {})).content).toBe('d          0 A\n-          3 b.txt\nl          0 c');
  expect((await run(ls, { path: 'A' })).content).toBe('-          0 x');
});

test('cuts a long list and says so', async () => {
  const files = Object.fromEntries(
    Array.from({ length: 1002 }, (_, index) => [`f${String(index).padStart(4, '0')}`, '']),
  );
  const { run } = toolHarness(files);
  expect((await run(ls, {})).content).toMatch(
    /f0999\n\[2 more entries\. Use glob with a pattern to find them\.]$/,
  );
});

test.each([
  ['b.txt', 'b.txt is not a directory. Use read to see a file.'],
  ['nothing', 'nothing does not exist.'],
])('refuses %s', async (path, content) => {
  const { run } = toolHarness({ 'b.txt': '' });
  expect(await run(ls, { path })).toEqual({ content, isError: true });
});
