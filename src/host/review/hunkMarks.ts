// Which lines of a document get which mark. Pure; how a mark looks is `hunkDecorations.ts`.
import type { ReviewHunk } from '../../core/review/review';
import { anchorLine } from './hunkOrder';
import { hunkKind } from './hunkWords';

/**
 * - `addedLines`, `changedLines`: the text itself - `removedBefore`, `removedAfter`: the border of a line where lines were removed
 * - `addedMark`, `changedMark`, `removedMark`: beside the first line of a hunk
 * - `baseChanged`: behind the first line of a hunk that no longer fits its surroundings
 */
export const MARK_KINDS = [
  'addedLines',
  'changedLines',
  'removedBefore',
  'removedAfter',
  'addedMark',
  'changedMark',
  'removedMark',
  'baseChanged',
] as const;
export type MarkKind = (typeof MARK_KINDS)[number];

/** Lines from 0, both included. */
export type LineSpan = readonly [first: number, last: number];

export type Marks = Readonly<Record<MarkKind, readonly LineSpan[]>>;

interface MarkedHunk {
  readonly hunk: ReviewHunk;
  readonly start: number;
  readonly end: number;
}

export function marksOf(hunks: readonly MarkedHunk[], lineCount: number): Marks {
  const marks = Object.fromEntries(MARK_KINDS.map((kind) => [kind, []])) as unknown as Record<
    MarkKind,
    LineSpan[]
  >;
  for (const { hunk, start, end } of hunks) {
    const first = anchorLine({ start }, lineCount);
    const line: LineSpan = [first, first];
    const kind = start === end ? 'removed' : hunkKind(hunk);
    if (kind === 'removed') marks[start > first ? 'removedAfter' : 'removedBefore'].push(line);
    else marks[`${kind}Lines`].push([first, Math.max(first, Math.min(end, lineCount) - 1)]);
    marks[`${kind}Mark`].push(line);
    if (hunk.isBaseChanged) marks.baseChanged.push(line);
  }
  return marks;
}

/** Every line on which a hunk is marked, in order. */
export function markedLines({
  addedLines,
  changedLines,
  removedBefore,
  removedAfter,
}: Marks): readonly number[] {
  const spans = [...addedLines, ...changedLines, ...removedBefore, ...removedAfter];
  const lines = spans.flatMap(([first, last]) =>
    Array.from({ length: last - first + 1 }, (_value, index) => first + index),
  );
  return [...new Set(lines)].sort((left, right) => left - right);
}

export function sameSpans(left: readonly LineSpan[], right: readonly LineSpan[]): boolean {
  return (
    left.length === right.length &&
    left.every((span, index) => span[0] === right[index]?.[0] && span[1] === right[index]?.[1])
  );
}
