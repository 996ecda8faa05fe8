// What stands for a code that only a newer version knows: its log, or its host before the panel was loaded again, may hold such a one.
import type { Translate } from './permissionWords';

/** As in the call below, where the text has to be written out. */
const PLACEHOLDER = '(a newer version of Planwright has the words for this)';

/** In the place of a sentence, or of its end. Taking `never` lets the compiler name a known code that has no words. */
export function unknownWords(_unknown: never, t: Translate): string {
  return t('(a newer version of Planwright has the words for this)');
}

/**
 * What an event says, in words.
 *
 * @param cause absent in logs of earlier versions, which have the English alone
 * @param english what came along with it; said where something in the cause is not known here
 */
export function saidWords<Cause>(
  cause: Cause | undefined,
  english: string,
  words: (cause: Cause, t: Translate) => string,
  translate: Translate,
): string {
  if (cause === undefined) return english;
  let isKnown = true;
  const said = words(cause, (message, ...values) => {
    if (message === PLACEHOLDER) isKnown = false;
    return translate(message, ...values);
  });
  return isKnown || english === '' ? said : english;
}
