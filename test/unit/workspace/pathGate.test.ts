import { mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { diskProbe } from '../../../src/core/workspace/diskProbe';
import { createPathGate } from '../../../src/core/workspace/pathGate';
import type { PathProbe } from '../../../src/core/workspace/pathGate';
import type { PathStyle } from '../../../src/core/workspace/pathRules';
import { temporaryFolder } from './temporaryFolder';

/** A file system of these entries: a path and its real path. */
function probeOf(
  entries: Readonly<Record<string, string>>,
  links: Readonly<Record<string, string>> = {},
): PathProbe {
  return {
    realPath: (path) => Promise.resolve(entries[path]),
    linkTarget: (path) => Promise.resolve(links[path]),
  };
}

function gateOf(
  style: PathStyle,
  roots: readonly string[],
  probe: PathProbe,
  foldsCase = style === 'windows',
) {
  const folders = roots.map((root) => ({ root, name: root.split(/[\\/]/).at(-1) ?? '' }));
  return createPathGate({
    folders,
    style,
    probe,
    foldsCase: () => foldsCase,
    home: style === 'windows' ? 'C:\\Users\\me' : '/home/me',
  });
}

describe('one folder', () => {
  const gate = gateOf(
    'posix',
    ['/proj'],
    probeOf({ '/': '/', '/proj': '/proj', '/proj/src': '/proj/src', '/proj_evil': '/proj_evil' }),
  );

  test.each([
    ['src/a.ts', '/proj/src/a.ts', 'src/a.ts', true],
    ['.', '/proj', '.', true],
    ['src/../b.ts', '/proj/b.ts', 'b.ts', true],
    ['/proj/src/new/deep.ts', '/proj/src/new/deep.ts', 'src/new/deep.ts', true],
    ['file:///proj/src/a%20b.ts', '/proj/src/a b.ts', 'src/a b.ts', true],
    ['~x', '/proj/~x', '~x', true],
    ['../other', '/other', '/other', false],
    ['/proj_evil/a', '/proj_evil/a', '/proj_evil/a', false],
    ['~/notes', '/home/me/notes', '/home/me/notes', false],
  ])('%s', async (written, path, display, inside) => {
    const { folder, ...rest } = await gate.resolve(written);
    expect(rest).toEqual({ path, display });
    expect(folder?.root).toBe(inside ? '/proj' : undefined);
  });

  test.each([
    ['', 'the path is empty'],
    ['/dev/stdin', 'it is a device or process path'],
    ['file://server/share/a', 'it is not a file URI of this machine'],
  ])('%j is refused', async (written, problem) => {
    await expect(gate.resolve(written)).rejects.toMatchObject({
      reason: 'invalid_path',
      message: `Failed to resolve path: ${written}: ${problem}.`,
    });
  });
});

describe('links', () => {
  test('lead to their real place, also for files that do not exist yet', async () => {
    const outside = temporaryFolder({ 'secret.txt': '' });
    const root = temporaryFolder({ 'src/a.ts': '' });
    symlinkSync(outside, join(root, 'out'));
    symlinkSync('src', join(root, 'in'));
    symlinkSync(join(outside, 'not-there-yet'), join(root, 'dangling'));
    const gate = gateOf('posix', [root], diskProbe);
    expect(await gate.resolve('in/new.ts')).toMatchObject({ display: 'src/new.ts', folder: { root } });
    for (const [written, place] of [
      ['out/secret.txt', 'secret.txt'],
      ['out/new/deep.txt', 'new/deep.txt'],
      ['dangling', 'not-there-yet'],
      ['dangling/below', 'not-there-yet/below'],
    ] as const) {
      expect(await gate.resolve(written)).toEqual({
        path: join(outside, place),
        display: join(outside, place),
      });
    }
  });

  test('that lead to a device, or in a circle, are refused', async () => {
    const root = temporaryFolder();
    symlinkSync('/dev/null', join(root, 'null'));
    symlinkSync('b', join(root, 'a'));
    symlinkSync('a', join(root, 'b'));
    const gate = gateOf('posix', [root], diskProbe);
    await expect(gate.resolve('null')).rejects.toMatchObject({ reason: 'invalid_path' });
    await expect(gate.resolve('a')).rejects.toMatchObject({ reason: 'invalid_path' });
  });
});

describe('windows', () => {
  const gate = gateOf(
    'windows',
    ['C:\\Work\\Proj'],
    probeOf({ 'C:\\': 'C:\\', 'C:\\Work\\Proj': 'C:\\Work\\Proj', 'C:\\work\\proj': 'C:\\Work\\Proj' }),
  );

  test.each([
    ['src/a.ts', 'C:\\Work\\Proj\\src\\a.ts', 'src/a.ts'],
    ['c:/work/proj/src/a.ts', 'C:\\Work\\Proj\\src\\a.ts', 'src/a.ts'],
    ['file:///c:/work/proj/a.ts', 'C:\\Work\\Proj\\a.ts', 'a.ts'],
    ['C:\\Work\\Proj-evil\\a', 'C:\\Work\\Proj-evil\\a', 'C:\\Work\\Proj-evil\\a'],
    ['..\\..\\Windows', 'C:\\Windows', 'C:\\Windows'],
  ])('%s', async (written, path, display) => {
    expect(await gate.resolve(written)).toMatchObject({ path, display });
  });

  test.each([
    '\\\\server\\share',
    '\\\\?\\C:\\Work',
    'src\\aux.ts',
    'a.ts:stream',
    '.git.',
    'file://server/x',
  ])('%s is refused', async (written) => {
    await expect(gate.resolve(written)).rejects.toMatchObject({ reason: 'invalid_path' });
  });
});

describe('several folders', () => {
  const entries = [
    '/',
    '/w',
    '/w/app',
    '/w/app/lib',
    '/w/lib',
    '/w/lib/x.ts',
    '/w/lib/only.ts',
    '/w/app/lib/y.ts',
  ];
  const gate = gateOf(
    'posix',
    ['/w/app', '/w/lib'],
    probeOf(Object.fromEntries(entries.map((path) => [path, path]))),
  );

  test.each([
    ['lib/x.ts', '/w/lib/x.ts', 'lib/x.ts'],
    ['lib/y.ts', '/w/app/lib/y.ts', 'app/lib/y.ts'],
    ['lib/new.ts', '/w/lib/new.ts', 'lib/new.ts'],
    ['only.ts', '/w/lib/only.ts', 'lib/only.ts'],
    ['new.ts', '/w/app/new.ts', 'app/new.ts'],
    ['app', '/w/app', 'app'],
  ])('%s', async (written, path, display) => {
    expect(await gate.resolve(written)).toMatchObject({ path, display });
  });
});

test('without a folder only absolute paths can be resolved', async () => {
  const root = temporaryFolder();
  mkdirSync(join(root, 'a'));
  const gate = gateOf('posix', [], diskProbe);
  expect(await gate.resolve(join(root, 'a'))).toEqual({ path: join(root, 'a'), display: join(root, 'a') });
  await expect(gate.resolve('a')).rejects.toThrow('there is no workspace folder; write an absolute path');
});
