import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import {
  assertHas,
  closeAllEditors,
  createAgentFixture,
  eventually,
  nextEvent,
  runToEnd,
} from '../support/agentFixture';
import type { AgentFixture } from '../support/agentFixture';

describe('The agent log', () => {
  let fixture: AgentFixture;

  before(async () => {
    fixture = await createAgentFixture();
  });

  after(async () => {
    await closeAllEditors();
    await fixture.dispose();
  });

  it('is a read-only document that grows while the agent works', async () => {
    fixture.server.play([
      { text: 'The first answer.' },
      { toolCalls: [{ name: 'ls', args: {} }] },
      { text: 'The second.' },
    ]);
    const session = await fixture.newSession();
    await runToEnd(session, 'First question');
    await vscode.commands.executeCommand('planwright.openAgentLog');
    const editor = vscode.window.activeTextEditor;
    assert(editor);
    assert.equal(editor.document.uri.scheme, 'planwright-log');
    assert.equal(editor.document.languageId, 'markdown');
    assertHas(editor.document.getText(), /## You[^]*First question[^]*The first answer\./);

    let changes = 0;
    const subscription = vscode.workspace.onDidChangeTextDocument(({ document }) => {
      if (document === editor.document) changes += 1;
    });
    const ended = nextEvent(session, 'end');
    await session.submit('Second question');
    await ended;
    await eventually(() => /### ls[^]*The second\.[^]*Done:/.test(editor.document.getText()));
    subscription.dispose();
    assert(changes < 20, `the document changed ${changes} times`);
    await vscode.window.showTextDocument(editor.document);
    const before = editor.document.getText();
    await vscode.commands.executeCommand('type', { text: 'typed' });
    assert.equal(editor.document.getText(), before);
  });
});
