import { expect, test } from 'vitest';
import { planFileName } from '../../../../src/host/plans/planFileName';

const rows: readonly (readonly [goal: string, number: number, name: string])[] = [
  ['Totals are right to the cent', 1, 'totals-are-right-to-the-cent.json'],
  ['Totals are right to the cent', 2, 'totals-are-right-to-the-cent-2.json'],
  ['../../etc/passwd\\..:*?', 1, 'etc-passwd.json'],
  ['Größe ändern', 1, 'größe-ändern.json'],
  ['???', 1, 'plan.json'],
  ['CON', 1, 'plan-con.json'],
  [`${'a'.repeat(49)} b c`, 1, `${'a'.repeat(49)}.json`],
];

test.each(rows)('%s, %i', (goal, number, name) => {
  expect(planFileName(goal, number)).toBe(name);
});
