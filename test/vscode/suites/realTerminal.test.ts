import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import * as vscode from 'vscode';
import {
  answerAll,
  assertHas,
  assertLacks,
  conversation,
  createAgentFixture,
  eventually,
  nextEvent,
  runToEnd,
  setting,
} from '../support/agentFixture';
import type { AgentFixture } from '../support/agentFixture';

describe('A command in the own shell', () => {
  let fixture: AgentFixture;

  before(async () => {
    fixture = await createAgentFixture();
  });

  after(async () => {
    await setting('terminal.realTty', undefined);
    await fixture.dispose();
  });

  const toolNames = (index: number): string => JSON.stringify(fixture.server.requests[index]?.body['tools']);

  it('is not offered unless it was turned on', async () => {
    fixture.server.play([{ text: 'No.' }]);
    const session = await fixture.newSession();
    const first = fixture.server.requests.length;
    await runToEnd(session, 'Hello');
    assertLacks(toolNames(first), /"name":"terminal"/);
  });

  it('asks in every mode, and gives output and exit code of a real TTY', async () => {
    await setting('terminal.realTty', true);
    await fixture.host.settled();
    const command = 'test -t 1 && echo "it is a terminal"; (exit 3)';
    fixture.server.play([{ toolCalls: [{ name: 'terminal', args: { command } }] }, { text: 'Ran.' }]);
    const session = await fixture.newSession();
    await fixture.host.hub.setMode(session, 'auto');
    const first = fixture.server.requests.length;
    const answers = answerAll(session, { approved: true });
    await runToEnd(session, 'Run it.');
    answers.stop();
    assert.equal(answers.count(), 1);
    const result = conversation(fixture, first + 1);
    assertHas(result, /it is a terminal/);
    assertHas(result, /\[exit code 3\]/);
  });

  it('is ended with what it started when the run is stopped', async () => {
    // Nobody else on this machine sleeps for so long.
    const seconds = `1${process.pid}`;
    const sleeping = async (): Promise<number> => {
      const { stdout } = await promisify(execFile)('ps', ['-A', '-o', 'args=']);
      return stdout.split('\n').filter((line) => line.startsWith(`sleep ${seconds}`)).length;
    };
    fixture.server.play([
      { toolCalls: [{ name: 'terminal', args: { command: `sleep ${seconds}1 & sleep ${seconds}2` } }] },
      { text: 'Never.' },
    ]);
    const session = await fixture.newSession();
    const answers = answerAll(session, { approved: true });
    const ended = nextEvent(session, 'end');
    await session.submit('Run it.');
    await eventually(async () => (await sleeping()) === 2);
    await session.stop();
    answers.stop();
    assert.equal((await ended).stopReason, 'cancelled');
    await eventually(async () => (await sleeping()) === 0);
  });

  after(() => {
    for (const terminal of vscode.window.terminals) {
      if (terminal.name.includes('your shell')) terminal.dispose();
    }
  });
});
