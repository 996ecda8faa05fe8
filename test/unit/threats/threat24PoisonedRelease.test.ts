// Threat 24: a poisoned release. The script itself, on repositories that it must refuse; the rules one by one are in `release/`.
import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../workspace/temporaryFolder';

describe('threat 24: a release that was poisoned on its way', () => {
  it('is not made from a tree with a file that no commit has', () => {
    const root = repository();
    writeFileSync(join(root, 'scripts', 'extra.mjs'), '');
    expect(release(root)).toEqual({ status: 1, reasons: ['The tree is not clean: scripts/extra.mjs.'] });
  });

  it('is not made under a tag of another version', () => {
    const root = repository();
    git(root, 'tag', 'v99.0.0');
    const { version } = manifestOf(root);
    expect(release(root)).toEqual({
      status: 1,
      reasons: [`The tag v99.0.0 is not the version of package.json, ${version}.`],
    });
  });

  it('is not made with a package that comes from an address of its own, or without its hash', () => {
    const root = repository();
    const file = join(root, 'package-lock.json');
    const lock = JSON.parse(readFileSync(file, 'utf8'));
    lock.packages['node_modules/zod'].resolved = 'https://host.example/zod.tgz';
    delete lock.packages['node_modules/lit'].integrity;
    writeFileSync(file, JSON.stringify(lock));
    commit(root);
    expect(release(root)).toEqual({
      status: 1,
      reasons: [
        'package-lock.json, node_modules/lit: no SHA-512 of its content.',
        'package-lock.json, node_modules/zod: a download address.',
      ],
    });
  });

  it('does not run what wants to run when the package is installed', () => {
    const root = repository();
    const changed = manifestOf(root);
    changed.scripts.postinstall = 'node poison.js';
    writeFileSync(join(root, 'package.json'), JSON.stringify(changed));
    commit(root);
    expect(release(root)).toEqual({
      status: 1,
      reasons: ['package.json has the script "postinstall", which runs on its own.'],
    });
  });

  it('is not published from a machine that can not say who it is, and no token is printed', () => {
    const root = repository();
    git(root, 'tag', `v${manifestOf(root).version}`);
    const { status, reasons, output } = run(root, ['--publish'], {
      NPM_TOKEN: 'npm_0123456789',
      VSCE_PAT: 'pat_0123456789',
    });
    expect({ status, reasons }).toEqual({
      status: 1,
      reasons: ['npm: no identity of a job is there, so that no provenance can be signed.'],
    });
    expect(output).not.toMatch(/0123456789/);
  });

  it('takes no other argument', () => {
    const root = repository();
    expect(run(root, ['--publish=yes']).status).toBe(2);
  });
});

/** The sources of a release in a repository of their own, committed. */
function repository(): string {
  const root = temporaryFolder();
  mkdirSync(join(root, '.ci'));
  for (const path of ['.ci/release', 'scripts', 'package.json', 'package-lock.json'])
    cpSync(path, join(root, path), { recursive: true });
  git(root, 'init', '--quiet');
  commit(root);
  return root;
}

function manifestOf(root: string) {
  return JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
}

function git(root: string, ...args: readonly string[]): void {
  const identity = [
    'user.name=Test',
    'user.email=test@host.example',
    'commit.gpgsign=false',
    'tag.gpgsign=false',
  ];
  const options = identity.flatMap((value) => ['-c', value]);
  execFileSync('git', [...options, ...args], { cwd: root, stdio: 'pipe' });
}

function commit(root: string): void {
  git(root, 'add', '--all');
  git(root, 'commit', '--quiet', '--message', 'Sources');
}

function release(root: string) {
  const { status, reasons } = run(root, []);
  return { status, reasons };
}

/** Nothing of the job that runs these tests reaches the script. */
function run(root: string, args: readonly string[], env: Readonly<Record<string, string>> = {}) {
  const { PATH = '', HOME = '' } = process.env;
  const { status, stdout, stderr } = spawnSync(process.execPath, ['scripts/release/main.mjs', ...args], {
    cwd: root,
    env: { PATH, HOME, ...env },
    encoding: 'utf8',
  });
  const [, ...reasons] = stdout
    .trim()
    .split('\n')
    .map((line) => line.trim());
  return { status, reasons, output: stdout + stderr };
}
