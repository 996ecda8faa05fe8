import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import {
  lockProblems,
  manifestProblems,
  releaseProblems,
  tagProblems,
  treeProblems,
} from '../../../scripts/release/releaseRules.mjs';

const manifest = JSON.parse(readFileSync('package.json', 'utf8'));
const lock = () => JSON.parse(readFileSync('package-lock.json', 'utf8'));
const clean = { status: '', tags: [`v${manifest.version}`], refTag: undefined, manifest, lock: lock() };

test('this repository, tagged and clean, is good for a release', () => {
  expect(releaseProblems(clean, { publishes: true })).toEqual([]);
});

test.each([
  ['changed', ' M src/core/index.ts\n'],
  ['new', '?? src/core/extra.ts\n'],
  ['staged', 'A  esbuild.mjs'],
])('a %s file stops it by name', (_, status) => {
  expect(treeProblems(status)).toEqual([`The tree is not clean: ${status.slice(3).trim()}.`]);
});

const tagged = { version: '1.2.3', tags: [] as string[], refTag: undefined, publishes: false };
test.each([
  ['no tag, to try it out', {}, []],
  ['the tag of the version', { tags: ['v1.2.3'], publishes: true }, []],
  ['a tag that is no version beside it', { tags: ['v1.2.3', 'nightly'], publishes: true }, []],
  ['no tag, to publish', { publishes: true }, ['The commit does not have the tag v1.2.3.']],
  ['another version', { tags: ['v1.2.4'] }, ['The tag v1.2.4 is not the version of package.json, 1.2.3.']],
  [
    'the version without its v',
    { tags: ['1.2.3'] },
    ['The tag 1.2.3 is not the version of package.json, 1.2.3.'],
  ],
  [
    'a job of another commit',
    { tags: [], refTag: 'v1.2.3' },
    ['The tag v1.2.3 that started this does not stand at the commit that is checked out.'],
  ],
  ['no version', { version: '1.2' }, ['The version "1.2" of package.json is none.']],
])('%s', (_, given, problems) => {
  expect(tagProblems({ ...tagged, ...given })).toEqual(problems);
});

test.each(['postinstall', 'prepare', 'prepack', 'vscode:prepublish'])('a script %s stops it', (name) => {
  expect(manifestProblems({ ...manifest, scripts: { [name]: 'node x.js' } })).toEqual([
    `package.json has the script "${name}", which runs on its own.`,
  ]);
});

test.each([
  '^1.0.0',
  '~1.0.0',
  '*',
  'latest',
  'git+https://host.example/x.git',
  'file:../x',
  'npm:other@1.0.0',
])('a dependency %s stops it', (version) => {
  expect(manifestProblems({ ...manifest, devDependencies: { sample: version } })).toEqual([
    `package.json does not pin sample: ${version}`,
  ]);
});

const good = {
  version: '3.0.0',
  integrity: `sha512-${'A'.repeat(86)}==`,
};
test.each([
  ['a download address', { ...good, resolved: 'https://host.example/x.tgz' }, 'a download address'],
  ['no hash', { version: '3.0.0' }, 'no SHA-512 of its content'],
  ['a hash that can be made again', { ...good, integrity: 'sha1-bm9wZQ==' }, 'no SHA-512 of its content'],
  ['two hashes', { ...good, integrity: `sha1-bm9wZQ== ${good.integrity}` }, 'no SHA-512 of its content'],
  ['a place instead of a version', { ...good, version: 'file:../x' }, 'no exact version'],
  ['a link', { link: true, resolved: '../x' }, 'a link to a folder'],
])('a package with %s stops it', (_, entry, reason) => {
  const changed = lock();
  changed.packages['node_modules/sample'] = entry;
  expect(lockProblems(changed, manifest)).toEqual([`package-lock.json, node_modules/sample: ${reason}.`]);
});

test('a lock file of another manifest stops it', () => {
  const other = {
    ...manifest,
    version: '9.9.9',
    devDependencies: { ...manifest.devDependencies, zod: '0.0.1' },
  };
  const { version } = manifest;
  const { zod } = manifest.devDependencies;
  expect(lockProblems(lock(), other)).toEqual([
    `package-lock.json is of version ${version}, package.json of 9.9.9.`,
    `package-lock.json has zod ${zod}, package.json 0.0.1.`,
  ]);
});

test('a lock file that holds another version than it says stops it', () => {
  const changed = lock();
  changed.packages['node_modules/zod'].version = '0.0.1';
  expect(lockProblems(changed, manifest)).toEqual([
    `package-lock.json does not hold zod ${manifest.devDependencies.zod}.`,
  ]);
});

test('a dependency with the name of a built-in property is looked up by itself', () => {
  const other = { ...manifest, devDependencies: { ...manifest.devDependencies, constructor: '1.0.0' } };
  expect(lockProblems(lock(), other)).toEqual([
    'package-lock.json has constructor not at all, package.json 1.0.0.',
  ]);
});

test('a lock file of an older format stops it', () => {
  expect(lockProblems({ lockfileVersion: 1 }, manifest)).toEqual(['package-lock.json is not of version 3.']);
});
