// The proxy of sandboxed commands, over real connections. Hosts of the test are under made-up names at addresses of the internet, and a
// connection to one of those leads to a server of the test.
import { createServer, request } from 'node:http';
import type { IncomingMessage, RequestListener } from 'node:http';
import { connect } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { AllowedDomains } from '../../../src/core/sandbox/allowedDomains';
import { openDomainProxy } from '../../../src/core/sandbox/domainProxy';
import type { DomainProxy } from '../../../src/core/sandbox/domainProxy';
import type { RefusedHost } from '../../../src/core/sandbox/networkHost';
import { temporaryFolder } from '../workspace/temporaryFolder';

const PUBLIC = '93.184.215.14';
const addresses: Readonly<Record<string, readonly string[]>> = {
  'good.test': [PUBLIC],
  'other.test': [PUBLIC],
  'inner.test': ['10.0.0.7'],
  'half.test': [PUBLIC, '127.0.0.1'],
  'metadata.test': ['169.254.169.254'],
};

async function serve(answer: RequestListener): Promise<number> {
  const server = createServer(answer);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return (server.address() as AddressInfo).port;
}

interface Opened {
  readonly proxy: DomainProxy;
  readonly socket: string;
  readonly refused: RefusedHost[];
  /** Where it connected to. */
  readonly reached: string[];
}

async function open(
  allowed: readonly string[],
  target = 1,
  more: { readonly password?: string } = {},
): Promise<Opened> {
  const domains = new AllowedDomains(() => allowed);
  const refused: RefusedHost[] = [];
  const reached: string[] = [];
  const socket = join(temporaryFolder(), 'proxy');
  const proxy = await openDomainProxy(more.password === undefined ? socket : undefined, {
    allows: (host) => domains.allows(host),
    onRefused: (host) => refused.push(host),
    internet: {
      resolve: (host) =>
        Promise.resolve(addresses[host]).then((found) => found ?? Promise.reject(new Error('ENOTFOUND'))),
      connect: (address, port) => {
        reached.push(`${address}:${port}`);
        return connect({ host: '127.0.0.1', port: target });
      },
    },
    ...more,
  });
  onTestFinished(() => proxy.close());
  return { proxy, socket, refused, reached };
}

/** What the proxy says to raw bytes, until it hangs up or has said `until`. */
function say(place: { path: string } | { port: number }, text: string, until?: string): Promise<string> {
  return new Promise((resolve, reject) => {
    let answer = '';
    const client = connect(place as { path: string }, () => client.write(text));
    const end = (): void => {
      client.destroy();
      resolve(answer);
    };
    client.on('data', (chunk: Buffer) => {
      answer += chunk.toString();
      if (until !== undefined && answer.includes(until)) end();
    });
    client.on('close', end).on('error', reject);
  });
}

const tunnel = (host: string, more = ''): string =>
  `CONNECT ${host} HTTP/1.1\r\nHost: ${host}\r\n${more}\r\n`;

test('a tunnel to an allowed host carries what is said', async () => {
  const target = await serve((_request, response) => response.end('hello'));
  const { socket, reached, refused } = await open(['good.test'], target);
  const inside = 'GET / HTTP/1.1\r\nHost: good.test\r\n\r\n';
  const answer = await say({ path: socket }, tunnel('good.test:443') + inside, 'hello');
  expect(answer).toMatch(/^HTTP\/1\.1 200 Connection Established\r\n\r\nHTTP\/1\.1 200 OK/);
  expect(reached).toEqual([`${PUBLIC}:443`]);
  expect(refused).toEqual([]);
});

test.each<[string, string, RefusedHost['reason'] | undefined]>([
  ['other.test:443', '403 Forbidden', 'not_allowed'],
  ['good.test:22', '403 Forbidden', 'not_allowed'],
  [`${PUBLIC}:443`, '403 Forbidden', 'not_allowed'],
  ['127.0.0.1:443', '403 Forbidden', 'not_allowed'],
  ['inner.test:443', '403 Forbidden', 'not_public'],
  ['half.test:443', '403 Forbidden', 'not_public'],
  ['metadata.test:80', '403 Forbidden', 'not_public'],
  ['10.0.0.7:443', '403 Forbidden', 'not_public'],
  ['unknown.test:443', '502 Bad Gateway', undefined],
  ['good.test:0', '400 Bad Request', undefined],
])('a tunnel to %s: %s', async (host, status, reason) => {
  const allowed = ['good.test', 'inner.test', 'half.test', 'metadata.test', 'unknown.test', '10.0.0.7'];
  const { socket, refused, reached } = await open(allowed);
  const answer = await say({ path: socket }, tunnel(host));
  expect(answer).toContain(`HTTP/1.1 ${status}\r\n`);
  expect(refused.map((one) => `${one.host}:${one.port} ${one.reason}`)).toEqual(
    reason === undefined ? [] : [`${host} ${reason}`],
  );
  expect(reached).toEqual([]);
});

/** A request as programs send it to a proxy. */
function through(socket: string, url: string, options: { method?: string; body?: string } = {}) {
  return new Promise<{ status: number; body: string; headers: IncomingMessage['headers'] }>(
    (resolve, reject) => {
      const sent = request({
        socketPath: socket,
        method: options.method ?? 'GET',
        path: url,
        headers: { host: 'good.test', 'proxy-connection': 'keep-alive', 'x-kept': 'yes' },
      });
      sent.on('error', reject).on('response', (response) => {
        let body = '';
        response.on('data', (chunk: Buffer) => (body += chunk.toString()));
        response.on('end', () =>
          resolve({ status: response.statusCode ?? 0, body, headers: response.headers }),
        );
      });
      sent.end(options.body);
    },
  );
}

test('a plain request goes to the host of its address, whatever its header says', async () => {
  const asked: IncomingMessage[] = [];
  let body = '';
  const target = await serve((incoming, response) => {
    asked.push(incoming);
    incoming.on('data', (chunk: Buffer) => (body += chunk.toString()));
    incoming.on('end', () => response.setHeader('x-answer', 'yes').end('done'));
  });
  const { socket, reached } = await open(['other.test'], target);
  const answer = await through(socket, 'http://other.test/a?b=c', { method: 'POST', body: 'sent' });
  expect(answer).toMatchObject({ status: 200, body: 'done', headers: { 'x-answer': 'yes' } });
  expect({ body, url: asked[0]?.url, host: asked[0]?.headers.host }).toEqual({
    body: 'sent',
    url: '/a?b=c',
    host: 'other.test',
  });
  expect(asked[0]?.headers).toMatchObject({ 'x-kept': 'yes' });
  expect(asked[0]?.headers).not.toHaveProperty('proxy-connection');
  expect(reached).toEqual([`${PUBLIC}:80`]);
});

test.each([
  ['http://other.test/', 403, 'The sandbox does not let commands reach other.test:80.\n'],
  ['http://inner.test/', 403, 'inner.test (10.0.0.7) is not on the public internet.'],
  ['https://good.test/', 400, 'Only http is forwarded'],
  ['/etc/passwd', 400, 'Only http is forwarded'],
])('a plain request for %s: %i', async (url, status, words) => {
  const { socket, reached } = await open(['good.test', 'inner.test']);
  const answer = await through(socket, url);
  expect(answer.status).toBe(status);
  expect(answer.body).toContain(words);
  expect(reached).toEqual([]);
});

test('on a port it answers nobody without the password', async () => {
  const target = await serve((_request, response) => response.end('hello'));
  const { proxy, reached } = await open(['good.test'], target, { password: 'secret' });
  const port = proxy.port ?? 0;
  const known = `Proxy-Authorization: Basic ${Buffer.from('planwright:secret').toString('base64')}\r\n`;
  const wrong = `Proxy-Authorization: Basic ${Buffer.from('planwright:guess').toString('base64')}\r\n`;
  const page = 'GET http://good.test/ HTTP/1.1\r\nHost: good.test\r\nConnection: close\r\n';
  for (const more of ['', wrong]) {
    expect(await say({ port }, tunnel('good.test:443', more))).toContain('407 ');
    expect(await say({ port }, `${page}${more}\r\n`)).toContain('407 ');
  }
  expect(reached).toEqual([]);
  expect(await say({ port }, tunnel('good.test:443', known), '200 ')).toContain('200 ');
  expect(await say({ port }, `${page}${known}\r\n`)).toContain('hello');
});

test('closing it ends what goes through it', async () => {
  const target = await serve(() => undefined);
  const { proxy, socket } = await open(['good.test'], target);
  const client: Socket = connect(socket, () => client.write(tunnel('good.test:443')));
  const ended = new Promise((resolve) => client.once('close', resolve));
  await new Promise((resolve) => client.once('data', resolve));
  await proxy.close();
  await ended;
  await expect(say({ path: socket }, tunnel('good.test:443'))).rejects.toThrow();
});
