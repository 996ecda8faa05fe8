import { describe, expect, it } from 'vitest';
import { fileInCode, linkTarget } from '../../../webview/markdown/links';

describe('linkTarget', () => {
  it.each([
    ['https://example.com/a?b=c', { kind: 'web', url: 'https://example.com/a?b=c', host: 'example.com' }],
    ['HTTP://EXAMPLE.com', { kind: 'web', url: 'http://example.com/', host: 'example.com' }],
    // What looks like one host and leads to another shows the other.
    [
      'https://github.com@evil.example/x',
      { kind: 'web', url: 'https://github.com@evil.example/x', host: 'evil.example' },
    ],
    ['https:\\\\evil.example', { kind: 'web', url: 'https://evil.example/', host: 'evil.example' }],
    ['https://аpple.com/', { kind: 'web', url: 'https://xn--pple-43d.com/', host: 'xn--pple-43d.com' }],
    ['mailto:a@example.com', { kind: 'web', url: 'mailto:a@example.com', host: 'a@example.com' }],
    ['src/cart.js', { kind: 'file', path: 'src/cart.js' }],
    ['./src/cart.js#L12', { kind: 'file', path: 'src/cart.js', line: 12 }],
    ['src/cart.js#L12-L20', { kind: 'file', path: 'src/cart.js', line: 12 }],
    ['src/cart.js:41', { kind: 'file', path: 'src/cart.js', line: 41 }],
    ['cart.js:41:7', { kind: 'file', path: 'cart.js', line: 41 }],
    ['my%20file.md', { kind: 'file', path: 'my file.md' }],
    ['100%.md', { kind: 'file', path: '100%.md' }],
    ['file:///home/a/b.ts', { kind: 'file', path: '/home/a/b.ts' }],
    ['C:\\code\\a.ts:3', { kind: 'file', path: 'C:\\code\\a.ts', line: 3 }],
  ])('%s', (address, expected) => {
    expect(linkTarget(address)).toEqual(expected);
  });

  it.each([
    'javascript:alert(1)',
    'JaVaScRiPt:alert(1)',
    ' javascript:alert(1)',
    'java\nscript:alert(1)',
    'data:text/html,<script>',
    'vbscript:x',
    'command:workbench.action.terminal.new',
    'vscode://file/etc/passwd',
    'blob:https://example.com/1',
    '//evil.example/x',
    '\\\\evil.example\\share',
    '#section',
    'https://',
    '',
  ])('is no link: %j', (address) => {
    expect(linkTarget(address)).toBeUndefined();
  });
});

it.each([
  ['src/cart.js', 'src/cart.js'],
  ['packages/@a/b.test.ts:12', 'packages/@a/b.test.ts'],
  ['cart.js:3', 'cart.js'],
])('finds the file in the code %s', (code, path) => {
  expect(fileInCode(code)).toMatchObject({ kind: 'file', path });
});

it.each(['total(items)', 'cart.js', 'a / b', 'https://example.com/a.js', '1.5', 'npm test', 'and/or'])(
  'finds no file in the code %s',
  (code) => {
    expect(fileInCode(code)).toBeUndefined();
  },
);
