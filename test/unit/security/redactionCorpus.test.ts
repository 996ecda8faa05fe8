// The floor that redaction has reached over the corpus; `npm run bench -- --security-only` prints the figures.
import { expect, test } from 'vitest';
import { scoreRedaction } from '../../bench/redactionScore';

test('secrets and numbers of persons are told from other text', () => {
  const { misses, ...score } = scoreRedaction(['secret', 'identity']);
  expect(misses).toEqual([]);
  expect(score).toMatchObject({ precision: 1, recall: 1 });
});

test('so are addresses and telephone numbers', () => {
  const score = scoreRedaction(['secret', 'identity', 'contact']);
  expect(score.recall).toBe(1);
  expect(score.misses).toEqual([]);
});
