import { expect, test } from 'vitest';
import type {
  Review,
  ReviewedFile,
  ReviewHunk,
  ReviewOutcome,
  ReviewTarget,
} from '../../../../src/core/review/review';
import { countDecisions } from '../../../../src/host/review/decisionCounts';
import { reviewList, targetsOfCall } from '../../../../src/host/review/reviewFeed';
import { REVIEW_FILE_LIMIT, REVIEW_HUNK_LIMIT } from '../../../../src/protocol/reviewList';

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

test('decisions are counted for each call, and taken out again when the last is taken back', async () => {
  let files = [file('a.ts', [hunk('h1', 'call-1'), hunk('h2', 'call-1', 'call-2')])];
  const before = files;
  const outcome: ReviewOutcome = { decided: 1, refused: [] };
  const decide = (target: ReviewTarget): Promise<ReviewOutcome> => {
    if (target.kind === 'hunks')
      files = files.map((one) => ({ ...one, hunks: one.hunks.filter(({ id }) => !target.ids.includes(id)) }));
    return Promise.resolve(outcome);
  };
  const engine: Pick<Review, 'files' | 'keep' | 'undo' | 'undoLastDecision'> = {
    files: () => files,
    keep: decide,
    undo: decide,
    undoLastDecision: () => {
      files = before;
      return Promise.resolve(outcome);
    },
  };
  const { review, counts } = countDecisions(engine);
  await review.keep({ kind: 'hunks', ids: ['h2'] });
  expect([...counts()]).toEqual([
    ['call-1', { kept: 1, undone: 0 }],
    ['call-2', { kept: 1, undone: 0 }],
  ]);
  expect(reviewList(files, counts(), labelOf).calls).toEqual({
    'call-1': { pending: 1, kept: 1, undone: 0 },
    'call-2': { pending: 0, kept: 1, undone: 0 },
  });
  await review.undoLastDecision();
  expect(reviewList(files, counts(), labelOf).calls['call-2']).toEqual({ pending: 1, kept: 0, undone: 0 });
});
