// What an agent is made of in the editor: providers with their keys, the editor's own models, the demo; and which of them can be used now.
import { ConfigurationError } from '../../core/config/configurationError';
import { catalogueModels } from '../../core/model/catalogue';
import type { ModelInfo } from '../../core/model/languageModel';
import { formatModelName, parseModelName } from '../../core/model/modelName';
import { isKnownProvider, providerEndpoint } from '../../core/model/providerEndpoint';
import { Agent } from '../../core/session/agent';
import type { AgentApi } from '../../core/session/sessionApi';
import type { ProviderConfig } from '../../core/session/sessionOptions';
import type { SessionStore } from '../../core/session/sessionStore';
import type { ModelChoice } from '../../protocol/messages';
import { t } from '../l10n';
import { EDITOR_PROVIDER } from '../models/editorModel';
import type { EditorModels } from '../models/editorModels';
import { keyName } from '../secrets';
import type { Secrets } from '../secrets';
import type { ProviderSettings, Settings } from '../settings';
import { fillSecrets } from './headerSecrets';

export const DEMO_MODEL = 'demo/scripted';

export interface AgentSetupOptions {
  readonly settings: () => Settings;
  readonly secrets: Secrets;
  readonly editorModels: EditorModels;
  readonly store: SessionStore;
  readonly warn: (text: string) => void;
}

export class AgentSetup {
  readonly #options: AgentSetupOptions;

  constructor(options: AgentSetupOptions) {
    this.#options = options;
  }

  /** Anthropic, OpenAI and every configured provider, each with its key where there is one. */
  providers(): readonly ProviderConfig[] {
    const configured = this.#options.settings().providers;
    const builtIn: ProviderSettings[] = ['anthropic', 'openai']
      .filter((name) => !configured.some((provider) => provider.name === name))
      .map((name) => ({ name }));
    return [...builtIn, ...configured].map((provider) => this.withSecrets(provider));
  }

  /** The provider with its key, and with header values in which secrets are filled in. */
  withSecrets(
    provider: ProviderSettings,
    apiKey = this.#options.secrets.get(keyName(provider.name)),
  ): ProviderConfig {
    const headers = Object.entries(provider.headers ?? {}).flatMap(([name, value]) => {
      const filled = fillSecrets(value, (secret) => this.#options.secrets.get(secret));
      if (filled.missing.length === 0) return [[name, filled.text] as const];
      const missing = filled.missing.join(', ');
      this.#options.warn(
        `The header ${name} of ${provider.name} is left out: no secret is stored as ${missing}.`,
      );
      return [];
    });
    return {
      ...provider,
      ...(apiKey === undefined ? {} : { apiKey }),
      ...(headers.length === 0 ? { headers: undefined } : { headers: Object.fromEntries(headers) }),
    };
  }

  /** Waits for the stored keys; whoever asks about models has made an agent first. */
  async createAgent(store = this.#options.store): Promise<AgentApi> {
    await this.#options.secrets.ready;
    return Agent.create({
      defaultModel: this.defaultModel(),
      providers: this.providers(),
      models: this.#options.editorModels.models,
      sessionStore: store,
      thinkingBudget: this.#options.settings().thinkingBudget,
      secrets: this.#options.secrets.values,
    });
  }

  /** The model of new sessions: the chosen one, else one that has a key, else one that will ask for it. */
  defaultModel(): string {
    const { model } = this.#options.settings();
    if (model !== '') return model;
    const withKey = ['anthropic', 'openai'].find(
      (name) => this.#options.secrets.get(keyName(name)) !== undefined,
    );
    return recommended(withKey ?? 'anthropic');
  }

  /** True when a run with this model can begin: its key is there, or it needs none. */
  isUsable(name: string): boolean {
    try {
      const { provider, id } = parseModelName(name);
      if (name === DEMO_MODEL) return true;
      if (provider === EDITOR_PROVIDER) {
        return this.#options.editorModels.models.some((model) => model.info.id === id && model.isAllowed);
      }
      const config = this.providers().find((candidate) => candidate.name === provider);
      if (config === undefined && !isKnownProvider(provider)) return false;
      return config?.apiKey !== undefined || !providerEndpoint(config ?? { name: provider }).needsKey;
    } catch (error) {
      if (error instanceof ConfigurationError) return false;
      throw error;
    }
  }

  /** Every model that can be chosen now. */
  async choices(agent: AgentApi): Promise<readonly ModelChoice[]> {
    const infos = await agent.models();
    const usable = infos.filter(
      (info) => info.provider === EDITOR_PROVIDER || this.isUsable(formatModelName(info)),
    );
    return usable.map((info) => ({
      name: formatModelName(info),
      label: info.label,
      group: groupOf(info),
      ...(info.contextTokens === undefined ? {} : { contextTokens: info.contextTokens }),
      acceptsImages: info.images === true || (Array.isArray(info.images) && info.images.length > 0),
    }));
  }
}

/** The newest model of a provider's middle line: neither the dearest nor the smallest. */
export function recommended(provider: string): string {
  const models = catalogueModels(provider);
  const chosen = models.find((model) => model.id.includes('sonnet')) ?? models[0];
  if (chosen === undefined) throw new ConfigurationError({ about: 'setup', code: 'no_model_of', provider });
  return formatModelName(chosen);
}

function groupOf(info: ModelInfo): string {
  switch (info.provider) {
    case 'anthropic':
      return 'Anthropic';
    case 'openai':
      return 'OpenAI';
    case EDITOR_PROVIDER:
      return t("The editor's models");
    case 'demo':
      return t('Demo (scripted)');
    default:
      return info.provider;
  }
}
