// The SDK clients with every option given, because by themselves they read dozens of environment variables and profile files. Each SDK is
// loaded when its first client is made.
import type { BaseAnthropic } from '@anthropic-ai/sdk/client';
import type { OpenAI } from 'openai/client';
import type { ProviderOptions } from './providerOptions';

const defaultTimeoutMs = 10 * 60_000;
/** The SDKs insist on a key; where there is none, the header that would carry it is taken out. */
const noKey = 'none';

export async function createAnthropicClient(options: ProviderOptions): Promise<BaseAnthropic> {
  const { BaseAnthropic } = await import('@anthropic-ai/sdk/client');
  const defaultHeaders = headersOf(options, ['x-api-key', 'authorization']);
  const client = new BaseAnthropic({
    apiKey: options.apiKey ?? noKey,
    authToken: null,
    webhookKey: null,
    baseURL: options.baseUrl,
    timeout: options.timeoutMs ?? defaultTimeoutMs,
    maxRetries: 0,
    defaultHeaders,
    defaultQuery: {},
    fetchOptions: {},
    fetch: options.fetch ?? globalThis.fetch,
    middleware: [],
    openTelemetry: false,
    logLevel: 'off',
    dangerouslyAllowBrowser: false,
  });
  keepOnlyOurHeaders(client, defaultHeaders);
  return client;
}

export async function createOpenaiClient(options: ProviderOptions): Promise<OpenAI> {
  const { OpenAI } = await import('openai/client');
  const defaultHeaders = headersOf(options, ['authorization']);
  const client = new OpenAI({
    apiKey: options.apiKey ?? noKey,
    adminAPIKey: null,
    organization: null,
    project: null,
    webhookSecret: null,
    baseURL: options.baseUrl,
    timeout: options.timeoutMs ?? defaultTimeoutMs,
    maxRetries: 0,
    defaultHeaders,
    defaultQuery: {},
    fetchOptions: {},
    fetch: options.fetch ?? globalThis.fetch,
    logLevel: 'off',
    dangerouslyAllowBrowser: false,
  });
  keepOnlyOurHeaders(client, defaultHeaders);
  return client;
}

type ClientHeaders = Record<string, string | null>;

function headersOf(options: ProviderOptions, keyHeaders: readonly string[]): ClientHeaders {
  const headers: ClientHeaders = {};
  if (options.apiKey === undefined) for (const name of keyHeaders) headers[name] = null;
  for (const [name, value] of Object.entries(options.headers ?? {})) headers[name.toLowerCase()] = value;
  return headers;
}

/** Both SDKs add headers from `ANTHROPIC_CUSTOM_HEADERS` and `OPENAI_CUSTOM_HEADERS` and have no option against it. A test guards this. */
function keepOnlyOurHeaders(client: object, headers: ClientHeaders): void {
  const { _options: options } = client as { _options: { defaultHeaders?: unknown } };
  options.defaultHeaders = headers;
}
