// Chat Completions as servers in the wild speak it.
import { afterEach, expect, test } from 'vitest';
import { createOpenaiChatModel } from '../../../src/core/model/openaiChatModel';
import { startModelServer } from '../../model-server/modelServer';
import type { ModelServer } from '../../model-server/modelServer';
import type { ChatQuirks, ScriptedTurn } from '../../model-server/script';
import { callsOf, collect, info, request, stopOf, textOf } from './helpers';

let server: ModelServer;
afterEach(() => server.dispose());

function createModel() {
  let ids = 0;
  return createOpenaiChatModel({
    info: info('local', 'qwen'),
    baseUrl: server.openaiUrl,
    newId: () => `made_${(ids += 1)}`,
  });
}

const twoCalls: ScriptedTurn = {
  text: 'Reading both.',
  toolCalls: [
    { name: 'read', args: { file_path: 'a.ts' } },
    { name: 'read', args: { file_path: 'b.ts' } },
  ],
};
const twoCallsRead = [
  ['read', '{"file_path":"a.ts"}'],
  ['read', '{"file_path":"b.ts"}'],
];

test.each<[string, ChatQuirks]>([
  ['call ids missing', { callIds: 'missing' }],
  ['call ids missing, whole arguments', { callIds: 'missing', arguments: 'one_chunk' }],
  ['the same call id for every call', { callIds: 'repeated' }],
  ['the same call id, no index', { callIds: 'repeated', noIndex: true }],
  ['arguments in one chunk', { arguments: 'one_chunk' }],
  ['arguments as an object', { arguments: 'object' }],
  ['no index', { noIndex: true }],
  ['no index and no id, arguments as an object', { noIndex: true, callIds: 'missing', arguments: 'object' }],
  ['no [DONE]', { done: 'missing' }],
  ['data:[DONE]', { done: 'without_space' }],
  ['[done]', { done: 'lower_case' }],
  ['keep-alive comments', { keepAlive: true }],
  ['CRLF', { crlf: true }],
  ['finish reason stop after calls', { finishReason: 'stop' }],
  ['no finish reason', { finishReason: null }],
  ['interleaved calls', { interleaved: true }],
  [
    'a bit of everything',
    {
      callIds: 'missing',
      noIndex: true,
      keepAlive: true,
      crlf: true,
      finishReason: 'stop',
      done: 'missing',
      noUsage: true,
    },
  ],
])('%s', async (_, quirks) => {
  for (const chunkBytes of [undefined, 5]) {
    server = await startModelServer([{ ...twoCalls, quirks, chunkBytes }]);
    const { parts, error } = await collect(createModel());
    expect(error).toBeUndefined();
    expect(textOf(parts)).toBe('Reading both.');
    expect(callsOf(parts)).toEqual(twoCallsRead);
    expect(stopOf(parts)).toBe('tool_calls');
    const ids = parts.flatMap((part) => (part.type === 'tool_call_end' ? [part.id] : []));
    expect(ids.every((id) => id !== '')).toBe(true);
    expect(new Set(ids).size).toBe(2);
    await server.dispose();
  }
  server = await startModelServer();
});

test('usage is estimated where the server counts nothing', async () => {
  server = await startModelServer([{ text: 'four words are here', quirks: { noUsage: true } }]);
  const { parts } = await collect(createModel(), request(undefined, { system: 'x'.repeat(4_000) }));
  const usage = parts.find((part) => part.type === 'usage')?.usage;
  expect(usage).toMatchObject({ estimated: true, completionTokens: 5 });
  expect(usage?.promptTokens).toBeGreaterThan(1_000);
});

test.each(['reasoning_content', 'reasoning'] as const)('thinking in %s', async (thinkingField) => {
  server = await startModelServer([{ thinking: 'Let me see.', text: 'Yes.', quirks: { thinkingField } }]);
  const { parts } = await collect(createModel());
  expect(parts.find((part) => part.type === 'thinking_end')?.part).toEqual({
    type: 'thinking',
    text: 'Let me see.',
    provider: 'local',
    opaque: { field: thinkingField },
  });
  expect(textOf(parts)).toBe('Yes.');
});

test('a parameter that the server refuses by name is left out, now and later', async () => {
  server = await startModelServer([
    { quirks: { refuses: ['stream_options', 'temperature'] } },
    { quirks: { refuses: ['stream_options', 'temperature'] } },
    { text: 'First.', quirks: { refuses: ['stream_options', 'temperature'] } },
    { text: 'Second.' },
  ]);
  const model = createModel();
  expect(textOf((await collect(model, request(undefined, { temperature: 0.5 }))).parts)).toBe('First.');
  expect(textOf((await collect(model, request(undefined, { temperature: 0.5 }))).parts)).toBe('Second.');
  expect(server.requests.map(({ body }) => ['stream_options' in body, 'temperature' in body])).toEqual([
    [true, true],
    [false, true],
    [false, false],
    [false, false],
  ]);
});

test('no key, no Authorization header; a header of the configuration is sent', async () => {
  server = await startModelServer([{ text: 'x' }, { text: 'x' }]);
  await collect(createModel());
  const headers = { Authorization: 'Token abc', 'X-Team': 'blue' };
  await collect(createOpenaiChatModel({ info: info('gateway', 'm'), baseUrl: server.openaiUrl, headers }));
  expect(server.requests[0]?.headers.authorization).toBeUndefined();
  expect(server.requests[1]?.headers).toMatchObject({ authorization: 'Token abc', 'x-team': 'blue' });
});

test('an answer without anything in it is an error, and so is a call cut off without a finish reason', async () => {
  server = await startModelServer([
    { quirks: { finishReason: null } },
    {
      toolCalls: [{ name: 'write', args: '{"content": "half' }],
      quirks: { finishReason: null, done: 'missing' },
    },
    { toolCalls: [{ name: 'delete', args: '' }], quirks: { finishReason: null, done: 'missing' } },
  ]);
  expect((await collect(createModel())).error).toMatchObject({ kind: 'malformed' });
  expect((await collect(createModel())).error).toMatchObject({ kind: 'network' });
  const bare = await collect(createModel());
  expect([bare.error, callsOf(bare.parts)]).toMatchObject([{ kind: 'network' }, []]);
});

test('a server that falls silent is given up', async () => {
  server = await startModelServer([{ text: 'one two three four five', fault: 'hang' }]);
  const model = createOpenaiChatModel({
    info: info('local', 'qwen'),
    baseUrl: server.openaiUrl,
    idleTimeoutMs: 300,
  });
  const { parts, error } = await collect(model);
  expect(textOf(parts)).not.toBe('');
  expect(error).toMatchObject({ kind: 'network', message: 'local stopped answering.', retryable: true });
});
