// What the demo model says and does next. A pure function of the conversation: it looks at which calls were made since the last prompt and at
// their real results, and tells nothing that did not happen. The task is the rounding bug of the sample project (a shopping cart).
import { demoPlanTurn } from './demoPlan';
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
import type { Message, ToolResultPart } from './message';

export interface DemoCall {
  readonly id: string;
  readonly name: string;
  readonly input: Readonly<Record<string, unknown>>;
}

export interface DemoTurn {
  readonly thinking?: string;
  readonly text: string;
  /** Empty in the last turn of a run. */
  readonly calls: readonly DemoCall[];
}

export type CallInput = Omit<DemoCall, 'id'>;

/** What a request is about, and what was found out for it so far. */
export interface DemoWork {
  /** The person's words, or what a part of a plan is asked. */
  readonly prompt: string;
  /** The last result of this call since then. */
  readonly find: (call: CallInput) => ToolResultPart | undefined;
  /** The tool is offered. */
  readonly canRun: (call: CallInput) => boolean;
}

const lookAround: readonly CallInput[] = [
  { name: 'ls', input: { path: '.' } },
  { name: 'glob', input: { pattern: CART_FILE } },
];
const readFiles: readonly CallInput[] = [
  { name: 'read', input: { file_path: CART_FILE } },
  { name: 'read', input: { file_path: TEST_FILE } },
  { name: 'read', input: { file_path: CHANGELOG_FILE } },
  { name: 'grep', input: { pattern: 'roundToCent', path: 'src' } },
];
const label =
  'I am the scripted demo model: no AI is asked, but everything I do here is real and goes through the same tools and questions.';

/** `tools` are the names offered; steps whose tool is missing are left out. `system` tells which part of a plan asks, if one does. */
export function nextDemoTurn(
  messages: readonly Message[],
  tools: ReadonlySet<string>,
  system = '',
): DemoTurn {
  const run = readRun(messages);
  const turn = (text: string, wanted: readonly CallInput[], thinking?: string): DemoTurn => ({
    ...(thinking === undefined ? {} : { thinking }),
    text,
    calls: wanted
      .filter((call) => tools.has(call.name))
      .map((call, index) => ({ id: `demo_${run.callsInAll + index + 1}`, ...call })),
  });
  const canRun = (call: CallInput): boolean => tools.has(call.name);
  const planTurn = demoPlanTurn(system, { prompt: run.prompt, find: run.find, canRun });
  if (typeof planTurn === 'string') return turn(planTurn, []);
  if (planTurn !== undefined) return turn(planTurn.text, planTurn.calls);

  if (run.steps.length === 0 && lookAround.every(canRun)) {
    return turn(
      `${label}\n\nFirst I look at what is in this folder.`,
      lookAround,
      'The demo task needs the sample project. Is this it?',
    );
  }
  const place = run.find(lookAround[1]);
  if (place === undefined || place.isError || !namesCart(place.text)) {
    return turn(elsewhere(run.find(lookAround[0])), []);
  }
  const cart = run.find(readFiles[0]);
  if (cart === undefined && tools.has('read')) {
    return turn(
      'This is the sample project, a shopping cart. I read the code, its test and the changelog at once.',
      readFiles,
      'Prices are computed in src/cart.js. Reading does not change anything, so these calls can run side by side.',
    );
  }
  if (cart === undefined || cart.isError)
    return turn(`I could not read ${CART_FILE}: ${firstLine(cart)}`, []);
  if (!cart.text.includes(BAD_ROUNDING)) {
    return turn(
      `${CART_FILE} already rounds to the nearest cent, so the demo task is done here. Take the change back (or start with a fresh copy) to see it again, or set up a real model to go on with work of your own.`,
      [],
    );
  }
  const before = run.all(RUN_TESTS)[0];
  if (before === undefined && canRun(RUN_TESTS)) {
    return turn('Now I run the tests to see what is wrong.', [RUN_TESTS]);
  }
  const fixed = run.find(FIX_CART);
  if (fixed === undefined && canRun(FIX_CART)) {
    return turn(
      `${beforeSentence(before)} \`roundToCent\` rounds down instead of to the nearest cent. I change that one line.`,
      [FIX_CART],
      'Math.floor drops half a cent and more: 1.047 becomes 1.04 and should be 1.05. Number.EPSILON helps amounts such as 1.005 over the edge.',
    );
  }
  if (fixed !== undefined && !fixed.isError) {
    if (run.find(NOTE_CHANGE) === undefined) {
      return turn(
        'I add a line to the changelog as well. You may refuse this one; the fix does not need it.',
        [NOTE_CHANGE],
      );
    }
    if (before !== undefined && wasRun(before) && run.all(RUN_TESTS).length < 2) {
      return turn('Once more the tests, to see whether it worked.', [RUN_TESTS]);
    }
  }
  return turn(summary(run), []);
}

interface Step {
  readonly name: string;
  readonly input: Readonly<Record<string, unknown>>;
  readonly result: ToolResultPart | undefined;
}

interface Run {
  readonly prompt: string;
  /** Calls since the last prompt. */
  readonly steps: readonly Step[];
  readonly callsInAll: number;
  find(call: CallInput | undefined): ToolResultPart | undefined;
  all(call: CallInput): readonly ToolResultPart[];
}

function readRun(messages: readonly Message[]): Run {
  const start = messages.findLastIndex((message) => message.role === 'user' && message.origin === 'prompt');
  const callsOf = (list: readonly Message[]) =>
    list.flatMap((message) =>
      message.role === 'assistant' ? message.content.filter((part) => part.type === 'tool_call') : [],
    );
  const current = messages.slice(start + 1);
  const results = new Map(
    current
      .flatMap((message) => (message.role === 'tool' ? message.results : []))
      .map((result) => [result.toolCallId, result]),
  );
  const steps = callsOf(current).map((call) => ({
    name: call.name,
    input: call.input,
    result: results.get(call.id),
  }));
  const all = (call: CallInput): readonly ToolResultPart[] =>
    steps
      .filter(
        (step) =>
          step.name === call.name &&
          Object.entries(call.input).every(([key, value]) => step.input[key] === value),
      )
      .flatMap((step) => (step.result === undefined ? [] : [step.result]));
  return {
    prompt: textOf(messages[start]),
    steps,
    callsInAll: callsOf(messages).length,
    all,
    find: (call) => (call === undefined ? undefined : all(call).at(-1)),
  };
}

function textOf(message: Message | undefined): string {
  if (message?.role !== 'user') return '';
  return message.content.map((part) => (part.type === 'text' ? part.text : '')).join('\n');
}

function elsewhere(listing: ToolResultPart | undefined): string {
  const content =
    listing === undefined || listing.isError
      ? ''
      : `This folder holds:\n\n\`\`\`\n${listing.text.trim()}\n\`\`\`\n\n`;
  return `${content}The demo task plays on the sample project only, so I leave this folder as it is. Open the sample project to see the demo, or set up a real model to work here.`;
}

function beforeSentence(before: ToolResultPart | undefined): string {
  if (before === undefined) return 'The code shows the mistake.';
  if (!before.isError) return 'The tests pass, but the code still has a mistake.';
  return wasRun(before) ? 'A test fails.' : 'The tests were not run, but the code shows the mistake.';
}

function summary(run: Run): string {
  const fix = run.find(FIX_CART);
  const note = run.find(NOTE_CHANGE);
  const tests = run.all(RUN_TESTS);
  const after = fix === undefined || fix.isError ? undefined : (tests[1] ?? tests[0]);
  const lines = [
    doneOrNot(fix, `\`${CART_FILE}\`: rounds to the nearest cent now.`, `\`${CART_FILE}\` is unchanged`),
    ...(note === undefined
      ? []
      : [
          doneOrNot(
            note,
            `\`${CHANGELOG_FILE}\`: has a line about it.`,
            `\`${CHANGELOG_FILE}\` is unchanged`,
          ),
        ]),
    ...(after === undefined ? [] : [afterSentence(after)]),
  ];
  const end =
    fix === undefined || fix.isError
      ? 'The bug is still there.'
      : 'That was the demo. Set up a real model to go on with work of your own.';
  return `${lines.map((line) => `- ${line}`).join('\n')}\n\n${end}`;
}

function doneOrNot(result: ToolResultPart | undefined, done: string, notDone: string): string {
  if (result === undefined) return `${notDone}: no tool for it was offered.`;
  return result.isError ? `${notDone}: ${whyNot(result)}` : done;
}

function afterSentence(after: ToolResultPart): string {
  if (!after.isError) return 'The tests pass.';
  return wasRun(after) ? 'The tests still fail.' : `The tests were not run: ${whyNot(after)}`;
}

/** False where the tests were refused or could not start: then the result is an error without the report of a test run. */
function wasRun(tests: ToolResultPart): boolean {
  return !tests.isError || /\bfail \d|not ok|✖/.test(tests.text);
}

/** A refusal in words for the person; what it tells the model to do next is left out. */
function whyNot(result: ToolResultPart): string {
  const line = firstLine(result);
  const refused = /^The person refused \w+\. Reason: (.*?)\.? Do not retry/.exec(line)?.[1];
  if (refused !== undefined) {
    return refused === 'No reason provided' ? 'you refused it.' : `you refused it (${refused}).`;
  }
  return line.startsWith('The permission policy blocked') ? 'a permission rule blocks it.' : line;
}

function firstLine(result: ToolResultPart | undefined): string {
  return (
    result?.text
      .split('\n')
      .find((line) => line.trim() !== '')
      ?.trim() ?? 'it gave no reason.'
  );
}
