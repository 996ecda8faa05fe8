import { afterEach, expect, test } from 'vitest';
import { startModelServer } from '../../model-server/modelServer';
import type { ModelServer } from '../../model-server/modelServer';

let server: ModelServer;
afterEach(() => server.dispose());

async function ask(path: string, body: object, headers: Record<string, string> = {}): Promise<Response> {
  return fetch(server.url + path, { method: 'POST', headers, body: JSON.stringify(body) });
}

test('answers every wire format with the turns of the script, one after another', async () => {
  server = await startModelServer([{ text: 'one' }, { text: 'two' }, { text: 'three' }]);
  expect(await (await ask('/v1/messages', { model: 'm' })).text()).toContain('"text":"one"');
  expect(await (await ask('/v1/chat/completions', { model: 'm' })).text()).toContain('"content":"two"');
  expect(await (await ask('/v1/responses', { model: 'm' })).text()).toContain('"delta":"three"');
  const over = await ask('/v1/messages', { model: 'm' });
  expect([over.status, await over.text()]).toEqual([400, expect.stringContaining('no more turns')]);
  expect(server.requests.map((request) => request.format)).toEqual([
    'anthropic',
    'chat',
    'responses',
    'anthropic',
  ]);
});

test('a function of the request decides', async () => {
  server = await startModelServer((request, index) => ({ text: `${index}:${String(request.body.prompt)}` }));
  expect(await (await ask('/v1/chat/completions', { prompt: 'a' })).text()).toContain('0:a');
  expect(await (await ask('/v1/chat/completions', { prompt: 'b' })).text()).toContain('1:b');
});

test('chunks are cut anywhere, the bytes stay the same', async () => {
  server = await startModelServer([{ text: 'grün 🎉 fertig', chunkBytes: 3 }]);
  expect(await (await ask('/v1/chat/completions', {})).text()).toContain('grün 🎉 ferti');
});

test('faults: an HTTP error with headers, a cut connection, a wrong key', async () => {
  server = await startModelServer(
    [
      { fault: { status: 429, headers: { 'retry-after': '7' } } },
      { text: 'a long enough answer', fault: 'cut' },
    ],
    { apiKey: 'right' },
  );
  const key = { authorization: 'Bearer right' };
  const limited = await ask('/v1/messages', {}, key);
  expect([limited.status, limited.headers.get('retry-after')]).toEqual([429, '7']);
  await expect((async () => (await ask('/v1/messages', {}, key)).text())()).rejects.toThrow();
  expect((await ask('/v1/messages', {}, { 'x-api-key': 'wrong' })).status).toBe(401);
});

test('notes a client that goes away, and ends a hanging answer with itself', async () => {
  server = await startModelServer([
    { text: 'never done', fault: 'hang' },
    { text: 'never done', fault: 'hang' },
  ]);
  const leaving = new AbortController();
  const response = await fetch(`${server.url}/v1/messages`, {
    method: 'POST',
    body: '{}',
    signal: leaving.signal,
  });
  leaving.abort();
  await expect(response.text()).rejects.toThrow();
  await expect.poll(() => server.requests[0]?.abandoned).toBe(true);
  await ask('/v1/messages', {});
});

test('lists its models', async () => {
  server = await startModelServer([], { models: ['a', 'b'] });
  const body = (await (await fetch(`${server.url}/v1/models`)).json()) as { data: { id: string }[] };
  expect(body.data.map((model) => model.id)).toEqual(['a', 'b']);
});
