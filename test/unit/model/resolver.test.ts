import { afterEach, expect, test } from 'vitest';
import type { LanguageModel } from '../../../src/core/model/languageModel';
import { listModels, testKey } from '../../../src/core/model/modelList';
import { providerEndpoint } from '../../../src/core/model/providerEndpoint';
import { createModelResolver } from '../../../src/core/model/resolver';
import type { ProviderConfig } from '../../../src/core/session/sessionOptions';
import { startModelServer } from '../../model-server/modelServer';
import type { ModelServer } from '../../model-server/modelServer';
import { collect, info, textOf } from './helpers';

let server: ModelServer | undefined;
afterEach(async () => {
  await server?.dispose();
  server = undefined;
});

test.each<[ProviderConfig, object]>([
  [
    { name: 'anthropic' },
    { api: 'anthropic', baseUrl: 'https://api.anthropic.com', isOwnServer: true, needsKey: true },
  ],
  [
    { name: 'anthropic', baseUrl: 'https://gate.example/llm/v1/' },
    { api: 'anthropic', baseUrl: 'https://gate.example/llm', isOwnServer: false, needsKey: true },
  ],
  [
    { name: 'openai' },
    { api: 'responses', baseUrl: 'https://api.openai.com/v1', isOwnServer: true, needsKey: true },
  ],
  [
    { name: 'openai', baseUrl: 'http://127.0.0.1:9/v1' },
    { api: 'chat', baseUrl: 'http://127.0.0.1:9/v1', isOwnServer: false, needsKey: false },
  ],
  [
    { name: 'openai', baseUrl: 'http://127.0.0.1:9/v1', api: 'responses' },
    { api: 'responses', baseUrl: 'http://127.0.0.1:9/v1', isOwnServer: false, needsKey: false },
  ],
  [
    { name: 'ollama' },
    { api: 'chat', baseUrl: 'http://localhost:11434/v1', isOwnServer: true, needsKey: false },
  ],
  [
    { name: 'vllm', baseUrl: 'http://192.168.1.7:8000' },
    { api: 'chat', baseUrl: 'http://192.168.1.7:8000/v1', isOwnServer: false, needsKey: false },
  ],
  [
    { name: 'gate', baseUrl: 'https://gate.example/openai', headers: { 'API-Key': 'x' } },
    { api: 'chat', baseUrl: 'https://gate.example/openai', isOwnServer: false, needsKey: false },
  ],
  [
    { name: 'evil', baseUrl: 'https://localhost.evil.example/v1' },
    { api: 'chat', baseUrl: 'https://localhost.evil.example/v1', isOwnServer: false, needsKey: true },
  ],
])('endpoint of %j', (config, expected) => {
  expect(providerEndpoint(config)).toEqual(expected);
});

test.each([
  [{ name: 'nowhere' }, 'needs a baseUrl'],
  [{ name: 'bad', baseUrl: 'file:///etc/passwd' }, 'not an http or https address'],
  [{ name: 'bad', baseUrl: 'localhost' }, 'not an http or https address'],
])('no endpoint for %j', (config, message) => {
  expect(() => providerEndpoint(config)).toThrow(message);
});

test('a model is made once, by either way to write its name', async () => {
  const models = createModelResolver({ providers: [{ name: 'anthropic', apiKey: 'k' }] });
  const model = await models.resolve('anthropic/claude-sonnet-5');
  expect(await models.resolve('anthropic:claude-sonnet-5')).toBe(model);
  expect(model.info).toMatchObject({
    provider: 'anthropic',
    label: 'Claude Sonnet 5',
    contextTokens: 1_000_000,
  });
});

test('an unlisted model of a known provider works, and the configuration wins over the catalogue', async () => {
  const models = createModelResolver({
    providers: [
      {
        name: 'openai',
        apiKey: 'k',
        models: [{ id: 'gpt-4o', label: 'Ours', price: { input: 1, output: 2 } }],
      },
    ],
  });
  expect((await models.resolve('openai/gpt-next')).info).toEqual({
    provider: 'openai',
    id: 'gpt-next',
    label: 'gpt-next',
  });
  expect((await models.resolve('openai/gpt-4o')).info).toMatchObject({
    label: 'Ours',
    price: { input: 1, output: 2 },
    outputTokens: 16_384,
  });
});

test('an unknown provider is a configuration error that names those there are', async () => {
  const models = createModelResolver({ providers: [{ name: 'mine', baseUrl: 'http://localhost:1' }] });
  await expect(models.resolve('toString/x')).rejects.toThrow('Known: mine, anthropic, openai, demo.');
  await expect(models.resolve('x')).rejects.toThrow('is not a model name');
});

test('without a key the model resolves and says what to do when it is asked', async () => {
  const model = await createModelResolver({}).resolve('anthropic/claude-sonnet-5');
  const { error } = await collect(model);
  expect(error).toMatchObject({ kind: 'auth', message: expect.stringContaining('ANTHROPIC_API_KEY') });
});

test('a local server needs no key; requests go through the given fetch', async () => {
  server = await startModelServer([{ text: 'Hello.' }]);
  const asked: string[] = [];
  const models = createModelResolver({
    providers: [{ name: 'mine', baseUrl: server.url }],
    fetch: (input, init) => {
      asked.push(String(input instanceof Request ? input.url : input));
      return fetch(input, init);
    },
  });
  expect(textOf((await collect(await models.resolve('mine/some/model:7b'))).parts)).toBe('Hello.');
  expect(asked).toEqual([`${server.openaiUrl}/chat/completions`]);
  expect(server.requests[0]?.body.model).toBe('some/model:7b');
});

test('ready-made models are found and listed first; the demo is always there', async () => {
  const made: LanguageModel = {
    info: info('vscode', 'copilot/gpt'),
    stream: () => (async function* () {})(),
  };
  const models = createModelResolver({
    models: [made],
    providers: [{ name: 'ollama', models: [{ id: 'llama' }] }],
  });
  expect(await models.resolve('vscode/copilot/gpt')).toBe(made);
  expect((await models.list()).map((model) => `${model.provider}/${model.id}`)).toEqual([
    'vscode/copilot/gpt',
    'ollama/llama',
    'demo/scripted',
  ]);
});

const { signal } = new AbortController();

test.each(['anthropic', 'chat'] as const)(
  'lists the models of a server (%s) and tests a key',
  async (api) => {
    server = await startModelServer([], { models: ['claude-sonnet-5', 'own'], apiKey: 'right' });
    const provider = { name: 'anthropic', api, baseUrl: server.url, apiKey: 'right' };
    const models = await listModels(provider, signal);
    expect(models.map((model) => model.label)).toEqual(['Claude Sonnet 5', 'own']);
    expect(await testKey(provider, signal)).toEqual({ ok: true, models });
    expect(await testKey({ ...provider, apiKey: 'wrong-key' }, signal)).toMatchObject({
      ok: false,
      error: { kind: 'auth' },
    });
    expect(server.requests.every((asked) => asked.path === '/v1/models')).toBe(true);
  },
);

test('testing a key: nothing there, no list there, cancelled', async () => {
  server = await startModelServer();
  const provider = { name: 'mine', baseUrl: `${server.url}/other`, apiKey: 'k' };
  expect(await testKey(provider, signal)).toEqual({ ok: true, models: [] });
  await expect(testKey(provider, AbortSignal.abort())).rejects.toMatchObject({ kind: 'aborted' });
  await server.dispose();
  expect(await testKey(provider, signal)).toMatchObject({ ok: false, error: { kind: 'network' } });
});
