import { expect, test } from 'vitest';
import type { RefusedFile } from '../../../../src/core/review/review';
import { createReviewActions } from '../../../../src/host/review/reviewActions';
import { fakeReview, file } from './fakeReview';

const anyway = { kind: 'files', paths: ['/project/logo.png'] } as const;
const changed: RefusedFile = { display: 'logo.png', reason: 'it was changed since', anyway };
const readOnly: RefusedFile = { display: 'a.js', reason: 'it is read-only' };

function actions(refused: readonly RefusedFile[]) {
  const asked: unknown[] = [];
  const review = {
    ...fakeReview([file('logo.png', [], { kind: 'opaque' })]),
    undo: () => Promise.resolve({ decided: 0, refused }),
  };
  const made = createReviewActions({
    review,
    openFile: () => Promise.resolve(),
    askAbout: (...args) => asked.push(args),
    showList: () => Promise.resolve(),
  });
  return { made, asked };
}

test('Undo in the panel asks about what somebody else changed since, and says the rest', async () => {
  const { made, asked } = actions([changed, readOnly]);
  await expect(made.undoChanges({ kind: 'all' }, 'too large')).rejects.toThrow('a.js: it is read-only');
  expect(asked).toEqual([[[changed, readOnly], { reason: 'too large' }]]);
});

test('what is only asked about is no error', async () => {
  const { made, asked } = actions([changed]);
  await made.undoChanges({ kind: 'all' }, undefined);
  expect(asked).toEqual([[[changed], {}]]);
});
