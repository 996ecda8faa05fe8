import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, afterEach, before, beforeEach, describe, it } from 'mocha';
import * as vscode from 'vscode';
import type { Review } from '../../../src/core/review/review';
import type { LiveSession } from '../../../src/host/sessions/liveSession';
import { closeAllEditors, createAgentFixture, eventually, runToEnd, setting } from '../support/agentFixture';
import type { AgentFixture } from '../support/agentFixture';

const BASE = 'one\ntwo\nthree\n';

/** Two folders of one name: the second one is shown with a number. */
describe('Two folders of one name', () => {
  let fixture: AgentFixture;
  let review: Review;
  let session: LiveSession;
  /** A file in the first one, and its namesake. */
  let first: string;
  let second: string;

  before(async () => {
    fixture = await createAgentFixture();
    review = fixture.host.review;
    await setting('permissionMode', 'auto');
    await fixture.host.settled();
    const roots = (vscode.workspace.workspaceFolders ?? []).filter(({ name }) => name === 'api');
    assert.equal(roots.length, 2);
    [first, second] = roots.map(({ uri }) => join(uri.fsPath, 'same.txt')) as [string, string];
  });

  after(async () => {
    await closeAllEditors();
    await fixture.dispose();
  });

  beforeEach(async () => {
    for (const path of [first, second]) await writeFile(path, BASE);
    session = await fixture.newSession();
  });

  afterEach(async () => {
    await review.keep({ kind: 'all' });
    await closeAllEditors();
  });

  const text = (path: string): Promise<string> => readFile(path, 'utf8');
  const shown = () => review.files().map(({ display, path }) => [display, path]);

  async function run(...calls: readonly { readonly name: string; readonly args: object }[]): Promise<void> {
    fixture.server.play([
      ...calls.map(({ name, args }) => ({ toolCalls: [{ name, args: { ...args } }] })),
      { text: 'Done.' },
    ]);
    await runToEnd(session, 'Change both');
  }

  const edit = (file: string, from: string) => [
    { name: 'read', args: { file_path: file } },
    { name: 'edit', args: { file_path: file, old_string: from, new_string: from.toUpperCase() } },
  ];

  it('are told apart by tools, review, lenses and journal', async () => {
    await run(...edit('api/same.txt', 'one'), ...edit('api (2)/same.txt', 'two'));
    assert.deepEqual(
      [await text(first), await text(second)],
      [BASE.replace('one', 'ONE'), BASE.replace('two', 'TWO')],
    );
    assert.deepEqual(shown(), [
      ['api (2)/same.txt', second],
      ['api/same.txt', first],
    ]);
    assert.deepEqual(
      (await session.api.changes()).map(({ path }) => path),
      ['api/same.txt', 'api (2)/same.txt'],
    );
    const document = await vscode.workspace.openTextDocument(second);
    await vscode.window.showTextDocument(document);
    await eventually(async () => {
      const lenses = await vscode.commands.executeCommand<vscode.CodeLens[]>(
        'vscode.executeCodeLensProvider',
        document.uri,
      );
      return lenses.some(({ range, command }) => range.start.line === 1 && command?.title === 'Undo');
    });
    await vscode.commands.executeCommand('planwright.undoFile', document.uri);
    assert.deepEqual([await text(first), await text(second)], [BASE.replace('one', 'ONE'), BASE]);
    assert.deepEqual(shown(), [['api/same.txt', first]]);
    const [checkpoint] = await session.api.checkpoints();
    assert.deepEqual((await session.api.restoreFiles(checkpoint?.id ?? '')).restored, ['api/same.txt']);
    assert.equal(await text(first), BASE);
  });

  it('are told apart in what a command changed', async () => {
    const command = `sed -i 's/one/ONE/' '${first}' && rm '${second}'`;
    await run({ name: 'bash', args: { command } });
    await eventually(() => review.files().length === 2);
    assert.deepEqual(
      review.files().map(({ display, kind }) => [display, kind]),
      [
        ['api (2)/same.txt', 'deleted'],
        ['api/same.txt', 'edited'],
      ],
    );
    await review.undo({ kind: 'files', paths: [second] });
    assert.deepEqual([await text(first), await text(second)], [BASE.replace('one', 'ONE'), BASE]);
    await review.undo({ kind: 'all' });
    assert.equal(await text(first), BASE);
    assert.equal(existsSync(second), true);
  });

  it('are two folders in the list', async () => {
    await run(...edit('api/same.txt', 'one'), ...edit('api (2)/same.txt', 'two'));
    await eventually(async () => {
      await vscode.commands.executeCommand('planwright.review.keepRows', 'folder:api (2)');
      return review.file(second) === undefined;
    });
    assert.deepEqual(shown(), [['api/same.txt', first]]);
    assert.equal(await text(second), BASE.replace('two', 'TWO'));
  });
});
