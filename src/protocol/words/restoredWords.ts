// What going back to an earlier prompt did, in the language of whoever calls.
import type { RestoredItem } from '../viewState';
import type { Translate } from './permissionWords';

/** In one sentence; also what is read aloud. */
export function restoredWords(item: RestoredItem, t: Translate): string {
  const count = item.restored.length;
  if (item.isRedo) {
    return count === 1
      ? t('The restore was taken back: 1 file.')
      : t('The restore was taken back: {0} files.', count);
  }
  if (item.withConversation && count === 0) return t('The conversation was taken back to here.');
  if (item.withConversation) {
    return count === 1
      ? t('1 file and the conversation were taken back to here.')
      : t('{0} files and the conversation were taken back to here.', count);
  }
  return count === 1
    ? t('1 file is as it was before that prompt.')
    : t('{0} files are as they were before that prompt.', count);
}
