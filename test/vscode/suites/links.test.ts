import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { BootstrapTestApi } from '../../../src/host/hostModule';
import { createAgentFixture, eventually } from '../support/agentFixture';
import type { AgentFixture } from '../support/agentFixture';

/** A link puts a text into the input, in a session of its own. Nothing is sent, run, set or changed by it. */
describe('A link to the extension', () => {
  let fixture: AgentFixture;
  let bootstrap: BootstrapTestApi;

  before(async () => {
    fixture = await createAgentFixture();
    bootstrap = fixture.extension.exports as BootstrapTestApi;
  });
  after(() => fixture.dispose());

  it('opens a new session with the text in the input, and sends nothing', async () => {
    const used = await fixture.newSession();
    await bootstrap.openLink('/prompt', 'text=Delete everything\u202e&mode=auto');
    const current = fixture.host.hub.current;
    assert(current);
    assert.equal(current.isEmpty, true);
    assert.equal(current.api.permissionMode, used.api.permissionMode);
    assert.equal(current.isBusy, false);
    assert.equal(fixture.server.requests.length, 0);
    const drafts = (): string => JSON.stringify(fixture.host.drafts());
    await eventually(() => drafts().includes('Delete everything&mode=auto'));
    assert.equal(fixture.server.requests.length, 0);
  });

  it('does nothing by any other route', async () => {
    const before = { current: fixture.host.hub.current, open: [...fixture.host.hub.open].length };
    const drafts = JSON.stringify(fixture.host.drafts());
    const settings = JSON.stringify(vscode.workspace.getConfiguration('planwright'));
    for (const [path, query] of [
      ['/', 'text=x'],
      ['/send', 'text=x'],
      ['/prompt', 'send=true&text=x'],
      ['/prompt', `text=${'x'.repeat(5_000)}`],
      ['/command/planwright.useDemo', ''],
      ['/settings', 'model=evil/model'],
      ['/../prompt', 'text=x'],
    ] as const)
      await bootstrap.openLink(path, query);
    assert.deepEqual({ current: fixture.host.hub.current, open: [...fixture.host.hub.open].length }, before);
    assert.equal(JSON.stringify(fixture.host.drafts()), drafts);
    assert.equal(JSON.stringify(vscode.workspace.getConfiguration('planwright')), settings);
    assert.equal(fixture.server.requests.length, 0);
    await vscode.commands.executeCommand('notifications.clearAll');
  });
});
