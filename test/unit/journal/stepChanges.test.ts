// What a plan step did to files can be told and taken back by itself.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { restoreFiles } from '../../../src/core/journal/restore';
import { runFiles, stepCheckpoint, stepFiles, stepTargets } from '../../../src/core/journal/stepChanges';
import { openJournal } from './journalHarness';
import type { Edit, JournalHarness } from './journalHarness';

const step = (stepId: string, runId = 'run') => ({ kind: 'run', runId, stepId }) as const;

let restores = 0;
async function rollBack({ workspace, journal, blobs }: JournalHarness, stepId: string) {
  const state = await journal.read();
  return restoreFiles({
    workspace,
    journal,
    blobs,
    state,
    checkpointId: stepCheckpoint(step(stepId)),
    targets: stepTargets(state, step(stepId)),
    newId: () => `restore-${(restores += 1)}`,
    signal: new AbortController().signal,
  });
}
const filesOf = async ({ journal, blobs }: JournalHarness, stepId: string) =>
  stepFiles(await journal.read(), step(stepId), blobs);

describe('the files of a step', () => {
  test('have the text before its first write and behind its last', async () => {
    const harness = openJournal({ files: { 'a.txt': 'one\n', 'gone.txt': '', 'same.txt': 's' } });
    await harness.commit(step('other'), { kind: 'edit', path: 'a.txt', content: 'two\n' });
    await harness.commit(
      step('s'),
      { kind: 'edit', path: 'a.txt', content: 'three\n' },
      { kind: 'delete', path: 'gone.txt' },
      { kind: 'create', path: 'new.txt', content: '' },
    );
    await harness.commit(step('s'), { kind: 'edit', path: 'a.txt', content: 'four\n' });
    await harness.commit(step('s'), { kind: 'edit', path: 'same.txt', content: 't' });
    await harness.commit(step('s'), { kind: 'edit', path: 'same.txt', content: 's' });
    expect(await filesOf(harness, 's')).toEqual({
      files: [
        { path: 'a.txt', before: 'two\n', after: 'four\n' },
        { path: 'gone.txt', before: '', after: null },
        { path: 'new.txt', before: null, after: '' },
      ],
      leftOut: [],
    });
  });

  test('leave out what is no text, too large, or not stored, and say why', async () => {
    const harness = openJournal({ maxBlobBytes: 400_000 });
    await harness.commit(
      step('s'),
      { kind: 'create', path: 'image.png', content: new Uint8Array([0, 1, 2, 0]) },
      { kind: 'create', path: 'large.txt', content: 'x'.repeat(300_000) },
      { kind: 'create', path: 'huge.txt', content: 'x'.repeat(500_000) },
    );
    expect(await filesOf(harness, 's')).toEqual({
      files: [],
      leftOut: [
        { path: 'image.png', reason: 'it is no text' },
        { path: 'large.txt', reason: 'it is too large to be shown' },
        { path: 'huge.txt', reason: expect.stringMatching(/stored$/) as string },
      ],
    });
  });
});

test('the files of a run are those that it left other than they were', async () => {
  const harness = openJournal({ files: { 'a.txt': '1', 'b.txt': '1', 'c.txt': '1', 'same.txt': 's' } });
  await harness.commit(step('s', 'earlier'), { kind: 'edit', path: 'c.txt', content: '2' });
  await harness.commit(step('s'), { kind: 'edit', path: 'same.txt', content: 't' });
  await harness.commit(step('s'), { kind: 'edit', path: 'same.txt', content: 's' });
  await harness.commit(step('s'), { kind: 'rename', path: 'b.txt', to: 'moved.txt' });
  await harness.commit(step('back'), { kind: 'create', path: 'new.txt', content: '1' });
  await harness.commit(step('back'), { kind: 'edit', path: 'a.txt', content: '2' });
  await harness.commit(step('t'), { kind: 'delete', path: 'c.txt' });
  await rollBack(harness, 'back');
  expect(runFiles(await harness.journal.read(), 'run')).toEqual(['moved.txt', 'c.txt']);
  expect(runFiles(await harness.journal.read(), 'earlier')).toEqual(['c.txt']);
  expect(runFiles(await harness.journal.read(), 'other')).toEqual([]);
});

describe('taking a step back', () => {
  test('leaves other steps, other runs and what it did not touch as they are', async () => {
    const harness = openJournal({ files: { 'a.txt': '1', 'b.txt': '1' } });
    await harness.commit(step('one'), { kind: 'edit', path: 'a.txt', content: '2' });
    await harness.commit(step('two'), { kind: 'edit', path: 'b.txt', content: '2' });
    await harness.commit(step('one', 'earlier'), { kind: 'create', path: 'c.txt', content: '1' });
    expect(await rollBack(harness, 'one')).toMatchObject({ restored: ['a.txt'], kept: [] });
    expect(harness.tree()).toEqual({ 'a.txt': '1', 'b.txt': '2', 'c.txt': '1' });
  });

  test('a file that a person changed since is left alone and named', async () => {
    const harness = openJournal({ files: { 'a.txt': '1', 'b.txt': '1' } });
    const edits: readonly Edit[] = ['a.txt', 'b.txt'].map((path) => ({ kind: 'edit', path, content: '2' }));
    await harness.commit(step('s'), ...edits);
    writeFileSync(join(harness.root, 'a.txt'), 'mine');
    expect(await rollBack(harness, 's')).toMatchObject({ restored: ['b.txt'], kept: ['a.txt'] });
    expect(harness.tree()).toEqual({ 'a.txt': 'mine', 'b.txt': '1' });
  });

  test('never takes back what another step wrote between two of its writes', async () => {
    const harness = openJournal({ files: { 'a.txt': '1' } });
    for (const [by, content] of [
      ['s', '2'],
      ['other', '3'],
      ['s', '4'],
    ] as const)
      await harness.commit(step(by), { kind: 'edit', path: 'a.txt', content });
    expect(await rollBack(harness, 's')).toMatchObject({ restored: [], kept: ['a.txt'] });
    expect(harness.tree()).toEqual({ 'a.txt': '4' });
  });

  test('a file in the way of a step can be taken back once the step that wrote over it is', async () => {
    const harness = openJournal({ files: { 'a.txt': '1' } });
    await harness.commit(step('one'), { kind: 'edit', path: 'a.txt', content: '2' });
    await harness.commit(step('two'), { kind: 'edit', path: 'a.txt', content: '3' });
    expect(await rollBack(harness, 'one')).toMatchObject({ kept: ['a.txt'] });
    expect(await rollBack(harness, 'two')).toMatchObject({ kept: [] });
    expect(await rollBack(harness, 'one')).toMatchObject({ restored: ['a.txt'], kept: [] });
    expect(harness.tree()).toEqual({ 'a.txt': '1' });
  });

  test('an attempt that was taken back already does not count for the next one', async () => {
    const harness = openJournal({ files: { 'a.txt': '1' } });
    await harness.commit(step('s'), { kind: 'edit', path: 'a.txt', content: '2' });
    await rollBack(harness, 's');
    await harness.commit(step('other'), { kind: 'edit', path: 'a.txt', content: '3' });
    await harness.commit(step('s'), { kind: 'edit', path: 'a.txt', content: '4' });
    expect((await filesOf(harness, 's')).files).toEqual([{ path: 'a.txt', before: '3', after: '4' }]);
    await rollBack(harness, 's');
    expect(harness.tree()).toEqual({ 'a.txt': '3' });
  });
});

const NAMES = ['a.txt', 'b.txt', 'c/d.txt'];
const name = fc.constantFrom(...NAMES);
const content = fc.constantFrom('', 'x', 'one\ntwo\n', 'crlf\r\n');
const move = fc.oneof(
  fc.record({ kind: fc.constantFrom('write' as const), path: name, content }),
  fc.record({ kind: fc.constantFrom('delete' as const), path: name }),
  fc.record({ kind: fc.constantFrom('rename' as const), path: name, to: name }),
);
type Move = typeof move extends fc.Arbitrary<infer Value> ? Value : never;

function editOf(wanted: Move, tree: Readonly<Record<string, string>>): Edit | undefined {
  const exists = wanted.path in tree;
  switch (wanted.kind) {
    case 'write':
      return { kind: exists ? 'edit' : 'create', path: wanted.path, content: Buffer.from(wanted.content) };
    case 'delete':
      return exists ? { kind: 'delete', path: wanted.path } : undefined;
    case 'rename':
      return exists && !(wanted.to in tree)
        ? { kind: 'rename', path: wanted.path, to: wanted.to }
        : undefined;
  }
}

test('newest first, each step gives the tree from before it, whatever the steps did', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.array(move, { maxLength: 5 }), { minLength: 1, maxLength: 4 }),
      fc.dictionary(name, content),
      async (steps, files) => {
        const harness = openJournal({ files });
        const trees = [];
        for (const [index, moves] of steps.entries()) {
          trees.push(harness.tree());
          for (const wanted of moves) {
            const edit = editOf(wanted, harness.tree());
            if (edit !== undefined) await harness.commit(step(`s${index}`), edit);
          }
        }
        for (let index = steps.length - 1; index >= 0; index -= 1) {
          expect(await rollBack(harness, `s${index}`)).toMatchObject({ kept: [], notUndoable: [] });
          expect(harness.tree()).toEqual(trees[index]);
        }
      },
    ),
    { numRuns: 100 },
  );
});
