import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { addStep, changePlanSteps, editStep, moveStep, removeStep } from '../../../src/core/plan/editPlan';
import type { PlanChange } from '../../../src/core/plan/editPlan';
import type { Plan } from '../../../src/core/plan/plan';
import type { PlanError } from '../../../src/core/plan/planError';
import { changeStep } from '../../../src/core/plan/planState';
import { validatePlan } from '../../../src/core/plan/validatePlan';
import { NOW, numbersOf, planOf } from './planFixture';

const options = { now: () => NOW };
const ids = (plan: Plan): string => plan.steps.map(({ id }) => id).join(' ');
/** Five steps with 3:[1,2], 4:[3], 5:[4] (planners spec 5.5). */
const five = planOf([[], [], [1, 2], [3], [4]]);

describe('the numbered view follows an edit', () => {
  test('removing a step hands its dependencies on', () => {
    expect(numbersOf(removeStep(five, 3, options))).toBe('3:[1,2] 4:[3]');
  });

  test('adding a step shifts the numbers behind it', () => {
    const plan = addStep(five, { description: 'New' }, options, 1);
    expect(numbersOf(plan)).toBe('4:[1,3] 5:[4] 6:[5]');
    expect(ids(plan)).toBe('s1 step-1 s2 s3 s4 s5');
  });

  test('moving a step that needs nothing', () => {
    const free = planOf([[], [], [1, 2], [3], []]);
    const plan = moveStep(free, 5, 2, options);
    expect(numbersOf(plan)).toBe('4:[1,3] 5:[4]');
    expect(ids(plan)).toBe('s1 s5 s2 s3 s4');
  });

  test('a step goes first with 0 and last without a place', () => {
    expect(ids(addStep(five, { id: 'a', description: 'A' }, options, 0))).toBe('a s1 s2 s3 s4 s5');
    expect(ids(addStep(five, { id: 'a', description: 'A' }, options))).toBe('s1 s2 s3 s4 s5 a');
  });
});

describe('what is not allowed says why and changes nothing', () => {
  const rows: readonly (readonly [string, () => Plan, string])[] = [
    [
      'before a dependency',
      () => moveStep(five, 5, 2, options),
      "Step 's5' can't stand before 's4', which it depends on",
    ],
    [
      'behind a dependent',
      () => moveStep(five, 1, 4, options),
      "Step 's1' can't stand behind 's3', which depends on it",
    ],
    ['no such place', () => moveStep(five, 1, 6, options), 'There is no position 6 in a plan of 5 steps'],
    [
      'no such step to add after',
      () => addStep(five, { description: 'x' }, options, 6),
      'There is no step 6 to add a step after',
    ],
    ['no such step', () => removeStep(five, 'nobody', options), 'There is no step nobody'],
    [
      'an id in use',
      () => addStep(five, { id: 's1', description: 'x' }, options),
      "The step id 's1' is in use",
    ],
    [
      'an id of an earlier version',
      () => addStep(five, { id: 'old', description: 'x' }, { ...options, usedIds: ['old'] }),
      "The step id 'old' is in use",
    ],
    [
      'a cycle',
      () => editStep(five, 's1', { dependsOn: ['s5'] }, options),
      'Plan has circular dependencies: s1 -> s5 -> s4 -> s3 -> s1',
    ],
    [
      'reject',
      () => removeStep(five, 1, { ...options, dependents: 'reject' }),
      "Step 's1' can't be removed: 's3' depends on it",
    ],
    ['the only step', () => removeStep(planOf([[]]), 1, options), 'Plan must have at least one step'],
  ];
  test('and tells people the steps by number and title, as they were before the edit', () => {
    const namesIn = (edit: () => Plan): unknown => {
      try {
        return edit();
      } catch (error) {
        const { why } = error as PlanError;
        return why?.code === 'broken_rules' ? why.of.map(({ names }) => names) : why?.names;
      }
    };
    const [one, three] = [{ s1: { order: 1, title: 'Do 1' } }, { s3: { order: 3, title: 'Do 3' } }];
    expect(namesIn(() => moveStep(five, 1, 4, options))).toEqual({ ...one, ...three });
    const order: PlanChange = { kind: 'order', stepIds: ['s2', 's1', 's3', 's4', 's5'] };
    const itself: PlanChange = { kind: 'edit', stepId: 's1', patch: { dependsOn: ['s1'] } };
    expect(namesIn(() => changePlanSteps(five, [itself, order], options))).toEqual([one]);
    const added: PlanChange = {
      kind: 'add',
      spec: { id: 'n', description: 'New\nand more', dependsOn: ['n'] },
    };
    expect(namesIn(() => changePlanSteps(five, [added], options))).toEqual([
      { n: { order: 6, title: 'New' } },
    ]);
  });

  test.each(rows)('%s', (_name, edit, message) => {
    const before = JSON.stringify(five);
    expect(edit).toThrow(message);
    expect(JSON.stringify(five)).toBe(before);
  });

  test('steps that have begun', () => {
    const begun = changeStep(five, 's1', { status: 'in_progress' }, NOW);
    expect(() => editStep(begun, 's1', { description: 'x' }, options)).toThrow(
      'Only pending steps can be edited',
    );
    expect(() => removeStep(begun, 1, options)).toThrow('Only pending steps can be removed');
    expect(() => moveStep(begun, 1, 2, options)).toThrow('Only pending steps can be moved');
  });
});

test('removing with all that needs it', () => {
  expect(ids(removeStep(five, 3, { ...options, dependents: 'cascade' }))).toBe('s1 s2');
});

test('a step that is listed before what it needs may still be moved elsewhere', () => {
  const forward = planOf([[2], [], []]);
  expect(ids(moveStep(forward, 3, 1, options))).toBe('s3 s1 s2');
  expect(ids(moveStep(forward, 1, 3, options))).toBe('s2 s3 s1');
});

test('another task makes changes stale that were kept with the step', () => {
  const hashes = { 'a.ts': 'h', 'b.ts': 'none' };
  const step = { id: 'a', description: 'A', diff: '@@', baseHashes: hashes, renames: { 'b.ts': 'c.ts' } };
  const plan = planOf([], { steps: [step] });
  const edited = editStep(plan, 'a', { description: 'B' }, options).steps[0];
  for (const field of ['diff', 'baseHashes', 'renames']) expect(edited).not.toHaveProperty(field);
  expect(editStep(plan, 'a', { title: 'T' }, options).steps[0]).toMatchObject(step);
});

test('other code or another file makes a stored diff stale', () => {
  const step = { id: 'a', description: 'A', file: 'a.ts', code: 'x', diff: '@@', baseHash: 'h' };
  const plan = planOf([], { steps: [step] });
  expect(editStep(plan, 'a', { code: 'y' }, options).steps[0]).not.toHaveProperty('diff');
  expect(editStep(plan, 'a', { file: 'b.ts' }, options).steps[0]).not.toHaveProperty('baseHash');
  expect(editStep(plan, 'a', { title: 'T' }, options).steps[0]).toMatchObject({ diff: '@@', baseHash: 'h' });
});

test('any sequence of edits leaves a valid plan', () => {
  const edit = fc.record({
    kind: fc.constantFrom('add', 'remove', 'move', 'depend'),
    step: fc.nat(8),
    place: fc.nat(8),
    rule: fc.constantFrom('bridge', 'cascade', 'reject'),
  });
  fc.assert(
    fc.property(fc.array(edit, { maxLength: 30 }), (edits) => {
      let plan = five;
      for (const { kind, step, place, rule } of edits) {
        try {
          if (kind === 'add') plan = addStep(plan, { description: 'New' }, options, place);
          if (kind === 'remove') plan = removeStep(plan, step, { ...options, dependents: rule });
          if (kind === 'move') plan = moveStep(plan, step, place, options);
          if (kind === 'depend')
            plan = editStep(
              plan,
              plan.steps[step]?.id ?? '',
              { dependsOn: [plan.steps[place]?.id ?? ''] },
              options,
            );
        } catch {
          // Refused edits leave the plan as it is; that is looked at below.
        }
        expect(validatePlan(plan)).toEqual([]);
      }
    }),
  );
});
