import { expect, it } from 'vitest';
import { supportText } from '../../../src/host/commands/supportText';
import type { Settings } from '../../../src/host/settings';

const settings: Settings = {
  model: 'acme/large',
  providers: [
    {
      name: 'acme',
      baseUrl: 'https://person:secretword@models.example/key-in-path/v1',
      headers: { 'x-token': 'headersecret' },
      models: [{ id: 'large' }],
    },
  ],
  permissionMode: 'ask',
  sandbox: 'off',
  allowSandboxed: false,
  allowedDomains: [],
  sandboxTool: false,
  limits: { turns: 50 },
  thinkingBudget: 0,
  saveBeforeCommands: 'ask',
  projectInstructions: true,
  redaction: 'personal',
  notifications: 'all',
  smallModel: '',
  sessionTitles: true,
  realTty: false,
  review: { codeLens: true, advance: true, announce: 'auto', fileMarks: true, followGit: true },
  planning: 'off',
  planApproval: true,
  goalTracking: true,
  planner: { maxSteps: 9, testCommand: 'run --token=testsecret' },
  problems: ['planwright.x is not valid.'],
};

it('says what helps, and none of what is private', () => {
  const text = supportText({
    facts: { Planwright: '0.1.0', System: 'linux x64' },
    settings,
    rules: { allow: ['bash(deploy --token=rulesecret)'] },
    providersWithKey: ['acme'],
    logLines: ['one', 'two'],
  });
  expect(text).toContain('Planwright: 0.1.0\nSystem: linux x64\n');
  expect(text).toContain('- model: "acme/large"');
  expect(text).toContain(
    '- provider acme: default wire format; https://models.example; headers: x-token; models: large',
  );
  expect(text).toContain('- permission rules: 1 allow, 0 ask, 0 deny');
  expect(text).toContain('- planner: {"maxSteps":9,"hasTestCommand":true}');
  expect(text).toContain('- problem: planwright.x is not valid.');
  expect(text).toContain('Providers with a key: acme\n\nLog:\none\ntwo\n');
  expect(text).not.toMatch(/secret/);
});
