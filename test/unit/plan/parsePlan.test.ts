import { describe, expect, test } from 'vitest';
import { parsePlanReply } from '../../../src/core/plan/parsePlan';
import type { ParsedPlan } from '../../../src/core/plan/parsePlan';

const STEPS = '[{"id":"a","description":"First"},{"id":"b","description":"Second","dependsOn":["a"]}]';

function parse(text: string): ParsedPlan {
  const result = parsePlanReply(text);
  if (!result.ok) throw new Error(result.reason);
  return result.plan;
}
/** `id<dependencies>` for each step. */
const shape = (text: string): string =>
  parse(text)
    .steps.map(({ id, dependsOn }) => `${id}<${(dependsOn ?? []).join(',')}>`)
    .join(' ');

describe('the same plan, however it is wrapped', () => {
  const rows: readonly (readonly [string, string])[] = [
    ['bare', STEPS],
    ['fenced', `\`\`\`json\n${STEPS}\n\`\`\``],
    ['fenced without a tag, with prose around', `Here you are:\n\`\`\`\n${STEPS}\n\`\`\`\nShall I begin?`],
    ['a fence that is never closed', `\`\`\`json\n${STEPS}`],
    ['another fence before it', `\`\`\`bash\nnpm test\n\`\`\`\n\`\`\`json\n${STEPS}\n\`\`\``],
    ['in prose', `I would do this: ${STEPS} and then stop.`],
    ['prose with brackets before it', `I looked at [1] and {x}. ${STEPS}`],
    ['behind thinking', `<thinking>[{"description":"no"}]</thinking>${STEPS}`],
    ['steps', `{"steps":${STEPS}}`],
    ['tasks', `{"goal":"g","tasks":${STEPS}}`],
    ['plan with steps', `{"plan":{"steps":${STEPS}}}`],
    ['plan as a list', `{"plan":${STEPS}}`],
    ['CRLF', `\`\`\`json\r\n${STEPS}\r\n\`\`\``],
  ];
  test.each(rows)('%s', (_name, text) => {
    expect(shape(text)).toBe('a<> b<a>');
    expect(parse(text).repairs).toEqual([]);
  });

  const broken: readonly (readonly [string, string])[] = [
    ['single quotes', STEPS.replaceAll('"', "'")],
    ['trailing commas', STEPS.replaceAll('}', ',}').replace(']}]', '],},]')],
    ['cut off at the end', `{"steps":${STEPS}`],
    ['cut off inside a fence', `\`\`\`json\n{"steps":${STEPS}`],
    ['comments', STEPS.replace('[{', '[ // the plan\n{')],
    ['keys without quotes', STEPS.replaceAll('"id"', 'id')],
  ];
  test.each(broken)('%s, and it is said', (_name, text) => {
    expect(shape(text)).toBe('a<> b<a>');
    expect(parse(text).repairs).toEqual(['The JSON was not well-formed and was read as meant.']);
  });
});

describe('dependencies', () => {
  const plan = (steps: readonly object[]): string => JSON.stringify(steps);
  const rows: readonly (readonly [string, string, string])[] = [
    [
      'depends_on',
      plan([
        { id: 'a', description: 'A' },
        { id: 'b', description: 'B', depends_on: ['a'] },
      ]),
      'a<> b<a>',
    ],
    [
      'dependencies',
      plan([
        { id: 'a', description: 'A' },
        { id: 'b', description: 'B', dependencies: ['a'] },
      ]),
      'a<> b<a>',
    ],
    [
      'one as a text',
      plan([
        { id: 'a', description: 'A' },
        { id: 'b', description: 'B', dependsOn: 'a' },
      ]),
      'a<> b<a>',
    ],
    ['none, in words', plan([{ id: 'a', description: 'A', dependsOn: 'none' }]), 'a<>'],
    ['null', plan([{ id: 'a', description: 'A', dependsOn: null }]), 'a<>'],
    [
      'positions',
      plan([{ description: 'A' }, { description: 'B', dependencies: [1] }]),
      'step-1<> step-2<step-1>',
    ],
    [
      'numeric ids',
      plan([
        { id: 1, description: 'A' },
        { id: 2, description: 'B', dependsOn: [1] },
      ]),
      '1<> 2<1>',
    ],
    [
      'numeric ids in another order win over positions',
      plan([
        { id: 2, description: 'B', dependsOn: [1] },
        { id: 1, description: 'A' },
      ]),
      '2<1> 1<>',
    ],
    [
      'another spelling',
      plan([
        { id: 'step_1', description: 'A' },
        { id: 'step_2', description: 'B', dependsOn: ['Step 1'] },
      ]),
      'step_1<> step_2<step_1>',
    ],
    [
      'a title',
      plan([
        { id: 'x', title: 'Read the rules', description: 'A' },
        { id: 'y', description: 'B', dependsOn: ['read the rules'] },
      ]),
      'x<> y<x>',
    ],
    [
      'a forward reference',
      plan([
        { id: 'b', description: 'B', dependsOn: ['a'] },
        { id: 'a', description: 'A' },
      ]),
      'b<a> a<>',
    ],
    [
      'a cycle is left for the validation',
      plan([
        { id: 'a', description: 'A', dependsOn: ['b'] },
        { id: 'b', description: 'B', dependsOn: ['a'] },
      ]),
      'a<b> b<a>',
    ],
    ['plain texts', '["1. Read", "2. Write"]', 'step-1<> step-2<>'],
  ];
  test.each(rows)('%s', (_name, text, expected) => {
    expect(shape(text)).toBe(expected);
  });

  test('on itself is dropped, and said', () => {
    const { steps, repairs } = parse(plan([{ id: 'a', description: 'A', dependsOn: ['a'] }]));
    expect(steps[0]?.dependsOn).toEqual([]);
    expect(repairs).toEqual(["Step 'a' depended on itself; that was dropped."]);
  });

  test('on nothing that exists is asked about', () => {
    expect(parsePlanReply(plan([{ id: 'a', description: 'A', dependsOn: ['ghost'] }]))).toEqual({
      ok: false,
      reason: "step 'a' depends on 'ghost', and there is no such step",
      cause: { about: 'plan', code: 'reply_needs_unknown', id: 'a', other: 'ghost' },
    });
  });

  test('an id that is used twice gets a new one; others mean the nearest before them', () => {
    const text = plan([
      { id: 'a', description: 'A' },
      { id: 'a', description: 'B' },
      { id: 'c', description: 'C', dependsOn: ['a'] },
    ]);
    expect(shape(text)).toBe('a<> a-2<> c<a-2>');
    expect(parse(text).repairs).toEqual(["The step id 'a' was used twice; the second one is 'a-2' now."]);
  });
});

test('fields are read by all their names', () => {
  const text = JSON.stringify({
    goal: 'Totals are right',
    complexity: 'Simple',
    success_criteria: ['tests pass'],
    required_tools: ['edit'],
    steps: [
      {
        id: 'a',
        title: 'Round',
        description: 'Round each line',
        type: 'create_model',
        path: 'src/cart.js',
        success_criteria: ['rounded', 'tested'],
        priority: 'High',
        destructive: true,
        payload: { model: 'Cart' },
      },
    ],
  });
  expect(parse(text)).toEqual({
    goal: 'Totals are right',
    complexity: 'Simple',
    successCriteria: ['tests pass'],
    requiredTools: ['edit'],
    repairs: [],
    steps: [
      {
        id: 'a',
        title: 'Round',
        description: 'Round each line',
        type: 'create_model',
        file: 'src/cart.js',
        successCriteria: 'rounded; tested',
        priority: 'high',
        destructive: true,
        payload: { model: 'Cart' },
        dependsOn: [],
      },
    ],
  });
});

test('a step may need one that is there already, where the caller names it', () => {
  const reply = '[{"id":"c","description":"Go on","dependsOn":["a"]}]';
  expect(parsePlanReply(reply)).toEqual({
    ok: false,
    reason: "step 'c' depends on 'a', and there is no such step",
    cause: { about: 'plan', code: 'reply_needs_unknown', id: 'c', other: 'a' },
  });
  const result = parsePlanReply(reply, ['a']);
  expect(result.ok && result.plan.steps[0]?.dependsOn).toEqual(['a']);
});

describe('what is no plan', () => {
  const rows: readonly (readonly [string, string, string, string])[] = [
    ['nothing', '', 'the reply has no JSON', 'reply_no_json'],
    ['prose', 'I would first read the code.', 'the reply has no JSON', 'reply_no_json'],
    ['other JSON', '{"answer": 42}', 'the JSON has no list of steps', 'reply_no_steps'],
    ['a step without words', '[{"id":"a"}]', 'step 1 has no description', 'reply_no_description'],
  ];
  test.each(rows)('%s', (_name, text, reason, code) => {
    expect(parsePlanReply(text)).toMatchObject({ ok: false, reason, cause: { about: 'plan', code } });
  });

  test('an empty list is a plan without steps', () => {
    expect(parse('[]').steps).toEqual([]);
    expect(parse('{"steps": []}').steps).toEqual([]);
  });
});
