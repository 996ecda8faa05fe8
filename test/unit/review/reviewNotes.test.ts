import { expect, test } from 'vitest';
import { openReview } from './reviewHarness';

const BASE = 'one\ntwo\nthree\nfour\nfive\nsix\nseven\neight\nnine\n';
const EDITED = BASE.replace('two', 'TWO').replace('five', 'FIVE').replace('eight', 'EIGHT');

async function threeHunks() {
  const harness = openReview({ 'a.txt': BASE });
  await harness.write('a.txt', () => EDITED);
  const ids = (): readonly string[] =>
    harness.review.file(harness.at('a.txt'))?.hunks.map(({ id }) => id) ?? [];
  return { ...harness, harness, ids };
}

test('what was taken back is told once, with the reason', async () => {
  const { review, ids } = await threeHunks();
  await review.undo({ kind: 'hunks', ids: [ids()[1]!] }, { reason: 'not in this file' });
  expect(review.takeNotes('one')).toBe(
    [
      'The person has reviewed your changes.',
      '',
      'Taken back in a.txt:',
      '```diff',
      '-five',
      '+FIVE',
      '```',
      "The person's reason: not in this file",
      'Do not make this change again unless you are asked to.',
    ].join('\n'),
  );
  expect(review.takeNotes('one')).toBe('');
});

test('an edit inside a proposal is told when it is settled, also when the hunk was kept meanwhile', async () => {
  const { review, ids, type } = await threeHunks();
  type('a.txt', (text) => text.replace('FIVE', 'FI'));
  type('a.txt', (text) => text.replace('FI', 'FIVE and a half'));
  await review.keep({ kind: 'hunks', ids: [ids()[1]!] });
  expect(review.takeNotes('one')).toBe(
    [
      'The person has reviewed your changes.',
      '',
      'What you proposed in a.txt was changed by the person. Keep it so:',
      '```diff',
      '-FIVE',
      '+FIVE and a half',
      '```',
    ].join('\n'),
  );
  type('a.txt', (text) => text.replace('FIVE and a half', 'mine'));
  expect(review.takeNotes('one')).toBe('');
});

test('a proposal that the person typed away is told; typing elsewhere is not', async () => {
  const { review, type } = await threeHunks();
  type('a.txt', (text) => `mine\n${text}`);
  expect(review.takeNotes('one')).toBe('');
  type('a.txt', (text) => text.replace('EIGHT', 'eight'));
  expect(review.takeNotes('one')).toContain('-EIGHT\n+eight');
  expect(review.takeNotes('one')).toBe('');
});

test('what the agent writes over an edit is no edit of the person', async () => {
  const { review, type, write } = await threeHunks();
  type('a.txt', (text) => text.replace('FIVE', 'mine'));
  await write('a.txt', (text) => text.replace('mine', 'agent'));
  const told = review.takeNotes('one');
  expect(told).toContain('-FIVE\n+mine');
  expect(told).not.toContain('agent');
  expect(review.takeNotes('one')).toBe('');
});

test('nothing is told of an undo that was taken back', async () => {
  const { review, ids, type, read } = await threeHunks();
  const text = read('a.txt');
  await review.undo({ kind: 'hunks', ids: [ids()[0]!] });
  type('a.txt', () => text, 'undo');
  expect(review.takeNotes('one')).toBe('');
  await review.undo({ kind: 'all' });
  await review.undoLastDecision();
  expect(review.takeNotes('one')).toBe('');
});

test('notes outlive the window, and go to every session that had a part in it', async () => {
  const { harness, ids } = await threeHunks();
  await harness.agent([{ kind: 'edit', path: 'a.txt', content: EDITED.replace('FIVE', 'FIVE!') }], {
    session: 'two',
    run: 'run2',
  });
  harness.type('a.txt', (text) => text.replace('EIGHT', 'mine'));
  await harness.review.undo({ kind: 'hunks', ids: [ids()[1]!] });
  await harness.reopen(['one', 'two']);
  const [first, second] = [harness.review.takeNotes('one'), harness.review.takeNotes('two')];
  expect(first).toContain('-five\n+FIVE!');
  expect(first).toContain('-EIGHT\n+mine');
  expect(second).toContain('-five\n+FIVE!');
  expect(second).not.toContain('EIGHT');
  await harness.review.flush();
  await harness.reopen(['one', 'two']);
  expect(harness.review.takeNotes('one')).toBe('');
});
