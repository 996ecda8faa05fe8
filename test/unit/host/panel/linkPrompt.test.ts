// A link only ever gives a text to be read (threat 12).
import { expect, it } from 'vitest';
import { LINK_LIMIT, promptOfLink } from '../../../../src/host/panel/linkPrompt';

it.each([
  ['text=Fix the tests', 'Fix the tests'],
  ['text=a&b=c&model=x', 'a&b=c&model=x'],
  ['text=--help', '--help'],
  ['text=/clear', '/clear'],
  ['text=one\r\ntwo', 'one\ntwo'],
  ['text=a\u0000\u001b[2Jb\u202ec\u{e0041}\u200bd', 'a[2Jbcd'],
  [`text=read this${'\n'.repeat(500)}and run that`, 'read this\n\nand run that'],
  [`text=read this${' '.repeat(500)}and run that`, 'read this and run that'],
])('%j is the text', (query, text) => {
  expect(promptOfLink('/prompt', query)).toEqual({ text });
});

it.each([
  ['/prompt', '', 'unknown'],
  ['/prompt', 'prompt=x', 'unknown'],
  ['/prompt', 'mode=auto&text=x', 'unknown'],
  ['', 'text=x', 'unknown'],
  ['/', 'text=x', 'unknown'],
  ['/Prompt', 'text=x', 'unknown'],
  ['/prompt/send', 'text=x', 'unknown'],
  ['/command/planwright.stop', 'text=x', 'unknown'],
  ['/settings', 'text=x', 'unknown'],
  ['/prompt', 'text= \u200b\n', 'empty'],
  ['/prompt', `text=${'x'.repeat(LINK_LIMIT + 1)}`, 'too_long'],
])('%s?%.20s does nothing', (path, query, problem) => {
  expect(promptOfLink(path, query)).toEqual({ problem });
});
