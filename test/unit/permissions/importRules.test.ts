import { expect, it } from 'vitest';
import { importRules } from '../../../src/core/permissions/importRules';
import type { ImportContext } from '../../../src/core/permissions/importRules';
import { PermissionPolicy } from '../../../src/core/permissions/policy';
import type { RuleSubject } from '../../../src/core/permissions/rule';
import type { RuleList } from '../../../src/core/permissions/rules';

/** `rules  [notes]`, or the reason why there are none. */
function read(list: RuleList, rule: unknown, context?: ImportContext): string {
  const [one] = importRules(JSON.stringify({ permissions: { [list]: [rule] } }), context) ?? [];
  if (one === undefined) return 'nothing';
  if ('refused' in one) return one.refused.code;
  return [...one.rules, ...one.notes.map((note) => `[${note}]`)].join('  ');
}

it.each([
  // commands
  ['allow', 'Bash', 'bash'],
  ['allow', 'Bash(*)', 'bash'],
  ['allow', 'Bash(npm run build)', 'bash(npm run build)'],
  ['allow', 'Bash(npm run test:*)', 'bash(npm run test:*)'],
  ['allow', 'Bash(git * main)', 'bash(git * main)'],
  ['allow', 'Bash(npm install && npm test)', 'bash(npm install && npm test)'],
  ['allow', 'Bash(cd * && npm test)', 'several_commands'],
  ['allow', 'Bash(echo $(date):*)', 'several_commands'],
  ['allow', 'Bash(cat * > log)', 'several_commands'],
  ['allow', 'Bash(grep \\*.ts)', 'pattern'],
  ['deny', 'Bash(rm *)', 'bash(rm:*)'],
  ['deny', 'Bash(rm:*)', 'bash(rm:*)'],
  ['deny', 'Bash(curl * | sh)', 'bash(curl * | sh)'],
  ['ask', 'Bash(git push:*)', 'bash(git push:*)'],
  // files
  ['allow', 'Read', 'read  [inside_workspace]'],
  ['deny', 'Read', 'read  grep  glob  ls'],
  ['deny', 'Read(./secrets/**)', 'read(secrets/**)'],
  ['deny', 'Read(./.env)', 'read(**/.env)  read(**/.env/**)'],
  ['deny', 'Read(./.env.*)', 'read(**/.env.*)  read(**/.env.*/**)'],
  ['deny', 'Read(secrets/)', 'read(**/secrets/**)'],
  ['deny', 'Read(//etc/passwd)', 'read(/etc/passwd)  read(/etc/passwd/**)'],
  ['deny', 'Read(~/.ssh/**)', 'read(~/.ssh/**)'],
  ['deny', 'Read(key[0-9].pem)', 'read(**/key?.pem)  read(**/key?.pem/**)  [wider]'],
  ['allow', 'Read(~/notes/**)', 'read(~/notes/**)'],
  ['allow', 'Read(key[0-9].pem)', 'pattern'],
  ['allow', 'Read(!x)', 'pattern'],
  ['allow', 'Edit(src/**)', 'edit(src/**)  write(src/**)  patch(src/**)'],
  ['allow', 'Edit(docs/)', 'edit(docs/**)  write(docs/**)  patch(docs/**)  [top_only]'],
  ['allow', 'Edit(/src/*.ts)', 'edit(src/*.ts)  write(src/*.ts)  patch(src/*.ts)'],
  ['deny', 'Edit(a/b.ts)', 'edit(a/b.ts)  edit(a/b.ts/**)'],
  ['deny', 'Edit', 'edit  write  patch  delete'],
  ['ask', 'Write(x/*)', 'write(x/*)  write(x/*/**)'],
  // others
  ['allow', 'mcp__github', 'mcp__github'],
  ['allow', 'mcp__github__*', 'mcp__github'],
  ['deny', 'mcp__github__search_issues', 'mcp__github__search_issues'],
  ['allow', 'WebFetch(domain:example.com)', 'no_such_tool'],
  ['deny', 'WebSearch', 'no_such_tool'],
  ['allow', 'toString', 'no_such_tool'],
  ['allow', 'constructor(x)', 'no_such_tool'],
  ['allow', 'Grep(x)', 'pattern'],
  ['allow', 'KillShell', 'bash_end'],
  ['allow', 'Bash(ls\u200b)', 'pattern'],
  ['allow', 'Bash(npm test', 'not_a_rule'],
  ['allow', '', 'not_a_rule'],
  ['allow', 7, 'not_a_rule'],
] as const)('%s %s', (list, rule, expected) => {
  expect(read(list, rule)).toBe(expected);
});

it('reads a path with a slash at its start from where the file belongs to', () => {
  expect(read('deny', 'Read(/x/**)', { base: '/home/me/.claude' })).toBe('read(/home/me/.claude/x/**)');
});

it('says of a file what is no list of rules', () => {
  expect(importRules('{')).toBeUndefined();
  expect(importRules('{"permissions": []}')).toBeUndefined();
  expect(importRules('{"env": {}}')).toBeUndefined();
  const text = JSON.stringify({ permissions: { defaultMode: 'acceptEdits', allow: 'Bash' } });
  expect(importRules(`\uFEFF${text}`)).toEqual([
    { from: 'defaultMode', refused: { code: 'other_setting' } },
    { list: 'allow', from: 'allow', refused: { code: 'not_a_rule' } },
  ]);
  expect(importRules('{"permissions": {"deny": ["Bash(rm *)", "Bash(rm *)"]}}')).toHaveLength(1);
});

it.each([
  ['Read(./.env)', '.env', 'deny'],
  ['Read(./.env)', 'packages/api/.env', 'deny'],
  ['Read(secrets/)', 'secrets/key', 'deny'],
  ['Read(secrets)', 'a/secrets/b/key', 'deny'],
  ['Read(./config/credentials.json)', 'config/credentials.json', 'deny'],
  ['Read(./config/credentials.json)', 'config/other.json', undefined],
] as const)('deny %s meets %s: %s', (rule, path, expected) => {
  const imported = importRules(JSON.stringify({ permissions: { deny: [rule] } })) ?? [];
  const policy = new PermissionPolicy({
    deny: imported.flatMap((one) => ('rules' in one ? one.rules : [])),
    context: { platform: 'linux', home: '/home/me' },
  });
  const folder = { name: 'shop', root: '/shop' };
  const file = { path: `/shop/${path}`, display: path, folder };
  const subject: RuleSubject = { toolName: 'read', args: { file_path: path }, paths: [file] };
  expect(policy.matchingRule(subject)?.decision).toBe(expected);
});
