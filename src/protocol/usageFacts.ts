// Sums of tokens and money.
import type { RunUsage } from '../core/events/agentEvent';
import type { UsageFacts } from './viewState';

export function usageOf(usage: RunUsage): UsageFacts {
  return {
    promptTokens: usage.promptTokens,
    completionTokens: usage.completionTokens,
    ...(usage.cost === undefined ? {} : { cost: usage.cost }),
    isEstimated: usage.estimated === true,
  };
}

/** An unknown price makes the sum unknown. */
export function addUsage(left: UsageFacts, right: UsageFacts): UsageFacts {
  return {
    promptTokens: left.promptTokens + right.promptTokens,
    completionTokens: left.completionTokens + right.completionTokens,
    ...(left.cost === undefined || right.cost === undefined ? {} : { cost: left.cost + right.cost }),
    isEstimated: left.isEstimated || right.isEstimated,
  };
}
