import { expect, test } from 'vitest';
import { parseConfiguration, readConfigurationFile } from '../../../../src/cli/config/configurationFile';

const FILE = '/home/ada/planwright.json';
const parse = (value: unknown, environment: Record<string, string> = {}) =>
  parseConfiguration(JSON.stringify(value), FILE, environment);

test('a full configuration is read', () => {
  const value = {
    defaultModel: 'anthropic/claude-sonnet-5-5',
    providers: [
      { name: 'anthropic', apiKey: '${env:MY_KEY}' },
      {
        name: 'gateway',
        baseUrl: 'https://gateway.example/v1',
        api: 'responses',
        headers: { 'x-team': 'core', authorization: 'Token ${env:MY_KEY}' },
        models: [{ id: 'big', contextTokens: 1000, price: { input: 1, output: 2 }, thinking: true }],
      },
    ],
    permissionMode: 'edits',
    sandboxTool: true,
    allowedDomains: ['*.example.com', 'registry.example.com:8443'],
    redaction: 'all',
    permissions: { allow: ['bash(npm test)'], deny: ['bash(rm *)'] },
    limits: { turns: 10, cost: 0.5 },
    planner: { rollbackOnFailure: false, maxSteps: 10, stepTimeoutSeconds: 90, defaultInteractive: true },
    planning: 'auto',
    goal: 'pursue',
    role: 'You are terse',
  };
  expect(parse(value, { MY_KEY: 'k-1' })).toEqual({
    ...value,
    providers: [
      { name: 'anthropic', apiKey: 'k-1' },
      { ...value.providers[1], headers: { 'x-team': 'core', authorization: 'Token k-1' } },
    ],
  });
});

const mistakes: readonly [unknown, string][] = [
  [[], 'must be an object'],
  [{ model: 'x/y' }, 'key "model": is not known; known are defaultModel, providers'],
  [{ toString: 'x' }, 'key "toString": is not known'],
  [{ planning: true }, 'key "planning": must be one of off, on, auto'],
  [{ goal: 'hunt' }, 'key "goal": must be one of off, on, pursue'],
  [{ planner: { maxSteps: -1 } }, 'key "planner.maxSteps": must be a number of at least 0'],
  [{ planner: { runTestsAfter: true } }, 'key "planner.runTestsAfter": needs a testCommand beside it'],
  [{ providers: {} }, 'key "providers": must be a list'],
  [{ providers: [{ apiKey: 'k' }] }, 'key "providers[0]": needs a name'],
  [
    { providers: [{ name: 'a', baseUrl: 'ftp://a' }] },
    'key "providers[0].baseUrl": must be an http or https address',
  ],
  [
    { providers: [{ name: 'a', api: 'soap' }] },
    'key "providers[0].api": must be one of anthropic, responses, chat',
  ],
  [{ providers: [{ name: 'a', apiKey: '${env:NOT_SET}' }] }, 'the environment variable NOT_SET is not set'],
  [{ providers: [{ name: 'a', models: [{ label: 'x' }] }] }, 'key "providers[0].models[0]": needs an id'],
  [{ redaction: 'none' }, 'key "redaction": must be one of secrets, personal, all'],
  [{ permissionMode: 'never' }, 'key "permissionMode": must be one of readonly, ask, edits, auto'],
  [{ permissions: { allow: [1] } }, 'key "permissions.allow[0]": must be a text that is not empty'],
  [{ limits: { cost: 0 } }, 'key "limits.cost": must be above 0'],
  [{ allowedDomains: 'example.com' }, 'key "allowedDomains": must be a list'],
  [{ allowedDomains: ['a.test', '*'] }, 'key "allowedDomains[1]": must be a host, such as example.com'],
  [{ temperature: 'warm' }, 'key "temperature": must be a number of at least 0'],
];

test.each(mistakes)('%j names file and key', (value, problem) => {
  expect(() => parse(value)).toThrow(
    expect.objectContaining({
      name: 'ConfigurationError',
      message: expect.stringContaining(problem) as string,
    }),
  );
  expect(() => parse(value)).toThrow(FILE);
});

test('text that is not JSON names the file', () => {
  expect(() => parseConfiguration('{', FILE, {})).toThrow(`Configuration ${FILE} is not valid JSON`);
});

test('a missing file matters only when it was named', async () => {
  await expect(readConfigurationFile('/nowhere/planwright.json', false, {})).resolves.toBeUndefined();
  await expect(readConfigurationFile('/nowhere/planwright.json', true, {})).rejects.toThrow(
    'Configuration /nowhere/planwright.json: there is no such file.',
  );
});
