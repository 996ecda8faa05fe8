// Contents from git: exactly those that a file had on disk, without running anything that a repository names, without writing to it.
import { existsSync, readFileSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parseGitIndex } from '../../../src/core/effects/gitIndex';
import { contentOnDisk } from '../../../src/core/effects/gitObjects';
import { stampOf } from '../../../src/core/effects/fileStamp';
import { temporaryFolder } from '../workspace/temporaryFolder';
import { makeOld, openEffects, shell } from './effectsHarness';

const text = (root: string, path: string): string => readFileSync(join(root, path), 'latin1');

describe('the index file', () => {
  test.each([2, 3, 4])('version %i says which files are tracked and clean', (version) => {
    const root = temporaryFolder({
      'a.txt': 'a',
      'folder/b.txt': 'bb',
      'folder/deeper/c.txt': 'ccc',
      'new.txt': 'n',
    });
    shell(
      root,
      `git init -q && git config index.version ${version} && git add a.txt folder && git commit -qm one`,
    );
    // Only an entry with a flag of its own makes it version 3.
    if (version === 3) shell(root, 'git add -N new.txt');
    makeOld(root);
    const index = readIndex(root);
    const stamp = (path: string) => stampOf(statSync(join(root, path)))!;
    expect(readFileSync(join(root, '.git/index')).readUInt32BE(4)).toBe(version);
    expect(
      ['a.txt', 'folder/b.txt', 'folder/deeper/c.txt'].map((path) => index?.cleanness(path, stamp(path))),
    ).toEqual(['clean', 'clean', 'clean']);
    expect(index?.isTracked('new.txt')).toBe(false);
    expect([index?.holdsTracked('folder/deeper'), index?.holdsTracked('fold')]).toEqual([true, false]);
    expect(index?.objectOf('a.txt')).toBe('2e65efe2a145dda7ee51d1741299f848e5bf752e');
    expect(index?.cleanness('a.txt', { ...stamp('a.txt'), size: 2 })).toBe('changed');
    expect(index?.cleanness('a.txt', { ...stamp('a.txt'), modified: 1 })).toBe('unsure');
  });

  test('an entry as young as the index may be racy', () => {
    const root = temporaryFolder({ 'a.txt': 'a' });
    shell(root, 'git init -q && git add -A');
    const { mtime } = statSync(join(root, '.git/index'));
    utimesSync(join(root, 'a.txt'), mtime, mtime);
    shell(root, 'git update-index --refresh');
    utimesSync(join(root, '.git/index'), mtime, mtime);
    expect(readIndex(root)?.cleanness('a.txt', stampOf(statSync(join(root, 'a.txt')))!)).not.toBe('clean');
  });

  test('what is damaged or split is not read', () => {
    const root = temporaryFolder({ 'a.txt': 'a' });
    shell(root, 'git init -q && git add -A');
    const bytes = readFileSync(join(root, '.git/index'));
    const options = { algorithm: 'sha1', modified: 0 } as const;
    expect(parseGitIndex(bytes.subarray(0, 60), options)).toBeUndefined();
    expect(parseGitIndex(Buffer.alloc(40), options)).toBeUndefined();
    shell(root, 'git update-index --split-index');
    expect(readIndex(root)).toBeUndefined();
  });

  function readIndex(root: string) {
    const path = join(root, '.git/index');
    return parseGitIndex(readFileSync(path), { algorithm: 'sha1', modified: statSync(path).mtimeMs });
  }
});

test('an object is taken only where it gives the size that the file had', () => {
  const object = Buffer.from('one\ntwo\n');
  expect(contentOnDisk(object, 8)?.toString()).toBe('one\ntwo\n');
  expect(contentOnDisk(object, 10)?.toString()).toBe('one\r\ntwo\r\n');
  expect(contentOnDisk(object, 9)).toBeUndefined();
  expect(contentOnDisk(Buffer.from('one\r\ntwo\n'), 10)).toBeUndefined();
});

test('clean files are not copied: their contents come from git', async () => {
  const followed = openEffects({ git: true, files: { 'a.txt': 'from git\n' } });
  const { effects, root } = followed;
  await effects.begin({ id: 'one', roots: [root] });
  expect(existsSync(followed.blobsDir)).toBe(false);
  shell(root, 'rm a.txt');
  await followed.record(await effects.end({ id: 'one', goesOn: false }));
  expect(followed.words(await effects.end({ id: 'one', goesOn: false }))).toEqual([]);
});

test('a repository that writes the line endings of Windows', async () => {
  const followed = openEffects({
    files: { 'a.txt': 'one\r\ntwo\r\n', 'b.txt': 'b\r\n' },
    prepare: (root) => {
      shell(
        root,
        'git init -q && git config core.autocrlf true && git add -A 2>/dev/null && git commit -qm one',
      );
      makeOld(root);
    },
  });
  await followed.run('echo changed > a.txt; rm b.txt');
  expect(await followed.restore()).toMatchObject({ notUndoable: [] });
  expect([text(followed.root, 'a.txt'), text(followed.root, 'b.txt')]).toEqual(['one\r\ntwo\r\n', 'b\r\n']);
});

test('a file that a filter makes something else of is copied, and the filter does not run', async () => {
  const followed = openEffects({
    files: { '.gitattributes': '*.big filter=pointer\n', 'a.big': 'the real content\n', 'a.txt': 'a\n' },
    prepare: (root) => {
      shell(
        root,
        'git init -q && git config filter.pointer.clean "echo pointer" && git config filter.pointer.smudge cat',
      );
      shell(root, 'git add -A && git commit -qm one');
      makeOld(root);
      shell(
        root,
        'git config filter.pointer.clean "touch ran; cat" && git config filter.pointer.smudge "touch ran; cat"',
      );
    },
  });
  await followed.run('rm a.big a.txt');
  expect(await followed.restore()).toMatchObject({ restored: ['a.big', 'a.txt'], notUndoable: [] });
  expect(text(followed.root, 'a.big')).toBe('the real content\n');
  expect(existsSync(join(followed.root, 'ran'))).toBe(false);
});

test('nothing that a hostile repository names is run, and nothing in it is written', async () => {
  const marks = temporaryFolder();
  const program = join(marks, 'program');
  writeFileSync(program, `#!/bin/sh\ntouch ${marks}/ran\ncat\n`, { mode: 0o755 });
  const followed = openEffects({
    git: true,
    files: { 'a.txt': 'a\n', '.gitattributes': '*.txt filter=evil diff=evil\n*.md text\n', 'b.md': 'b\n' },
    prepare: (root) => {
      writeFileSync(
        join(root, '.git/config'),
        `[core]
  repositoryformatversion = 1
  fsmonitor = ${program}
  hooksPath = ${marks}
  pager = ${program}
  sshCommand = ${program}
  gitProxy = ${program}
[extensions]
  partialClone = origin
[remote "origin"]
  url = ext::${program}
  promisor = true
  uploadpack = ${program}
[protocol "ext"]
  allow = always
[filter "evil"]
  clean = ${program}
  smudge = ${program}
  process = ${program}
  required = true
[diff "evil"]
  textconv = ${program}
[alias]
  cat-file = !${program}
`,
      );
    },
  });
  for (const hook of ['post-index-change', 'post-checkout', 'reference-transaction']) {
    writeFileSync(join(marks, hook), `#!/bin/sh\ntouch ${marks}/ran\n`, { mode: 0o755 });
  }
  const { root, effects } = followed;
  const gitFiles = (): readonly string[] =>
    Object.keys(followed.tree())
      .filter((path) => path.startsWith('.git/'))
      .map((path) => `${path} ${statSync(join(root, path)).mtimeMs}`);
  await effects.begin({ id: 'warm', roots: [root] });
  await effects.end({ id: 'warm', goesOn: false });
  // An object that is missing: a partial clone would fetch it now.
  shell(root, 'rm .git/objects/61/780798228d17af2d34fce4cfbdf35556832472');
  const before = gitFiles();
  const observed = await followed.run('rm b.md a.txt');
  expect(followed.words(observed)).toEqual(['delete a.txt', 'delete b.md (not_seen)']);
  expect(await followed.restore()).toMatchObject({ restored: ['a.txt'] });
  expect(existsSync(join(marks, 'ran'))).toBe(false);
  expect(gitFiles()).toEqual(before);
});

test('a work tree of its own has its own index', async () => {
  const main = temporaryFolder({ 'a.txt': 'a\n' });
  shell(main, 'git init -q && git add -A && git commit -qm one');
  const followed = openEffects({
    prepare: (root) => shell(main, `git worktree add -q ${root}/tree -b other`),
  });
  expect(followed.words(await followed.run('rm tree/a.txt'))).toEqual(['delete tree/a.txt']);
  expect(await followed.restore()).toMatchObject({ restored: ['tree/a.txt'], notUndoable: [] });
  expect(text(followed.root, 'tree/a.txt')).toBe('a\n');
});

test('a folder inside a repository follows the rules of the folders above it', async () => {
  const outer = temporaryFolder({ '.gitignore': 'app/out/\n', 'app/a.txt': 'a', 'app/out/x': 'x' });
  shell(outer, 'git init -q && git add -A && git commit -qm one');
  makeOld(outer);
  const { effects, words } = openEffects();
  const root = join(outer, 'app');
  await effects.begin({ id: 'one', roots: [root] });
  shell(root, 'echo 2 > a.txt; echo 2 > out/x');
  const observed = await effects.end({ id: 'one', goesOn: false });
  expect(words(observed)).toEqual([`edit ${root}/a.txt`]);
  expect(observed.leftOut).toBe(1);
});
