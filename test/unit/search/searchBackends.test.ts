import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createSearchBackend } from '../../../src/core/search/createSearchBackend';
import { createDiskWorkspace } from '../../../src/core/workspace/diskWorkspace';
import { temporaryFolder } from '../workspace/temporaryFolder';
import type { BackendOf } from './searchHarness';
import { files, found, noAbort, packagedRipgrep } from './searchHarness';

const backends: readonly [string, BackendOf][] = [
  ['ripgrep', (workspace) => createSearchBackend({ workspace, ripgrep: packagedRipgrep() })],
  ['the walk', (workspace) => createSearchBackend({ workspace, ripgrep: false })],
];

const project = {
  '.gitignore': 'build/\n*.log\n!keep.log\n',
  '.github/workflows/ci.yml': 'run: cart\n',
  '.git/config': 'cart\n',
  'src/cart.ts': 'export const cart = 1;\nconst other = 2;\n',
  'src/deep/price.ts': 'import { cart } from "../cart";\r\nuse(cart);\r\n',
  'src/deep/.gitignore': 'local.ts\n',
  'src/deep/local.ts': 'cart\n',
  'build/out.js': 'cart\n',
  'debug.log': 'cart\n',
  'keep.log': 'cart\n',
  'image.bin': 'cart\0cart',
  'README.md': '# Shop\n\nThe Cart.\n',
} as const;

describe.each(backends)('%s', (_name, create) => {
  it.each([
    [
      { pattern: 'cart' },
      [
        '.github/workflows/ci.yml:1:run: cart',
        'keep.log:1:cart',
        'src/cart.ts:1:export const cart = 1;',
        'src/deep/price.ts:1:import { cart } from "../cart";',
        'src/deep/price.ts:2:use(cart);',
      ],
    ],
    [{ pattern: 'cart\\.$', ignoreCase: true }, ['README.md:3:The Cart.']],
    [{ pattern: '(?i)^the cart' }, ['README.md:3:The Cart.']],
    [{ pattern: 'cart\\);$' }, ['src/deep/price.ts:2:use(cart);']],
    [{ pattern: 'cart(?= = )' }, ['src/cart.ts:1:export const cart = 1;']],
    [
      { pattern: 'other', contextLines: 1 },
      ['src/cart.ts:1-export const cart = 1;', 'src/cart.ts:2:const other = 2;'],
    ],
    [{ pattern: 'cart', glob: '*.log' }, ['keep.log:1:cart']],
    [{ pattern: 'use|other', glob: 'src/*.ts' }, ['src/cart.ts:2:const other = 2;']],
    [{ pattern: 'use|other', glob: '!cart.ts' }, ['src/deep/price.ts:2:use(cart);']],
    [{ pattern: 'nothing like this' }, []],
  ])('finds text %j', async (query, expected) => {
    const root = temporaryFolder(project);
    const backend = create(createDiskWorkspace({ folders: [{ root }] }));
    expect(await found(backend.searchText(query, noAbort()), root)).toEqual(expected);
  });

  it.each([
    ['src/deep', 'use', undefined, ['src/deep/price.ts:2:use(cart);']],
    ['src/cart.ts', 'other', undefined, ['src/cart.ts:2:const other = 2;']],
    ['src', 'use', 'deep/*.ts', ['src/deep/price.ts:2:use(cart);']],
    ['src', 'use', 'src/deep/*.ts', ['src/deep/price.ts:2:use(cart);']],
    ['build', 'cart', undefined, ['build/out.js:1:cart']],
    ['src/deep', 'cart$', undefined, []],
  ])('finds text in %s', async (path, pattern, glob, expected) => {
    const root = temporaryFolder(project);
    const workspace = createDiskWorkspace({ folders: [{ root }] });
    const query = { pattern, glob, root: await workspace.resolve(path) };
    expect(await found(create(workspace).searchText(query, noAbort()), root)).toEqual(expected);
  });

  it.each([
    ['**/*.ts', undefined, ['src/cart.ts', 'src/deep/price.ts']],
    ['*.ts', undefined, []],
    ['*.md', undefined, ['README.md']],
    ['*', undefined, ['.gitignore', 'README.md', 'image.bin', 'keep.log']],
    ['src/*.ts', undefined, ['src/cart.ts']],
    ['*/*/*.ts', undefined, ['src/deep/price.ts']],
    ['{src,build}/**', undefined, ['src/cart.ts', 'src/deep/.gitignore', 'src/deep/price.ts']],
    ['*.ts', 'src/deep', ['src/deep/price.ts']],
    ['**', 'src/deep', ['src/deep/.gitignore', 'src/deep/price.ts']],
    ['*', 'build', ['build/out.js']],
    ['**/*.yml', undefined, ['.github/workflows/ci.yml']],
    ['.git/*', undefined, []],
  ])('finds files %s in %s', async (pattern, path, expected) => {
    const root = temporaryFolder(project);
    const workspace = createDiskWorkspace({ folders: [{ root }] });
    const query = { pattern, root: path === undefined ? undefined : await workspace.resolve(path) };
    expect(await files(create(workspace).searchFiles(query, noAbort()), root)).toEqual(expected);
  });

  it('explains a pattern that does not compile', async () => {
    const backend = create(createDiskWorkspace({ folders: [{ root: temporaryFolder(project) }] }));
    await expect(found(backend.searchText({ pattern: '(open' }, noAbort()), '')).rejects.toMatchObject({
      name: 'SearchPatternError',
      message: expect.stringMatching(/unclosed group|Unterminated group/),
    });
    await expect(files(backend.searchFiles({ pattern: 'src/[a' }, noAbort()), '')).rejects.toMatchObject({
      name: 'SearchPatternError',
    });
  });

  it('reads the ignore files of the repository above the workspace, and none above a workspace without one', async () => {
    const outer = temporaryFolder({
      '.gitignore': '*\n',
      'repo/.git/HEAD': '',
      'repo/.gitignore': 'secret.txt\n',
      'repo/app/a.txt': 'word\n',
      'repo/app/sub/secret.txt': 'word\n',
      'plain/.gitignore': 'secret.txt\n',
      'plain/sub/a.txt': 'word\n',
      'plain/sub/secret.txt': 'word\n',
    });
    for (const [folder, sub] of [
      ['repo/app', '.'],
      ['plain', '.'],
      ['plain', 'sub'],
    ] as const) {
      const root = join(outer, folder);
      const workspace = createDiskWorkspace({ folders: [{ root }] });
      const backend = create(workspace);
      const scope = await workspace.resolve(sub);
      const text = await found(backend.searchText({ pattern: 'word', root: scope }, noAbort()), root);
      expect(text.map((line) => line.replace(/^sub\//, ''))).toEqual(['a.txt:1:word']);
      const names = await files(backend.searchFiles({ pattern: '**/*.txt', root: scope }, noAbort()), root);
      expect(names.map((name) => name.replace(/^sub\//, ''))).toEqual(['a.txt']);
    }
  });

  it('searches every folder of a workspace, and follows no link out of it', async () => {
    const outside = temporaryFolder({ 'x.txt': 'word\n' });
    const root = temporaryFolder({ 'one/a.txt': 'word\n', 'two/b.txt': 'word\n' });
    symlinkSync(outside, join(root, 'one', 'link'));
    const backend = create(
      createDiskWorkspace({ folders: [{ root: join(root, 'one') }, { root: join(root, 'two') }] }),
    );
    expect(await found(backend.searchText({ pattern: 'word' }, noAbort()), root)).toEqual([
      'one/a.txt:1:word',
      'two/b.txt:1:word',
    ]);
    expect(await files(backend.searchFiles({ pattern: '**/*.txt' }, noAbort()), root)).toEqual([
      'one/a.txt',
      'two/b.txt',
    ]);
  });

  it('shows the part of a long line in which the match is', async () => {
    const root = temporaryFolder({ 'min.js': `${'ä'.repeat(5_000)}needle${'b'.repeat(5_000)}\n` });
    const backend = create(createDiskWorkspace({ folders: [{ root }] }));
    const [line = ''] = await found(backend.searchText({ pattern: 'needle' }, noAbort()), root);
    expect(line).toMatch(/^min\.js:1:… ä+needleb+ …$/);
    expect(line.length).toBeLessThan(530);
  });

  it('stops with the signal', async () => {
    const root = temporaryFolder(project);
    const backend = create(createDiskWorkspace({ folders: [{ root }] }));
    await expect(
      found(backend.searchText({ pattern: 'cart' }, AbortSignal.abort()), root),
    ).rejects.toMatchObject({
      name: 'AbortError',
    });
  });
});
