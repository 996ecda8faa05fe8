import type { AgentEventOf } from '../../core/events/agentEvent';

/** Such as `3 tool calls, 12,345 tokens (10,000 cached), $0.0312`. */
export function usageLine(event: AgentEventOf<'end'>): string {
  const { usage } = event;
  const calls = `${event.toolCallsCount} tool ${event.toolCallsCount === 1 ? 'call' : 'calls'}`;
  const cached = usage.cacheReadTokens ? ` (${grouped(usage.cacheReadTokens)} cached)` : '';
  const tokens = `${usage.estimated ? 'about ' : ''}${grouped(usage.totalTokens)} tokens${cached}`;
  const cost = usage.cost === undefined ? '' : `, $${usage.cost.toFixed(4)}`;
  return `${calls}, ${tokens}${cost}`;
}

/** 12345 -> `12,345`, the same in every locale. */
function grouped(number: number): string {
  return String(Math.round(number)).replace(/\B(?=(\d{3})+$)/g, ',');
}
