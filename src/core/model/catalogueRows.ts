import type { ModelPrice } from './languageModel';

/** One model of the catalogue. */
export interface CatalogueRow {
  readonly id: string;
  readonly label: string;
  /** Tokens of prompt and answer together. */
  readonly context: number;
  /** The most tokens one answer may have. */
  readonly output: number;
  readonly price?: ModelPrice;
  /** Default true. */
  readonly images?: boolean;
  readonly thinking: boolean;
}

const thousand = 1_000;
const million = 1_000_000;

function claude(
  id: string,
  label: string,
  context: number,
  output: number,
  price: ModelPrice | undefined,
  thinking = true,
): CatalogueRow {
  return { id, label: `Claude ${label}`, context, output, price, thinking };
}

/** Cache writes live five minutes and cost 1.25 times the input; reads cost a tenth where no other price is given. */
function claudePrice(input: number, output: number, cacheRead = input / 10): ModelPrice {
  return { input, output, cacheRead, cacheWrite: input * 1.25 };
}

/** Haiku 5.5 costs five times as much for a prompt over 100,000 tokens. */
const haiku55Price: ModelPrice = {
  ...claudePrice(0.1, 0.5),
  longPrompt: { above: 100 * thousand, ...claudePrice(0.5, 2.5) },
};

/** Prices: platform.claude.com/docs, Model pricing. */
export const anthropicRows: readonly CatalogueRow[] = [
  claude('claude-opus-5-5', 'Opus 5.5', million, 128 * thousand, claudePrice(4, 20, 0.2)),
  claude('claude-sonnet-5-5', 'Sonnet 5.5', million, 128 * thousand, claudePrice(2, 10, 0.1)),
  claude('claude-haiku-5-5', 'Haiku 5.5', million, 128 * thousand, haiku55Price),
  // No price is published for cached tokens: they count as other input.
  claude('claude-fable-5-2', 'Fable 5.2', million, 128 * thousand, { input: 8, output: 40 }),
  claude('claude-fable-5-1', 'Fable 5.1', million, 128 * thousand, claudePrice(10, 50, 0.25)),
  claude('claude-mythos-5-1', 'Mythos 5.1', million, 128 * thousand, claudePrice(10, 50, 0.25)),
  claude('claude-fable-5', 'Fable 5', million, 128 * thousand, claudePrice(10, 50)),
  claude('claude-mythos-5', 'Mythos 5', million, 128 * thousand, claudePrice(10, 50)),
  claude('claude-opus-5', 'Opus 5', million, 128 * thousand, claudePrice(5, 25)),
  claude('claude-sonnet-5', 'Sonnet 5', million, 128 * thousand, claudePrice(2, 10)),
  claude('claude-opus-4-8', 'Opus 4.8', million, 128 * thousand, claudePrice(5, 25)),
  claude('claude-opus-4-7', 'Opus 4.7', million, 128 * thousand, claudePrice(5, 25)),
  claude('claude-opus-4-6', 'Opus 4.6', million, 128 * thousand, claudePrice(5, 25)),
  claude('claude-sonnet-4-6', 'Sonnet 4.6', million, 64 * thousand, claudePrice(3, 15)),
  claude('claude-opus-4-5', 'Opus 4.5', 200 * thousand, 64 * thousand, claudePrice(5, 25)),
  claude('claude-sonnet-4-5', 'Sonnet 4.5', 200 * thousand, 64 * thousand, claudePrice(3, 15)),
  claude('claude-haiku-4-5', 'Haiku 4.5', 200 * thousand, 64 * thousand, claudePrice(1, 5)),
  claude('claude-opus-4-1', 'Opus 4.1', 200 * thousand, 32 * thousand, claudePrice(15, 75)),
  claude('claude-opus-4', 'Opus 4', 200 * thousand, 32 * thousand, claudePrice(15, 75)),
  claude('claude-sonnet-4', 'Sonnet 4', 200 * thousand, 64 * thousand, claudePrice(3, 15)),
  claude('claude-3-7-sonnet', 'Sonnet 3.7', 200 * thousand, 64 * thousand, claudePrice(3, 15)),
  claude('claude-3-5-sonnet', 'Sonnet 3.5', 200 * thousand, 8_192, claudePrice(3, 15), false),
  claude('claude-3-5-haiku', 'Haiku 3.5', 200 * thousand, 8_192, claudePrice(0.8, 4), false),
  claude('claude-3-opus', 'Opus 3', 200 * thousand, 4_096, claudePrice(15, 75), false),
  claude(
    'claude-3-haiku',
    'Haiku 3',
    200 * thousand,
    4_096,
    { input: 0.25, output: 1.25, cacheRead: 0.03, cacheWrite: 0.3 },
    false,
  ),
];

function gpt(
  id: string,
  label: string,
  context: number,
  output: number,
  price: ModelPrice,
  thinking = true,
): CatalogueRow {
  return { id, label, context, output, price, thinking };
}

/** From GPT-5.6 on cache writes cost 1.25 times the input, and a prompt over 272,000 tokens doubles input and takes 1.5 times the output. */
function tieredPrice(input: number, output: number, cacheRead = input / 10): ModelPrice {
  const rates = { input, output, cacheRead, cacheWrite: input * 1.25 };
  const longPrompt = {
    above: 272 * thousand,
    input: input * 2,
    output: output * 1.5,
    cacheRead: cacheRead * 2,
    cacheWrite: rates.cacheWrite * 2,
  };
  return { ...rates, longPrompt };
}

const wide = 1_050_000;

/** Prices: developers.openai.com/api/docs, Models. */
export const openaiRows: readonly CatalogueRow[] = [
  gpt('gpt-6.1-sol', 'GPT-6.1 Sol', wide, 128 * thousand, tieredPrice(2, 10, 0.1)),
  gpt('gpt-6-astra', 'GPT-6 Astra', wide, 128 * thousand, tieredPrice(10, 50)),
  gpt('gpt-6-sol', 'GPT-6 Sol', wide, 128 * thousand, tieredPrice(2, 10)),
  gpt('gpt-6-luna', 'GPT-6 Luna', wide, 128 * thousand, tieredPrice(0.1, 0.5)),
  gpt('gpt-5.6-sol', 'GPT-5.6 Sol', wide, 128 * thousand, tieredPrice(4, 20)),
  gpt('gpt-5.6-luna', 'GPT-5.6 Luna', wide, 128 * thousand, tieredPrice(0.2, 1.2)),
  gpt('gpt-5.5', 'GPT-5.5', wide, 128 * thousand, { input: 5, output: 30, cacheRead: 0.5 }),
  gpt('gpt-5.4', 'GPT-5.4', wide, 128 * thousand, { input: 2.5, output: 15, cacheRead: 0.25 }),
  gpt('gpt-5.4-mini', 'GPT-5.4 mini', 400 * thousand, 128 * thousand, {
    input: 0.75,
    output: 4.5,
    cacheRead: 0.075,
  }),
  gpt('gpt-5.4-nano', 'GPT-5.4 nano', 400 * thousand, 128 * thousand, {
    input: 0.2,
    output: 1.25,
    cacheRead: 0.02,
  }),
  gpt('gpt-5.2', 'GPT-5.2', 400 * thousand, 128 * thousand, { input: 1.75, output: 14, cacheRead: 0.175 }),
  gpt('gpt-5.1', 'GPT-5.1', 400 * thousand, 128 * thousand, { input: 1.25, output: 10, cacheRead: 0.125 }),
  gpt('gpt-5', 'GPT-5', 400 * thousand, 128 * thousand, { input: 1.25, output: 10, cacheRead: 0.125 }),
  gpt('gpt-5-mini', 'GPT-5 mini', 400 * thousand, 128 * thousand, {
    input: 0.25,
    output: 2,
    cacheRead: 0.025,
  }),
  gpt('gpt-5-nano', 'GPT-5 nano', 400 * thousand, 128 * thousand, {
    input: 0.05,
    output: 0.4,
    cacheRead: 0.005,
  }),
  gpt('gpt-4.1', 'GPT-4.1', 1_047_576, 32_768, { input: 2, output: 8, cacheRead: 0.5 }, false),
  gpt('gpt-4.1-mini', 'GPT-4.1 mini', 1_047_576, 32_768, { input: 0.4, output: 1.6, cacheRead: 0.1 }, false),
  gpt(
    'gpt-4.1-nano',
    'GPT-4.1 nano',
    1_047_576,
    32_768,
    { input: 0.1, output: 0.4, cacheRead: 0.025 },
    false,
  ),
  gpt('o4-mini', 'o4-mini', 200 * thousand, 100 * thousand, { input: 1.1, output: 4.4, cacheRead: 0.275 }),
  gpt('o3', 'o3', 200 * thousand, 100 * thousand, { input: 2, output: 8, cacheRead: 0.5 }),
  {
    ...gpt('o3-mini', 'o3-mini', 200 * thousand, 100 * thousand, {
      input: 1.1,
      output: 4.4,
      cacheRead: 0.55,
    }),
    images: false,
  },
  gpt('o1', 'o1', 200 * thousand, 100 * thousand, { input: 15, output: 60, cacheRead: 7.5 }),
  gpt('gpt-4o', 'GPT-4o', 128 * thousand, 16_384, { input: 2.5, output: 10, cacheRead: 1.25 }, false),
  gpt(
    'gpt-4o-mini',
    'GPT-4o mini',
    128 * thousand,
    16_384,
    { input: 0.15, output: 0.6, cacheRead: 0.075 },
    false,
  ),
  gpt('gpt-4-turbo', 'GPT-4 Turbo', 128 * thousand, 4_096, { input: 10, output: 30 }, false),
];
