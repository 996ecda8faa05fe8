// The way of one sandboxed command into the network: a proxy for HTTP that lets allowed hosts through and says no to all others. It
// sees the name that a program asks for, resolves it itself, and connects to exactly the address that it has looked at; what goes through
// a tunnel it does not read.
import { createServer, request as requestHttp } from 'node:http';
import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http';
import { connect as connectSocket, isIP } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { checkedAddress } from '../security/checkedAddress';
import type { ResolveHost } from '../security/checkedAddress';
import { GuardedHttpError } from '../security/guardedHttpError';
import { parseHost } from './allowedDomains';
import type { NetworkHost, RefusedHost } from './networkHost';

export interface DomainProxyOptions {
  /** Asked for each connection. */
  readonly allows: (host: NetworkHost) => boolean;
  readonly onRefused: (refused: RefusedHost) => void;
  /** Wanted from every client as the password of a proxy. Default none: only who may open the socket gets there. */
  readonly password?: string;
  readonly internet?: Internet;
}

/** How hosts are found and reached. Default as this machine does it, directly. */
export interface Internet {
  readonly resolve?: ResolveHost;
  /** To an address that was looked at. */
  readonly connect?: (address: string, port: number) => Socket;
}

export interface DomainProxy {
  /** Of 127.0.0.1, where it listens there. */
  readonly port: number | undefined;
  /** Ends every connection. Never rejects. */
  close(): Promise<void>;
}

/** Milliseconds for looking up a name and connecting. */
const CONNECT_MS = 30_000;
/** At the same time, of one command. */
const MOST_CONNECTIONS = 256;

/** @param path of a socket that is made there; undefined: any free port of 127.0.0.1. Rejects where it can't listen. */
export async function openDomainProxy(
  path: string | undefined,
  options: DomainProxyOptions,
): Promise<DomainProxy> {
  const { internet = {} } = options;
  const lifetime = new AbortController();
  const sockets = new Set<Duplex>();
  const own = <Kind extends Duplex>(socket: Kind): Kind => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
    // Whoever hangs up in the middle is no failure of ours.
    socket.on('error', () => socket.destroy());
    return socket;
  };

  const isKnown = ({ headers }: IncomingMessage): boolean =>
    options.password === undefined ||
    headers['proxy-authorization'] ===
      `Basic ${Buffer.from(`${PROXY_USER}:${options.password}`).toString('base64')}`;

  /** Rejects with `Refusal`. */
  const connect = async (wanted: NetworkHost | undefined): Promise<Socket> => {
    if (wanted === undefined) throw new Refusal(400, 'This is no address of a host.');
    const { host, port } = wanted;
    if (!options.allows(wanted)) {
      options.onRefused({ ...wanted, reason: 'not_allowed' });
      throw new Refusal(403, `The sandbox does not let commands reach ${host}:${port}.`);
    }
    const signal = AbortSignal.any([lifetime.signal, AbortSignal.timeout(CONNECT_MS)]);
    try {
      const name = isIP(host) === 6 ? `[${host}]` : host;
      const address = await checkedAddress(name, {
        signal,
        ...(internet.resolve === undefined ? {} : { resolve: internet.resolve }),
      });
      const socket = own((internet.connect ?? connectTo)(address, port));
      await connected(socket, signal);
      return socket;
    } catch (error) {
      if (error instanceof GuardedHttpError && error.reason === 'not_public') {
        options.onRefused({ ...wanted, reason: 'not_public' });
        throw new Refusal(403, `The sandbox does not let commands reach ${error.message}`);
      }
      const detail = error instanceof Error ? error.message : String(error);
      throw new Refusal(502, `${host}:${port} could not be reached: ${detail}`);
    }
  };

  const tunnel = async (request: IncomingMessage, client: Duplex, head: Buffer): Promise<void> => {
    own(client);
    try {
      if (!isKnown(request)) throw UNKNOWN;
      const target = await connect(parseHost(request.url ?? '', 443));
      client.write('HTTP/1.1 200 Connection Established\r\n\r\n');
      if (head.length > 0) target.write(head);
      await Promise.all([pipeline(client, target), pipeline(target, client)]);
    } catch (error) {
      if (!(error instanceof Refusal) || client.destroyed) client.destroy();
      else client.end(refusalText(error));
    }
  };

  const forward = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    try {
      if (!isKnown(request)) throw UNKNOWN;
      const url = URL.canParse(request.url ?? '') ? new URL(request.url ?? '') : undefined;
      if (url?.protocol !== 'http:') throw new Refusal(400, 'Only http is forwarded; https takes a tunnel.');
      const socket = await connect(parseHost(url.host, 80));
      const onward = requestHttp({
        method: request.method,
        path: url.pathname + url.search,
        headers: { ...passedHeaders(request.headers), host: url.host, connection: 'close' },
        createConnection: () => socket,
      });
      const answered = new Promise<IncomingMessage>((resolve, reject) => {
        onward.once('response', resolve).once('error', reject);
      });
      const [, answer] = await Promise.all([pipeline(request, onward), answered]);
      response.writeHead(answer.statusCode ?? 502, answer.statusMessage, passedHeaders(answer.headers));
      await pipeline(answer, response);
    } catch (error) {
      if (response.headersSent || response.destroyed) {
        response.destroy();
        return;
      }
      const refusal = error instanceof Refusal ? error : new Refusal(502, 'The host did not answer.');
      response.writeHead(refusal.status, { 'content-type': 'text/plain', ...refusal.headers });
      response.end(`${refusal.message}\n`);
    }
  };

  const server = createServer((request, response) => void forward(request, response));
  server.maxConnections = MOST_CONNECTIONS;
  server.on('connection', own);
  server.on('connect', (request, client, head) => void tunnel(request, client, head));
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    const onListening = (): void => {
      server.off('error', reject);
      resolve();
    };
    if (path === undefined) server.listen(0, '127.0.0.1', onListening);
    else server.listen(path, onListening);
  });
  // A command that never ends must not keep the program from ending.
  server.unref();
  return {
    port: path === undefined ? (server.address() as AddressInfo).port : undefined,
    close: () =>
      new Promise((resolve) => {
        lifetime.abort();
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
}

/** The name that goes with the password. */
export const PROXY_USER = 'planwright';

class Refusal extends Error {
  constructor(
    readonly status: number,
    message: string,
    readonly headers: Readonly<Record<string, string>> = {},
  ) {
    super(message);
  }
}

const UNKNOWN = new Refusal(407, 'This proxy is for one command.', { 'proxy-authenticate': 'Basic' });

const REASONS: ReadonlyMap<number, string> = new Map([
  [400, 'Bad Request'],
  [403, 'Forbidden'],
  [407, 'Proxy Authentication Required'],
]);

function refusalText({ status, message, headers }: Refusal): string {
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  return (
    `HTTP/1.1 ${status} ${REASONS.get(status) ?? 'Bad Gateway'}\r\n` +
    `content-type: text/plain\r\nconnection: close\r\n${lines.join('')}\r\n${message}\n`
  );
}

function connectTo(host: string, port: number): Socket {
  return connectSocket({ host, port });
}

async function connected(socket: Socket, signal: AbortSignal): Promise<void> {
  const onAbort = (): void => void socket.destroy(signal.reason as Error);
  signal.addEventListener('abort', onAbort, { once: true });
  try {
    await new Promise<void>((resolve, reject) => {
      socket.once('connect', resolve).once('error', reject);
      if (signal.aborted) onAbort();
    });
  } finally {
    signal.removeEventListener('abort', onAbort);
  }
}

/** Those that are meant for the other end, not for the one in between. */
function passedHeaders(headers: IncomingHttpHeaders): IncomingHttpHeaders {
  const named = (headers.connection ?? '').split(',').map((name) => name.trim().toLowerCase());
  return Object.fromEntries(
    Object.entries(headers).filter(([name]) => !BETWEEN.has(name) && !named.includes(name)),
  );
}

const BETWEEN: ReadonlySet<string> = new Set([
  ...['connection', 'keep-alive', 'proxy-authenticate', 'proxy-authorization', 'proxy-connection'],
  ...['te', 'trailer', 'transfer-encoding', 'upgrade'],
]);
