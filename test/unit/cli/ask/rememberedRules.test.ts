import { mkdtemp, readFile, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { readRememberedRules, rememberRule } from '../../../../src/cli/ask/rememberedRules';

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

test.each(['{', '[]', '{"version":2,"allow":[]}', '{"version":1,"allow":[1]}'])(
  'a damaged file (%s) is an error and stays as it is',
  async (text) => {
    const damaged = join(folder, 'permissions.json');
    await writeFile(damaged, text);
    await expect(readRememberedRules(damaged)).rejects.toThrow(
      expect.objectContaining({ name: 'ConfigurationError' }),
    );
    await expect(rememberRule(damaged, 'bash(ls)')).rejects.toThrow(damaged);
    expect(await readFile(damaged, 'utf8')).toBe(text);
  },
);
