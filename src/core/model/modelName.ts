import { ConfigurationError } from '../config/configurationError';

export interface ModelName {
  readonly provider: string;
  /** May itself hold `/` and `:`, as in `llama3.1:8b` or `meta-llama/Llama-3.1-8B`. */
  readonly id: string;
}

/** Reads `provider/id` or `provider:id`; the first separator counts. Throws `ConfigurationError` for anything else. */
export function parseModelName(name: string): ModelName {
  const match = /^([^/:\s]+)[/:](\S+)$/.exec(name.trim());
  if (match?.[1] === undefined || match[2] === undefined) {
    throw new ConfigurationError({ about: 'setup', code: 'model_name', name });
  }
  return { provider: match[1], id: match[2] };
}

/** The name as events, errors and settings write it. */
export function formatModelName(name: ModelName): string {
  return `${name.provider}/${name.id}`;
}
