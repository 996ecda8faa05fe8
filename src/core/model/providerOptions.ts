import type { ModelInfo } from './languageModel';

/** What a provider's model needs; nothing is read from the environment. */
export interface ProviderOptions {
  readonly info: ModelInfo;
  /** Absent for servers that want none. */
  readonly apiKey?: string;
  /** OpenAI formats: with the version (`https://host/v1`). Anthropic: without. */
  readonly baseUrl: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Default: the global one. */
  readonly fetch?: typeof globalThis.fetch;
  /** Milliseconds until the answer begins. Default ten minutes. */
  readonly timeoutMs?: number;
  /** Milliseconds of silence within an answer. Default ten minutes. */
  readonly idleTimeoutMs?: number;
  /** Milliseconds since the epoch. Default `Date.now`. */
  readonly now?: () => number;
  /** Ids for tool calls that a server sends without one. Default random. */
  readonly newId?: () => string;
}

/** Values that must not show up in messages of the provider. */
export function secretsOf(options: ProviderOptions): readonly string[] {
  return [...(options.apiKey === undefined ? [] : [options.apiKey]), ...Object.values(options.headers ?? {})];
}
