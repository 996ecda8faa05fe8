import { expect, test } from 'vitest';
import { choices, parseAnswer } from '../../../../src/cli/ask/answer';
import type { ConfirmationAnswer } from '../../../../src/core/permissions/confirmation';

const details = {
  title: 'npm test',
  reason: 'Commands ask.',
  remember: { rule: 'bash(npm test)', words: 'run exactly `npm test` without asking' },
};

const rows: readonly [string, ConfirmationAnswer | 'rule' | undefined][] = [
  ['y', { approved: true, remember: 'once' }],
  ['Yes', { approved: true, remember: 'once' }],
  ['s', { approved: true, remember: 'session' }],
  ['w', { approved: true, remember: 'workspace' }],
  ['always', { approved: true, remember: 'user' }],
  ['r', 'rule'],
  ['n', { approved: false }],
  ['no', { approved: false }],
  ['n, use the other file', { approved: false, reason: 'use the other file' }],
  ['', undefined],
  ['yes but', undefined],
  ['nope', undefined],
  ['x', undefined],
];

test.each(rows)('%j', (typed, expected) => {
  expect(parseAnswer(typed, details)).toEqual(expected);
});

test('nothing is remembered where nothing may be', () => {
  const isProtected = { title: 'edit .git/config', reason: 'Protected.' };
  expect(parseAnswer('a', isProtected)).toBeUndefined();
  expect(parseAnswer('s', isProtected)).toBeUndefined();
  expect(parseAnswer('w', isProtected)).toBeUndefined();
  expect(parseAnswer('r', isProtected)).toBeUndefined();
  expect(choices(isProtected)).toBe('[y]es  [n]o, because ... ');
  expect(choices(details)).toBe('[y]es  [s]ession  [w]orkspace  [a]lways  [r]ule  [n]o, because ... ');
});
