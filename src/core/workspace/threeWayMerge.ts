// Merges two versions of a text that come from the same base, by whole lines, as `diff3` does. Clean or nothing: no conflict marks.
import { diffArrays } from 'diff';
import { linesOf } from './textLines';

/** Lines `[from, to)` of the base are replaced. */
interface Change {
  readonly from: number;
  readonly to: number;
  readonly lines: readonly string[];
}

/** Lines of the base that both sides changed in ways that do not fit together. */
export interface ConflictHunk {
  /** From 1, in `mine`. */
  readonly line: number;
  readonly base: string;
  readonly mine: string;
  readonly theirs: string;
}

/** Above this many differing lines no merge is tried. */
const MAX_EDIT_LENGTH = 4000;

/** The text with the changes of both; undefined when they touch the same or neighbouring lines. */
export function mergeTexts(base: string, mine: string, theirs: string): string | undefined {
  const baseLines = linesOf(base);
  const first = changesBetween(baseLines, linesOf(mine));
  const second = changesBetween(baseLines, linesOf(theirs));
  if (first === undefined || second === undefined) return undefined;
  const all = [...first, ...second.filter((change) => !first.some((other) => isSame(change, other)))];
  all.sort((left, right) => left.from - right.from || left.to - right.to);
  const merged: string[] = [];
  let position = 0;
  for (const [index, change] of all.entries()) {
    const previous = all[index - 1];
    if (previous !== undefined && change.from <= previous.to) return undefined;
    merged.push(...baseLines.slice(position, change.from), ...change.lines);
    position = change.to;
  }
  merged.push(...baseLines.slice(position));
  // A line without an ending may only be the last one.
  return merged.slice(0, -1).every((line) => line.endsWith('\n')) ? merged.join('') : undefined;
}

/** What keeps `mergeTexts` from merging; undefined where the texts differ in too much to say. */
export function conflictHunks(
  base: string,
  mine: string,
  theirs: string,
): readonly ConflictHunk[] | undefined {
  const baseLines = linesOf(base);
  const first = changesBetween(baseLines, linesOf(mine));
  const second = changesBetween(baseLines, linesOf(theirs));
  if (first === undefined || second === undefined) return undefined;
  const hunks: ConflictHunk[] = [];
  let shift = 0;
  for (const { from, to } of regionsOf([...first, ...second])) {
    const isInside = (change: Change): boolean => change.from >= from && change.to <= to;
    const [own, other] = [first.filter(isInside), second.filter(isInside)];
    const mineLines = changedLines(baseLines, from, to, own);
    const theirLines = changedLines(baseLines, from, to, other);
    const isSameChange = mineLines.join('') === theirLines.join('');
    if (own.length > 0 && other.length > 0 && !isSameChange) {
      hunks.push({
        line: from + shift + 1,
        base: baseLines.slice(from, to).join(''),
        mine: mineLines.join(''),
        theirs: theirLines.join(''),
      });
    }
    shift += mineLines.length - (to - from);
  }
  return hunks;
}

/** Runs of changes that overlap or touch, in order. */
function regionsOf(changes: readonly Change[]): readonly Pick<Change, 'from' | 'to'>[] {
  const regions: { readonly from: number; to: number }[] = [];
  for (const { from, to } of changes.toSorted(
    (left, right) => left.from - right.from || left.to - right.to,
  )) {
    const last = regions.at(-1);
    if (last !== undefined && from <= last.to) last.to = Math.max(last.to, to);
    else regions.push({ from, to });
  }
  return regions;
}

function changedLines(
  base: readonly string[],
  from: number,
  to: number,
  changes: readonly Change[],
): readonly string[] {
  const lines: string[] = [];
  let position = from;
  for (const change of changes) {
    lines.push(...base.slice(position, change.from), ...change.lines);
    position = change.to;
  }
  return [...lines, ...base.slice(position, to)];
}

function changesBetween(base: readonly string[], other: readonly string[]): readonly Change[] | undefined {
  const parts = diffArrays([...base], [...other], { maxEditLength: MAX_EDIT_LENGTH });
  if (parts === undefined) return undefined;
  const changes: Change[] = [];
  let position = 0;
  let open: { from: number; to: number; lines: string[] } | undefined;
  for (const part of parts) {
    if (!part.added && !part.removed) {
      open = undefined;
      position += part.value.length;
      continue;
    }
    if (open === undefined) {
      open = { from: position, to: position, lines: [] };
      changes.push(open);
    }
    if (part.added) open.lines.push(...part.value);
    else {
      position += part.value.length;
      open.to = position;
    }
  }
  return changes;
}

function isSame(left: Change, right: Change): boolean {
  return (
    left.from === right.from &&
    left.to === right.to &&
    left.lines.length === right.lines.length &&
    left.lines.every((line, index) => line === right.lines[index])
  );
}
