import { describe, expect, test } from 'vitest';
import { readPlanFile, writePlan } from '../../../src/core/plan/planFile';
import { changeStep } from '../../../src/core/plan/planState';
import { NOW, planOf } from './planFixture';

const result = { stepId: 's1', order: 1, description: 'Do 1', success: true, output: 'ok', files: [] };
const begun = changeStep(
  changeStep(
    changeStep(planOf([[], [1]]), 's1', { status: 'in_progress' }, NOW),
    's1',
    { status: 'done', result },
    NOW,
  ),
  's2',
  { status: 'in_progress' },
  NOW,
);
const changed = (change: (value: Record<string, unknown>) => void): string => {
  const value = JSON.parse(writePlan(begun)) as Record<string, unknown>;
  change(value);
  return JSON.stringify(value);
};

test('a loaded plan starts over, a resumed one goes on; what was under way starts again', () => {
  expect(readPlanFile(writePlan(begun)).steps.map(({ status }) => status)).toEqual(['pending', 'pending']);
  const resumed = readPlanFile(writePlan(begun), { resume: true });
  expect(resumed.steps.map(({ status }) => status)).toEqual(['done', 'pending']);
  expect(resumed.steps[0]?.result).toEqual(result);
  expect(resumed).toMatchObject({ origin: 'loaded', status: 'ready', id: 'plan-1' });
});

test("A3S's word for done is read", () => {
  const text = writePlan(begun).replace('"status": "done"', '"status": "completed"');
  expect(readPlanFile(text, { resume: true }).steps[0]?.status).toBe('done');
});

describe('a file that is no plan says what is wrong', () => {
  const rows: readonly (readonly [string, string, RegExp])[] = [
    ['no JSON', '{\n', /^The plan is no JSON: the end of the text can't stand in line 2$/],
    ['a bracket too many', '{\n"a": 1}}', /^The plan is no JSON: "}" can't stand in line 2$/],
    [
      'another version',
      changed((plan) => (plan['schemaVersion'] = 2)),
      /^The plan has the schema version 2; this version reads 1$/,
    ],
    ['no version', '[]', /^The plan has the schema version undefined/],
    [
      'a wrong type',
      changed((plan) => (plan['goal'] = 3)),
      /^The plan can't be read: goal has a value that can't stand there$/,
    ],
    [
      'a wrong step',
      changed((plan) => (plan['steps'] = [{ id: 'a' }])),
      /^The plan can't be read: steps\.0\.type is missing$/,
    ],
    [
      'a broken rule',
      changed((plan) => (plan['steps'] as { dependsOn: string[] }[])[0]?.dependsOn.push('ghost')),
      /^Step 's1' depends on unknown step 'ghost'$/,
    ],
  ];
  test.each(rows)('%s', (_name, text, message) => {
    expect(() => readPlanFile(text)).toThrow(message);
  });
});
