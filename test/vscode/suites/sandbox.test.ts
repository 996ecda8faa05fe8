import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import * as vscode from 'vscode';
import {
  answerAll,
  assertHas,
  conversation,
  createAgentFixture,
  nextEvent,
  runToEnd,
  setting,
  workspaceRoot,
} from '../support/agentFixture';
import type { AgentFixture } from '../support/agentFixture';

/** Asks the proxy of the sandbox for a tunnel, with nothing but a shell. */
const ASK =
  'exec 3<>"/dev/tcp/127.0.0.1/${HTTP_PROXY##*:}"; printf "CONNECT other.invalid:443 HTTP/1.1\\r\\nHost: other.invalid\\r\\n\\r\\n" >&3; head -1 <&3';

describe('Commands in the sandbox', () => {
  let fixture: AgentFixture;
  let folder: string;
  const bash = (command: string) => ({ toolCalls: [{ name: 'bash', args: { command } }] });
  const lastConversation = () => conversation(fixture, fixture.server.requests.length - 1);
  const allowedDomains = (): readonly string[] =>
    vscode.workspace.getConfiguration('planwright').get<readonly string[]>('allowedDomains', []);

  before(async () => {
    fixture = await createAgentFixture();
    folder = await mkdtemp(join(workspaceRoot(), 'sandbox-'));
  });

  after(async () => {
    for (const key of ['allowSandboxed', 'allowedDomains']) await setting(key, undefined);
    await fixture.host.review.keep({ kind: 'all' });
    await fixture.dispose();
    await rm(folder, { recursive: true, force: true });
  });

  it('run there without a choice, and without a question where that is wanted', async () => {
    await setting('allowSandboxed', true);
    await fixture.host.settled();
    const file = join(folder, 'made.txt');
    fixture.server.play([bash(`touch '${file}'`), { text: 'Done.' }]);
    const session = await fixture.newSession();
    const answers = answerAll(session, { approved: true });
    const ended = nextEvent(session, 'tool_end');
    await runToEnd(session, 'Make a file.');
    answers.stop();
    assert.deepEqual(
      [(await ended).details].map((details) => details?.type === 'command' && details.sandboxed),
      [true],
    );
    assert.equal(answers.count(), 0);
    assert.equal(await readFile(file, 'utf8'), '');
  });

  it('a host that was refused is kept in the person’s settings when it is allowed for always', async () => {
    await setting('allowedDomains', ['example.invalid']);
    await fixture.host.settled();
    fixture.server.play([bash(ASK), { text: 'Done.' }, bash(ASK), { text: 'Done.' }]);
    const session = await fixture.newSession();
    const answers = answerAll(session, { approved: true });
    await runToEnd(session, 'Look there.');
    assertHas(lastConversation(), /The sandbox did not let it reach other\.invalid\./);
    await session.api.allowDomain('other.invalid', 'always');
    assert.deepEqual(allowedDomains(), ['example.invalid', 'other.invalid']);
    await runToEnd(session, 'And again.');
    answers.stop();
    assertHas(lastConversation(), /502 Bad Gateway/);
  });
});
