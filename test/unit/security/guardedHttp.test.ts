// Real servers on the loopback interface, reached under made-up names by a resolver of the test's own.
import { createServer } from 'node:http';
import type { IncomingMessage, RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import { expect, onTestFinished, test } from 'vitest';
import { createGuardedHttp } from '../../../src/core/security/guardedHttp';
import type { GuardedHttpOptions } from '../../../src/core/security/guardedHttp';

/** A server, and what it was asked. */
async function serve(answer: RequestListener) {
  const asked: IncomingMessage[] = [];
  const server = createServer((request, response) => {
    asked.push(request);
    answer(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(
    () =>
      new Promise<void>((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  );
  return { port: (server.address() as AddressInfo).port, asked };
}

/** `wiki.test` is a named local host; any other name is where the test says. */
function open(addresses: Readonly<Record<string, readonly string[]>> = {}, options: GuardedHttpOptions = {}) {
  const looked: string[] = [];
  const http = createGuardedHttp({
    allowedHosts: () => ['wiki.test'],
    resolve: (host) => {
      looked.push(host);
      const found = host === 'wiki.test' ? ['127.0.0.1'] : addresses[host];
      return found === undefined ? Promise.reject(new Error('ENOTFOUND')) : Promise.resolve(found);
    },
    ...options,
  });
  return { http, looked };
}

const text = (body: Uint8Array): string => Buffer.from(body).toString('utf8');

test('a named local host is read, by one look-up', async () => {
  const { port, asked } = await serve((_request, response) => {
    response.setHeader('x-kind', ['a', 'b']);
    response.end('hello');
  });
  const { http, looked } = open();
  const response = await http.get(`http://wiki.test:${port}/page?q=1#part`);
  expect({ ...response, body: text(response.body), headers: response.headers['x-kind'] }).toEqual({
    status: 200,
    url: `http://wiki.test:${port}/page?q=1`,
    headers: 'a, b',
    body: 'hello',
  });
  expect(asked[0]?.url).toBe('/page?q=1');
  expect(asked[0]?.headers.host).toBe(`wiki.test:${port}`);
  expect(looked).toEqual(['wiki.test']);
});

test('an allowed host may name its port, and then holds for that port alone', async () => {
  const { port } = await serve((_request, response) => response.end('hello'));
  const { http } = open({}, { allowedHosts: () => [`Wiki.test:${port}`] });
  expect((await http.get(`http://WIKI.test:${port}/`)).status).toBe(200);
  await expect(http.get('http://wiki.test/')).rejects.toMatchObject({
    reason: 'not_public',
    kind: 'loopback',
  });
});

test.each([
  ['http://127.0.0.1/', 'loopback'],
  ['http://127.1/', 'loopback'],
  ['http://0x7f000001/', 'loopback'],
  ['http://2130706433/', 'loopback'],
  ['http://[::1]/', 'loopback'],
  ['http://[::ffff:169.254.169.254]/latest/meta-data/', 'link_local'],
  ['http://169.254.169.254/latest/meta-data/', 'link_local'],
  ['https://10.0.0.1/', 'private'],
  ['http://0.0.0.0/', 'reserved'],
  ['http://224.0.0.1/', 'multicast'],
])('%s is refused', async (url, kind) => {
  await expect(open().http.get(url)).rejects.toMatchObject({
    name: 'GuardedHttpError',
    reason: 'not_public',
    kind,
  });
});

test('a name is refused when any of its addresses is not public', async () => {
  const { http } = open({ 'evil.test': ['93.184.215.14', '169.254.169.254'], 'v6.test': ['::ffff:7f00:1'] });
  await expect(http.get('http://evil.test/')).rejects.toMatchObject({
    reason: 'not_public',
    kind: 'link_local',
  });
  await expect(http.get('http://v6.test/')).rejects.toMatchObject({ reason: 'not_public', kind: 'loopback' });
  await expect(http.get('http://gone.test/')).rejects.toMatchObject({ reason: 'host' });
  await expect(open({ 'no.test': [] }).http.get('http://no.test/')).rejects.toMatchObject({ reason: 'host' });
});

test('it connects to the address that was checked, whatever the name says a moment later', async () => {
  const { port } = await serve((_request, response) => response.end('checked'));
  let calls = 0;
  const http = createGuardedHttp({
    allowedHosts: () => ['flip.test'],
    resolve: () => {
      calls += 1;
      return Promise.resolve([calls === 1 ? '127.0.0.1' : '169.254.169.254']);
    },
  });
  expect(text((await http.get(`http://flip.test:${port}/`)).body)).toBe('checked');
  expect(calls).toBe(1);
});

test('each hop of a redirect is checked anew', async () => {
  const inner = await serve((_request, response) => response.end('secret'));
  const targets = [
    `http://127.0.0.1:${inner.port}/`,
    `http://inside.test:${inner.port}/`,
    'http://169.254.169.254/latest/',
    'file:///etc/passwd',
    'http://user:pass@wiki.test/',
  ];
  const { port } = await serve((request, response) => {
    response.writeHead(302, { location: targets[Number(request.url?.slice(1))] ?? '/' }).end();
  });
  const { http } = open({ 'inside.test': ['127.0.0.1'] });
  const reasons: string[] = [];
  for (const index of targets.keys()) {
    await http.get(`http://wiki.test:${port}/${index}`).catch((error: unknown) => {
      reasons.push((error as { readonly reason: string }).reason);
    });
  }
  expect(reasons).toEqual(['not_public', 'not_public', 'not_public', 'scheme', 'address']);
  expect(inner.asked).toEqual([]);
});

test('redirects are followed up to a limit, and do not carry what could be a secret to another host', async () => {
  const other = await serve((_request, response) => response.end('end'));
  const { port } = await serve((request, response) => {
    const at = Number(request.url?.slice(1));
    const location = at < 3 ? `/${at + 1}` : `http://other.test:${other.port}/`;
    response.writeHead(at % 2 === 0 ? 301 : 307, { location }).end();
  });
  const { http } = open({ 'other.test': ['127.0.0.1'] }, { allowedHosts: () => ['wiki.test', 'other.test'] });
  const headers = { Authorization: 'Bearer x', 'X-Other': 'y', Host: 'evil' };
  const response = await http.get(`http://wiki.test:${port}/0`, { headers });
  expect([response.status, response.url]).toEqual([200, `http://other.test:${other.port}/`]);
  expect(other.asked[0]?.headers).toMatchObject({ 'x-other': 'y', host: `other.test:${other.port}` });
  expect(other.asked[0]?.headers.authorization).toBeUndefined();
  const few = open({}, { maxRedirects: 2 });
  await expect(few.http.get(`http://wiki.test:${port}/0`)).rejects.toMatchObject({ reason: 'redirects' });
});

test.each(['ftp://example.org/', 'file:///etc/passwd', 'data:text/plain,x', 'javascript:1'])(
  '%s has no place here',
  async (url) => {
    await expect(open().http.get(url)).rejects.toMatchObject({ reason: 'scheme' });
  },
);

test('what is no address is told', async () => {
  await expect(open().http.get('not an address')).rejects.toMatchObject({ reason: 'address' });
});

test('size is limited: as announced, as it comes, and unpacked', async () => {
  const { port } = await serve((request, response) => {
    if (request.url === '/announced')
      response.writeHead(200, { 'content-length': '5000' }).end('x'.repeat(5_000));
    else if (request.url === '/streamed')
      response.write('x'.repeat(600), () => response.end('x'.repeat(600)));
    else response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync('x'.repeat(2_000)));
  });
  const { http } = open();
  for (const path of ['announced', 'streamed', 'packed']) {
    await expect(http.get(`http://wiki.test:${port}/${path}`, { maxBytes: 1_000 })).rejects.toMatchObject({
      reason: 'too_large',
    });
  }
  const whole = await http.get(`http://wiki.test:${port}/packed`, { maxBytes: 2_000 });
  expect(text(whole.body)).toBe('x'.repeat(2_000));
});

test('time is limited, also for a body that never ends and a name that is never found', async () => {
  const { port } = await serve((_request, response) => void response.write('begun'));
  await expect(open().http.get(`http://wiki.test:${port}/`, { timeoutMs: 50 })).rejects.toMatchObject({
    reason: 'timeout',
  });
  const { http } = open({}, { resolve: () => new Promise(() => undefined) });
  await expect(http.get('http://slow.test/', { timeoutMs: 50 })).rejects.toMatchObject({ reason: 'timeout' });
});

test('it is cancelled with the reason of the signal, before and in the middle', async () => {
  const { port } = await serve((_request, response) => void response.write('begun'));
  const controller = new AbortController();
  const running = open().http.get(`http://wiki.test:${port}/`, { signal: controller.signal });
  controller.abort(new Error('enough'));
  await expect(running).rejects.toThrow('enough');
  await expect(open().http.get('http://wiki.test/', { signal: controller.signal })).rejects.toThrow('enough');
});

test('a server that is not there is told as a failure', async () => {
  await expect(open().http.get('http://wiki.test:1/')).rejects.toMatchObject({ reason: 'failed' });
});
