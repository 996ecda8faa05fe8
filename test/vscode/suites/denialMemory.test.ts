import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  setting,
  answerAll,
  assertHas,
  conversation,
  createAgentFixture,
  runToEnd,
  workspaceRoot,
} from '../support/agentFixture';
import type { AgentFixture } from '../support/agentFixture';

/** What a person refused is not done in other words: not in this run, and later only when they are asked and told. */
describe('What a person refused', () => {
  let fixture: AgentFixture;
  const folder = (): string => join(workspaceRoot(), 'build');

  before(async () => {
    fixture = await createAgentFixture();
  });
  beforeEach(async () => {
    await mkdir(folder(), { recursive: true });
    await writeFile(join(folder(), 'out.js'), 'x\n');
  });
  after(async () => {
    await rm(folder(), { recursive: true, force: true });
    await fixture.dispose();
  });

  const bash = (command: string) => ({ toolCalls: [{ name: 'bash', args: { command } }] });

  it('stays refused in the run, by command and by tool, and asks again in the next one, also in auto', async () => {
    fixture.server.play([
      bash('rm -rf build'),
      bash('find build -delete'),
      { toolCalls: [{ name: 'delete', args: { file_path: 'build/out.js' } }] },
      { text: 'I may not.' },
      bash(`node -e "require('fs').rmSync('build', { recursive: true })"`),
      { text: 'Still not.' },
    ]);
    const session = await fixture.newSession();
    const causes: unknown[] = [];
    const listen = () => {
      session.api.onEvent((event) => {
        if (event.type === 'confirmation_required') causes.push(event.details.cause);
        if (event.type === 'permission_denied') causes.push(event.cause);
      });
      return answerAll(session, { approved: false });
    };
    const answers = listen();
    const first = fixture.server.requests.length;
    await runToEnd(session, 'Clean up.');
    assert.equal(answers.count(), 1);
    assertHas(
      conversation(fixture, first + 3),
      /refused in this run, as `rm -rf build`: it would delete `build`/,
    );
    const effect = (shown: string) => ({ kind: 'delete', target: join(workspaceRoot(), shown), shown });
    const before = { code: 'refused_before', by: 'rm -rf build', inThisRun: true };
    assert.deepEqual(causes.slice(1), [
      { ...before, effect: effect('build') },
      { ...before, effect: { ...effect('build/out.js'), isProposed: true } },
    ]);

    // A change of settings makes a new core session; what was refused is still known.
    await setting('permissionMode', 'edits');
    await fixture.host.settled();
    await fixture.host.hub.setMode(session, 'auto');
    const later = listen();
    await runToEnd(session, 'Try once more.');
    assert.equal(later.count(), 1);
    assert.deepEqual(causes.slice(3), [{ ...before, inThisRun: false, effect: effect('build') }]);
    assert(existsSync(join(folder(), 'out.js')));
  });
});
