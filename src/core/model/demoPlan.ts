// What the demo model says when the demo task is planned: a plan for the sample project, and the work of each of its steps. As in
// `demoScript.ts` it goes by the results of real calls, and tells nothing that did not happen.
import type { CallInput, DemoTurn, DemoWork } from './demoScript';
import {
  BAD_ROUNDING,
  CART_FILE,
  CHANGELOG_FILE,
  FIX_CART,
  namesCart,
  NOTE_CHANGE,
  RUN_TESTS,
  TEST_FILE,
} from './demoTask';
import type { ToolResultPart } from './message';

const EMPTY_PLAN = '{"steps": []}';
const LAST_TEST = "test('refuses a country without a tax rate'";
const HALF_CENTS = `test('half a cent is rounded up', () => {
  const item = { name: 'Half', price: 1.005, quantity: 1 };
  assert.equal(priceCart({ items: [item], country: 'US' }).subtotal, 1.01);
});

`;
const addTest: CallInput = {
  name: 'edit',
  input: { file_path: TEST_FILE, old_string: LAST_TEST, new_string: `${HALF_CENTS}${LAST_TEST}` },
};
const read = (file: string): CallInput => ({ name: 'read', input: { file_path: file } });
const LOOK: CallInput = { name: 'glob', input: { pattern: CART_FILE } };

interface DemoStep {
  readonly id: string;
  readonly title: string;
  readonly description: string;
  readonly type: string;
  readonly dependsOn: readonly string[];
  readonly file?: string;
  readonly command?: string;
  readonly work: (work: DemoWork) => Answer;
}

/** Calls to be made now, or what the step reports. */
type Answer = { readonly calls: readonly CallInput[]; readonly text: string } | string;

const STEPS: readonly DemoStep[] = [
  {
    id: 'read-prices',
    title: 'Read how prices are computed',
    description: 'Read the cart and say where amounts are rounded.',
    type: 'analyze',
    dependsOn: [],
    work: (work) =>
      looked(work, read(CART_FILE), ({ text }) =>
        text.includes(BAD_ROUNDING)
          ? '`roundToCent` rounds down instead of to the nearest cent.'
          : 'Amounts are rounded to the nearest cent already.',
      ),
  },
  {
    id: 'read-tests',
    title: 'Read the tests',
    description: 'Read the tests of the cart and say what they cover.',
    type: 'analyze',
    dependsOn: [],
    work: (work) =>
      looked(work, read(TEST_FILE), ({ text }) =>
        text.includes('half a cent')
          ? 'Half cents have a test already.'
          : 'Amounts, vouchers and tax have tests; half cents have none.',
      ),
  },
  {
    id: 'round',
    title: 'Round to the nearest cent',
    description: 'Change roundToCent so that it rounds to the nearest cent.',
    type: 'modify_file',
    file: CART_FILE,
    dependsOn: ['read-prices'],
    work: (work) => changed(work, CART_FILE, FIX_CART, 'The cart rounds to the nearest cent.'),
  },
  {
    id: 'half-cents',
    title: 'Add a test for half cents',
    description: 'Add a test that half a cent is rounded up.',
    type: 'modify_file',
    file: TEST_FILE,
    dependsOn: ['read-tests'],
    work: (work) => changed(work, TEST_FILE, addTest, 'A test for half cents is there.'),
  },
  {
    id: 'changelog',
    title: 'Note the change',
    description: 'Add a line to the changelog.',
    type: 'modify_file',
    file: CHANGELOG_FILE,
    dependsOn: ['read-prices'],
    work: (work) => changed(work, CHANGELOG_FILE, NOTE_CHANGE, 'The changelog has a line about it.'),
  },
  {
    id: 'run-tests',
    title: 'Run the tests',
    description: 'Run the tests of the project.',
    type: 'run_command',
    command: 'npm test',
    dependsOn: ['round', 'half-cents'],
    work: (work) => looked(work, RUN_TESTS, () => 'The tests pass.'),
  },
  {
    id: 'look-back',
    title: 'Look at the outcome',
    description: 'Read the changed cart once more and say what is different.',
    type: 'analyze',
    dependsOn: ['run-tests', 'changelog'],
    work: (work) =>
      looked(work, read(CART_FILE), ({ text }) =>
        text.includes(BAD_ROUNDING) ? 'The cart is as it was.' : 'The cart uses Math.round now.',
      ),
  },
];

/** What the demo says to a request that is part of a plan; undefined for any other. */
export function demoPlanTurn(
  system: string,
  work: DemoWork,
): DemoTurn['text'] | Exclude<Answer, string> | undefined {
  const { prompt } = work;
  if (/^You plan work/.test(system)) return planned(work);
  if (/^Say what it means for the task/.test(system)) return demoGoal();
  if (/^The task was:\n/.test(prompt)) return outcome(prompt);
  const step = /^Goal of the whole plan: [^]*?\n\nStep \d+ of \d+: ([^\n]*)/.exec(prompt)?.[1];
  if (step === undefined) return undefined;
  const known = STEPS.find(({ title, description }) => title === step || description === step);
  return known === undefined
    ? 'STEP FAILED: The scripted demo knows the steps of its own plan only. Set up a real model for others.'
    : known.work(work);
}

/** The demo plays on the sample project only; elsewhere there is nothing to plan. */
function planned(work: DemoWork): ReturnType<DemoStep['work']> {
  if (work.prompt.includes('The plan so far:')) return 'The scripted demo has one plan only.';
  const place = work.find(LOOK);
  if (place === undefined && work.canRun(LOOK)) return { calls: [LOOK], text: 'Is this the sample project?' };
  if (place === undefined || place.isError || !namesCart(place.text)) return EMPTY_PLAN;
  const steps = STEPS.map(({ work: _, ...step }) => step);
  return JSON.stringify({ goal: 'Totals are right to the cent', steps });
}

function demoGoal(): string {
  return JSON.stringify({
    description: 'Totals are right to the cent',
    successCriteria: [{ criterion: 'The tests of the project pass', command: 'npm test' }],
  });
}

function outcome(prompt: string): string {
  const states = [...prompt.matchAll(/^\[[\w-]+\] .*: (\w+)$/gm)].map((match) => match[1]);
  const done = states.filter((state) => state === 'done').length;
  return `${done} of ${states.length} steps of the demo plan are done. Open a step to see what it did; roll one back to see how that goes. Set up a real model to plan work of your own.`;
}

function looked(work: DemoWork, call: CallInput, report: (result: ToolResultPart) => string): Answer {
  const result = work.find(call);
  if (result === undefined)
    return work.canRun(call)
      ? { calls: [call], text: '' }
      : `STEP FAILED: there is no tool ${call.name} here.`;
  return result.isError ? failed(result) : report(result);
}

/** Reads the file and makes the edit, unless what it brings is there. */
function changed(work: DemoWork, file: string, edit: CallInput, report: string): Answer {
  const seen = looked(work, read(file), ({ text }) => {
    const { new_string: wanted } = edit.input;
    const lines = text.split(/\r?\n/).map((line) => line.replace(/^\s*\d+[\t→|]\s?/, ''));
    return lines.join('\n').includes(String(wanted)) ? 'It is so already.' : '';
  });
  return seen === '' ? looked(work, edit, () => report) : seen;
}

function failed({ text }: ToolResultPart): string {
  return `STEP FAILED: ${
    text
      .split('\n')
      .find((line) => line.trim() !== '')
      ?.trim() ?? 'it gave no reason.'
  }`;
}
