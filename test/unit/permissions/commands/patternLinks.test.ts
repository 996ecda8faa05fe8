import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { MAX_PATTERN_ENTRIES } from '../../../../src/core/permissions/commands/patternLinks';
import { createPermissionGate } from '../../../../src/core/permissions/gate';
import { createDiskWorkspace } from '../../../../src/core/workspace/diskWorkspace';
import type { Workspace } from '../../../../src/core/workspace/workspace';
import { temporaryFolder } from '../../workspace/temporaryFolder';
import { bash } from '../requests';

function place() {
  const outside = temporaryFolder({ 'secret.txt': '', 'folder/deep.txt': '' });
  const root = temporaryFolder({
    'src/a.ts': '',
    'src/b.ts': '',
    'src/nested/c.ts': '',
    'links/file.ts': '',
    'one/package.json': '',
    'plain/x.md': '',
    'tails/good/package.json': '',
  });
  mkdirSync(join(root, 'tails/bad'));
  symlinkSync(join(outside, 'secret.txt'), join(root, 'links/secret.md'));
  symlinkSync(join(outside, 'folder'), join(root, 'links/folder'));
  symlinkSync(join(outside, 'secret.txt'), join(root, 'tails/bad/package.json'));
  symlinkSync('../src', join(root, 'plain/inside'));
  symlinkSync(join(outside, 'nothing'), join(root, 'one/dangling'));
  return createDiskWorkspace({ folders: [{ root }] });
}

async function decide(line: string, workspace: Workspace): Promise<string> {
  const root = workspace.folders[0]?.root ?? '';
  const gate = createPermissionGate({
    mode: () => 'ask',
    trusted: true,
    locate: (path) => workspace.resolve(path.startsWith('/') ? path : join(root, path)),
    list: (folder) => workspace.list(folder),
  });
  return (await gate.check(bash(line))).decision;
}

describe('a pattern of file names', () => {
  it.each([
    'cat src/*',
    'cat src/*.ts',
    'cat */*.ts',
    'cat s?c/a.ts',
    'cat src/[ab].ts',
    'cat nothing/*',
    'cat src/**/c.ts',
    'cat plain/*',
    'cat plain/*/a.ts',
    'cat links/*.ts',
    'wc -l src/*.ts | sort -n',
    'cat tails/g*/package.json',
  ])('that meets no link outside needs no question: %s', async (line) => {
    expect(await decide(line, place())).toBe('allow');
  });

  it.each([
    'cat links/*',
    'cat links/*.md',
    'cat links/secret.[am]d',
    'cat l*/*',
    'cat */secret.md',
    'cat links/*/deep.txt',
    'cat tails/*/package.json',
    'cat */*/package.json',
    'head -n1 links/s*',
    'grep -r x links/*',
    'ls links/*',
    'cat < links/s*',
    'cd links && cat *',
    'cat one/*',
    'find links/* -name x',
    'cat src/* links/*',
    'cat links/"sec"*',
  ])('that meets one asks: %s', async (line) => {
    expect(await decide(line, place())).toBe('ask');
  });

  it('is shown by what it leads to', async () => {
    const workspace = place();
    const root = workspace.folders[0]?.root ?? '';
    const gate = createPermissionGate({
      mode: () => 'ask',
      trusted: true,
      locate: (path) => workspace.resolve(join(root, path)),
      list: (folder) => workspace.list(folder),
    });
    const { cause } = await gate.check(bash('cat links/*.md'));
    expect(cause).toMatchObject({
      code: 'outside_read',
      path: expect.stringMatching(/secret\.txt$/) as string,
    });
  });

  it('asks where there is too much to look at', async () => {
    const workspace = place();
    const many = Array.from({ length: MAX_PATTERN_ENTRIES + 1 }, (_, index) => ({
      name: `${index}.ts`,
      kind: 'file' as const,
      size: 0,
    }));
    expect(await decide('cat src/*', { ...workspace, list: () => Promise.resolve(many) })).toBe('ask');
  });

  it('is decided in no time, however it is made', async () => {
    const root = temporaryFolder({ 'a/x': '' });
    for (let index = 0; index < 200; index += 1)
      writeFileSync(join(root, `a/${'a'.repeat(200)}${index}`), '');
    const workspace = createDiskWorkspace({ folders: [{ root }] });
    expect(await decide(`cat a/${'*a'.repeat(90)}b`, workspace)).toBe('allow');
  });
});
