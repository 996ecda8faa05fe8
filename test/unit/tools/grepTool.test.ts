import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createSearchBackend } from '../../../src/core/search/createSearchBackend';
import { createWalkSearch } from '../../../src/core/search/walkSearch';
import { createGrepTool } from '../../../src/core/tools/grepTool';
import type { Tool } from '../../../src/core/tools/tool';
import { createDiskWorkspace } from '../../../src/core/workspace/diskWorkspace';
import { packagedRipgrep, virtualWorkspace } from '../search/searchHarness';
import { temporaryFolder } from '../workspace/temporaryFolder';
import { callTool } from './searchToolHarness';

const project = {
  '.planwrightignore': 'secret/\n',
  'secret/key.ts': 'total\n',
  'src/cart.ts': 'let total = 0;\nadd();\nprint();\nadd();\ntotal += 1;\n',
  'src/price.ts': 'Total\ntotal\n',
  'docs/a.md': 'total\n',
};

async function grep(args: Record<string, unknown>, files: Record<string, string> = project) {
  const root = temporaryFolder(files);
  const workspace = createDiskWorkspace({ folders: [{ root }] });
  const search = createSearchBackend({ workspace, ripgrep: packagedRipgrep() });
  return callTool(createGrepTool() as Tool, args, { workspace, search });
}

describe('grep', () => {
  it.each<[string, Record<string, unknown>, string[]]>([
    [
      'groups matches by file',
      { pattern: 'total' },
      [
        'docs/a.md',
        '1:total',
        '',
        'src/cart.ts',
        '1:let total = 0;',
        '5:total += 1;',
        '',
        'src/price.ts',
        '2:total',
        '',
        '4 match(es) in 3 file(s)',
      ],
    ],
    [
      'shows lines around a match',
      { pattern: 'total', path: 'src/cart.ts', context: 1 },
      [
        'src/cart.ts',
        '1:let total = 0;',
        '2-add();',
        '--',
        '4-add();',
        '5:total += 1;',
        '',
        '2 match(es) in 1 file(s)',
      ],
    ],
    [
      'ignores case',
      { pattern: 'TOTAL', '-i': true, glob: 'price.*' },
      ['src/price.ts', '1:Total', '2:total', '', '2 match(es) in 1 file(s)'],
    ],
    [
      'names files only',
      { pattern: 'total', output_mode: 'files_with_matches' },
      ['docs/a.md', 'src/cart.ts', 'src/price.ts', '', '4 match(es) in 3 file(s)'],
    ],
    [
      'counts',
      { pattern: 'total', output_mode: 'count', path: 'src' },
      ['2 src/cart.ts', '1 src/price.ts', '', '3 match(es) in 2 file(s)'],
    ],
    [
      'stops at its limit and says how to go on',
      { pattern: 'total|add', path: 'src/cart.ts', limit: 2 },
      [
        'src/cart.ts',
        '1:let total = 0;',
        '2:add();',
        '',
        '2 match(es) in 1 file(s)',
        '[Stopped at the limit of 2; there are more. Narrow with path or glob, or raise limit.]',
      ],
    ],
    ['finds nothing', { pattern: 'absent' }, ['No matches found for pattern: absent']],
    [
      'finds nothing in a hidden file',
      { pattern: 'total', path: 'secret' },
      ['No matches found for pattern: total'],
    ],
  ])('%s', async (_case, args, lines) => {
    const result = await grep(args);
    expect(result.content).toBe(lines.join('\n'));
    expect(result.isError).toBeUndefined();
  });

  it('reports figures for people', async () => {
    expect((await grep({ pattern: 'total' })).details).toEqual({
      type: 'search',
      matches: 4,
      files: 3,
      truncated: false,
    });
  });

  it.each([
    [{ pattern: '(open' }, /^Invalid pattern\..*unclosed group/s],
    [{ pattern: 'x', path: 'sorc' }, /sorc does not exist.*src/s],
    [{ pattern: 'x', limit: 0 }, /limit/],
  ])('explains %j', async (args, message) => {
    const result = await grep(args);
    expect(result).toMatchObject({ isError: true, content: expect.stringMatching(message) });
  });

  it.each([
    ['many files', 20, 50, /1000 match\(es\) in 20 file\(s\)\n\[Too long: 16 file\(s\) not shown\./],
    ['one file', 1, 400, /\[151 more lines of this file not shown\]\n\n400 match\(es\) in 1 file\(s\)$/],
  ])('keeps the result within its size: %s', async (_case, count, lines, tail) => {
    const line = `total ${'x'.repeat(400)}\n`;
    const names = Array.from({ length: count }, (_, index) => `f${String(index).padStart(2, '0')}.ts`);
    const result = await grep(
      { pattern: 'total', limit: 1_000 },
      Object.fromEntries(names.map((name) => [name, line.repeat(lines)])),
    );
    expect(result.content.length).toBeLessThan(103_000);
    expect(result.content.slice(-300)).toMatch(tail);
  });

  it('says once that it has no ripgrep, and each time that it stopped early', async () => {
    const workspace = virtualWorkspace({ 'a.ts': 'total\n', 'b.ts': 'total\n' });
    const search = createWalkSearch({ workspace, limits: { files: 1 }, notice: 'A walk.' });
    const tool = createGrepTool() as Tool;
    const call = async () => (await callTool(tool, { pattern: 'total' }, { workspace, search })).content;
    const result =
      'a.ts\n1:total\n\n1 match(es) in 1 file(s)\n[The search stopped after 1 files. Narrow it with path or glob.]';
    expect([await call(), await call()]).toEqual([`${result}\n[A walk.]`, result]);
  });

  it('names the folder where there are several', async () => {
    const root = temporaryFolder({ 'one/a.ts': 'total\n', 'two/b.ts': 'total\n' });
    const workspace = createDiskWorkspace({
      folders: [{ root: join(root, 'one') }, { root: join(root, 'two') }],
    });
    const search = createSearchBackend({ workspace, ripgrep: packagedRipgrep() });
    const result = await callTool(
      createGrepTool() as Tool,
      { pattern: 'total', output_mode: 'count' },
      { workspace, search },
    );
    expect(result.content).toBe('1 one/a.ts\n1 two/b.ts\n\n2 match(es) in 2 file(s)');
  });
});
