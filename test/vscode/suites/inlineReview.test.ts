import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, afterEach, before, describe, it } from 'mocha';
import * as vscode from 'vscode';
import type { Review } from '../../../src/core/review/review';
import {
  assertHas,
  closeAllEditors,
  createAgentFixture,
  eventually,
  runToEnd,
  setting,
  workspaceRoot,
} from '../support/agentFixture';
import type { AgentFixture } from '../support/agentFixture';

const LINES = ['one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine'];
const BASE = LINES.map((line) => `${line}\n`).join('');

/** What a person meets in the text: lenses, hovers, commands. */
describe('The review in the text', () => {
  let fixture: AgentFixture;
  let review: Review;
  let folder: string;

  before(async () => {
    fixture = await createAgentFixture();
    review = fixture.host.review;
    folder = await mkdtemp(join(workspaceRoot(), 'inline-'));
    await setting('permissionMode', 'auto');
    await fixture.host.settled();
  });

  after(async () => {
    await closeAllEditors();
    await fixture.dispose();
    await rm(folder, { recursive: true, force: true });
  });

  afterEach(async () => {
    await review.keep({ kind: 'all' });
    await closeAllEditors();
  });

  /** A file in which an agent replaces these texts, each by its own call. */
  async function proposed(
    name: string,
    ...pairs: readonly (readonly [string, string])[]
  ): Promise<{ readonly path: string; readonly uri: vscode.Uri }> {
    const path = join(folder, name);
    await writeFile(path, BASE);
    fixture.server.play([
      { toolCalls: [{ name: 'read', args: { file_path: path } }] },
      ...pairs.map(([from, to]) => ({
        toolCalls: [{ name: 'edit', args: { file_path: path, old_string: from, new_string: to } }],
      })),
      { text: 'Done.' },
    ]);
    await runToEnd(await fixture.newSession(), 'Say it louder');
    return { path, uri: vscode.Uri.file(path) };
  }

  async function lenses(uri: vscode.Uri): Promise<readonly vscode.CodeLens[]> {
    const all = await vscode.commands.executeCommand<vscode.CodeLens[]>(
      'vscode.executeCodeLensProvider',
      uri,
    );
    return all.filter(({ command }) => command?.command.startsWith('planwright.') === true);
  }

  const titles = async (uri: vscode.Uri): Promise<readonly (readonly [number, string])[]> =>
    (await lenses(uri)).map(({ range, command }) => [range.start.line, command?.title ?? ''] as const);

  const cursorLine = (): number | undefined => vscode.window.activeTextEditor?.selection.active.line;

  it('has Keep and Undo above each hunk, with what made it', async () => {
    const { uri } = await proposed(
      'lenses.txt',
      ['two\n', 'TWO\n'],
      ['five\n', ''],
      ['nine\n', 'nine\nten\n'],
    );
    await vscode.window.showTextDocument(uri);
    assert.deepEqual(await titles(uri), [
      [1, 'Keep'],
      [1, 'Undo'],
      [1, '1 line changed, by “Say it louder”'],
      [4, 'Keep'],
      [4, 'Undo'],
      [4, '1 line removed, by “Say it louder”'],
      [8, 'Keep'],
      [8, 'Undo'],
      [8, '1 line added, by “Say it louder”'],
    ]);
    await setting('review.codeLens', false);
    await fixture.host.settled();
    try {
      assert.deepEqual(await titles(uri), []);
    } finally {
      await setting('review.codeLens', undefined);
      await fixture.host.settled();
    }
  });

  it('a lens still means its hunk after that moved, and says so when it is gone', async () => {
    const { path, uri } = await proposed('moved.txt', ['two', 'TWO'], ['eight', 'EIGHT']);
    const editor = await vscode.window.showTextDocument(uri);
    const stale = (await lenses(uri)).find(
      ({ range, command }) => range.start.line === 7 && command?.title === 'Undo',
    );
    assert(stale?.command);
    const { command, arguments: args = [] } = stale.command;
    await editor.edit((builder) => builder.insert(new vscode.Position(0, 0), 'zero\nhalf\n'));
    await vscode.commands.executeCommand(command, ...(args as unknown[]));
    assert.equal(editor.document.getText(), `zero\nhalf\n${BASE.replace('two', 'TWO')}`);
    assert.equal(review.file(path)?.hunks.length, 1);
    await vscode.commands.executeCommand(command, ...(args as unknown[]));
    assert.equal(editor.document.getText(), `zero\nhalf\n${BASE.replace('two', 'TWO')}`);
  });

  it('shows the old text on hover, with links to our own commands only', async () => {
    const { uri } = await proposed('hover.txt', ['two\n', 'TWO\n']);
    const hovers = await vscode.commands.executeCommand<vscode.Hover[]>(
      'vscode.executeHoverProvider',
      uri,
      new vscode.Position(1, 1),
    );
    const [content] = hovers.flatMap(({ contents }) => contents) as vscode.MarkdownString[];
    assert(content);
    const words = content.value.replaceAll('&nbsp;', ' ');
    assertHas(words, /Proposed: 1 line changed/);
    assertHas(words, /by “Say it louder”/);
    assertHas(content.value, /```\w*\ntwo\n```/);
    assertHas(content.value, /\[Keep\]\(command:planwright\.keepHunk\?/);
    const trusted = content.isTrusted;
    assert(typeof trusted === 'object');
    assert(trusted.enabledCommands.every((id) => id.startsWith('planwright.')));
    const none = await vscode.commands.executeCommand<vscode.Hover[]>(
      'vscode.executeHoverProvider',
      uri,
      new vscode.Position(5, 1),
    );
    assert.deepEqual(none, []);
  });

  it('walks through hunks across files, decides at the cursor and goes on', async () => {
    const first = await proposed('walk-a.txt', ['two', 'TWO'], ['eight', 'EIGHT']);
    const second = await proposed('walk-b.txt', ['five', 'FIVE']);
    await vscode.window.showTextDocument(first.uri);
    await vscode.commands.executeCommand('planwright.nextHunk');
    assert.equal(cursorLine(), 1);
    await vscode.commands.executeCommand('planwright.keepHunk');
    assert.equal(cursorLine(), 7);
    await vscode.commands.executeCommand('planwright.undoHunk');
    assert.equal(await readFile(first.path, 'utf8'), BASE.replace('two', 'TWO'));
    assert.equal(vscode.window.activeTextEditor?.document.uri.fsPath, second.path);
    assert.equal(cursorLine(), 4);
    await vscode.commands.executeCommand('planwright.previousHunk');
    assert.equal(cursorLine(), 4);
    await vscode.commands.executeCommand('planwright.undoHunk');
    assert.deepEqual(review.files(), []);
    await vscode.commands.executeCommand('planwright.undoLastDecision');
    assert.equal(review.file(second.path)?.hunks.length, 1);
  });

  it('stays where it is after a decision when told so', async () => {
    const { uri } = await proposed('stay.txt', ['two', 'TWO'], ['eight', 'EIGHT']);
    await setting('review.advance', false);
    await fixture.host.settled();
    try {
      const editor = await vscode.window.showTextDocument(uri);
      editor.selection = new vscode.Selection(1, 2, 1, 2);
      await vscode.commands.executeCommand('planwright.keepHunk');
      assert.equal(cursorLine(), 1);
    } finally {
      await setting('review.advance', undefined);
      await fixture.host.settled();
    }
  });

  it('decides about the line of the gutter menu and the file of the title', async () => {
    const { path, uri } = await proposed('gutter.txt', ['two', 'TWO'], ['five', 'FIVE'], ['eight', 'EIGHT']);
    await vscode.window.showTextDocument(uri);
    await vscode.commands.executeCommand('planwright.undoHunk', { lineNumber: 5, uri });
    assert.equal(await readFile(path, 'utf8'), BASE.replace('two', 'TWO').replace('eight', 'EIGHT'));
    await vscode.commands.executeCommand('planwright.undoFile', uri);
    assert.equal(await readFile(path, 'utf8'), BASE);
    assert.equal(review.file(path), undefined);
  });

  it('keys that are pressed quickly count one after another', async () => {
    const { path, uri } = await proposed('quick.txt', ['two', 'TWO'], ['five', 'FIVE'], ['eight', 'EIGHT']);
    const editor = await vscode.window.showTextDocument(uri);
    editor.selection = new vscode.Selection(1, 0, 1, 0);
    await Promise.all([
      vscode.commands.executeCommand('planwright.undoHunk'),
      vscode.commands.executeCommand('planwright.keepHunk'),
      vscode.commands.executeCommand('planwright.undoHunk'),
    ]);
    assert.equal(await readFile(path, 'utf8'), BASE.replace('five', 'FIVE'));
  });

  it('keeps a file that became read-only as it is', async () => {
    const { path, uri } = await proposed('locked.txt', ['two', 'TWO']);
    await vscode.window.showTextDocument(uri);
    const files = vscode.workspace.getConfiguration('files');
    await files.update('readonlyInclude', { '**/locked.txt': true }, vscode.ConfigurationTarget.Global);
    try {
      await vscode.commands.executeCommand('planwright.undoFile', uri);
      assert.equal(await readFile(path, 'utf8'), BASE.replace('two', 'TWO'));
      assert.equal(review.file(path)?.hunks.length, 1);
      assert.equal((await lenses(uri)).length, 3);
    } finally {
      await files.update('readonlyInclude', undefined, vscode.ConfigurationTarget.Global);
    }
  });

  it('the agent log says what became of each change', async () => {
    const { uri, path } = await proposed('log.txt', ['two', 'TWO'], ['five', 'FIVE'], ['eight', 'EIGHT']);
    await vscode.window.showTextDocument(uri);
    const [first, second] = review.file(path)?.hunks ?? [];
    await vscode.commands.executeCommand('planwright.keepHunk', { hunkId: first?.id });
    await vscode.commands.executeCommand('planwright.undoHunk', { hunkId: second?.id });
    await vscode.commands.executeCommand('planwright.openAgentLog');
    const log = vscode.window.activeTextEditor?.document;
    assert(log);
    assertHas(log.getText(), /- kept: \S*log\.txt, line 2, 1 line changed/);
    assertHas(log.getText(), /- undone: \S*log\.txt, line 5, 1 line changed/);
    assertHas(log.getText(), /- pending: \S*log\.txt, line 8, 1 line changed/);
    await review.keep({ kind: 'all' });
    await eventually(() => !log.getText().includes('- pending:'));
  });

  it('marks what changed inside the cells of a notebook', async () => {
    const path = join(folder, 'cells.ipynb');
    const uri = vscode.Uri.file(path);
    const cell = (source: readonly string[]) => ({
      cell_type: 'code',
      execution_count: null,
      metadata: {},
      outputs: [],
      source,
    });
    const cells = [cell(['a = 1\n', 'b = 2\n', 'c = 3']), cell(['d = 4'])];
    await writeFile(
      path,
      `${JSON.stringify({ cells, metadata: {}, nbformat: 4, nbformat_minor: 2 }, null, 1)}\n`,
    );
    fixture.server.play([
      { toolCalls: [{ name: 'read', args: { file_path: path } }] },
      {
        toolCalls: [
          { name: 'edit', args: { file_path: path, cell: 0, old_string: 'b = 2', new_string: 'b = 20' } },
        ],
      },
      { text: 'Done.' },
    ]);
    await runToEnd(await fixture.newSession(), 'Make it more');
    const notebook = await vscode.workspace.openNotebookDocument(uri);
    await vscode.window.showNotebookDocument(notebook);
    const [first, second] = notebook.getCells();
    assert(first && second);
    await eventually(() => first.document.getText().includes('b = 20'));
    assert.deepEqual(await titles(first.document.uri), [
      [1, 'Keep'],
      [1, 'Undo'],
      [1, '1 line changed, by “Make it more”'],
    ]);
    assert.deepEqual(await titles(second.document.uri), []);
    const hovers = await vscode.commands.executeCommand<vscode.Hover[]>(
      'vscode.executeHoverProvider',
      first.document.uri,
      new vscode.Position(1, 1),
    );
    const texts = hovers.flatMap(({ contents }) =>
      contents.map((content) => (content as vscode.MarkdownString).value),
    );
    assertHas(texts.join('\n'), /```python\nb = 2\n```/);

    await vscode.commands.executeCommand('planwright.nextHunk');
    assert.equal(vscode.window.activeNotebookEditor?.selection.start, 0);
    await eventually(() => vscode.window.activeTextEditor?.selection.active.line === 1);
    await vscode.commands.executeCommand('planwright.undoHunk');
    // The editor reads the notebook again, into cells of other documents.
    const text = (): string | undefined =>
      vscode.window.activeNotebookEditor?.notebook.cellAt(0).document.getText();
    await eventually(() => text() === 'a = 1\nb = 2\nc = 3');
    assert.deepEqual(review.files(), []);
  });
});
