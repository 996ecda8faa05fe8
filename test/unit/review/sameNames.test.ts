// Two folders of one name, and a file of the same name in both: review, journal and restore tell them apart.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { createBlobStore } from '../../../src/core/journal/blobStore';
import { createSessionChanges } from '../../../src/core/journal/sessionChanges';
import type { SessionChanges } from '../../../src/core/journal/sessionChanges';
import { createReview } from '../../../src/core/review/createReview';
import type { ReviewEngine } from '../../../src/core/review/createReview';
import { commitChanges } from '../../../src/core/workspace/commit';
import { createDiskWorkspace } from '../../../src/core/workspace/diskWorkspace';
import type { Workspace } from '../../../src/core/workspace/workspace';
import { temporaryFolder } from '../workspace/temporaryFolder';

interface Window {
  readonly workspace: Workspace;
  readonly review: ReviewEngine;
  readonly changes: SessionChanges;
}

const top = (): string => temporaryFolder({ 'new/app/a.txt': 'new\n', 'old/app/a.txt': 'old\n' });

/** @param roots in the order of the window */
function open(roots: readonly string[], dir: string, prefix: string): Window {
  const workspace = createDiskWorkspace({ folders: roots.map((root) => ({ root })) });
  let count = 0;
  const newId = (): string => `${prefix}${(count += 1)}`;
  const path = join(dir, 'one.jsonl');
  const onFailure = (error: unknown): never => {
    throw new Error('Not expected', { cause: error });
  };
  const review = createReview({
    workspace,
    now: () => (count += 1),
    newId,
    storage: {
      blobs: createBlobStore({ dir: join(dir, 'blobs') }),
      journalPath: () => path,
      reviewPath: () => join(dir, 'one.review.json'),
      later: () => undefined,
    },
    onFailure,
  });
  const changes = createSessionChanges({
    path,
    sessionId: 'one',
    workspace,
    now: () => (count += 1),
    newId,
    review,
    onFailure,
  });
  onTestFinished(() => changes.dispose());
  return { workspace, review, changes };
}

/** The agent writes by the names that the workspace shows. */
async function edit({ workspace, changes }: Window, name: string, text: string): Promise<void> {
  const file = await workspace.resolve(name);
  const before = await workspace.read(file.path);
  await commitChanges(workspace, [{ kind: 'edit', file, before, after: { text } }], {
    signal: new AbortController().signal,
    journal: changes.recorder(() => ({ kind: 'run', runId: 'run' })),
  });
}

const shown = (review: ReviewEngine) => review.files().map(({ display, path }) => [display, path]);

test('an undo of one leaves the other, and a restore brings both back', async () => {
  const folder = top();
  const [first, second] = [join(folder, 'new/app'), join(folder, 'old/app')] as const;
  const window = open([first, second], temporaryFolder(), 'id');
  const text = (root: string): string => readFileSync(join(root, 'a.txt'), 'utf8');
  window.changes.startRun('run');
  await edit(window, 'app/a.txt', 'NEW\n');
  await edit(window, 'app-2/a.txt', 'OLD\n');
  expect([text(first), text(second)]).toEqual(['NEW\n', 'OLD\n']);
  expect(shown(window.review)).toEqual([
    ['app-2/a.txt', join(second, 'a.txt')],
    ['app/a.txt', join(first, 'a.txt')],
  ]);
  expect((await window.changes.list()).map(({ path }) => path)).toEqual(['app/a.txt', 'app-2/a.txt']);
  await window.review.undo({ kind: 'files', paths: [join(second, 'a.txt')] });
  expect([text(first), text(second)]).toEqual(['NEW\n', 'old\n']);
  expect(shown(window.review)).toEqual([['app/a.txt', join(first, 'a.txt')]]);
  await window.review.undoLastDecision();
  const signal = new AbortController().signal;
  expect((await window.changes.restore('run', { signal })).restored).toEqual(['app/a.txt', 'app-2/a.txt']);
  expect([text(first), text(second)]).toEqual(['new\n', 'old\n']);
});

test('files under review are shown by the names that the folders have now', async () => {
  const folder = top();
  const [first, second] = [join(folder, 'new/app'), join(folder, 'old/app')] as const;
  const dir = temporaryFolder();
  const before = open([first, second], dir, 'id');
  await edit(before, 'app/a.txt', 'NEW\n');
  await before.review.flush();
  // The other folder comes first now, and is the one without a number.
  const after = open([second, first], dir, 'later');
  await after.review.load(['one']);
  expect(shown(after.review)).toEqual([['app-2/a.txt', join(first, 'a.txt')]]);
  await edit(after, 'app/a.txt', 'OLD\n');
  expect(shown(after.review)).toEqual([
    ['app-2/a.txt', join(first, 'a.txt')],
    ['app/a.txt', join(second, 'a.txt')],
  ]);
});
