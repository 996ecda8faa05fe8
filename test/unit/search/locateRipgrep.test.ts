import { expect, it } from 'vitest';
import { locateRipgrep, ripgrepCandidates } from '../../../src/core/search/locateRipgrep';

it('prefers the editor, then the package, then PATH', () => {
  expect(
    ripgrepCandidates({
      platform: 'linux',
      arch: 'x64',
      appRoot: '/opt/editor/app/',
      moduleFolders: ['/usr/lib/planwright/dist'],
      environment: { PATH: '/usr/bin:bin:/opt/x/' },
    }),
  ).toEqual([
    '/opt/editor/app/node_modules/@vscode/ripgrep-universal/bin/linux-x64/rg',
    '/opt/editor/app/node_modules/@vscode/ripgrep/bin/rg',
    '/opt/editor/app/node_modules/@vscode/ripgrep-linux-x64/bin/rg',
    '/opt/editor/app/node_modules.asar.unpacked/@vscode/ripgrep-universal/bin/linux-x64/rg',
    '/opt/editor/app/node_modules.asar.unpacked/@vscode/ripgrep/bin/rg',
    '/opt/editor/app/node_modules.asar.unpacked/@vscode/ripgrep-linux-x64/bin/rg',
    ...['/usr/lib/planwright/dist', '/usr/lib/planwright', '/usr/lib', '/usr'].flatMap((folder) => [
      `${folder}/node_modules/@vscode/ripgrep-universal/bin/linux-x64/rg`,
      `${folder}/node_modules/@vscode/ripgrep/bin/rg`,
      `${folder}/node_modules/@vscode/ripgrep-linux-x64/bin/rg`,
    ]),
    '/usr/bin/rg',
    '/opt/x/rg',
  ]);
});

it('knows the names of Windows', () => {
  const program = 'C:\\Code\\resources\\app\\node_modules.asar.unpacked\\@vscode\\ripgrep\\bin\\rg.exe';
  const places = { platform: 'win32', arch: 'arm64', appRoot: 'C:\\Code\\resources\\app' } as const;
  expect(locateRipgrep(places, (path) => path === program)).toBe(program);
  expect(
    ripgrepCandidates({ platform: 'win32', arch: 'x64', environment: { Path: '.;"D:\\rg\\";x' } }),
  ).toEqual(['D:\\rg\\rg.exe']);
  expect(locateRipgrep(places, () => false)).toBeUndefined();
});
