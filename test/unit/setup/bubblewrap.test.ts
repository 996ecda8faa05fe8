// What `npm test` does on a machine that lacks bubblewrap, with an apt-get that is played.
import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';

const ADVICE =
  'bubblewrap was not found, and the tests of the sandbox run it: install it (on Debian: apt-get install bubblewrap).';
const isRoot = process.getuid?.() === 0;

let folder: string;
let bin: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'planwright-setup-'));
  bin = join(folder, 'bin');
  mkdirSync(bin);
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** Whether it was ready in the end, or what it said. */
function prepare(): string {
  const module = pathToFileURL(join(import.meta.dirname, '../../../scripts/setup/bubblewrap.mjs')).href;
  const script = `const { ensureBubblewrap } = await import(${JSON.stringify(module)});
await ensureBubblewrap().then(() => console.log('ready'), (error) => console.log(error.message));`;
  const { stdout } = spawnSync(process.execPath, ['--input-type=module', '-e', script], {
    encoding: 'utf8',
    env: { PATH: bin, PLANWRIGHT_TOOLS_DIR: folder },
  });
  return stdout.trim().split('\n').at(-1) ?? '';
}

function playApt(script: string): void {
  writeFileSync(join(bin, 'apt-get'), `#!/bin/sh\necho "$*" >> '${folder}/asked'\n${script}\n`);
  chmodSync(join(bin, 'apt-get'), 0o755);
}

test('where it is there, nothing is installed', () => {
  playApt('exit 1');
  writeFileSync(join(bin, 'bwrap'), '', { mode: 0o755 });
  expect(prepare()).toBe('ready');
  expect(existsSync(join(folder, 'asked'))).toBe(false);
});

test('root installs the package of Debian; others are told its name', () => {
  playApt(`case $* in *install*) echo > '${bin}/bwrap'; /bin/chmod +x '${bin}/bwrap' ;; esac`);
  expect(prepare()).toBe(isRoot ? 'ready' : ADVICE);
  expect(existsSync(join(folder, 'asked'))).toBe(isRoot);
  if (isRoot)
    expect(readFileSync(join(folder, 'asked'), 'utf8')).toContain(
      'install -y -qq --no-install-recommends bubblewrap',
    );
});

test.each([
  ['fails', 'exit 1'],
  ['brings none', 'exit 0'],
])('where installing %s, the package is named', (_what, script) => {
  playApt(script);
  expect(prepare()).toBe(ADVICE);
});

test('where nothing can install it, the package is named', () => {
  expect(prepare()).toBe(ADVICE);
});
