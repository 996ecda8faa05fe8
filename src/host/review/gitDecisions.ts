// What Git says about proposed changes, read from contents and not from events: a hunk that came into the index, by staging or with a
// commit, is kept; one that is left over where a discard made the file Git's own again is settled. Pure.
import { lineChanges } from '../../core/journal/lineDiff';
import type { ReviewedFile, ReviewHunk } from '../../core/review/review';

/** The file as a whole: that it was created, deleted or renamed, or a content without text. */
export const WHOLE = 'whole';

/** Where the repository stands. */
export interface GitHead {
  /** Absent: detached, or no repository yet. */
  readonly branch?: string;
  /** Absent before the first commit. */
  readonly commit?: string;
}

/** What was seen of one file under review at one moment. */
export interface GitSight {
  readonly head: GitHead;
  /** Name of the content in the index; absent where it has none. */
  readonly indexObject?: string;
  /** By hunk id, or {@link WHOLE}. */
  readonly units: ReadonlyMap<string, GitUnit>;
}

export interface GitUnit {
  /** The index has this change. */
  readonly isContained: boolean;
  /** Ids of the changes that made it. */
  readonly makers: string;
}

/** The two sides that are compared. Absent: no file. */
export interface GitTexts {
  /** As in the editor. */
  readonly current?: string;
  readonly index?: string;
  /** The index still has the name that a renamed file had. */
  readonly hasOldName?: boolean;
}

/** @param before units of the last sight; what can't be compared now, since its text is on its way, is as it was then */
export function gitUnits(
  file: ReviewedFile,
  texts: GitTexts,
  before?: ReadonlyMap<string, GitUnit>,
): ReadonlyMap<string, GitUnit> {
  const { current = '', index } = texts;
  const units = new Map<string, GitUnit>();
  const contained: ReadonlySet<string> =
    texts.current === undefined || index === undefined
      ? new Set()
      : containedHunks(file.hunks, current, index);
  const lines = linesOf(current);
  const isComparable = file.hunks.every((hunk) => isInText(hunk, lines));
  for (const { id, sources } of file.hunks) {
    const unit = { isContained: contained.has(id), makers: makersOf(sources) };
    const seen = isComparable ? unit : before?.get(id);
    if (seen !== undefined) units.set(id, seen);
  }
  if (file.kind !== 'edited') {
    const isContained = isWholeContained(file, texts, contained);
    units.set(WHOLE, { isContained, makers: makersOf(file.sources) });
  }
  return units;
}

/**
 * Hunks (and {@link WHOLE}) that Git decided between two sights. What was in the index when it was first seen is no decision, such as a
 * change of the agent that takes back what a person has not committed; nor is what another branch has.
 */
export function gitDecisions(before: GitSight | undefined, now: GitSight): readonly string[] {
  if (before === undefined || !isSameHistory(before.head, now.head)) return [];
  const isGitMoved = before.indexObject !== now.indexObject || before.head.commit !== now.head.commit;
  return [...now.units].flatMap(([id, unit]) => {
    const earlier = before.units.get(id);
    const isNew = unit.isContained && earlier?.isContained === false;
    // Without a move of Git the text came to what Git has: by a discard, or by the agent, which is no decision.
    return isNew && (isGitMoved || earlier.makers === unit.makers) ? [id] : [];
  });
}

/** A commit moves the branch that one is on; a switch changes its name. */
function isSameHistory(before: GitHead, now: GitHead): boolean {
  if (before.commit === now.commit) return true;
  return before.branch !== undefined && before.branch === now.branch;
}

/** Ids of the hunks whose every line is in the index as it is, with what they removed gone from there. */
export function containedHunks(
  hunks: readonly ReviewHunk[],
  current: string,
  index: string,
): ReadonlySet<string> {
  const changes = lineChanges(linesOf(index), linesOf(current));
  return new Set(
    hunks.flatMap(({ id, start, end }) => {
      const isMissing = changes.some(
        ({ oldStart, oldEnd, newStart, newEnd }) =>
          (newStart < end && start < newEnd) || (oldStart < oldEnd && newStart <= end && start <= newEnd),
      );
      return isMissing ? [] : [id];
    }),
  );
}

function isWholeContained(
  { kind, hunks }: ReviewedFile,
  { current, index, hasOldName }: GitTexts,
  contained: ReadonlySet<string>,
): boolean {
  switch (kind) {
    case 'edited':
      return false;
    case 'deleted':
      // Back with the content that Git has: somebody discarded the deletion.
      return current === undefined || index === undefined
        ? current === index
        : lineChanges(linesOf(index), linesOf(current)).length === 0;
    case 'opaque':
      return current === index;
    case 'created':
      return index !== undefined && contained.size === hunks.length;
    case 'renamed':
      return index !== undefined && hasOldName !== true && contained.size === hunks.length;
  }
}

function isInText({ start, end, added }: ReviewHunk, lines: readonly string[]): boolean {
  const own = linesOf(added).slice(0, end - start);
  return own.every((line, at) => line === lines[start + at]);
}

function makersOf(sources: readonly { readonly changeId: string }[]): string {
  return sources.map(({ changeId }) => changeId).join(' ');
}

/** Line endings and a byte order mark are often not the same in the index. */
function linesOf(text: string): readonly string[] {
  return text.replace(/^\uFEFF/, '').split(/\r\n|\n|\r/);
}
