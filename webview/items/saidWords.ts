// What went wrong, and what else is told, in the person's language where the event tells it as a value.
import type { ErrorItem, NoticeItem, RetryItem } from '../../src/protocol/viewState';
import { errorWords } from '../../src/protocol/words/errorWords';
import { noticeItemWords } from '../../src/protocol/words/noticeWords';
import { saidWords } from '../../src/protocol/words/unknownWords';
import { t } from '../l10n';

export function saidError({ cause, message }: ErrorItem | RetryItem): string {
  return saidWords(cause, message, errorWords, t);
}

export function saidNotice(item: NoticeItem): string {
  return noticeItemWords(item, t);
}
