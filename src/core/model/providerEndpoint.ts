// Where a configured provider is and how it is spoken to.
import { ConfigurationError } from '../config/configurationError';
import type { ProviderConfig } from '../session/sessionOptions';

export type WireApi = 'anthropic' | 'responses' | 'chat';

export interface ProviderEndpoint {
  readonly api: WireApi;
  /** OpenAI formats: with the version. Anthropic: without. No slash at the end. */
  readonly baseUrl: string;
  /** True where the provider's own server is asked, not a gateway or a compatible one. */
  readonly isOwnServer: boolean;
  /** False for servers on this machine or network, and where a header carries the key. */
  readonly needsKey: boolean;
}

/** Providers that are known without configuration. */
const knownBaseUrls: ReadonlyMap<string, string> = new Map([
  ['anthropic', 'https://api.anthropic.com'],
  ['openai', 'https://api.openai.com/v1'],
  ['ollama', 'http://localhost:11434/v1'],
  ['lmstudio', 'http://localhost:1234/v1'],
]);

export function isKnownProvider(name: string): boolean {
  return knownBaseUrls.has(name);
}

/** Throws `ConfigurationError` where the base URL is missing or is none. */
export function providerEndpoint(config: ProviderConfig): ProviderEndpoint {
  const known = knownBaseUrls.get(config.name);
  const given = config.baseUrl ?? known;
  if (given === undefined) {
    throw new ConfigurationError({ about: 'setup', code: 'no_address', provider: config.name });
  }
  const url = parseUrl(given, config.name);
  const isOwnServer = known !== undefined && url.hostname === new URL(known).hostname;
  const api = config.api ?? defaultApi(config.name, isOwnServer);
  return {
    api,
    baseUrl: normalizeBaseUrl(url, api),
    isOwnServer,
    needsKey: !isLocalHost(url.hostname) && !hasKeyHeader(config),
  };
}

function parseUrl(text: string, provider: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || !/^https?:$/.test(url.protocol)) {
    throw new ConfigurationError({ about: 'setup', code: 'bad_address', provider, address: text });
  }
  return url;
}

function defaultApi(name: string, isOwnServer: boolean): WireApi {
  if (name === 'anthropic') return 'anthropic';
  return name === 'openai' && isOwnServer ? 'responses' : 'chat';
}

/** People give the address with or without `/v1`; the Anthropic SDK adds it, the OpenAI SDK does not. */
function normalizeBaseUrl(url: URL, api: WireApi): string {
  const path = url.pathname.replace(/\/+$/, '');
  const version = api === 'anthropic' ? path.replace(/\/v1$/, '') : path === '' ? '/v1' : path;
  return `${url.origin}${version}`;
}

function hasKeyHeader(config: ProviderConfig): boolean {
  return Object.keys(config.headers ?? {}).some((name) => /^(authorization|x-api-key|api-key)$/i.test(name));
}

/** This machine, names of the local network, and private addresses. */
function isLocalHost(hostname: string): boolean {
  const host = hostname.replace(/^\[|\]$/g, '');
  return (
    /^(localhost|0\.0\.0\.0|::1|host\.docker\.internal)$/.test(host) ||
    /\.(localhost|local|lan|internal)$/.test(host) ||
    /^(127|10)\.\d+\.\d+\.\d+$/.test(host) ||
    /^192\.168\.\d+\.\d+$/.test(host) ||
    /^172\.(1[6-9]|2\d|3[01])\.\d+\.\d+$/.test(host)
  );
}
