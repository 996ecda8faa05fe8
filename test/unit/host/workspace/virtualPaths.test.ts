import { describe, expect, it } from 'vitest';
import { namesVirtualFile, resolveVirtualPath } from '../../../../src/host/workspace/virtualPaths';

const one = [{ name: 'shop', root: 'vscode-vfs://github/acme/shop' }];
const bare = [{ name: 'shop', root: 'memory:/shop' }];
const two = [...one, { name: 'api', root: 'vscode-vfs://github/acme/api' }];

describe('resolveVirtualPath', () => {
  it.each([
    ['a relative path', 'src/a.ts', one, 'vscode-vfs://github/acme/shop/src/a.ts', 'src/a.ts'],
    ['a path from the root', '/src/a.ts', one, 'vscode-vfs://github/acme/shop/src/a.ts', 'src/a.ts'],
    ['dots inside', 'src/../b.ts', one, 'vscode-vfs://github/acme/shop/b.ts', 'b.ts'],
    [
      'a name that has to be encoded',
      'a b#c.ts',
      one,
      'vscode-vfs://github/acme/shop/a%20b%23c.ts',
      'a b#c.ts',
    ],
    ['the folder itself', '.', one, 'vscode-vfs://github/acme/shop', '.'],
    ['a URI', 'vscode-vfs://github/acme/shop/x.ts', one, 'vscode-vfs://github/acme/shop/x.ts', 'x.ts'],
    [
      'a URI with a plain space',
      'vscode-vfs://github/acme/shop/a b.ts',
      one,
      'vscode-vfs://github/acme/shop/a%20b.ts',
      'a b.ts',
    ],
    [
      'parentheses, which the editor encodes',
      'a (1).ts',
      one,
      'vscode-vfs://github/acme/shop/a%20%281%29.ts',
      'a (1).ts',
    ],
    ['a lone percent sign', '100%.txt', one, 'vscode-vfs://github/acme/shop/100%25.txt', '100%.txt'],
    ['a URI without authority', 'memory:/shop/x.ts', bare, 'memory:/shop/x.ts', 'x.ts'],
    ['a relative path where there is no authority', 'src/x.ts', bare, 'memory:/shop/src/x.ts', 'src/x.ts'],
    ['a folder by its name', 'api/x.ts', two, 'vscode-vfs://github/acme/api/x.ts', 'api/x.ts'],
    ['the first folder where none is named', 'x.ts', two, 'vscode-vfs://github/acme/shop/x.ts', 'shop/x.ts'],
  ])('%s', (_name, written, folders, path, display) => {
    const resolved = resolveVirtualPath(written, folders);
    expect(resolved).toMatchObject({ path, display });
    expect(resolved.folder).toBeDefined();
  });

  it.each([
    ['a path above the folder', '../secret.ts'],
    ['a folder whose name begins the same', 'vscode-vfs://github/acme/shop_evil/x.ts'],
    ['a URI with dots', 'vscode-vfs://github/acme/shop/../other/x.ts'],
    ['encoded dots', 'vscode-vfs://github/acme/shop/%2e%2e/other/x.ts'],
    ['another scheme', 'file:///etc/passwd'],
  ])('%s is outside', (_name, written) => {
    expect(resolveVirtualPath(written, one).folder).toBeUndefined();
  });

  it.each([[''], ['a\0b']])('refuses %j', (written) => {
    expect(() => resolveVirtualPath(written, one)).toThrow(
      expect.objectContaining({ reason: 'invalid_path' }),
    );
  });
});

it('keeps the name of the only virtual folder beside local ones', () => {
  const path = 'vscode-vfs://github/acme/shop/x.ts';
  expect(resolveVirtualPath('shop/x.ts', one, true)).toMatchObject({ path, display: 'shop/x.ts' });
});

describe('namesVirtualFile, in a workspace of both kinds', () => {
  const both = [...one, { name: 'here', root: '/work/here' }];
  it.each([
    ['shop/x.ts', true],
    ['shop', true],
    ['vscode-vfs://github/acme/other', true],
    ['here/x.ts', false],
    ['x.ts', false],
    ['/work/here/x.ts', false],
    ['file:///work/here/x.ts', false],
    ['C:\\work\\x.ts', false],
  ])('%s', (written, expected) => {
    expect(namesVirtualFile(written, both)).toBe(expected);
  });
});
