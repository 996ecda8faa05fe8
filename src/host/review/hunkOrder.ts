// The order in which a person walks through the hunks of a window: files as the review lists them, hunks by their lines. Pure.
import type { ReviewedFile, ReviewHunk } from '../../core/review/review';

export interface HunkPlace {
  readonly file: ReviewedFile;
  readonly hunk: ReviewHunk;
}

/** Where a person is: a file, and a line from 0 when its text is on the screen. */
export interface CursorPlace {
  readonly path: string;
  readonly line: number;
}

export interface HunkStep extends HunkPlace {
  /** The walk went over the last hunk and began again, or over the first one. */
  readonly isWrapped: boolean;
}

export function hunkPlaces(files: readonly ReviewedFile[]): readonly HunkPlace[] {
  return files.flatMap((file) => file.hunks.map((hunk) => ({ file, hunk })));
}

/** What lies on a line; what only removed lines lies on the line after them, or on the last one. */
export function atLine<Item extends Pick<ReviewHunk, 'start' | 'end'>>(
  items: readonly Item[],
  line: number,
  lineCount: number,
): Item | undefined {
  return (
    items.find(({ start, end }) => start <= line && line < end) ??
    items.find((item) => item.start === item.end && anchorLine(item, lineCount) === line)
  );
}

/** The line on which a hunk is marked and its CodeLens stands. */
export function anchorLine({ start }: Pick<ReviewHunk, 'start'>, lineCount: number): number {
  return Math.max(0, Math.min(start, lineCount - 1));
}

/** The hunk after (1) or before (-1) a place, across files and around the end. Undefined when there is none at all. */
export function stepFrom(
  files: readonly ReviewedFile[],
  from: CursorPlace | undefined,
  direction: 1 | -1,
): HunkStep | undefined {
  const places = hunkPlaces(files);
  if (places.length === 0) return undefined;
  const index = direction === 1 ? indexAfter(files, places, from) : indexBefore(files, places, from);
  const isWrapped = index < 0 || index >= places.length;
  const place = isWrapped ? places.at(direction === 1 ? 0 : -1) : places[index];
  return place === undefined ? undefined : { ...place, isWrapped };
}

/** Number of a hunk from 1 among all of the window; undefined when it is gone. */
export function numberOf(files: readonly ReviewedFile[], hunkId: string): number | undefined {
  const index = hunkPlaces(files).findIndex(({ hunk }) => hunk.id === hunkId);
  return index === -1 ? undefined : index + 1;
}

function indexAfter(
  files: readonly ReviewedFile[],
  places: readonly HunkPlace[],
  from: CursorPlace | undefined,
): number {
  const at = from === undefined ? -1 : files.findIndex(({ path }) => path === from.path);
  if (from === undefined || at === -1) return 0;
  const later = new Set(files.slice(at + 1));
  const index = places.findIndex(
    ({ file, hunk }) => later.has(file) || (file.path === from.path && hunk.start > from.line),
  );
  return index === -1 ? places.length : index;
}

function indexBefore(
  files: readonly ReviewedFile[],
  places: readonly HunkPlace[],
  from: CursorPlace | undefined,
): number {
  const at = from === undefined ? -1 : files.findIndex(({ path }) => path === from.path);
  if (from === undefined || at === -1) return places.length - 1;
  const earlier = new Set(files.slice(0, at));
  return places.findLastIndex(
    ({ file, hunk }) =>
      earlier.has(file) ||
      (file.path === from.path && hunk.start < from.line && Math.max(hunk.end, hunk.start + 1) <= from.line),
  );
}
