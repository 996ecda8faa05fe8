import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isInside, normalizePath, pathProblem, relativeTo } from '../../../src/core/workspace/pathRules';

describe('paths that can not be used', () => {
  test.each([
    ['src\\a.ts', undefined],
    ['src/.env', undefined],
    ['C:\\work\\a.ts', undefined],
    ['..\\a.ts', undefined],
    ['console.ts', undefined],
    ['', 'the path is empty'],
    ['a\0b', 'the path contains a NUL character'],
    ['\\\\server\\share\\a', 'it is a network (UNC) path'],
    ['//server/share/a', 'it is a network (UNC) path'],
    ['\\\\?\\C:\\a', 'it is a device path'],
    ['//./pipe/x', 'it is a device path'],
    ['\\??\\C:\\a', 'it is a device path'],
    ['\\a', 'it has no drive letter; write it relative to the workspace or with its drive'],
    ['C:a.ts', 'it is relative to the current folder of a drive'],
    ['a.ts:hidden', '"a.ts:hidden" names an alternate stream'],
    ['C:\\work\\a.ts::$DATA', '"a.ts::$DATA" names an alternate stream'],
    ['.git.\\config', '".git." ends with a dot or a space, which Windows drops'],
    ['a.ts ', '"a.ts " ends with a dot or a space, which Windows drops'],
    ['src\\NUL', '"NUL" is the name of a device'],
    ['com1.txt', '"com1.txt" is the name of a device'],
    ['lpt\u00b9', '"lpt\u00b9" is the name of a device'],
    ['a*.ts', '"a*.ts" contains a character that Windows does not allow'],
  ])('windows: %j', (path, problem) => {
    expect(pathProblem(path, 'windows')).toBe(problem);
  });

  test.each([
    ['src/a.ts', undefined],
    ['/home/me/a.ts', undefined],
    ['a.ts:hidden', undefined],
    ['/device/a', undefined],
    ['/dev/zero', 'it is a device or process path'],
    ['//dev/zero', 'it is a device or process path'],
    ['/home/../proc/self/environ', 'it is a device or process path'],
    [' ', 'the path is empty'],
  ])('posix: %j', (path, problem) => {
    expect(pathProblem(path, 'posix')).toBe(problem);
  });
});

describe('inside a folder', () => {
  test.each([
    ['/proj/a', '/proj', 'posix', false, 'a'],
    ['/proj', '/proj', 'posix', false, ''],
    ['/proj_evil/a', '/proj', 'posix', false, undefined],
    ['/Proj/a', '/proj', 'posix', false, undefined],
    ['/Proj/A/b', '/proj', 'posix', true, 'A/b'],
    ['/a', '/', 'posix', false, 'a'],
    ['/other', '/proj', 'posix', true, undefined],
    ['C:\\Proj\\src\\a', 'C:\\proj', 'windows', true, 'src/a'],
    ['C:\\proj-2\\a', 'C:\\proj', 'windows', true, undefined],
    ['D:\\proj\\a', 'C:\\proj', 'windows', true, undefined],
    ['C:\\a', 'C:\\', 'windows', true, 'a'],
  ] as const)('%s in %s (%s)', (path, folder, style, foldCase, expected) => {
    expect(relativeTo(path, folder, style, foldCase)).toBe(expected);
    expect(isInside(path, folder, style, foldCase)).toBe(expected !== undefined);
  });

  test('what is joined to a folder is inside it, and never inside its neighbour', () => {
    const name = fc.stringMatching(/^[A-Za-z0-9\u0130\u00e9 _-]{1,8}$/);
    fc.assert(
      fc.property(
        fc.array(name, { minLength: 1, maxLength: 3 }),
        fc.array(name, { maxLength: 3 }),
        fc.boolean(),
        (folder, rest, fold) => {
          const root = `/${folder.join('/')}`;
          expect(relativeTo([root, ...rest].join('/'), root, 'posix', fold)).toBe(rest.join('/'));
          expect(isInside([`${root}x`, ...rest].join('/'), root, 'posix', fold)).toBe(false);
        },
      ),
    );
  });
});

test.each([
  ['c:/work/./src/../a.ts', 'windows', 'C:\\work\\a.ts'],
  ['C:\\', 'windows', 'C:\\'],
  ['C:\\work\\', 'windows', 'C:\\work'],
  ['//home//me/', 'posix', '/home/me'],
  ['/', 'posix', '/'],
] as const)('%s (%s) is %s', (path, style, expected) => {
  expect(normalizePath(path, style)).toBe(expected);
});
