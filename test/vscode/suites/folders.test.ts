import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readFile, realpath, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { createSearchBackend } from '../../../src/core/search/createSearchBackend';
import type { FileContent } from '../../../src/core/workspace/workspace';
import { WorkspaceError } from '../../../src/core/workspace/workspaceError';
import { EditorWorkspace } from '../../../src/host/workspace/editorWorkspace';
import { closeAllEditors } from '../support/agentFixture';
import { MemoryFileSystem } from '../support/memoryFileSystem';

const agreed = { confirmByteEdit: () => Promise.resolve(true) };

async function edit(workspace: EditorWorkspace, path: string, after: FileContent) {
  const file = await workspace.resolve(path);
  return workspace.apply({ kind: 'edit', file, before: await workspace.read(file.path), after });
}

describe('A workspace of several folders', () => {
  let parent: string;
  let workspace: EditorWorkspace;

  before(async () => {
    parent = await realpath(await mkdtemp(join(tmpdir(), 'planwright-folders-')));
    for (const name of ['one/app', 'two/app', 'real']) await mkdir(join(parent, name), { recursive: true });
    await writeFile(join(parent, 'one/app/a.txt'), 'a\n');
    await writeFile(join(parent, 'two/app/b.txt'), 'b\n');
    await writeFile(join(parent, 'real/linked.txt'), 'linked\n');
    await symlink(join(parent, 'real'), join(parent, 'link'));
    const folders = ['one/app', 'two/app', 'link'].map((name) => ({
      name: name.split('/').at(-1) ?? name,
      uri: vscode.Uri.file(join(parent, name)),
    }));
    workspace = await EditorWorkspace.create({ ...agreed, folders: () => folders });
  });

  after(async () => {
    workspace.dispose();
    await closeAllEditors();
    await rm(parent, { recursive: true, force: true });
  });

  it('gives each folder a name of its own', () => {
    assert.deepEqual(
      workspace.folders.map((folder) => folder.name),
      ['app', 'app (2)', 'link'],
    );
  });

  it('finds files by the name of their folder', async () => {
    const file = await workspace.resolve('app (2)/b.txt');
    assert.equal(file.path, join(parent, 'two/app/b.txt'));
    assert.equal(file.display, 'app (2)/b.txt');
    await edit(workspace, 'app/a.txt', { text: 'A\n' });
    assert.equal(await readFile(join(parent, 'one/app/a.txt'), 'utf8'), 'A\n');
  });

  it('changes the document that a person opened through a linked folder', async () => {
    const editor = await vscode.window.showTextDocument(vscode.Uri.file(join(parent, 'link/linked.txt')));
    await editor.edit((builder) => builder.insert(new vscode.Position(0, 0), 'typed '));
    const file = await workspace.resolve('link/linked.txt');
    assert.equal(file.path, join(parent, 'real/linked.txt'));
    assert.equal((await workspace.read(file.path)).text, 'typed linked\n');
    await edit(workspace, file.path, { text: 'typed LINKED\n' });
    assert.equal(editor.document.getText(), 'typed LINKED\n');
  });
});

describe('A workspace without local paths', () => {
  const files = new MemoryFileSystem();
  let registration: vscode.Disposable;
  let workspace: EditorWorkspace;
  const bytesOf = (path: string): Buffer => Buffer.from(files.files.get(path) ?? []);

  before(async () => {
    registration = vscode.workspace.registerFileSystemProvider('planwright-memory', files, {
      isCaseSensitive: true,
    });
    files.files.set('/shop/src/cart one.js', Buffer.from('let total = 1;\r\n'));
    files.files.set('/shop/mixed.txt', Buffer.from('a\r\nb\n'));
    files.files.set('/shop/const.locked', Buffer.from('fixed\n'));
    files.files.set('/shop/.gitignore', Buffer.from('ignored/\n'));
    files.files.set('/shop/ignored/total.txt', Buffer.from('total\n'));
    const uri = vscode.Uri.from({ scheme: 'planwright-memory', path: '/shop' });
    workspace = await EditorWorkspace.create({ ...agreed, folders: () => [{ name: 'shop', uri }] });
  });

  after(async () => {
    workspace.dispose();
    await closeAllEditors();
    registration.dispose();
  });

  it('says that commands cannot run there', () => {
    assert.equal(workspace.isLocal, false);
    assert.deepEqual(workspace.folders, [{ name: 'shop', root: 'planwright-memory:/shop' }]);
  });

  it('reads, lists and edits through the editor', async () => {
    const file = await workspace.resolve('src/cart one.js');
    assert.equal(file.display, 'src/cart one.js');
    assert.equal((await workspace.read(file.path)).text, 'let total = 1;\r\n');
    assert.deepEqual(
      (await workspace.list((await workspace.resolve('.')).path)).map((entry) => entry.name).sort(),
      ['.gitignore', 'const.locked', 'ignored', 'mixed.txt', 'src'],
    );
    await edit(workspace, 'src/cart one.js', { text: 'let total = 2;\r\n' });
    assert.equal(bytesOf('/shop/src/cart one.js').toString(), 'let total = 2;\r\n');
  });

  it('creates, renames and deletes', async () => {
    const file = await workspace.resolve('new.txt');
    await workspace.apply({ kind: 'create', file, after: { text: 'new\n' } });
    const to = await workspace.resolve('renamed.txt');
    const before = await workspace.read(file.path);
    await workspace.apply({ kind: 'rename', file, to, before });
    assert.equal(bytesOf('/shop/renamed.txt').toString(), 'new\n');
    await workspace.apply({ kind: 'delete', file: to, before: await workspace.read(to.path) });
    assert.equal(files.files.has('/shop/renamed.txt'), false);
  });

  it('writes mixed line endings as bytes, and refuses what its file system calls read-only', async () => {
    const applied = await edit(workspace, 'mixed.txt', { text: 'A\r\nb\n' });
    assert.match(applied.asBytes ?? '', /mixed/);
    assert.equal(bytesOf('/shop/mixed.txt').toString(), 'A\r\nb\n');
    await assert.rejects(
      edit(workspace, 'const.locked', { text: 'changed\n' }),
      (error) => error instanceof WorkspaceError && error.reason === 'read_only',
    );
  });

  it('is searched by a walk, within its ignore files, and says so', async () => {
    const search = createSearchBackend({ workspace, appRoot: vscode.env.appRoot });
    const found: string[] = [];
    for await (const match of search.searchText({ pattern: 'total' }, AbortSignal.timeout(10_000))) {
      found.push((await workspace.resolve(match.path)).display);
    }
    assert.deepEqual(found, ['src/cart one.js']);
    assert(search.notice);
  });
});
