// What all runs of a session have used together, folded from its events.
import type { AgentEvent } from '../events/agentEvent';

export interface SessionUsage {
  readonly totalTokens: number;
  /** US dollars; absent where no run had a known price. */
  readonly cost?: number;
}

export const NO_USAGE: SessionUsage = { totalTokens: 0 };

export function followUsage(usage: SessionUsage, event: AgentEvent): SessionUsage {
  if (event.type !== 'end' && event.type !== 'error') return usage;
  const { totalTokens, cost } = event.usage;
  const sum = usage.cost === undefined && cost === undefined ? undefined : (usage.cost ?? 0) + (cost ?? 0);
  return { totalTokens: usage.totalTokens + totalTokens, ...(sum === undefined ? {} : { cost: sum }) };
}
