// The words of the review. Pure.
import type { CallReview, ReviewFileRow, ReviewList } from '../../src/protocol/reviewList';
import { t } from '../l10n';

/** Such as `12 changes in 4 files`. */
export function countWords({ changes, fileCount }: ReviewList): string {
  if (changes === 1) return t('1 change in 1 file');
  return fileCount === 1
    ? t('{0} changes in 1 file', changes)
    : t('{0} changes in {1} files', changes, fileCount);
}

export function kindWords(kind: ReviewFileRow['kind']): string {
  switch (kind) {
    case 'edited':
      return '';
    case 'created':
      return t({ message: 'new', comment: 'A file that was made' });
    case 'renamed':
      return t('renamed');
    case 'deleted':
      return t('deleted');
    case 'opaque':
      return t('not text');
  }
}

export function placeWords({ added, removed }: { readonly added: number; readonly removed: number }): string {
  return t('{0} lines added, {1} removed', added, removed);
}

/** How a call's changes stand; empty where none are known. */
export function callWords({ pending, kept, undone }: CallReview): string {
  const parts = [
    ...(pending === 0 ? [] : [t('{0} to review', pending)]),
    ...(kept === 0 ? [] : [t('{0} kept', kept)]),
    ...(undone === 0 ? [] : [t('{0} undone', undone)]),
  ];
  if (parts.length !== 1) return parts.join(', ');
  if (pending === 0) return kept > 0 ? t('kept') : t('undone');
  return parts.join('');
}
