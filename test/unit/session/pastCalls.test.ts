import { expect, it } from 'vitest';
import { effectOfRule } from '../../../src/core/permissions/dryRun';
import type { RuleEffect } from '../../../src/core/permissions/dryRun';
import { parseRule } from '../../../src/core/permissions/rule';
import type { PermissionRules, RuleList } from '../../../src/core/permissions/rules';
import { createMemorySessionStore } from '../../../src/core/session/memorySessionStore';
import { openSession } from './sessionFixture';

const bash = (command: string) => ({ name: 'bash', input: { command } });

it('says what rules would have decided on the calls of a session', async () => {
  let rules: PermissionRules = {};
  const { session } = await openSession({
    permissions: () => rules,
    config: { sessionStore: createMemorySessionStore() },
    files: { 'src/a.txt': 'a\n', 'secret/key': 'k\n' },
    onConfirm: () => false,
    turns: [
      { calls: [{ name: 'read', input: { file_path: 'src/a.txt' } }] },
      { calls: [{ name: 'read', input: { file_path: 'secret/key' } }] },
      { calls: [{ name: 'write', input: { file_path: 'src/b.txt', content: 'b' } }] },
      { calls: [bash('expr 1')] },
      { calls: [bash('expr 1 && make all')] },
      { calls: [bash('cat src/a.txt | make all')] },
      { text: 'Done.' },
    ],
  });
  await session.send('Work');
  const judged = await session.judgePastCalls();
  expect(judged.map(({ verdict }) => verdict.decision)).toEqual([
    'allow',
    'allow',
    'ask',
    'ask',
    'ask',
    'ask',
  ]);
  expect(judged.map(({ title }) => title).slice(3)).toEqual([
    'expr 1',
    'expr 1 && make all',
    'cat src/a.txt | make all',
  ]);
  const effects = (text: string, list: RuleList): readonly (RuleEffect | undefined)[] =>
    judged.map(({ subject }) => effectOfRule(parseRule(text), list, subject));
  const none = undefined;
  expect(effects('bash(expr *)', 'allow')).toEqual([none, none, none, 'allow', 'part', none]);
  expect(effects('bash(make:*)', 'allow')).toEqual([none, none, none, none, 'part', 'allow']);
  expect(effects('bash(make *)', 'deny')).toEqual([none, none, none, none, 'deny', 'deny']);
  expect(effects('read(secret/**)', 'ask')).toEqual([none, 'ask', none, none, none, none]);
  expect(effects('edit(src/**)', 'deny')).toEqual([none, none, 'deny', none, none, none]);
  expect(effects('bash', 'allow').slice(3)).toEqual(['allow', 'allow', 'allow']);

  // All together, with rules as they are by now; nothing runs, and nobody is asked.
  rules = { allow: ['bash(expr *)', 'write(src/**)'], deny: ['read(secret/**)'] };
  const now = await session.judgePastCalls();
  expect(now.map(({ verdict }) => verdict.decision)).toEqual([
    'allow',
    'deny',
    'allow',
    'allow',
    'ask',
    'ask',
  ]);
});
