import fc from 'fast-check';
import { describe, expect, test, vi } from 'vitest';
import { editStep, removeStep } from '../../../src/core/plan/editPlan';
import type { Plan, PlanStep, StepSpec } from '../../../src/core/plan/plan';
import type { FailureChoice, PlanPorts, StepAnswer } from '../../../src/core/plan/planPorts';
import type { PlanRun } from '../../../src/core/plan/planRun';
import { prepareRetry } from '../../../src/core/plan/planScope';
import { NOW, planOf } from './planFixture';
import { bad, ok, openRun, statuses } from './planRunFixture';
import type { Opened } from './planRunFixture';

describe('asking', () => {
  const answers = (...list: readonly ('run' | 'decline' | 'skip' | 'quit')[]) => {
    const left = [...list];
    return { confirmStep: () => Promise.resolve(left.shift() ?? 'run') };
  };

  test('a declined step takes along what needs it, without a question; the run goes on', async () => {
    const opened = openRun(
      planOf([[], [1], []]),
      {},
      { interactive: true, ports: answers('decline', 'run') },
    );
    const result = await opened.start();
    expect(statuses(opened.run)).toBe('declined dependency_skipped done');
    expect(result).toMatchObject({ success: false, failures: [], skippedSteps: 2, status: 'partial' });
  });

  test('quit keeps what is done and cancels the rest', async () => {
    const opened = openRun(planOf([[], [], []]), {}, { interactive: true, ports: answers('run', 'quit') });
    expect(await opened.start()).toMatchObject({ status: 'cancelled', completedSteps: 1, cancelledSteps: 2 });
    expect(opened.events.some(({ type }) => type === 'rollback_start')).toBe(false);
  });

  test('only destructive steps ask by default, once each, also when interactive', async () => {
    const steps = [
      { id: 'a', description: 'A' },
      { id: 'b', description: 'B', type: 'delete_file' },
    ];
    for (const [interactive, expected] of [
      [false, 1],
      [true, 2],
    ] as const) {
      const opened = openRun(planOf([], { steps }), {}, { interactive, ports: answers() });
      await opened.start();
      const asked = opened.events.filter((event) => event.type === 'step_confirm');
      expect(asked).toHaveLength(expected);
      expect(asked.at(-1)).toMatchObject({ stepId: 'b', destructive: true });
    }
  });

  test('the question shows the command that a yes lets run, with nothing hidden in it', async () => {
    const steps = [
      { id: 'a', description: 'Tidy up', type: 'run_command', command: 'rm -rf src \u202e# tidy' },
    ];
    const opened = openRun(planOf([], { steps }), {}, { interactive: true, ports: answers() });
    await opened.start();
    expect(opened.events.find((event) => event.type === 'step_confirm')).toMatchObject({
      command: 'rm -rf src ⟨U+202E⟩# tidy',
    });
  });

  test('a yes is for the step that was shown: one edited meanwhile is asked for again', async () => {
    const steps = [{ id: 'a', description: 'A', type: 'run_command', command: 'ls' }];
    const asked: (string | undefined)[] = [];
    const opened: Opened = openRun(
      planOf([], { steps }),
      {},
      {
        interactive: true,
        ports: {
          confirmStep: ({ step }) => {
            asked.push(step.command);
            if (asked.length > 1) return Promise.resolve('decline');
            opened.run.edit((plan) => ({
              ...plan,
              steps: plan.steps.map((each) => ({ ...each, command: 'rm -rf src' })),
            }));
            return Promise.resolve('run');
          },
        },
      },
    );
    await opened.start();
    expect(asked).toEqual(['ls', 'rm -rf src']);
    expect(opened.worked).toEqual([]);
  });

  const EDITING = { now: () => NOW };
  const commandStep = (id: string): StepSpec => ({ id, description: id, type: 'run_command', command: 'ls' });
  /** Answers what is asked, in the order of the questions, unless the question is withdrawn first. */
  function person(answer: (step: PlanStep, count: number) => StepAnswer | undefined) {
    let count = 0;
    const withdrawn: string[] = [];
    const confirmStep: NonNullable<PlanPorts['confirmStep']> = ({ step }, signal) =>
      new Promise((resolve, reject) => {
        signal.addEventListener('abort', () => {
          withdrawn.push(step.id);
          reject(signal.reason as Error);
        });
        const said = answer(step, (count += 1));
        if (said !== undefined) resolve(said);
      });
    return { confirmStep, withdrawn };
  }

  test.each<readonly [string, (run: PlanRun) => void, string]>([
    ['edited', (run) => run.edit((plan) => editStep(plan, 'a', { command: 'pwd' }, EDITING)), 'done done'],
    ['skipped', (run) => void run.skip('a'), 'user done'],
    ['removed', (run) => run.edit((plan) => removeStep(plan, 'a', EDITING)), 'done'],
  ])(
    'the question about a step that is %s while it is open is withdrawn',
    async (_what, change, expected) => {
      const { confirmStep, withdrawn } = person((step, count) => {
        if (step.id !== 'a' || count > 1) return 'run';
        queueMicrotask(() => change(opened.run));
        return undefined;
      });
      const opened: Opened = openRun(
        planOf([], { steps: [commandStep('a'), commandStep('b')] }),
        {},
        { interactive: true, ports: { confirmStep } },
      );
      expect((await opened.start()).status).toBe(expected === 'user done' ? 'partial' : 'completed');
      expect(statuses(opened.run)).toBe(expected);
      expect(withdrawn).toEqual(['a']);
    },
  );

  test.each(['run', 'decline', 'skip'] as const)(
    'an answer to what was skipped just before, %s, changes nothing',
    async (late) => {
      const opened: Opened = openRun(
        planOf([], { steps: [commandStep('a')] }),
        {},
        { interactive: true, ports: { confirmStep: () => (opened.run.skip('a'), Promise.resolve(late)) } },
      );
      expect(await opened.start()).toMatchObject({ status: 'partial', skippedSteps: 1 });
      expect(opened.worked).toEqual([]);
    },
  );

  test('an edit that changes nothing does not ask again', async () => {
    const { confirmStep, withdrawn } = person(() => {
      opened.run.edit((plan) => editStep(plan, 'a', { command: 'ls' }, EDITING));
      return 'run';
    });
    const opened: Opened = openRun(
      planOf([], { steps: [commandStep('a')] }),
      {},
      { interactive: true, ports: { confirmStep } },
    );
    await opened.start();
    expect(withdrawn).toEqual([]);
    expect(opened.worked).toEqual(['a']);
  });

  test('a storm of edits asks once more for each of them, and then it ends', async () => {
    const asked: (string | undefined)[] = [];
    const { confirmStep, withdrawn } = person((step, count) => {
      asked.push(step.command);
      if (count === 51) return 'run';
      queueMicrotask(() =>
        opened.run.edit((plan) => editStep(plan, 'a', { command: `echo ${count}` }, EDITING)),
      );
      return undefined;
    });
    const opened: Opened = openRun(
      planOf([], { steps: [commandStep('a')] }),
      {},
      { interactive: true, ports: { confirmStep } },
    );
    await opened.start();
    expect(withdrawn).toHaveLength(50);
    expect(asked).toEqual(['ls', ...Array.from({ length: 50 }, (_, index) => `echo ${index + 1}`)]);
    expect(opened.worked).toEqual(['a']);
  });

  test('whatever a person does to steps while they are asked about, the run ends', async () => {
    const act = fc.constantFrom('run', 'decline', 'skip', 'edit', 'skipOther', 'remove', 'pause', 'quit');
    const plan = planOf([[], [1], [], [3]], {});
    const all: Plan = {
      ...plan,
      steps: plan.steps.map((step) => ({ ...step, type: 'run_command', command: 'make all' })),
    };
    await fc.assert(
      fc.asyncProperty(
        fc.array(act, { maxLength: 12 }),
        fc.constantFrom('waves', 'sequential'),
        fc.boolean(),
        async (acts, strategy, force) => {
          const left = [...acts];
          const confirmStep: NonNullable<PlanPorts['confirmStep']> = ({ step }, signal) =>
            new Promise((resolve, reject) => {
              signal.addEventListener('abort', () => reject(signal.reason as Error));
              const next = (): void => {
                const what = left.shift() ?? 'run';
                const { run } = opened;
                const pending = run.plan.steps.find(({ status }) => status === 'pending');
                if (what === 'edit')
                  run.edit((now) => editStep(now, step.id, { command: `echo ${left.length}` }, EDITING));
                else if (what === 'remove') run.edit((now) => removeStep(now, step.id, EDITING));
                else if (what === 'skipOther' && pending !== undefined) run.skip(pending.id);
                else if (what === 'pause') {
                  run.pause();
                  queueMicrotask(() => run.resume());
                } else if (what !== 'skipOther') {
                  resolve(what);
                  return;
                }
                if (!signal.aborted) queueMicrotask(next);
              };
              queueMicrotask(next);
            });
          const opened: Opened = openRun(all, {}, { strategy, maxParallel: 4, ports: { confirmStep } });
          const only = opened.run.plan.steps.map(({ id }) => id);
          await opened.run.run(new AbortController().signal, force ? { only, force } : {});
          const waiting = opened.run.plan.steps.filter(({ status }) => status === 'pending');
          expect(waiting.map(({ id }) => id)).toEqual([]);
          expect(opened.events.filter(({ type }) => type === 'plan_end')).toHaveLength(1);
        },
      ),
      { numRuns: 300 },
    );
  });

  test('a pause while a question is open holds the step that is approved', async () => {
    const opened: Opened = openRun(
      planOf([], { steps: [commandStep('a')] }),
      {},
      { interactive: true, ports: { confirmStep: () => (opened.run.pause(), Promise.resolve('run')) } },
    );
    const end = opened.start();
    await vi.waitFor(() => expect(opened.events.some(({ type }) => type === 'step_confirm')).toBe(true));
    await new Promise(setImmediate);
    expect(opened.worked).toEqual([]);
    opened.run.resume();
    await end;
    expect(opened.worked).toEqual(['a']);
  });

  test('nothing of a wave begins once one of its questions stopped the run', async () => {
    const steps = [
      { id: 'a', description: 'A' },
      { id: 'b', description: 'B', type: 'delete_file' },
    ];
    const quit = openRun(planOf([], { steps }), {}, { strategy: 'waves', ports: answers('quit') });
    expect(await quit.start()).toMatchObject({ status: 'cancelled', cancelledSteps: 2 });
    expect(quit.worked).toEqual([]);
    const unasked = openRun(planOf([], { steps }), {}, { strategy: 'waves', onFailure: 'rollback' });
    expect(await unasked.start()).toMatchObject({ status: 'rolled_back' });
    expect(unasked.worked).toEqual([]);
  });

  test('nobody to ask: a destructive step fails and is never approved', async () => {
    const steps = [{ id: 'a', description: 'A', type: 'run_migrations' }];
    const opened = openRun(planOf([], { steps }), {}, { onFailure: 'halt' });
    expect((await opened.start()).stepResults[0]).toMatchObject({ errorCode: 'confirmation_required' });
    expect(opened.worked).toEqual([]);
  });

  test('the plan is paused while a question is open', async () => {
    let during = '';
    const opened: Opened = openRun(
      planOf([[]]),
      {},
      {
        interactive: true,
        ports: { confirmStep: ({ plan }) => ((during = plan.status), Promise.resolve('run')) },
      },
    );
    await opened.start();
    expect(during).toBe('paused');
  });
});

describe('a question after a failure', () => {
  test('is withdrawn when the step is tried again another way', async () => {
    let attempts = 0;
    const withdrawn: string[] = [];
    const opened: Opened = openRun(
      planOf([[]]),
      { s1: () => ((attempts += 1), attempts === 1 ? bad() : ok()) },
      {
        onFailure: 'ask',
        ports: {
          chooseAfterFailure: ({ stepId }, signal) =>
            new Promise((_resolve, reject) => {
              signal.addEventListener('abort', () => {
                withdrawn.push(stepId);
                reject(signal.reason as Error);
              });
              queueMicrotask(() => opened.run.edit((plan) => prepareRetry(plan, 's1', NOW, true).plan));
            }),
        },
      },
    );
    expect(await opened.start()).toMatchObject({ status: 'completed' });
    expect(withdrawn).toEqual(['s1']);
  });

  test('a roll-back takes back also what failed and was planned anew before', async () => {
    const taken: string[] = [];
    const choices: FailureChoice[] = ['replan', 'rollback'];
    const opened = openRun(
      planOf([[], []]),
      { s1: () => bad(), n1: () => bad() },
      {
        strategy: 'waves',
        onFailure: 'ask',
        ports: {
          chooseAfterFailure: () => Promise.resolve(choices.shift() ?? 'stop'),
          replan: () => Promise.resolve({ steps: [{ id: 'n1', description: 'New' }], repairs: [] }),
          rollbackStep: ({ id }) => (taken.push(id), Promise.resolve({ conflicts: [], hasCommands: false })),
        },
      },
    );
    expect(await opened.start()).toMatchObject({ status: 'rolled_back', rollback: { undone: ['s2'] } });
    expect(taken.toSorted()).toEqual(['n1', 's1', 's2']);
  });

  test('trying all again while others work leaves those alone', async () => {
    const gate = Promise.withResolvers<void>();
    let attempts = 0;
    const opened: Opened = openRun(
      planOf([[], []]),
      {
        s1: () => ((attempts += 1), attempts === 1 ? bad() : ok()),
        s2: async () => {
          await vi.waitFor(() => expect(opened.run.plan.steps[0]?.status).toBe('failed'));
          opened.run.edit((plan) => prepareRetry(plan, undefined, NOW, true).plan);
          gate.resolve();
          return ok();
        },
      },
      { strategy: 'waves', onFailure: 'halt' },
    );
    expect(await opened.start()).toMatchObject({ status: 'completed' });
    await gate.promise;
    expect(opened.worked).toEqual(['s1', 's2', 's1']);
  });
});
