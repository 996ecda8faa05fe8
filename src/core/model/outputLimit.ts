import type { ModelInfo } from './languageModel';

const usualOutputTokens = 32_000;

/** Output limit of a request that names none: that of the model, at most 32,000; undefined where the model's is unknown. */
export function defaultOutputTokens(info: ModelInfo): number | undefined {
  return info.outputTokens === undefined ? undefined : Math.min(usualOutputTokens, info.outputTokens);
}
