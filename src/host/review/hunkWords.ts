// How a hunk is named and counted in words. Pure.
import type { ReviewHunk } from '../../core/review/review';
import { t } from '../l10n';

export type HunkKind = 'added' | 'changed' | 'removed';

export function hunkKind({ added, removed }: ReviewHunk): HunkKind {
  if (added === '') return 'removed';
  return removed === '' ? 'added' : 'changed';
}

export function lineCountOf(text: string): number {
  if (text === '') return 0;
  const ends = text.split('\n').length;
  return text.endsWith('\n') ? ends - 1 : ends;
}

/** Such as `3 lines changed`, `2 lines added`, `1 line became 4`. */
export function sizeWords(hunk: ReviewHunk): string {
  const [added, removed] = [lineCountOf(hunk.added), lineCountOf(hunk.removed)];
  switch (hunkKind(hunk)) {
    case 'added':
      return added === 1 ? t('1 line added') : t('{0} lines added', added);
    case 'removed':
      return removed === 1 ? t('1 line removed') : t('{0} lines removed', removed);
    case 'changed':
      if (added !== removed)
        return removed === 1 ? t('1 line became {0}', added) : t('{0} lines became {1}', removed, added);
      return added === 1 ? t('1 line changed') : t('{0} lines changed', added);
  }
}

/** Lines from 1, such as `line 4`, `lines 4–6`, `before line 4`. */
export function placeWords({ start, end }: ReviewHunk): string {
  if (start === end) return t('before line {0}', start + 1);
  return end - start === 1 ? t('line {0}', start + 1) : t('lines {0}–{1}', start + 1, end);
}

/** What a screen reader says after a step to a hunk. */
export function positionWords(position: {
  readonly hunk: ReviewHunk;
  /** Name of the file without its folders. */
  readonly file: string;
  /** From 1, within the file. */
  readonly number: number;
  /** Hunks of the file. */
  readonly count: number;
  readonly by: string;
}): string {
  const { hunk, file, number, count, by } = position;
  const words = [
    t('Hunk {0} of {1} in {2}', number, count, file),
    placeWords(hunk),
    sizeWords(hunk),
    t('by {0}', by),
  ];
  if (hunk.isEdited) words.push(t('you edited it'));
  if (hunk.isBaseChanged) words.push(t('its surroundings were changed by something else'));
  return `${words.join(', ')}.`;
}

/** The beginning of a long text, with what was left out counted in `moreLines`. */
export function cutText(
  text: string,
  limits: { readonly lines: number; readonly columns: number },
): { readonly text: string; readonly moreLines: number } {
  const lines = (text.endsWith('\n') ? text.slice(0, -1) : text).split('\n');
  const shown = lines
    .slice(0, limits.lines)
    .map((line) => line.replace(/\r$/, ''))
    .map((line) => (line.length > limits.columns ? `${line.slice(0, limits.columns)}…` : line));
  return { text: shown.join('\n'), moreLines: Math.max(0, lines.length - limits.lines) };
}
