import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Plan, StepSpec } from '../../../src/core/plan/plan';
import { changeStep, resetFailed, skipDependents } from '../../../src/core/plan/planState';
import { countOf, dependentsOf, progressOf, summaryOf, wavesOf } from '../../../src/core/plan/planViews';
import { deadlockedSteps, nextSteps, readySteps } from '../../../src/core/plan/schedule';
import type { ScheduleOptions } from '../../../src/core/plan/schedule';
import { NOW, planOf } from './planFixture';

const sequential: ScheduleOptions = { strategy: 'sequential', maxParallel: 4 };
const waves: ScheduleOptions = { strategy: 'waves', maxParallel: 4 };
const ids = (steps: readonly { readonly id: string }[]): string => steps.map(({ id }) => id).join(' ');

function after(
  plan: Plan,
  ...changes: readonly (readonly [string, ...('in_progress' | 'done' | 'failed')[]])[]
): Plan {
  let next = plan;
  for (const [id, ...path] of changes)
    for (const status of path) next = changeStep(next, id, { status }, NOW);
  return next;
}
const done = (id: string) => [id, 'in_progress', 'done'] as const;
const failed = (id: string) => [id, 'in_progress', 'failed'] as const;

describe('one after another', () => {
  test('takes the first that is ready, also behind a forward reference', () => {
    const plan = planOf([[2], [], [1]]);
    expect(ids(nextSteps(plan, sequential))).toBe('s2');
    expect(ids(nextSteps(after(plan, done('s2')), sequential))).toBe('s1');
    expect(nextSteps(after(plan, ['s2', 'in_progress']), sequential)).toEqual([]);
  });
});

describe('in waves', () => {
  const withSteps = (...steps: readonly Partial<StepSpec>[]): Plan =>
    planOf([], { steps: steps.map((step, index) => ({ id: `s${index + 1}`, description: 'x', ...step })) });

  test('takes all that are ready, up to the limit', () => {
    const plan = planOf([[], [], [], [1]]);
    expect(ids(nextSteps(plan, waves))).toBe('s1 s2 s3');
    expect(ids(nextSteps(plan, { ...waves, maxParallel: 2 }))).toBe('s1 s2');
    expect(ids(nextSteps(after(plan, ['s1', 'in_progress']), { ...waves, maxParallel: 2 }))).toBe('s2');
  });

  const rows: readonly (readonly [string, Plan, string])[] = [
    ['two steps on one file', withSteps({ file: 'a.ts' }, { file: './a.ts' }, { file: 'b.ts' }), 's1 s3'],
    [
      'a command beside a writer',
      withSteps({ type: 'modify_file' }, { type: 'run_command' }, { type: 'analyze' }),
      's1 s3',
    ],
    [
      'a writer beside a command',
      withSteps({ type: 'run_tests' }, { type: 'create_file' }, { type: 'analyze' }),
      's1 s3',
    ],
    ['a command beside an open task', withSteps({}, { command: 'make' }), 's1'],
    ['two commands', withSteps({ command: 'make a' }, { command: 'make b' }), 's1'],
    ['a command that only reads', withSteps({}, { command: 'git status' }), 's1 s2'],
    ['a command that is declared safe', withSteps({}, { command: 'make docs', safeCommands: true }), 's1 s2'],
    [
      'a command that is declared not to be',
      withSteps({}, { command: 'git status', safeCommands: false }),
      's1',
    ],
    ['open tasks', withSteps({}, {}), 's1 s2'],
  ];
  test.each(rows)('%s', (_name, plan, expected) => {
    expect(ids(nextSteps(plan, waves))).toBe(expected);
  });
});

describe('dependencies that are not done', () => {
  test('only done ones count, unless failed ones are settled', () => {
    const plan = after(planOf([[], [1], []]), failed('s1'), done('s3'));
    expect(ids(readySteps(plan))).toBe('');
    expect(ids(readySteps(plan, true))).toBe('s2');
    expect(ids(deadlockedSteps(plan))).toBe('s2');
    expect(ids(deadlockedSteps(plan, true))).toBe('');
  });

  test('while something runs there is no deadlock', () => {
    expect(deadlockedSteps(after(planOf([[], [1]]), ['s1', 'in_progress']))).toEqual([]);
  });
});

describe('states', () => {
  test('a start counts an attempt, a reset drops the result', () => {
    const result = { stepId: 's1', order: 1, description: 'Do 1', success: false, files: [] };
    let plan = changeStep(planOf([[]]), 's1', { status: 'in_progress' }, NOW);
    plan = changeStep(plan, 's1', { status: 'failed', result }, NOW);
    expect(plan.steps[0]).toMatchObject({ status: 'failed', attempts: 1, result });
    plan = resetFailed(plan, NOW);
    expect(plan.steps[0]).toMatchObject({ status: 'pending', attempts: 1 });
    expect(plan.steps[0]).not.toHaveProperty('result');
  });

  test('what is not in the table is a bug', () => {
    expect(() => changeStep(planOf([[]]), 's1', { status: 'done' }, NOW)).toThrow(
      "Step s1 can't go from pending to done.",
    );
    expect(() => changeStep(planOf([[]]), 's9', { status: 'done' }, NOW)).toThrow('There is no step s9.');
  });

  test('a failed step takes along all that needs it, and retry brings them back; a declined one stays', () => {
    let plan = after(planOf([[], [1], [2], [], [4]]), failed('s1'));
    plan = skipDependents(plan, 's1', 'dependency_failed', NOW);
    plan = changeStep(plan, 's4', { status: 'skipped', skipReason: 'declined' }, NOW);
    plan = skipDependents(plan, 's4', 'dependency_skipped', NOW);
    expect(plan.steps.map(({ status, skipReason }) => skipReason ?? status)).toEqual([
      'failed',
      'dependency_failed',
      'dependency_failed',
      'declined',
      'dependency_skipped',
    ]);
    expect(resetFailed(plan, NOW).steps.map(({ status }) => status)).toEqual([
      'pending',
      'pending',
      'pending',
      'skipped',
      'skipped',
    ]);
  });
});

test('views', () => {
  const plan = after(planOf([[], [1], [1], [2, 3]]), done('s1'));
  expect(summaryOf(plan)).toBe('1. Do 1\n2. Do 2\n3. Do 3\n4. Do 4');
  expect(progressOf(plan)).toBe(0.25);
  expect(progressOf(planOf([]))).toBe(0);
  expect(countOf(plan, 'pending')).toBe(3);
  expect(dependentsOf(plan, 's2')).toEqual(['s4']);
  expect(wavesOf(plan)).toEqual([['s1'], ['s2', 's3'], ['s4']]);
  expect(wavesOf(planOf([[2], [1], []]))).toEqual([['s3']]);
});

test('every plan without a cycle runs to its end in as many rounds as it has waves', () => {
  const graph = fc.array(fc.array(fc.nat(20), { maxLength: 3 }), { minLength: 1, maxLength: 20 });
  fc.assert(
    fc.property(graph, (dependencies) => {
      // Only earlier steps are needed, so there is no cycle.
      let plan = planOf(
        dependencies.map((list, index) =>
          [...new Set(list.map((n) => n % (index + 1) || 1))].filter((n) => n <= index),
        ),
      );
      const expected = wavesOf(plan).length;
      let rounds = 0;
      for (;;) {
        const next = nextSteps(plan, { strategy: 'waves', maxParallel: Infinity });
        if (next.length === 0) break;
        rounds += 1;
        for (const { id } of next) plan = after(plan, done(id));
      }
      expect(countOf(plan, 'done')).toBe(plan.steps.length);
      expect(rounds).toBe(expected);
      expect(deadlockedSteps(plan)).toEqual([]);
    }),
  );
});
