import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createSearchBackend } from '../../../src/core/search/createSearchBackend';
import { createGlobTool } from '../../../src/core/tools/globTool';
import type { Tool } from '../../../src/core/tools/tool';
import { createDiskWorkspace } from '../../../src/core/workspace/diskWorkspace';
import { packagedRipgrep } from '../search/searchHarness';
import { temporaryFolder } from '../workspace/temporaryFolder';
import { callTool } from './searchToolHarness';

const project = {
  '.gitignore': 'out/\n',
  '.planwrightignore': '*.pem\n',
  'src/cart.ts': '',
  'src/cart.test.ts': '',
  'src/deep/price.ts': '',
  'src/deep/key.pem': '',
  'out/cart.js': '',
  'README.md': '',
};

async function glob(args: Record<string, unknown>, files: Record<string, string> = project) {
  const root = temporaryFolder(files);
  const workspace = createDiskWorkspace({ folders: [{ root }] });
  const search = createSearchBackend({ workspace, ripgrep: packagedRipgrep() });
  const written = Object.fromEntries(
    Object.entries(args).map(([key, value]) => [
      key,
      typeof value === 'string' ? value.replace('ROOT', root) : value,
    ]),
  );
  return callTool(createGlobTool() as Tool, written, { workspace, search });
}

describe('glob', () => {
  it.each<[Record<string, unknown>, string[]]>([
    [{ pattern: '**/*.ts' }, ['src/cart.test.ts', 'src/cart.ts', 'src/deep/price.ts', '', '3 file(s)']],
    [{ pattern: 'src/*.ts' }, ['src/cart.test.ts', 'src/cart.ts', '', '2 file(s)']],
    [{ pattern: 'src/cart.{ts,js}' }, ['src/cart.ts', '', '1 file(s)']],
    [{ pattern: 'src/cart.ts' }, ['src/cart.ts', '', '1 file(s)']],
    [{ pattern: '**/deep/*' }, ['src/deep/price.ts', '', '1 file(s)']],
    [{ pattern: '*.ts', path: 'src' }, ['src/cart.test.ts', 'src/cart.ts', '', '2 file(s)']],
    [{ pattern: 'deep/*.ts', path: 'src' }, ['src/deep/price.ts', '', '1 file(s)']],
    [{ pattern: 'ROOT/src/**/p*.ts' }, ['src/deep/price.ts', '', '1 file(s)']],
    [{ pattern: './src/deep/**' }, ['src/deep/price.ts', '', '1 file(s)']],
    [
      { pattern: 'price.ts' },
      ['src/deep/price.ts', '', '1 file(s)', '[Found below the folder, as by **/price.ts.]'],
    ],
    [
      { pattern: '**/*.ts', limit: 2 },
      [
        'src/cart.test.ts',
        'src/cart.ts',
        '',
        '3 file(s)',
        '[Files 1 to 2 are shown. Use offset=2 for more, or a narrower pattern.]',
      ],
    ],
    [{ pattern: '**/*.ts', offset: 2 }, ['src/deep/price.ts', '', '3 file(s)']],
    [{ pattern: '**/*.py' }, ['No files found matching pattern: **/*.py']],
    [{ pattern: 'gone/*.ts' }, ['No files found matching pattern: gone/*.ts']],
    [{ pattern: '**/*.pem' }, ['No files found matching pattern: **/*.pem']],
  ])('%j', async (args, lines) => {
    const result = await glob(args);
    expect([result.content, result.isError]).toEqual([lines.join('\n'), undefined]);
  });

  it('explains an invalid pattern', async () => {
    expect(await glob({ pattern: 'src/[a' })).toMatchObject({
      isError: true,
      content: expect.stringMatching(/^Invalid glob pattern \[a: /),
    });
  });

  it('asks for the folder in which it looks', () => {
    const { paths } = createGlobTool();
    const asked = [
      { pattern: '**/*.ts' },
      { pattern: 'src/deep/*.ts' },
      { pattern: '/etc/*.conf' },
      { pattern: '../x/*', path: 'src' },
    ].map((input) => paths?.(input));
    expect(asked).toEqual([['.'], ['src/deep'], ['/etc'], ['src/../x']]);
  });

  it('looks into every folder of the workspace, or into the one that is named', async () => {
    const root = temporaryFolder({ 'one/src/a.ts': '', 'two/src/b.ts': '' });
    const workspace = createDiskWorkspace({
      folders: [{ root: join(root, 'one') }, { root: join(root, 'two') }],
    });
    const search = createSearchBackend({ workspace, ripgrep: packagedRipgrep() });
    const call = async (args: Record<string, unknown>) =>
      (await callTool(createGlobTool() as Tool, args, { workspace, search })).content;
    expect(await call({ pattern: 'src/*.ts' })).toBe('one/src/a.ts\ntwo/src/b.ts\n\n2 file(s)');
    expect(await call({ pattern: 'two/src/*.ts' })).toBe('two/src/b.ts\n\n1 file(s)');
  });
});
