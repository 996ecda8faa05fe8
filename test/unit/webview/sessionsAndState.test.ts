import { expect, it } from 'vitest';
import type { SessionRow } from '../../../src/protocol/messages';
import { entryOf, readSavedState, withEntry } from '../../../webview/savedState';
import { filterSessions } from '../../../webview/sessions/filterSessions';

const row = (title: string, updatedAt: number): SessionRow => ({
  sessionId: title,
  title,
  updatedAt,
  state: 'idle',
  isUnread: false,
});

it.each([
  ['', ['Explain totals', 'Fix the cart', 'Fix totals']],
  ['FIX', ['Fix the cart', 'Fix totals']],
  ['totals fix', ['Fix totals']],
  ['nothing', []],
])('finds sessions by %j, newest first', (query, expected) => {
  const sessions = [row('Fix totals', 1), row('Explain totals', 3), row('Fix the cart', 2)];
  expect(filterSessions(sessions, query).map((session) => session.title)).toEqual(expected);
});

it.each([[undefined], [{}], [{ drafts: [['a']], history: [] }], ['text']])('begins anew from %j', (saved) => {
  expect(readSavedState(saved)).toEqual({ drafts: [], mentions: [], places: [], history: [] });
});

it('keeps one entry a session, and at most twenty', () => {
  let drafts = withEntry([], 's', 'first');
  drafts = withEntry(drafts, 's', 'second');
  expect(drafts).toEqual([['s', 'second']]);
  expect(entryOf(drafts, 's')).toBe('second');
  expect(withEntry(drafts, 's', undefined)).toEqual([]);
  for (let index = 0; index < 30; index++) drafts = withEntry(drafts, `s${index}`, 'x');
  expect(drafts).toHaveLength(20);
  expect(drafts.at(-1)).toEqual(['s29', 'x']);
  expect(entryOf(drafts, 's')).toBeUndefined();
});

it('reads what it saved', () => {
  const saved = {
    drafts: [['s', 'text']],
    mentions: [['s', [{ kind: 'problems', label: 'Problems' }]]],
    places: [['s', { rowKey: '12', offset: -4 }]],
    history: ['one'],
  };
  expect(readSavedState(JSON.parse(JSON.stringify(saved)))).toEqual(saved);
});

it('reads what an earlier version saved', () => {
  const saved = { drafts: [['s', 'text']], places: [], history: [] };
  expect(readSavedState(saved)).toEqual({ ...saved, mentions: [] });
});
