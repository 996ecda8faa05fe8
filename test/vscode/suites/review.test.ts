import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as vscode from 'vscode';
import {
  closeAllEditors,
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
});
