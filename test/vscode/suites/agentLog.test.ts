import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import {
  assertHas,
  closeAllEditors,
  conversation,
  createAgentFixture,
  eventually,
  nextEvent,
  runToEnd,
  setting,
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

  it('has each call explained beside the session', async () => {
    fixture.server.play([
      { toolCalls: [{ name: 'ls', args: { path: '.' } }] },
      { text: 'Listed.' },
      { text: 'It lists the folder and changes nothing.' },
    ]);
    const session = await fixture.newSession();
    await runToEnd(session, 'List.');
    const call = session.view.runs.at(-1)?.items.find((item) => item.kind === 'tool');
    assert(call);
    const messages = session.api.history().length;
    const first = fixture.server.requests.length;
    await vscode.commands.executeCommand('planwright.explainToolCall', call.toolId);
    assertHas(conversation(fixture, first), /Tool: ls[^]*Arguments/);
    assertHas(vscode.window.activeTextEditor?.document.getText() ?? '', /# ls \.\n\nIt lists the folder/);
    assert.equal(session.api.history().length, messages);
  });

  it('names a session by the small model, where one is chosen', async () => {
    await setting('smallModel', 'scripted/small-model');
    await fixture.host.settled();
    try {
      fixture.server.play((request) => ({
        text: request.body['model'] === 'small-model' ? 'Totals in the cart' : 'Fixed.',
      }));
      const session = await fixture.newSession();
      await runToEnd(session, 'Please look at how the cart adds up.');
      await eventually(() => session.view.title === 'Totals in the cart');
    } finally {
      await setting('smallModel', undefined);
      await fixture.host.settled();
    }
  });
});
