// What a person decided, remembered so that it can be taken back. Pure.
import { bringBackHunk } from '../journal/hunks';
import type { DecidedHunk, HunkState } from '../journal/hunks';
import { lineChanges } from '../journal/lineDiff';
import { withText } from './fileUnderReview';
import type { FileUnderReview } from './fileUnderReview';
import { moved } from './reviewedText';

export interface Decision {
  readonly id: string;
  readonly kind: 'keep' | 'undo';
  /** Milliseconds since the epoch. */
  readonly time: number;
  readonly items: readonly DecidedFile[];
}

/** What was decided about one file. */
export interface DecidedFile {
  /** Those of its hunks that were decided, by their place in `baseline`; in the order of their lines. */
  readonly hunks: readonly DecidedHunk[];
  /** Right after the decision. */
  readonly baseline: readonly string[];
  readonly before: FileUnderReview;
  readonly after: FileUnderReview;
}

/** More are forgotten, oldest first. */
export const MAX_DECISIONS = 50;

/** @param ids the hunks that were decided, as within the file */
export function decidedFile(
  kind: Decision['kind'],
  before: FileUnderReview,
  after: FileUnderReview,
  ids: readonly string[],
): DecidedFile {
  const baseline = after.content.kind === 'text' ? after.content.text.hunks.baseline : [];
  if (before.content.kind !== 'text') return { hunks: [], baseline, before, after };
  const state = before.content.text.hunks;
  let shift = 0;
  const hunks = state.hunks
    .filter(({ id }) => ids.includes(id))
    .map((hunk): DecidedHunk => {
      const { start, end, baseStart, baseEnd, ...rest } = hunk;
      const at = baseStart + shift;
      if (kind === 'keep') shift += end - start - (baseEnd - baseStart);
      return {
        ...rest,
        at,
        removed: state.baseline.slice(baseStart, baseEnd),
        added: state.current.slice(start, end),
      };
    });
  return { hunks, baseline, before, after };
}

/** The changes that it was about. */
export function changesIn({ before, hunks }: DecidedFile): readonly string[] {
  return [...before.changes, ...hunks.flatMap(({ sources }) => sources)];
}

/** True when nothing of it is left to take back, such as after the editor's own undo. */
export function isMoot(item: DecidedFile, present: FileUnderReview | undefined): boolean {
  if (present?.content.kind !== 'text' || item.hunks.length === 0) return false;
  if (item.before.presence !== present.presence) return false;
  const ids = present.content.text.hunks.hunks.map(({ id }) => id);
  return item.hunks.every(({ id }) => ids.includes(id));
}

/** The file with the decided hunks pending again; undefined when their text was changed since. */
export function withHunksBack(
  kind: Decision['kind'],
  item: DecidedFile,
  present: FileUnderReview,
): FileUnderReview | undefined {
  if (present.content.kind !== 'text') return undefined;
  const { text } = present.content;
  let state: HunkState = text.hunks;
  const changes = lineChanges(item.baseline, state.baseline);
  // From the end, so that earlier places stay right.
  for (const hunk of item.hunks.toReversed()) {
    if (state.hunks.some(({ id }) => id === hunk.id)) continue;
    const length = kind === 'keep' ? hunk.added.length : hunk.removed.length;
    let at = hunk.at;
    for (const { oldStart, oldEnd, newStart, newEnd } of changes) {
      if (oldEnd <= hunk.at) at += newEnd - newStart - (oldEnd - oldStart);
      else if (oldStart < hunk.at + length) return undefined;
    }
    const next = bringBackHunk(state, { ...hunk, at }, kind);
    if (next === undefined) return undefined;
    state = next;
  }
  const back = withText(present, moved(text, state));
  if (kind !== 'keep' || present.presence !== 'there') return back;
  const { origin, changes: whole } = item.before;
  // The file itself was accepted with it: created, or given another name.
  const isWhole = origin === 'absent' || origin.path !== item.before.place.path;
  return isWhole ? { ...back, origin, changes: whole } : back;
}
