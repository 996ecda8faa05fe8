import { describe, expect, test } from 'vitest';
import { mergeProviders, modelForKeys } from '../../../../src/cli/config/providers';
import { findModelInfo } from '../../../../src/core/model/catalogue';
import { parseModelName } from '../../../../src/core/model/modelName';

const KEYS = { ANTHROPIC_API_KEY: 'a-key', OPENAI_API_KEY: 'o-key', PLANWRIGHT_API_KEY: 'p-key' };

describe('keys of the environment', () => {
  test('go to their own provider', () => {
    expect(mergeProviders([], { provider: 'anthropic' }, KEYS)).toEqual([
      { name: 'anthropic', apiKey: 'a-key' },
      { name: 'openai', apiKey: 'o-key' },
    ]);
  });

  test('do not follow to another address', () => {
    const [openai] = mergeProviders(
      [],
      { provider: 'openai', baseUrl: 'http://evil.example/v1' },
      { OPENAI_API_KEY: 'o-key' },
    );
    expect(openai).toMatchObject({ name: 'openai', baseUrl: 'http://evil.example/v1', apiKey: undefined });
    const configured = mergeProviders(
      [{ name: 'openai', baseUrl: 'http://gateway.example' }],
      { provider: 'openai' },
      KEYS,
    );
    expect(configured.find((provider) => provider.name === 'openai')?.apiKey).toBeUndefined();
  });

  test('PLANWRIGHT_API_KEY belongs to --base-url', () => {
    const providers = mergeProviders([], { provider: 'ollama', baseUrl: 'http://localhost:11434/v1' }, KEYS);
    expect(providers.find((provider) => provider.name === 'ollama')).toMatchObject({
      baseUrl: 'http://localhost:11434/v1',
      apiKey: 'p-key',
    });
    expect(providers.find((provider) => provider.name === 'openai')?.apiKey).toBe('o-key');
  });
});

test('a configured key and headers stay behind when --base-url names another address', () => {
  const own = {
    name: 'gateway',
    baseUrl: 'https://a.example',
    apiKey: 'secret',
    headers: { 'x-key': 'secret' },
  };
  const elsewhere = mergeProviders([own], { provider: 'gateway', baseUrl: 'https://b.example' }, {});
  expect(JSON.stringify(elsewhere)).not.toContain('secret');
  const same = mergeProviders([own], { provider: 'gateway', baseUrl: 'https://a.example', api: 'chat' }, {});
  expect(same).toContainEqual({ ...own, api: 'chat' });
});

test('the configured key wins over the environment', () => {
  const providers = mergeProviders([{ name: 'anthropic', apiKey: 'mine' }], { provider: 'anthropic' }, KEYS);
  expect(providers.find((provider) => provider.name === 'anthropic')?.apiKey).toBe('mine');
});

test('a model is chosen by the keys that are there, and the catalogue knows it', () => {
  expect(modelForKeys({})).toBeUndefined();
  for (const environment of [{ ANTHROPIC_API_KEY: 'k' }, { OPENAI_API_KEY: 'k' }]) {
    const name = parseModelName(modelForKeys(environment) ?? '');
    expect(findModelInfo(name.provider, name.id)?.contextTokens).toBeGreaterThan(0);
  }
});
