import { describe, expect, test } from 'vitest';
import { editStep } from '../../../src/core/plan/editPlan';
import type { Plan, StepSpec } from '../../../src/core/plan/plan';
import type { FailureChoice, PlanPorts, StepFailure, StepRequest } from '../../../src/core/plan/planPorts';
import { textVersion, treeState } from '../../../src/core/plan/treeState';
import { NOW, planOf } from './planFixture';
import { bad, ok, openRun, statuses, types } from './planRunFixture';
import type { Opened, Work } from './planRunFixture';

/** A step that was stopped in an earlier run. */
function withCancelled(plan: Plan, id: string): Plan {
  const steps = plan.steps.map((step) => (step.id === id ? { ...step, status: 'cancelled' as const } : step));
  return { ...plan, steps };
}

describe('a plan that works', () => {
  test('runs in order, hands outputs of direct dependencies on, and ends once', async () => {
    const seen: StepRequest['dependencies'][] = [];
    const look: Work = ({ dependencies, step }) => {
      seen.push(dependencies);
      return ok(`out ${step.id}`);
    };
    const opened = openRun(planOf([[], [1], [2]]), { s1: look, s2: look, s3: look });
    const result = await opened.start();
    expect(result).toMatchObject({
      success: true,
      status: 'completed',
      totalSteps: 3,
      completedSteps: 3,
      failures: [],
      summary: '1. Do 1\n2. Do 2\n3. Do 3',
    });
    expect(seen).toEqual([[], [{ stepId: 's1', output: 'out s1' }], [{ stepId: 's2', output: 'out s2' }]]);
    expect(types(opened.events)).toEqual([
      ...['step_start', 'step_end', 'step_start', 'step_end', 'step_start', 'step_end'],
      'plan_end',
    ]);
  });

  test('says the new state before what happened', async () => {
    const opened = openRun(planOf([[]]));
    await opened.start();
    const index = opened.events.findIndex(({ type }) => type === 'step_start');
    const before = opened.events[index - 1];
    expect(before).toMatchObject({ type: 'plan_changed', steps: [{ id: 's1', status: 'in_progress' }] });
  });

  test('a forward reference waits its turn', async () => {
    const opened = openRun(planOf([[2], []]));
    await opened.start();
    expect(opened.worked).toEqual(['s2', 's1']);
  });

  test('steps of a wave run at the same time, and the next wave waits for all of them', async () => {
    const gate = Promise.withResolvers<void>();
    let together = 0;
    const meet: Work = async () => {
      together += 1;
      if (together === 2) gate.resolve();
      await gate.promise;
      return ok();
    };
    const opened = openRun(planOf([[], [], [1, 2]]), { s1: meet, s2: meet }, { preset: 'a3s' });
    expect((await opened.start()).success).toBe(true);
    expect(types(opened.events)).toEqual([
      ...['wave_start', 'step_start', 'step_start', 'step_end', 'step_end', 'wave_end'],
      ...['wave_start', 'step_start', 'step_end', 'wave_end', 'plan_end'],
    ]);
  });

  test('snapshots of the plan do not change later', async () => {
    const opened = openRun(planOf([[], [1]]));
    await opened.start();
    const first = opened.events.find((event) => event.type === 'plan_updated');
    expect(first?.plan.steps.map(({ status }) => status)).toEqual(['pending', 'pending']);
  });
});

describe('a step fails', () => {
  const plan = planOf([[], [1], [2], []]);

  test('rollback: newest first, with what the failing step wrote; the rest was never begun', async () => {
    const taken: string[] = [];
    const opened = openRun(
      plan,
      { s3: () => bad('no room') },
      {
        ports: {
          rollbackStep: (step) => {
            taken.push(step.id);
            return Promise.resolve({
              conflicts: step.id === 's1' ? ['src/a.ts'] : [],
              hasCommands: step.id === 's2',
            });
          },
        },
      },
    );
    const result = await opened.start();
    expect(taken).toEqual(['s3', 's2', 's1']);
    expect(statuses(opened.run)).toBe('rolled_back rolled_back failed pending');
    expect(result).toMatchObject({
      success: false,
      status: 'rolled_back',
      completedSteps: 0,
      failedSteps: 1,
      failures: [{ step: 3, stepId: 's3', error: 'no room' }],
      rollback: { undone: ['s2', 's1'], conflicts: ['src/a.ts'], irreversible: ['s2'] },
    });
    expect(result.stepResults).toHaveLength(3);
  });

  test('rollback: a file that a later step of the same wave wrote over is tried again when that one is back', async () => {
    const taken: string[] = [];
    const opened = openRun(
      planOf([[], [], [1, 2]]),
      { s3: () => bad() },
      {
        strategy: 'waves',
        ports: {
          rollbackStep: ({ id }) => {
            const isInTheWay = id === 's2' && !taken.includes('s1');
            taken.push(id);
            return Promise.resolve({ conflicts: isInTheWay ? ['a.ts'] : [], hasCommands: false });
          },
        },
      },
    );
    const { rollback } = await opened.start();
    expect(taken).toEqual(['s3', 's2', 's1', 's2']);
    expect(rollback).toMatchObject({ undone: ['s2', 's1'], conflicts: [] });
    const ends = opened.events.flatMap((event) => (event.type === 'rollback_step' ? [event.stepId] : []));
    expect(ends).toEqual(['s3', 's1', 's2']);
  });

  test('halt keeps what was done', async () => {
    const opened = openRun(plan, { s2: () => bad() }, { onFailure: 'halt' });
    expect(await opened.start()).toMatchObject({
      status: 'failed',
      completedSteps: 1,
      failedSteps: 1,
      skippedSteps: 0,
    });
    expect(statuses(opened.run)).toBe('done failed pending pending');
  });

  test('continue skips what needs it, directly or not, and goes on with the rest', async () => {
    const opened = openRun(plan, { s1: () => bad() }, { onFailure: 'continue' });
    expect(await opened.start()).toMatchObject({
      status: 'partial',
      success: false,
      completedSteps: 1,
      skippedSteps: 2,
    });
    expect(statuses(opened.run)).toBe('failed dependency_failed dependency_failed done');
  });

  test('continue without skipping tells the next step what failed', async () => {
    const seen: StepRequest['dependencies'][] = [];
    const opened = openRun(
      planOf([[], [1]]),
      { s1: () => bad('no room'), s2: ({ dependencies }) => (seen.push(dependencies), ok()) },
      { onFailure: 'continue', skipDependent: false },
    );
    expect((await opened.start()).status).toBe('partial');
    expect(seen).toEqual([[{ stepId: 's1', output: '', error: 'no room' }]]);
  });

  test('a thrown error counts as the failure of its step', async () => {
    const opened = openRun(
      planOf([[]]),
      { s1: () => Promise.reject(new Error('boom')) },
      { onFailure: 'halt' },
    );
    expect((await opened.start()).failures).toEqual([{ step: 1, stepId: 's1', error: 'boom' }]);
  });

  test('in a wave the others are waited for', async () => {
    const gate = Promise.withResolvers<void>();
    const opened = openRun(
      planOf([[], []]),
      { s1: () => (gate.resolve(), bad()), s2: async () => (await gate.promise, ok()) },
      { preset: 'editor', onFailure: 'halt' },
    );
    await opened.start();
    expect(statuses(opened.run)).toBe('failed done');
  });
});

describe('a person chooses after a failure', () => {
  test('retry runs it again', async () => {
    let attempts = 0;
    const opened = openRun(
      planOf([[], [1]]),
      { s1: () => ((attempts += 1) === 1 ? bad() : ok()) },
      { preset: 'editor', ports: { chooseAfterFailure: () => Promise.resolve('retry') } },
    );
    expect((await opened.start()).success).toBe(true);
    expect(opened.run.plan.steps[0]?.attempts).toBe(2);
  });

  test('nobody to ask: it halts', async () => {
    const opened = openRun(planOf([[], [1]]), { s1: () => bad() }, { preset: 'editor' });
    expect((await opened.start()).status).toBe('failed');
  });

  test('roll back, go on, stop', async () => {
    const rows = [
      ['rollback', 'rolled_back failed pending'],
      ['continue', 'done failed dependency_failed'],
      ['stop', 'done failed pending'],
    ] as const;
    for (const [choice, expected] of rows) {
      const opened = openRun(
        planOf([[], [1], [2]]),
        { s2: () => bad() },
        { preset: 'editor', ports: { chooseAfterFailure: () => Promise.resolve(choice) } },
      );
      await opened.start();
      expect(statuses(opened.run), choice).toBe(expected);
    }
  });
});

describe('a new plan', () => {
  const replanned = (steps: readonly StepSpec[]) => ({
    onFailure: 'replan' as const,
    ports: { replan: () => Promise.resolve({ steps, repairs: [] }) },
  });

  test('replaces what is not done; ids are new, done results stay usable', async () => {
    const seen: StepRequest['dependencies'][] = [];
    const opened = openRun(
      planOf([[], [1], [2]]),
      { s2: () => bad(), 's2-v2': ({ dependencies }) => (seen.push(dependencies), ok()) },
      replanned([
        { id: 's2', description: 'Another way', dependsOn: ['s1'] },
        { description: 'Then', dependsOn: ['s2'] },
      ]),
    );
    const result = await opened.start();
    expect(result).toMatchObject({ success: true, totalSteps: 3 });
    expect(opened.run.plan).toMatchObject({ version: 2, supersedes: 'plan-1' });
    expect(opened.run.plan.steps.map(({ id }) => id)).toEqual(['s1', 's2-v2', 'step-2']);
    expect(seen).toEqual([[{ stepId: 's1', output: 'did s1' }]]);
    const event = opened.events.find(({ type }) => type === 'plan_replanned');
    expect(event).toMatchObject({ from: { id: 'plan-1', status: 'superseded' }, to: { version: 2 } });
  });

  test('is asked for as often as allowed, then it halts', async () => {
    const opened = openRun(
      planOf([[]]),
      {},
      {
        ...replanned([{ id: 'x', description: 'Again' }]),
        ports: {
          ...replanned([{ id: 'x', description: 'Again' }]).ports,
          runStep: () => Promise.resolve(bad()),
        },
      },
    );
    expect((await opened.start()).status).toBe('failed');
    expect(opened.run.plan.version).toBe(3);
  });

  test('that breaks a rule is not taken', async () => {
    const opened = openRun(
      planOf([[]]),
      { s1: () => bad() },
      replanned([
        { id: 'a', description: 'A', dependsOn: ['b'] },
        { id: 'b', description: 'B', dependsOn: ['a'] },
      ]),
    );
    expect((await opened.start()).status).toBe('failed');
    expect(opened.run.plan.version).toBe(1);
  });
});

describe('limits', () => {
  test('exactly as many steps as allowed pass', async () => {
    expect((await openRun(planOf([[], []]), {}, { maxExecutedSteps: 2 }).start()).success).toBe(true);
  });

  test('one more is skipped with that reason; failed ones do not count', async () => {
    const opened = openRun(
      planOf([[], [], []]),
      { s1: () => bad() },
      { maxExecutedSteps: 1, onFailure: 'continue' },
    );
    const result = await opened.start();
    expect(statuses(opened.run)).toBe('failed done limit');
    expect(result.status).toBe('failed');
  });

  test('a step that can never start does not hit the limit', async () => {
    const opened = openRun(withCancelled(planOf([[], [3], []]), 's3'), {}, { maxExecutedSteps: 1 });
    expect((await opened.start()).status).toBe('partial');
    expect(statuses(opened.run)).toBe('done unresolvable cancelled');
  });

  test('a larger plan is refused before anything runs', async () => {
    const opened = openRun(planOf([[], [], []]), {}, { maxPlanSteps: 2 });
    await expect(opened.start()).rejects.toThrow('Plan has 3 steps, more than the limit of 2');
    expect(opened.worked).toEqual([]);
  });

  test('a step that takes too long fails, and so does one without a sign of life', async () => {
    for (const [options, error] of [
      [{ stepTimeoutMs: 5_000 }, 'The step took longer than 5 s.'],
      [{ stepTimeoutMs: null, stepIdleTimeoutMs: 600_000 }, 'The step showed no sign of life for 600 s.'],
      [{ stepTimeoutMs: null, runTimeoutMs: 1_000 }, 'The time for the whole plan was up.'],
    ] as const) {
      const hangs: Work = (_request, signal) =>
        new Promise((_resolve, reject) =>
          signal.addEventListener('abort', () => reject(signal.reason as Error)),
        );
      const opened = openRun(
        planOf([[]]),
        { s1: hangs },
        { ...options, onFailure: 'halt', ports: { sleep: () => Promise.resolve() } },
      );
      const [failure] = (await opened.start()).failures;
      expect(failure?.error).toBe(error);
      expect(opened.run.plan.steps[0]?.result?.errorCode).toBe('timeout');
    }
  });

  test('the time in which a person is waited for counts for no limit of the step', async () => {
    let time = NOW;
    const sleeps: { readonly ms: number; readonly wake: () => void }[] = [];
    const sleep: PlanPorts['sleep'] = (ms, signal) =>
      new Promise((resolve, reject) => {
        sleeps.push({ ms, wake: resolve });
        signal.addEventListener('abort', () => reject(new Error('over')), { once: true });
      });
    const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
    const works: Work = async ({ onWaiting }, signal) => {
      time += 4_000;
      onWaiting(true);
      time += 1_000;
      sleeps[0]!.wake();
      await turn();
      time += 1_000;
      onWaiting(false);
      expect(sleeps[1]?.ms).toBe(1_000);
      sleeps[1]!.wake();
      await turn();
      expect(sleeps[2]?.ms).toBe(1_000);
      expect(signal.aborted).toBe(false);
      sleeps[2]!.wake();
      await turn();
      expect(signal.aborted).toBe(true);
      return ok();
    };
    const options = { stepTimeoutMs: 5_000, onFailure: 'halt', ports: { sleep, now: () => time } } as const;
    const opened = openRun(planOf([[]]), { s1: works }, options);
    expect((await opened.start()).failures[0]?.error).toBe('The step took longer than 5 s.');
    expect(sleeps).toHaveLength(3);
  });

  test('a sign of life starts the idle time anew', async () => {
    const sleeps: AbortSignal[] = [];
    const sleep: PlanPorts['sleep'] = (_ms, signal) => {
      sleeps.push(signal);
      return new Promise((_resolve, reject) =>
        signal.addEventListener('abort', () => reject(new Error('over'))),
      );
    };
    const opened = openRun(
      planOf([[]]),
      { s1: ({ onActivity }) => (onActivity(), onActivity(), ok()) },
      { stepTimeoutMs: null, stepIdleTimeoutMs: 1, ports: { sleep } },
    );
    expect((await opened.start()).success).toBe(true);
    expect(sleeps.map(({ aborted }) => aborted)).toEqual([true, true, true]);
  });
});

describe('checks after a step', () => {
  const file = { path: 'a.ts', before: null, after: 'let' };
  const writes: Work = () => ({ success: true, output: 'ok', files: [file] });

  test('what does not parse fails it', async () => {
    const problem = { path: 'a.ts', line: 1, severity: 'error', message: 'name expected' } as const;
    const opened = openRun(
      planOf([[]]),
      { s1: writes },
      { onFailure: 'halt', ports: { validate: () => Promise.resolve([problem]) } },
    );
    expect((await opened.start()).stepResults[0]).toMatchObject({
      success: false,
      errorCode: 'validation',
      error: 'a.ts:1: name expected',
      cause: { about: 'step', code: 'file_problems', problems: [problem] },
      files: [file],
    });
  });

  test('a verifier that is not convinced fails it', async () => {
    const steps = [{ id: 'a', description: 'A', successCriteria: 'tested' }];
    const opened = openRun(
      planOf([], { steps }),
      {},
      {
        verifySteps: true,
        onFailure: 'halt',
        ports: { verify: () => Promise.resolve({ passed: false, reason: 'no test' }) },
      },
    );
    expect((await opened.start()).stepResults[0]).toMatchObject({
      verified: { passed: false, reason: 'no test' },
      errorCode: 'validation',
    });
  });

  test('failing tests after each step, and after the plan', async () => {
    const ports = { runTests: () => Promise.resolve({ passed: false, output: '1 failing' }) };
    const each = openRun(planOf([[], []]), {}, { runTests: 'after_each', onFailure: 'halt', ports });
    expect((await each.start()).failures[0]?.error).toBe('The tests fail:\n1 failing');
    const after = openRun(planOf([[], []]), {}, { runTests: 'after_plan', ports });
    expect(await after.start()).toMatchObject({
      status: 'rolled_back',
      tests: { passed: false },
      rollback: { undone: ['s2', 's1'] },
    });
    const kept = openRun(planOf([[], []]), {}, { runTests: 'after_plan', onFailure: 'halt', ports });
    expect(await kept.start()).toMatchObject({ status: 'failed', success: false, completedSteps: 2 });
  });

  test('failing tests after the plan: a person chooses, or the rest is planned anew and tested again', async () => {
    const results = [false, false, true];
    const asked: StepFailure[] = [];
    const choices: FailureChoice[] = ['retry', 'replan'];
    const ports: Partial<PlanPorts> = {
      runTests: () => Promise.resolve({ passed: results.shift() ?? false, output: '1 failing' }),
      replan: () => Promise.resolve({ steps: [{ id: 'repair', description: 'Repair' }], repairs: [] }),
      chooseAfterFailure(failure) {
        asked.push(failure);
        return Promise.resolve(choices.shift() ?? 'stop');
      },
    };
    const opened = openRun(planOf([[], []]), {}, { runTests: 'after_plan', onFailure: 'ask', ports });
    expect(await opened.start()).toMatchObject({ status: 'completed', tests: { passed: true } });
    expect(asked.map(({ stepId, error }) => [stepId, error])).toEqual([
      ['s2', 'The tests fail:\n1 failing'],
      ['s2', 'The tests fail:\n1 failing'],
    ]);
    expect(opened.worked).toEqual(['s1', 's2', 'repair']);

    results.push(false, false, false);
    const bounded = openRun(
      planOf([[]]),
      {},
      { runTests: 'after_plan', onFailure: 'replan', maxReplans: 1, ports },
    );
    expect(await bounded.start()).toMatchObject({ status: 'failed', tests: { passed: false } });
    expect(bounded.worked).toEqual(['s1', 'repair']);
  });
});

describe('evidence', () => {
  const accepts = (passed: boolean, more: object = {}): Partial<PlanPorts> => ({
    accept: ({ command }) =>
      Promise.resolve({ command, passed, exitCode: passed ? 0 : 2, output: 'as it said', ...more }),
  });
  const writing =
    (path: string, after: string): Work =>
    () => ({ success: true, output: 'ok', files: [{ path, before: null, after }] });
  const steps = (command: string): readonly StepSpec[] => [
    { id: 's1', description: 'Do 1', acceptance: { command } },
  ];

  test('what the acceptance command said is kept with the files it was said of', async () => {
    const opened = openRun(
      planOf([], { steps: steps('npm test') }),
      { s1: writing('a.ts', 'x') },
      {
        ports: accepts(true),
      },
    );
    const [result] = (await opened.start()).stepResults;
    expect(result?.evidence).toEqual({
      takenAt: new Date(NOW).toISOString(),
      tree: treeState(new Map([['a.ts', textVersion('x')]])),
      command: { command: 'npm test', passed: true, exitCode: 0, output: 'as it said' },
    });
  });

  test.each([
    ['npm test', 'tests'],
    ['make lint', 'validation'],
  ])('a failing `%s` fails the step: %s', async (command, errorCode) => {
    const opened = openRun(
      planOf([], { steps: steps(command) }),
      { s1: writing('a.ts', 'x') },
      {
        onFailure: 'halt',
        ports: accepts(false),
      },
    );
    expect((await opened.start()).stepResults[0]).toMatchObject({
      success: false,
      errorCode,
      error: `\`${command}\` ended with 2:\nas it said`,
      files: [{ path: 'a.ts' }],
      evidence: { command: { passed: false, exitCode: 2 } },
    });
  });

  test('a command that nobody can allow, or that can not run, is no acceptance', async () => {
    const unasked = openRun(
      planOf([], { steps: steps('npm test') }),
      {},
      { onFailure: 'halt', ports: accepts(false, { exitCode: undefined, needsConfirmation: true }) },
    );
    expect((await unasked.start()).stepResults[0]?.errorCode).toBe('confirmation_required');
    const nowhere = openRun(planOf([], { steps: steps('npm test') }), {}, { onFailure: 'halt' });
    expect((await nowhere.start()).failures[0]?.error).toContain('Commands can not run here');
  });

  test('a check that breaks off keeps what the step did', async () => {
    const opened = openRun(
      planOf([], { steps: steps('npm test') }),
      { s1: writing('a.ts', 'x') },
      { onFailure: 'halt', ports: { accept: () => Promise.reject(new Error('no shell')) } },
    );
    expect((await opened.start()).stepResults[0]).toMatchObject({
      error: 'no shell',
      errorCode: 'validation',
      files: [{ path: 'a.ts' }],
    });
  });

  test('problems of the files before and after, and new errors fail the step', async () => {
    const problem = (path: string, message: string) => ({ path, severity: 'error' as const, message });
    const old = [problem('a.ts', 'old'), problem('b.ts', 'far away')];
    const asked: (readonly string[])[] = [];
    const problems: PlanPorts['problems'] = (changed) => {
      asked.push(changed);
      return Promise.resolve(
        changed.length === 0 ? old : [...old, problem('a.ts', 'new'), problem('c.ts', 'broken by it')],
      );
    };
    const run = (validateEachStep: boolean) =>
      openRun(
        planOf([[]]),
        { s1: writing('a.ts', 'x') },
        { onFailure: 'halt', validateEachStep, ports: { problems } },
      ).start();
    const [failed] = (await run(true)).stepResults;
    expect(failed).toMatchObject({ errorCode: 'validation', error: 'a.ts: new' });
    expect(failed?.evidence?.problems).toEqual({
      before: [problem('a.ts', 'old')],
      after: [problem('a.ts', 'old'), problem('a.ts', 'new'), problem('c.ts', 'broken by it')],
    });
    expect(asked).toEqual([[], ['a.ts']]);
    expect((await run(false)).success).toBe(true);
  });

  test('a later change to what it covers makes it stale, and going back makes it fresh', async () => {
    const opened = openRun(
      planOf([[], [1], [2]]),
      { s1: writing('a.ts', '1'), s2: writing('a.ts', '2'), s3: () => bad() },
      { onFailure: 'rollback' },
    );
    await opened.start();
    const events = opened.events.filter(({ type }) => type === 'evidence_stale');
    expect(events).toEqual([{ type: 'evidence_stale', stepId: 's1', paths: ['a.ts'] }]);
    expect(opened.run.plan.steps[1]?.result?.evidence?.stale).toBeUndefined();
  });

  test('it covers what it builds on, as that is when it is taken', async () => {
    const versions = new Map([['a.ts', textVersion('by a person')]]);
    const opened = openRun(
      planOf([[], [1]]),
      { s1: writing('a.ts', '1'), s2: writing('b.ts', '2') },
      { ports: { versionOf: (path) => Promise.resolve(versions.get(path)) } },
    );
    await opened.start();
    expect(opened.run.plan.steps[1]?.result?.evidence?.tree.files).toEqual([
      { path: 'a.ts', version: textVersion('by a person') },
      { path: 'b.ts', version: textVersion('2') },
    ]);
  });

  test('what a person changed between two runs is found when it goes on', async () => {
    const versions = new Map<string, string>();
    const opened = openRun(
      planOf([[], [1]]),
      { s1: writing('a.ts', '1'), s2: () => bad() },
      { onFailure: 'halt', ports: { versionOf: (path) => Promise.resolve(versions.get(path)) } },
    );
    await opened.start();
    expect(opened.events.some(({ type }) => type === 'evidence_stale')).toBe(false);
    versions.set('a.ts', textVersion('by a person'));
    await opened.run.retryFailed(new AbortController().signal);
    expect(opened.events.find(({ type }) => type === 'evidence_stale')).toEqual({
      type: 'evidence_stale',
      stepId: 's1',
      paths: ['a.ts'],
    });
  });
});

describe('the last word', () => {
  test('is the synthesis', async () => {
    const ports = {
      synthesize: () =>
        Promise.resolve({ text: 'All rounded.', usage: { inputTokens: 1, outputTokens: 2, totalTokens: 3 } }),
    };
    const opened = openRun(planOf([[]]), {}, { synthesize: true, ports });
    expect(await opened.start()).toMatchObject({
      output: 'All rounded.',
      usage: { synthesis: { totalTokens: 3 } },
    });
    expect(types(opened.events).slice(-2)).toEqual(['plan_response', 'plan_end']);
  });

  test('costs no call when nothing was done', async () => {
    const ports = { synthesize: () => Promise.reject(new Error('not asked')) };
    const opened = openRun(
      planOf([[], [1]]),
      { s1: () => bad('no room') },
      { synthesize: true, onFailure: 'continue', ports },
    );
    expect((await opened.start()).output).toBe(
      'No step of the plan was done.\n1. Do 1: failed (no room)\n2. Do 2: skipped (dependency failed)',
    );
  });

  test('falls back to the plain outcome when the model fails', async () => {
    const ports = { synthesize: () => Promise.reject(new Error('overloaded')) };
    const opened = openRun(planOf([[]]), {}, { synthesize: true, ports });
    expect((await opened.start()).output).toBe('1 of 1 steps are done.\n1. Do 1: done');
  });
});

describe('a safety net', () => {
  test('steps that can never start are named', async () => {
    const opened = openRun(withCancelled(planOf([[], [1], [2]]), 's1'));
    expect(await opened.start()).toMatchObject({ status: 'partial', unresolved: ['s2', 's3'] });
    expect(opened.events.find(({ type }) => type === 'plan_deadlock')).toEqual({
      type: 'plan_deadlock',
      stepIds: ['s2', 's3'],
    });
  });

  test('an empty plan ends at once', async () => {
    expect(await openRun(planOf([])).start()).toMatchObject({ success: true, totalSteps: 0 });
  });
});

describe('stopping and going on', () => {
  test('cancel ends the step in progress and keeps the plan', async () => {
    const abort = new AbortController();
    const hangs: Work = (_request, signal) =>
      new Promise((_resolve, reject) => {
        signal.addEventListener('abort', () => reject(signal.reason as Error));
        abort.abort();
      });
    const opened = openRun(planOf([[], [1], []]), { s2: hangs });
    const result = await opened.start(abort.signal);
    expect(result).toMatchObject({ status: 'cancelled', completedSteps: 1, cancelledSteps: 2 });
    expect(statuses(opened.run)).toBe('done cancelled cancelled');
    expect(types(opened.events).at(-1)).toBe('plan_end');
  });

  test('paused, no further step starts until it goes on', async () => {
    const begun = Promise.withResolvers<void>();
    const finish = Promise.withResolvers<void>();
    const opened = openRun(planOf([[], []]), {
      s1: async () => (begun.resolve(), await finish.promise, ok()),
    });
    const running = opened.start();
    await begun.promise;
    opened.run.pause();
    expect(opened.run.plan.status).toBe('paused');
    finish.resolve();
    await new Promise((resolve) => setImmediate(resolve));
    expect(opened.worked).toEqual(['s1']);
    opened.run.resume();
    expect((await running).success).toBe(true);
  });

  test('pending steps can be edited and skipped while it runs; others say why not', async () => {
    const opened: Opened = openRun(planOf([[], [1], [1]]), {
      s1: () => {
        opened.run.edit((plan) => editStep(plan, 's2', { description: 'Changed' }, { now: () => NOW }));
        expect(() =>
          opened.run.edit((plan) => editStep(plan, 's1', { description: 'x' }, { now: () => NOW })),
        ).toThrow('Only pending steps can be edited');
        expect(opened.run.skip('s3')).toBe(true);
        expect(opened.run.skip('s1')).toBe(false);
        return ok();
      },
    });
    const result = await opened.start();
    expect(result.stepResults.map(({ description }) => description)).toEqual(['Do 1', 'Changed']);
    expect(statuses(opened.run)).toBe('done done user');
  });

  test('one step alone: only when what it needs is done, unless forced', async () => {
    const opened = openRun(planOf([[], [1]]));
    const signal = new AbortController().signal;
    await opened.run.run(signal, { only: ['s2'] });
    expect(statuses(opened.run)).toBe('pending pending');
    await opened.run.run(signal, { only: ['s2'], force: true });
    expect(statuses(opened.run)).toBe('pending done');
  });
});

describe('trying again', () => {
  test('what failed, was skipped for that, or was rolled back; then what was never begun', async () => {
    let isFixed = false;
    const opened = openRun(planOf([[], [1], [2], []]), { s2: () => (isFixed ? ok() : bad()) });
    await opened.start();
    expect(statuses(opened.run)).toBe('rolled_back failed pending pending');
    isFixed = true;
    const result = await opened.run.retryFailed(new AbortController().signal);
    expect(result).toMatchObject({ success: true, completedSteps: 4 });
    expect(opened.worked).toEqual(['s1', 's2', 's1', 's2', 's3', 's4']);
  });

  test('nothing to try: the same result, and no work', async () => {
    const opened = openRun(planOf([[]]));
    const result = await opened.start();
    expect(await opened.run.retryFailed(new AbortController().signal)).toBe(result);
    expect(opened.worked).toEqual(['s1']);
  });
});
