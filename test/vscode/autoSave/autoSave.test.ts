import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as vscode from 'vscode';
import {
  answerAll,
  closeAllEditors,
  createAgentFixture,
  eventually,
  runToEnd,
  workspaceRoot,
} from '../support/agentFixture';
import type { AgentFixture } from '../support/agentFixture';

/** `files.autoSave: afterDelay`: the editor saves by itself between our steps; nothing may be lost or reported wrongly. */
describe('An agent with automatic saving', () => {
  let fixture: AgentFixture;
  let folder: string;

  before(async () => {
    assert.equal(vscode.workspace.getConfiguration('files').get('autoSave'), 'afterDelay');
    fixture = await createAgentFixture();
    folder = await mkdtemp(join(workspaceRoot(), 'autosave-'));
  });

  after(async () => {
    await closeAllEditors();
    await fixture.dispose();
    await rm(folder, { recursive: true, force: true });
  });

  it('edits a document while it is being typed in, and both texts reach the disk', async () => {
    const path = join(folder, 'typed.txt');
    await writeFile(path, 'alpha\nbeta\n');
    const editor = await vscode.window.showTextDocument(vscode.Uri.file(path));
    await editor.edit((builder) => builder.insert(new vscode.Position(2, 0), 'typed\n'));
    fixture.server.play([
      { toolCalls: [{ name: 'read', args: { file_path: path } }] },
      { toolCalls: [{ name: 'edit', args: { file_path: path, old_string: 'alpha', new_string: 'ALPHA' } }] },
      { text: 'Done.' },
    ]);
    const session = await fixture.newSession();
    const answers = answerAll(session, { approved: true });
    assert.equal((await runToEnd(session, 'Edit.')).text, 'Done.');
    answers.stop();
    await eventually(async () => (await readFile(path, 'utf8')) === 'ALPHA\nbeta\ntyped\n');
    await eventually(() => !editor.document.isDirty);
  });

  it('edits unopened files one after another', async () => {
    const names = Array.from({ length: 10 }, (_, index) => join(folder, `file${index}.txt`));
    for (const name of names) await writeFile(name, 'old\r\n');
    fixture.server.play([
      { toolCalls: names.map((name) => ({ name: 'read', args: { file_path: name } })) },
      {
        toolCalls: names.map((name) => ({
          name: 'edit',
          args: { file_path: name, old_string: 'old', new_string: 'new' },
        })),
      },
      { text: 'Done.' },
    ]);
    const session = await fixture.newSession();
    const answers = answerAll(session, { approved: true });
    await runToEnd(session, 'Edit them all.');
    answers.stop();
    for (const name of names) assert.equal(await readFile(name, 'latin1'), 'new\r\n', name);
  });
});
