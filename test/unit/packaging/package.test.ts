// What the packaged extension holds. The packager takes a file when a line with `!` matches it, or when no other line does.
import { readFileSync } from 'node:fs';
import picomatch from 'picomatch';
import { describe, expect, it } from 'vitest';

const lines = readFileSync('.vscodeignore', 'utf8')
  .split('\n')
  .filter((line) => line !== '' && !line.startsWith('#'));
const [everything, ...kept] = lines;

function isPackaged(path: string): boolean {
  return kept.some((line) => picomatch.isMatch(path, line.slice(1), { dot: true }));
}

describe('.vscodeignore', () => {
  it('leaves everything out and names what stays', () => {
    expect(everything).toBe('**');
    expect(kept.every((line) => line.startsWith('!'))).toBe(true);
  });

  it.each([
    'package.json',
    'package.nls.json',
    'package.nls.de.json',
    'media/l10n/bundle.l10n.de.json',
    'README.md',
    'CHANGELOG.md',
    'LICENSE',
    'dist/bootstrap.cjs',
    'dist/host/extension.js',
    'dist/host/chunks/client-ABC.js',
    'dist/host/grammars/tree-sitter-bash.wasm',
    'dist/webview/panel.js',
    'dist/webview/panel.css',
    'dist/webview/codicon.ttf',
    'media/planwright.svg',
    'skills/review/SKILL.md',
  ])('keeps %s', (path) => {
    expect(isPackaged(path)).toBe(true);
  });

  it.each([
    'dist/cli.js',
    'dist/grammars/tree-sitter-bash.wasm',
    'dist/core.js',
    'dist/chunks/chunk-ABC.js',
    'dist/meta/host.json',
    'dist/host/extension.js.map',
    'dist/webview/panel.js.map',
    'node_modules/openai/index.js',
    'src/host/extension.ts',
    'test/fixtures/sampleProject/package.json',
    'docs/pictures/panel.png',
    '.vscode-test/editor/package.json',
    'test-output/log.txt',
    'package-lock.json',
    '.npmrc',
  ])('leaves out %s', (path) => {
    expect(isPackaged(path)).toBe(false);
  });
});

it('names files that are part of the package', () => {
  const manifest = JSON.parse(readFileSync('package.json', 'utf8')) as {
    main: string;
    contributes: { viewsContainers: { activitybar: { icon: string }[] } };
  };
  expect(isPackaged(manifest.main.replace('./', ''))).toBe(true);
  for (const { icon } of manifest.contributes.viewsContainers.activitybar) {
    expect(isPackaged(icon)).toBe(true);
    expect(readFileSync(icon, 'utf8')).toMatch(/^<svg/);
  }
});
