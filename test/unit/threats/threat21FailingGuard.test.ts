// Threat 21: a guard that throws lets everything pass.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createPermissionGate } from '../../../src/core/permissions/gate';
import { createProtectedPaths } from '../../../src/core/permissions/protectedPaths';
import { createContentFilter } from '../../../src/core/workspace/contentFilter';
import { createDiskWorkspace } from '../../../src/core/workspace/diskWorkspace';
import type { Workspace } from '../../../src/core/workspace/workspace';
import { temporaryFolder } from '../session/sessionFixture';
import { bash, play, write } from './play';

const broken = (): never => {
  throw new Error('broken');
};

describe('threat 21: a guard that fails', () => {
  it('asks where a checker of the embedder throws or rejects', async () => {
    for (const check of [broken, () => Promise.reject(new Error('broken'))]) {
      const { ended, questions, root } = await play([write('a.txt', 'x'), bash('touch b.txt')], {
        permissionChecker: { check },
        permissive: true,
      });
      expect(ended).toEqual(['asked', 'asked']);
      expect(questions.map(({ details }) => details.remember)).toEqual([undefined, undefined]);
      expect(existsSync(join(root, 'a.txt'))).toBe(false);
    }
  });

  it('takes a path that it can not judge for a protected one', () => {
    const paths = createProtectedPaths();
    expect(paths.kindOfWord('file:///%E0%A4%A')).toBe('unchecked');
    expect(paths.kindOf({ path: 'file:///%', display: 'a' })).toBe('unchecked');
  });

  it('takes what a command reads for outside where it can not be found out', async () => {
    const gate = createPermissionGate({
      mode: () => 'ask',
      trusted: true,
      locate: () => Promise.reject(new Error('broken')),
    });
    const verdict = await gate.check({
      toolName: 'bash',
      args: { command: 'cat a.txt' },
      readOnly: false,
      paths: [],
    });
    expect(verdict.decision).toBe('ask');
  });

  it.each(['mode', 'trusted'] as const)('asks where %s can not be told', async (name) => {
    const options = { mode: () => 'auto' as const, trusted: () => true, [name]: broken };
    const gate = createPermissionGate({ ...options, rules: { allow: ['bash', 'write'] } });
    for (const toolName of ['bash', 'write'])
      expect(
        await gate.check({ toolName, args: { command: 'ls' }, readOnly: false, paths: [] }),
      ).toMatchObject({
        decision: 'ask',
        isProtected: true,
      });
  });

  it('keeps a file from the model where the list of such files can not be read', async () => {
    const root = await temporaryFolder({ 'a.txt': 'x', '.planwrightignore': 'a.txt' });
    const disk = createDiskWorkspace({ folders: [{ root }] });
    const failing: Workspace = { ...disk, read: () => Promise.reject(new Error('broken')) };
    const file = await disk.resolve('a.txt');
    const visible = await createContentFilter(failing)
      .isHidden(file)
      .then((hidden) => !hidden)
      .catch(() => false);
    expect(visible).toBe(false);
  });
});
