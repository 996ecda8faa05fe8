// From the name of a model to the model. Nothing is loaded or asked here: clients come into being at the first request.
import { ConfigurationError } from '../config/configurationError';
import type { AgentConfig, ProviderConfig } from '../session/sessionOptions';
import { createAnthropicModel } from './anthropicModel';
import { catalogueModels, findModelInfo } from './catalogue';
import { createDemoModel, demoModelInfo } from './demoModel';
import { createKeylessModel } from './keylessModel';
import type { LanguageModel, ModelInfo, ModelResolver } from './languageModel';
import { formatModelName, parseModelName } from './modelName';
import type { ModelName } from './modelName';
import { createOpenaiChatModel } from './openaiChatModel';
import { createOpenaiResponsesModel } from './openaiResponsesModel';
import { isKnownProvider, providerEndpoint } from './providerEndpoint';
import type { ProviderOptions } from './providerOptions';

/**
 * Models of the configuration: the ready-made ones, those of its providers (listed or not), and the built-in demo. A provider without a key
 * resolves too; its model fails with an `auth` error that says how to set one.
 */
export function createModelResolver(config: AgentConfig): ModelResolver {
  const made = new Map<string, LanguageModel>();
  for (const model of config.models ?? []) made.set(formatModelName(model.info), model);

  return {
    resolve: (name) =>
      Promise.resolve().then(() => {
        const parsed = parseModelName(name);
        const key = formatModelName(parsed);
        const known = made.get(key);
        if (known !== undefined) return known;
        const model = createModel(parsed, config);
        made.set(key, model);
        return model;
      }),
    list: () => Promise.resolve(listConfigured(config)),
  };
}

function createModel(name: ModelName, config: AgentConfig): LanguageModel {
  if (name.provider === demoModelInfo.provider) {
    if (name.id !== demoModelInfo.id) {
      throw new ConfigurationError({
        about: 'setup',
        code: 'one_demo_model',
        model: formatModelName(demoModelInfo),
      });
    }
    return createDemoModel(config.runtime?.sleep === undefined ? {} : { sleep: config.runtime.sleep });
  }
  const provider = findProvider(name, config);
  const endpoint = providerEndpoint(provider);
  const info = modelInfo(name, provider);
  const apiKey = provider.apiKey === '' ? undefined : provider.apiKey;
  if (apiKey === undefined && endpoint.needsKey) return createKeylessModel(info);
  const options: ProviderOptions = {
    info,
    baseUrl: endpoint.baseUrl,
    ...(apiKey === undefined ? {} : { apiKey }),
    ...(provider.headers === undefined ? {} : { headers: provider.headers }),
    ...(config.fetch === undefined ? {} : { fetch: config.fetch }),
    ...(config.runtime?.now === undefined ? {} : { now: config.runtime.now }),
  };
  if (endpoint.api === 'anthropic') return createAnthropicModel(options);
  return endpoint.api === 'chat' ? createOpenaiChatModel(options) : createOpenaiResponsesModel(options);
}

function findProvider(name: ModelName, config: AgentConfig): ProviderConfig {
  const configured = config.providers?.find((provider) => provider.name === name.provider);
  if (configured !== undefined) return configured;
  if (isKnownProvider(name.provider)) return { name: name.provider };
  const names = [...(config.providers ?? []).map((provider) => provider.name), 'anthropic', 'openai', 'demo'];
  throw new ConfigurationError({
    about: 'setup',
    code: 'unknown_provider',
    provider: name.provider,
    model: formatModelName(name),
    known: [...new Set(names)],
  });
}

function modelInfo(name: ModelName, provider: ProviderConfig): ModelInfo {
  const configured = provider.models?.find((model) => model.id === name.id);
  return { label: name.id, ...findModelInfo(name.provider, name.id), ...configured, ...name };
}

function listConfigured(config: AgentConfig): readonly ModelInfo[] {
  const infos = new Map<string, ModelInfo>();
  const add = (info: ModelInfo): void => {
    const key = formatModelName(info);
    if (!infos.has(key)) infos.set(key, info);
  };
  for (const model of config.models ?? []) add(model.info);
  for (const provider of config.providers ?? []) {
    for (const model of provider.models ?? [])
      add(modelInfo({ provider: provider.name, id: model.id }, provider));
    if (providerEndpoint(provider).isOwnServer) catalogueModels(provider.name).forEach(add);
  }
  add(demoModelInfo);
  return [...infos.values()];
}
