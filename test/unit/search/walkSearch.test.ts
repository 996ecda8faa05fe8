import { expect, it } from 'vitest';
import { createSearchBackend } from '../../../src/core/search/createSearchBackend';
import { createWalkSearch } from '../../../src/core/search/walkSearch';
import { files, found, noAbort, virtualWorkspace } from './searchHarness';

const project = {
  '.gitignore': 'out/\n',
  'a.ts': 'one\nword\nthree\nfour\nword\n',
  'src/b.ts': 'word\n',
  'out/c.ts': 'word\n',
};

it('searches a workspace without local paths, and says that it is limited', async () => {
  const workspace = virtualWorkspace(project);
  const root = 'memfs:/project';
  const backend = createSearchBackend({ workspace });
  expect(backend.notice).toBeUndefined();
  expect(await found(backend.searchText({ pattern: 'word', contextLines: 1 }, noAbort()), root)).toEqual([
    'a.ts:1-one',
    'a.ts:2:word',
    'a.ts:3-three',
    'a.ts:4-four',
    'a.ts:5:word',
    'src/b.ts:1:word',
  ]);
  expect(await files(backend.searchFiles({ pattern: '**/*.ts' }, noAbort()), root)).toEqual([
    'a.ts',
    'src/b.ts',
  ]);
  const inFile = { pattern: 'three', root: await workspace.resolve('a.ts') };
  expect(await found(backend.searchText(inFile, noAbort()), root)).toEqual(['a.ts:3:three']);
  expect(backend.notice).toBe(
    'Searched without ripgrep: at most 2000 files and 5000 folders a search, files over 1024 KiB left out.',
  );
});

it('gives what it found before it stops at a limit', async () => {
  const workspace = virtualWorkspace(project);
  const seen: string[] = [];
  const read = async (limits: { files?: number; folders?: number }) => {
    for await (const match of createWalkSearch({ workspace, limits }).searchText(
      { pattern: 'word' },
      noAbort(),
    )) {
      seen.push(`${match.path}:${match.line}`);
    }
  };
  await expect(read({ files: 2 })).rejects.toMatchObject({ name: 'SearchLimitError' });
  expect(seen).toEqual(['memfs:/project/a.ts:2', 'memfs:/project/a.ts:5']);
  await expect(read({ folders: 1 })).rejects.toMatchObject({ name: 'SearchLimitError' });
});

it('leaves out files that are too large', async () => {
  const workspace = virtualWorkspace({ 'a.ts': 'word\n', 'b.ts': `word${' '.repeat(100)}\n` });
  const limited: typeof workspace = {
    ...workspace,
    read: async (path, options) => {
      const snapshot = await workspace.read(path);
      if ((snapshot.text ?? '').length > (options?.maxBytes ?? 0)) {
        throw new Error('too large');
      }
      return snapshot;
    },
  };
  const backend = createWalkSearch({ workspace: limited, limits: { fileBytes: 50 } });
  expect(await found(backend.searchText({ pattern: 'word' }, noAbort()), 'memfs:/project')).toEqual([
    'a.ts:1:word',
  ]);
});
