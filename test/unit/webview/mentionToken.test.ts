import { expect, it } from 'vitest';
import { mentionTokenAt, withoutToken } from '../../../webview/composer/mentionToken';

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
  ['fix @ca please', { start: 4, end: 7 }, 'fix please'],
  ['@ca please', { start: 0, end: 3 }, 'please'],
  ['(@ca)', { start: 1, end: 4 }, '()'],
])('takes it out of %j', (text, place, expected) => {
  expect(withoutToken(text, { ...place, query: 'ca' })).toBe(expected);
});
