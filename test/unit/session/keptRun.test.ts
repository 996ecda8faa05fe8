// A host that ends (reload, update) leaves its run behind as cut off, not as cancelled.
import { expect, it, onTestFinished } from 'vitest';
import { Agent } from '../../../src/core/session/agent';
import { createScriptedModel } from './scriptedModel';
import { nextEvent, openSession, temporaryFolder } from './sessionFixture';

const asking = {
  files: { 'a.txt': 'A' },
  onConfirm: () => new Promise<boolean>(() => undefined),
  turns: [{ text: 'I run it.', calls: [{ name: 'bash', input: { command: 'expr one' } }] }],
};

it.each([
  ['kept', { keepRun: true }, true],
  ['cancelled', {}, false],
])('is %s', async (_name, options, isInterrupted) => {
  const sessionsDir = await temporaryFolder();
  const opened = await openSession({ ...asking, config: { sessionsDir } });
  const running = opened.session.send('Go');
  await nextEvent(opened, 'confirmation_required');
  await opened.session.dispose(options);
  expect((await running).stopReason).toBe('cancelled');

  const model = createScriptedModel([{ text: 'Where was I?' }]);
  const agent = await Agent.create({ defaultModel: 'test/scripted', models: [model], sessionsDir });
  onTestFinished(() => agent.dispose());
  const resumed = agent.resumeSession(opened.session.sessionId);
  await resumed.ready;
  expect(resumed.isInterrupted).toBe(isInterrupted);
  if (!isInterrupted) return;
  const stream = await resumed.continueInterrupted();
  expect((await stream.result()).text).toBe('Where was I?');
  expect(JSON.stringify(model.requests[0]?.messages)).toContain('I run it.');
});
