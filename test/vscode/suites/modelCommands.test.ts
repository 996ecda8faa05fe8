import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { createAgentFixture, eventually, setting } from '../support/agentFixture';
import type { AgentFixture } from '../support/agentFixture';

describe('Choosing models', () => {
  let fixture: AgentFixture;

  before(async () => {
    fixture = await createAgentFixture('chat');
  });

  after(async () => {
    for (const key of ['smallModel', 'thinkingBudget']) await setting(key, undefined);
    await fixture.dispose();
  });

  const ownValue = (key: string): unknown =>
    vscode.workspace.getConfiguration('planwright').inspect(key)?.globalValue;

  /** Runs a command and takes an entry of its list, which is there as soon as moving on it works. */
  async function choose(command: string, down: number, isDone: () => boolean): Promise<void> {
    const running = vscode.commands.executeCommand(command);
    await new Promise((resolve) => setTimeout(resolve, 1_500));
    for (let step = 0; step < down; step++)
      await vscode.commands.executeCommand('workbench.action.quickOpenSelectNext');
    await vscode.commands.executeCommand('workbench.action.acceptSelectedQuickOpenItem');
    await running;
    await eventually(isDone);
  }

  it('takes one that the server lists', async () => {
    const session = await fixture.host.hub.newSession('scripted/another');
    assert.equal(session.api.model, 'scripted/another');
    const lists = fixture.server.requests.filter(({ path }) => path === '/v1/models').length;
    await choose(
      'planwright.chooseServerModel',
      0,
      () => fixture.host.hub.current?.api.model === 'scripted/scripted-model',
    );
    assert(fixture.server.requests.filter(({ path }) => path === '/v1/models').length > lists);
  });

  it('sets how much the model may think', async () => {
    await choose('planwright.setReasoningEffort', 1, () => ownValue('thinkingBudget') === 4_000);
  });
});
