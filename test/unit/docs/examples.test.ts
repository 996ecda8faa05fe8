// The examples of docs/examples run as they stand, against the scripted model over HTTP.
import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { basicUse } from '../../../docs/examples/basicUse';
import { directTools } from '../../../docs/examples/directTools';
import { images } from '../../../docs/examples/images';
import { modelSwitching } from '../../../docs/examples/modelSwitching';
import { multiTurn } from '../../../docs/examples/multiTurn';
import { planInHand, planning } from '../../../docs/examples/planning';
import { promptSlots } from '../../../docs/examples/promptSlots';
import { resilience } from '../../../docs/examples/resilience';
import { severalSessions } from '../../../docs/examples/severalSessions';
import { streaming } from '../../../docs/examples/streaming';
import type { AgentConfig } from '../../../src/core/index';
import { startModelServer } from '../../model-server/modelServer';
import type { ModelServer } from '../../model-server/modelServer';

let folder = '';
let project = '';
let server: ModelServer;
let config: AgentConfig;
let shown = '';

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'planwright-examples-'));
  project = join(folder, 'project');
  await cp(join(import.meta.dirname, '../../fixtures/sampleProject'), project, { recursive: true });
  server = await startModelServer();
  config = {
    defaultModel: 'openai/scripted-model',
    providers: [
      { name: 'openai', apiKey: 'key-0123456789', baseUrl: server.openaiUrl, api: 'chat' },
      { name: 'anthropic', apiKey: 'key-9876543210', baseUrl: server.url },
    ],
    sessionsDir: join(folder, 'sessions'),
    runtime: { sleep: () => Promise.resolve() },
  };
  shown = '';
  const collect = (text: unknown): boolean => {
    shown += String(text);
    return true;
  };
  vi.spyOn(process.stdout, 'write').mockImplementation(collect);
  vi.spyOn(console, 'log').mockImplementation((text: unknown) => void collect(`${String(text)}\n`));
});
afterEach(async () => {
  vi.restoreAllMocks();
  await server.dispose();
  await rm(folder, { recursive: true });
});

const told = (index: number): string => JSON.stringify(server.requests[index]?.body);

test('basic use', async () => {
  server.play([
    { toolCalls: [{ name: 'read', args: { file_path: 'src/cart.js' } }] },
    { text: 'None.', usage: { input: 100, output: 5 } },
  ]);
  const result = await basicUse(config, project);
  expect(result).toMatchObject({ text: 'None.', toolCallsCount: 1, stopReason: 'end' });
  expect(result.totalTokens).toBe(result.promptTokens + result.completionTokens);
  expect(shown).toBe('None.\nTool calls: 1\n');
});

test('streaming', async () => {
  server.play([{ text: 'Refactored it all.', deltas: 4 }]);
  expect(await streaming(config, project)).toBe('end');
  expect(shown).toBe('Refactored it all.');
});

test('several turns, and resume', async () => {
  server.play([{ text: 'Hello Ada.' }, { text: 'I do.' }, { text: 'Ada.' }]);
  expect(await multiTurn(config, project)).toBe('Ada.');
  expect(told(2)).toContain('My name is Ada.');
  expect(told(2)).toContain('Remember it.');
  expect(told(2)).toContain('I do.');
});

test('model switching', async () => {
  server.play([{ text: 'It is small.' }, { text: 'They pass.' }]);
  expect(await modelSwitching(config, project)).toEqual([
    'anthropic/claude-sonnet-4-20250514',
    'openai/gpt-4o',
  ]);
  expect(server.requests.map((request) => [request.path, request.body['model']])).toEqual([
    ['/v1/messages', 'claude-sonnet-4-20250514'],
    ['/v1/chat/completions', 'gpt-4o'],
  ]);
  expect(server.requests[0]?.body['temperature']).toBe(0.2);
  expect(told(1)).toContain('It is small.');
});

test('planning', async () => {
  const plan =
    '{"steps": [{"id": "a", "description": "Split auth.js"}, {"id": "b", "description": "Test it", "dependsOn": ["a"]}]}';
  const goal = '{"description": "Auth is split", "successCriteria": ["tests pass"]}';
  server.play([
    ...[goal, plan, 'Split.', 'It passes.', '{"achieved": true}'].map((text) => ({ text })),
    ...[plan, 'a would split', 'b would test', 'Split.', 'It passes.'].map((text) => ({ text })),
  ]);
  expect(await planning(config, project)).toBe('It passes.');
  // The clock of the others is over at once; a step has a minute.
  expect(await planInHand({ ...config, runtime: {} }, project)).toBe('Completed: 2/2');
  expect(shown).toContain('Plan (2 steps):\n  1. Split auth.js\n  2. Test it');
  expect(shown).toContain('1. Split auth.js\n2. Test it');
  expect(shown).toContain('Would: Test it');
});

test('prompt slots', async () => {
  server.play([{ text: 'ok' }]);
  await promptSlots(config, project);
  for (const text of [
    'You are a TypeScript expert',
    'Use strict mode. Prefer interfaces over types.',
    'Be concise. Use bullet points.',
    'This project uses tokio and axum.',
  ]) {
    expect(told(0)).toContain(text);
  }
});

test('images', async () => {
  const png =
    'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';
  await writeFile(join(folder, 'screenshot.png'), Buffer.from(png, 'base64'));
  server.play([{ text: 'A dot.' }, { text: 'Still a dot.' }]);
  expect(await images(config, project, join(folder, 'screenshot.png'))).toBe('A dot.');
  expect(shown).toBe('A dot.\nStill a dot.');
  expect(told(0)).toContain(png);
});

test('direct tools', async () => {
  const { content, output, files, matches, result } = await directTools(config, project);
  expect(content).toContain('Math.floor(amount * 100)');
  expect(output).toContain(process.versions.node.split('.')[0]);
  expect(files).toContain('src/cart.js');
  expect(files.filter((file) => !file.endsWith('.js'))).toEqual([]);
  expect(matches).toContain('src/cart.js');
  expect(result).toMatchObject({ name: 'edit', exitCode: 0 });
  expect(server.requests).toEqual([]);
});

test('resilience', async () => {
  server.play([
    { fault: { status: 529 } },
    { fault: { status: 429 } },
    { toolCalls: [{ name: 'read', args: '{"file_path": "src/ca' }] },
    { text: 'Recovered.' },
  ]);
  expect(await resilience(config, project)).toMatchObject({ text: 'Recovered.', stopReason: 'end' });
});

test('several sessions at once', async () => {
  server.play((request) => ({
    text: JSON.stringify(request.body).includes('Explain the tests') ? 'tests' : 'other',
  }));
  expect(await severalSessions(config, project)).toEqual(['other', 'tests', 'other']);
});
