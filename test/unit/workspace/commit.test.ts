import {
  chmodSync,
  existsSync,
  readFileSync,
  readdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { commitChanges } from '../../../src/core/workspace/commit';
import { createDiskWorkspace } from '../../../src/core/workspace/diskWorkspace';
import type { FileChange, Workspace } from '../../../src/core/workspace/workspace';
import { WorkspaceError } from '../../../src/core/workspace/workspaceError';
import { temporaryFolder } from './temporaryFolder';

const { signal } = new AbortController();

async function change(
  workspace: Workspace,
  kind: FileChange['kind'],
  path: string,
  content: string,
): Promise<FileChange> {
  const file = await workspace.resolve(path);
  if (kind === 'create') {
    return { kind, file, after: { text: content } };
  }
  const before = await workspace.read(file.path);
  if (kind === 'rename') {
    return { kind, file, before, to: await workspace.resolve(content) };
  }
  return kind === 'delete' ? { kind, file, before } : { kind, file, before, after: { text: content } };
}

/** The disk, but writing this file fails. */
function failingOn(workspace: Workspace, name: string): Workspace {
  return {
    ...workspace,
    apply: (item) =>
      item.file.display === name
        ? Promise.reject(new WorkspaceError('io', `${name} could not be written: the disk is full.`, name))
        : workspace.apply(item),
  };
}

test('writes every kind of change and gives the new versions', async () => {
  const root = temporaryFolder({ 'edit.txt': 'a', 'gone.txt': 'b', 'old.txt': 'c' });
  const workspace = createDiskWorkspace({ folders: [{ root }] });
  const changes = [
    await change(workspace, 'create', 'new.txt', 'n'),
    await change(workspace, 'edit', 'edit.txt', 'A'),
    await change(workspace, 'delete', 'gone.txt', ''),
    await change(workspace, 'rename', 'old.txt', 'moved.txt'),
  ];
  const applied = await commitChanges(workspace, changes, { signal });
  expect(readdirSync(root).sort()).toEqual(['edit.txt', 'moved.txt', 'new.txt']);
  expect(readFileSync(join(root, 'edit.txt'), 'utf8')).toBe('A');
  const version = async (name: string) => (await workspace.read(join(root, name))).version;
  expect(applied).toEqual([
    { change: changes[0], version: await version('new.txt') },
    { change: changes[1], version: await version('edit.txt') },
    { change: changes[2] },
    { change: changes[3], version: await version('moved.txt') },
  ]);
});

describe('writes nothing when one change can not be made', () => {
  test.each<[string, FileChange['kind'], string, string, (root: string) => void]>([
    ['stale', 'edit', 'b.txt', 'B', (root) => writeFileSync(join(root, 'b.txt'), 'typed')],
    ['missing', 'edit', 'b.txt', 'B', (root) => rmSync(join(root, 'b.txt'))],
    ['read_only', 'delete', 'b.txt', '', (root) => chmodSync(join(root, 'b.txt'), 0o444)],
    ['exists', 'create', 'c.txt', 'C', (root) => writeFileSync(join(root, 'c.txt'), 'theirs')],
    ['exists', 'rename', 'b.txt', 'c.txt', (root) => writeFileSync(join(root, 'c.txt'), 'theirs')],
    ['invalid_path', 'edit', 'a.txt', 'twice', () => undefined],
  ])('%s (%s %s)', async (reason, kind, path, content, meanwhile) => {
    const root = temporaryFolder({ 'a.txt': 'a', 'b.txt': 'b' });
    const workspace = createDiskWorkspace({ folders: [{ root }] });
    const changes = [
      await change(workspace, 'edit', 'a.txt', 'A'),
      await change(workspace, kind, path, content),
    ];
    meanwhile(root);
    await expect(commitChanges(workspace, changes, { signal })).rejects.toMatchObject({
      reason,
      message: expect.stringContaining('nothing was written'),
    });
    expect(readFileSync(join(root, 'a.txt'), 'utf8')).toBe('a');
  });

  test('a path that leads elsewhere since the proposal', async () => {
    const outside = temporaryFolder({ 'b.txt': 'b' });
    const root = temporaryFolder({ 'sub/b.txt': 'b' });
    const workspace = createDiskWorkspace({ folders: [{ root }] });
    const changes = [await change(workspace, 'edit', 'sub/b.txt', 'B')];
    rmSync(join(root, 'sub'), { recursive: true });
    symlinkSync(outside, join(root, 'sub'));
    await expect(commitChanges(workspace, changes, { signal })).rejects.toMatchObject({ reason: 'outside' });
    expect(readFileSync(join(outside, 'b.txt'), 'utf8')).toBe('b');
  });

  test('a path outside, unless it is allowed', async () => {
    const outside = temporaryFolder({ 'b.txt': 'b' });
    const workspace = createDiskWorkspace({ folders: [{ root: temporaryFolder() }] });
    const path = join(outside, 'b.txt');
    const changes = [await change(workspace, 'edit', path, 'B')];
    await expect(commitChanges(workspace, changes, { signal })).rejects.toMatchObject({ reason: 'outside' });
    await commitChanges(workspace, changes, { signal, allowedOutside: [path] });
    expect(readFileSync(path, 'utf8')).toBe('B');
  });

  test('an untrusted workspace, or a cancelled run', async () => {
    const root = temporaryFolder({ 'a.txt': 'a' });
    const untrusted = createDiskWorkspace({ folders: [{ root }], trusted: false });
    const changes = [await change(untrusted, 'edit', 'a.txt', 'A')];
    await expect(commitChanges(untrusted, changes, { signal })).rejects.toMatchObject({
      reason: 'read_only',
    });
    const trusted = createDiskWorkspace({ folders: [{ root }] });
    await expect(commitChanges(trusted, changes, { signal: AbortSignal.abort() })).rejects.toMatchObject({
      name: 'AbortError',
    });
    expect(readFileSync(join(root, 'a.txt'), 'utf8')).toBe('a');
  });
});

describe('a write that fails midway', () => {
  test('takes the earlier ones back, byte for byte', async () => {
    const original = Buffer.from('\ufeffa', 'utf16le');
    const root = temporaryFolder({
      'a.txt': original,
      'gone.txt': original,
      'old.txt': 'o',
      'last.txt': 'l',
    });
    const workspace = createDiskWorkspace({ folders: [{ root }] });
    const changes = [
      await change(workspace, 'edit', 'a.txt', 'A'),
      await change(workspace, 'delete', 'gone.txt', ''),
      await change(workspace, 'create', 'new.txt', 'n'),
      await change(workspace, 'rename', 'old.txt', 'moved.txt'),
      await change(workspace, 'edit', 'last.txt', 'L'),
    ];
    await expect(commitChanges(failingOn(workspace, 'last.txt'), changes, { signal })).rejects.toMatchObject({
      reason: 'io',
      message: 'last.txt could not be written: the disk is full. Nothing was changed.',
    });
    expect(readdirSync(root).sort()).toEqual(['a.txt', 'gone.txt', 'last.txt', 'old.txt']);
    expect(readFileSync(join(root, 'a.txt'))).toEqual(original);
    expect(readFileSync(join(root, 'gone.txt'))).toEqual(original);
  });

  test('names what could not be taken back', async () => {
    const root = temporaryFolder({ 'a.txt': 'a', 'last.txt': 'l' });
    const workspace = createDiskWorkspace({ folders: [{ root }] });
    const changes = [
      await change(workspace, 'edit', 'a.txt', 'A'),
      await change(workspace, 'edit', 'last.txt', 'L'),
    ];
    const typing: Workspace = {
      ...workspace,
      apply: (item) => {
        if (item.file.display === 'last.txt') {
          writeFileSync(join(root, 'a.txt'), 'typed in between');
          return Promise.reject(new WorkspaceError('io', 'last.txt could not be written.', 'last.txt'));
        }
        return workspace.apply(item);
      },
    };
    await expect(commitChanges(typing, changes, { signal })).rejects.toThrow(
      'last.txt could not be written. These files stay changed: a.txt.',
    );
    expect(readFileSync(join(root, 'a.txt'), 'utf8')).toBe('typed in between');
    expect(existsSync(join(root, 'last.txt'))).toBe(true);
  });
});

describe('edits side by side', () => {
  const names = ['a.txt', 'b.txt', 'c.txt', 'd.txt', 'e.txt'];

  /** The disk, where each write waits until as many as possible have begun. */
  function sideBySide(workspace: Workspace, editsAtOnce: number) {
    const begun: string[][] = [];
    let waiting: (() => void)[] = [];
    const wrapped: Workspace = {
      ...workspace,
      editsAtOnce,
      async apply(item) {
        if (waiting.length === 0) begun.push([]);
        begun.at(-1)?.push(item.file.display);
        await new Promise<void>((resolve) => {
          waiting.push(resolve);
          setImmediate(() => {
            for (const go of waiting) go();
            waiting = [];
          });
        });
        return workspace.apply(item);
      },
    };
    return { wrapped, begun };
  }

  test('as many as the workspace takes, others in order', async () => {
    const root = temporaryFolder(Object.fromEntries(names.map((name) => [name, name])));
    const { wrapped, begun } = sideBySide(createDiskWorkspace({ folders: [{ root }] }), 2);
    const changes = [];
    for (const name of names) changes.push(await change(wrapped, 'edit', name, 'new'));
    changes.splice(3, 0, await change(wrapped, 'create', 'n.txt', 'n'));
    const applied = await commitChanges(wrapped, changes, { signal });
    expect(begun).toEqual([['a.txt', 'b.txt'], ['c.txt'], ['n.txt'], ['d.txt', 'e.txt']]);
    expect(applied.map((result) => result.change)).toEqual(changes);
    expect(names.map((name) => readFileSync(join(root, name), 'utf8'))).toEqual(names.map(() => 'new'));
  });

  test('one that fails takes all back, also those that were written after it', async () => {
    const root = temporaryFolder(Object.fromEntries(names.map((name) => [name, name])));
    const { wrapped } = sideBySide(failingOn(createDiskWorkspace({ folders: [{ root }] }), 'b.txt'), 5);
    const changes = [];
    for (const name of names) changes.push(await change(wrapped, 'edit', name, 'new'));
    await expect(commitChanges(wrapped, changes, { signal })).rejects.toThrow(
      'b.txt could not be written: the disk is full. Nothing was changed.',
    );
    expect(names.map((name) => readFileSync(join(root, name), 'utf8'))).toEqual(names);
  });
});
