import type { ModelPrice, Usage } from './languageModel';

/**
 * US dollars of one response. `promptTokens` includes cached tokens, which have prices of their own; where such a price is unknown they cost
 * as much as other input.
 */
export function costOf(usage: Usage, price: ModelPrice): number {
  const rates =
    price.longPrompt !== undefined && usage.promptTokens > price.longPrompt.above ? price.longPrompt : price;
  const cacheRead = usage.cacheReadTokens ?? 0;
  const cacheWrite = usage.cacheWriteTokens ?? 0;
  const fresh = Math.max(0, usage.promptTokens - cacheRead - cacheWrite);
  const perMillion =
    fresh * rates.input +
    cacheRead * (rates.cacheRead ?? rates.input) +
    cacheWrite * (rates.cacheWrite ?? rates.input) +
    usage.completionTokens * rates.output;
  return perMillion / 1_000_000;
}
