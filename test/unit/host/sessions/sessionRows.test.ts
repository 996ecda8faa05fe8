import { describe, expect, it } from 'vitest';
import type { SessionSummary } from '../../../../src/core/session/sessionStore';
import { belongsHere, sessionRows } from '../../../../src/host/sessions/sessionRows';
import { emptyView } from '../../../../src/protocol/viewState';

describe('belongsHere', () => {
  const exists = (path: string): boolean => path !== '/work/renamed-away';
  it.each([
    ['a session of the same folder', ['/work/a'], ['/work/a'], true],
    ['after a move to several folders', ['/work/a'], ['/work/a', '/work/b'], true],
    ['a session of several folders, seen from one', ['/work/a', '/work/b'], ['/work/b'], true],
    ['a session of another folder that is still there', ['/work/other'], ['/work/a'], false],
    ['a session whose folder was renamed', ['/work/renamed-away'], ['/work/a'], true],
    ['a session without a folder, in a window with one', [], ['/work/a'], false],
    ['a session without a folder, in a window without', [], [], true],
    ['a virtual workspace of another address', ['vscode-vfs://github/a/b'], ['/work/a'], false],
  ])('%s', (_name, workspace, roots, expected) => {
    expect(belongsHere({ workspace }, roots, exists)).toBe(expected);
  });
});

describe('sessionRows', () => {
  const summary = (overrides: Partial<SessionSummary>): SessionSummary => ({
    sessionId: 's',
    title: 'Stored title',
    createdAt: 1,
    updatedAt: 2,
    workspace: ['/work/a'],
    bytes: 10,
    interrupted: false,
    ownedElsewhere: false,
    ...overrides,
  });
  const live = {
    id: 's',
    activity: 'waiting',
    isUnread: true,
    access: 'owner',
    view: emptyView('s'),
  } as const;

  it.each([
    ['an idle one', summary({}), [], { title: 'Stored title', state: 'idle', isUnread: false }],
    ['an interrupted one', summary({ interrupted: true }), [], { state: 'interrupted' }],
    [
      'one of another window',
      summary({ ownedElsewhere: true, interrupted: true }),
      [],
      { state: 'elsewhere' },
    ],
    ['one without a title', summary({ title: '' }), [], { title: 'Untitled session' }],
    ['an open one', summary({}), [live], { state: 'waiting', isUnread: true, title: 'Stored title' }],
    [
      'an open one that was taken over',
      summary({}),
      [{ ...live, access: 'read_only' as const }],
      { state: 'elsewhere' },
    ],
    [
      'an open one that was renamed',
      summary({}),
      [{ ...live, view: { ...emptyView('s'), title: 'New title' } }],
      { title: 'New title' },
    ],
  ])('%s', (_name, stored, open, expected) => {
    expect(sessionRows([stored], open)).toEqual([
      expect.objectContaining({ sessionId: 's', updatedAt: 2, ...expected }),
    ]);
  });
});
