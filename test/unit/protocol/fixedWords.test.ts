// Short texts of ours that stand among those of models and programs: each has words, and any other stays as it is.
import { expect, test } from 'vitest';
import type { DiffNote, LeftOutReason, OwnCriterion, OwnProblem } from '../../../src/core/words/fixedText';
import {
  criterionWords,
  diffNoteWords,
  leftOutWords,
  problemWords,
} from '../../../src/protocol/words/fixedWords';
import type { Translate } from '../../../src/protocol/words/permissionWords';

const english: Translate = (message, ...values) =>
  message.replaceAll(/{(\d)}/g, (_all, index: string) => String(values[Number(index)]));
/** As a translation would: not one word of the text stays. */
const starred: Translate = (message, ...values) => english(message.replaceAll(/[^{}0-9]+/g, '*'), ...values);

type Words = (text: string, t: Translate) => string;
const all = <Own extends string>(texts: Readonly<Record<Own, true>>): readonly string[] => Object.keys(texts);

const rows: readonly (readonly [string, Words, readonly string[]])[] = [
  [
    'a criterion',
    criterionWords,
    all<OwnCriterion>({
      'What was asked for is there.': true,
      'It was seen to work.': true,
      '`1` passes': true,
    }),
  ],
  [
    'a note of a difference',
    diffNoteWords,
    all<DiffNote>({
      binary: true,
      'too large to show': true,
      'too many changed lines to show': true,
      'newline added at the end': true,
      'newline removed at the end': true,
    }),
  ],
  ['a problem', problemWords, all<OwnProblem>({ 'a conflict of a merge is not resolved': true })],
  [
    'why a file is not shown',
    leftOutWords,
    [
      ...all<LeftOutReason>({ 'it is no text': true, 'it is too large to be shown': true }),
      'its content is not stored any more',
    ],
  ],
];

test.each(rows)('%s of ours is worded, and any other stays', (_name, words, texts) => {
  for (const text of texts) {
    expect(words(text, english)).toBe(text);
    expect(words(text, starred)).not.toMatch(/[a-z]{2}/i);
  }
  expect(words('Totals are rounded', starred)).toBe('Totals are rounded');
});
