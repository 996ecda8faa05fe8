// A scripted model that plans seven steps in four waves for the sample project and carries them out. One step fails at first.
import type { ModelServerRequest, ScriptedTurn } from '../model-server/script';

const CART = 'src/cart.js';
const TESTS = 'test/cart.test.js';
const CHANGELOG = 'CHANGELOG.md';
const LAST_TEST = "test('refuses a country without a tax rate'";

interface PlannedStep {
  readonly id: string;
  readonly title: string;
  readonly description: string;
  readonly type: string;
  readonly file?: string;
  readonly command?: string;
  readonly dependsOn: readonly string[];
}

const STEPS: readonly PlannedStep[] = [
  {
    id: 'prices',
    title: 'Read how prices are computed',
    description: 'Find where amounts are rounded.',
    type: 'analyze',
    dependsOn: [],
  },
  {
    id: 'tests',
    title: 'Read the tests',
    description: 'Say what the tests cover.',
    type: 'analyze',
    dependsOn: [],
  },
  {
    id: 'round',
    title: 'Round to the nearest cent',
    description: 'Change roundToCent.',
    type: 'modify_file',
    file: CART,
    dependsOn: ['prices'],
  },
  {
    id: 'half',
    title: 'Add a test for half cents',
    description: 'Half a cent is rounded up.',
    type: 'modify_file',
    file: TESTS,
    dependsOn: ['tests'],
  },
  {
    id: 'note',
    title: 'Note the change',
    description: 'One line in the changelog.',
    type: 'modify_file',
    file: CHANGELOG,
    dependsOn: ['prices'],
  },
  {
    id: 'check',
    title: 'Run the tests',
    description: 'Run npm test.',
    type: 'run_command',
    command: 'npm test',
    dependsOn: ['round', 'half'],
  },
  {
    id: 'look',
    title: 'Look at the outcome',
    description: 'Say what is different now.',
    type: 'analyze',
    dependsOn: ['check', 'note'],
  },
];

const edit = (path: string, from: string, to: string) => ({
  name: 'edit',
  args: { file_path: path, old_string: from, new_string: to },
});
const read = (path: string) => ({ name: 'read', args: { file_path: path } });
type Call =
  | ReturnType<typeof edit>
  | ReturnType<typeof read>
  | { readonly name: string; readonly args: { readonly command: string } };

const WORK: Readonly<Record<string, { readonly calls: readonly Call[]; readonly report: string }>> = {
  prices: { calls: [read(CART)], report: '`roundToCent` rounds down.' },
  tests: { calls: [read(TESTS)], report: 'Half cents have no test.' },
  round: {
    calls: [
      read(CART),
      edit(CART, 'Math.floor(amount * 100) / 100', 'Math.round((amount + Number.EPSILON) * 100) / 100'),
    ],
    report: 'It rounds to the nearest cent.',
  },
  half: {
    calls: [
      read(TESTS),
      edit(
        TESTS,
        LAST_TEST,
        `test('half a cent is rounded up', () => {\n  const item = { name: 'Half', price: 1.005, quantity: 1 };\n  assert.equal(priceCart({ items: [item], country: 'US' }).subtotal, 1.01);\n});\n\n${LAST_TEST}`,
      ),
    ],
    report: 'The test is there.',
  },
  note: {
    calls: [
      read(CHANGELOG),
      edit(CHANGELOG, '## Unreleased\n', '## Unreleased\n\n- Amounts are rounded to the nearest cent.\n'),
    ],
    report: 'The changelog says so.',
  },
  check: { calls: [{ name: 'bash', args: { command: 'npm test' } }], report: 'All tests pass.' },
  look: { calls: [read(CART)], report: 'The cart uses Math.round.' },
};

/** @param isBroken the test for half cents can't be written while it is true */
export function planScript(isBroken: () => boolean): (request: ModelServerRequest) => ScriptedTurn {
  return ({ body }) => {
    const system = JSON.stringify(body.system ?? '');
    const said = JSON.stringify(body.messages);
    if (system.includes('Say what it means')) {
      const criterion = { criterion: 'The tests of the project pass', command: 'npm test' };
      return {
        text: JSON.stringify({ description: 'Totals are right to the cent', successCriteria: [criterion] }),
      };
    }
    if (system.includes('You plan work'))
      return { text: JSON.stringify({ goal: 'Totals are right to the cent', steps: STEPS }) };
    const step = STEPS.find(({ title }) => said.includes(` of 7: ${title}`));
    const work = step === undefined ? undefined : WORK[step.id];
    if (step === undefined || work === undefined)
      return { text: 'Amounts are rounded to the nearest cent, with a test for it.' };
    if (step.id === 'half' && isBroken()) return { text: 'STEP FAILED: the file of the tests is locked' };
    const results = said.split('"tool_result"').length - 1;
    const call = work.calls[results];
    return call === undefined ? { text: work.report } : { text: 'On it.', toolCalls: [call] };
  };
}
