import { expect, it } from 'vitest';
import type { JudgedCall } from '../../../../src/core/permissions/dryRun';
import { answer } from '../../../../src/core/permissions/policy';
import { permissionRows } from '../../../../src/host/permissions/permissionRows';
import type { PermissionFacts, PermissionRow } from '../../../../src/host/permissions/permissionRows';

const NONE = { allow: [], ask: [], deny: [] };
const NO_RULES: PermissionFacts['rules'] = {
  user: NONE,
  workspace: NONE,
  files: NONE,
  session: NONE,
  sandbox: NONE,
};

const bash = (toolId: string, command: string, cause: Parameters<typeof answer>[1]): JudgedCall => ({
  toolId,
  toolName: 'bash',
  title: command,
  subject: { toolName: 'bash', args: { command } },
  verdict: answer(cause.code === 'reading_command' ? 'allow' : 'ask', cause),
});

const calls = [
  bash('1', 'npm test', { code: 'running', decision: 'ask', mode: 'ask' }),
  bash('2', 'npm test && make', { code: 'running', decision: 'ask', mode: 'ask' }),
  bash('3', 'ls', { code: 'reading_command' }),
];

function outline(rows: readonly PermissionRow[], depth = 0): readonly string[] {
  return rows.flatMap((row) => {
    const label = row.kind === 'rule' ? row.rule : row.kind === 'call' ? row.title : row.words;
    const own = `${'  '.repeat(depth)}${label} — ${row.description}`;
    return [own, ...(row.kind === 'call' ? [] : outline(row.children, depth + 1))];
  });
}

it('shows every rule by its source, with what it would have decided', () => {
  const rows = permissionRows({
    rules: {
      ...NO_RULES,
      user: { allow: ['bash(npm *)', 'npm test'], ask: [], deny: ['bash(make)'] },
      files: { ...NONE, ask: ['read(x)'] },
      session: { ...NONE, allow: ['bash(ls)'] },
    },
    calls,
    mode: 'ask',
  });
  expect(outline(rows.slice(1))).toEqual([
    'Every Workspace — 3 rules',
    '  bash(make) — deny · 1 of 3 calls',
    '    npm test && make — bash · deny',
    '  bash(npm *) — allow · 1 of 3 calls, a part of 1 more',
    '    npm test && make — bash · a part of it',
    '    npm test — bash · allow',
    '  npm test — A rule begins with the name of a tool, such as `bash(npm test)`.',
    'This Workspace — 0 rules',
    "The Workspace's Settings — 1 rule, can only make it stricter",
    '  read(x) — ask · 0 of 3 calls',
    'This Session — 1 rule',
    '  bash(ls) — allow · 1 of 3 calls',
    '    ls — bash · allow',
  ]);
});

it('says which calls what is built in decides', () => {
  const [builtIn, ...sources] = permissionRows({ rules: NO_RULES, calls, mode: 'ask' });
  expect(sources.map(({ source }) => source)).toEqual(['user', 'workspace', 'session']);
  expect(outline(builtIn?.children ?? []).slice(-5)).toEqual([
    'Reading inside of the workspace is allowed — 1 of 3 calls',
    '  ls — bash · allow',
    'All else is as the mode says: ask — 2 of 3 calls',
    '  npm test && make — bash · ask',
    '  npm test — bash · ask',
  ]);
});

it('has ids of their own for all rows, also for a rule that stands twice', () => {
  const rows = permissionRows({
    rules: { ...NO_RULES, user: { ...NONE, allow: ['bash(ls)', 'bash(ls)'] } },
    calls,
    mode: 'auto',
  });
  const ids = (list: readonly PermissionRow[]): readonly string[] =>
    list.flatMap((row) => [row.id, ...(row.kind === 'call' ? [] : ids(row.children))]);
  expect(new Set(ids(rows)).size).toBe(ids(rows).length);
});
