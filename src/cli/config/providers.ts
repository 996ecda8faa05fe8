// Which provider gets which key. Keys come from the environment under documented names and from the person's own configuration.
// A key that is named for one provider goes to that provider's own address and nowhere else.
import type { ProviderConfig } from '../../core/session/sessionOptions';

type Environment = Readonly<Record<string, string | undefined>>;

/** Environment variables that hold a provider's key. */
const KEY_VARIABLES: ReadonlyMap<string, string> = new Map([
  ['anthropic', 'ANTHROPIC_API_KEY'],
  ['openai', 'OPENAI_API_KEY'],
]);

export interface ProviderChoice {
  /** Provider of the model that was asked for. */
  readonly provider: string | undefined;
  readonly baseUrl?: string;
  readonly api?: ProviderConfig['api'];
}

/** The providers of a run: those configured, with keys filled in and the command line's address applied. */
export function mergeProviders(
  configured: readonly ProviderConfig[],
  choice: ProviderChoice,
  environment: Environment,
): readonly ProviderConfig[] {
  const names = new Set([...KEY_VARIABLES.keys(), ...configured.map((provider) => provider.name)]);
  if (choice.provider) names.add(choice.provider);
  return [...names].flatMap((name) => {
    const own = configured.find((provider) => provider.name === name);
    const merged = name === choice.provider ? withChoice(name, own, choice, environment) : own;
    const complete = withOwnKey(name, merged, environment);
    return complete ? [complete] : [];
  });
}

function withChoice(
  name: string,
  own: ProviderConfig | undefined,
  choice: ProviderChoice,
  environment: Environment,
): ProviderConfig | undefined {
  if (!choice.baseUrl) return choice.api ? { ...own, name, api: choice.api } : own;
  // Another address than the configured one: the configured key and headers stay behind.
  const sameAddress = own?.baseUrl === choice.baseUrl;
  return {
    ...(sameAddress ? own : { models: own?.models }),
    name,
    baseUrl: choice.baseUrl,
    api: choice.api ?? (sameAddress ? own.api : undefined),
    apiKey: environment['PLANWRIGHT_API_KEY'] ?? (sameAddress ? own.apiKey : undefined),
  };
}

function withOwnKey(
  name: string,
  provider: ProviderConfig | undefined,
  environment: Environment,
): ProviderConfig | undefined {
  if (provider?.apiKey || provider?.baseUrl) return provider;
  const variable = KEY_VARIABLES.get(name);
  const apiKey = variable === undefined ? undefined : environment[variable];
  return apiKey ? { ...provider, name, apiKey } : provider;
}

/** The model to use when none is named: that of the first key found. Undefined when there is no key. */
export function modelForKeys(environment: Environment): string | undefined {
  if (environment['ANTHROPIC_API_KEY']) return 'anthropic/claude-sonnet-5-5';
  if (environment['OPENAI_API_KEY']) return 'openai/gpt-6.1-sol';
  return undefined;
}
