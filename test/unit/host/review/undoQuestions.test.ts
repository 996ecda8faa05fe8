import { describe, expect, test } from 'vitest';
import type { RefusedFile, ReviewedFile } from '../../../../src/core/review/review';
import { askAboutRefused } from '../../../../src/host/review/undoQuestions';
import type { UndoQuestion } from '../../../../src/host/review/undoQuestions';
import { fakeReview, file, hunk } from './fakeReview';

const STORED = 'What is there now is stored: “Undo Last Keep or Undo” brings it back.';
const logo = file('logo.png', [], { kind: 'opaque', isOpaque: true, changedSince: 'certainly' });
const whole = (display: string, reason = 'it was changed since'): RefusedFile => ({
  display,
  reason,
  anyway: { kind: 'files', paths: [`/project/${display}`] },
});

/** Asks with these files under review, and answers. */
async function asked(
  files: readonly ReviewedFile[],
  refused: readonly RefusedFile[],
  answer?: string,
): Promise<{ readonly questions: readonly UndoQuestion[]; readonly done: readonly unknown[] }> {
  const questions: UndoQuestion[] = [];
  const done: unknown[] = [];
  const note =
    (what: string) =>
    (...args: readonly unknown[]): Promise<void> => {
      done.push([what, ...args]);
      return Promise.resolve();
    };
  await askAboutRefused(
    refused,
    { reason: 'too large' },
    {
      review: fakeReview(files),
      ask: (question) => {
        questions.push(question);
        return Promise.resolve(answer);
      },
      showDifference: note('difference'),
      keep: note('keep'),
      undo: note('undo'),
      onOverwritten: () => done.push('overwritten'),
    },
  );
  return { questions, done };
}

describe('a whole file that others changed since', () => {
  test('is asked about, with what Undo does and that nothing is lost', async () => {
    expect(await asked([logo], [whole('logo.png')])).toEqual({
      questions: [
        {
          message: 'logo.png was changed by others since.',
          detail: `Undo puts its old content back. ${STORED}`,
          answers: ['Show Difference', 'Undo Anyway', 'Keep'],
        },
      ],
      done: [],
    });
  });

  test.each([
    [
      'Undo Anyway',
      [['undo', { kind: 'files', paths: [logo.path] }, { reason: 'too large', force: true }], 'overwritten'],
    ],
    ['Keep', [['keep', { kind: 'files', paths: [logo.path] }]]],
    ['Show Difference', [['difference', logo.path]]],
  ])('and the answer %s is done', async (answer, done) => {
    expect((await asked([logo], [whole('logo.png')], answer)).done).toEqual(done);
  });

  test('says that Undo deletes a created one, and where a change is only possible', async () => {
    const created = file('new.txt', [], { kind: 'created' });
    const reason = 'it was changed since it was created, and undoing deletes it';
    const [question] = (await asked([created], [whole('new.txt', reason)])).questions;
    expect(question).toMatchObject({
      message: 'new.txt was changed since it was created.',
      detail: `Undo deletes it. ${STORED}`,
    });
    const perhaps = { ...logo, changedSince: 'perhaps' as const };
    const [other] = (await asked([perhaps], [whole('logo.png')])).questions;
    expect(other?.message).toBe('logo.png was perhaps changed by others since.');
  });

  test('is one question with others, which it names', async () => {
    const names = Array.from({ length: 7 }, (_value, index) => `${index}.png`);
    const { questions, done } = await asked(
      [],
      names.map((name) => whole(name)),
      'Undo Anyway',
    );
    expect(questions).toEqual([
      {
        message: '7 files were changed by others since.',
        detail: `0.png\n1.png\n2.png\n3.png\n4.png\nand 2 more\n\n${STORED}`,
        answers: ['Undo Anyway', 'Keep'],
      },
    ]);
    expect(done).toHaveLength(2);
  });
});

test('hunks whose surroundings changed are asked about beside the work', async () => {
  const mixed = file('a.js', [{ ...hunk('a', 1, 'x\n', 'y\n'), isBaseChanged: true }]);
  const refused: RefusedFile = {
    display: 'a.js',
    reason: 'another program has changed the text that it was made on',
    anyway: { kind: 'hunks', ids: ['a'] },
  };
  const { questions, done } = await asked([mixed], [refused], 'Show Difference');
  expect(questions).toEqual([
    {
      message: 'Something else changed a.js around this change since it was made.',
      answers: ['Show Difference', 'Undo Anyway', 'Keep'],
    },
  ]);
  expect(done).toEqual([['difference', mixed.path]]);
});

test('nothing is asked where nobody can do it', async () => {
  const refused = [{ display: 'a.js', reason: 'it is read-only' }];
  expect(await asked([], refused, 'Undo Anyway')).toEqual({ questions: [], done: [] });
});
