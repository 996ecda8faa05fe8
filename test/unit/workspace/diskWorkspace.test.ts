import {
  chmodSync,
  existsSync,
  linkSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { rm, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { createDiskWorkspace } from '../../../src/core/workspace/diskWorkspace';
import type { Workspace } from '../../../src/core/workspace/workspace';
import { temporaryFolder } from './temporaryFolder';

async function editOf(workspace: Workspace, path: string, text: string) {
  const file = await workspace.resolve(path);
  return { kind: 'edit', file, before: await workspace.read(file.path), after: { text } } as const;
}

describe('reading', () => {
  test('gives text, encoding, line ending and a version', async () => {
    const root = temporaryFolder({ 'a.txt': '\ufeffone\r\ntwo\r\n' });
    const workspace = createDiskWorkspace({ folders: [{ root }] });
    const file = await workspace.resolve('a.txt');
    expect(file).toMatchObject({ path: join(root, 'a.txt'), display: 'a.txt', folder: { root } });
    expect(await workspace.read(file.path)).toEqual({
      path: file.path,
      version: expect.stringMatching(/^[0-9a-f]{64}$/),
      text: 'one\r\ntwo\r\n',
      encoding: 'utf8bom',
      lineEnding: 'crlf',
      binary: false,
      dirty: false,
    });
  });

  test.each([
    ['nothing.txt', 'missing'],
    ['folder', 'directory'],
    ['big.txt', 'too_large'],
  ])('%s is refused as %s', async (name, reason) => {
    const root = temporaryFolder({ 'folder/x': '', 'big.txt': '12345' });
    const workspace = createDiskWorkspace({ folders: [{ root }] });
    await expect(workspace.read(join(root, name), { maxBytes: 4 })).rejects.toMatchObject({
      reason,
      path: name,
    });
  });

  test('lists entries by name with kind and size', async () => {
    const root = temporaryFolder({ 'b.txt': 'abc', 'a/x': '' });
    symlinkSync('b.txt', join(root, 'link'));
    const workspace = createDiskWorkspace({ folders: [{ root }] });
    expect(await workspace.list(root)).toEqual([
      { name: 'a', kind: 'directory', size: 0 },
      { name: 'b.txt', kind: 'file', size: 3 },
      { name: 'link', kind: 'symlink', size: 0 },
    ]);
  });
});

describe('writing', () => {
  test('creates a file with its parent folders and leaves no temporary file', async () => {
    const root = temporaryFolder();
    const workspace = createDiskWorkspace({ folders: [{ root }] });
    const file = await workspace.resolve('deep/er/new.txt');
    await workspace.apply({ kind: 'create', file, after: { text: 'hello\n' } });
    expect(readFileSync(file.path, 'utf8')).toBe('hello\n');
    expect(readdirSync(join(root, 'deep/er'))).toEqual(['new.txt']);
  });

  test('does not replace a file that appeared in the meantime', async () => {
    const root = temporaryFolder();
    const workspace = createDiskWorkspace({ folders: [{ root }] });
    const file = await workspace.resolve('new.txt');
    writeFileSync(file.path, 'theirs');
    const creating = workspace.apply({ kind: 'create', file, after: { text: 'ours' } });
    await expect(creating).rejects.toMatchObject({ reason: 'exists' });
    expect(readFileSync(file.path, 'utf8')).toBe('theirs');
    expect(readdirSync(root)).toEqual(['new.txt']);
  });

  test('keeps permissions, mark and encoding of an edited file', async () => {
    const root = temporaryFolder({ 'run.sh': Buffer.from('\ufeffold', 'utf16le') });
    chmodSync(join(root, 'run.sh'), 0o755);
    const workspace = createDiskWorkspace({ folders: [{ root }] });
    await workspace.apply(await editOf(workspace, 'run.sh', 'new'));
    expect(readFileSync(join(root, 'run.sh'))).toEqual(Buffer.from('\ufeffnew', 'utf16le'));
    expect(statSync(join(root, 'run.sh')).mode & 0o777).toBe(0o755);
    expect(readdirSync(root)).toEqual(['run.sh']);
  });

  test('keeps hard links together', async () => {
    const root = temporaryFolder({ 'a.txt': 'old' });
    linkSync(join(root, 'a.txt'), join(root, 'b.txt'));
    const workspace = createDiskWorkspace({ folders: [{ root }] });
    await workspace.apply(await editOf(workspace, 'a.txt', 'new'));
    expect(readFileSync(join(root, 'b.txt'), 'utf8')).toBe('new');
  });

  test('writes to the target of a link and keeps the link', async () => {
    const root = temporaryFolder({ 'real.txt': 'old' });
    symlinkSync('real.txt', join(root, 'link.txt'));
    const workspace = createDiskWorkspace({ folders: [{ root }] });
    await workspace.apply(await editOf(workspace, 'link.txt', 'new'));
    expect(readFileSync(join(root, 'real.txt'), 'utf8')).toBe('new');
    expect(statSync(join(root, 'link.txt')).isFile()).toBe(true);
  });

  test('fails when the file changed since it was read, and changes nothing', async () => {
    const root = temporaryFolder({ 'a.txt': 'old' });
    const workspace = createDiskWorkspace({ folders: [{ root }] });
    const change = await editOf(workspace, 'a.txt', 'new');
    writeFileSync(join(root, 'a.txt'), 'typed by a person');
    await expect(workspace.apply(change)).rejects.toMatchObject({ reason: 'stale' });
    expect(readFileSync(join(root, 'a.txt'), 'utf8')).toBe('typed by a person');
  });

  test('refuses a read-only file', async () => {
    const root = temporaryFolder({ 'a.txt': 'old' });
    chmodSync(join(root, 'a.txt'), 0o444);
    const workspace = createDiskWorkspace({ folders: [{ root }] });
    expect(await workspace.stat(join(root, 'a.txt'))).toMatchObject({ readOnly: true });
    await expect(workspace.apply(await editOf(workspace, 'a.txt', 'new'))).rejects.toMatchObject({
      reason: 'read_only',
    });
  });

  test('refuses a folder that was swapped for a link to the outside after the check', async () => {
    const outside = temporaryFolder();
    const root = temporaryFolder({ 'sub/keep.txt': '' });
    const workspace = createDiskWorkspace({ folders: [{ root }] });
    const file = await workspace.resolve('sub/new.txt');
    await rm(join(root, 'sub'), { recursive: true });
    await symlink(outside, join(root, 'sub'));
    const creating = workspace.apply({ kind: 'create', file, after: { text: 'x' } });
    await expect(creating).rejects.toMatchObject({ reason: 'outside' });
    expect(readdirSync(outside)).toEqual([]);
  });

  test('renames, with and without new content, and never onto a file', async () => {
    const root = temporaryFolder({ 'a.txt': 'a', 'b.txt': 'b', 'taken.txt': 't' });
    const workspace = createDiskWorkspace({ folders: [{ root }] });
    const rename = async (from: string, to: string, text?: string) => {
      const { file, before } = await editOf(workspace, from, '');
      const target = await workspace.resolve(to);
      return workspace.apply({
        kind: 'rename',
        file,
        to: target,
        before,
        ...(text === undefined ? {} : { after: { text } }),
      });
    };
    await rename('a.txt', 'moved/a.txt');
    await rename('b.txt', 'moved/b.txt', 'B');
    await expect(rename('taken.txt', 'moved/a.txt')).rejects.toMatchObject({ reason: 'exists' });
    expect(readdirSync(root).sort()).toEqual(['moved', 'taken.txt']);
    expect(readFileSync(join(root, 'moved/a.txt'), 'utf8')).toBe('a');
    expect(readFileSync(join(root, 'moved/b.txt'), 'utf8')).toBe('B');
  });

  test('deletes', async () => {
    const root = temporaryFolder({ 'a.txt': 'a' });
    const workspace = createDiskWorkspace({ folders: [{ root }] });
    const { file, before } = await editOf(workspace, 'a.txt', '');
    await workspace.apply({ kind: 'delete', file, before });
    expect(existsSync(file.path)).toBe(false);
  });
});

describe('folders', () => {
  test('names them apart and finds a path in the folder that has it', async () => {
    const first = temporaryFolder();
    const second = temporaryFolder({ 'app/only-here.txt': '' });
    mkdirSync(join(first, 'app'));
    const workspace = createDiskWorkspace({
      folders: [{ root: join(first, 'app') }, { root: join(second, 'app') }],
    });
    expect(workspace.folders.map(({ name }) => name)).toEqual(['app', 'app-2']);
    const displays = async (path: string) => (await workspace.resolve(path)).display;
    expect(await displays('only-here.txt')).toBe('app-2/only-here.txt');
    expect(await displays('app-2/new.txt')).toBe('app-2/new.txt');
    expect(await displays('new.txt')).toBe('app/new.txt');
    expect(await displays('.')).toBe('app');
  });

  test('a missing root is an error', () => {
    expect(() => createDiskWorkspace({ folders: [{ root: join(temporaryFolder(), 'none') }] })).toThrow(
      'does not exist',
    );
  });
});
