import { chmodSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createSearchBackend } from '../../../src/core/search/createSearchBackend';
import { commitChanges } from '../../../src/core/workspace/commit';
import { createDiskWorkspace } from '../../../src/core/workspace/diskWorkspace';
import { createOverlayWorkspace } from '../../../src/core/workspace/overlayWorkspace';
import type { FileChange, FileContent, Workspace } from '../../../src/core/workspace/workspace';
import { WorkspaceError } from '../../../src/core/workspace/workspaceError';
import { treeOf } from '../journal/journalHarness';
import { temporaryFolder } from './temporaryFolder';

const { signal } = new AbortController();

function open(files: Readonly<Record<string, string | Uint8Array>>) {
  const root = temporaryFolder(files);
  const base = createDiskWorkspace({ folders: [{ root }] });
  return { root, base, overlay: createOverlayWorkspace(base, { now: () => 7 }) };
}

type Move =
  | { readonly kind: 'create' | 'edit'; readonly path: string; readonly content: string | Uint8Array }
  | { readonly kind: 'delete'; readonly path: string }
  | { readonly kind: 'rename'; readonly path: string; readonly to: string; readonly content: string | null };

const contentOf = (content: string | Uint8Array): FileContent =>
  typeof content === 'string' ? { text: content } : { bytes: content };

async function propose(workspace: Workspace, move: Move): Promise<FileChange> {
  const file = await workspace.resolve(move.path);
  if (move.kind === 'create') return { kind: 'create', file, after: contentOf(move.content) };
  const before = await workspace.read(file.path);
  switch (move.kind) {
    case 'edit':
      return { kind: 'edit', file, before, after: contentOf(move.content) };
    case 'delete':
      return { kind: 'delete', file, before };
    case 'rename': {
      const after = move.content === null ? {} : { after: contentOf(move.content) };
      return { kind: 'rename', file, to: await workspace.resolve(move.to), before, ...after };
    }
  }
}

/** Does it, or says why not. */
async function attempt(workspace: Workspace, move: Move): Promise<string> {
  try {
    await commitChanges(workspace, [await propose(workspace, move)], { signal });
    return 'done';
  } catch (error) {
    if (error instanceof WorkspaceError) return error.reason;
    throw error;
  }
}

/** Every file and folder, as the workspace shows it. */
async function shown(workspace: Workspace): Promise<Readonly<Record<string, string>>> {
  const found: Record<string, string> = {};
  const root = workspace.folders[0]?.root ?? '';
  const walk = async (folder: string): Promise<void> => {
    for (const { name, kind, size } of await workspace.list(folder)) {
      const path = join(folder, name);
      const relative = path.slice(root.length + 1);
      expect((await workspace.stat(path))?.kind).toBe(kind);
      if (kind === 'directory') {
        found[`${relative}/`] = 'folder';
        await walk(path);
        continue;
      }
      const { text, bytes, version, encoding } = await workspace.read(path);
      const content = text ?? Buffer.from(bytes ?? []).toString('latin1');
      found[relative] = `${content} ${size} ${version} ${encoding}`;
    }
  };
  await walk(root);
  return found;
}

const path = fc.constantFrom('a.txt', 'b.txt', 'c', 'c/d.txt', 'c/e/f.txt', 'g/h.txt');
const content = fc.oneof(
  fc.constantFrom('', 'one\n', 'one\ntwo\n', 'crlf\r\n', '\ufeffmarked', 'mixed\r\nlines\n', 'ends'),
  fc.uint8Array({ maxLength: 4 }),
);
const move: fc.Arbitrary<Move> = fc.oneof(
  fc.record({ kind: fc.constantFrom('create' as const, 'edit' as const), path, content }),
  fc.record({ kind: fc.constant('delete' as const), path }),
  fc.record({
    kind: fc.constant('rename' as const),
    path,
    to: path,
    content: fc.option(fc.constantFrom('', 'renamed\n')),
  }),
);
const FILES = { 'a.txt': 'a\n', 'c/d.txt': 'd\r\n', 'g/h.txt': new Uint8Array([0, 255, 1]) };

test('shows what a real folder shows after any changes, leaves its base alone, and commits to the same', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(move, { maxLength: 14 }), async (moves) => {
      const { root, base, overlay } = open(FILES);
      const twin = open(FILES);
      for (const step of moves) {
        expect(await attempt(overlay, step), JSON.stringify(step)).toBe(await attempt(twin.base, step));
        expect(await shown(overlay)).toEqual(await shown(twin.base));
      }
      expect(treeOf(root)).toEqual(treeOf(open(FILES).root));
      const { changes, conflicts } = await overlay.changes();
      expect(conflicts).toEqual([]);
      await commitChanges(base, changes, { signal });
      expect(treeOf(root)).toEqual(treeOf(twin.root));
      expect(await overlay.changes()).toEqual({ changes: [], conflicts: [] });
    }),
    { numRuns: 250 },
  );
});

test('a change to an older version is refused', async () => {
  const { overlay } = open({ 'a.txt': 'one\n' });
  const edit = await propose(overlay, { kind: 'edit', path: 'a.txt', content: 'two\n' });
  await overlay.apply(edit);
  await expect(overlay.apply(edit)).rejects.toMatchObject({ reason: 'stale' });
});

test('a base that moved on is merged where both fit, and named where they do not', async () => {
  const lines = ['one', 'two', 'three', 'four', 'five', ''].join('\n');
  const { root, base, overlay } = open({
    'both.txt': lines,
    'clash.txt': lines,
    'same.txt': lines,
    'gone.txt': lines,
    'kept.txt': lines,
    'moved.txt': lines,
    'theirs.txt': lines,
  });
  const here = (name: string, text: string) => attempt(overlay, { kind: 'edit', path: name, content: text });
  const there = (name: string, text: string): void => writeFileSync(join(root, name), text);
  await here('both.txt', lines.replace('one', 'ONE'));
  there('both.txt', lines.replace('five', 'FIVE'));
  await here('clash.txt', lines.replace('two', 'mine'));
  there('clash.txt', lines.replace('two', 'theirs'));
  await here('same.txt', 'the same\n');
  there('same.txt', 'the same\n');
  await attempt(overlay, { kind: 'delete', path: 'gone.txt' });
  there('gone.txt', 'changed\n');
  await here('kept.txt', 'mine\n');
  await attempt(base, { kind: 'delete', path: 'kept.txt' });
  await attempt(overlay, {
    kind: 'rename',
    path: 'moved.txt',
    to: 'target.txt',
    content: lines.replace('one', '1'),
  });
  there('moved.txt', lines.replace('five', '5'));
  await attempt(overlay, { kind: 'create', path: 'new.txt', content: 'mine\n' });
  there('new.txt', 'theirs\n');
  await here('theirs.txt', 'now and then\n');
  await here('theirs.txt', lines);
  there('theirs.txt', 'only theirs\n');

  const { changes, conflicts } = await overlay.changes();
  expect(conflicts.map((conflict) => [conflict.file.display, conflict.overlay, conflict.base])).toEqual([
    ['clash.txt', 'changed', 'changed'],
    ['gone.txt', 'deleted', 'changed'],
    ['kept.txt', 'changed', 'deleted'],
    ['new.txt', 'created', 'appeared'],
  ]);
  await commitChanges(base, changes, { signal });
  expect(treeOf(root)).toEqual({
    'both.txt': lines.replace('one', 'ONE').replace('five', 'FIVE'),
    'clash.txt': lines.replace('two', 'theirs'),
    'same.txt': 'the same\n',
    'gone.txt': 'changed\n',
    'target.txt': lines.replace('one', '1').replace('five', '5'),
    'new.txt': 'theirs\n',
    'theirs.txt': 'only theirs\n',
  });
});

test('a rename is committed as one, so that the file keeps its permissions', async () => {
  const { root, base, overlay } = open({ 'run.sh': '#!/bin/sh\n' });
  chmodSync(join(root, 'run.sh'), 0o755);
  await attempt(overlay, { kind: 'edit', path: 'run.sh', content: '#!/bin/sh\nexit\n' });
  await attempt(overlay, { kind: 'rename', path: 'run.sh', to: 'bin/run.sh', content: null });
  const { changes } = await overlay.changes();
  expect(changes.map(({ kind }) => kind)).toEqual(['rename']);
  await commitChanges(base, changes, { signal });
  expect(readFileSync(join(root, 'bin/run.sh'), 'utf8')).toBe('#!/bin/sh\nexit\n');
  expect(statSync(join(root, 'bin/run.sh')).mode & 0o777).toBe(0o755);
});

test('a file in an encoding that only the editor knows is edited as text', async () => {
  const { base } = open({ 'a.txt': '' });
  const decoded: Workspace = {
    ...base,
    read: (at) =>
      Promise.resolve({
        path: at,
        version: 'v1',
        text: 'caf\u00e9\n',
        encoding: 'windows1252',
        lineEnding: 'lf',
        binary: false,
        dirty: false,
      }),
  };
  const overlay = createOverlayWorkspace(decoded);
  expect(await attempt(overlay, { kind: 'edit', path: 'a.txt', content: 'caf\u00e9s\n' })).toBe('done');
  const { changes } = await overlay.changes();
  expect(changes).toMatchObject([{ kind: 'edit', after: { text: 'caf\u00e9s\n' } }]);
  expect(await attempt(overlay, { kind: 'edit', path: 'a.txt', content: 'caf\u00e9\n' })).toBe('done');
  expect(await overlay.changes()).toEqual({ changes: [], conflicts: [] });
});

test('searches see what was written here and nothing that was deleted', async () => {
  const { overlay } = open({ 'a.txt': 'needle\n', 'b.txt': 'needle\n', 'c.txt': 'hay\n' });
  await attempt(overlay, { kind: 'delete', path: 'a.txt' });
  await attempt(overlay, { kind: 'create', path: 'new/d.txt', content: 'a needle\n' });
  const search = createSearchBackend({ workspace: overlay });
  const matches: string[] = [];
  for await (const match of search.searchText({ pattern: 'needle' }, signal)) {
    matches.push(`${(await overlay.resolve(match.path)).display}:${match.text}`);
  }
  expect(matches.toSorted()).toEqual(['b.txt:needle', 'new/d.txt:a needle']);
  const files: string[] = [];
  for await (const found of search.searchFiles({ pattern: '**/*.txt' }, signal)) files.push(found);
  expect(files).toHaveLength(3);
});

test('commands see nothing of it, so its files count as unsaved and saving them is refused', async () => {
  const { overlay } = open({ 'a.txt': 'one\n' });
  await attempt(overlay, { kind: 'edit', path: 'a.txt', content: 'two\n' });
  const unsaved = await overlay.unsaved();
  expect(unsaved.map(({ display }) => display)).toEqual(['a.txt']);
  const paths = unsaved.map((file) => file.path);
  expect(await overlay.save(paths)).toEqual(paths);
});

test('in several folders, a relative path leads to the file that is only here', async () => {
  const [first, second] = [temporaryFolder(), temporaryFolder()];
  const base = createDiskWorkspace({
    folders: [
      { root: first, name: 'first' },
      { root: second, name: 'second' },
    ],
  });
  const overlay = createOverlayWorkspace(base);
  await attempt(overlay, { kind: 'create', path: 'second/src/new.ts', content: '' });
  expect((await overlay.resolve('src/new.ts')).display).toBe('second/src/new.ts');
  expect((await overlay.resolve('src/other.ts')).display).toBe('first/src/other.ts');
});
