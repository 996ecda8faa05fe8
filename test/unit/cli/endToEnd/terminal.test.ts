// An interactive session on a real pseudo-terminal, which `script` of util-linux makes.
import { spawn, spawnSync } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { startModelServer } from '../../../model-server/modelServer';
import type { ModelServer } from '../../../model-server/modelServer';
import { buildProgram, makePlace, watch } from './program';
import type { Place, Program, Running } from './program';
import { BROKEN, FIXED, FIX_THE_TEST, told } from './sampleTask';

const hasTerminals =
  process.platform === 'linux' &&
  /util-linux/.test(spawnSync('script', ['--version']).stdout?.toString() ?? '');
const ENTER = '\r';
const CTRL_C = '\u0003';
const CTRL_D = '\u0004';
const UP = '\u001b[A';
const paste = (text: string): string => `\u001b[200~${text.replaceAll('\n', '\r')}\u001b[201~`;

describe.runIf(hasTerminals)('on a terminal', () => {
  let program: Program;
  let place: Place;
  let server: ModelServer;

  beforeAll(async () => {
    program = await buildProgram();
  }, 60_000);
  afterAll(() => program.dispose());
  beforeEach(async () => {
    [place, server] = await Promise.all([makePlace(), startModelServer()]);
  });
  afterEach(async () => {
    await Promise.all([place.dispose(), server.dispose()]);
  });

  interface Terminal extends Running {
    /** Types as a person would. */
    type(text: string): void;
  }

  function open(...args: readonly string[]): Terminal {
    const words = [
      process.execPath,
      program.file,
      '-m',
      'openai/scripted-model',
      '--base-url',
      server.openaiUrl,
      ...args,
    ];
    const line = words.map((word) => `'${word}'`).join(' ');
    const child = spawn('script', ['--quiet', '--return', '--command', line, '/dev/null'], {
      cwd: place.project,
      env: { ...place.environment, TERM: 'xterm', NO_COLOR: '1', SHELL: '/bin/sh' },
      stdio: ['pipe', 'pipe', 'pipe'],
    });
    return { ...watch(child), type: (text) => void child.stdin.write(text) };
  }

  const cart = (): Promise<string> => readFile(join(place.project, 'src/cart.js'), 'utf8');

  test('a conversation with a refusal, an approval and an end', async () => {
    server.play([
      ...FIX_THE_TEST.slice(1, 2),
      { text: 'Refused, I understand.' },
      ...FIX_THE_TEST.slice(1, 2),
      { text: 'Edited now.' },
    ]);
    const terminal = open();
    await terminal.seen('> ');
    terminal.type(`Fix it${ENTER}`);
    await terminal.seen(`+  return ${FIXED};`);
    await terminal.seen('[n]o, because');
    expect(await cart()).toContain(BROKEN);
    terminal.type(`n not yet${ENTER}`);
    await terminal.seen('Refused, I understand.');
    expect(told(server.requests[1])).toContain('not yet');
    expect(await cart()).toContain(BROKEN);

    terminal.type(`Fix it now${ENTER}`);
    await terminal.seen('[n]o, because');
    terminal.type(`y${ENTER}`);
    await terminal.seen('Edited now.');
    expect(await cart()).toContain(FIXED);
    terminal.type(CTRL_D);
    expect((await terminal.finished).code).toBe(0);
  });

  test('"always" is remembered for the next session, in the own folder', async () => {
    const turns = [
      { toolCalls: [{ name: 'bash', args: { command: 'expr from-the-shell' } }] },
      { text: 'Said it.' },
    ];
    server.play([...turns, ...turns]);
    const first = open('Say it');
    await first.seen('[a]lways');
    first.type(`a${ENTER}`);
    expect((await first.finished).code).toBe(0);
    const rules = await readFile(
      join(place.environment['PLANWRIGHT_HOME'] ?? '', 'permissions.json'),
      'utf8',
    );
    expect(JSON.parse(rules)).toEqual({ version: 1, allow: ['bash(expr from-the-shell)'] });

    const second = open('Say it again');
    const { code, stdout } = await second.finished;
    expect(code).toBe(0);
    expect(stdout).toContain('Said it.');
    expect(stdout).not.toContain('[a]lways');
  });

  test('pasted lines stay together, the up arrow brings back what was typed', async () => {
    server.play([{ text: 'First answer.' }, { text: 'Second answer.' }]);
    const terminal = open();
    await terminal.seen('> ');
    terminal.type(paste('one\ntwo\nthree'));
    terminal.type(ENTER);
    await terminal.seen('First answer.');
    expect(told(server.requests[0])).toContain('one\\ntwo\\nthree');
    terminal.type(`short one${ENTER}`);
    await terminal.seen('Second answer.');
    server.play([{ text: 'Third answer.' }]);
    terminal.type(UP);
    terminal.type(ENTER);
    await terminal.seen('Third answer.');
    expect(told(server.requests[2]).match(/short one/g)).toHaveLength(2);
    terminal.type(`/exit${ENTER}`);
    expect((await terminal.finished).code).toBe(0);
  });

  test('Ctrl-C cancels the run, twice ends the session', async () => {
    server.play([{ text: 'I begin and then ', fault: 'hang' }]);
    const terminal = open();
    await terminal.seen('> ');
    terminal.type(`Wait${ENTER}`);
    await terminal.seen('I begin');
    terminal.type(CTRL_C);
    await terminal.seen('Cancelled.');
    terminal.type(CTRL_C);
    await terminal.seen('Ctrl-C again');
    terminal.type(CTRL_C);
    expect((await terminal.finished).code).toBe(0);
  });

  test('/noplan declines the plan that is being made', async () => {
    server.play([{ text: 'I think about steps', fault: 'hang' }, { text: 'Done without steps.' }]);
    const terminal = open('--planning', 'auto');
    await terminal.seen('> ');
    terminal.type(`/noplan${ENTER}`);
    await terminal.seen('No plan is being made.');
    terminal.type(`Write a plan for the release${ENTER}`);
    await terminal.seen('/noplan answers without a plan.');
    while (server.requests.length < 1) await new Promise(setImmediate);
    terminal.type(`/noplan${ENTER}`);
    await terminal.seen('No plan: the prompt is answered as it is.');
    await terminal.seen('Done without steps.');
    terminal.type(`/exit${ENTER}`);
    expect((await terminal.finished).code).toBe(0);
  });

  test('a message typed during a run is sent when it has ended', async () => {
    server.play(async (_request, index) => {
      if (index === 0) await released.promise;
      return { text: `Answer ${index}.` };
    });
    const released = Promise.withResolvers<void>();
    const terminal = open();
    await terminal.seen('> ');
    terminal.type(`First${ENTER}`);
    while (server.requests.length < 1) await new Promise(setImmediate);
    terminal.type(`Second${ENTER}`);
    await terminal.seen('sent when this run has ended');
    expect(server.requests).toHaveLength(1);
    released.resolve();
    await terminal.seen('Answer 1.');
    expect(told(server.requests[1])).toContain('Second');
    terminal.type(`/exit${ENTER}`);
    expect((await terminal.finished).code).toBe(0);
  });
});
