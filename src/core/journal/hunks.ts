// The proposed changes of one text, as a value. Two texts are kept: the baseline (what stays if everything is undone) and the current
// text (what stays if everything is kept). A hunk is a range of lines in which they differ.
//
// - An edit of the agent outside every hunk makes a new one; what touches a hunk becomes part of it.
// - Typing of a person outside every hunk goes into the baseline as well: it is no proposal. Typing inside becomes part of the hunk.
// - Lines carry their own endings, so that undo gives back exactly the old text of its region. For files that are edited as bytes, the
//   texts are their bytes as Latin-1 (`latin1Of`). Byte order mark and encoding are the codec's.
//
// Between two hunks there is always a line that belongs to none. Ids stay while their hunk does.
import { lineChanges } from './lineDiff';
import type { LineChange } from './lineDiff';
import { linesOf } from '../workspace/textLines';

export interface Hunk {
  readonly id: string;
  /** Lines of the baseline, from 0, end excluded; an empty range lies before that line. */
  readonly baseStart: number;
  readonly baseEnd: number;
  /** Lines of the current text. */
  readonly start: number;
  readonly end: number;
  /** What made it: ids of changes, runs or steps, as given with the edits. */
  readonly sources: readonly string[];
  /** A person typed inside it since. */
  readonly isEdited: boolean;
  /** Another program changed it, or a line right beside it. */
  readonly isBaseChanged: boolean;
}

/** Plain data: can be stored and read again. */
export interface HunkState {
  readonly baseline: readonly string[];
  readonly current: readonly string[];
  /** In the order of their lines. */
  readonly hunks: readonly Hunk[];
  /** Number of the next hunk; ids are never used twice. */
  readonly nextId: number;
}

/** A replacement in the current text, in characters. */
export interface TextEdit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

type Author =
  | { readonly kind: 'person' }
  | { readonly kind: 'program' }
  | { readonly kind: 'agent'; readonly source: string };

/** Hunks between two texts, all made by `source`. */
export function createHunks(baseline: string, current: string, source: string): HunkState {
  const lines = linesOf(baseline);
  return applyAgentEdit({ baseline: lines, current: lines, hunks: [], nextId: 1 }, current, source);
}

export const baselineOf = (state: HunkState): string => state.baseline.join('');
export const currentOf = (state: HunkState): string => state.current.join('');

/** The old and the new text of a hunk. */
export function textsOf(state: HunkState, hunk: Hunk): { readonly removed: string; readonly added: string } {
  return {
    removed: state.baseline.slice(hunk.baseStart, hunk.baseEnd).join(''),
    added: state.current.slice(hunk.start, hunk.end).join(''),
  };
}

/** The agent changed the text. */
export function applyAgentEdit(state: HunkState, text: string, source: string): HunkState {
  return applyEdit(state, text, { kind: 'agent', source });
}

/** A person changed the text: typing, a formatter. */
export function applyPersonEdit(state: HunkState, text: string): HunkState {
  return applyEdit(state, text, { kind: 'person' });
}

/** Another program changed the text, such as a switch of branches: like a person, and hunks that it touched are marked. */
export function applyProgramEdit(state: HunkState, text: string): HunkState {
  return applyEdit(state, text, { kind: 'program' });
}

/** Accepts a hunk: its text becomes part of the baseline. The text does not change. An id that is gone changes nothing. */
export function keepHunk(state: HunkState, id: string): HunkState {
  const hunk = state.hunks.find((candidate) => candidate.id === id);
  if (hunk === undefined) return state;
  const added = state.current.slice(hunk.start, hunk.end);
  const shift = added.length - (hunk.baseEnd - hunk.baseStart);
  return {
    ...state,
    baseline: spliced(state.baseline, hunk.baseStart, hunk.baseEnd, added),
    hunks: state.hunks
      .filter((candidate) => candidate !== hunk)
      .map((candidate) => (candidate.start >= hunk.end ? shiftedBy(candidate, shift, 0) : candidate)),
  };
}

/** Takes a hunk back. Undefined when the id is gone; else also the edit that does it in a document with the current text. */
export function undoHunk(
  state: HunkState,
  id: string,
): { readonly state: HunkState; readonly edit: TextEdit } | undefined {
  const hunk = state.hunks.find((candidate) => candidate.id === id);
  if (hunk === undefined) return undefined;
  const removed = state.baseline.slice(hunk.baseStart, hunk.baseEnd);
  const start = lengthOf(state.current, 0, hunk.start);
  const shift = removed.length - (hunk.end - hunk.start);
  return {
    edit: { start, end: start + lengthOf(state.current, hunk.start, hunk.end), text: removed.join('') },
    state: {
      ...state,
      current: spliced(state.current, hunk.start, hunk.end, removed),
      hunks: state.hunks
        .filter((candidate) => candidate !== hunk)
        .map((candidate) => (candidate.start >= hunk.end ? shiftedBy(candidate, 0, shift) : candidate)),
    },
  };
}

/** A hunk that was decided, to be made pending again. */
export interface DecidedHunk extends Pick<Hunk, 'id' | 'sources' | 'isEdited' | 'isBaseChanged'> {
  /** Line of the baseline as it is now, before which its text begins. */
  readonly at: number;
  readonly removed: readonly string[];
  readonly added: readonly string[];
}

/**
 * Takes back that a hunk was kept (the baseline gets its old text) or undone (the current text gets its new one). Undefined when its
 * text is not there as it was left.
 */
export function bringBackHunk(
  state: HunkState,
  { at, removed, added, ...rest }: DecidedHunk,
  decided: 'keep' | 'undo',
): HunkState | undefined {
  const isKeep = decided === 'keep';
  const [left, other] = isKeep ? [added, removed] : [removed, added];
  const baseEnd = at + left.length;
  if (!isSameText(state.baseline.slice(at, baseEnd), left)) return undefined;
  if (state.hunks.some((hunk) => hunk.baseStart < baseEnd && at < hunk.baseEnd)) return undefined;
  const before = state.hunks.findLast((hunk) => hunk.baseEnd <= at);
  const start = at - (before === undefined ? 0 : before.baseEnd - before.end);
  const [lines, from] = isKeep ? [state.baseline, at] : [state.current, start];
  const changed = spliced(lines, from, from + left.length, other);
  if (!endsLines(changed, from, from + other.length)) return undefined;
  const shift = other.length - left.length;
  const end = start + (isKeep ? left : other).length;
  const hunk: Hunk = { ...rest, baseStart: at, baseEnd: at + removed.length, start, end };
  const position = before === undefined ? 0 : state.hunks.indexOf(before) + 1;
  const later = state.hunks
    .slice(position)
    .map((next) => shiftedBy(next, isKeep ? shift : 0, isKeep ? 0 : shift));
  const hunks = [...state.hunks.slice(0, position), hunk, ...later];
  return joinNeighbours({ ...state, [isKeep ? 'baseline' : 'current']: changed, hunks });
}

function applyEdit(state: HunkState, text: string, author: Author): HunkState {
  const lines = linesOf(text);
  // Whoever did it: nothing is left of the proposal.
  if (author.kind !== 'agent' && state.hunks.length > 0 && isSameText(lines, state.baseline)) {
    return { ...state, current: state.baseline, hunks: [] };
  }
  // From the end, so that earlier lines keep their numbers.
  return lineChanges(state.current, lines).reduceRight<HunkState>(
    (next, change) => applyChange(next, change, lines.slice(change.newStart, change.newEnd), author),
    state,
  );
}

function applyChange(
  state: HunkState,
  { oldStart, oldEnd }: LineChange,
  added: readonly string[],
  author: Author,
): HunkState {
  const current = spliced(state.current, oldStart, oldEnd, added);
  const shift = added.length - (oldEnd - oldStart);
  const touching = state.hunks.filter((hunk) => hunk.start <= oldEnd && hunk.end >= oldStart);
  const overlapping = touching.filter(
    (hunk) =>
      overlaps(hunk, oldStart, oldEnd) ||
      (oldStart === oldEnd && isEmptyAt(hunk, oldStart) && bringsBack(state, hunk, added)),
  );
  if (author.kind !== 'agent' && overlapping.length === 0) {
    // An empty hunk that lies at the start of a changed line stays before it.
    const before = state.hunks.findLast(
      (hunk) => hunk.end <= oldStart && !(isEmptyAt(hunk, oldStart) && oldStart === oldEnd),
    );
    const offset = before === undefined ? 0 : before.baseEnd - before.end;
    const baseStart = oldStart + offset;
    const baseEnd = oldEnd + offset;
    const baseline = spliced(state.baseline, baseStart, baseEnd, added);
    const isProgram = author.kind === 'program';
    const hunks = state.hunks.map((hunk) => {
      const marked = isProgram && touching.includes(hunk) ? { ...hunk, isBaseChanged: true } : hunk;
      return before !== undefined && hunk.start <= before.start ? marked : shiftedBy(marked, shift, shift);
    });
    const next = { ...state, baseline, current, hunks };
    if (endsLines(baseline, baseStart, baseStart + added.length)) return joinNeighbours(next);
  }
  const region = author.kind === 'agent' || overlapping.length === 0 ? touching : overlapping;
  return mergeRegion(state, region, { oldStart, oldEnd, current, shift }, author);
}

interface RegionEdit {
  readonly oldStart: number;
  readonly oldEnd: number;
  /** The text after the edit. */
  readonly current: readonly string[];
  readonly shift: number;
}

/** Makes the changed lines and the hunks they touch one region, and finds the hunks of that region anew. */
function mergeRegion(
  state: HunkState,
  absorbed: readonly Hunk[],
  { oldStart, oldEnd, current, shift }: RegionEdit,
  author: Author,
): HunkState {
  const first = absorbed[0];
  const last = absorbed.at(-1);
  const start = Math.min(oldStart, first?.start ?? oldStart);
  const oldRegionEnd = Math.max(oldEnd, last?.end ?? oldEnd);
  const baseStart = start + offsetBefore(state.hunks, first ?? { start });
  const lastOffset = last === undefined ? offsetBefore(state.hunks, { start }) : last.baseEnd - last.end;
  const baseEnd = oldRegionEnd + lastOffset;
  const end = oldRegionEnd + shift;
  const changes = lineChanges(state.baseline.slice(baseStart, baseEnd), current.slice(start, end));
  const unused = [...absorbed];
  let { nextId } = state;
  const found = changes.map((change): Hunk => {
    const range = {
      baseStart: baseStart + change.oldStart,
      baseEnd: baseStart + change.oldEnd,
      start: start + change.newStart,
      end: start + change.newEnd,
    };
    const own = unused.findIndex(
      (hunk) => hunk.baseStart <= range.baseEnd && hunk.baseEnd >= range.baseStart,
    );
    const inherited = own === -1 ? undefined : unused.splice(own, 1)[0];
    const sources = new Set(absorbed.flatMap((hunk) => hunk.sources));
    if (author.kind === 'agent') sources.add(author.source);
    const id = inherited?.id ?? `hunk-${(nextId += 1) - 1}`;
    const isEdited = author.kind === 'person' || absorbed.some((hunk) => hunk.isEdited);
    const isBaseChanged = author.kind === 'program' || absorbed.some((hunk) => hunk.isBaseChanged);
    return { id, ...range, sources: [...sources], isEdited, isBaseChanged };
  });
  const hunks = [
    ...state.hunks.filter((hunk) => !absorbed.includes(hunk) && hunk.end <= start),
    ...found,
    ...state.hunks
      .filter((hunk) => !absorbed.includes(hunk) && hunk.start >= oldRegionEnd && hunk.end > start)
      .map((hunk) => shiftedBy(hunk, 0, shift)),
  ];
  return joinNeighbours({ ...state, current, hunks, nextId });
}

/** Hunks with no line between them are one. */
function joinNeighbours(state: HunkState): HunkState {
  if (isSeparated(state.hunks)) return state;
  const hunks: Hunk[] = [];
  for (const hunk of state.hunks) {
    const previous = hunks.at(-1);
    if (previous === undefined || previous.end < hunk.start) {
      hunks.push(hunk);
      continue;
    }
    hunks[hunks.length - 1] = {
      ...previous,
      baseEnd: hunk.baseEnd,
      end: hunk.end,
      sources: [...new Set([...previous.sources, ...hunk.sources])],
      isEdited: previous.isEdited || hunk.isEdited,
      isBaseChanged: previous.isBaseChanged || hunk.isBaseChanged,
    };
  }
  // What two hunks took away and added may be the same once nothing stands between them: then there is nothing left to decide.
  return { ...state, hunks: hunks.filter((hunk) => differs(state, hunk)) };
}

function differs(state: HunkState, hunk: Hunk): boolean {
  const { removed, added } = textsOf(state, hunk);
  return removed !== added;
}

/** True when the lines are those that the hunk took away. */
function bringsBack(
  { baseline }: HunkState,
  { baseStart, baseEnd }: Hunk,
  added: readonly string[],
): boolean {
  return isSameText(added, baseline.slice(baseStart, baseEnd));
}

/** Difference between line numbers of the baseline and of the current text, right before `at`. */
function offsetBefore(hunks: readonly Hunk[], at: Pick<Hunk, 'start'> | Hunk): number {
  if ('baseStart' in at) return at.baseStart - at.start;
  const before = hunks.findLast((hunk) => hunk.end <= at.start);
  return before === undefined ? 0 : before.baseEnd - before.end;
}

/** True when a change of these lines reaches inside the hunk, not only up to its edge. */
function overlaps({ start, end }: Hunk, oldStart: number, oldEnd: number): boolean {
  if (oldStart === oldEnd) return start < oldStart && oldStart < end;
  return start === end ? oldStart < start && start < oldEnd : start < oldEnd && oldStart < end;
}

function isEmptyAt({ start, end }: Hunk, line: number): boolean {
  return start === line && end === line;
}

function isSeparated(hunks: readonly Hunk[]): boolean {
  return hunks.every((hunk, index) => index === 0 || (hunks[index - 1] as Hunk).end < hunk.start);
}

/** True when no line within or right before the range lacks its ending, unless it is the last of the text. */
function endsLines(lines: readonly string[], from: number, to: number): boolean {
  return lines
    .slice(Math.max(0, from - 1), Math.min(to, lines.length - 1))
    .every((line) => line.endsWith('\n'));
}

function shiftedBy(hunk: Hunk, base: number, current: number): Hunk {
  return {
    ...hunk,
    baseStart: hunk.baseStart + base,
    baseEnd: hunk.baseEnd + base,
    start: hunk.start + current,
    end: hunk.end + current,
  };
}

export function isSameText(left: readonly string[], right: readonly string[]): boolean {
  return left.length === right.length && left.every((line, index) => line === right[index]);
}

function spliced(
  lines: readonly string[],
  start: number,
  end: number,
  added: readonly string[],
): readonly string[] {
  return [...lines.slice(0, start), ...added, ...lines.slice(end)];
}

function lengthOf(lines: readonly string[], from: number, to: number): number {
  let length = 0;
  for (let index = from; index < to; index += 1) length += lines[index]?.length ?? 0;
  return length;
}
