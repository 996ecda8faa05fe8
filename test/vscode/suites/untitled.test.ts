import assert from 'node:assert/strict';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { after, afterEach, before, describe, it } from 'mocha';
import * as vscode from 'vscode';
import type { Review } from '../../../src/core/review/review';
import type { LiveSession } from '../../../src/host/sessions/liveSession';
import {
  assertHas,
  closeAllEditors,
  conversation,
  createAgentFixture,
  eventually,
  runToEnd,
  setting,
  workspaceRoot,
} from '../support/agentFixture';
import type { AgentFixture } from '../support/agentFixture';

const LINES = ['one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine'];
const BASE = LINES.map((line) => `${line}\n`).join('');
const EDITED = BASE.replace('two', 'TWO').replace('eight', 'EIGHT');

/** Documents without a file, by the name that a person sees. */
describe('Untitled documents', () => {
  let fixture: AgentFixture;
  let review: Review;
  let folder: string;

  before(async () => {
    fixture = await createAgentFixture();
    review = fixture.host.review;
    folder = await mkdtemp(join(workspaceRoot(), 'untitled-'));
    await setting('permissionMode', 'edits');
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

  /** An agent replaces two lines of an untitled document. */
  async function edited(opened?: vscode.TextDocument): Promise<{
    readonly document: vscode.TextDocument;
    readonly name: string;
    readonly session: LiveSession;
  }> {
    const document = opened ?? (await vscode.workspace.openTextDocument());
    const editor = await vscode.window.showTextDocument(document, { preview: false });
    await editor.edit((builder) => builder.insert(new vscode.Position(0, 0), BASE));
    const name = `untitled:${document.uri.path}`;
    fixture.server.play([
      { toolCalls: [{ name: 'read', args: { file_path: name } }] },
      { toolCalls: [{ name: 'edit', args: { file_path: name, old_string: 'two', new_string: 'TWO' } }] },
      { toolCalls: [{ name: 'edit', args: { file_path: name, old_string: 'eight', new_string: 'EIGHT' } }] },
      { text: 'Done.' },
    ]);
    const session = await fixture.newSession();
    await runToEnd(session, 'Say it louder');
    assert.equal(document.getText(), EDITED);
    return { document, name, session };
  }

  const places = (path: string): readonly (readonly [number, string])[] =>
    review.file(path)?.hunks.map(({ start, removed }) => [start, removed] as const) ?? [];

  async function lenses(uri: vscode.Uri): Promise<readonly (readonly [number, string | undefined])[]> {
    const all = await vscode.commands.executeCommand<vscode.CodeLens[]>(
      'vscode.executeCodeLensProvider',
      uri,
    );
    return all
      .filter(({ command }) => command?.command.startsWith('planwright.') === true)
      .map(({ range, command }) => [range.start.line, command?.title] as const);
  }

  it('are read and edited, with hunks, lenses, Keep and Undo', async () => {
    const { document, name } = await edited();
    const path = document.uri.toString();
    assert.deepEqual(
      review.files().map(({ display }) => display),
      [name],
    );
    assert.deepEqual(places(path), [
      [1, 'two\n'],
      [7, 'eight\n'],
    ]);
    assert.deepEqual(
      (await lenses(document.uri)).filter(([, title]) => title === 'Undo'),
      [
        [1, 'Undo'],
        [7, 'Undo'],
      ],
    );
    const [first] = review.file(path)?.hunks ?? [];
    assert(first);
    assert.deepEqual(await review.undo({ kind: 'hunks', ids: [first.id] }), { decided: 1, refused: [] });
    assert.equal(document.getText(), BASE.replace('eight', 'EIGHT'));
    assert.equal(document.isUntitled, true);
    await review.keep({ kind: 'files', paths: [path] });
    assert.deepEqual(review.files(), []);
    assert.deepEqual(
      (await readdir(workspaceRoot())).filter((entry) => entry.includes(':')),
      [],
    );
  });

  it('are written whole', async () => {
    const document = await vscode.workspace.openTextDocument({ content: '' });
    await vscode.window.showTextDocument(document, { preview: false });
    const name = `untitled:${document.uri.path}`;
    fixture.server.play([
      { toolCalls: [{ name: 'read', args: { file_path: name } }] },
      { toolCalls: [{ name: 'write', args: { file_path: name, content: 'new\n' } }] },
      { text: 'Done.' },
    ]);
    await runToEnd(await fixture.newSession(), 'Write it');
    assert.equal(document.getText(), 'new\n');
    assert.equal(review.file(document.uri.toString())?.hunks.length, 1);
    assert.equal((await review.undo({ kind: 'all' })).decided, 1);
    assert.equal(document.getText(), '');
  });

  it('take their hunks along to the file that they are saved as', async () => {
    const target = vscode.Uri.file(join(folder, 'saved.txt'));
    // With a name of its own, so that the editor asks nobody for one.
    const named = await vscode.workspace.openTextDocument(target.with({ scheme: 'untitled' }));
    const { document } = await edited(named);
    assert.equal(document.isUntitled, true);
    assert.equal(await document.save(), true);
    await eventually(() => places(target.fsPath).length === 2);
    assert.deepEqual(places(target.fsPath), [
      [1, 'two\n'],
      [7, 'eight\n'],
    ]);
    assert.equal(review.file(document.uri.toString()), undefined);
    assert.equal((await review.undo({ kind: 'all' })).decided, 2);
    assert.equal(await readFile(target.fsPath, 'utf8'), BASE);
  });

  it('take them along when a formatter changes the text on save', async () => {
    const target = vscode.Uri.file(join(folder, 'formatted.txt'));
    const formatter = vscode.languages.registerDocumentFormattingEditProvider(
      { scheme: 'file', pattern: target.fsPath },
      {
        provideDocumentFormattingEdits: () => [
          vscode.TextEdit.insert(new vscode.Position(0, 0), '# Formatted\n'),
          vscode.TextEdit.replace(new vscode.Range(4, 0, 4, 4), '  five'),
        ],
      },
    );
    const configuration = vscode.workspace.getConfiguration('editor');
    await configuration.update('formatOnSave', true, vscode.ConfigurationTarget.Global);
    try {
      const named = await vscode.workspace.openTextDocument(target.with({ scheme: 'untitled' }));
      const { document } = await edited(named);
      assert.equal(await document.save(), true);
      await eventually(() => places(target.fsPath).length === 2);
      const formatted = `# Formatted\n${BASE.replace('five', '  five')}`;
      assert.equal(
        await readFile(target.fsPath, 'utf8'),
        formatted.replace('two', 'TWO').replace('eight', 'EIGHT'),
      );
      await eventually(() => places(target.fsPath)[0]?.[0] === 2);
      assert.deepEqual(places(target.fsPath), [
        [2, 'two\n'],
        [8, 'eight\n'],
      ]);
      formatter.dispose();
      assert.equal((await review.undo({ kind: 'all' })).decided, 2);
      assert.equal(await readFile(target.fsPath, 'utf8'), formatted);
    } finally {
      formatter.dispose();
      await configuration.update('formatOnSave', undefined, vscode.ConfigurationTarget.Global);
    }
  });

  it('keep their hunks in another language', async () => {
    const { document } = await edited();
    const path = document.uri.toString();
    await vscode.languages.setTextDocumentLanguage(document, 'markdown');
    await eventually(() => document.languageId === 'markdown');
    assert.equal(places(path).length, 2);
    await eventually(async () => (await lenses(document.uri)).some(([, title]) => title === 'Undo'));
  });

  it('leave nothing to a new document of the same name', async () => {
    const { document } = await edited();
    await vscode.window.showTextDocument(document);
    await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
    await eventually(() => document.isClosed && review.files().length === 0);
    const next = await vscode.workspace.openTextDocument(document.uri);
    const editor = await vscode.window.showTextDocument(next);
    await editor.edit((builder) => builder.insert(new vscode.Position(0, 0), 'quite\nanother\ntext\n'));
    assert.equal(next.getText(), 'quite\nanother\ntext\n');
    assert.deepEqual(review.files(), []);
  });

  it('end with the document when it is thrown away', async () => {
    const { document, name, session } = await edited();
    await vscode.window.showTextDocument(document);
    await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
    await eventually(() => review.files().length === 0);
    const [checkpoint] = await session.api.checkpoints();
    assert.deepEqual(await session.api.restoreFiles(checkpoint?.id ?? ''), {
      restored: [],
      kept: [name],
      notUndoable: [],
    });
  });

  it('that are closed are not there, and no file is made of their name', async () => {
    fixture.server.play([
      { toolCalls: [{ name: 'read', args: { file_path: 'untitled:Untitled-77' } }] },
      { toolCalls: [{ name: 'write', args: { file_path: 'untitled:Untitled-77', content: 'x' } }] },
      { toolCalls: [{ name: 'grep', args: { pattern: 'x', path: 'untitled:Untitled-77' } }] },
      { text: 'Done.' },
    ]);
    const before = fixture.server.requests.length;
    await runToEnd(await fixture.newSession(), 'Read it');
    for (const index of [1, 2, 3]) {
      assertHas(conversation(fixture, before + index), /untitled:Untitled-77 is not open in the editor/);
    }
    assert.deepEqual(
      (await readdir(workspaceRoot())).filter((entry) => entry.includes(':')),
      [],
    );
  });
});
