import { mkdir, mkdtemp, readFile, readdir, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import {
  readRememberedRules,
  rememberRule,
  withRememberedRules,
} from '../../../../src/cli/ask/rememberedRules';

let folder = '';
let file = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'planwright-test-'));
  file = join(folder, 'own', 'permissions.json');
});
afterEach(() => rm(folder, { recursive: true }));

test('rules are added once, in a private file, without leftovers', async () => {
  expect(await readRememberedRules(file)).toEqual([]);
  await rememberRule(file, 'bash(npm test)');
  await rememberRule(file, 'edit(src/**)');
  await rememberRule(file, 'bash(npm test)');
  expect(await readRememberedRules(file)).toEqual(['bash(npm test)', 'edit(src/**)']);
  expect(await readdir(dirname(file))).toEqual(['permissions.json']);
  if (process.platform !== 'win32') expect((await stat(file)).mode & 0o777).toBe(0o600);
});

test('a rule for one folder holds there alone, however the folder is reached', async () => {
  const shop = join(folder, 'shop');
  const other = join(folder, '__proto__');
  await Promise.all([mkdir(shop), mkdir(other)]);
  await symlink(shop, join(folder, 'link'));
  await rememberRule(file, 'bash(make)', shop);
  await rememberRule(file, 'bash(npm test)');
  await rememberRule(file, 'bash(make)', join(folder, 'link'));
  await rememberRule(file, 'bash(cargo test)', other);
  expect(await readRememberedRules(file)).toEqual(['bash(npm test)']);
  expect(await readRememberedRules(file, shop)).toEqual(['bash(npm test)', 'bash(make)']);
  expect(await readRememberedRules(file, join(folder, 'link'))).toEqual(['bash(npm test)', 'bash(make)']);
  expect(await readRememberedRules(file, other)).toEqual(['bash(npm test)', 'bash(cargo test)']);
  expect(await readRememberedRules(file, folder)).toEqual(['bash(npm test)']);
});

test('a session gets what is remembered for its folder, and keeps where it is said', async () => {
  await rememberRule(file, 'bash(make)', folder);
  const options = await withRememberedRules({ permissions: { deny: ['bash(rm *)'] } }, file, folder);
  expect(options.permissions).toEqual({ deny: ['bash(rm *)'], allow: ['bash(make)'] });
  await options.onRemember?.('bash(make lint)', 'workspace');
  await options.onRemember?.('bash(npm test)', 'user');
  expect(await readRememberedRules(file)).toEqual(['bash(npm test)']);
  expect(await readRememberedRules(file, folder)).toEqual([
    'bash(npm test)',
    'bash(make)',
    'bash(make lint)',
  ]);
});

test.each([
  '{',
  '[]',
  '{"version":2,"allow":[]}',
  '{"version":1,"allow":[1]}',
  '{"version":1,"allow":[],"workspaces":{"/a":[]}}',
])('a damaged file (%s) is an error and stays as it is', async (text) => {
  const damaged = join(folder, 'permissions.json');
  await writeFile(damaged, text);
  await expect(readRememberedRules(damaged)).rejects.toThrow(
    expect.objectContaining({ name: 'ConfigurationError' }),
  );
  await expect(rememberRule(damaged, 'bash(ls)')).rejects.toThrow(damaged);
  expect(await readFile(damaged, 'utf8')).toBe(text);
});
