import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as vscode from 'vscode';
import type { Review } from '../../../src/core/review/review';
import {
  closeAllEditors,
  createAgentFixture,
  eventually,
  runToEnd,
  setting,
  workspaceRoot,
} from '../support/agentFixture';
import type { AgentFixture } from '../support/agentFixture';

/** What the rows of the list open, and what its commands decide. */
describe('The list of proposed changes', () => {
  let fixture: AgentFixture;
  let review: Review;
  let folder: string;

  before(async () => {
    fixture = await createAgentFixture();
    review = fixture.host.review;
    folder = await mkdtemp(join(workspaceRoot(), 'list-'));
    await setting('permissionMode', 'auto');
    await fixture.host.settled();
  });

  after(async () => {
    await fixture.dispose();
    await rm(folder, { recursive: true, force: true });
  });

  afterEach(async () => {
    await review.keep({ kind: 'all' });
    await closeAllEditors();
  });

  const at = (name: string): string => join(folder, name);

  async function agent(...calls: readonly { readonly name: string; readonly args: object }[]): Promise<void> {
    fixture.server.play([
      ...calls.map(({ name, args }) => ({ toolCalls: [{ name, args: { ...args } }] })),
      { text: 'Done.' },
    ]);
    await runToEnd(await fixture.newSession(), 'Change it.');
  }

  /** Clicks the row of a file, which is there a moment after the change. */
  async function open(name: string): Promise<unknown> {
    const activeInput = () => vscode.window.tabGroups.activeTabGroup.activeTab?.input;
    const before = activeInput();
    await eventually(async () => {
      await vscode.commands.executeCommand('planwright.review.openRow', `file:${at(name)}`);
      return activeInput() !== before;
    });
    return activeInput();
  }

  const labels = (): readonly string[] =>
    vscode.window.tabGroups.all.flatMap(({ tabs }) => tabs.map(({ label }) => label));
  const isOpen = (path: string): boolean =>
    vscode.workspace.textDocuments.some(({ uri }) => uri.scheme === 'file' && uri.fsPath === path);

  const read = (name: string) => ({ name: 'read', args: { file_path: at(name) } });

  it('opens a file beside what it was; once all is kept, both sides are the same', async () => {
    await writeFile(at('a.ts'), 'const one = 1;\n');
    await agent(read('a.ts'), {
      name: 'edit',
      args: { file_path: at('a.ts'), old_string: 'one = 1', new_string: 'two = 2' },
    });
    const input = await open('a.ts');
    assert(input instanceof vscode.TabInputTextDiff);
    assert.equal(input.modified.toString(), vscode.Uri.file(at('a.ts')).toString());
    const old = await vscode.workspace.openTextDocument(input.original);
    assert.equal(old.languageId, 'typescript');
    assert.equal(old.getText(), 'const one = 1;\n');
    await review.keep({ kind: 'all' });
    await eventually(() => old.getText() === 'const two = 2;\n');
  });

  it('opens a new and a deleted file with an empty side', async () => {
    await writeFile(at('gone.txt'), 'gone\n');
    await agent({ name: 'write', args: { file_path: at('new.txt'), content: 'new\n' } }, read('gone.txt'), {
      name: 'delete',
      args: { file_path: at('gone.txt') },
    });
    const created = await open('new.txt');
    assert(created instanceof vscode.TabInputTextDiff);
    assert.equal((await vscode.workspace.openTextDocument(created.original)).getText(), '');
    const deleted = await open('gone.txt');
    assert(deleted instanceof vscode.TabInputTextDiff);
    assert.equal((await vscode.workspace.openTextDocument(deleted.original)).getText(), 'gone\n');
    assert.equal((await vscode.workspace.openTextDocument(deleted.modified)).getText(), '');
    await vscode.commands.executeCommand('planwright.review.undoRows', `file:${at('gone.txt')}`);
    assert.equal(await readFile(at('gone.txt'), 'utf8'), 'gone\n');
  });

  it('opens what is text side by side, counts only that, and names the rest', async () => {
    await writeFile(at('old.bin'), Buffer.from([0, 1, 2]));
    await writeFile(at('gone.bin'), Buffer.from([0, 3]));
    await agent(
      { name: 'write', args: { file_path: at('a.txt'), content: 'a\n' } },
      { name: 'write', args: { file_path: at('b.txt'), content: 'b\n' } },
      {
        name: 'bash',
        args: {
          command: `cd '${folder}' && printf '\\000\\001' > logo.bin && cp logo.bin old.bin && rm gone.bin`,
        },
      },
    );
    assert.equal(review.files().length, 5);
    await eventually(async () => {
      await vscode.commands.executeCommand('planwright.review.openAllDiff');
      return labels().length > 0;
    });
    assert.deepEqual(labels(), ['Proposed Changes (2 files)']);
    await eventually(() => [at('a.txt'), at('b.txt')].every(isOpen));
    for (const name of ['logo.bin', 'old.bin', 'gone.bin']) assert.equal(isOpen(at(name)), false);
  });

  it('shows the next group of a diff in place of the one before', async () => {
    const command = `cd '${folder}' && for n in $(seq 10 36); do echo $n > n$n.txt; done; printf '\\000' > n20.bin`;
    await agent({ name: 'bash', args: { command } });
    assert.equal(review.files().length, 28);
    // The list has them a moment after the review.
    await eventually(async () => {
      await vscode.commands.executeCommand('planwright.review.openAllDiff');
      return labels().includes('Proposed Changes 1–25 of 27 (25 files)');
    });
    await vscode.commands.executeCommand('planwright.review.nextDiffGroup');
    await eventually(() => labels().includes('Proposed Changes 26–27 of 27 (2 files)'));
    assert.equal(labels().length, 1);
  });

  it('opens a notebook cell by cell', async () => {
    const cell = (source: string) =>
      JSON.stringify(
        {
          cells: [{ cell_type: 'markdown', metadata: {}, source: [source] }],
          metadata: {},
          nbformat: 4,
          nbformat_minor: 5,
        },
        undefined,
        1,
      );
    await writeFile(at('n.ipynb'), `${cell('one')}\n`);
    await agent(read('n.ipynb'), {
      name: 'patch',
      args: { diff: `${at('n.ipynb')}\n<<<<<<< SEARCH\n    "one"\n=======\n    "two"\n>>>>>>> REPLACE\n` },
    });
    assert.equal(review.file(at('n.ipynb'))?.kind, 'edited');
    const input = await open('n.ipynb');
    assert(input instanceof vscode.TabInputNotebookDiff);
    const old = await vscode.workspace.openNotebookDocument(input.original);
    assert.equal(old.cellAt(0).document.getText(), 'one');
  });
});
