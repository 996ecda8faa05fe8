import { expect, it } from 'vitest';
import { RuleStore } from '../../../../src/host/permissions/ruleStore';
import type { RuleStorage, RulesByList } from '../../../../src/host/permissions/ruleStore';

const NONE: RulesByList = { allow: [], ask: [], deny: [] };

function storage(start: Partial<RulesByList> = {}) {
  let rules: RulesByList = { ...NONE, ...start };
  let writes = 0;
  const kept: RuleStorage = {
    read: () => rules,
    async write(list, texts) {
      await Promise.resolve();
      writes += 1;
      rules = { ...rules, [list]: texts };
    },
  };
  return { ...kept, writes: () => writes };
}

it('puts all sources together, and nothing that comes with the workspace allows', () => {
  const store = new RuleStore({
    user: storage({ allow: ['bash(npm test)', ' '], deny: ['bash(rm *)'] }),
    workspace: storage({ allow: ['bash(make)'] }),
    files: () => ({ allow: ['bash'], ask: ['bash(git push)'], deny: ['read(secrets/**)'] }),
  });
  expect(store.effective()).toEqual({
    allow: ['bash(npm test)', 'bash(make)'],
    ask: ['bash(git push)'],
    deny: ['bash(rm *)', 'read(secrets/**)'],
  });
  expect(store.rules('files').allow).toEqual([]);
});

it('keeps rules where they belong, once, and tells of changes', async () => {
  const [user, workspace] = [storage(), storage()];
  const store = new RuleStore({ user, workspace, files: () => NONE });
  let changes = 0;
  const stop = store.onDidChange(() => (changes += 1));
  const before = store.effective();
  // All at once: none may be lost.
  await Promise.all([
    store.add('workspace', 'allow', 'bash(make)'),
    store.add('workspace', 'allow', 'bash(make lint)'),
    store.add('workspace', 'allow', 'bash(make)'),
    store.add('user', 'deny', 'bash(rm *)'),
  ]);
  expect(workspace.read().allow).toEqual(['bash(make)', 'bash(make lint)']);
  expect(store.effective()).toEqual({
    allow: ['bash(make)', 'bash(make lint)'],
    ask: [],
    deny: ['bash(rm *)'],
  });
  expect(store.effective()).not.toBe(before);
  expect([changes, workspace.writes()]).toEqual([3, 2]);
  await store.replace('workspace', 'allow', 'bash(make)', 'bash(make lint)');
  expect(workspace.read().allow).toEqual(['bash(make lint)']);
  stop();
  await store.remove('workspace', 'allow', 'bash(make lint)');
  expect(workspace.read().allow).toEqual([]);
  expect(changes).toBe(4);
});

it('gives the same object while nothing has changed, and goes on after a failed write', async () => {
  const user = storage();
  const failing = { ...user, write: () => Promise.reject(new Error('full')) };
  const store = new RuleStore({ user: failing, workspace: storage(), files: () => NONE });
  const before = store.effective();
  await expect(store.add('user', 'allow', 'bash(ls)')).rejects.toThrow('full');
  store.refresh();
  expect(store.effective()).toBe(before);
  await store.add('workspace', 'allow', 'bash(ls)');
  expect(store.effective().allow).toEqual(['bash(ls)']);
});
