// The words of the review. Pure.
import type { CallReview, ReviewFileRow, ReviewHunkRow, ReviewList } from '../../src/protocol/reviewList';
import {
  fullSinceWords,
  hunkNotes,
  kindWords,
  opaqueWords,
  sinceWords,
} from '../../src/protocol/words/changeWords';
import { t } from '../l10n';

/** Such as `12 changes in 4 files`. */
export function countWords({ changes, fileCount }: ReviewList): string {
  if (changes === 1) return t('1 change in 1 file');
  return fileCount === 1
    ? t('{0} changes in 1 file', changes)
    : t('{0} changes in {1} files', changes, fileCount);
}

/** Whatever stands beside the name of a file, in short. */
export function stateWords(file: ReviewFileRow): string {
  // Its row has both names.
  const kind = file.kind === 'renamed' ? t('renamed') : kindWords(file, '', t);
  // What matters most first: the rest may be cut off.
  return joined([sinceWords(file, t), kind, opaqueWords(file, t)], ' · ');
}

/** The same in full, for screen readers. */
export function fullStateWords(file: ReviewFileRow): string {
  const kind = file.kind === 'renamed' ? t('renamed') : kindWords(file, '', t);
  return joined([kind, opaqueWords(file, t), fullSinceWords(file, t)], ', ');
}

/** What became of a hunk since; empty when nothing did. */
export function hunkStateWords(hunk: ReviewHunkRow): string {
  return hunkNotes(hunk, t).join(', ');
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

function joined(parts: readonly string[], separator: string): string {
  return parts.filter((part) => part !== '').join(separator);
}
