// Short texts of ours that come as text, in the language of whoever calls; any other is a model's, a program's or a person's and stays.
import type { DiffNote, LeftOutReason, OwnCriterion, OwnProblem } from '../coreTypes';
import type { Translate } from './permissionWords';
import { refusalWords } from './refusalWords';

/** A criterion of a goal. */
export function criterionWords(criterion: string, t: Translate): string {
  const command = /^`([^`]+)` passes$/.exec(criterion)?.[1];
  if (command !== undefined) return t('`{0}` passes', command);
  return known<OwnCriterion>(criterion, (own) => {
    switch (own) {
      case 'What was asked for is there.':
        return t('What was asked for is there.');
      case 'It was seen to work.':
        return t('It was seen to work.');
      default:
        return undefined;
    }
  });
}

/** What the lines of a difference do not show. */
export function diffNoteWords(note: string, t: Translate): string {
  return known<DiffNote>(note, (own) => {
    switch (own) {
      case 'binary':
        return t('binary');
      case 'too large to show':
        return t('too large to show');
      case 'too many changed lines to show':
        return t('too many changed lines to show');
      case 'newline added at the end':
        return t('newline added at the end');
      case 'newline removed at the end':
        return t('newline removed at the end');
    }
  });
}

/** A problem of a file. */
export function problemWords(message: string, t: Translate): string {
  return known<OwnProblem>(message, (own) => {
    switch (own) {
      case 'a conflict of a merge is not resolved':
        return t('a conflict of a merge is not resolved');
    }
  });
}

/** Why a file is not shown, as words that follow its name. */
export function leftOutWords(reason: string, t: Translate): string {
  return known<LeftOutReason>(reason, (own) => {
    switch (own) {
      case 'it is no text':
        return t('it is no text');
      case 'it is too large to be shown':
        return t('it is too large to be shown');
      default:
        return refusalWords(reason, t);
    }
  });
}

function known<Own extends string>(text: string, words: (own: Own) => string | undefined): string {
  return words(text as Own) ?? text;
}
