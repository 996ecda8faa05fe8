import { expect, test } from 'vitest';
import { catalogueModels, findModelInfo } from '../../../src/core/model/catalogue';
import { costOf } from '../../../src/core/model/cost';
import { formatModelName, parseModelName } from '../../../src/core/model/modelName';
import { claudeTraits, effortOf, openaiTraits } from '../../../src/core/model/modelTraits';
import { estimateTokens } from '../../../src/core/model/tokenEstimate';

test.each([
  ['anthropic/claude-sonnet-5', 'anthropic', 'claude-sonnet-5'],
  ['openai:gpt-6-sol', 'openai', 'gpt-6-sol'],
  ['ollama/llama3.1:8b', 'ollama', 'llama3.1:8b'],
  ['gateway:meta-llama/Llama-3.1-8B:free', 'gateway', 'meta-llama/Llama-3.1-8B:free'],
  ['  demo/scripted ', 'demo', 'scripted'],
])('model name %s', (name, provider, id) => {
  expect(parseModelName(name)).toEqual({ provider, id });
  expect(formatModelName({ provider, id })).toBe(`${provider}/${id}`);
});

test.each(['', 'gpt-6', '/gpt', 'openai/', 'open ai/gpt', 'openai/gpt 6'])('no model name: "%s"', (name) => {
  expect(() => parseModelName(name)).toThrow('is not a model name');
});

// The table of spec section 25, by the ids it names.
test.each([
  ['anthropic', 'claude-sonnet-4-20250514', 3, 15],
  ['anthropic', 'claude-3-5-sonnet-20241022', 3, 15],
  ['anthropic', 'claude-3-haiku-20240307', 0.25, 1.25],
  ['anthropic', 'claude-3-opus-20240229', 15, 75],
  ['openai', 'gpt-4o', 2.5, 10],
  ['openai', 'gpt-4o-mini', 0.15, 0.6],
  ['openai', 'gpt-4-turbo', 10, 30],
])('%s/%s costs %d and %d', (provider, id, input, output) => {
  expect(findModelInfo(provider, id)).toMatchObject({ provider, id, price: { input, output } });
});

test('an unlisted model and an unlisted provider are unknown, also by the name of a built-in property', () => {
  expect(findModelInfo('anthropic', 'claude-next')).toBeUndefined();
  expect(findModelInfo('toString', 'constructor')).toBeUndefined();
  expect(catalogueModels('ollama')).toEqual([]);
});

test('every row is sane', () => {
  for (const model of [...catalogueModels('anthropic'), ...catalogueModels('openai')]) {
    expect(model.contextTokens, model.id).toBeGreaterThanOrEqual(100_000);
    expect(model.outputTokens, model.id).toBeLessThanOrEqual(model.contextTokens!);
    expect(model.price!.output, model.id).toBeGreaterThan(model.price!.input);
    expect(model.price!.cacheRead ?? 0, model.id).toBeLessThan(model.price!.input);
  }
});

const price = { input: 10, output: 50, cacheRead: 1, cacheWrite: 12.5 };

test.each([
  ['plain', { promptTokens: 1_000_000, completionTokens: 100_000 }, price, 15],
  [
    'cached',
    { promptTokens: 1_000_000, completionTokens: 0, cacheReadTokens: 600_000, cacheWriteTokens: 200_000 },
    price,
    2 + 0.6 + 2.5,
  ],
  [
    'cache prices unknown',
    { promptTokens: 1_000_000, completionTokens: 0, cacheReadTokens: 600_000 },
    { input: 10, output: 50 },
    10,
  ],
  [
    'long prompt',
    { promptTokens: 300_000, completionTokens: 0 },
    { ...price, longPrompt: { above: 272_000, input: 20, output: 75 } },
    6,
  ],
  [
    'not so long',
    { promptTokens: 272_000, completionTokens: 0 },
    { ...price, longPrompt: { above: 272_000, input: 20, output: 75 } },
    2.72,
  ],
])('cost: %s', (_, usage, rates, dollars) => {
  expect(costOf({ totalTokens: 0, ...usage }, rates)).toBeCloseTo(dollars, 10);
});

test.each([
  ['claude-3-5-sonnet-20241022', 'none', false, true, true],
  ['claude-3-7-sonnet', 'budget', false, true, true],
  ['claude-opus-4-20250514', 'budget', false, true, true],
  ['claude-haiku-4-5-20251001', 'budget', false, true, true],
  ['claude-sonnet-4-6', 'adaptive', false, true, true],
  ['claude-opus-4-8', 'adaptive', false, true, false],
  ['claude-sonnet-5', 'adaptive', true, true, false],
  ['claude-opus-5-5', 'adaptive', true, false, false],
  ['claude-fable-5-1', 'adaptive', true, false, false],
  ['us.anthropic.claude-sonnet-4-5', 'budget', false, true, true],
  ['my-own-model', 'none', false, true, true],
])('%s thinks: %s', (id, thinking, thinksByItself, canTurnOff, temperature) => {
  expect(claudeTraits(id)).toEqual({ thinking, thinksByItself, canTurnOff, temperature });
});

test.each([
  ['gpt-4o', false, 'none'],
  ['gpt-5-mini', true, 'minimal'],
  ['gpt-5.2', true, 'none'],
  ['gpt-6-luna', true, 'none'],
  ['gpt-5-chat-latest', false, 'minimal'],
  ['o3', true, 'low'],
  ['qwen3:8b', false, 'low'],
])('%s reasons: %s, at least %s', (id, reasoning, leastEffort) => {
  expect(openaiTraits(id)).toEqual({ reasoning, leastEffort });
});

test.each([
  [1_024, 'low'],
  [8_000, 'medium'],
  [32_000, 'high'],
  [100_000, 'xhigh'],
])('a budget of %d is effort %s', (budget, effort) => {
  expect(effortOf(budget)).toBe(effort);
});

test('token estimates', () => {
  expect(estimateTokens('')).toBe(0);
  expect(estimateTokens('four char words here')).toBe(5);
  expect(estimateTokens('完成完成完')).toBe(4);
});
