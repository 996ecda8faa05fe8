// Threat 4: a guard compares paths by their beginning, or by the case of their letters. Both families of systems in `workspace/`.
import { existsSync, writeFileSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createPermissionGate } from '../../../src/core/permissions/gate';
import { createPathGate } from '../../../src/core/workspace/pathGate';
import { createDiskWorkspace } from '../../../src/core/workspace/diskWorkspace';
import { temporaryFolder } from '../session/sessionFixture';
import { bash, play, read, write } from './play';

describe('threat 4: a folder beside the workspace whose name begins like it', () => {
  it('is outside for every tool, whatever mode and rules say of the workspace', async () => {
    const above = await temporaryFolder();
    const root = join(above, 'proj');
    await mkdir(join(above, 'proj_evil'));
    await mkdir(root);
    writeFileSync(join(above, 'proj_evil', 'secret.txt'), 'secret');
    const { ended, results } = await play(
      [
        read('../proj_evil/secret.txt'),
        read(join(above, 'proj_evil', 'secret.txt')),
        write('../proj_evil/made.txt', 'x'),
        { name: 'grep', input: { pattern: 's', path: '../proj_evil' } },
        { name: 'ls', input: { path: '../proj_evil' } },
        { name: 'glob', input: { pattern: '*', path: '../proj_evil' } },
      ],
      {
        workspace: createDiskWorkspace({ folders: [{ root }] }),
        permissions: { allow: [`read(${root}/**)`, `write(${root}/**)`, `read(${root}*)`] },
      },
    );
    expect(ended).toEqual(Array(6).fill('asked'));
    expect(results.join('')).not.toContain('secret\n');
    expect(existsSync(join(above, 'proj_evil', 'made.txt'))).toBe(false);
  });

  it('is outside for commands that read', async () => {
    const above = await temporaryFolder({ 'proj/a': '', 'proj_evil/secret.txt': 'secret' });
    const workspace = createDiskWorkspace({ folders: [{ root: join(above, 'proj') }] });
    const lines = [
      'cat ../proj_evil/secret.txt',
      `cat ${above}/proj_evil/secret.txt`,
      'cd ../proj_evil && cat secret.txt',
    ];
    const { ended } = await play(lines.map(bash), { workspace, permissionMode: 'ask', permissions: {} });
    expect(ended).toEqual(['asked', 'asked', 'asked']);
  });
});

describe('threat 4: letters of another case', () => {
  const gateOn = (foldsCase: boolean) =>
    createPathGate({
      folders: [{ root: '/Work/Proj', name: 'Proj' }],
      style: 'posix',
      foldsCase: () => foldsCase,
      home: '/home/me',
      probe: { realPath: (path) => Promise.resolve(path), linkTarget: () => Promise.resolve(undefined) },
    });

  it('name the same folder exactly where the file system says so', async () => {
    expect((await gateOn(true).resolve('/work/PROJ/a')).folder).toBeDefined();
    expect((await gateOn(false).resolve('/work/PROJ/a')).folder).toBeUndefined();
    expect((await gateOn(true).resolve('/work/PROJ_evil/a')).folder).toBeUndefined();
  });

  it('open no protected file, whatever the file system', async () => {
    const gate = createPermissionGate({ mode: () => 'auto', trusted: true, rules: { allow: ['write'] } });
    for (const name of [
      '.GIT/config',
      '.Git/Hooks/x',
      '.vsCode/Settings.json',
      '.ｇit/config',
      '.g\u200cit/config',
      'GIT~1/config',
      '.git./config',
    ]) {
      const path = await gateOn(true).resolve(name);
      const verdict = await gate.check({ toolName: 'write', args: {}, readOnly: false, paths: [path] });
      expect([name, verdict.decision, verdict.isProtected]).toEqual([name, 'ask', true]);
    }
  });
});
