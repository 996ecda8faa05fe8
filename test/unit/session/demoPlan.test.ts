// The demo task as a plan, through the real session: planner, steps, goal and roll-back.
import { cp, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import type { AgentEvent } from '../../../src/core/events/agentEvent';
import { createDemoModel } from '../../../src/core/model/demoModel';
import { wavesOf } from '../../../src/core/plan/planViews';
import { Agent } from '../../../src/core/session/agent';
import { temporaryFolder } from './sessionFixture';

const sample = join(import.meta.dirname, '../../fixtures/sampleProject');

async function openDemo(withSample: boolean) {
  const root = await temporaryFolder(withSample ? {} : { 'other.txt': 'Nothing of the demo.' });
  if (withSample) await cp(sample, root, { recursive: true });
  const agent = await Agent.create({
    defaultModel: 'demo/scripted',
    models: [createDemoModel({ deltaMs: 0, sleep: () => Promise.resolve() })],
    sessionsDir: await temporaryFolder(),
  });
  onTestFinished(() => agent.dispose());
  const session = agent.session(root, {
    permissive: true,
    planning: true,
    planningPreset: 'editor',
    planApproval: true,
    goalTracking: true,
  });
  const events: AgentEvent[] = [];
  session.onEvent((event) => events.push(event));
  const text = (name: string): Promise<string> => readFile(join(root, name), 'utf8');
  return { session, events, text };
}

test('seven steps in waves are planned, carried out, checked by the tests, and taken back', async () => {
  const { session, events, text } = await openDemo(true);
  const before = await text('src/cart.js');
  await session.send('Make the totals right');
  const { current } = session.plan;
  expect(current?.steps).toHaveLength(7);
  expect(wavesOf(current!).map((wave) => wave.length)).toEqual([2, 3, 1, 1]);
  expect(await text('src/cart.js')).toBe(before);

  const { result } = await session.plan.run();
  expect(result.failures).toEqual([]);
  expect(result.success).toBe(true);
  expect(result.output).toContain('7 of 7 steps of the demo plan are done.');
  expect(await text('src/cart.js')).toContain('Math.round(');
  expect(await text('test/cart.test.js')).toContain('half a cent is rounded up');
  const checked = events.findLast((event) => event.type === 'goal_checked');
  expect(checked).toMatchObject({ achieved: true, criteria: [{ met: true, by: 'command' }] });

  expect((await session.plan.previewRollBack('round')).stepIds).toEqual(['look-back', 'run-tests', 'round']);
  await session.plan.rollBack('round');
  expect(await text('src/cart.js')).toBe(before);
  expect(await text('test/cart.test.js')).toContain('half a cent is rounded up');
  await session.plan.retry();
  expect(session.plan.current?.status).toBe('completed');
});

test('in another folder there is nothing to plan, and the demo says why', async () => {
  const { session } = await openDemo(false);
  const { text } = await session.send('Make the totals right');
  expect(text).toContain('The demo task plays on the sample project only');
  expect(session.plan.current).toBeUndefined();
});

test('a step that the demo does not know fails with what to do', async () => {
  const { session } = await openDemo(true);
  await session.send('Make the totals right');
  await session.plan.edit((plan) => ({
    ...plan,
    steps: [
      {
        id: 'mine',
        type: 'agent_task',
        description: 'Paint it blue',
        dependsOn: [],
        status: 'pending',
        attempts: 0,
      },
    ],
  }));
  const { result } = await session.plan.run();
  expect(result.failures[0]?.error).toContain('Set up a real model for others.');
});
