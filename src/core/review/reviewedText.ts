// The text of one file under review, as a value: its hunks, and the states that an undo of the editor may bring back.
import {
  applyAgentEdit,
  applyPersonEdit,
  applyProgramEdit,
  baselineOf,
  createHunks,
  currentOf,
  isSameText,
  keepHunk,
  undoHunk,
} from '../journal/hunks';
import type { HunkState } from '../journal/hunks';
import { linesOf } from '../workspace/textLines';

export interface ReviewedText {
  readonly hunks: HunkState;
  /**
   * States at edits of the agent, decisions, and typing that changed which hunks there are; newest first, the present one included when
   * it is such a state. What was kept is kept in them too.
   */
  readonly earlier: readonly HunkState[];
  /** The state that the model knows: as its last edit left it, or as it was told since. */
  readonly told: HunkState;
}

/** More steps back in the editor's undo stack are followed by comparing lines, which finds the same hunks in all but rare cases. */
const MAX_EARLIER = 40;

export function createReviewedText(before: string): ReviewedText {
  const hunks = createHunks(before, before, '');
  return { hunks, earlier: [hunks], told: hunks };
}

/** As it was stored. */
export function restoredText(hunks: HunkState): ReviewedText {
  return { hunks, earlier: [hunks], told: hunks };
}

export const currentText = (text: ReviewedText): string => currentOf(text.hunks);
export const baselineText = (text: ReviewedText): string => baselineOf(text.hunks);

/** The agent changed the text; the model knows what it wrote. */
export function editedByAgent(text: ReviewedText, after: string, changeId: string): ReviewedText {
  const hunks = applyAgentEdit(text.hunks, after, changeId);
  return { ...moved(text, hunks), told: hunks };
}

/** What this change made may be the work of others too: its hunks are marked as those that another program changed. */
export function ofOthers(text: ReviewedText, changeId: string): ReviewedText {
  const hunks = text.hunks.hunks.map((hunk) =>
    hunk.sources.includes(changeId) ? { ...hunk, isBaseChanged: true } : hunk,
  );
  const state = { ...text.hunks, hunks };
  return { hunks: state, earlier: [state, ...text.earlier.filter((one) => one !== text.hunks)], told: state };
}

export function typed(text: ReviewedText, now: string): ReviewedText {
  const hunks = applyPersonEdit(text.hunks, now);
  return hasSameIds(hunks, text.hunks) ? { ...text, hunks } : moved(text, hunks);
}

/** The editor's own undo or redo: a state that was there before comes back with its hunks. */
export function steppedBack(text: ReviewedText, now: string): ReviewedText {
  return recalled(text, now) ?? typed(text, now);
}

/** Another program changed the text. */
export function changedOutside(text: ReviewedText, now: string): ReviewedText {
  return recalled(text, now) ?? moved(text, applyProgramEdit(text.hunks, now));
}

/** Ids that are gone change nothing. */
export function kept(text: ReviewedText, ids: readonly string[]): ReviewedText {
  const keep = (state: HunkState): HunkState => ids.reduce(keepHunk, state);
  return { hunks: keep(text.hunks), earlier: text.earlier.map(keep), told: keep(text.told) };
}

/** Takes hunks back. Ids that are gone change nothing. */
export function undone(text: ReviewedText, ids: readonly string[]): ReviewedText {
  const undo = (state: HunkState): HunkState =>
    ids.reduce((next, id) => undoHunk(next, id)?.state ?? next, state);
  return { ...moved(text, undo(text.hunks)), told: undo(text.told) };
}

/** Goes on from a state that was made elsewhere, such as one with a decision taken back. */
export function moved(text: ReviewedText, hunks: HunkState): ReviewedText {
  const known = text.earlier.filter((state) => state !== text.hunks && state !== hunks);
  return { ...text, hunks, earlier: [hunks, text.hunks, ...known].slice(0, MAX_EARLIER) };
}

function recalled(text: ReviewedText, now: string): ReviewedText | undefined {
  const lines = linesOf(now);
  const found = text.earlier.find((state) => isSameText(state.current, lines));
  return found === undefined ? undefined : { ...text, hunks: { ...found, nextId: text.hunks.nextId } };
}

function hasSameIds(left: HunkState, right: HunkState): boolean {
  return (
    left.hunks.length === right.hunks.length &&
    left.hunks.every((hunk, index) => hunk.id === right.hunks[index]?.id)
  );
}
