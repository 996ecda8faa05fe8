// One ledger of what a run used. Limits are predicates over it; children book into their parent's ledger as well.
import type { RunUsage } from '../events/agentEvent';
import type { Usage } from '../model/languageModel';
import type { RunCause } from '../words/errorCause';
import type { Limits } from './sessionOptions';

export interface LedgerTotals extends RunUsage {
  readonly turns: number;
  readonly toolCalls: number;
  /** Minutes of wall clock without the time spent waiting for a person. */
  readonly minutes: number;
}

export interface UsageLedger {
  /** Books one model response. `cost` in US dollars, absent when unknown. */
  addTurn(usage: Usage, cost: number | undefined): void;
  addToolCall(): void;
  /** Does not count the time of `wait` towards the minutes. */
  whileWaiting<Result>(wait: () => Promise<Result>): Promise<Result>;
  totals(): LedgerTotals;
}

/** Makes a ledger; `parent` is booked along. */
export function createUsageLedger(now: () => number, parent?: UsageLedger): UsageLedger {
  const startedAt = now();
  let waited = 0;
  let waiters = 0;
  let waitingSince = 0;
  let prompt = 0;
  let completion = 0;
  let cacheRead: number | undefined;
  let cacheWrite: number | undefined;
  let cost: number | undefined;
  let estimated = false;
  let turns = 0;
  let toolCalls = 0;

  return {
    addTurn(usage, turnCost) {
      turns += 1;
      prompt += usage.promptTokens;
      completion += usage.completionTokens;
      if (usage.cacheReadTokens !== undefined) cacheRead = (cacheRead ?? 0) + usage.cacheReadTokens;
      if (usage.cacheWriteTokens !== undefined) cacheWrite = (cacheWrite ?? 0) + usage.cacheWriteTokens;
      if (turnCost !== undefined) cost = (cost ?? 0) + turnCost;
      estimated ||= usage.estimated === true;
      parent?.addTurn(usage, turnCost);
    },
    addToolCall() {
      toolCalls += 1;
      parent?.addToolCall();
    },
    async whileWaiting(wait) {
      if (waiters === 0) waitingSince = now();
      waiters += 1;
      try {
        return await (parent === undefined ? wait() : parent.whileWaiting(wait));
      } finally {
        waiters -= 1;
        if (waiters === 0) waited += now() - waitingSince;
      }
    },
    totals() {
      const waiting = waited + (waiters > 0 ? now() - waitingSince : 0);
      return {
        turns,
        toolCalls,
        minutes: (now() - startedAt - waiting) / 60_000,
        promptTokens: prompt,
        completionTokens: completion,
        totalTokens: prompt + completion,
        ...(cacheRead === undefined ? {} : { cacheReadTokens: cacheRead }),
        ...(cacheWrite === undefined ? {} : { cacheWriteTokens: cacheWrite }),
        ...(cost === undefined ? {} : { cost }),
        ...(estimated ? { estimated } : {}),
      };
    },
  };
}

/** The part of the totals that events carry. */
export function runUsage(totals: LedgerTotals): RunUsage {
  const { turns: _turns, toolCalls: _toolCalls, minutes: _minutes, ...usage } = totals;
  return usage;
}

/** Says which limit is reached; undefined while there is room. */
export type StopPredicate = (totals: LedgerTotals) => RunCause | undefined;

/** In the order in which they are named. */
const LIMITS = ['turns', 'tokens', 'cost', 'minutes'] as const;

/** One predicate for all limits that are set. */
export function createLimitPredicate(limits: Limits): StopPredicate {
  return ({ turns, totalTokens: tokens, cost, minutes }) => {
    const values = { turns, tokens, cost, minutes };
    for (const of of LIMITS) {
      const limit = limits[of];
      const value = values[of];
      if (limit !== undefined && value !== undefined && value >= limit)
        return { about: 'run', code: 'limit', of, limit };
    }
    return undefined;
  };
}
