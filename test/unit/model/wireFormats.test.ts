// What every provider owes the loop, through the real SDKs over HTTP, once per wire format.
import { getEventListeners } from 'node:events';
import { afterEach, describe, expect, test } from 'vitest';
import { createAnthropicModel } from '../../../src/core/model/anthropicModel';
import type { LanguageModel } from '../../../src/core/model/languageModel';
import { ModelError } from '../../../src/core/model/modelError';
import { createOpenaiChatModel } from '../../../src/core/model/openaiChatModel';
import { createOpenaiResponsesModel } from '../../../src/core/model/openaiResponsesModel';
import { startModelServer } from '../../model-server/modelServer';
import type { ModelServer } from '../../model-server/modelServer';
import { callsOf, collect, info, prompt, request, stopOf, textOf } from './helpers';

let server: ModelServer;
afterEach(() => server.dispose());

const key = 'sk-test-0123456789';

const formats: readonly (readonly [string, (server: ModelServer) => LanguageModel])[] = [
  [
    'anthropic',
    (at) =>
      createAnthropicModel({ info: info('anthropic', 'claude-sonnet-5'), baseUrl: at.url, apiKey: key }),
  ],
  [
    'chat',
    (at) => createOpenaiChatModel({ info: info('openai', 'gpt-6-sol'), baseUrl: at.openaiUrl, apiKey: key }),
  ],
  [
    'responses',
    (at) =>
      createOpenaiResponsesModel({ info: info('openai', 'gpt-6-sol'), baseUrl: at.openaiUrl, apiKey: key }),
  ],
];

describe.each(formats)('%s', (format, createModel) => {
  test('streams text and thinking and says how it ended', async () => {
    server = await startModelServer([
      { thinking: 'Let me think about it.', text: 'The answer is forty-two.' },
    ]);
    const { parts, error } = await collect(createModel(server));
    expect(error).toBeUndefined();
    expect(textOf(parts)).toBe('The answer is forty-two.');
    const thought = parts.find((part) => part.type === 'thinking_end');
    expect(thought).toMatchObject({ part: { type: 'thinking', text: 'Let me think about it.' } });
    expect(stopOf(parts)).toBe('end');
    expect(server.requests.map((asked) => asked.format)).toEqual([format]);
  });

  test('gives parallel tool calls with one start and one end each', async () => {
    server = await startModelServer([
      {
        text: 'Reading.',
        toolCalls: [
          { name: 'read', args: { file_path: 'a.ts', limit: 10 }, id: 'call_a' },
          { name: 'ls', args: {}, id: 'call_b' },
        ],
      },
    ]);
    const { parts } = await collect(createModel(server));
    expect(callsOf(parts)).toEqual([
      ['read', '{"file_path":"a.ts","limit":10}'],
      ['ls', '{}'],
    ]);
    const ids = (type: string) =>
      parts.flatMap((part) => (part.type === type && 'id' in part ? [part.id] : []));
    expect(ids('tool_call_start')).toEqual(['call_a', 'call_b']);
    expect(ids('tool_call_end')).toEqual(['call_a', 'call_b']);
    expect(stopOf(parts)).toBe('tool_calls');
  });

  test('keeps characters whole however the bytes are cut', async () => {
    const text = 'Größe 🎉 – „fertig“ 完成';
    for (const chunkBytes of [1, 3, 7]) {
      server = await startModelServer([
        { text, toolCalls: [{ name: 'write', args: { content: text } }], chunkBytes },
      ]);
      const { parts } = await collect(createModel(server));
      expect(textOf(parts)).toBe(text);
      expect(callsOf(parts)).toEqual([['write', JSON.stringify({ content: text })]]);
      await server.dispose();
    }
    server = await startModelServer();
  });

  test('counts cached tokens as part of the prompt', async () => {
    server = await startModelServer([{ text: 'x', usage: { input: 100, output: 7, cacheRead: 900 } }]);
    const { parts } = await collect(createModel(server));
    expect(parts.find((part) => part.type === 'usage')?.usage).toEqual({
      promptTokens: 1_000,
      completionTokens: 7,
      totalTokens: 1_007,
      cacheReadTokens: 900,
    });
  });

  test.each([
    ['max_tokens', 'max_tokens'],
    ['refused', 'refused'],
  ] as const)('stop reason %s', async (stop, expected) => {
    server = await startModelServer([{ text: 'Half an answ', stop }]);
    expect(stopOf((await collect(createModel(server))).parts)).toBe(expected);
  });

  test('a call cut off by the output limit is not a call without arguments', async () => {
    server = await startModelServer([{ toolCalls: [{ name: 'delete', args: '' }], stop: 'max_tokens' }]);
    const { parts } = await collect(createModel(server));
    expect(callsOf(parts)).toEqual([['delete', '{']]);
  });

  test.each([
    [401, { error: { type: 'authentication_error', message: `bad key ${key}` } }, 'auth'],
    [403, { error: { type: 'permission_error', message: 'no' } }, 'auth'],
    [429, { error: { type: 'rate_limit_error', message: 'slow down' } }, 'rate_limit'],
    [
      429,
      { error: { type: 'insufficient_quota', code: 'insufficient_quota', message: 'no credit' } },
      'quota',
    ],
    [529, { error: { type: 'overloaded_error', message: 'Overloaded' } }, 'overloaded'],
    [500, { error: { type: 'api_error', message: 'oops' } }, 'overloaded'],
    [503, '<html>busy</html>', 'overloaded'],
    [
      400,
      { error: { type: 'invalid_request_error', message: 'prompt is too long: 210000 tokens' } },
      'context_too_long',
    ],
    [400, { error: { code: 'context_length_exceeded', message: 'no' } }, 'context_too_long'],
    [400, { error: { type: 'invalid_request_error', message: 'what?' } }, 'invalid_request'],
    [404, { error: { type: 'not_found_error', message: 'model' } }, 'invalid_request'],
  ] as const)('HTTP %i %j is %s', async (status, body, kind) => {
    server = await startModelServer([{ fault: { status, body } }]);
    const { error } = await collect(createModel(server));
    expect(error).toBeInstanceOf(ModelError);
    expect(error).toMatchObject({ kind, status });
    expect(
      JSON.stringify([(error as ModelError).message, (error as ModelError).providerMessage]),
    ).not.toContain(key);
    expect(server.requests.length).toBe(1);
  });

  test.each([
    [{ 'retry-after': '7' }, 7_000],
    [{ 'retry-after-ms': '350' }, 350],
  ])('retry-after %j', async (headers, retryAfterMs) => {
    server = await startModelServer([{ fault: { status: 429, headers: headers as Record<string, string> } }]);
    expect((await collect(createModel(server))).error).toMatchObject({ retryAfterMs, retryable: true });
  });

  test.each([
    ['cut', 'network'],
    ['malformed', 'malformed'],
    ['error_event', 'overloaded'],
  ] as const)('%s in the middle keeps what came before and is %s', async (fault, kind) => {
    server = await startModelServer([{ text: 'one two three four five six seven eight', fault }]);
    const { parts, error } = await collect(createModel(server));
    expect(textOf(parts)).toMatch(/^one two/);
    expect(stopOf(parts)).toBeUndefined();
    expect(error).toMatchObject({ kind, retryable: true });
  });

  test('a tool call cut off has no end', async () => {
    server = await startModelServer([
      { toolCalls: [{ name: 'write', args: { content: 'x'.repeat(200) } }], fault: 'cut' },
    ]);
    const { parts, error } = await collect(createModel(server));
    expect(callsOf(parts)).toEqual([]);
    expect(error).toMatchObject({ kind: 'network' });
  });

  test('cancelling ends a hanging answer and leaves no listener and no connection', async () => {
    server = await startModelServer([{ text: 'one two three four', fault: 'hang' }]);
    const cancel = new AbortController();
    const seen: string[] = [];
    const model = createModel(server);
    const ended = (async () => {
      for await (const part of model.stream(request(), cancel.signal)) {
        seen.push(part.type);
        if (part.type === 'text_delta') cancel.abort();
      }
    })();
    await expect(ended).rejects.toMatchObject({ kind: 'aborted', retryable: false });
    expect(seen).toContain('text_delta');
    expect(getEventListeners(cancel.signal, 'abort')).toEqual([]);
    await expect.poll(() => server.requests[0]?.abandoned).toBe(true);
  });

  test('uses its connection again', async () => {
    const texts = ['one', 'two', 'three', 'four', 'five'];
    server = await startModelServer(texts.map((text) => ({ text, deltaMs: 2 })));
    const model = createModel(server);
    for (const text of texts) expect(textOf((await collect(model)).parts)).toBe(text);
    // A request right after an answer may come before `fetch` has taken the connection back, and open a second one.
    expect(new Set(server.requests.map((asked) => asked.clientPort)).size).toBeLessThanOrEqual(2);
  });

  test('a signal that is already cancelled asks nothing', async () => {
    server = await startModelServer([{ text: 'x' }]);
    const { error } = await collect(createModel(server), request(), AbortSignal.abort());
    expect(error).toMatchObject({ kind: 'aborted' });
    expect(server.requests).toEqual([]);
  });

  test('leaves no listener behind: after an answer, after an error, after the consumer stops early', async () => {
    server = await startModelServer([
      { text: 'x' },
      { fault: { status: 500 } },
      { text: 'one two three four five' },
    ]);
    const { signal } = new AbortController();
    const model = createModel(server);
    await collect(model, request(), signal);
    await collect(model, request(), signal);
    for await (const part of model.stream(request(), signal)) if (part.type === 'text_delta') break;
    expect(getEventListeners(signal, 'abort')).toEqual([]);
  });

  test('a server that is not there is named with what to do', async () => {
    server = await startModelServer();
    const model = createModel(server);
    await server.dispose();
    const { error } = await collect(model);
    expect(error).toMatchObject({ kind: 'network', retryable: true });
    expect((error as ModelError).message).toContain('Is the server running');
  });

  test('reads nothing from the environment', async () => {
    const variables = {
      ANTHROPIC_API_KEY: 'env-key',
      ANTHROPIC_AUTH_TOKEN: 'env-token',
      ANTHROPIC_BASE_URL: 'http://127.0.0.1:1',
      ANTHROPIC_CUSTOM_HEADERS: 'x-from-environment: yes',
      ANTHROPIC_LOG: 'debug',
      OPENAI_API_KEY: 'env-key',
      OPENAI_BASE_URL: 'http://127.0.0.1:1',
      OPENAI_ORG_ID: 'env-org',
      OPENAI_PROJECT_ID: 'env-project',
      OPENAI_CUSTOM_HEADERS: 'x-from-environment: yes',
      OPENAI_LOG: 'debug',
    };
    const before = Object.fromEntries(Object.keys(variables).map((name) => [name, process.env[name]]));
    Object.assign(process.env, variables);
    try {
      server = await startModelServer([{ text: 'x' }]);
      expect((await collect(createModel(server))).error).toBeUndefined();
    } finally {
      for (const [name, value] of Object.entries(before)) {
        if (value === undefined) Reflect.deleteProperty(process.env, name);
        else process.env[name] = value;
      }
    }
    const headers = server.requests[0]?.headers ?? {};
    expect(headers['x-api-key'] ?? headers.authorization?.replace('Bearer ', '')).toBe(key);
    expect(Object.keys(headers)).not.toContain('x-from-environment');
    expect(Object.keys(headers)).not.toContain('openai-organization');
    expect(Object.keys(headers)).not.toContain('openai-project');
  });

  test('replays its own tool loop: calls, results, thinking', async () => {
    server = await startModelServer([
      { thinking: 'I should look.', text: 'Looking.', toolCalls: [{ name: 'ls', args: {}, id: 'call_1' }] },
      { text: 'Done.' },
    ]);
    const model = createModel(server);
    const { parts } = await collect(model);
    const thought = parts.flatMap((part) => (part.type === 'thinking_end' ? [part.part] : []));
    const name = `${model.info.provider}/${model.info.id}`;
    await collect(
      model,
      request([
        prompt('Hi'),
        {
          role: 'assistant',
          model: name,
          content: [
            ...thought,
            { type: 'text', text: 'Looking.' },
            { type: 'tool_call', id: 'call_1', name: 'ls', input: {} },
          ],
        },
        {
          role: 'tool',
          results: [
            { type: 'tool_result', toolCallId: 'call_1', toolName: 'ls', text: 'a.ts', isError: false },
          ],
        },
      ]),
    );
    const body = JSON.stringify(server.requests[1]?.body);
    expect(body).toContain('call_1');
    expect(body).toContain('a.ts');
    expect(body).toContain(
      format === 'responses' ? 'encrypted_1' : format === 'anthropic' ? 'signature_1' : 'I should look.',
    );
  });
});
