// What models answer in place of a plan (the list): where the intent is clear it is repaired, else they are asked once more, else
// the task is one step; and each of these is said in an event.
import { describe, expect, test } from 'vitest';
import type { PlanEventBody } from '../../../src/core/plan/planEvent';
import { PLAN_PRESETS } from '../../../src/core/plan/planOptions';
import { planTask } from '../../../src/core/plan/planner';
import { dependencyNumbers } from '../../../src/core/plan/planViews';
import { NOW } from './planFixture';

const STEPS = [
  { id: 'a', title: 'Read it', description: 'Read the cart' },
  { id: 'b', title: 'Fix it', description: 'Fix the total', dependsOn: ['a'] },
];
const GOOD = JSON.stringify(STEPS);
const edited = (change: (text: string) => string): string => change(GOOD);
const stepsWith = (second: object): string => JSON.stringify([STEPS[0], { ...STEPS[1], ...second }]);

async function plan(replies: readonly string[], maxPlanSteps: number | null = null) {
  const events: PlanEventBody[] = [];
  const left = [...replies];
  let asked = 0;
  const { plan: made } = await planTask(
    { goal: 'Fix the total', planning: PLAN_PRESETS.unified.planning, maxPlanSteps },
    {
      ask: () => {
        asked += 1;
        return Promise.resolve({ text: left.shift() ?? '' });
      },
      emit: (event) => events.push(event),
      now: () => NOW,
      newId: () => 'plan-1',
    },
    new AbortController().signal,
  );
  const said = events.filter(({ type }) => type !== 'plan_created');
  const numbers = made.steps.map((step) => dependencyNumbers(made, step));
  return { made, asked, said, numbers };
}

describe('clear, with nothing to say', () => {
  test.each([
    ['fenced', `\`\`\`json\n${GOOD}\n\`\`\``],
    ['wrapped as {plan: {steps}}', `{"plan":{"steps":${GOOD}}}`],
    ['wrapped as {tasks}', `{"tasks":${GOOD}}`],
    ['in prose', `Sure! Here is my plan: ${GOOD} Shall I start?`],
    ['numeric ids', edited((text) => text.replaceAll('"a"', '1').replace('"b"', '2'))],
    ['dependencies by number', stepsWith({ dependsOn: [1] })],
    ['dependencies by title', stepsWith({ dependsOn: ['Read it'] })],
  ])('%s', async (_name, reply) => {
    const { made, asked, said, numbers } = await plan([reply]);
    expect(made.steps.map(({ description }) => description)).toEqual(['Read the cart', 'Fix the total']);
    expect([numbers, asked, said]).toEqual([[[], [1]], 1, []]);
  });
});

describe('clear enough to be repaired, which is said', () => {
  test.each([
    ['single quotes', edited((text) => text.replaceAll('"', "'")), [1], /well-formed/],
    [
      'an apostrophe in single quotes',
      edited((text) => text.replaceAll('"', "'").replace('Read the cart', "Read Ann's cart")),
      [1],
      /well-formed/,
    ],
    ['trailing commas', edited((text) => text.replace('}]', ',},]')), [1], /well-formed/],
    ['a missing end around a whole list', `{"steps":${GOOD}`, [1], /well-formed/],
    ['an id used twice', stepsWith({ id: 'a', dependsOn: [] }), [], /'a' was used twice/],
    ['a step that needs itself', stepsWith({ dependsOn: ['a', 'b'] }), [1], /'b' depended on itself/],
  ])('%s', async (_name, reply, needs, words) => {
    const { made, asked, said, numbers } = await plan([reply]);
    expect(made.steps).toHaveLength(2);
    expect([numbers[1], asked]).toEqual([needs, 1]);
    expect(said).toEqual([{ type: 'plan_repaired', repairs: [expect.stringMatching(words) as string] }]);
    expect(made.metadata['repairs']).toEqual([expect.stringMatching(words) as string]);
  });
});

describe('not clear: asked once more, then one step', () => {
  const rows: readonly (readonly [string, string, RegExp])[] = [
    ['prose', 'First I would read the code.', /no JSON/],
    ['an unknown dependency', stepsWith({ dependsOn: ['z'] }), /depends on 'z'/],
    [
      'a cycle',
      JSON.stringify([{ ...STEPS[0], dependsOn: ['b'] }, STEPS[1]]),
      /circular dependencies: a -> b -> a/,
    ],
    ['cut off between steps', GOOD.slice(0, GOOD.indexOf(',{')), /cut off/],
    ['cut off in a step', `{"steps":${GOOD.slice(0, -20)}`, /cut off/],
    ['cut off in a fence', `\`\`\`json\n${GOOD.slice(0, -5)}`, /cut off/],
    ['cut off in single quotes', GOOD.replaceAll('"', "'").slice(0, -9), /cut off/],
    ['a step without words', JSON.stringify([{ id: 'a' }]), /has no description/],
    ['a path outside', stepsWith({ file: '../../etc/passwd' }), /outside the workspace/],
  ];
  test.each(rows)('%s', async (_name, reply, words) => {
    const problems = [expect.stringMatching(words) as string];
    const mended = await plan([reply, GOOD]);
    expect(mended).toMatchObject({ asked: 2, said: [{ type: 'plan_asked_again', problems }] });
    expect(mended.made.steps).toHaveLength(2);
    const twice = await plan([reply, reply]);
    expect(twice.asked).toBe(2);
    expect(twice.said).toMatchObject([
      { type: 'plan_asked_again', problems },
      { type: 'plan_fallback', reason: problems[0] },
    ]);
    expect(twice.made).toMatchObject({ origin: 'fallback', steps: [{ description: 'Fix the total' }] });
  });

  test('more steps than the limit, with the limit as the reason', async () => {
    const { said } = await plan([GOOD, GOOD], 1);
    expect(said).toMatchObject([
      { type: 'plan_asked_again', problems: ['Plan has 2 steps, more than the limit of 1'] },
      { type: 'plan_fallback', reason: 'Plan has 2 steps, more than the limit of 1' },
    ]);
  });
});

test('empty: a plan without steps, which is said', async () => {
  expect(await plan(['[]'])).toMatchObject({
    made: { steps: [] },
    said: [{ type: 'plan_empty', goal: 'Fix the total' }],
  });
});
