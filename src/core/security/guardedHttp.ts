// The one HTTP client for what a model wants to read. It resolves a name first, connects to exactly the address that was checked, and does
// so anew for every redirect, so that neither a name nor a page leads into this machine or its network.
import { request as requestHttp } from 'node:http';
import type { IncomingMessage, RequestOptions } from 'node:http';
import { request as requestHttps } from 'node:https';
import { isIP } from 'node:net';
import { pipeline } from 'node:stream/promises';
import { Writable } from 'node:stream';
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib';
import { checkedAddress } from './checkedAddress';
import type { ResolveHost } from './checkedAddress';
import { GuardedHttpError } from './guardedHttpError';

export interface GuardedHttp {
  /**
   * Gets an address, following redirects. Rejects with `GuardedHttpError`, or with the signal's reason when cancelled. An answer such as
   * 404 is an answer.
   */
  get(url: string, options?: GuardedGetOptions): Promise<GuardedResponse>;
}

export interface GuardedGetOptions {
  readonly signal?: AbortSignal;
  /** Sent to the first host only where they could be a secret (`authorization`, `cookie`). */
  readonly headers?: Readonly<Record<string, string>>;
  /** Milliseconds for the whole request with its redirects. Default 30,000 (spec section 18.2). */
  readonly timeoutMs?: number;
  /** Bytes of the body, unpacked. Default 5 MiB (spec section 18.2). */
  readonly maxBytes?: number;
}

export interface GuardedResponse {
  readonly status: number;
  /** Where the last redirect led. */
  readonly url: string;
  /** Lower-case names; what came several times is joined by commas. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
}

export interface GuardedHttpOptions {
  /**
   * Hosts that may be local, `name` or `name:port`, chosen by the person in user scope: asked at each request. They are compared with the
   * host as it is written in the address. Default none.
   */
  readonly allowedHosts?: () => readonly string[];
  /** Every address of a name. Default the system's resolver. */
  readonly resolve?: ResolveHost;
  /** Default 10. */
  readonly maxRedirects?: number;
  /** Default `Planwright`. */
  readonly userAgent?: string;
}

const DEFAULT_TIMEOUT_MS = 30_000;
const DEFAULT_MAX_BYTES = 5 * 1024 * 1024;
const REDIRECTS: ReadonlySet<number> = new Set([301, 302, 303, 307, 308]);
const PRIVATE_HEADERS: ReadonlySet<string> = new Set(['authorization', 'cookie', 'proxy-authorization']);

export function createGuardedHttp(options: GuardedHttpOptions = {}): GuardedHttp {
  const { allowedHosts = () => [], resolve, maxRedirects = 10, userAgent = 'Planwright' } = options;

  const addressOf = (url: URL, signal: AbortSignal): Promise<string> => {
    const allowed = allowedHosts().map((name) => name.toLowerCase());
    const mayBeLocal = allowed.includes(url.hostname) || allowed.includes(`${url.hostname}:${portOf(url)}`);
    return checkedAddress(url.hostname, {
      mayBeLocal,
      signal,
      ...(resolve === undefined ? {} : { resolve }),
    });
  };

  const follow = async (
    start: URL,
    get: GuardedGetOptions,
    signal: AbortSignal,
  ): Promise<GuardedResponse> => {
    const maxBytes = get.maxBytes ?? DEFAULT_MAX_BYTES;
    let url = start;
    for (let hops = 0; ; hops += 1) {
      const address = await addressOf(url, signal);
      const headers = headersFor(url, start, get.headers ?? {}, userAgent);
      const response = await connect(url, address, headers, signal);
      const status = response.statusCode ?? 0;
      const { location } = response.headers;
      if (!REDIRECTS.has(status) || location === undefined) {
        const body = await readBody(response, maxBytes, signal);
        return { status, url: url.href, headers: plainHeaders(response), body };
      }
      response.destroy();
      if (hops >= maxRedirects) {
        throw new GuardedHttpError('redirects', `More than ${maxRedirects} redirects from ${start.href}.`);
      }
      url = parseAddress(location, url);
    }
  };

  return {
    async get(address, get = {}) {
      const url = parseAddress(address);
      const deadline = AbortSignal.timeout(get.timeoutMs ?? DEFAULT_TIMEOUT_MS);
      const signal = get.signal === undefined ? deadline : AbortSignal.any([get.signal, deadline]);
      signal.throwIfAborted();
      try {
        return await follow(url, get, signal);
      } catch (error) {
        get.signal?.throwIfAborted();
        if (deadline.aborted) throw new GuardedHttpError('timeout', `${url.host} did not answer in time.`);
        if (error instanceof GuardedHttpError) throw error;
        const message = error instanceof Error ? error.message : String(error);
        throw new GuardedHttpError(
          'failed',
          `The request to ${url.host} failed: ${message}`,
          undefined,
          error,
        );
      }
    },
  };
}

/** Only http and https, without a name and a password in it. */
function parseAddress(text: string, base?: URL): URL {
  let url: URL;
  try {
    url = new URL(text, base);
  } catch (error) {
    throw new GuardedHttpError('address', `${text.slice(0, 200)} is no address.`, undefined, error);
  }
  if (url.protocol !== 'http:' && url.protocol !== 'https:') {
    throw new GuardedHttpError('scheme', `Only http and https are read, not ${url.protocol}`);
  }
  if (url.username !== '' || url.password !== '') {
    throw new GuardedHttpError('address', 'An address with a name or a password in it is not read.');
  }
  url.hash = '';
  return url;
}

const portOf = (url: URL): string => (url.port !== '' ? url.port : url.protocol === 'https:' ? '443' : '80');

function headersFor(
  url: URL,
  start: URL,
  given: Readonly<Record<string, string>>,
  userAgent: string,
): Record<string, string> {
  const isSame = url.origin === start.origin;
  const passed = Object.entries(given)
    .map(([name, value]): [string, string] => [name.toLowerCase(), value])
    .filter(([name]) => name !== 'host' && (isSame || !PRIVATE_HEADERS.has(name)));
  return {
    'user-agent': userAgent,
    accept: '*/*',
    ...Object.fromEntries(passed),
    'accept-encoding': 'gzip, deflate, br',
  };
}

/** Connects to the address that was checked: nothing is looked up again, and no connection of another request is used. */
function connect(
  url: URL,
  address: string,
  headers: Record<string, string>,
  signal: AbortSignal,
): Promise<IncomingMessage> {
  const family = isIP(address);
  const options: RequestOptions = {
    method: 'GET',
    headers,
    signal,
    agent: false,
    lookup: (_host, { all }, done) => {
      if (all === true) done(null, [{ address, family }]);
      else done(null, address, family);
    },
  };
  return new Promise((resolve, reject) => {
    const request = url.protocol === 'https:' ? requestHttps(url, options) : requestHttp(url, options);
    request.once('response', resolve);
    request.on('error', reject);
    request.end();
  });
}

async function readBody(
  response: IncomingMessage,
  maxBytes: number,
  signal: AbortSignal,
): Promise<Uint8Array> {
  const tooLarge = (): GuardedHttpError =>
    new GuardedHttpError('too_large', `The answer is larger than ${maxBytes} bytes.`);
  if (Number(response.headers['content-length'] ?? 0) > maxBytes) {
    response.destroy();
    throw tooLarge();
  }
  const chunks: Buffer[] = [];
  let size = 0;
  const collect = new Writable({
    write(chunk: Buffer, _encoding, done) {
      size += chunk.length;
      chunks.push(chunk);
      done(size > maxBytes ? tooLarge() : null);
    },
  });
  const unpack = unpacker(response.headers['content-encoding']);
  if (unpack === undefined) await pipeline(response, collect, { signal });
  else await pipeline(response, unpack, collect, { signal });
  return Buffer.concat(chunks);
}

function unpacker(encoding: string | undefined) {
  switch (encoding?.trim().toLowerCase()) {
    case 'gzip':
    case 'x-gzip':
      return createGunzip();
    case 'deflate':
      return createInflate();
    case 'br':
      return createBrotliDecompress();
    default:
      return undefined;
  }
}

function plainHeaders(response: IncomingMessage): Record<string, string> {
  return Object.fromEntries(
    Object.entries(response.headers).flatMap(([name, value]) =>
      value === undefined ? [] : [[name, Array.isArray(value) ? value.join(', ') : value]],
    ),
  );
}
