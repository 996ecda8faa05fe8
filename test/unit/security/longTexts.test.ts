// Texts made so that a pattern may try every place with every other. Each is answered rightly; with the square of its length none of them
// would be before the limit of a test.
import { expect, test } from 'vitest';
import { SECRET_PATTERNS } from '../../../src/core/security/secretPatterns';
import { createRedactor } from '../../../src/core/security/secretRedaction';
import { madeUp } from '../../fixtures/security/madeUpKeys';

const LENGTH = 600_000;
const redactor = createRedactor(() => [], SECRET_PATTERNS);

test.each([
  '\n',
  ' ',
  'a',
  'a.',
  'A1',
  'eyJ-',
  'eyJ.',
  'eyJaaaaaaaa.',
  'sk-',
  'sk-a ',
  'ghp_',
  'key-',
  'SG.a',
  'SECRET',
  'SECRET_',
  'token=',
  'token = ',
  'password: "',
  'password":"',
  "token='",
  '-----BEGIN ',
  '-----BEGIN PRIVATE KEY-----',
  '-----BEGIN PRIVATE KEY-----\n',
  '://',
  '://a:',
  '://a:b ',
  'bearer ',
  '--token ',
  '<password>',
  '?sig=',
  '4',
  '4111 ',
  '4111-',
  '123-45-',
  'DE89 ',
  'GB29NWBK',
  'a@',
  'a@b.',
  '+1 415 ',
  '(415',
  '[redacted: ',
])('%j over and over', (part) => {
  const text = part.repeat(Math.floor(LENGTH / part.length));
  expect(redactor.text(text).length).toBeGreaterThan(0);
  const stream = redactor.stream();
  let shown = 0;
  for (let at = 0; at < 60_000; at += 997) shown += stream.push(text.slice(at, at + 997)).length;
  expect(shown + stream.flush().length).toBeGreaterThan(0);
});

test('a secret behind all of that is found', () => {
  const key = `ghp_${madeUp(36, 1)}`;
  const text = 'SECRET_token=eyJ-'.repeat(20_000);
  expect(redactor.text(`${text} ${key}`)).not.toContain(key);
});

test('many secrets in one text, of kinds that have several beginnings, and many known values', () => {
  const known = Array.from({ length: 50 }, (_, index) => `known-value-${index}-${madeUp(8, index)}`);
  const all = createRedactor(() => known, SECRET_PATTERNS);
  const words = [
    `xoxb-${madeUp(24, 1)}`,
    `shppa_${madeUp(32, 2, 'hex')}`,
    known[0] ?? '',
    `hvr.${madeUp(30, 3)}`,
  ];
  const shown = all.text(`${words.join(' ')}\n`.repeat(6_000));
  expect(shown.match(/\[redacted/g)).toHaveLength(24_000);
});
