// What a provider's server offers, for the set-up. Plain HTTP: the SDKs are not needed to read a list.
import type { ProviderConfig } from '../session/sessionOptions';
import { findModelInfo } from './catalogue';
import type { ModelInfo } from './languageModel';
import { ModelError } from './modelError';
import { providerEndpoint } from './providerEndpoint';
import type { ProviderEndpoint } from './providerEndpoint';
import { toModelError } from './providerError';

export interface ModelListOptions {
  /** Default: the global one. */
  readonly fetch?: typeof globalThis.fetch;
  /** Milliseconds. Default 15,000. */
  readonly timeoutMs?: number;
}

interface ListedModel {
  readonly id: string;
  readonly display_name?: string;
  readonly max_input_tokens?: number | null;
  readonly max_tokens?: number | null;
}

/** Models that the server lists, with what the catalogue knows about them. Throws `ModelError`, or `ConfigurationError` for a wrong base URL. */
export async function listModels(
  provider: ProviderConfig,
  signal: AbortSignal,
  options: ModelListOptions = {},
): Promise<readonly ModelInfo[]> {
  const context = {
    name: provider.name,
    provider: provider.name,
    secrets: [provider.apiKey ?? '', ...Object.values(provider.headers ?? {})],
    now: Date.now,
  };
  const endpoint = providerEndpoint(provider);
  const limit = AbortSignal.any([signal, AbortSignal.timeout(options.timeoutMs ?? 15_000)]);
  try {
    const response = await (options.fetch ?? globalThis.fetch)(listUrl(endpoint), {
      headers: listHeaders(provider, endpoint),
      signal: limit,
    });
    const text = await response.text();
    if (!response.ok) throw httpError(response, text);
    return parseList(text).map((model) => toModelInfo(model, provider.name));
  } catch (error) {
    if (signal.aborted)
      throw new ModelError(
        { about: 'model', code: 'cancelled' },
        { kind: 'aborted', model: provider.name, cause: error },
      );
    if (limit.aborted) {
      throw new ModelError(
        { about: 'model', code: 'no_answer', provider: provider.name },
        {
          kind: 'network',
          model: provider.name,
          cause: error,
        },
      );
    }
    throw toModelError(error, context);
  }
}

/** The result of trying a key. A server without a model list is counted as reached, with no models. */
export type KeyTest =
  | { readonly ok: true; readonly models: readonly ModelInfo[] }
  | { readonly ok: false; readonly error: ModelError };

/** Tries the key of a provider without any cost. Cancelling throws an `aborted` error. */
export async function testKey(
  provider: ProviderConfig,
  signal: AbortSignal,
  options: ModelListOptions = {},
): Promise<KeyTest> {
  try {
    return { ok: true, models: await listModels(provider, signal, options) };
  } catch (error) {
    if (!(error instanceof ModelError) || error.kind === 'aborted') throw error;
    return error.status === 404 || error.status === 405 ? { ok: true, models: [] } : { ok: false, error };
  }
}

function listUrl(endpoint: ProviderEndpoint): string {
  return endpoint.api === 'anthropic'
    ? `${endpoint.baseUrl}/v1/models?limit=1000`
    : `${endpoint.baseUrl}/models`;
}

function listHeaders(provider: ProviderConfig, endpoint: ProviderEndpoint): Headers {
  const headers = new Headers({ accept: 'application/json' });
  if (endpoint.api === 'anthropic') headers.set('anthropic-version', '2023-06-01');
  if (provider.apiKey !== undefined && endpoint.api === 'anthropic')
    headers.set('x-api-key', provider.apiKey);
  else if (provider.apiKey !== undefined) headers.set('authorization', `Bearer ${provider.apiKey}`);
  for (const [name, value] of Object.entries(provider.headers ?? {})) headers.set(name, value);
  return headers;
}

/** The shape that {@link toModelError} reads. */
function httpError(response: Response, text: string): object {
  let error: unknown;
  try {
    error = JSON.parse(text);
  } catch {
    // An error page of a proxy is not JSON and says nothing a person needs.
    error = undefined;
  }
  return { status: response.status, headers: response.headers, error };
}

function parseList(text: string): readonly ListedModel[] {
  const body = JSON.parse(text) as { data?: unknown; models?: unknown };
  const list = Array.isArray(body.data) ? body.data : Array.isArray(body.models) ? body.models : [];
  return list.filter((model: unknown): model is ListedModel => {
    return typeof model === 'object' && model !== null && 'id' in model && typeof model.id === 'string';
  });
}

function toModelInfo(model: ListedModel, provider: string): ModelInfo {
  const known = findModelInfo(provider, model.id);
  const context = model.max_input_tokens ?? known?.contextTokens;
  const output = model.max_tokens ?? known?.outputTokens;
  return {
    ...known,
    provider,
    id: model.id,
    label: known?.label ?? model.display_name ?? model.id,
    ...(context === undefined ? {} : { contextTokens: context }),
    ...(output === undefined ? {} : { outputTokens: output }),
  };
}
