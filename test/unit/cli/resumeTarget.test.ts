import { expect, test } from 'vitest';
import { sessionLines } from '../../../src/cli/listing';
import { pickSession } from '../../../src/cli/resumeTarget';
import type { SessionSummary } from '../../../src/core/session/sessionStore';

const session = (sessionId: string, folder: string, more: Partial<SessionSummary> = {}): SessionSummary => ({
  sessionId,
  title: `Title of ${sessionId}`,
  createdAt: 0,
  updatedAt: Date.UTC(2026, 0, 2, 3, 4),
  workspace: [folder],
  bytes: 10,
  interrupted: false,
  ownedElsewhere: false,
  ...more,
});
const sessions = [session('abc1', '/other'), session('abd2', '/here'), session('abd', '/here')];

test.each([
  ['abc1', 'abc1'],
  ['abc', 'abc1'],
  ['abd', 'abd'],
  ['last', 'abd2'],
])('%s means %s', (wanted, expected) => {
  expect(pickSession(sessions, wanted, '/here').sessionId).toBe(expected);
});

test('the newest of all, where this folder has none', () => {
  expect(pickSession(sessions, 'last', '/new').sessionId).toBe('abc1');
});

test('unknown, ambiguous and none are configuration errors', () => {
  expect(() => pickSession(sessions, 'zzz', '/here')).toThrow('Session not found: zzz.');
  expect(() => pickSession(sessions, 'ab', '/here')).toThrow('3 sessions begin with ab.');
  expect(() => pickSession([], 'last', '/here')).toThrow('There is no session to go on with yet.');
});

test('the list says what state a session is in', () => {
  expect(sessionLines([session('a', '/x', { interrupted: true, title: 'Fix\u001b[2J' })])).toEqual([
    'a  2026-01-02 03:04  cut off  /x  Fix␛[2J',
  ]);
});
