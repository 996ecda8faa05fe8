import { describe, expect, test } from 'vitest';
import type { ReviewedFile, ReviewHunk } from '../../../../src/core/review/review';
import { reviewList, targetsOfCall, targetsOfStep } from '../../../../src/host/review/reviewFeed';
import { isCut, listOfStep, REVIEW_FILE_LIMIT, REVIEW_HUNK_LIMIT } from '../../../../src/protocol/reviewList';

const source = (toolCallId: string) => ({ sessionId: 's', changeId: 'c', runId: 'r', toolCallId, time: 1 });

const hunk = (id: string, ...toolIds: readonly string[]): ReviewHunk => ({
  id,
  start: 3,
  end: 5,
  removed: 'old\n',
  added: '\n  new line\n',
  sources: toolIds.map(source),
  isEdited: false,
  isBaseChanged: false,
});

const file = (path: string, hunks: readonly ReviewHunk[], toolId = 'call-1'): ReviewedFile => ({
  path: `/w/${path}`,
  display: path,
  kind: hunks.length === 0 ? 'deleted' : 'edited',
  hunks,
  sources: [source(toolId)],
  addedLines: 2,
  removedLines: 1,
});

const labelOf = (): string => '“Fix it”';

test('hunks are shown by the lines they have now and their first words', () => {
  const list = reviewList([file('a.ts', [hunk('h1', 'call-1')]), file('gone.ts', [])], new Map(), labelOf);
  expect(list).toMatchObject({
    changes: 2,
    fileCount: 2,
    calls: { 'call-1': { pending: 2, kept: 0, undone: 0 } },
  });
  expect(list.files[0]?.hunks).toEqual([
    { id: 'h1', from: 4, to: 5, text: 'new line', added: 2, removed: 1, label: '“Fix it”', isEdited: false },
  ]);
});

test('a row tells what somebody else had a hand in, and what is no text', () => {
  const since: ReviewedFile = {
    ...file('logo.png', []),
    kind: 'opaque',
    isOpaque: true,
    changedSince: 'certainly',
  };
  const mixed = file('a.ts', [{ ...hunk('h1', 'call-1'), isBaseChanged: true }, hunk('h2', 'call-1')]);
  const [first, second] = reviewList([since, mixed], new Map(), labelOf).files;
  expect(first).toMatchObject({ isOpaque: true, changedSince: 'certainly' });
  expect(second).not.toHaveProperty('changedSince');
  expect(second?.hunks.map(({ isBaseChanged }) => isBaseChanged)).toEqual([true, undefined]);
});

test('a long list is cut, and the numbers stay those of the whole', () => {
  const hunks = Array.from({ length: REVIEW_HUNK_LIMIT + 10 }, (_, index) => hunk(`h${index}`, 'call-1'));
  const files = Array.from({ length: REVIEW_FILE_LIMIT + 5 }, (_, index) =>
    file(`${index}.ts`, index === 0 ? hunks : []),
  );
  const list = reviewList(files, new Map(), labelOf);
  expect(list.files).toHaveLength(REVIEW_FILE_LIMIT);
  expect(list.fileCount).toBe(REVIEW_FILE_LIMIT + 5);
  expect(list.changes).toBe(hunks.length + files.length - 1);
  expect(list.files[0]).toMatchObject({ hunkCount: hunks.length });
  expect(list.files[0]?.hunks).toHaveLength(REVIEW_HUNK_LIMIT);
});

test('a call decides about its own hunks and whole files', () => {
  const files = [file('a.ts', [hunk('h1', 'call-1'), hunk('h2', 'call-2')]), file('gone.ts', [])];
  expect(targetsOfCall(files, 'call-1')).toEqual([
    { kind: 'hunks', ids: ['h1'] },
    { kind: 'files', paths: ['/w/gone.ts'] },
  ]);
  expect(targetsOfCall(files, 'call-3')).toEqual([]);
});

describe('a plan step', () => {
  const by = (runId: string, ...stepIds: readonly string[]) =>
    stepIds.map((stepId) => ({ sessionId: 's', changeId: `c-${stepId}`, runId, stepId, time: 1 }));
  const made = (id: string, runId: string, ...stepIds: readonly string[]): ReviewHunk => ({
    ...hunk(id),
    sources: by(runId, ...stepIds),
  });
  const of = (path: string, kind: ReviewedFile['kind'], ...hunks: readonly ReviewHunk[]): ReviewedFile => ({
    ...file(path, hunks),
    kind,
    sources: hunks.flatMap(({ sources }) => sources),
  });
  const files: readonly ReviewedFile[] = [
    of('alone.ts', 'edited', made('h1', 'r1', 'a')),
    of('bad.ts', 'created', made('h2', 'r1', 'a'), made('h3', 'r1', 'b')),
    of('both.ts', 'created', made('h4', 'r2', 'b', 'a')),
    { ...file('gone.ts', []), sources: by('r2', 'b', 'a') },
    of('other.ts', 'edited', made('h5', 'r9', 'a'), hunk('h6', 'call-1')),
  ];
  const step = { runIds: ['r1', 'r2'], stepId: 'a' };

  test('shows what it had a part in, in any run of its plan, and the numbers of just that', () => {
    const own = listOfStep(reviewList(files, new Map(), labelOf), step);
    expect(own.files.map(({ display, hunks }) => [display, hunks.map(({ id }) => id)])).toEqual([
      ['alone.ts', ['h1']],
      ['bad.ts', ['h2']],
      ['both.ts', ['h4']],
      ['gone.ts', []],
    ]);
    expect(own).toMatchObject({ changes: 4, fileCount: 4 });
    expect(own.files[1]).toMatchObject({ added: 2, removed: 1, hunkCount: 1 });
    expect(listOfStep(reviewList(files, new Map(), labelOf), { ...step, stepId: 'z' }).changes).toBe(0);
  });

  test('decides about just that, and about a whole file only where it is its own', () => {
    expect(targetsOfStep(files, step, undefined)).toEqual([
      { kind: 'hunks', ids: ['h2', 'h4'] },
      { kind: 'files', paths: ['/w/alone.ts', '/w/gone.ts'] },
    ]);
    expect(targetsOfStep(files, step, '/w/bad.ts')).toEqual([{ kind: 'hunks', ids: ['h2'] }]);
    expect(targetsOfStep(files, { ...step, runIds: [] }, undefined)).toEqual([]);
  });

  test('says when there may be more than was sent', () => {
    expect(isCut(reviewList(files, new Map(), labelOf))).toBe(false);
    const many = Array.from({ length: REVIEW_HUNK_LIMIT + 1 }, (_, index) => hunk(`m${index}`));
    expect(isCut(reviewList([file('many.ts', many)], new Map(), labelOf))).toBe(true);
  });
});

test('a call is told with what waits of it and how the rest was decided', () => {
  const files = [file('a.ts', [hunk('h1', 'call-1', 'call-1'), hunk('h2', 'call-1', 'call-2')])];
  const counts = new Map([
    ['call-1', { kept: 1, undone: 2 }],
    ['call-3', { kept: 0, undone: 1 }],
  ]);
  expect(reviewList(files, counts, labelOf).calls).toEqual({
    'call-1': { pending: 2, kept: 1, undone: 2 },
    'call-2': { pending: 1, kept: 0, undone: 0 },
    'call-3': { pending: 0, kept: 0, undone: 1 },
  });
});
