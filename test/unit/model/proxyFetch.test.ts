import { createServer } from 'node:http';
import type { Server } from 'node:http';
import { connect } from 'node:net';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { createOpenaiChatModel } from '../../../src/core/model/openaiChatModel';
import { createProxyFetch, readProxySettings } from '../../../src/core/model/proxyFetch';
import { startModelServer } from '../../model-server/modelServer';
import type { ModelServer } from '../../model-server/modelServer';
import { collect, info, textOf } from './helpers';

let server: ModelServer | undefined;
let proxy: Server | undefined;
afterEach(async () => {
  proxy?.closeAllConnections();
  await new Promise<void>((resolve) => (proxy === undefined ? resolve() : proxy.close(() => resolve())));
  await server?.dispose();
  proxy = undefined;
  server = undefined;
});

test.each([
  [{}, {}],
  [
    { HTTPS_PROXY: 'http://p:1', NO_PROXY: 'a,b' },
    { httpsProxy: 'http://p:1', noProxy: 'a,b' },
  ],
  [{ HTTPS_PROXY: 'http://upper:1', https_proxy: 'http://lower:1' }, { httpsProxy: 'http://lower:1' }],
  [
    { ALL_PROXY: 'http://p:1', HTTP_PROXY: '' },
    { httpProxy: 'http://p:1', httpsProxy: 'http://p:1' },
  ],
])('settings of %j', (environment, expected) => {
  expect(readProxySettings(environment)).toEqual(expected);
});

test('without a proxy there is nothing to do', () => {
  expect(createProxyFetch({ noProxy: 'a' })).toBeUndefined();
});

/** A proxy that leads every host to the model server, and notes which was wanted. */
async function startProxy(target: ModelServer): Promise<{ url: string; wanted: string[] }> {
  const wanted: string[] = [];
  proxy = createServer();
  proxy.on('connect', (request, socket) => {
    wanted.push(request.url ?? '');
    const upstream = connect(target.port, '127.0.0.1', () => {
      socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
      upstream.pipe(socket);
      socket.pipe(upstream);
    });
    upstream.on('error', () => socket.destroy());
    socket.on('error', () => upstream.destroy());
  });
  await new Promise<void>((resolve) => proxy?.listen(0, '127.0.0.1', resolve));
  return { url: `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`, wanted };
}

test('requests of the SDK go through the proxy; this machine and NO_PROXY do not', async () => {
  server = await startModelServer([{ text: 'Through.' }, { text: 'Past.' }, { text: 'unused' }]);
  const { url, wanted } = await startProxy(server);
  const fetch = createProxyFetch({ httpProxy: url, noProxy: 'direct.invalid' });
  const ask = (baseUrl: string) =>
    collect(createOpenaiChatModel({ info: info('gate', 'm'), baseUrl, fetch }));
  expect(textOf((await ask('http://models.invalid/v1')).parts)).toBe('Through.');
  expect(textOf((await ask(server.openaiUrl)).parts)).toBe('Past.');
  expect((await ask('http://direct.invalid/v1')).error).toMatchObject({ kind: 'network' });
  expect(wanted).toEqual(['models.invalid:80']);
});

test('cancelling works through the proxy', async () => {
  server = await startModelServer([{ text: 'one two three four', fault: 'hang' }]);
  const { url } = await startProxy(server);
  const cancel = new AbortController();
  const model = createOpenaiChatModel({
    info: info('gate', 'm'),
    baseUrl: 'http://models.invalid/v1',
    fetch: createProxyFetch({ httpProxy: url }),
  });
  const ended = (async () => {
    for await (const part of model.stream({ system: '', messages: [], tools: [] }, cancel.signal)) {
      if (part.type === 'text_delta') cancel.abort();
    }
  })();
  await expect(ended).rejects.toMatchObject({ kind: 'aborted' });
});
