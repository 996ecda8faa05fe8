import type { LanguageModel, ModelInfo } from './languageModel';
import { ModelError } from './modelError';
import { formatModelName } from './modelName';

/** Stands for a model whose provider has no key yet: every request fails with an `auth` error that says how to set one. */
export function createKeylessModel(info: ModelInfo): LanguageModel {
  return {
    info,
    // eslint-disable-next-line require-yield -- it only ever throws
    async *stream() {
      throw missingKey(info);
    },
  };
}

function missingKey(info: ModelInfo): ModelError {
  const { provider } = info;
  return new ModelError(
    { about: 'model', code: 'no_key', provider, variable: keyVariable(provider) },
    { kind: 'auth', model: formatModelName(info) },
  );
}

/** The environment variable that the command line reads a provider's key from. */
export function keyVariable(provider: string): string {
  if (provider === 'anthropic') return 'ANTHROPIC_API_KEY';
  return provider === 'openai' ? 'OPENAI_API_KEY' : 'PLANWRIGHT_API_KEY';
}
