import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as vscode from 'vscode';
import type { LiveSession } from '../../../src/host/sessions/liveSession';
import {
  assertHas,
  closeAllEditors,
  conversation,
  createAgentFixture,
  eventually,
  nextEvent,
  workspaceRoot,
} from '../support/agentFixture';
import type { AgentFixture } from '../support/agentFixture';

/** Taking a part of a change before it is applied, and editing it first, in the real editor. */
describe('A change that asks', () => {
  let fixture: AgentFixture;
  let folder: string;
  const LINES = 'one\ntwo\nthree\nfour\nfive\n';

  before(async () => {
    fixture = await createAgentFixture();
  });

  beforeEach(async () => {
    folder = await mkdtemp(join(workspaceRoot(), 'proposal-'));
  });

  afterEach(async () => {
    await closeAllEditors();
    await rm(folder, { recursive: true, force: true });
  });

  after(() => fixture.dispose());

  /** A session that waits for an answer to two hunks in `a.txt`. */
  async function asking(): Promise<{
    readonly session: LiveSession;
    readonly toolId: string;
    readonly path: string;
    readonly shown: string;
  }> {
    const path = join(folder, 'a.txt');
    await writeFile(path, LINES);
    fixture.server.play([
      { toolCalls: [{ name: 'read', args: { file_path: path } }] },
      {
        toolCalls: [
          {
            name: 'edit',
            args: {
              file_path: path,
              edits: [
                { old_string: 'one', new_string: 'ONE' },
                { old_string: 'five', new_string: 'FIVE' },
              ],
            },
          },
        ],
      },
      { text: 'Done.' },
    ]);
    const session = await fixture.newSession();
    const asked = nextEvent(session, 'confirmation_required');
    await session.submit('Change it.');
    const { toolId, details } = await asked;
    const shown = details.files?.[0]?.path ?? '';
    assert.deepEqual(
      details.files?.[0]?.hunks?.map(({ id }) => id),
      ['hunk-1', 'hunk-2'],
    );
    return { session, toolId, path, shown };
  }

  async function ended(session: LiveSession): Promise<void> {
    await eventually(() => !session.isBusy);
  }

  const proposalTabs = (): readonly vscode.TabInputTextDiff[] =>
    vscode.window.tabGroups.all
      .flatMap(({ tabs }) => tabs)
      .flatMap(({ input }) => (input instanceof vscode.TabInputTextDiff ? [input] : []))
      .filter(({ modified }) => modified.scheme === 'planwright-proposal');

  it('is applied hunk by hunk to an open document, and the model is told', async () => {
    const { session, toolId, path, shown } = await asking();
    const editor = await vscode.window.showTextDocument(vscode.Uri.file(path));
    session.api.confirm(toolId, {
      approved: true,
      files: [{ path: shown, take: 'hunks', hunks: ['hunk-2'] }],
    });
    await ended(session);
    assert.equal(editor.document.getText(), LINES.replace('five', 'FIVE'));
    assert.equal(await readFile(path, 'utf8'), LINES.replace('five', 'FIVE'));
    assertHas(conversation(fixture, fixture.server.requests.length - 1), /applied 1 of 2 hunks/);
  });

  it('is edited beside the old text and applied from the editor, which closes without a question', async () => {
    const { session, toolId, path, shown } = await asking();
    await fixture.host.proposals.edit(session, toolId, shown, [{ path: shown, take: 'all' }]);
    await eventually(() => proposalTabs().length === 1);
    const [tab] = proposalTabs();
    assert(tab);
    const edit = new vscode.WorkspaceEdit();
    edit.insert(tab.modified, new vscode.Position(1, 0), 'mine\n');
    assert(await vscode.workspace.applyEdit(edit));
    await vscode.commands.executeCommand('planwright.applyEdited', tab.modified);
    await ended(session);
    const wanted = LINES.replace('one', 'ONE\nmine').replace('five', 'FIVE');
    assert.equal(await readFile(path, 'utf8'), wanted);
    await eventually(() => proposalTabs().length === 0);
    assertHas(conversation(fixture, fixture.server.requests.length - 1), /applied as the person changed it/);
  });

  it('keeps what was typed open when the question ends otherwise, and closes what was not touched', async () => {
    const { session, toolId, path, shown } = await asking();
    await fixture.host.proposals.edit(session, toolId, shown, [{ path: shown, take: 'all' }]);
    await eventually(() => proposalTabs().length === 1);
    const edit = new vscode.WorkspaceEdit();
    edit.insert(proposalTabs()[0]!.modified, new vscode.Position(0, 0), 'typed\n');
    assert(await vscode.workspace.applyEdit(edit));
    session.api.confirm(toolId, { approved: false });
    await ended(session);
    assert.equal(await readFile(path, 'utf8'), LINES);
    assert.equal(proposalTabs().length, 1);
    await closeAllEditors();

    const second = await asking();
    await fixture.host.proposals.edit(second.session, second.toolId, second.shown, []);
    await eventually(() => proposalTabs().length === 1);
    second.session.api.confirm(second.toolId, { approved: false });
    await ended(second.session);
    await eventually(() => proposalTabs().length === 0);
  });
});
