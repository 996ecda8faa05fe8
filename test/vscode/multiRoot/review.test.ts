import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, afterEach, before, beforeEach, describe, it } from 'mocha';
import * as vscode from 'vscode';
import type { Review } from '../../../src/core/review/review';
import { closeAllEditors, createAgentFixture, eventually, runToEnd, setting } from '../support/agentFixture';
import type { AgentFixture } from '../support/agentFixture';

const LINES = ['one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine'];
const BASE = LINES.map((line) => `${line}\n`).join('');

/** Files of the same name in two folders. */
describe('The review in a workspace of several folders', () => {
  let fixture: AgentFixture;
  let review: Review;
  let api: string;
  let web: string;

  before(async () => {
    fixture = await createAgentFixture();
    review = fixture.host.review;
    await setting('permissionMode', 'auto');
    await fixture.host.settled();
    const roots = vscode.workspace.workspaceFolders?.map(({ name, uri }) => [name, uri.fsPath] as const);
    assert.deepEqual(
      roots?.map(([name]) => name),
      ['api', 'web', 'api'],
    );
    [api, web] = (roots ?? []).map(([, root]) => join(root, 'util.txt')) as [string, string, string];
  });

  after(async () => {
    await closeAllEditors();
    await fixture.dispose();
  });

  beforeEach(async () => {
    for (const path of [api, web]) await writeFile(path, BASE);
    const edit = (file: string, from: string) => ({
      toolCalls: [
        { name: 'edit', args: { file_path: file, old_string: from, new_string: from.toUpperCase() } },
      ],
    });
    const read = (file: string) => ({ toolCalls: [{ name: 'read', args: { file_path: file } }] });
    fixture.server.play([
      read('api/util.txt'),
      read('web/util.txt'),
      edit('api/util.txt', 'two'),
      edit('api/util.txt', 'eight'),
      edit('web/util.txt', 'five'),
      { text: 'Done.' },
    ]);
    await runToEnd(await fixture.newSession(), 'Say it louder');
  });

  afterEach(async () => {
    await review.keep({ kind: 'all' });
    await closeAllEditors();
  });

  const text = (path: string): Promise<string> => readFile(path, 'utf8');
  const labels = (): readonly string[] =>
    vscode.window.tabGroups.all.flatMap(({ tabs }) => tabs.map(({ label }) => label));

  /** Runs a command about a row of the list, which is there a moment after the review. */
  async function onRow(command: string, id: string, isDone: () => boolean | Promise<boolean>): Promise<void> {
    await eventually(async () => {
      await vscode.commands.executeCommand(command, id);
      return isDone();
    });
  }

  it('tells files of one name apart by their folder', () => {
    assert.deepEqual(
      review.files().map(({ display, path, hunks }) => [display, path, hunks.length]),
      [
        ['api/util.txt', api, 2],
        ['web/util.txt', web, 1],
      ],
    );
  });

  it('shows the diff of one folder, and of both', async () => {
    await onRow('planwright.review.openRowDiff', 'folder:api', () =>
      labels().includes('Proposed Changes in api (1 file)'),
    );
    await vscode.commands.executeCommand('planwright.review.openAllDiff');
    await eventually(() => labels().includes('Proposed Changes (2 files)'));
    await onRow('planwright.review.openRow', `file:${web}`, () => {
      const { input } = vscode.window.tabGroups.activeTabGroup.activeTab ?? {};
      return input instanceof vscode.TabInputTextDiff && input.modified.fsPath === web;
    });
    const { input } = vscode.window.tabGroups.activeTabGroup.activeTab ?? {};
    assert(input instanceof vscode.TabInputTextDiff);
    assert.equal((await vscode.workspace.openTextDocument(input.original)).getText(), BASE);
  });

  it('keeps all of one folder, and undoes all of the other', async () => {
    await onRow('planwright.review.keepRows', 'folder:api', () => review.file(api) === undefined);
    assert.equal(review.file(web)?.hunks.length, 1);
    await onRow('planwright.review.undoRows', 'folder:web', () => review.files().length === 0);
    assert.equal(await text(api), BASE.replace('two', 'TWO').replace('eight', 'EIGHT'));
    assert.equal(await text(web), BASE);
  });

  it('undoes all of both', async () => {
    assert.deepEqual(await review.undo({ kind: 'all' }), { decided: 3, refused: [] });
    assert.deepEqual([await text(api), await text(web)], [BASE, BASE]);
  });

  it('goes to the next hunk across folders', async () => {
    await vscode.window.showTextDocument(vscode.Uri.file(api));
    const places: (readonly [string | undefined, number | undefined])[] = [];
    for (let step = 0; step < 3; step += 1) {
      await vscode.commands.executeCommand('planwright.nextHunk');
      const { document, selection } = vscode.window.activeTextEditor ?? {};
      places.push([document?.uri.fsPath, selection?.active.line]);
    }
    assert.deepEqual(places, [
      [api, 1],
      [api, 7],
      [web, 4],
    ]);
  });
});
