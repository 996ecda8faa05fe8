import { expect, test } from 'vitest';
import { decidePlanning } from '../../../src/core/plan/planDecision';

test.each([
  ['Refactor the error handling across all modules'],
  ['Migrate the whole project from Jest to Vitest'],
  [
    'Add a login page, write tests for it and update the documentation in src/login.ts, src/app.ts and README.md',
  ],
  ['Please do this:\n- add tags to posts\n- show them in the list\n- write tests'],
  ['1. rename Cart to Basket\n2. fix the total\n3. document it'],
  ['Make a plan for the new importer'],
  ['Add a complete e-commerce checkout flow'],
  ['Plan this: dark mode'],
  ['Implement a REST API for orders, then write the client, and finally replace the old calls everywhere'],
  ['Ersetze überall die alte Funktion, schreibe Tests und aktualisiere das README'],
  [
    `Change the export. ${'It has to be exactly as the old one was for every kind of input. '.repeat(12)} Add tests.`,
  ],
])('planned: %s', (prompt) => {
  expect(decidePlanning(prompt)).toMatchObject({ planned: true });
});

test.each([
  [''],
  ['Hello'],
  ['Fix the typo in README.md'],
  ['Rename total to sum in src/cart.ts'],
  ['What does src/cart.ts do?'],
  ['Why does the test in test/cart.test.ts fail, and how does src/cart.ts compute the total across items?'],
  ['Explain the whole code base'],
  ['Add a test for parse(), no plan please'],
  ['Run the tests'],
  [`Why does this fail?\n\`\`\`\n${'- add create remove update a/b.ts c/d.ts e/f.ts\n'.repeat(30)}\`\`\``],
  ['Use Array.from() and Object.keys() there'],
])('not planned: %s', (prompt) => {
  expect(decidePlanning(prompt)).toMatchObject({ planned: false });
});

test('says why, for a person, in words and as a value', () => {
  expect(decidePlanning('- add tags\n- show them\n- write tests').reason).toBe(
    'a list of 3 demands, 2 kinds of change',
  );
  expect(decidePlanning('Fix the typo').reason).toBe('it looks like one piece of work');
  expect(decidePlanning('Move a/b.ts to c/d.ts')).toEqual({
    planned: false,
    reason: 'only 2 files',
    cause: { code: 'signs', isEnough: false, signs: [{ code: 'files', count: 2 }] },
  });
});
