import assert from 'node:assert/strict';
import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import * as vscode from 'vscode';
import {
  answerAll,
  createAgentFixture,
  eventually,
  runToEnd,
  setting,
  workspaceRoot,
} from '../support/agentFixture';
import type { AgentFixture } from '../support/agentFixture';

const call = (command: string) => ({ toolCalls: [{ name: 'bash', args: { command } }] });

describe('Permission rules', () => {
  let fixture: AgentFixture;

  before(async () => {
    fixture = await createAgentFixture();
  });

  after(async () => {
    for (const list of ['allow', 'ask', 'deny']) await setting(`permissions.${list}`, undefined);
    await inWorkspace('deny', undefined);
    await inWorkspace('ask', undefined);
    await rm(join(workspaceRoot(), '.vscode'), { recursive: true, force: true });
    await fixture.dispose();
  });

  /** How often a new session asks when the commands run; all are refused. */
  async function asks(...commands: readonly string[]): Promise<number> {
    fixture.server.play([...commands.map(call), { text: 'Done.' }]);
    const session = await fixture.newSession();
    const answers = answerAll(session, { approved: false });
    await runToEnd(session, 'Run them.');
    answers.stop();
    return answers.count();
  }

  it('that a person keeps for this workspace hold in its next session, and stand in none of its files', async () => {
    const before = await readdir(workspaceRoot(), { recursive: true });
    fixture.server.play([call('expr here'), { text: 'Done.' }]);
    const session = await fixture.newSession();
    const answers = answerAll(session, { approved: true, remember: 'workspace' });
    await runToEnd(session, 'Run it.');
    answers.stop();
    assert.equal(answers.count(), 1);
    assert.equal(await asks('expr here', 'expr there'), 1);
    const own = vscode.workspace.getConfiguration('planwright').inspect<string[]>('permissions.allow');
    assert.deepEqual([own?.globalValue, own?.workspaceValue], [undefined, undefined]);
    assert.deepEqual(await readdir(workspaceRoot(), { recursive: true }), before);
  });

  it('in the settings of a workspace make it stricter, at once, and never allow', async () => {
    await setting('permissions.allow', ['bash(expr *)']);
    await fixture.host.settled();
    assert.equal(await asks('expr one'), 0);
    await inWorkspace('deny', ['bash(expr two)']);
    fixture.server.play([call('expr two'), { text: 'Done.' }]);
    const session = await fixture.newSession();
    const answers = answerAll(session, { approved: true });
    await runToEnd(session, 'Run it.');
    answers.stop();
    assert.equal(answers.count(), 0);
    assert.ok(
      session.view.runs.at(-1)?.items.some((item) => item.kind === 'tool' && item.state === 'denied'),
    );
    await setting('permissions.allow', undefined);
    await vscode.workspace.fs.writeFile(
      vscode.Uri.file(join(workspaceRoot(), '.vscode', 'settings.json')),
      Buffer.from(
        JSON.stringify({
          'planwright.permissions.allow': ['bash'],
          'planwright.permissions.ask': ['bash(expr nine)'],
        }),
      ),
    );
    // Once the editor has read one of them, it has read both.
    await eventually(
      () =>
        vscode.workspace.getConfiguration('planwright').inspect('permissions.ask')?.workspaceValue !==
        undefined,
    );
    await fixture.host.settled();
    assert.equal(await asks('expr three'), 1);
  });

  it('can be taken back while a run is on', async () => {
    await setting('permissions.allow', ['bash(expr *)']);
    await fixture.host.settled();
    fixture.server.play([call('expr one'), call('make nothing'), call('expr two'), { text: 'Done.' }]);
    const session = await fixture.newSession();
    const asked: string[] = [];
    const stop = session.api.onEvent((event) => {
      if (event.type !== 'confirmation_required') return;
      asked.push(event.details.title);
      void setting('permissions.allow', undefined).then(() =>
        session.api.confirm(event.toolId, { approved: false }),
      );
    });
    await runToEnd(session, 'Run them.');
    stop();
    assert.deepEqual(asked, ['make nothing', 'expr two']);
    await fixture.host.settled();
    assert.equal(await asks('expr one'), 1);
  });
});

async function inWorkspace(list: 'ask' | 'deny', rules: readonly string[] | undefined): Promise<void> {
  await vscode.workspace
    .getConfiguration('planwright')
    .update(`permissions.${list}`, rules, vscode.ConfigurationTarget.Workspace);
}
