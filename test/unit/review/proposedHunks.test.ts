import fc from 'fast-check';
import { expect, test } from 'vitest';
import { pickChanges, toProposedDiff } from '../../../src/core/review/proposedHunks';
import { latin1Of, snapshotOf } from '../../../src/core/workspace/textCodec';
import type { FileChange, FileContent, ResolvedPath } from '../../../src/core/workspace/workspace';

const file = (name: string): ResolvedPath => ({ path: `/w/${name}`, display: name });

function edit(before: string | Uint8Array, after: FileContent): FileChange {
  const bytes = typeof before === 'string' ? Buffer.from(before) : before;
  return { kind: 'edit', file: file('a.txt'), before: snapshotOf('/w/a.txt', bytes), after };
}

const idsOf = (change: FileChange): readonly string[] =>
  (toProposedDiff(change).hunks ?? []).flatMap(({ id }) => (id === undefined ? [] : [id]));

const pick = (change: FileChange, hunks: readonly string[]) =>
  pickChanges([change], [{ path: 'a.txt', take: 'hunks', hunks }]);

/** Text of the file after the change; undefined when it stays as it is. */
function resultOf(changes: readonly FileChange[]): string | undefined {
  const [change] = changes;
  if (change === undefined || change.kind === 'delete' || change.after === undefined) return undefined;
  return 'text' in change.after ? change.after.text : latin1Of(change.after.bytes);
}

const BEFORE = ['one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', ''].join('\n');
const AFTER = ['ONE', 'two', 'three', 'four', 'five', 'SIX', 'seven', 'eight', 'nine', ''].join('\n');

test('each contiguous change is a hunk of its own, and no line is shown twice', () => {
  const diff = toProposedDiff(edit(BEFORE, { text: AFTER }));
  expect(diff).toMatchObject({ added: 3, removed: 2, isEditable: true });
  expect(diff.hunks).toEqual([
    { id: 'hunk-1', oldStart: 1, newStart: 1, lines: ['-one', '+ONE', ' two', ' three', ' four'] },
    { id: 'hunk-2', oldStart: 5, newStart: 5, lines: [' five', '-six', '+SIX', ' seven', ' eight'] },
    { id: 'hunk-3', oldStart: 9, newStart: 9, lines: ['+nine'] },
  ]);
});

test('what is picked is applied, and what is left out is said', () => {
  const picked = pick(edit(BEFORE, { text: AFTER }), ['hunk-2']);
  expect(resultOf(picked.changes)).toBe(BEFORE.replace('six', 'SIX'));
  expect(picked.files).toMatchObject([{ path: 'a.txt', taken: 'some', hunksTaken: 1, hunks: 3 }]);
  expect(picked.files[0]?.leftOut?.map(({ lines }) => lines.filter((line) => !line.startsWith(' ')))).toEqual(
    [['-one', '+ONE'], ['+nine']],
  );
});

test('all of the hunks are the whole proposal, none of them is nothing', () => {
  const change = edit(BEFORE, { text: AFTER });
  expect(pick(change, idsOf(change)).changes).toEqual([change]);
  expect(pick(change, [])).toMatchObject({
    changes: [],
    files: [{ taken: 'none', hunksTaken: 0, hunks: 3 }],
  });
  expect(pickChanges([change], [])).toMatchObject({ changes: [], files: [{ taken: 'none' }] });
});

test('another text than the proposed one is told as a difference to it', () => {
  const change = edit('a\nb\n', { text: 'A\nb\n' });
  const mine = pickChanges([change], [{ path: 'a.txt', take: 'text', text: 'mine\nb\n' }]);
  expect(resultOf(mine.changes)).toBe('mine\nb\n');
  expect(mine.files).toEqual([
    {
      path: 'a.txt',
      taken: 'edited',
      hunksTaken: 1,
      hunks: 1,
      edit: [{ oldStart: 1, newStart: 1, lines: ['-A', '+mine', ' b'] }],
    },
  ]);
  const same = pickChanges([change], [{ path: 'a.txt', take: 'text', text: 'A\nb\n' }]);
  expect(same).toMatchObject({ changes: [change], files: [{ taken: 'all' }] });
  const back = pickChanges([change], [{ path: 'a.txt', take: 'text', text: 'a\nb\n' }]);
  expect(back).toMatchObject({ changes: [], files: [{ taken: 'none' }] });
});

test('a new file is taken or left as a whole, or written in another way', () => {
  const change: FileChange = { kind: 'create', file: file('a.txt'), after: { text: 'new\n' } };
  expect(toProposedDiff(change)).toMatchObject({ isEditable: true });
  expect(idsOf(change)).toEqual([]);
  expect(pickChanges([change], [{ path: 'a.txt', take: 'all' }]).changes).toEqual([change]);
  expect(pickChanges([change], [{ path: 'a.txt', take: 'none' }]).changes).toEqual([]);
  const mine = pickChanges([change], [{ path: 'a.txt', take: 'text', text: 'mine\n' }]);
  expect(mine.changes).toEqual([{ ...change, after: { text: 'mine\n' } }]);
});

test('a rename may be wanted without its edits', () => {
  const { before } = edit(BEFORE, { text: AFTER }) as Extract<FileChange, { kind: 'edit' }>;
  const change: FileChange = {
    kind: 'rename',
    file: file('a.txt'),
    to: file('b.txt'),
    before,
    after: { text: AFTER },
  };
  expect(idsOf(change)).toHaveLength(3);
  expect(pick(change, []).changes).toEqual([{ kind: 'rename', file: change.file, to: change.to, before }]);
  expect(resultOf(pick(change, ['hunk-3']).changes)).toBe(`${BEFORE}nine\n`);
  expect(pickChanges([change], [{ path: 'a.txt', take: 'none' }]).changes).toEqual([]);
});

test('a delete and a binary file are taken or left as a whole', () => {
  const { before } = edit('a\n', { text: '' }) as Extract<FileChange, { kind: 'edit' }>;
  const remove: FileChange = { kind: 'delete', file: file('a.txt'), before };
  const binary = edit(new Uint8Array([0, 1]), { bytes: new Uint8Array([0, 2]) });
  for (const change of [remove, binary]) {
    expect(idsOf(change)).toEqual([]);
    expect(toProposedDiff(change).isEditable).toBeUndefined();
    expect(pick(change, ['hunk-1']).changes).toEqual([]);
    expect(pickChanges([change], [{ path: 'a.txt', take: 'text', text: 'x' }]).changes).toEqual([]);
    expect(pickChanges([change], [{ path: 'a.txt', take: 'all' }]).changes).toEqual([change]);
  }
});

test('files with mixed line endings and files that are no text keep every byte that is not picked', () => {
  const mixed = edit('a\r\nb\nc\r\nd\n', { bytes: Buffer.from('A\r\nb\nc\r\nD\n') });
  expect(resultOf(pick(mixed, ['hunk-2']).changes)).toBe('a\r\nb\nc\r\nD\n');
  const latin = edit(Buffer.from('\xe9\nb\n', 'latin1'), { bytes: Buffer.from('\xe9\nB\nc\n', 'latin1') });
  expect(resultOf(pick(latin, ['hunk-1']).changes)).toBe('\xe9\nB\nc\n');
  expect(toProposedDiff(mixed).isEditable).toBeUndefined();
});

const text = fc
  .array(fc.constantFrom('a', 'b', 'c', ''), { maxLength: 12 })
  .chain((lines) => fc.constantFrom('\n', '\r\n').map((ending) => lines.join(ending)));

test('what is picked and what is left out make up the whole, for any texts', () => {
  fc.assert(
    fc.property(text, text, fc.infiniteStream(fc.boolean()), (before, after, coins) => {
      fc.pre(before !== after && !before.includes('\r') === !after.includes('\r'));
      const change = edit(before, { text: after });
      const ids = idsOf(change);
      const taken = ids.filter(() => coins.next().value);
      const once = pick(change, taken);
      const middle = resultOf(once.changes) ?? before;
      // The rest, proposed again for the file as it is then, leads to the proposed text.
      const rest = edit(middle, { text: after });
      expect(idsOf(rest).length).toBeLessThanOrEqual(
        ids.length - taken.length + (taken.length === 0 ? 0 : 1),
      );
      expect(resultOf(pick(rest, idsOf(rest)).changes) ?? middle).toBe(after);
      if (taken.length === ids.length) expect(middle).toBe(after);
      if (taken.length === 0) expect(middle).toBe(before);
    }),
    { numRuns: 400 },
  );
});
