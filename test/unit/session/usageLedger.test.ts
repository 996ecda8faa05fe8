import { describe, expect, it } from 'vitest';
import { createLimitPredicate, createUsageLedger } from '../../../src/core/session/usageLedger';
import { errorText } from '../../../src/core/words/errorText';

const usage = { promptTokens: 900, completionTokens: 100, totalTokens: 1000 };

describe('the usage ledger', () => {
  it('adds up turns, tokens and cost, and books into its parent', () => {
    const parent = createUsageLedger(() => 0);
    const child = createUsageLedger(() => 0, parent);
    child.addTurn({ ...usage, cacheReadTokens: 500 }, 0.25);
    child.addTurn(usage, undefined);
    child.addToolCall();
    for (const ledger of [child, parent]) {
      expect(ledger.totals()).toEqual({
        turns: 2,
        toolCalls: 1,
        minutes: 0,
        promptTokens: 1800,
        completionTokens: 200,
        totalTokens: 2000,
        cacheReadTokens: 500,
        cost: 0.25,
      });
    }
  });

  it('does not count the time spent waiting for a person', async () => {
    let now = 0;
    const ledger = createUsageLedger(() => now);
    now = 60_000;
    await ledger.whileWaiting(async () => {
      now = 10 * 60_000;
      await Promise.resolve();
    });
    now += 60_000;
    expect(ledger.totals().minutes).toBe(2);
  });

  it.each([
    [{ turns: 1 }, 'The limit of 1 turns is reached.'],
    [{ tokens: 1000 }, 'The limit of 1000 tokens is reached.'],
    [{ cost: 0.1 }, 'The limit of $0.1 is reached.'],
    [{ turns: 2, tokens: 2000, cost: 1, minutes: 1 }, undefined],
    [{}, undefined],
  ])('the limits %j say %s after one turn', (limits, expected) => {
    const ledger = createUsageLedger(() => 0);
    ledger.addTurn(usage, 0.1);
    const limit = createLimitPredicate(limits)(ledger.totals());
    expect(limit && errorText(limit)).toBe(expected);
  });

  it('does not check the cost of a model whose price is unknown', () => {
    const ledger = createUsageLedger(() => 0);
    ledger.addTurn(usage, undefined);
    expect(createLimitPredicate({ cost: 0 })(ledger.totals())).toBeUndefined();
  });
});
