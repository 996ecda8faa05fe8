import assert from 'node:assert/strict';
import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { commitChanges } from '../../../src/core/workspace/commit';
import type { FileChange } from '../../../src/core/workspace/workspace';
import { WorkspaceError } from '../../../src/core/workspace/workspaceError';
import { EditorWorkspace } from '../../../src/host/workspace/editorWorkspace';

/** Files as the agent changes them: through the editor, and never with other bytes than those meant. */
describe('EditorWorkspace', () => {
  const questions: string[] = [];
  let isAgreed = true;
  let workspace: EditorWorkspace;
  let folder: string;

  before(async () => {
    const root = vscode.workspace.workspaceFolders?.[0]?.uri.fsPath;
    assert(root);
    folder = await mkdtemp(join(root, 'files-'));
    workspace = await EditorWorkspace.create({
      confirmByteEdit: (display, reason) => {
        questions.push(`${display}: ${reason}`);
        return Promise.resolve(isAgreed);
      },
    });
  });

  after(async () => {
    workspace.dispose();
    await closeAll(folder);
    await rm(folder, { recursive: true, force: true });
  });

  beforeEach(async () => {
    questions.length = 0;
    isAgreed = true;
    await closeAll(folder);
  });

  async function file(name: string, content: string | Uint8Array): Promise<string> {
    const path = join(folder, name);
    await writeFile(path, content);
    return path;
  }

  async function edit(path: string, after: string, before?: Awaited<ReturnType<EditorWorkspace['read']>>) {
    const resolved = await workspace.resolve(path);
    const change: FileChange = {
      kind: 'edit',
      file: resolved,
      before: before ?? (await workspace.read(resolved.path)),
      after: { text: after },
    };
    return workspace.apply(change);
  }

  it('reads a file that is not open without opening it', async () => {
    const path = await file('unopened.txt', 'one\r\ntwo\r\n');
    const snapshot = await workspace.read(path);
    assert.deepEqual(
      {
        text: snapshot.text,
        ending: snapshot.lineEnding,
        encoding: snapshot.encoding,
        dirty: snapshot.dirty,
      },
      { text: 'one\r\ntwo\r\n', ending: 'crlf', encoding: 'utf8', dirty: false },
    );
    assert.equal(openDocument(path), undefined);
  });

  it('sees unsaved text, changes it in the undo stack, and leaves it unsaved', async () => {
    const path = await file('dirty.txt', 'alpha\n');
    const editor = await vscode.window.showTextDocument(vscode.Uri.file(path));
    await editor.edit((builder) => builder.insert(new vscode.Position(1, 0), 'typed\n'));
    const snapshot = await workspace.read(path);
    assert.equal(snapshot.text, 'alpha\ntyped\n');
    assert.equal(snapshot.dirty, true);

    const applied = await edit(path, 'ALPHA\ntyped\n', snapshot);
    assert.equal(applied.leftUnsaved, true);
    assert.equal(editor.document.getText(), 'ALPHA\ntyped\n');
    assert.equal(editor.document.isDirty, true);
    assert.equal(await readFile(path, 'utf8'), 'alpha\n');

    await vscode.commands.executeCommand('undo');
    assert.equal(editor.document.getText(), 'alpha\ntyped\n');
    assert.deepEqual(
      (await workspace.unsaved()).map((entry) => entry.path),
      [path],
    );
    assert.deepEqual(await workspace.save([path]), []);
    assert.equal(await readFile(path, 'utf8'), 'alpha\ntyped\n');
  });

  it('saves a clean open document at once, and undo takes the change back', async () => {
    const path = await file('clean.txt', 'one\ntwo\nthree\n');
    const editor = await vscode.window.showTextDocument(vscode.Uri.file(path));
    const applied = await edit(path, 'one\n2\nthree\n');
    assert.deepEqual(
      [applied.leftUnsaved, applied.changedOnSave, applied.asBytes],
      [undefined, undefined, undefined],
    );
    assert.equal(editor.document.isDirty, false);
    assert.equal(await readFile(path, 'utf8'), 'one\n2\nthree\n');
    await vscode.commands.executeCommand('undo');
    assert.equal(editor.document.getText(), 'one\ntwo\nthree\n');
  });

  it('changes 200 unopened files side by side, each undone alone, and leaves no tab', async function () {
    this.timeout(60_000);
    const before = tabCount();
    const changes: FileChange[] = [];
    for (let index = 0; index < 200; index += 1) {
      const resolved = await workspace.resolve(await file(`group${index}.txt`, `line ${index}\n`));
      const snapshot = await workspace.read(resolved.path);
      changes.push({ kind: 'edit', file: resolved, before: snapshot, after: { text: `changed ${index}\n` } });
    }
    const applied = await commitChanges(workspace, changes, { signal: new AbortController().signal });
    assert.deepEqual(
      applied.map(({ change }) => change),
      changes,
    );
    await eventually(() => tabCount() === before);
    const path = join(folder, 'group7.txt');
    assert.equal(await readFile(path, 'utf8'), 'changed 7\n');
    await vscode.window.showTextDocument(vscode.Uri.file(path));
    await vscode.commands.executeCommand('undo');
    assert.equal(openDocument(path)?.getText(), 'line 7\n');
    assert.equal(await readFile(join(folder, 'group8.txt'), 'utf8'), 'changed 8\n');
    await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
  });

  it('changes 30 unopened files without opening a tab', async () => {
    const before = tabCount();
    for (let index = 0; index < 30; index += 1) {
      const path = await file(`many${index}.txt`, `line ${index}\n`);
      await edit(path, `changed ${index}\n`);
    }
    // The editor opens tabs for unsaved files after a moment.
    await new Promise((resolve) => setTimeout(resolve, 1_500));
    await eventually(() => tabCount() === before);
    assert.equal(await readFile(join(folder, 'many29.txt'), 'utf8'), 'changed 29\n');
  });

  const kept: readonly (readonly [name: string, before: Buffer, after: string, expected: Buffer])[] = [
    ['CRLF', Buffer.from('a\r\nb\r\n'), 'a\r\nB\r\n', Buffer.from('a\r\nB\r\n')],
    ['a byte order mark', Buffer.from('\ufeffa\n'), 'b\n', Buffer.from('\ufeffb\n')],
    ['a missing final newline', Buffer.from('a\nb'), 'a\nc', Buffer.from('a\nc')],
    ['UTF-16', utf16('a\n'), 'ä\n', utf16('ä\n')],
    ['a change of all line endings', Buffer.from('a\nb\n'), 'a\r\nb\r\n', Buffer.from('a\r\nb\r\n')],
    ['characters outside the basic plane', Buffer.from('x😀y\n'), 'x😁y\n', Buffer.from('x😁y\n')],
    ['an empty file', Buffer.from(''), 'new\n', Buffer.from('new\n')],
    ['a file that becomes empty', Buffer.from('old\n'), '', Buffer.from('')],
  ];
  for (const [name, before, after, expected] of kept) {
    it(`keeps ${name}`, async () => {
      const path = await file(`kept-${kept.findIndex((row) => row[0] === name)}.txt`, before);
      const applied = await edit(path, after);
      assert.equal(applied.asBytes, undefined);
      assert.deepEqual(await readFile(path), expected);
    });
  }

  it('keeps the encoding that the person reopened a document with', async () => {
    const path = await file('latin.txt', Buffer.from('caf\xe9\n', 'latin1'));
    const document = await vscode.workspace.openTextDocument(vscode.Uri.file(path), { encoding: 'iso88591' });
    await vscode.window.showTextDocument(document);
    const snapshot = await workspace.read(path);
    assert.equal(snapshot.text, 'café\n');
    const applied = await edit(path, 'thé\n');
    assert.equal(applied.asBytes, undefined);
    assert.deepEqual(await readFile(path), Buffer.from('th\xe9\n', 'latin1'));
    await assert.rejects(edit(path, 'snow ☃\n'), /encoding/);
    assert.deepEqual(await readFile(path), Buffer.from('th\xe9\n', 'latin1'));
  });

  it('writes mixed line endings as bytes and says so', async () => {
    const path = await file('mixed.txt', 'a\r\nb\nc\r\n');
    const applied = await edit(path, 'a\r\nB\nc\r\n');
    assert.match(applied.asBytes ?? '', /mixed/);
    assert.equal(await readFile(path, 'latin1'), 'a\r\nB\nc\r\n');
    assert.deepEqual(questions, []);
  });

  it('asks once before it writes bytes of an open file, and keeps a no', async () => {
    const path = await file('mixedOpen.txt', 'a\r\nb\n');
    await vscode.window.showTextDocument(vscode.Uri.file(path));
    isAgreed = false;
    await assert.rejects(edit(path, 'A\r\nb\n'), /did not agree/);
    assert.equal(await readFile(path, 'latin1'), 'a\r\nb\n');
    isAgreed = true;
    await edit(path, 'A\r\nb\n');
    await edit(path, 'AA\r\nb\n');
    assert.equal(await readFile(path, 'latin1'), 'AA\r\nb\n');
    assert.equal(questions.length, 2);
  });

  it('gives undecodable files as bytes, and edits them as such', async () => {
    const path = await file('broken.txt', Buffer.from([0x61, 0xff, 0x0a]));
    const snapshot = await workspace.read(path);
    assert.equal(snapshot.text, undefined);
    const resolved = await workspace.resolve(path);
    const bytes = Buffer.from([0x62, 0xff, 0x0a]);
    const applied = await workspace.apply({
      kind: 'edit',
      file: resolved,
      before: snapshot,
      after: { bytes },
    });
    assert.match(applied.asBytes ?? '', /not valid/);
    assert.deepEqual(await readFile(path), bytes);
  });

  it('refuses a read-only file before any change', async () => {
    const path = await file('locked.txt', 'a\n');
    await chmod(path, 0o444);
    await assert.rejects(edit(path, 'b\n'), hasReason('read_only'));
    assert.equal(await readFile(path, 'utf8'), 'a\n');
    assert.equal(openDocument(path), undefined);
  });

  it('refuses a change that was made from an older version', async () => {
    const path = await file('stale.txt', 'a\n');
    const before = await workspace.read(path);
    await writeFile(path, 'someone else\n');
    await assert.rejects(edit(path, 'b\n', before), hasReason('stale'));
    assert.equal(await readFile(path, 'utf8'), 'someone else\n');
  });

  it('refuses a change when the person has begun to type since', async () => {
    const path = await file('typing.txt', 'a\n');
    const before = await workspace.read(path);
    const editor = await vscode.window.showTextDocument(vscode.Uri.file(path));
    await editor.edit((builder) => builder.insert(new vscode.Position(0, 0), 'typed '));
    await assert.rejects(edit(path, 'b\n', before), hasReason('stale'));
    assert.equal(editor.document.getText(), 'typed a\n');
  });

  it('changes an open document that was rewritten on disk a moment ago', async () => {
    const path = await file('rewritten.txt', 'first\n');
    const editor = await vscode.window.showTextDocument(vscode.Uri.file(path));
    await writeFile(path, 'second\nline\n');
    await edit(path, 'third\nline\n');
    assert.equal(await readFile(path, 'utf8'), 'third\nline\n');
    await eventually(() => editor.document.getText() === 'third\nline\n' && !editor.document.isDirty);
  });

  it('says what a formatter changed on save', async () => {
    const path = await file('formatted.txt', 'a\n');
    const participant = vscode.workspace.onWillSaveTextDocument((event) => {
      if (event.document.uri.fsPath !== path) return;
      event.waitUntil(Promise.resolve([vscode.TextEdit.insert(new vscode.Position(0, 0), '// formatted\n')]));
    });
    try {
      const applied = await edit(path, 'b\n');
      assert.equal(applied.changedOnSave, true);
      assert.equal(await readFile(path, 'utf8'), '// formatted\nb\n');
      assert.equal(applied.version, (await workspace.read(path)).version);
    } finally {
      participant.dispose();
    }
  });

  it('makes an edit again that was taken back before it was saved, and gives up on one that always is', async () => {
    const path = await file('taken-back.txt', 'a\n');
    let left = 1;
    const participant = vscode.workspace.onWillSaveTextDocument(({ document, waitUntil }) => {
      if (document.uri.fsPath !== path || left === 0) return;
      left -= 1;
      const all = new vscode.Range(0, 0, document.lineCount, 0);
      waitUntil(Promise.resolve([vscode.TextEdit.replace(all, 'a\n')]));
    });
    try {
      assert.notEqual((await edit(path, 'b\n')).changedOnSave, true);
      assert.equal(await readFile(path, 'utf8'), 'b\n');
      await edit(path, 'a\n');
      left = Infinity;
      assert.equal((await edit(path, 'b\n')).changedOnSave, true);
      assert.equal(await readFile(path, 'utf8'), 'a\n');
    } finally {
      participant.dispose();
    }
  });

  it('creates files with their folders, and refuses one that is there', async () => {
    const resolved = await workspace.resolve(join(folder, 'new/deep/file.txt'));
    const change: FileChange = { kind: 'create', file: resolved, after: { text: 'hello\r\n' } };
    await workspace.apply(change);
    assert.equal(await readFile(resolved.path, 'latin1'), 'hello\r\n');
    await assert.rejects(workspace.apply(change), hasReason('exists'));
  });

  it('deletes a file, but not one with unsaved text', async () => {
    const path = await file('gone.txt', 'a\n');
    const resolved = await workspace.resolve(path);
    const editor = await vscode.window.showTextDocument(vscode.Uri.file(path));
    await editor.edit((builder) => builder.insert(new vscode.Position(0, 0), 'typed '));
    const dirty = await workspace.read(path);
    await assert.rejects(
      workspace.apply({ kind: 'delete', file: resolved, before: dirty }),
      hasReason('stale'),
    );
    await editor.document.save();
    const before = await workspace.read(path);
    await workspace.apply({ kind: 'delete', file: resolved, before });
    assert.equal(await workspace.stat(path), undefined);
  });

  it('renames a file and changes it in one go', async () => {
    const path = await file('old.txt', 'a\n');
    const to = await workspace.resolve(join(folder, 'renamed.txt'));
    const applied = await workspace.apply({
      kind: 'rename',
      file: await workspace.resolve(path),
      to,
      before: await workspace.read(path),
      after: { text: 'b\n' },
    });
    assert.equal(await workspace.stat(path), undefined);
    assert.equal(await readFile(to.path, 'utf8'), 'b\n');
    assert.equal(applied.version, (await workspace.read(to.path)).version);
  });

  it('names files as people do, and says when a path is outside', async () => {
    const inside = await workspace.resolve('src/cart.js');
    assert.equal(inside.display, 'src/cart.js');
    assert(inside.folder);
    assert.equal((await workspace.resolve('../outside.txt')).folder, undefined);
    await assert.rejects(workspace.resolve('/dev/null'), hasReason('invalid_path'));
    await assert.rejects(workspace.read(join(folder, 'nothing.txt')), hasReason('missing'));
    await assert.rejects(workspace.read(folder), hasReason('directory'));
  });
});

function utf16(text: string): Buffer {
  return Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(text, 'utf16le')]);
}

function hasReason(reason: WorkspaceError['reason']): (error: unknown) => boolean {
  return (error) => {
    assert(error instanceof WorkspaceError, String(error));
    assert.equal(error.reason, reason, error.message);
    return true;
  };
}

function openDocument(path: string): vscode.TextDocument | undefined {
  return vscode.workspace.textDocuments.find((document) => document.uri.fsPath === path);
}

function tabCount(): number {
  return vscode.window.tabGroups.all.reduce((sum, group) => sum + group.tabs.length, 0);
}

/** Unsaved text of other folders is left alone: the editor writes its settings through a document, too. */
async function closeAll(folder: string): Promise<void> {
  for (const document of vscode.workspace.textDocuments) {
    if (!document.isDirty || !document.uri.fsPath.startsWith(folder)) continue;
    await vscode.window.showTextDocument(document);
    await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
  }
  await vscode.commands.executeCommand('workbench.action.closeAllEditors');
}

async function eventually(isTrue: () => boolean): Promise<void> {
  const deadline = Date.now() + 10_000;
  while (!isTrue()) {
    assert(Date.now() < deadline, 'It did not happen within 10 s.');
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
}
