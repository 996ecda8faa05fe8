// A prompt that waits for the end of a run begins with what holds when it begins, also where another session goes on with the log.
import { expect, onTestFinished, test } from 'vitest';
import type { ModelRequest } from '../../../src/core/model/languageModel';
import { Agent } from '../../../src/core/session/agent';
import type { SessionApi } from '../../../src/core/session/sessionApi';
import { always, openWithPlans, planOf, working } from './livePlanFixture';
import { createScriptedModel } from './scriptedModel';
import { nextEvent, temporaryFolder } from './sessionFixture';

const PLANNED = JSON.stringify({ steps: [{ id: 'a', description: 'Write a.txt' }] });
const answer = (request: ModelRequest) =>
  request.system.startsWith('You plan work') ? { text: PLANNED } : working()(request);

test('mode, model and planning are those of when it begins', async () => {
  const scripted = createScriptedModel(always(answer));
  const other = { ...createScriptedModel(always(answer)), info: { ...scripted.info, id: 'other' } };
  const opened = await openWithPlans(answer, {
    planningPreset: 'editor',
    planApproval: true,
    config: { sessionsDir: await temporaryFolder(), models: [scripted, other] },
  });
  const { session, events } = opened;
  await session.plan.set(planOf());
  const running = session.plan.run();
  await nextEvent(opened, 'step_start');
  session.followUp('And then?');
  session.setPlanning('on');
  session.setPermissionMode('edits');
  await session.setModel('test/other');
  await running;
  await expect.poll(() => events.filter(({ type }) => type === 'end').length).toBeGreaterThan(1);
  const start = events.findLast(({ type }) => type === 'start');
  expect(start).toMatchObject({ prompt: 'And then?', mode: 'edits', model: 'test/other' });
  expect(events.filter(({ runId, type }) => runId === start?.runId && type === 'planning_end')).toHaveLength(
    1,
  );
  expect(session.plan.current?.steps.map(({ status }) => status)).toEqual(['pending']);
});

async function inPlaceOf(former: SessionApi, root: string, sessionsDir: string) {
  await former.dispose();
  const model = createScriptedModel(always(answer));
  const agent = await Agent.create({ defaultModel: 'test/scripted', models: [model], sessionsDir });
  onTestFinished(() => agent.dispose());
  const session = agent.resumeSession(former.sessionId, { cwd: root, permissive: true });
  const prompts: string[] = [];
  session.onEvent((event) => {
    if (event.type === 'start') prompts.push(event.prompt);
  });
  await session.takeQueue(former.handOverQueue());
  return { session, prompts };
}

test('a session that takes the place of another goes on with what was queued there', async () => {
  const sessionsDir = await temporaryFolder();
  const opened = await openWithPlans(answer, { config: { sessionsDir } });
  const { session } = opened;
  await session.plan.set(planOf());
  const running = session.plan.run();
  await nextEvent(opened, 'step_start');
  session.followUp('First');
  session.followUp('Second');
  session.holdQueue();
  await running;
  const next = await inPlaceOf(session, opened.root, sessionsDir);
  await expect.poll(() => next.prompts).toEqual(['First', 'Second']);
  expect(opened.events.filter(({ type }) => type === 'start')).toHaveLength(1);
  await expect
    .poll(async () => (await next.session.events()).filter(({ type }) => type === 'end').length)
    .toBe(3);
  const log = await next.session.events();
  const ids = (type: string) =>
    log.flatMap((event) => (event.type === type && 'id' in event ? [event.id] : []));
  expect(ids('steering_delivered')).toEqual(ids('steering_queued'));
});

test('what waits behind a run that was stopped waits there as well, and can be taken out', async () => {
  const sessionsDir = await temporaryFolder();
  const hangs = working((name) => (name === 'a' ? { text: 'On it', hangs: true } : undefined));
  const opened = await openWithPlans(hangs, { config: { sessionsDir } });
  const { session } = opened;
  await session.plan.set(planOf());
  const running = session.plan.run();
  await nextEvent(opened, 'step_start');
  const first = session.followUp('First');
  session.followUp('Second');
  session.holdQueue();
  await session.cancel();
  await running.catch(() => undefined);
  const next = await inPlaceOf(session, opened.root, sessionsDir);
  expect(next.session.isRunning).toBe(false);
  expect(next.session.unqueue(first)).toBe(true);
  await next.session.send('Hello');
  await expect.poll(() => next.prompts).toEqual(['Hello', 'Second']);
});
