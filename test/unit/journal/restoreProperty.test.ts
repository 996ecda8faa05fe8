// Whatever was done to the files: a restore gives the tree of before, and taking the restore back gives the tree of after.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { restoreFiles } from '../../../src/core/journal/restore';
import { openJournal } from './journalHarness';
import type { Edit, JournalHarness } from './journalHarness';

const NAMES = ['a.txt', 'b.txt', 'c/d.txt', 'c/e.txt'];
const name = fc.constantFrom(...NAMES);
const content = fc.constantFrom('', 'x', 'one\ntwo\n', 'crlf\r\n', '\ufeffmarked\n', 'mixed\r\nlines\n');
const step = fc.oneof(
  fc.record({ kind: fc.constantFrom('write' as const), path: name, content }),
  fc.record({ kind: fc.constantFrom('delete' as const), path: name }),
  fc.record({ kind: fc.constantFrom('rename' as const), path: name, to: name, content: fc.option(content) }),
  fc.record({ kind: fc.constantFrom('checkpoint' as const) }),
);
type Step = typeof step extends fc.Arbitrary<infer Value> ? Value : never;

/** The edit that a step means for the tree as it is; undefined for one that can't be done. */
function editOf(
  move: Exclude<Step, { kind: 'checkpoint' }>,
  tree: Readonly<Record<string, string>>,
): Edit | undefined {
  const exists = move.path in tree;
  switch (move.kind) {
    case 'write':
      return { kind: exists ? 'edit' : 'create', path: move.path, content: Buffer.from(move.content) };
    case 'delete':
      return exists ? { kind: 'delete', path: move.path } : undefined;
    case 'rename':
      if (!exists || move.to in tree) return undefined;
      return {
        kind: 'rename',
        path: move.path,
        to: move.to,
        ...(move.content === null ? {} : { content: move.content }),
      };
  }
}

async function restore(
  { workspace, journal, blobs }: JournalHarness,
  checkpointId: string,
  restoreId: string,
) {
  return restoreFiles({
    workspace,
    journal,
    blobs,
    state: await journal.read(),
    checkpointId,
    newId: () => restoreId,
    signal: new AbortController().signal,
  });
}

test('restore and redo are exact for any sequence of changes, from any checkpoint', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(step, { minLength: 1, maxLength: 14 }),
      fc.dictionary(name, content),
      fc.nat(),
      async (steps, files, pick) => {
        const harness = openJournal({ files });
        const trees = [harness.tree()];
        harness.journal.checkpoint('run-0', 'run');
        for (const move of steps) {
          if (move.kind === 'checkpoint') {
            harness.journal.checkpoint(`run-${trees.length}`, 'run');
            trees.push(harness.tree());
            continue;
          }
          const edit = editOf(move, harness.tree());
          if (edit !== undefined) await harness.commit(`run-${trees.length - 1}`, edit);
        }
        const after = harness.tree();
        const chosen = pick % trees.length;
        const first = await restore(harness, `run-${chosen}`, 'restore-1');
        expect(first).toMatchObject({ kept: [], notUndoable: [] });
        expect(harness.tree()).toEqual(trees[chosen]);
        if (first.restoreId === undefined) {
          expect(after).toEqual(trees[chosen]);
          return;
        }
        await restore(harness, 'restore-1', 'restore-2');
        expect(harness.tree()).toEqual(after);
        await restore(harness, 'restore-2', 'restore-3');
        expect(harness.tree()).toEqual(trees[chosen]);
      },
    ),
    { numRuns: 150 },
  );
});
