import { expect, it } from 'vitest';
import { mentionTokenAt, nameToken } from '../../../webview/composer/mentionToken';

it.each([
  ['@', { start: 0, end: 1, query: '' }],
  ['fix @car', { start: 4, end: 8, query: 'car' }],
  ['fix (@src/c', { start: 5, end: 11, query: 'src/c' }],
  ['line\n@symbol:total', { start: 5, end: 18, kind: 'symbol', query: 'total' }],
  ['@File:', { start: 0, end: 6, kind: 'file', query: '' }],
])('finds what is being mentioned in %j', (text, expected) => {
  expect(mentionTokenAt(text, text.length)).toEqual(expected);
});

it.each(['', 'mail me@example.org', '@cart and', 'a@', '@one@two'])('finds nothing in %j', (text) => {
  expect(mentionTokenAt(text, text.length)).toBeUndefined();
});

it('looks at what stands before the caret only', () => {
  expect(mentionTokenAt('@cart.js', 3)).toEqual({ start: 0, end: 3, query: 'ca' });
});

it.each([
  ['fix @ca', 4, 'fix cart.js ', 12],
  ['fix @ca please', 4, 'fix cart.js please', 11],
  ['@ca please', 0, 'cart.js please', 7],
  ['(@ca)', 1, '(cart.js)', 8],
  [' @ca', 1, '', 0],
])('puts the name into %j', (text, start, expected, caret) => {
  const token = { start, end: start + 3, query: 'ca' };
  expect(nameToken(text, token, 'cart.js')).toEqual({ text: expected, caret });
});
