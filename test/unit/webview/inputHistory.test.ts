import { expect, it } from 'vitest';
import { InputHistory } from '../../../webview/composer/inputHistory';

it('walks back and forth and gives the draft back', () => {
  const history = new InputHistory(['one', 'two']);
  expect(history.previous('draft')).toBe('two');
  expect(history.previous('two')).toBe('one');
  expect(history.previous('one')).toBeUndefined();
  expect(history.next()).toBe('two');
  expect(history.next()).toBe('draft');
  expect(history.next()).toBeUndefined();
});

it('begins anew at the end after typing or sending', () => {
  const history = new InputHistory(['one']);
  history.previous('');
  history.reset();
  expect(history.previous('typed')).toBe('one');
  history.add('two');
  expect(history.previous('')).toBe('two');
});

it('keeps neither blanks nor repeats, and at most a hundred', () => {
  const history = new InputHistory();
  for (const text of ['a', 'a', '  ', 'b', 'a']) history.add(text);
  expect(history.entries).toEqual(['a', 'b', 'a']);
  for (let index = 0; index < 150; index++) history.add(`prompt ${index}`);
  expect(history.entries).toHaveLength(100);
  expect(history.entries.at(-1)).toBe('prompt 149');
});

it('has nothing to walk through when it is empty', () => {
  const history = new InputHistory();
  expect(history.previous('draft')).toBeUndefined();
  expect(history.next()).toBeUndefined();
});
