import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { changePlanSteps } from '../../../src/core/plan/editPlan';
import { editsFromMarkdown } from '../../../src/core/plan/editsFromMarkdown';
import type { Plan, StepSpec } from '../../../src/core/plan/plan';
import { planToMarkdown } from '../../../src/core/plan/planMarkdown';
import { changeStep } from '../../../src/core/plan/planState';
import { createPlan } from '../../../src/core/plan/createPlan';
import { NOW, numbersOf, planOf } from './planFixture';

const options = { now: () => NOW };
const read = (text: string, plan: Plan) => editsFromMarkdown(text, plan, options);
/** The plan after the edits of the document; fails where one is refused. */
function edited(text: string, plan: Plan): Plan {
  const { changes, refusals } = read(text, plan);
  expect(refusals).toEqual([]);
  return changePlanSteps(plan, changes, options);
}
const shape = ({ goal, steps }: Plan) => ({
  goal,
  steps: steps.map(({ title, description, file, command, successCriteria }) => ({
    title,
    description,
    file,
    command,
    successCriteria,
  })),
});

const sample = createPlan(
  {
    goal: 'Notes have tags\nas the issue says',
    strategy: 'waves',
    successCriteria: ['The tests pass'],
    steps: [
      { id: 'model', title: 'Add the model', description: 'A note has tags.\n\n- File: no field' },
      {
        id: 'docs',
        description: 'Write the guide',
        file: 'docs/__tags__.md',
        successCriteria: 'It is short',
        acceptance: { command: 'npm run lint' },
      },
      {
        id: 'test',
        description: 'Run the tests',
        type: 'run_tests',
        command: 'npm test -- `pwd`',
        dependsOn: ['model', 'docs'],
        destructive: true,
      },
    ],
  },
  { now: () => NOW, newId: () => 'plan-1' },
);
const SAMPLE = `# Plan: Notes have tags

> as the issue says

## Done when

- The tests pass

## Steps

Waves: 1, 2 → 3

- [ ] 1. Add the model {#model}

  A note has tags.

  - File: no field

- [ ] 2. Write the guide {#docs}
  - File: \`docs/__tags__.md\`
  - Done when: It is short
  - Checked by: \`npm run lint\`

- [ ] 3. Run the tests {#test}
  - After: 1, 2
  - Type: run_tests
  - Command: \`\` npm test -- \`pwd\` \`\`
  - Ask first: yes

<!-- plan plan-1 version 1 -->
`;

describe('a plan is a document', () => {
  test('with its goal, waves, steps and what each has', () => {
    expect(planToMarkdown(sample)).toBe(SAMPLE);
    expect(read(SAMPLE, sample)).toEqual({ changes: [], refusals: [] });
  });

  test('with what became of its steps', () => {
    const running = changeStep(planOf([[], [1], [2]]), 's1', { status: 'in_progress' }, NOW);
    const done = changeStep(running, 's1', { status: 'done' }, NOW);
    const plan = changeStep(
      changeStep(done, 's2', { status: 'in_progress' }, NOW),
      's3',
      { status: 'skipped', skipReason: 'user' },
      NOW,
    );
    const text = planToMarkdown(plan);
    expect(text).toContain('- [x] 1. Do 1 {#s1 done}\n');
    expect(text).toContain('- [ ] 2. Do 2 {#s2 in-progress}\n');
    expect(text).toContain('{#s3 skipped}\n  - After: 2\n  - Outcome: skipped, user\n');
    expect(read(text, plan)).toEqual({ changes: [], refusals: [] });
    // A document from before these steps began says nothing about their states.
    expect(read(planToMarkdown(planOf([[], [1], [2]])), plan)).toEqual({ changes: [], refusals: [] });
  });

  test('as a text where it has no steps', () => {
    const plan = createPlan(
      { goal: 'Think', kind: 'text', text: '- [ ] look\n- [ ] leap', steps: [] },
      { now: () => NOW, newId: () => 'plan-1' },
    );
    const text = planToMarkdown(plan);
    expect(read(text.replaceAll('\n', '\r\n'), plan)).toEqual({ changes: [], refusals: [] });
    expect(read(text.replace('leap', 'jump'), plan).refusals.map(({ line }) => line)).toEqual([1]);
  });
});

describe('an edit of the document is an edit of the plan', () => {
  const edits: readonly (readonly [string, (text: string) => string, (plan: Plan) => unknown, unknown])[] = [
    [
      'a title',
      (text) => text.replace('Add the model', 'Ädd 模型 {x}'),
      (plan) => plan.steps[0]?.title,
      'Ädd 模型 {x}',
    ],
    [
      'a description without a title',
      (text) => text.replace('Write the guide', 'Write it'),
      (plan) => [plan.steps[1]?.title, plan.steps[1]?.description],
      [undefined, 'Write it'],
    ],
    [
      'words below a step become its description',
      (text) => text.replace('{#docs}', '{#docs}\n  For people.\n  - and not for others'),
      (plan) => [plan.steps[1]?.title, plan.steps[1]?.description, plan.steps[1]?.file],
      // Whatever stands below words is words.
      [
        'Write the guide',
        'For people.\n- and not for others\n- File: `docs/__tags__.md`\n- Done when: It is short\n- Checked by: `npm run lint`',
        undefined,
      ],
    ],
    [
      'a field taken away',
      (text) => text.replace(/ {2}- Done when: It is short\n/, ''),
      (plan) => plan.steps[1]?.successCriteria,
      undefined,
    ],
    [
      'a field of more lines',
      (text) => text.replace('It is short', 'It is short\n    and true'),
      (plan) => plan.steps[1]?.successCriteria,
      'It is short\nand true',
    ],
    [
      'a dependency',
      (text) => text.replace('After: 1, 2', 'After: 2'),
      (plan) => plan.steps[2]?.dependsOn,
      ['docs'],
    ],
    [
      'a dependency by id',
      (text) => text.replace('After: 1, 2', 'After: #model'),
      (plan) => plan.steps[2]?.dependsOn,
      ['model'],
    ],
    [
      'the criteria',
      (text) => text.replace('- The tests pass', '- The tests pass\n- It is fast'),
      (plan) => plan.successCriteria,
      ['The tests pass', 'It is fast'],
    ],
    ['the goal', (text) => text.replace('> as the issue says\n', ''), (plan) => plan.goal, 'Notes have tags'],
  ];
  test.each(edits)('%s', (_name, change, what, wanted) => {
    const text = change(SAMPLE);
    expect(text).not.toBe(SAMPLE);
    expect(what(edited(text, sample))).toEqual(wanted);
    expect(what(edited(text.replaceAll('\n', '\r\n'), sample))).toEqual(wanted);
  });

  test('a step taken out hands its dependencies on', () => {
    const plan = planOf([[], [1], [2]]);
    const text = planToMarkdown(plan).replace(/- \[ \] 2\.[^]*?\n\n/, '');
    expect(edited(text, plan).steps.map(({ id, dependsOn }) => [id, dependsOn])).toEqual([
      ['s1', []],
      ['s3', ['s1']],
    ]);
  });

  test('steps moved keep the numbers that they had when others name them', () => {
    const plan = planOf([[], [], [1]]);
    const [one, two, three] = ['s1', 's2', 's3'].map(
      (id) => planToMarkdown(plan).match(`- .*{#${id}}\n(?:  .*\n)*`)?.[0] ?? '',
    );
    const text = planToMarkdown(plan).replace(
      /## Steps[^]*(?=<!--)/,
      `## Steps\n\n${two}\n${one}\n${three}\n`,
    );
    const after = edited(text, plan);
    expect(after.steps.map(({ id }) => id)).toEqual(['s2', 's1', 's3']);
    expect(numbersOf(after)).toBe('3:[2]');
  });

  test('a new step needs neither box nor number', () => {
    const plan = planOf([[], [1]]);
    const text = planToMarkdown(plan).replace(
      '{#s1}\n',
      '{#s1}\n\n* New one\n  - after: 1\n  - Command: `make`\n',
    );
    const after = edited(text.replace('After: 1\n\n', 'After: 1, 2\n\n'), plan);
    expect(after.steps.map(({ id, description, command }) => [id, description, command])).toEqual([
      ['s1', 'Do 1', undefined],
      ['step-1', 'New one', 'make'],
      ['s2', 'Do 2', undefined],
    ]);
    expect(after.steps[1]?.dependsOn).toEqual(['s1']);
  });

  test('a field that a description begins with after an empty line stays words', () => {
    const before = planOf([[]]);
    const after: Plan = {
      ...before,
      steps: before.steps.map((step) => ({ ...step, description: 'Do it\r\n\r\n- File: of another' })),
    };
    const made = edited(planToMarkdown(after), before).steps[0];
    expect([made?.title, made?.description, made?.file]).toEqual(['Do it', '- File: of another', undefined]);
  });

  test('a copy of a step is a new one', () => {
    const plan = planOf([[]]);
    const text = planToMarkdown(plan).replace(
      '- [ ] 1. Do 1 {#s1}\n',
      '- [ ] 1. Do more {#s1}\n- [ ] 1. Do 1 {#s1}\n',
    );
    expect(edited(text, plan).steps.map(({ id, description }) => [id, description])).toEqual([
      ['step-1', 'Do more'],
      ['s1', 'Do 1'],
    ]);
  });

  test('two dependencies can change places', () => {
    const plan = planOf([[], [1]]);
    const text = planToMarkdown(plan)
      .replace('  - After: 1\n', '')
      .replace('{#s1}\n', '{#s1}\n  - After: 2\n');
    expect(numbersOf(edited(text, plan))).toBe('1:[2]');
  });
});

describe("a person's free text", () => {
  const text = SAMPLE.replace('> as the issue says\n', '> as the issue says\n\nAsk Ann first.\n')
    .replace('Waves:', 'Careful here.\n\nWaves:')
    .replace('- [ ] 2. Write', '```\n- [ ] no step\n```\n\n- [ ] 2. Write')
    .replace('<!-- plan', '## Links\n\n- [x] seen\n\n<!-- plan');

  test('stays where it stands', () => {
    const plan = edited(text, sample);
    expect(shape(plan)).toEqual(shape(sample));
    const again = planToMarkdown(plan);
    expect(again.split('\n').filter((line) => !text.includes(line))).toEqual([]);
    expect(again.indexOf('```\n- [ ] no step')).toBeGreaterThan(again.indexOf('{#model}'));
    expect(again.indexOf('```\n- [ ] no step')).toBeLessThan(again.indexOf('{#docs}'));
    expect(read(again, plan)).toEqual({ changes: [], refusals: [] });
  });

  test('outlives the step before it', () => {
    const plan = edited(text, sample);
    const without = planToMarkdown(plan).replace(/- \[ \] 1\. [^]*?(?=```)/, '');
    expect(planToMarkdown(edited(without, plan))).toContain('```\n- [ ] no step\n```');
  });

  test('a fence that is not closed hides no step', () => {
    const open = SAMPLE.replace('Waves:', '```\nWaves:');
    expect(shape(edited(open, sample))).toEqual(shape(sample));
  });
});

describe('what is not possible is refused and the rest takes effect', () => {
  const ran = changeStep(
    changeStep(planOf([[], [], [1]]), 's1', { status: 'in_progress' }, NOW),
    's1',
    { status: 'done' },
    NOW,
  );
  const text = planToMarkdown(ran);
  const rows: readonly (readonly [string, (text: string) => string, string])[] = [
    [
      'an edit of a step that ran',
      (from) => from.replace('Do 1', 'Do it'),
      'Line 5, step 1: Only pending steps can be edited; this one is done.',
    ],
    [
      'a step that ran taken out',
      (from) => from.replace(/- \[x\] .*\n/, ''),
      'Line 6, step 1: Only pending steps can be removed; this one is done.',
    ],
    [
      'a tick',
      (from) => from.replace('[ ] 2', '[x] 2'),
      'Line 7, step 2: A step is ticked when it has run; the tick changes nothing.',
    ],
    [
      'a tick taken away',
      (from) => from.replace('[x]', '[ ]'),
      'Line 5, step 1: The step is done; to run it again, retry it.',
    ],
    [
      'a circle',
      (from) => from.replace('{#s2}\n', '{#s2}\n  - After: 2\n'),
      'Line 8, step 2: Step 2 “Do 2” depends on itself.',
    ],
    [
      'a number that nobody has',
      (from) => from.replace('After: 1', 'After: 1, 9'),
      "Line 10, step 3: '9' is no step; what this step comes after stays as it was.",
    ],
    [
      'a step that is not there',
      (from) => from.replace('{#s2}', '{#s2}\n\n- [ ] 7. Old {#s7}'),
      "Line 9: There is no step 's7' in the plan. Without its mark it is a new step.",
    ],
    [
      'a new step without words',
      (from) => from.replace('{#s2}\n', '{#s2}\n- [ ] \n'),
      'Line 8: A new step needs words.',
    ],
    [
      'another goal',
      (from) => from.replace('All done', 'Half done'),
      "Line 1: The goal can't be changed once a step has run.",
    ],
    ['no goal', (from) => from.replace(/# Plan.*\n/, ''), 'Line 1: A plan needs a goal; it stays as it is.'],
    [
      'an outcome',
      (from) => from.replace('{#s1 done}\n', '{#s1 done}\n  - Outcome: fine\n'),
      'Line 6, step 1: What became of a step is only shown.',
    ],
    [
      'a place outside',
      (from) => from.replace('{#s2}\n', '{#s2}\n  - File: ../x\n'),
      "Line 8, step 2: Step 2 “Do 2”: path '../x' is outside the workspace.",
    ],
  ];
  test.each(rows)('%s', (_name, change, reason) => {
    const changed = change(text);
    expect(changed).not.toBe(text);
    expect(read(changed, ran).refusals.map((refusal) => refusal.reason)).toEqual([reason]);
    const both = read(changed.replace('Do 3', 'Do three'), ran);
    expect(changePlanSteps(ran, both.changes, options).steps[2]?.description).toBe('Do three');
  });

  test('a step that ran keeps its place, and the others are moved', () => {
    const moved = text.replace(
      '## Steps\n\n- [x] 1. Do 1 {#s1 done}\n\n- [ ] 2. Do 2 {#s2}\n',
      '## Steps\n\n- [ ] 2. Do 2 {#s2}\n\n- [x] 1. Do 1 {#s1 done}\n',
    );
    expect(moved).not.toBe(text);
    expect(edited(moved, ran).steps.map(({ id }) => id)).toEqual(['s2', 's1', 's3']);
    const two = changeStep(
      changeStep(ran, 's2', { status: 'in_progress' }, NOW),
      's2',
      { status: 'done' },
      NOW,
    );
    const { changes, refusals } = read(moved, two);
    expect(changes).toEqual([]);
    expect(refusals.map(({ reason }) => reason)).toEqual([
      'Line 5, step 2: Only pending steps can be moved.',
    ]);
  });

  test('a step does not get before one that it needs', () => {
    const plan = planOf([[], [1]]);
    const lines = planToMarkdown(plan).split('- [ ] ');
    const [top = '', one = '', two = ''] = lines;
    const { changes, refusals } = read([top, two.replace(/<!--.*\n/, ''), one].join('- [ ] '), plan);
    expect(changes).toEqual([]);
    expect(refusals).toEqual([
      expect.objectContaining({
        line: 5,
        stepId: 's2',
        reason: expect.stringContaining("can't stand before") as string,
      }),
    ]);
  });

  test('an empty document, or one of another plan, changes nothing', () => {
    expect(read('', ran)).toMatchObject({ changes: [], refusals: [{ line: 1 }] });
    expect(read(text.replace('version 1', 'version 2'), ran)).toMatchObject({
      changes: [],
      refusals: [{ line: 1 }],
    });
  });
});

/** Words as planners and people write them: Markdown, marks, ends of lines, other alphabets. */
const words = fc
  .array(
    fc.constantFrom(
      'a',
      '模型',
      'é🚀',
      '- ',
      '1. ',
      '#',
      '# x',
      '{#s1}',
      '```',
      '\n',
      '\r\n',
      '  ',
      '\\',
      '- File: x',
      '> ',
      '`b`',
      '[x]',
      '<!--',
      '-->',
      '$&',
    ),
    { minLength: 1, maxLength: 6 },
  )
  .map((parts) => `w${parts.join('')}z`);
const steps = fc.array(
  fc.record({
    title: fc.option(words, { nil: undefined }),
    description: words,
    file: fc.option(fc.constantFrom('a.ts', 'b c/`d`.md', '`x`'), { nil: undefined }),
    command: fc.option(
      words.map((text) => text.replace(/\s+/g, ' ')),
      { nil: undefined },
    ),
    successCriteria: fc.option(words, { nil: undefined }),
    needs: fc.array(fc.nat({ max: 5 }), { maxLength: 3 }),
  }),
  { minLength: 1, maxLength: 6 },
);
const plans = fc
  .tuple(words, steps, fc.array(words, { maxLength: 2 }))
  .map(([goal, specs, successCriteria]) =>
    createPlan(
      {
        goal,
        strategy: 'waves',
        successCriteria,
        steps: specs.map(({ needs, ...spec }, index): StepSpec => ({
          ...spec,
          id: `s${index + 1} {}`,
          dependsOn: needs.filter((needed) => needed < index).map((needed) => `s${needed + 1} {}`),
        })),
      },
      { now: () => NOW, newId: () => 'plan 1-->' },
    ),
  );
const plain = (text: string | undefined): string | undefined =>
  text
    ?.trim()
    .split(/\r\n|\r|\n/)
    .map((line) => line.trim())
    .filter((line) => line !== '')
    .join('\n')
    .replace(/[ \t]+/g, ' ');

test('whatever a plan contains, its document read back changes nothing', () => {
  fc.assert(
    fc.property(plans, fc.constantFrom('\n', '\r\n'), (plan, lineEnd) => {
      const text = planToMarkdown(plan).replaceAll('\n', lineEnd);
      expect(read(text, plan)).toEqual({ changes: [], refusals: [] });
    }),
    { numRuns: 400 },
  );
});

test('the document of an edited plan makes the same plan of the one before', () => {
  fc.assert(
    fc.property(plans, plans, (before, other) => {
      // The same steps with the words of others, in another order where nothing forbids it, with what they need dropped.
      const ids = before.steps.map(({ id }) => id);
      const after: Plan = {
        ...before,
        goal: other.goal,
        steps: other.steps
          .slice(0, ids.length)
          .map((step, index) => ({ ...step, id: ids[ids.length - 1 - index] ?? '', dependsOn: [] })),
      };
      const made = edited(planToMarkdown(after), before);
      const seen = ({ goal, steps: all }: Plan) => [
        plain(goal),
        ...all.map((step) => ({
          id: step.id,
          words: plain(
            `${step.title?.trim() ? `${step.title.replace(/\s+/g, ' ')}\n` : ''}${step.description}`,
          ),
          file: step.file?.trim(),
          command: step.command?.trim(),
          successCriteria: plain(step.successCriteria),
        })),
      ];
      expect(seen(made)).toEqual(seen(after));
    }),
    { numRuns: 400 },
  );
});

test('lines thrown about make changes that can be made, and never touch a step that ran', () => {
  const moves = fc.array(fc.tuple(fc.constantFrom('cut', 'copy', 'move'), fc.nat(40), fc.nat(40)), {
    maxLength: 8,
  });
  fc.assert(
    fc.property(plans, moves, (plan, thrown) => {
      const [first] = plan.steps;
      const id = first?.id ?? '';
      const ran = changeStep(
        changeStep(plan, id, { status: 'in_progress' }, NOW),
        id,
        { status: 'done' },
        NOW,
      );
      const lines = planToMarkdown(ran).split('\n');
      for (const [kind, from, to] of thrown) {
        const [line = ''] = kind === 'copy' ? lines.slice(from, from + 1) : lines.splice(from, 1);
        if (kind !== 'cut') lines.splice(to, 0, line);
      }
      const { changes } = read(lines.join('\n'), ran);
      const after = changePlanSteps(ran, changes, options);
      expect(after.steps.filter(({ status }) => status === 'done')).toEqual([ran.steps[0]]);
    }),
    { numRuns: 400 },
  );
});

test('what a stop kept from beginning is shown and edited as what has not begun', () => {
  const at = (id: string, status: 'in_progress' | 'cancelled') => (plan: Plan) =>
    changeStep(
      plan,
      id,
      { status, ...(status === 'cancelled' && id === 'model' ? { result: cut } : {}) },
      NOW,
    );
  const cut = {
    stepId: 'model',
    order: 1,
    description: '',
    success: false,
    error: 'It was cancelled.',
    files: [],
  };
  const stopped = [at('model', 'in_progress'), at('model', 'cancelled'), at('docs', 'cancelled')].reduce(
    (plan, change) => change(plan),
    sample,
  );
  const text = planToMarkdown(stopped);
  expect(text).toContain('{#model cancelled}');
  expect(text).toContain('{#docs}');
  const { changes, refusals } = read(text.replace('Write the guide', 'Write a guide'), stopped);
  expect(refusals).toEqual([]);
  expect(changes).toMatchObject([{ kind: 'edit', stepId: 'docs', patch: { description: 'Write a guide' } }]);
  expect(read(text.replace('Add the model', 'Add a model'), stopped).refusals).toHaveLength(1);
});
