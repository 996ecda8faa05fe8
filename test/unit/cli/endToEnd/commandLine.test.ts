import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { startModelServer } from '../../../model-server/modelServer';
import type { ModelServer } from '../../../model-server/modelServer';
import type { AgentEvent } from '../../../../src/core/events/agentEvent';
import { createFakeEngine } from '../../sandbox/fakeEngine';
import { buildProgram, makePlace, run, start } from './program';
import type { Place, Program } from './program';
import { BROKEN, FIXED, FIX_THE_TEST, told } from './sampleTask';

let program: Program;
let place: Place;
let server: ModelServer;
let chat: readonly string[];

beforeAll(async () => {
  program = await buildProgram();
}, 60_000);
afterAll(() => program.dispose());
beforeEach(async () => {
  [place, server] = await Promise.all([makePlace(), startModelServer()]);
  chat = ['-m', 'openai/scripted-model', '--base-url', server.openaiUrl];
});
afterEach(async () => {
  await Promise.all([place.dispose(), server.dispose()]);
});

const cart = (): Promise<string> => readFile(join(place.project, 'src/cart.js'), 'utf8');

describe('fixes the failing test of the sample project', () => {
  const formats: readonly [string, string, (server: ModelServer) => readonly string[]][] = [
    [
      'Anthropic Messages',
      '/v1/messages',
      ({ url }) => ['-m', 'anthropic/scripted-model', '--base-url', url],
    ],
    [
      'Chat Completions',
      '/v1/chat/completions',
      ({ openaiUrl }) => ['-m', 'openai/scripted-model', '--base-url', openaiUrl],
    ],
    [
      'Responses',
      '/v1/responses',
      ({ openaiUrl }) => ['-m', 'openai/scripted-model', '--base-url', openaiUrl, '--api', 'responses'],
    ],
  ];

  test.each(formats)('over %s', async (_name, path, model) => {
    server.play(FIX_THE_TEST);
    const args = [...model(server), '--permission-mode', 'auto', 'Fix the failing test'];
    const result = await run(program.file, args, {
      place,
      environment: { PLANWRIGHT_API_KEY: 'key-1234567890' },
    });
    expect(result).toMatchObject({ code: 0, stdout: 'I look at the code.\nThe test passes now.\n' });
    expect(result.stderr).toContain('+ edit src/cart.js');
    expect(await cart()).toContain(FIXED);
    expect(server.requests.map((request) => request.path)).toEqual([path, path, path, path]);
    expect(told(server.requests[3])).toMatch(/fail 0/);
    expect(spawnSync(process.execPath, ['--test'], { cwd: place.project }).status).toBe(0);
    expect(result.stdout + result.stderr).not.toContain('key-1234567890');
  });
});

test('a question that nobody can answer is refused, and the model is told', async () => {
  server.play([...FIX_THE_TEST.slice(1, 2), { text: 'I may not.' }]);
  const result = await run(program.file, [...chat, 'Fix it'], { place });
  expect(result).toMatchObject({ code: 0, stdout: 'I may not.\n' });
  expect(await cart()).toContain(BROKEN);
  expect(told(server.requests[1])).toContain('nobody can answer');
});

test.each([
  ['secrets', [], { redaction: 'secrets' }],
  ['all', ['--redaction', 'all'], { redaction: 'secrets' }],
] as const)(
  'how much is replaced is said by the configuration, or by --redaction: %s',
  async (level, flags, file) => {
    const text = 'card 4111 1111 1111 1111, mail jo.miller@shop-example.com\n';
    await writeFile(join(place.project, 'notes.txt'), text);
    const config = join(place.project, 'config.json');
    await writeFile(config, JSON.stringify(file));
    server.play([{ toolCalls: [{ name: 'read', args: { file_path: 'notes.txt' } }] }, { text: 'Read.' }]);
    const result = await run(program.file, [...chat, '-c', config, ...flags, 'Read the notes'], { place });
    expect(result.code).toBe(0);
    expect(told(server.requests[1]).includes('4111 1111')).toBe(level === 'secrets');
    expect(told(server.requests[1]).includes('jo.miller@')).toBe(level === 'secrets');
  },
);

test('--allow and --deny are rules, and deny wins', async () => {
  const turns = [
    { toolCalls: [{ name: 'bash', args: { command: 'echo one' } }] },
    { toolCalls: [{ name: 'bash', args: { command: 'echo two' } }] },
    { text: 'Done.' },
  ];
  server.play(turns);
  const rules = ['--allow', 'bash(echo one)', '--allow', 'bash(echo two)', '--deny', 'bash(echo two)'];
  await run(program.file, [...chat, ...rules, 'Say it'], { place });
  expect(told(server.requests[1])).toContain('one');
  expect(told(server.requests[2])).toContain('blocked');
});

test('jsonl: one event a line, complete and in order', async () => {
  server.play(FIX_THE_TEST);
  const args = [...chat, '--permission-mode', 'auto', '--output', 'jsonl', 'Fix the failing test'];
  const { code, stdout } = await run(program.file, args, { place });
  const events = stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as AgentEvent);
  expect(code).toBe(0);
  expect(events[0]).toMatchObject({
    type: 'start',
    prompt: 'Fix the failing test',
    model: 'openai/scripted-model',
  });
  expect(events.at(-1)).toMatchObject({ type: 'end', stopReason: 'end', toolCallsCount: 3 });
  expect(events.map((event) => event.seq)).toEqual(events.map((_, index) => (events[0]?.seq ?? 0) + index));
  const ids = (type: string) =>
    events.flatMap((event) => (event.type === type && 'toolId' in event ? [event.toolId] : []));
  expect(ids('tool_end')).toHaveLength(3);
  expect(ids('tool_end')).toEqual(ids('tool_start'));
});

describe('exit codes', () => {
  test('1: the run failed', async () => {
    server.play([{ fault: { status: 401, body: { error: { message: 'bad key' } } } }]);
    const { code, stdout, stderr } = await run(program.file, [...chat, 'Hello'], { place });
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toMatch(/^Error: /m);
  });

  test('1: a limit was reached', async () => {
    server.play(() => ({ toolCalls: [{ name: 'ls', args: {} }] }));
    const { code, stderr } = await run(program.file, [...chat, '--limit-turns', '2', 'Look around'], {
      place,
    });
    expect(code).toBe(1);
    expect(server.requests).toHaveLength(2);
    expect(stderr).toContain('The limit of 2 turns is reached.');
  });

  const usage: readonly [string, readonly string[], string][] = [
    ['an unknown option', ['--frobnicate'], "Unknown option '--frobnicate'."],
    ['no prompt and no terminal', ['-m', 'demo/scripted'], 'There is no prompt'],
    ['no key', ['-m', 'anthropic/claude-sonnet-5-5', 'Hello'], 'Set ANTHROPIC_API_KEY'],
    ['no model at all', ['Hello'], 'No model is set up.'],
    ['an unknown provider', ['-m', 'nobody/model', 'Hello'], 'nobody'],
    ['a missing folder', ['-m', 'demo/scripted', '-C', 'nowhere', 'Hello'], 'There is no folder'],
    ['a missing configuration', ['-c', 'nowhere.json', 'Hello'], 'nowhere.json: there is no such file'],
    [
      'a session that is not there',
      ['-m', 'demo/scripted', '--resume', 'nope', 'Hello'],
      'Session not found: nope',
    ],
  ];
  test.each(usage)('2: %s', async (_name, args, message) => {
    const { code, stdout, stderr } = await run(program.file, args, { place });
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain(message);
  });

  test('130: cancelled, with the session usable afterwards', async () => {
    server.play([{ text: 'I begin and then ', fault: 'hang' }]);
    const running = start(program.file, [...chat, '--output', 'jsonl', 'Wait'], { place });
    await running.seen('"text_delta"');
    running.child.kill('SIGINT');
    const { code, stdout } = await running.finished;
    expect(code).toBe(130);
    expect(JSON.parse(stdout.trimEnd().split('\n').at(-1) ?? '')).toMatchObject({
      type: 'end',
      stopReason: 'cancelled',
    });

    server.play([{ text: 'Here again.' }]);
    const resumed = await run(program.file, [...chat, '--resume', 'last', 'Go on'], { place });
    expect(resumed).toMatchObject({ code: 0, stdout: 'Here again.\n' });
  });

  test('130: the reader of the output goes away', async () => {
    server.play([{ text: 'word '.repeat(50_000), deltas: 2000, deltaMs: 1 }]);
    const running = start(program.file, [...chat, 'Talk'], { place });
    await running.seen('word');
    running.child.stdout?.destroy();
    expect((await running.finished).code).toBe(130);
  });
});

test('piped text is added to the prompt, or is the prompt', async () => {
  server.play([{ text: 'a' }, { text: 'b' }]);
  await run(program.file, [...chat, 'Explain this:'], { place, input: 'TypeError: x\n' });
  await run(program.file, chat, { place, input: 'Just this\n' });
  expect(told(server.requests[0])).toContain('Explain this:\\n\\nTypeError: x');
  expect(told(server.requests[1])).toContain('Just this');
});

test('--image goes along with the prompt', async () => {
  const png = Buffer.from(
    'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
    'base64',
  );
  await writeFile(join(place.project, 'shot.png'), png);
  server.play([{ text: 'A dot.' }]);
  const { code } = await run(program.file, [...chat, '--image', 'shot.png', 'What is this?'], { place });
  expect(code).toBe(0);
  expect(told(server.requests[0])).toContain(`data:image/png;base64,${png.toString('base64')}`);
});

test('--resume goes on with the conversation and keeps its model', async () => {
  server.play([{ text: 'Nice to meet you.' }, { text: 'You are Ada.' }]);
  await run(program.file, [...chat, 'I am Ada'], { place });
  const listed = await run(program.file, ['sessions'], { place });
  const id = listed.stdout.split(' ')[0] ?? '';
  expect(listed.stdout).toContain('I am Ada');
  const again = await run(program.file, [...chat, '--resume', id.slice(0, 8), 'Who am I?'], { place });
  expect(again.stdout).toBe('You are Ada.\n');
  const request = told(server.requests[1]);
  expect(request).toContain('I am Ada');
  expect(request).toContain('Nice to meet you.');
});

test('files of the workspace never configure the program', async () => {
  const evil = JSON.stringify({
    defaultModel: 'openai/x',
    providers: [{ name: 'openai', baseUrl: server.openaiUrl }],
    permissionMode: 'auto',
  });
  await Promise.all([
    writeFile(join(place.project, 'planwright.json'), evil),
    writeFile(
      join(place.project, '.env'),
      `OPENAI_API_KEY=k\nPLANWRIGHT_MODEL=openai/x\nOPENAI_BASE_URL=${server.openaiUrl}\n`,
    ),
  ]);
  const { code, stderr } = await run(program.file, ['Hello'], { place });
  expect(code).toBe(2);
  expect(stderr).toContain('No model is set up.');
  expect(server.requests).toEqual([]);
});

test('only documented variables choose the address: those of the SDKs are ignored', async () => {
  server.play([{ text: 'wrong' }]);
  const closed = 'http://127.0.0.1:9';
  const environment = {
    OPENAI_BASE_URL: server.openaiUrl,
    ANTHROPIC_BASE_URL: server.url,
    OPENAI_ORG_ID: 'org',
  };
  const args = ['-m', 'openai/scripted-model', '--base-url', closed, '-c', 'own.json', 'Hello'];
  await writeFile(join(place.project, 'own.json'), JSON.stringify({ circuitBreakerThreshold: 1 }));
  const { code } = await run(program.file, args, { place, environment });
  expect(code).toBe(1);
  expect(server.requests).toEqual([]);
});

test('commands in the sandbox run without a question where the configuration says so, and are refused other hosts', async () => {
  const configuration = { allowSandboxed: true, allowedDomains: ['example.invalid'] };
  await writeFile(join(place.project, 'own.json'), JSON.stringify(configuration));
  const ask = `touch made; node -e "const p = new URL(process.env.HTTP_PROXY); require('http').request({ host: p.hostname, port: p.port, method: 'CONNECT', path: 'other.invalid:443' }).on('connect', (r, s) => { console.log(r.statusCode); s.destroy(); }).end()"`;
  const bash = (args: Readonly<Record<string, unknown>>) => ({ toolCalls: [{ name: 'bash', args }] });
  server.play([
    bash({ command: ask }),
    bash({ command: 'touch x', outside_sandbox: 'why' }),
    { text: 'Done.' },
  ]);
  const { code, stderr } = await run(program.file, [...chat, '-c', 'own.json', 'Go'], { place });
  expect(code).toBe(0);
  expect(told(server.requests[1])).toContain('The sandbox did not let it reach other.invalid.');
  expect(stderr).toContain('A command wanted to reach other.invalid, and the sandbox refused it.');
  // Outside of the sandbox it asks, and nobody is there.
  expect(stderr).toContain('x bash touch x: refused');
  expect(existsSync(join(place.project, 'made'))).toBe(true);
  expect(existsSync(join(place.project, 'x'))).toBe(false);
});

test('the tool sandbox is there where the configuration says so, and asks like commands', async () => {
  const engine = createFakeEngine(join(place.home, 'engine'), place.project);
  const environment = { PATH: `${dirname(engine.program)}:${place.environment['PATH']}` };
  await writeFile(join(place.project, 'own.json'), JSON.stringify({ sandboxTool: true }));
  const call = { toolCalls: [{ name: 'sandbox', args: { command: 'touch made', image: 'debian:12' } }] };
  const args = [...chat, '-c', 'own.json', 'Go'];
  server.play([call, { text: 'Done.' }]);
  const refused = await run(program.file, args, { place, environment });
  expect(refused.stderr).toContain('x sandbox touch made: refused');
  expect(engine.calls()).toEqual([]);
  server.play([call, { text: 'Done.' }]);
  await run(program.file, ['--permission-mode', 'auto', ...args], { place, environment });
  expect(existsSync(join(place.project, 'made'))).toBe(true);
  expect(engine.calls().map(([verb]) => verb)).toEqual(['run', 'exec', 'rm']);
  expect(engine.calls()[0]).toContain('debian:12');
  server.play([{ text: 'Done.' }]);
  await run(program.file, [...chat, 'Go'], { place, environment });
  expect(JSON.stringify(server.requests.at(-1)?.body['tools'])).not.toContain('"sandbox"');
});

test('help, version and models need no set-up', async () => {
  const help = await run(program.file, ['--help'], { place });
  expect(help).toMatchObject({ code: 0, stderr: '' });
  expect(help.stdout).toContain('--permission-mode');
  const version = await run(program.file, ['--version'], { place });
  expect(version.stdout).toMatch(/^planwright \d+\.\d+\.\d+\n$/);
  const models = await run(program.file, ['models'], { place });
  expect(models.stdout).toContain('demo/scripted');
});
