import { describe, expect, it } from 'vitest';
import { resolveVirtualPath } from '../../../../src/host/workspace/virtualPaths';

const one = [{ name: 'shop', root: 'vscode-vfs://github/acme/shop' }];
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
