import { expect, test } from 'vitest';
import { printable } from '../../../../src/cli/output/printable';

const rows: readonly [string, string, string][] = [
  ['plain text stays', 'Grüße\n\tα 👍', 'Grüße\n\tα 👍'],
  ['escape sequences', '\u001b[2Jrm', '␛[2Jrm'],
  ['carriage returns vanish', 'safe\rrm -rf\r\n', 'saferm -rf\n'],
  ['C1 controls', '\u009b31m', '<U+009B>31m'],
  ['backspace', 'ls\b\brm', 'ls␈␈rm'],
  ['bidirectional marks', 'a\u202eb', 'a<U+202E>b'],
  ['tag characters', 'a\u{e0041}b', 'a<U+E0041>b'],
];

test.each(rows)('%s', (_name, text, expected) => {
  expect(printable(text)).toBe(expected);
});
