import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
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

/** What a command changed is under review like an edit, in the real editor and with the real worker. */
describe('What commands change', () => {
  let fixture: AgentFixture;
  let review: Review;
  let folder: string;

  before(async () => {
    fixture = await createAgentFixture();
    review = fixture.host.review;
    folder = await mkdtemp(join(workspaceRoot(), 'effects-'));
    await setting('permissionMode', 'auto');
    await fixture.host.settled();
    // What other suites left undecided.
    await review.keep({ kind: 'all' });
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

  const at = (name: string): string => join(folder, name);
  const read = (name: string): Promise<string> => readFile(at(name), 'utf8');
  const underReview = (): readonly string[] =>
    review.files().map(({ path }) => path.slice(folder.length + 1));

  async function command(line: string, ...more: readonly string[]): Promise<void> {
    fixture.server.play([
      ...[line, ...more].map((text) => ({
        toolCalls: [{ name: 'bash', args: { command: text, cwd: folder } }],
      })),
      { text: 'Done.' },
    ]);
    await runToEnd(await fixture.newSession(), 'Run it.');
  }

  it('sed -i over 30 files appears as hunks, and one file is undone', async () => {
    const names = Array.from({ length: 30 }, (_, index) => `file${String(index).padStart(2, '0')}.txt`);
    for (const name of names) await writeFile(at(name), `first\nold ${name}\nlast\n`);
    await vscode.window.showTextDocument(vscode.Uri.file(at('file07.txt')));
    await command("sed -i 's/old/new/' *.txt");
    await eventually(() => review.files().length === 30);
    assert.deepEqual(underReview(), names);
    const seventh = review.file(at('file07.txt'));
    assert.deepEqual(
      seventh?.hunks.map(({ removed, added }) => [removed, added]),
      [['old file07.txt\n', 'new file07.txt\n']],
    );
    assert.equal(seventh.sources[0]?.command, "sed -i 's/old/new/' *.txt");
    const outcome = await review.undo({ kind: 'files', paths: [at('file07.txt')] });
    assert.deepEqual(outcome, { decided: 1, refused: [] });
    assert.equal(await read('file07.txt'), 'first\nold file07.txt\nlast\n');
    assert.equal(await read('file08.txt'), 'first\nnew file08.txt\nlast\n');
    assert.equal(review.files().length, 29);
  });

  it('a deleted file comes back, a new one goes', async () => {
    await writeFile(at('gone.txt'), 'precious\r\n');
    await command('rm gone.txt; echo made > made.txt');
    await eventually(() => review.file(at('gone.txt'))?.kind === 'deleted');
    assert.equal(review.file(at('made.txt'))?.kind, 'created');
    await review.undo({ kind: 'files', paths: [at('gone.txt'), at('made.txt')] });
    assert.equal(await read('gone.txt'), 'precious\r\n');
    assert.equal(existsSync(at('made.txt')), false);
  });

  it('two commands on one file are one proposal', async () => {
    await writeFile(at('twice.txt'), 'one\ntwo\nthree\n');
    const editor = await vscode.window.showTextDocument(vscode.Uri.file(at('twice.txt')));
    await command('sed -i s/one/ONE/ twice.txt', 'sed -i s/three/THREE/ twice.txt');
    await eventually(() => editor.document.getText() === 'ONE\ntwo\nTHREE\n');
    await eventually(() => review.file(at('twice.txt'))?.hunks.length === 2);
    await review.undo({ kind: 'files', paths: [at('twice.txt')] });
    await eventually(() => editor.document.getText() === 'one\ntwo\nthree\n');
    assert.equal(await read('twice.txt'), 'one\ntwo\nthree\n');
  });

  it('what a person saved while the command ran stays out of it', async () => {
    await writeFile(at('theirs.txt'), 'theirs\n');
    await writeFile(at('person.txt'), 'person\n');
    const editor = await vscode.window.showTextDocument(vscode.Uri.file(at('person.txt')));
    const done = command('echo more >> theirs.txt; until [ -e saved ]; do sleep 0.05; done; rm saved');
    await eventually(async () => (await read('theirs.txt')) === 'theirs\nmore\n');
    await editor.edit((builder) => builder.insert(new vscode.Position(0, 0), 'typed\n'));
    await editor.document.save();
    await writeFile(at('saved'), '');
    await done;
    await eventually(() => review.file(at('theirs.txt')) !== undefined);
    assert.deepEqual(underReview(), ['theirs.txt']);
  });
});
