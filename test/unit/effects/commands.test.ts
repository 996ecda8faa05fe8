// What real commands do to real files is found with its contents before and after, and can be taken back byte for byte.
import { existsSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { temporaryFolder } from '../workspace/temporaryFolder';
import { makeOld, openEffects, shell } from './effectsHarness';

const thirty = Object.fromEntries(
  Array.from({ length: 30 }, (_, index) => [`src/file${index}.ts`, `const old = ${index};\n`]),
);

describe.each([
  { place: 'a repository', git: true },
  { place: 'a folder without git', git: false },
])('in $place', ({ git }) => {
  test.each<{ readonly command: string; readonly changes: readonly string[] }>([
    { command: 'sed -i s/a/b/ a.txt', changes: ['edit a.txt'] },
    { command: 'rm a.txt', changes: ['delete a.txt'] },
    { command: 'mv a.txt z.txt', changes: ['rename a.txt z.txt'] },
    { command: 'mv a.txt sub/deep/inner.txt', changes: ['delete a.txt', 'edit sub/deep/inner.txt'] },
    {
      command: 'mkdir -p n/e/w && echo 1 > n/e/w/one && echo 2 > n/e/two',
      changes: ['create n/e/two', 'create n/e/w/one'],
    },
    { command: 'mv sub moved', changes: ['rename sub/deep/inner.txt moved/deep/inner.txt'] },
    { command: 'rm -r sub', changes: ['delete sub/deep/inner.txt'] },
    { command: "echo x > 'näme mit ☃.txt'", changes: ['create näme mit ☃.txt'] },
    {
      command: 'rm a.txt && mkdir a.txt && echo in > a.txt/in',
      changes: ['delete a.txt', 'create a.txt/in'],
    },
    {
      command: 'rm -r sub && echo file > sub',
      changes: ['create sub', 'delete sub/deep/inner.txt'],
    },
    { command: 'mv a.txt t; mv b.bin a.txt; mv t b.bin', changes: ['edit a.txt', 'edit b.bin'] },
    { command: 'cp a.txt keep && echo more >> a.txt && cp keep a.txt && rm keep', changes: [] },
    { command: 'touch a.txt b.bin', changes: [] },
    { command: 'cp a.txt copy.txt', changes: ['create copy.txt'] },
    { command: 'printf "\\r\\n" >> crlf.txt', changes: ['edit crlf.txt'] },
    { command: ': > a.txt', changes: ['edit a.txt'] },
    {
      command: 'rm -r sub && mkdir -p sub/deep && echo new > sub/deep/inner.txt',
      changes: ['edit sub/deep/inner.txt'],
    },
  ])('$command', async ({ command, changes }) => {
    const followed = openEffects({
      git,
      files: {
        'a.txt': 'a\n',
        'b.bin': new Uint8Array([0, 1, 2, 255]),
        'crlf.txt': 'one\r\ntwo\n',
        empty: '',
        'sub/deep/inner.txt': 'inner',
      },
    });
    const before = filesOf(followed.tree());
    const observed = await followed.run(command);
    expect(followed.words(observed)).toEqual(changes);
    const result = await followed.restore();
    expect(result).toMatchObject({ kept: [], notUndoable: [] });
    expect(filesOf(followed.tree())).toEqual(before);
  });

  test('sed -i over 30 files', async () => {
    const followed = openEffects({ git, files: thirty });
    const before = filesOf(followed.tree());
    const observed = await followed.run("sed -i 's/old/young/' src/*.ts");
    expect(observed.changes).toHaveLength(30);
    expect(readFileSync(join(followed.root, 'src/file7.ts'), 'utf8')).toBe('const young = 7;\n');
    await followed.restore();
    expect(filesOf(followed.tree())).toEqual(before);
  });

  test('one command after another is undone to before the first', async () => {
    const followed = openEffects({ git, files: { 'a.txt': 'a\n' } });
    await followed.run('echo 2 >> a.txt && echo new > new.txt');
    await followed.run('mv new.txt newer.txt && echo 3 >> a.txt', 'second');
    await followed.run('rm a.txt newer.txt', 'third');
    await followed.restore('third');
    expect(filesOf(followed.tree())).toEqual({ 'a.txt': 'a\n2\n3\n', 'newer.txt': 'new\n' });
    await followed.restore();
    expect(filesOf(followed.tree())).toEqual({ 'a.txt': 'a\n' });
  });
});

test('permissions alone are named, and are no change of content', async () => {
  const followed = openEffects({ git: true, files: { 'run.sh': 'true\n' } });
  const observed = await followed.run('chmod +x run.sh');
  expect(observed).toMatchObject({ changes: [], modes: [join(followed.root, 'run.sh')] });
});

test('a deleted file comes back with its permissions', async () => {
  const followed = openEffects({
    git: true,
    files: { 'run.sh': 'true\n' },
    prepare: (root) => shell(root, 'chmod 755 run.sh'),
  });
  await followed.run('rm run.sh');
  await followed.restore();
  expect(statSync(join(followed.root, 'run.sh')).mode & 0o777).toBe(0o755);
});

test('what git does to many files is found', async () => {
  const followed = openEffects({ git: true, files: thirty });
  shell(followed.root, "sed -i 's/old/dirty/' src/*.ts");
  const dirty = filesOf(followed.tree());
  const observed = await followed.run('git stash -q');
  expect(observed.changes).toHaveLength(30);
  await followed.restore();
  expect(filesOf(followed.tree())).toEqual(dirty);
});

test('git checkout -- file takes away what was not committed, and it comes back', async () => {
  const followed = openEffects({ git: true, files: { 'a.txt': 'committed\n' } });
  writeFileSync(join(followed.root, 'a.txt'), 'hours of work\n');
  const observed = await followed.run('git checkout -- a.txt');
  expect(followed.words(observed)).toEqual(['edit a.txt']);
  await followed.restore();
  expect(filesOf(followed.tree())).toEqual({ 'a.txt': 'hours of work\n' });
});

test('what changes between commands is nobody’s, and is what the next command found', async () => {
  const followed = openEffects({ git: true, files: { 'a.txt': 'a\n', 'b.txt': 'b\n' } });
  await followed.run('echo 2 >> a.txt');
  writeFileSync(join(followed.root, 'b.txt'), 'typed by a person\n');
  const observed = await followed.run('echo 3 >> b.txt', 'second');
  expect(followed.words(observed)).toEqual(['edit b.txt']);
  await followed.restore('second');
  expect(filesOf(followed.tree())).toEqual({ 'a.txt': 'a\n2\n', 'b.txt': 'typed by a person\n' });
});

test('a file that a person saved while the command ran is not the command’s', async () => {
  const { effects, root, words } = openEffects({ files: { 'a.txt': 'a\n', 'b.txt': 'b\n' } });
  await effects.begin({ id: 'one', roots: [root] });
  shell(root, 'echo generated > a.txt');
  writeFileSync(join(root, 'b.txt'), 'typed\n');
  await effects.note([join(root, 'b.txt')]);
  expect(words(await effects.end({ id: 'one', goesOn: false }))).toEqual(['edit a.txt']);
});

test('a command that changes what a person saved meanwhile goes back to what was saved', async () => {
  const followed = openEffects({ files: { 'a.txt': 'a\n' } });
  const { effects, root, journal } = followed;
  journal.checkpoint('run', 'run');
  await effects.begin({ id: 'one', roots: [root] });
  writeFileSync(join(root, 'a.txt'), 'typed\n');
  await effects.note([join(root, 'a.txt')]);
  shell(root, 'echo generated >> a.txt');
  await followed.record(await effects.end({ id: 'one', goesOn: false }));
  await followed.restore();
  expect(filesOf(followed.tree())).toEqual({ 'a.txt': 'typed\n' });
});

test('a command in the background has what nobody else did', async () => {
  const { effects, root, words } = openEffects({ files: { 'a.txt': 'a\n' } });
  await effects.begin({ id: 'background', roots: [root] });
  expect(words(await effects.end({ id: 'background', goesOn: true }))).toEqual([]);
  shell(root, 'echo 1 >> a.txt');
  await effects.begin({ id: 'next', roots: [root] });
  shell(root, 'echo 2 > b.txt');
  expect(words(await effects.end({ id: 'next', goesOn: false }))).toEqual(['create b.txt']);
  shell(root, 'echo 3 > c.txt');
  expect(words(await effects.end({ id: 'background', goesOn: false }))).toEqual([
    'edit a.txt',
    'create c.txt',
  ]);
});

describe('what is left out', () => {
  test('ignored and generated folders, with a count; what git tracks in them is not', async () => {
    const followed = openEffects({
      files: {
        '.gitignore': 'dist/\n*.log\n',
        'dist/tracked.js': '1',
        'node_modules/x/i.js': '1',
        'a.log': '',
        'a.txt': 'a',
      },
      prepare: (root) => {
        shell(
          root,
          'git init -q && git add -A && git add -f dist/tracked.js && git rm -q -r --cached node_modules && git commit -qm one',
        );
        makeOld(root);
      },
    });
    const observed = await followed.run(
      'echo 2 > dist/tracked.js; echo 2 > dist/other.js; echo 2 > node_modules/x/i.js; echo 2 > a.log; echo 2 > a.txt',
    );
    expect(followed.words(observed)).toEqual(['edit a.txt', 'edit dist/tracked.js']);
    expect(observed.leftOut).toBe(3);
  });

  test('a change of the ignore file counts from the next command on', async () => {
    const followed = openEffects({ files: { 'out/a.txt': 'a', 'b.txt': 'b' } });
    expect(followed.words(await followed.run('echo out/ > .gitignore; echo 2 > out/a.txt'))).toEqual([
      'create .gitignore',
      'edit out/a.txt',
    ]);
    expect(followed.words(await followed.run('echo 3 > out/a.txt; echo 3 > b.txt', 'second'))).toEqual([
      'edit b.txt',
    ]);
    expect(followed.words(await followed.run('rm .gitignore', 'third'))).toEqual(['delete .gitignore']);
    expect(followed.words(await followed.run('echo 4 > out/a.txt', 'fourth'))).toEqual(['edit out/a.txt']);
  });

  test('links are never followed out of the workspace', async () => {
    const outside = temporaryFolder({ 'secret.txt': 's', 'folder/in.txt': 'i' });
    const followed = openEffects({
      files: { 'a.txt': 'a' },
      prepare: (root) => symlinkSync(join(outside, 'folder'), join(root, 'link')),
    });
    const observed = await followed.run(
      `echo 2 > link/in.txt; echo 3 > ${join(outside, 'secret.txt')}; ln -s ${join(outside, 'secret.txt')} other; rm link`,
    );
    expect(followed.words(observed)).toEqual(['delete link (link)', 'create other (link)']);
    const result = await followed.restore();
    expect(result.notUndoable).toEqual([{ display: 'link', reason: 'it is a link' }]);
    expect(readFileSync(join(outside, 'folder/in.txt'), 'utf8')).toBe('2\n');
    expect(existsSync(join(followed.root, 'other'))).toBe(true);
  });
});

describe('limits', () => {
  test('a file that is too large for a copy is named, and can not be undone', async () => {
    const followed = openEffects({
      files: { 'large.txt': 'x'.repeat(100), 'a.txt': 'a' },
      limits: { copyBytes: 50 },
    });
    const observed = await followed.run('echo 2 > large.txt; echo 2 > a.txt');
    expect(followed.words(observed)).toEqual(['edit a.txt', 'edit large.txt (too_large)']);
    const { notUndoable, restored } = await followed.restore();
    expect({ notUndoable, restored }).toEqual({
      notUndoable: [{ display: 'large.txt', reason: 'its earlier content was too large to be stored' }],
      restored: ['a.txt'],
    });
  });

  test('texts are copied before other files when there is room for few', async () => {
    const followed = openEffects({
      files: { 'a.bin': new Uint8Array(10), 'z.txt': 'x'.repeat(50) },
      limits: { allCopiesBytes: 55 },
    });
    expect(followed.words(await followed.run('echo > a.bin; echo > z.txt'))).toEqual([
      'edit a.bin (store_full)',
      'edit z.txt',
    ]);
  });

  test('a large file that the journal has already can be undone', async () => {
    const followed = openEffects({ files: { 'a.txt': 'a' }, limits: { copyBytes: 50 } });
    await followed.commit('before', { kind: 'create', path: 'large.txt', content: 'y'.repeat(100) });
    expect(followed.words(await followed.run('rm large.txt'))).toEqual(['delete large.txt']);
    await followed.restore();
    expect(filesOf(followed.tree())).toEqual({ 'a.txt': 'a', 'large.txt': 'y'.repeat(100) });
  });

  test('beyond the limits of one command files are counted and left alone', async () => {
    const followed = openEffects({ files: thirty, limits: { files: 20 } });
    const observed = await followed.run("sed -i 's/old/young/' src/*.ts");
    expect([observed.changes.length, observed.beyond.length]).toEqual([20, 10]);
  });

  test('without watches every file is looked at, and that is said', async () => {
    const followed = openEffects({ git: true, files: thirty, limits: { folders: 1 } });
    expect(await followed.effects.begin({ id: 'x', roots: [followed.root] })).toEqual({
      unwatched: { code: 'folders', limit: 1 },
    });
    await followed.effects.end({ id: 'x', goesOn: false });
    const before = filesOf(followed.tree());
    const observed = await followed.run(
      "sed -i 's/old/young/' src/*.ts; mkdir -p a/b; echo 1 > a/b/c; rm src/file1.ts",
    );
    expect(observed.changes).toHaveLength(31);
    await followed.restore();
    expect(filesOf(followed.tree())).toEqual(before);
  });
});

/** Without what git keeps for itself. */
function filesOf(tree: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(tree).filter(([path]) => !path.startsWith('.git/')));
}
