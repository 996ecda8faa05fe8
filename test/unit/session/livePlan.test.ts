// The plan of a session: what can be done with it between runs and during them, and what is left of it after a reload.
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { ModelRequest } from '../../../src/core/model/languageModel';
import { addStep, editStep, moveStep } from '../../../src/core/plan/editPlan';
import type { StepSpec } from '../../../src/core/plan/plan';
import { Agent } from '../../../src/core/session/agent';
import {
  always,
  clock,
  isThere,
  openWithPlans as open,
  planOf,
  reopen,
  states,
  STEPS,
  textOf,
  working,
} from './livePlanFixture';
import { createScriptedModel } from './scriptedModel';
import type { ScriptedTurn } from './scriptedModel';
import { nextEvent, openSession, temporaryFolder } from './sessionFixture';

describe('a plan that was set', () => {
  test('runs, and a part of it runs', async () => {
    const opened = await open();
    const { plan } = opened.session;
    await plan.set(planOf());
    expect(states(opened.session)).toBe('a pending, b pending, c pending');
    await expect(plan.run({ kind: 'step', stepId: 'c' })).rejects.toThrow(
      'Step 3 needs step 1 to be done first',
    );
    await plan.run({ kind: 'until', stepId: 'c' });
    expect(states(opened.session)).toBe('a done, b pending, c done');
    expect((await plan.run()).result.success).toBe(true);
    expect(await textOf(opened, 'b.txt')).toBe('b');
    await expect(plan.run()).rejects.toThrow('Every step of the plan is done');
  });

  test('edits outside a run are events; a done step is not edited', async () => {
    const opened = await open();
    const { plan } = opened.session;
    await plan.set(planOf());
    await plan.edit((current) => editStep(current, 'b', { description: 'Write d.txt' }, clock));
    await plan.edit((current) => addStep(current, { id: 'e', description: 'Write e.txt' }, clock));
    await plan.run();
    expect(isThere(opened, 'd.txt')).toBe(true);
    expect(states(opened.session)).toBe('a done, b done, c done, e done');
    await expect(plan.edit((current) => editStep(current, 'a', { title: 'No' }, clock))).rejects.toThrow(
      'Only pending steps can be edited',
    );
    const outside = opened.events.filter(({ runId }) => runId === '').map(({ type }) => type);
    expect(outside.filter((type) => type.startsWith('plan_'))).toEqual([
      'plan_created',
      'plan_changed',
      'plan_updated',
    ]);
  });

  test('an edit during a run takes effect, a skipped step takes along what needs it', async () => {
    const opened = await open(working((name) => (name === 'b' ? { text: 'On it', hangs: true } : undefined)));
    const { plan } = opened.session;
    await plan.set(planOf([...STEPS.slice(0, 2), { id: 'c', description: 'Write c.txt', dependsOn: ['b'] }]));
    const running = plan.run();
    await nextEvent(opened, 'step_end');
    await plan.edit((current) => editStep(current, 'c', { title: 'Changed' }, clock));
    await plan.skip('c');
    expect(states(opened.session)).toBe('a done, b in_progress, c skipped');
    expect(plan.current?.steps[2]?.title).toBe('Changed');
    await opened.session.cancel();
    await running.catch(() => undefined);
    expect(states(opened.session)).toBe('a done, b cancelled, c skipped');
  });

  test('is discarded; what it changed stays', async () => {
    const opened = await open();
    await opened.session.plan.set(planOf());
    await opened.session.plan.run();
    await opened.session.plan.discard();
    expect(opened.session.plan.current).toBeUndefined();
    expect(isThere(opened, 'a.txt')).toBe(true);
    await expect(opened.session.plan.run()).rejects.toThrow('This session has no plan');
  });

  test('a dry run leaves the plan and the files as they are', async () => {
    const opened = await open();
    const { plan } = opened.session;
    await plan.set(planOf());
    const { result } = await opened.session.runPlan(plan.current!, { dryRun: true });
    expect(result.stepResults.map(({ files }) => files.map(({ path }) => path))).toEqual([
      ['a.txt'],
      ['b.txt'],
      ['c.txt'],
    ]);
    expect(states(opened.session)).toBe('a pending, b pending, c pending');
    expect(isThere(opened, 'a.txt')).toBe(false);
    expect((await plan.previewRollBack()).stepIds).toEqual([]);
    // What is said of it says no step done.
    const end = (await opened.session.events()).findLast(({ type }) => type === 'end');
    expect(end?.type === 'end' ? end.text : undefined).toMatch(
      /^A dry run: nothing was written, and no command ran\.\n1\. .*: would be done\n2\. .*: would be done\n/,
    );
  });
});

describe('stopping and going on', () => {
  test('Stop keeps the plan, and the run goes on where it was', async () => {
    let hangs = true;
    const opened = await open(
      working((name) => (name === 'b' && hangs ? { text: 'On it', hangs } : undefined)),
    );
    const { plan } = opened.session;
    await plan.set(planOf());
    const running = plan.run();
    await nextEvent(opened, 'step_end');
    await opened.session.cancel();
    await running.catch(() => undefined);
    expect(states(opened.session)).toBe('a done, b cancelled, c cancelled');
    hangs = false;
    await plan.run();
    expect(states(opened.session)).toBe('a done, b done, c done');
  });

  test('what Stop kept from beginning can be edited, skipped, moved and run alone', async () => {
    let hangs = true;
    const stopping = working((name) => (name === 'a' && hangs ? { text: 'On it', hangs } : undefined));
    const opened = await open(stopping);
    const { plan } = opened.session;
    await plan.set(planOf());
    const running = plan.run({ kind: 'until', stepId: 'c' });
    await nextEvent(opened, 'step_start');
    await opened.session.cancel();
    await running.catch(() => undefined);
    hangs = false;
    expect([states(opened.session), plan.current?.status]).toEqual([
      'a cancelled, b cancelled, c cancelled',
      'cancelled',
    ]);
    await expect(plan.edit((now) => editStep(now, 'a', { title: 'No' }, clock))).rejects.toThrow(
      'Only pending',
    );
    await plan.edit((now) => editStep(now, 'c', { title: 'Last' }, clock));
    expect([states(opened.session), plan.current?.status]).toEqual([
      'a cancelled, b pending, c pending',
      'cancelled',
    ]);
    await plan.edit((now) => moveStep(now, 'b', 3, clock));
    await plan.run({ kind: 'step', stepId: 'b' });
    expect(states(opened.session)).toBe('a pending, c pending, b done');
    await plan.skip('c');
    await plan.run();
    expect(states(opened.session)).toBe('a done, c skipped, b done');
  });

  test('a paused run starts no further step until it is resumed', async () => {
    const opened = await open();
    const { plan } = opened.session;
    await plan.set(planOf());
    expect(plan.pause()).toBe(false);
    const first = nextEvent(opened, 'step_start');
    const running = plan.run();
    await first;
    expect(plan.pause()).toBe(true);
    await nextEvent(opened, 'wave_end');
    expect(plan.current?.status).toBe('paused');
    plan.resume();
    expect((await running).result.success).toBe(true);
  });

  test('after a crash the steps that ran are pending again, and the run goes on with what is left', async () => {
    const sessionsDir = await temporaryFolder();
    const opened = await openSession({
      permissive: true,
      config: { sessionsDir },
      turns: always(working((name) => (name === 'b' ? { text: 'On it', hangs: true } : undefined))),
    });
    await opened.session.plan.set(planOf());
    const running = opened.session.plan.run();
    await nextEvent(opened, 'step_end');
    await opened.session.dispose({ keepRun: true });
    await running.catch(() => undefined);

    const resumed = await reopen(opened, sessionsDir);
    expect(resumed.plan.isInterrupted).toBe(true);
    expect(states(resumed)).toBe('a done, b pending, c pending');
    await (await resumed.continueInterrupted()).result();
    expect(states(resumed)).toBe('a done, b done, c done');
    expect(resumed.plan.isInterrupted).toBe(false);
    expect(await textOf(opened, 'b.txt')).toBe('b');
  });

  test('what was cut off is pending for the log as well once the plan was edited', async () => {
    const sessionsDir = await temporaryFolder();
    const opened = await openSession({
      permissive: true,
      config: { sessionsDir },
      turns: always(working((name) => (name === 'b' ? { text: 'On it', hangs: true } : undefined))),
    });
    await opened.session.plan.set(planOf());
    const running = opened.session.plan.run();
    await nextEvent(opened, 'step_end');
    await opened.session.dispose({ keepRun: true });
    await running.catch(() => undefined);

    const resumed = await reopen(opened, sessionsDir);
    await resumed.plan.edit((current) => editStep(current, 'c', { title: 'Sea' }, clock));
    await resumed.dispose();
    const again = await reopen(opened, sessionsDir);
    expect(states(again)).toBe('a done, b pending, c pending');
    expect(again.plan.current).toMatchObject({ status: 'ready', steps: [{}, {}, { title: 'Sea' }] });
  });

  test('the log grows with the steps of a plan, not with their square', async () => {
    const sizeOf = async (count: number): Promise<number> => {
      const opened = await open(() => ({ text: 'Done, as the step says.' }));
      const steps = Array.from({ length: count }, (_, index): StepSpec => ({
        id: `s${index}`,
        description: `Write the file number ${index} with its test and say what was done there.`,
      }));
      await opened.session.plan.set(planOf(steps));
      expect((await opened.session.plan.run()).result.success).toBe(true);
      const kept = await opened.session.events();
      expect(kept.filter(({ type }) => type === 'task_updated')).toEqual([]);
      expect(opened.events.filter(({ type }) => type === 'task_updated').length).toBeGreaterThan(2 * count);
      return JSON.stringify(kept).length;
    };
    const small = await sizeOf(10);
    expect(await sizeOf(40)).toBeLessThan(4.5 * small);
  });

  test('a reload brings the plan back with what was edited, and the choice to plan', async () => {
    const sessionsDir = await temporaryFolder();
    const opened = await openSession({ permissive: true, config: { sessionsDir }, turns: [] });
    await opened.session.plan.set(planOf());
    await opened.session.plan.edit((current) => editStep(current, 'b', { title: 'Bee' }, clock));
    opened.session.setPlanning('on');
    await opened.session.dispose();
    const resumed = await reopen(opened, sessionsDir);
    expect(resumed.plan.current?.steps[1]?.title).toBe('Bee');
    expect(resumed.plan.isInterrupted).toBe(false);
    expect(resumed.planning).toBe('on');
  });
});

describe('taking steps back', () => {
  test('a step goes with what needs it, listed first; retry brings it back', async () => {
    const opened = await open();
    const { plan } = opened.session;
    await plan.set(planOf());
    await plan.run();
    expect(await plan.previewRollBack('a')).toEqual({
      stepIds: ['c', 'a'],
      files: ['c.txt', 'a.txt'],
      irreversible: [],
    });
    const result = await plan.rollBack('a');
    expect(result).toEqual({ undone: ['c', 'a'], conflicts: [], irreversible: [] });
    expect(states(opened.session)).toBe('a rolled_back, b done, c rolled_back');
    expect([isThere(opened, 'a.txt'), isThere(opened, 'b.txt'), isThere(opened, 'c.txt')]).toEqual([
      false,
      true,
      false,
    ]);
    await plan.retry();
    expect(states(opened.session)).toBe('a done, b done, c done');
    expect(await textOf(opened, 'c.txt')).toBe('c');
  });

  const told = (request: ModelRequest | undefined): string =>
    JSON.stringify(request?.messages ?? []).replaceAll('\\n', '\n');

  test('the model is told once, before its next turn', async () => {
    const sessionsDir = await temporaryFolder();
    const opened = await openSession({ permissive: true, config: { sessionsDir }, turns: always(working()) });
    const { plan } = opened.session;
    await plan.set(planOf());
    await plan.run();
    await writeFile(join(opened.root, 'c.txt'), 'mine');
    await plan.rollBack('a');
    await opened.session.dispose();
    const model = createScriptedModel(always(working()));
    const agent = await Agent.create({ defaultModel: 'test/scripted', models: [model], sessionsDir });
    onTestFinished(() => agent.dispose());
    const resumed = agent.resumeSession(opened.session.sessionId, { cwd: opened.root, permissive: true });
    await resumed.send('What now?');
    expect(told(model.requests[0])).toContain(
      'The person took steps of the plan back: “Write c.txt”, “Write a.txt”. What they changed is gone from a.txt. ' +
        'Left as they are now, because they were changed since: c.txt. Read these files before you rely on them, ' +
        'and do not make those changes again unless you are asked to.',
    );
    await resumed.send('And now?');
    expect(told(model.requests[1]).split('The person took steps').length).toBe(2);
  });

  test('what was done again before the next turn is not told, and a roll-back inside a run neither', async () => {
    let isBroken = true;
    const opened = await open(
      working((name) => (name === 'c' && isBroken ? { text: 'STEP FAILED: no ink' } : undefined)),
    );
    const { plan } = opened.session;
    await plan.set(planOf());
    await plan.run({ kind: 'all' }, { options: { onFailure: 'rollback' } });
    expect(states(opened.session)).toBe('a rolled_back, b rolled_back, c failed');
    isBroken = false;
    await plan.retry();
    await plan.rollBack('c');
    await plan.retry();
    await opened.session.send('What now?');
    expect(told(opened.model.requests.at(-1))).not.toContain('The person took');
    await plan.rollBack();
    await opened.session.send('And now?');
    expect(told(opened.model.requests.at(-1))).toContain('“Write c.txt”');
  });

  test('also after a reload, and not over what a person wrote since', async () => {
    const sessionsDir = await temporaryFolder();
    const opened = await openSession({ permissive: true, config: { sessionsDir }, turns: always(working()) });
    await opened.session.plan.set(planOf());
    await opened.session.plan.run();
    await opened.session.dispose();
    await writeFile(join(opened.root, 'b.txt'), 'mine');
    const resumed = await reopen(opened, sessionsDir);
    const result = await resumed.plan.rollBack();
    expect(result.conflicts).toEqual(['b.txt']);
    expect([isThere(opened, 'a.txt'), isThere(opened, 'c.txt')]).toEqual([false, false]);
    expect(await textOf(opened, 'b.txt')).toBe('mine');
    expect(resumed.plan.current?.status).toBe('rolled_back');
  });

  test('what a step wrote before the process ended is taken back, too', async () => {
    const sessionsDir = await temporaryFolder();
    const hangs = working((name, { messages }) =>
      name === 'b' && messages.at(-1)?.role === 'tool' ? { text: 'On it', hangs: true } : undefined,
    );
    const opened = await openSession({ permissive: true, config: { sessionsDir }, turns: always(hangs) });
    const sequential = { options: { strategy: 'sequential' } } as const;
    await opened.session.plan.set(planOf());
    const written = new Promise<void>((resolve) => {
      opened.session.onEvent((event) => {
        if (event.type === 'text_delta' && event.stepId === 'b') resolve();
      });
    });
    const running = opened.session.plan.run({ kind: 'all' }, sequential);
    await written;
    await opened.session.dispose({ keepRun: true });
    await running.catch(() => undefined);
    const resumed = await reopen(opened, sessionsDir);
    expect(await resumed.plan.previewRollBack()).toMatchObject({
      stepIds: ['b', 'a'],
      files: ['b.txt', 'a.txt'],
    });
    await resumed.plan.rollBack();
    expect([isThere(opened, 'a.txt'), isThere(opened, 'b.txt')]).toEqual([false, false]);
    expect((await resumed.plan.previewRollBack()).stepIds).toEqual([]);
  });

  test('a run that goes on and fails takes back what was done before it, as the rule says', async () => {
    const sessionsDir = await temporaryFolder();
    const opened = await openSession({ permissive: true, config: { sessionsDir }, turns: always(working()) });
    await opened.session.plan.set(planOf());
    await opened.session.plan.run({ kind: 'until', stepId: 'b' });
    await opened.session.dispose();
    const fails = working((name) => (name === 'c' ? { text: 'STEP FAILED: no' } : undefined));
    const resumed = await reopen(opened, sessionsDir, fails);
    const options = { onFailure: 'rollback', strategy: 'sequential' } as const;
    const { result } = await resumed.plan.run({ kind: 'all' }, { options });
    // The newest first: only b was done by the run before.
    expect(result.rollback).toEqual({ undone: ['a', 'b'], conflicts: [], irreversible: [] });
    expect([isThere(opened, 'a.txt'), isThere(opened, 'b.txt')]).toEqual([false, false]);
    expect(states(resumed)).toBe('a rolled_back, b rolled_back, c failed');
  });

  test('a step that ran a command is named: what it did outside stays', async () => {
    const opened = await open(
      working((name, { messages }) =>
        name === 'b' && messages.at(-1)?.role !== 'tool'
          ? { calls: [{ id: 'call_1', name: 'bash', input: { command: 'echo b > b.txt' } }] }
          : undefined,
      ),
    );
    await opened.session.plan.set(planOf());
    await opened.session.plan.run();
    expect((await opened.session.plan.previewRollBack('b')).irreversible).toEqual(['b']);
  });
});

describe('questions', () => {
  const fails = (times: number) => {
    let count = 0;
    return working((name) =>
      name === 'a' && ++count <= times ? { text: 'STEP FAILED: no disk' } : undefined,
    );
  };

  test('a failed step: a person chooses to try again', async () => {
    const opened = await open(fails(1), { asksAboutPlan: true });
    const { plan } = opened.session;
    await plan.set(planOf());
    const running = plan.run();
    const question = await nextEvent(opened, 'plan_failure_question');
    expect(question).toMatchObject({ stepId: 'a', error: 'no disk' });
    expect(plan.chooseAfterFailure('b', 'retry')).toBe(false);
    expect(plan.chooseAfterFailure('a', 'retry')).toBe(true);
    expect((await running).result.success).toBe(true);
    expect(await nextEvent(opened, 'plan_question_answered')).toMatchObject({ stepId: 'a', answer: 'retry' });
  });

  test('a failed step: rolled back, retried one by one, finished', async () => {
    const opened = await open(fails(1), { asksAboutPlan: true });
    const { plan } = opened.session;
    await plan.set(planOf());
    const running = plan.run();
    await nextEvent(opened, 'plan_failure_question');
    plan.chooseAfterFailure('a', 'rollback');
    expect((await running).result.rollback?.undone).toEqual(['b']);
    expect(states(opened.session)).toBe('a failed, b rolled_back, c pending');
    await plan.retry('a');
    expect(states(opened.session)).toBe('a done, b rolled_back, c done');
    await plan.retry('b');
    expect(plan.current?.status).toBe('completed');
    await expect(plan.retry()).rejects.toThrow('nothing to try again');
  });

  test('a destructive step is asked about first, and Stop settles the question', async () => {
    const opened = await open(working(), { asksAboutPlan: true });
    const { plan } = opened.session;
    await plan.set(planOf([{ id: 'a', description: 'Write a.txt', destructive: true }, ...STEPS.slice(1)]));
    const running = plan.run();
    expect(await nextEvent(opened, 'step_confirm')).toMatchObject({ stepId: 'a', destructive: true });
    await opened.session.cancel();
    await running.catch(() => undefined);
    expect(await nextEvent(opened, 'plan_question_answered')).toMatchObject({
      stepId: 'a',
      answer: 'cancelled',
    });

    const again = plan.run();
    await expect.poll(() => plan.answerStep('a', 'skip')).toBe(true);
    await again;
    expect(states(opened.session)).toBe('a skipped, b done, c skipped');
  });

  test('where nobody answers, a failed step stops the run', async () => {
    const opened = await open(fails(1));
    await opened.session.plan.set(planOf());
    expect((await opened.session.plan.run()).result.status).toBe('failed');
    await opened.session.plan.retry();
    expect(opened.session.plan.current?.status).toBe('completed');
  });
});

describe('planning', () => {
  const PLANNED = JSON.stringify({ goal: 'Three files', steps: STEPS });
  const plans =
    (reply: string) =>
    (request: ModelRequest): ScriptedTurn =>
      request.system.startsWith('You plan work') ? { text: reply } : working()(request);

  test('with approval a prompt makes the plan and nothing more', async () => {
    const opened = await open(plans(PLANNED), { planningPreset: 'editor', planApproval: true });
    expect(opened.session.planning).toBe('off');
    opened.session.setPlanning('on');
    const { text } = await opened.session.send('Make three files');
    expect(text).toBe('1. Write a.txt\n2. Write b.txt\n3. Write c.txt');
    expect(states(opened.session)).toBe('a pending, b pending, c pending');
    expect(isThere(opened, 'a.txt')).toBe(false);
    expect((await opened.session.plan.run()).result.success).toBe(true);
    opened.session.setPlanning('off');
    await opened.session.send('Thanks');
    expect(states(opened.session)).toBe('a done, b done, c done');
  });

  test('without approval it is carried out at once, and can be skipped in on the way', async () => {
    const opened = await open(plans(PLANNED), { planning: true, planningPreset: 'editor' });
    const started = nextEvent(opened, 'step_start');
    const sent = opened.session.send('Make three files');
    await started;
    await opened.session.plan.skip('c');
    await sent;
    expect(states(opened.session)).toBe('a done, b done, c skipped');
  });

  test('a step and what comes after it are planned anew; what stands before stays', async () => {
    const rest = JSON.stringify({ steps: [{ id: 'c', description: 'Write d.txt', dependsOn: ['a'] }] });
    const opened = await open(plans(rest));
    const { plan } = opened.session;
    await plan.set(planOf());
    await plan.run({ kind: 'step', stepId: 'a' });
    const next = await plan.replan('c');
    expect(next.steps.map(({ description, status }) => `${description}: ${status}`)).toEqual([
      'Write a.txt: done',
      'Write b.txt: pending',
      'Write d.txt: pending',
    ]);
    expect(next.version).toBe(2);
    expect(plan.current?.id).toBe(next.id);
    expect((await plan.previewRollBack('a')).stepIds).toEqual(['a']);
    await expect(plan.replan('a')).rejects.toThrow('Step 1 is done');
  });

  test('a planner without a usable answer leaves the plan as it is', async () => {
    const opened = await open(plans('I would rather not.'));
    await opened.session.plan.set(planOf());
    await expect(opened.session.plan.replan('b')).rejects.toThrow('the plan stays as it is');
    expect(states(opened.session)).toBe('a pending, b pending, c pending');
  });
});
