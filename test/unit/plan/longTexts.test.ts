// Texts as a hostile workspace, a broken model or a careless paste brings them: long, and made so that a pattern may try every place with every
// other. Each is answered rightly; with the square of its length none of them would be before the limit of a test.
import { expect, test } from 'vitest';
import { contextTerms } from '../../../src/core/context/contextTerms';
import { editsFromMarkdown } from '../../../src/core/plan/editsFromMarkdown';
import { parseProblems } from '../../../src/core/plan/parseCheck';
import { decidePlanning } from '../../../src/core/plan/planDecision';
import { planToMarkdown } from '../../../src/core/plan/planMarkdown';
import { isMigration } from '../../../src/core/session/destructiveSteps';
import { planOf } from './planFixture';

const LONG = 400_000;

test('a command line with a tool of migrations over and over', () => {
  expect(isMigration('ef '.repeat(LONG))).toBe(false);
  expect(isMigration(`${'ef '.repeat(LONG)} database upgrade`)).toBe(true);
});

test('a file with half a conflict on every line, and one that is whole at the end', () => {
  const half = '<<<<<<< a\n'.repeat(LONG);
  expect(parseProblems([{ path: 'a.txt', before: null, after: half }])).toBeUndefined();
  const whole = `${half}=======\n>>>>>>> b\n`;
  expect(parseProblems([{ path: 'a.txt', before: null, after: whole }])).toContain('a.txt:1: a conflict');
});

test('settings that only open comments', () => {
  expect(
    parseProblems([{ path: '.vscode/settings.json', before: null, after: '/*'.repeat(LONG) }]),
  ).toBeUndefined();
});

test('a prompt with a paste of blank lines', () => {
  const prompt = `Fix the typo in README.md\n${'\n'.repeat(LONG)}${' '.repeat(LONG)}x`;
  expect(decidePlanning(prompt).planned).toBe(false);
});

test('a plan whose words are mostly blanks', () => {
  const blanks = `- begin${' '.repeat(LONG)}end`;
  const steps = [{ id: 'a', title: 'A', description: blanks, successCriteria: blanks }];
  const plan = planOf([], { steps });
  expect(editsFromMarkdown(`${planToMarkdown(plan)}\n`, plan, { now: () => 0 })).toEqual({
    changes: [],
    refusals: [],
  });
});

test('a query that is one long word', () => {
  expect(contextTerms('x'.repeat(LONG)).paths).toEqual([]);
});
