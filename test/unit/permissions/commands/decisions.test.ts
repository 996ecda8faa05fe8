import { posix } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createPermissionGate } from '../../../../src/core/permissions/gate';
import type { PermissionVerdict } from '../../../../src/core/permissions/permission';
import type { PermissionMode } from '../../../../src/core/permissions/permissionMode';
import type { PermissionRules } from '../../../../src/core/permissions/rules';
import type { ResolvedPath } from '../../../../src/core/workspace/workspace';
import { bash, project } from '../requests';
import { DECISIONS, RULES } from './decisions';

/** As a workspace on the disk resolves them; `linked` leads to a folder below another one. */
function locate(path: string): Promise<ResolvedPath> {
  const absolute = posix.resolve(project.root, path).replace(/\/linked(?=\/|$)/, '/src/deep/there');
  const below = posix.relative(project.root, absolute);
  if (below.startsWith('..') || /^[A-Za-z]:/.test(path))
    return Promise.resolve({ path: absolute, display: absolute });
  return Promise.resolve({ path: absolute, display: below === '' ? '.' : below, folder: project });
}

function verdictOf(
  line: string,
  mode: PermissionMode,
  rules: PermissionRules,
): Promise<PermissionVerdict> | PermissionVerdict {
  return createPermissionGate({ mode: () => mode, trusted: true, rules, locate }).check(bash(line));
}

for (const { about, lines, rules: more = {} } of DECISIONS) {
  const rules: PermissionRules = {
    allow: [...(RULES.allow ?? []), ...(more.allow ?? [])],
    ask: [...(RULES.ask ?? []), ...(more.ask ?? [])],
    deny: [...(RULES.deny ?? []), ...(more.deny ?? [])],
  };
  const open: PermissionRules = { ...rules, allow: [...(rules.allow ?? []), 'bash'], ask: [] };
  describe(about, () => {
    it.each(lines.allow ?? [])('allows %j', async (line) => {
      expect((await verdictOf(line, 'ask', rules)).decision).toBe('allow');
    });
    it.each(lines.ask ?? [])('asks about %j', async (line) => {
      expect((await verdictOf(line, 'ask', rules)).decision).toBe('ask');
    });
    it.each(lines.deny ?? [])('denies %j', async (line) => {
      for (const mode of ['readonly', 'ask', 'auto'] as const)
        expect([mode, (await verdictOf(line, mode, open)).decision]).toEqual([mode, 'deny']);
    });
    it.each(lines.protected ?? [])('always asks about %j', async (line) => {
      for (const mode of ['ask', 'edits', 'auto'] as const)
        expect([mode, await verdictOf(line, mode, open)]).toMatchObject([
          mode,
          { decision: 'ask', isProtected: true },
        ]);
    });
  });
}

it('has hundreds of lines', () => {
  const count = DECISIONS.flatMap(({ lines }) => Object.values(lines)).flat().length;
  expect(count).toBeGreaterThanOrEqual(300);
});
