// `planwright plan` as people run it, on a real pseudo-terminal, which `script` of util-linux makes, and without one.
import { spawn, spawnSync } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { startModelServer } from '../../../model-server/modelServer';
import type { ModelServer } from '../../../model-server/modelServer';
import type { ScriptedTurn } from '../../../model-server/script';
import { buildProgram, makePlace, run, watch } from './program';
import type { Place, Program } from './program';
import { BROKEN, FIXED, FIX_THE_TEST } from './sampleTask';

const hasTerminals =
  process.platform === 'linux' &&
  /util-linux/.test(spawnSync('script', ['--version']).stdout?.toString() ?? '');

const PLAN: ScriptedTurn = {
  text: JSON.stringify({
    goal: 'The test passes',
    steps: [
      { id: 'fix', description: 'Round the amount', type: 'modify_file', file: 'src/cart.js' },
      { id: 'say', description: 'Say what changed', type: 'analyze', dependsOn: ['fix'] },
    ],
  }),
};
const FIX = FIX_THE_TEST.slice(0, 2);

let program: Program;
let place: Place;
let server: ModelServer;
let model: readonly string[];

beforeAll(async () => {
  [program, server] = await Promise.all([buildProgram(), startModelServer()]);
  model = ['-m', 'openai/scripted-model', '--base-url', server.openaiUrl];
}, 60_000);
beforeEach(async () => {
  await place?.dispose();
  place = await makePlace();
});
afterAll(() => Promise.all([program.dispose(), place.dispose(), server.dispose()]));

const cart = (): Promise<string> => readFile(join(place.project, 'src/cart.js'), 'utf8');

test('a step that fails after a write: the file is as it was, and the exit code says so', async () => {
  server.play([PLAN, ...FIX, { text: 'STEP FAILED: the test still fails' }]);
  const args = ['plan', 'Fix the failing test', '--execute', '--permission-mode', 'auto', ...model];
  const { code, stdout, stderr } = await run(program.file, args, { place });
  expect(stderr).toContain('Taken back: fix');
  expect(stdout).toContain('Completed: 0/2\nStep 1 failed: the test still fails\n');
  expect(code).toBe(1);
  expect(await cart()).toContain(BROKEN);
}, 60_000);

test('a prompt that looks complex is planned, and its goal is checked by the command it names', async () => {
  const goal = {
    description: 'The test passes',
    successCriteria: [{ criterion: 'the tests pass', command: 'npm test' }],
  };
  const steps = [{ id: 'fix', description: 'Round the amount', acceptance: { command: 'npm test' } }];
  server.play([
    { text: JSON.stringify(goal) },
    { text: JSON.stringify({ goal: 'The test passes', steps }) },
    ...FIX,
    { text: 'Rounded.' },
    { text: 'The amount is rounded now.' },
  ]);
  const prompt = 'Fix the failing test, refactor src/cart.js and document it everywhere';
  const args = [prompt, '--planning', 'auto', '--goal', 'on', '--permission-mode', 'auto', ...model];
  const { code, stdout, stderr } = await run(program.file, args, { place });
  expect(stderr).toMatch(/^Planned first: /m);
  expect(stderr).toContain('Step 1/1 completed');
  expect(stderr).toContain('  ✓ the tests pass (`npm test`)');
  expect(stderr).toContain('Goal reached: The test passes');
  expect(stdout).toContain('The amount is rounded now.');
  expect(code).toBe(0);
  expect(await cart()).toContain(FIXED);
}, 60_000);

test('a wrong command says what is wrong before a model is asked', async () => {
  const { code, stderr } = await run(program.file, ['plan', '--template', 'nothing', ...model], { place });
  expect(stderr).toContain("There is no plan template 'nothing'. Templates: ");
  expect(code).toBe(2);
}, 60_000);

/** The program on a pseudo-terminal of its own. */
function onTerminal(args: readonly string[]) {
  const line = [process.execPath, program.file, ...args, ...model].map((word) => `'${word}'`).join(' ');
  const child = spawn('script', ['--quiet', '--return', '--command', line, '/dev/null'], {
    cwd: place.project,
    env: { ...place.environment, TERM: 'xterm', NO_COLOR: '1', SHELL: '/bin/sh' },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  return { terminal: watch(child), type: (text: string): void => void child.stdin.write(`${text}\r`) };
}

test.runIf(hasTerminals)(
  'on a terminal, step by step: the difference is shown, and nothing is written before the yes',
  async () => {
    server.play([
      PLAN,
      ...FIX,
      { text: 'Rounded.' },
      { text: 'One line.' },
      { text: 'The test passes now.' },
    ]);
    const { terminal, type } = onTerminal(['plan', 'Fix the failing test', '--interactive']);
    await terminal.seen('Step 1/2: Round the amount');
    await terminal.seen(`-  return ${BROKEN};`);
    await terminal.seen(`+  return ${FIXED};`);
    await terminal.seen('Execute this step? [y/N/s(kip)/q(uit)]');
    expect(await cart()).toContain(BROKEN);
    type('y');
    await terminal.seen('Step 2/2: Say what changed');
    await terminal.seen('It changes no file.');
    expect(await cart()).toContain(FIXED);
    type('q');
    await terminal.seen('Completed: 1/2');
    expect((await terminal.finished).code).toBe(130);
    expect(await cart()).toContain(FIXED);
  },
  60_000,
);

test.runIf(hasTerminals)(
  'on a terminal: the plan, the question, its steps and questions about them',
  async () => {
    server.play([
      PLAN,
      ...FIX,
      { text: 'Rounded.' },
      { text: 'One line.' },
      { text: 'The test passes now.' },
    ]);
    const { terminal, type } = onTerminal(['plan', 'Fix the failing test']);
    await terminal.seen('📋 Plan: The test passes');
    await terminal.seen('Step 1: Round the amount');
    await terminal.seen('  File: src/cart.js');
    await terminal.seen('  Type: modify_file');
    await terminal.seen('Execute plan? [y/N]');
    type('y');
    await terminal.seen(`+  return ${FIXED};`);
    await terminal.seen('[n]o, because');
    type('y');
    await terminal.seen('The test passes now.');
    await terminal.seen('Completed: 2/2');
    expect((await terminal.finished).code).toBe(0);
    expect(await cart()).toContain(FIXED);
  },
  60_000,
);
