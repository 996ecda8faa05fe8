import assert from 'node:assert/strict';
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
    fixture.server.play([
      { toolCalls: [{ name: 'terminal', args: { command: 'sleep 300 & sleep 301' } }] },
      { text: 'Never.' },
    ]);
    const session = await fixture.newSession();
    const answers = answerAll(session, { approved: true });
    const output = nextEvent(session, 'tool_run');
    const ended = nextEvent(session, 'end');
    await session.submit('Run it.');
    await output;
    await new Promise((resolve) => setTimeout(resolve, 2_500));
    await session.stop();
    answers.stop();
    assert.equal((await ended).stopReason, 'cancelled');
    const { execFileSync } = await import('node:child_process');
    await eventually(() => !/sleep 30[01]/.test(execFileSync('ps', ['-A', '-o', 'args=']).toString()));
  });

  after(() => {
    for (const terminal of vscode.window.terminals) {
      if (terminal.name.includes('your shell')) terminal.dispose();
    }
  });
});
