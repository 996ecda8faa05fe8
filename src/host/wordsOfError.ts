import { causeOf } from '../core/words/errorCause';
import { errorWords } from '../protocol/words/errorWords';
import { t } from './l10n';

/** What an error says to a person: ours in their language, any other as it is. */
export function wordsOfError(error: unknown): string {
  return errorWords(causeOf(error), t);
}
