import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createContentFilter } from '../../../src/core/workspace/contentFilter';
import { createDiskWorkspace } from '../../../src/core/workspace/diskWorkspace';
import type { Workspace } from '../../../src/core/workspace/workspace';
import { temporaryFolder } from './temporaryFolder';

async function hidden(workspace: Workspace, paths: readonly string[]): Promise<readonly string[]> {
  const filter = createContentFilter(workspace);
  const found: string[] = [];
  for (const path of paths) {
    if (await filter.isHidden(await workspace.resolve(path))) {
      found.push(path);
    }
  }
  return found;
}

test('follows the rules of ignore files', async () => {
  const root = temporaryFolder({ '.planwrightignore': '# keys\n*.pem\n/private/\n!keep.pem\n' });
  const workspace = createDiskWorkspace({ folders: [{ root }] });
  const paths = [
    'a.pem',
    'deep/b.PEM',
    'keep.pem',
    'private/x/y.txt',
    'private',
    'deep/private/x',
    'a.txt',
    '.',
  ];
  expect(await hidden(workspace, paths)).toEqual(['a.pem', 'deep/b.PEM', 'private/x/y.txt', 'private']);
});

test('each folder has its own rules, and outside there are none', async () => {
  const first = temporaryFolder({ '.planwrightignore': '*.env\n', 'a.env': '' });
  const second = temporaryFolder({ 'b.env': '' });
  const outside = temporaryFolder({ 'c.env': '' });
  const workspace = createDiskWorkspace({ folders: [{ root: first }, { root: second }] });
  const paths = [first, second, outside].flatMap((root) =>
    ['a', 'b', 'c'].map((name) => join(root, `${name}.env`)),
  );
  expect(await hidden(workspace, paths)).toEqual(['a', 'b', 'c'].map((name) => join(first, `${name}.env`)));
});

test('sees rules that appear, change and go', async () => {
  const root = temporaryFolder();
  const workspace = createDiskWorkspace({ folders: [{ root }] });
  const filter = createContentFilter(workspace);
  const file = await workspace.resolve('a.txt');
  const states = [await filter.isHidden(file)];
  for (const rules of ['*.txt\n', '*.md\n\n']) {
    writeFileSync(join(root, '.planwrightignore'), rules);
    states.push(await filter.isHidden(file));
  }
  writeFileSync(join(root, '.planwrightignore'), 'a.*\n');
  states.push(await filter.isHidden(file));
  rmSync(join(root, '.planwrightignore'));
  states.push(await filter.isHidden(file));
  expect(states).toEqual([false, true, false, true, false]);
});

test('rules that can not be read hide everything', async () => {
  const root = temporaryFolder();
  mkdirSync(join(root, '.planwrightignore'));
  const workspace = createDiskWorkspace({ folders: [{ root }] });
  expect(await hidden(workspace, ['a.txt'])).toEqual(['a.txt']);
});
