import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as vscode from 'vscode';
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
import type { Review } from '../../../src/core/review/review';

const LINES = ['one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine'];
const BASE = LINES.map((line) => `${line}\n`).join('');

/** What an agent wrote, kept and undone hunk by hunk in the real editor. */
describe('The review', () => {
  let fixture: AgentFixture;
  let review: Review;
  let folder: string;

  before(async () => {
    fixture = await createAgentFixture();
    review = fixture.host.review;
    folder = await mkdtemp(join(workspaceRoot(), 'review-'));
    await setting('permissionMode', 'auto');
    await fixture.host.settled();
  });

  after(async () => {
    await review.keep({ kind: 'all' });
    await closeAllEditors();
    await fixture.dispose();
    await rm(folder, { recursive: true, force: true });
  });

  afterEach(async () => {
    await review.keep({ kind: 'all' });
    await closeAllEditors();
  });

  async function file(name: string, content: string | Uint8Array): Promise<string> {
    const path = join(folder, name);
    await writeFile(path, content);
    return path;
  }

  /** An agent replaces these texts, each by its own call. */
  async function replace(path: string, ...pairs: readonly (readonly [string, string])[]): Promise<void> {
    fixture.server.play([
      { toolCalls: [{ name: 'read', args: { file_path: path } }] },
      ...pairs.map(([from, to]) => ({
        toolCalls: [{ name: 'edit', args: { file_path: path, old_string: from, new_string: to } }],
      })),
      { text: 'Done.' },
    ]);
    await runToEnd(await fixture.newSession(), 'Change it.');
  }

  const shown = (path: string): readonly (readonly [string, string])[] =>
    review.file(path)?.hunks.map(({ removed, added }) => [removed, added] as const) ?? [];
  const ids = (path: string): readonly string[] => review.file(path)?.hunks.map(({ id }) => id) ?? [];

  it('three hunks, the middle one undone, the others kept; Ctrl+Z brings the undone one back', async () => {
    const path = await file('three.txt', BASE);
    const editor = await vscode.window.showTextDocument(vscode.Uri.file(path));
    await replace(path, ['two', 'TWO'], ['five', 'FIVE'], ['eight', 'EIGHT']);
    assert.deepEqual(shown(path), [
      ['two\n', 'TWO\n'],
      ['five\n', 'FIVE\n'],
      ['eight\n', 'EIGHT\n'],
    ]);
    const [first, middle, last] = ids(path);
    assert(first !== undefined && middle !== undefined && last !== undefined);
    const outcome = await review.undo({ kind: 'hunks', ids: [middle] });
    assert.deepEqual(outcome, { decided: 1, refused: [] });
    const text = BASE.replace('two', 'TWO').replace('eight', 'EIGHT');
    assert.equal(editor.document.getText(), text);
    assert.equal(await readFile(path, 'utf8'), text);
    assert.equal(editor.document.isDirty, false);

    await vscode.window.showTextDocument(editor.document);
    await vscode.commands.executeCommand('undo');
    await eventually(() => ids(path).length === 3);
    assert.deepEqual(ids(path), [first, middle, last]);
    await vscode.commands.executeCommand('redo');
    await eventually(() => ids(path).length === 2);
    assert.deepEqual(await review.keep({ kind: 'hunks', ids: [first, last] }), { decided: 2, refused: [] });
    assert.equal(review.file(path), undefined);
  });

  it('follows along while a person types above and inside', async () => {
    const path = await file('typed.txt', BASE);
    const editor = await vscode.window.showTextDocument(vscode.Uri.file(path));
    await replace(path, ['five', 'FIVE'], ['eight', 'EIGHT']);
    await editor.edit((builder) => builder.insert(new vscode.Position(0, 0), 'mine\n'));
    await editor.edit((builder) => builder.insert(new vscode.Position(5, 4), ' and six'));
    await eventually(() => review.file(path)?.hunks[0]?.isEdited === true);
    assert.deepEqual(shown(path), [
      ['five\n', 'FIVE and six\n'],
      ['eight\n', 'EIGHT\n'],
    ]);
    assert.deepEqual(
      review.file(path)?.hunks.map(({ start }) => start),
      [5, 8],
    );
    assert.equal(review.baseline(path), `mine\n${BASE}`);
    // Unsaved text stays unsaved.
    await review.undo({ kind: 'hunks', ids: [ids(path)[1] ?? ''] });
    assert.equal(editor.document.isDirty, true);
    assert.equal(editor.document.getText(), `mine\n${BASE.replace('five', 'FIVE and six')}`);
  });

  it('is the same after a reload in between, with what a person typed above and inside', async () => {
    const path = await file('reload.txt', BASE);
    const editor = await vscode.window.showTextDocument(vscode.Uri.file(path));
    await replace(path, ['two', 'TWO'], ['five', 'FIVE'], ['eight', 'EIGHT']);
    await editor.edit((builder) => builder.insert(new vscode.Position(0, 0), 'mine\n'));
    await editor.edit((builder) => builder.insert(new vscode.Position(5, 4), ' and more'));
    await eventually(() => review.file(path)?.hunks[1]?.isEdited === true);
    const before = ids(path);
    const session = fixture.host.hub.current?.id ?? '';
    const reopened = await fixture.host.reopenReview([session]);
    const after = reopened.review;
    try {
      assert.deepEqual(
        after.file(path)?.hunks.map(({ id, removed, added }) => [id, removed, added]),
        [
          [before[0], 'two\n', 'TWO\n'],
          [before[1], 'five\n', 'FIVE and more\n'],
          [before[2], 'eight\n', 'EIGHT\n'],
        ],
      );
      const [first, middle, last] = before;
      assert(first !== undefined && middle !== undefined && last !== undefined);
      assert.deepEqual(await after.undo({ kind: 'hunks', ids: [middle] }), { decided: 1, refused: [] });
      assert.deepEqual(await after.keep({ kind: 'hunks', ids: [first, last] }), { decided: 2, refused: [] });
      const text = `mine\n${BASE.replace('two', 'TWO').replace('eight', 'EIGHT')}`;
      assert.equal(editor.document.getText(), text);
      assert.equal(editor.document.isDirty, true);
      assert.equal(after.file(path), undefined);
      await after.undoLastDecision();
      await after.undoLastDecision();
      assert.deepEqual(
        after.file(path)?.hunks.map(({ id }) => id),
        before,
      );
      await after.keep({ kind: 'all' });
    } finally {
      await reopened.close();
    }
    // The window finds that another one has decided, and takes that over.
    await review.keep({ kind: 'all' });
    await eventually(() => review.files().length === 0);
  });

  it('gives back mark, line endings and a missing final newline', async () => {
    const bytes = Buffer.from('\ufeffone\r\ntwo\r\nthree', 'utf8');
    const path = await file('bom.txt', bytes);
    await vscode.window.showTextDocument(vscode.Uri.file(path));
    await replace(path, ['one', 'ONE'], ['three', 'THREE and four']);
    assert.deepEqual(shown(path), [
      ['one\r\n', 'ONE\r\n'],
      ['three', 'THREE and four'],
    ]);
    assert.deepEqual((await review.undo({ kind: 'files', paths: [path] })).refused, []);
    assert.deepEqual(await readFile(path), bytes);
  });

  it('gives back mixed line endings, that the editor does not show', async () => {
    const text = 'one\r\ntwo\nthree\r\nfour\n';
    const path = await file('mixed.txt', text);
    await replace(path, ['two', 'TWO']);
    assert.deepEqual(shown(path), [['two\n', 'TWO\n']]);
    const changed = text.replace('two', 'TWO');
    assert.equal(await readFile(path, 'latin1'), changed);
    assert.deepEqual((await review.undo({ kind: 'files', paths: [path] })).refused, []);
    assert.equal(await readFile(path, 'latin1'), text);
    await review.undoLastDecision();
    assert.equal(await readFile(path, 'latin1'), changed);
    // The editor shows it with endings of one kind; the hunks stay what they are.
    const editor = await vscode.window.showTextDocument(vscode.Uri.file(path));
    await editor.edit((builder) => builder.insert(new vscode.Position(3, 4), ' typed'));
    await eventually(() => review.baseline(path)?.endsWith('four typed\n') === true);
    assert.deepEqual(shown(path), [['two\n', 'TWO\n']]);
    assert.match(review.baseline(path) ?? '', /^one\r\ntwo\nthree\r\n/);
  });

  it('created, deleted and renamed files', async () => {
    const old = await file('old.txt', BASE);
    const created = join(folder, 'created.txt');
    const from = await file('from.txt', BASE);
    const to = join(folder, 'to.txt');
    fixture.server.play([
      { toolCalls: [{ name: 'read', args: { file_path: old } }] },
      { toolCalls: [{ name: 'write', args: { file_path: created, content: 'new\n' } }] },
      { toolCalls: [{ name: 'delete', args: { file_path: old } }] },
      {
        toolCalls: [
          {
            name: 'patch',
            args: {
              patch: `*** Begin Patch\n*** Update File: ${from}\n*** Move to: ${to}\n@@\n-two\n+TWO\n*** End Patch\n`,
            },
          },
        ],
      },
      { text: 'Done.' },
    ]);
    await runToEnd(await fixture.newSession(), 'Change them.');
    const kinds = (): readonly string[] => review.files().map(({ kind }) => kind);
    assert.deepEqual([review.file(created)?.kind, review.file(old)?.kind], ['created', 'deleted']);
    const outcome = await review.undo({ kind: 'all' });
    assert.deepEqual(outcome.refused, []);
    assert.deepEqual(kinds(), []);
    assert.equal(existsSync(created), false);
    assert.equal(await readFile(old, 'utf8'), BASE);
    assert.equal(await readFile(from, 'utf8'), BASE);
    assert.equal(existsSync(to), false);
  });

  it('says why a read-only file can not be undone, and shows its hunks all the same', async () => {
    const path = await file('locked.txt', BASE);
    await replace(path, ['two', 'TWO']);
    await chmod(path, 0o444);
    try {
      const outcome = await review.undo({ kind: 'files', paths: [path] });
      assert.equal(outcome.decided, 0);
      assert.match(outcome.refused[0]?.reason ?? '', /read-only/);
      assert.equal(shown(path).length, 1);
    } finally {
      await chmod(path, 0o644);
    }
  });

  it('notices what another program did to a file that is not open, and to one that is', async () => {
    const closed = await file('closed.txt', BASE);
    const open = await file('open.txt', BASE);
    await replace(closed, ['two', 'TWO'], ['eight', 'EIGHT']);
    await vscode.window.showTextDocument(vscode.Uri.file(open));
    await replace(open, ['two', 'TWO'], ['eight', 'EIGHT']);
    for (const path of [closed, open]) {
      await writeFile(path, (await readFile(path, 'utf8')).replace('three', '3'));
      await eventually(() => review.baseline(path)?.includes('3\n') === true);
      assert.deepEqual(
        review.file(path)?.hunks.map(({ isBaseChanged }) => isBaseChanged),
        [true, false],
      );
      assert.match(
        (await review.undo({ kind: 'hunks', ids: [ids(path)[0] ?? ''] })).refused[0]?.reason ?? '',
        /program/,
      );
    }
  });

  it('follows a file that a person renames, and forgets one that a person deletes', async () => {
    const path = await file('person.txt', BASE);
    await replace(path, ['two', 'TWO']);
    const moved = join(folder, 'moved.txt');
    const rename = new vscode.WorkspaceEdit();
    rename.renameFile(vscode.Uri.file(path), vscode.Uri.file(moved));
    await vscode.workspace.applyEdit(rename);
    await eventually(() => review.file(moved) !== undefined);
    assert.deepEqual(
      [review.file(path), review.file(moved)?.kind, shown(moved)],
      [undefined, 'edited', [['two\n', 'TWO\n']]],
    );
    const remove = new vscode.WorkspaceEdit();
    remove.deleteFile(vscode.Uri.file(moved));
    await vscode.workspace.applyEdit(remove);
    await eventually(() => review.file(moved) === undefined);
  });

  it('tells the model once what was taken back, with the reason, and what the person made of the rest', async () => {
    const path = await file('told.txt', BASE);
    const editor = await vscode.window.showTextDocument(vscode.Uri.file(path));
    await replace(path, ['two', 'TWO'], ['eight', 'EIGHT']);
    const session = fixture.host.hub.current;
    assert(session);
    await review.undo(
      { kind: 'hunks', ids: [ids(path)[0] ?? ''] },
      { reason: 'we write numbers in lower case' },
    );
    await editor.edit((builder) => builder.insert(new vscode.Position(7, 5), ' HOURS'));
    fixture.server.play([{ text: 'Fine.' }, { text: 'Nothing new.' }]);
    const first = fixture.server.requests.length;
    await runToEnd(session, 'Go on.');
    const told = conversation(fixture, first);
    assertHas(told, /we write numbers in lower case/);
    assertHas(told, /-EIGHT\\n\+EIGHT HOURS/);
    await runToEnd(session, 'And on.');
    const again = conversation(fixture, first + 1);
    assert.equal(again.split('we write numbers in lower case').length, 2);
    await editor.document.save();
  });
});
