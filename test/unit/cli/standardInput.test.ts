import { PassThrough } from 'node:stream';
import { expect, test } from 'vitest';
import { combinePrompt, readAll } from '../../../src/cli/standardInput';

test.each([
  ['', '', ''],
  ['Explain', '', 'Explain'],
  ['', 'piped\n', 'piped'],
  ['Explain', 'error: x\n', 'Explain\n\nerror: x'],
  ['Explain', ' \n', 'Explain'],
])('%j and %j', (prompt, piped, expected) => {
  expect(combinePrompt(prompt, piped)).toBe(expected);
});

test('characters split over chunks arrive whole', async () => {
  const stream = new PassThrough();
  const bytes = Buffer.from('Grüße');
  stream.write(bytes.subarray(0, 3));
  stream.end(bytes.subarray(3));
  expect(await readAll(stream, () => undefined)).toBe('Grüße');
});
