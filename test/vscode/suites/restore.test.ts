import assert from 'node:assert/strict';
import { access, chmod, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as vscode from 'vscode';
import type { LiveSession } from '../../../src/host/sessions/liveSession';
import {
  assertHas,
  closeAllEditors,
  conversation,
  createAgentFixture,
  runToEnd,
  setting,
  workspaceRoot,
} from '../support/agentFixture';
import type { AgentFixture } from '../support/agentFixture';

/** Back to an earlier prompt, through the real editor's documents. */
describe('Restore to a prompt', () => {
  let fixture: AgentFixture;
  let folder: string;

  before(async () => {
    fixture = await createAgentFixture();
    await setting('permissionMode', 'edits');
    await fixture.host.settled();
  });

  beforeEach(async () => {
    folder = await mkdtemp(join(workspaceRoot(), 'restore-'));
  });

  afterEach(async () => {
    await closeAllEditors();
    await rm(folder, { recursive: true, force: true });
  });

  after(() => fixture.dispose());

  const path = (name: string): string => join(folder, name);
  const text = (name: string): Promise<string> => readFile(path(name), 'utf8');
  const open = (name: string): Thenable<vscode.TextEditor> =>
    vscode.window.showTextDocument(vscode.Uri.file(path(name)));
  const exists = (name: string): Promise<boolean> =>
    access(path(name)).then(
      () => true,
      () => false,
    );

  /** One run that makes these calls, each file read first. Returns the session and the id of the run. */
  async function agentDoes(
    calls: readonly { readonly name: string; readonly args: Readonly<Record<string, unknown>> }[],
  ): Promise<{ readonly session: LiveSession; readonly runId: string }> {
    fixture.server.play([...calls.map((call) => ({ toolCalls: [call] })), { text: 'Done.' }]);
    const session = await fixture.newSession();
    session.api.setPermissionMode('edits');
    const { runId } = await runToEnd(session, 'Do it.');
    return { session, runId };
  }

  const read = (name: string) => ({ name: 'read', args: { file_path: path(name) } });
  const edit = (name: string, from: string, to: string) => ({
    name: 'edit',
    args: { file_path: path(name), old_string: from, new_string: to },
  });
  const patch = (diff: string) => ({ name: 'patch', args: { diff } });
  const remove = (name: string) => ({ name: 'delete', args: { file_path: path(name) } });

  it('brings back open, closed, renamed and deleted files, and redoes it', async () => {
    await Promise.all(
      ['open.txt', 'closed.txt', 'old.txt', 'gone.sh'].map((name) => writeFile(path(name), 'one\n')),
    );
    await chmod(path('gone.sh'), 0o755);
    const editor = await open('open.txt');
    const { session, runId } = await agentDoes([
      read('open.txt'),
      edit('open.txt', 'one', 'two'),
      read('closed.txt'),
      edit('closed.txt', 'one', 'two'),
      read('old.txt'),
      patch(
        `--- a/${path('old.txt')}\n+++ b/${path('new.txt')}\nrename from ${path('old.txt')}\nrename to ${path('new.txt')}\n@@ -1 +1 @@\n-one\n+two\n`,
      ),
      read('gone.sh'),
      remove('gone.sh'),
    ]);
    assert.deepEqual(
      [await text('open.txt'), await text('closed.txt'), await text('new.txt')],
      ['two\n', 'two\n', 'two\n'],
    );
    assert.deepEqual([await exists('old.txt'), await exists('gone.sh')], [false, false]);

    await session.restore({ runId, what: 'both', choices: [] });
    assert.deepEqual(
      [await text('open.txt'), await text('closed.txt'), await text('old.txt')],
      ['one\n', 'one\n', 'one\n'],
    );
    assert.equal(editor.document.getText(), 'one\n');
    assert.equal(editor.document.isDirty, false);
    assert.equal(await exists('new.txt'), false);
    assert.equal((await stat(path('gone.sh'))).mode & 0o777, 0o755);
    assert.deepEqual(session.api.history(), []);

    await session.redoRestore();
    assert.deepEqual(
      [await text('open.txt'), await text('closed.txt'), await text('new.txt')],
      ['two\n', 'two\n', 'two\n'],
    );
    assert.deepEqual([await exists('old.txt'), await exists('gone.sh')], [false, false]);
    assert.equal(editor.document.getText(), 'two\n');
    assert(session.api.history().length > 0);
  });

  it('leaves what a person typed, unsaved or saved, unless that is what they choose', async () => {
    const lines = 'one\ntwo\nthree\nfour\nfive\n';
    for (const name of ['unsaved.txt', 'saved.txt', 'merged.txt', 'forced.txt'])
      await writeFile(path(name), lines);
    const { session, runId } = await agentDoes(
      ['unsaved.txt', 'saved.txt', 'merged.txt', 'forced.txt'].flatMap((name) => [
        read(name),
        edit(name, 'one', 'ONE'),
      ]),
    );
    const typed = await open('unsaved.txt');
    await typed.edit((builder) => builder.insert(new vscode.Position(4, 0), 'typed '));
    const changed = lines.replace('one', 'ONE').replace('five', 'mine');
    for (const name of ['saved.txt', 'merged.txt', 'forced.txt']) await writeFile(path(name), changed);

    const plan = await session.planRestore(runId);
    assert.deepEqual(
      plan.files?.map(({ conflict }) => conflict?.choices),
      [0, 1, 2, 3].map(() => ['keep', 'restore', 'merge']),
    );
    const chosen = (name: string): string =>
      plan.files?.find(({ display }) => display.endsWith(name))?.path ?? '';
    await session.restore({
      runId,
      what: 'files',
      choices: [
        { path: chosen('merged.txt'), choice: 'merge' },
        { path: chosen('forced.txt'), choice: 'restore' },
      ],
    });
    assert.equal(typed.document.getText(), lines.replace('one', 'ONE').replace('five', 'typed five'));
    assert.equal(typed.document.isDirty, true);
    assert.equal(await text('unsaved.txt'), lines.replace('one', 'ONE'));
    assert.equal(await text('saved.txt'), changed);
    assert.equal(await text('merged.txt'), lines.replace('five', 'mine'));
    assert.equal(await text('forced.txt'), lines);

    await session.redoRestore();
    assert.equal(await text('merged.txt'), changed);
    assert.equal(await text('forced.txt'), changed);
  });

  it('takes back the agent’s part of a document with unsaved text, and leaves it unsaved', async () => {
    await writeFile(path('both.txt'), 'one\ntwo\nthree\n');
    const { session, runId } = await agentDoes([read('both.txt'), edit('both.txt', 'one', 'ONE')]);
    const editor = await open('both.txt');
    await editor.edit((builder) => builder.insert(new vscode.Position(2, 0), 'typed '));
    const plan = await session.planRestore(runId);
    const [file] = plan.files ?? [];
    assert(file);
    await session.restore({ runId, what: 'files', choices: [{ path: file.path, choice: 'merge' }] });
    assert.equal(editor.document.getText(), 'one\ntwo\ntyped three\n');
    assert.equal(editor.document.isDirty, true);
  });

  it('keeps a file in an encoding that only the editor knows as it was', async () => {
    await vscode.workspace
      .getConfiguration('files')
      .update('encoding', 'windows1252', vscode.ConfigurationTarget.Global);
    try {
      const bytes = Buffer.from('caf\u00e9\n', 'latin1');
      for (const name of ['kept.txt', 'gone.txt']) await writeFile(path(name), bytes);
      const { session, runId } = await agentDoes([
        read('kept.txt'),
        edit('kept.txt', 'caf\u00e9', 'th\u00e9'),
        read('gone.txt'),
        remove('gone.txt'),
      ]);
      assert.deepEqual(await readFile(path('kept.txt')), Buffer.from('th\u00e9\n', 'latin1'));
      await session.restore({ runId, what: 'files', choices: [] });
      assert.deepEqual(await readFile(path('kept.txt')), bytes);
      assert.deepEqual(await readFile(path('gone.txt')), bytes);
    } finally {
      await vscode.workspace
        .getConfiguration('files')
        .update('encoding', undefined, vscode.ConfigurationTarget.Global);
    }
  });

  it('tells the model before its next turn', async () => {
    await writeFile(path('a.txt'), 'one\n');
    const { session, runId } = await agentDoes([read('a.txt'), edit('a.txt', 'one', 'two')]);
    await session.restore({ runId, what: 'files', choices: [] });
    fixture.server.play([{ text: 'I see.' }]);
    await runToEnd(session, 'And now?');
    assertHas(
      conversation(fixture, fixture.server.requests.length - 1),
      /what you changed in them since is gone: [^"]*a\.txt/,
    );
  });
});
