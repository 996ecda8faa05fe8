import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, it } from 'mocha';
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

/** Where figures go, for which there is more to do than for the test. */
const FIGURES = process.env['PLANWRIGHT_REVIEW_FILE'];
const LINES = 10_000;
const HUNKS = FIGURES ? 100 : 20;
/** Lines from one hunk to the next. */
const APART = LINES / HUNKS;

const numbered = (line: number): string => `const value${line} = compute(${line}, 'of line ${line}');\n`;
const original = Array.from({ length: LINES }, (_value, line) => numbered(line));
const proposed = original.map((text, line) =>
  line % APART === 5 ? text.replace('compute', 'computeAgain') : text,
);

// `npm run bench` names a file for the figures; the target stands there, since a loaded machine must not fail a test.
describe('Review figures', () => {
  let fixture: AgentFixture;
  let folder: string;

  before(async () => {
    fixture = await createAgentFixture();
    folder = await mkdtemp(join(workspaceRoot(), 'figures-'));
    await setting('permissionMode', 'auto');
    await fixture.host.settled();
  });

  after(async () => {
    await fixture.host.review.keep({ kind: 'all' });
    await closeAllEditors();
    await fixture.dispose();
    await rm(folder, { recursive: true, force: true });
  });

  it('a hunk of a long file is kept and undone by command', async function () {
    this.timeout(240_000);
    const { review } = fixture.host;
    const path = join(folder, 'long.txt');
    const content = proposed.join('');
    await writeFile(path, original.join(''));
    const { document } = await vscode.window.showTextDocument(vscode.Uri.file(path));
    fixture.server.play([
      { toolCalls: [{ name: 'read', args: { file_path: path } }] },
      { toolCalls: [{ name: 'write', args: { file_path: path, content } }] },
      { text: 'Done.' },
    ]);
    await runToEnd(await fixture.newSession(), 'Compute it again.');
    const hunks = review.file(path)?.hunks ?? [];
    assert.equal(hunks.length, HUNKS);
    const undo: number[] = [];
    const keep: number[] = [];
    const edit: number[] = [];
    for (const [index, { id }] of hunks.entries()) {
      const isUndo = index % 2 === 0;
      const happened = isUndo ? nextChange(document) : nextReviewChange(fixture);
      const startedAt = performance.now();
      const done = vscode.commands.executeCommand(isUndo ? 'planwright.undoHunk' : 'planwright.keepHunk', {
        hunkId: id,
      });
      (isUndo ? undo : keep).push((await happened) - startedAt);
      await done;
    }
    await eventually(() => review.file(path) === undefined);
    const expected = proposed
      .map((text, line) => (line % (2 * APART) === 5 ? original[line] : text))
      .join('');
    assert.equal(document.getText(), expected);
    // What the editor itself takes for such a change.
    for (let count = 0; count < HUNKS / 2; count += 1) {
      const change = new vscode.WorkspaceEdit();
      change.replace(document.uri, new vscode.Range(count * APART, 0, count * APART, 5), 'let  ');
      const happened = nextChange(document);
      const startedAt = performance.now();
      const done = vscode.workspace.applyEdit(change);
      edit.push((await happened) - startedAt);
      await done;
    }
    if (FIGURES) await writeFile(FIGURES, JSON.stringify({ undo, keep, edit }));
  });
});

/** When the document changes next. */
function nextChange(document: vscode.TextDocument): Promise<number> {
  return new Promise((resolve) => {
    const subscription = vscode.workspace.onDidChangeTextDocument((event) => {
      if (event.document !== document || event.contentChanges.length === 0) return;
      subscription.dispose();
      resolve(performance.now());
    });
  });
}

/** When the review is another one next: Keep changes no text. */
function nextReviewChange({ host }: AgentFixture): Promise<number> {
  return new Promise((resolve) => {
    const unsubscribe = host.review.onDidChange(() => {
      unsubscribe();
      resolve(performance.now());
    });
  });
}
