// A proposal in pieces, before it is applied: which hunks it has, and what it becomes when a person takes only some of them or writes
// another text. Pure. What can't be taken apart (deletes, renames, binary files) is taken or left as a whole.
import { lineChanges } from '../journal/lineDiff';
import type { LineChange } from '../journal/lineDiff';
import type { FileAnswer } from '../permissions/confirmation';
import type { DiffHunk, FileDiff } from '../tools/toolDetails';
import { toFileDiff } from '../workspace/fileDiff';
import {
  bytesOfLatin1,
  decodeText,
  encodeText,
  isTextEncoding,
  latin1Of,
  lineEndingOf,
} from '../workspace/textCodec';
import { linesOf } from '../workspace/textLines';
import type { FileChange, FileContent } from '../workspace/workspace';

const CONTEXT_LINES = 3;

/** What was made of a proposal. */
export interface PickedChanges {
  /** What is to be written, in the order of the proposal. */
  readonly changes: readonly FileChange[];
  /** One for each file of the proposal. */
  readonly files: readonly PickedFile[];
}

export interface PickedFile {
  readonly path: string;
  /** `edited`: the person wrote another text. */
  readonly taken: 'all' | 'none' | 'some' | 'edited';
  readonly hunksTaken: number;
  /** 1 for what is taken or left as a whole. */
  readonly hunks: number;
  /** The part that is left out. */
  readonly leftOut?: readonly DiffHunk[];
  /** From what was proposed to what the person made of it. */
  readonly edit?: readonly DiffHunk[];
}

/** The change as it is put before a person: one hunk for each contiguous change, with its id where it can be picked. */
export function toProposedDiff(change: FileChange): FileDiff {
  const diff = toFileDiff(change);
  const texts = diff.hunks === undefined ? undefined : textsOf(change);
  if (texts === undefined) return diff;
  const isEditable = texts.isText ? { isEditable: true } : {};
  if (change.kind === 'create') return { ...diff, ...isEditable };
  return {
    ...diff,
    ...isEditable,
    hunks: hunksOf(texts).map((hunk, index) => ({ ...hunk, id: idOf(index) })),
  };
}

/** The text of the file before and as proposed; undefined where it has none that a person could change. */
export function proposedTexts(
  change: FileChange,
): { readonly before: string; readonly after: string } | undefined {
  const texts = textsOf(change);
  return texts?.isText === true ? texts : undefined;
}

/** What a person took of a proposal. Files that the answers do not name are left out, and so are hunks. */
export function pickChanges(changes: readonly FileChange[], answers: readonly FileAnswer[]): PickedChanges {
  const byPath = new Map(answers.map((answer) => [answer.path, answer]));
  const picked = changes.map((change) => pickChange(change, byPath.get(change.file.display)));
  return {
    changes: picked.flatMap(({ change }) => (change === undefined ? [] : [change])),
    files: picked.map(({ file }) => file),
  };
}

interface Pick {
  readonly change: FileChange | undefined;
  readonly file: PickedFile;
}

function pickChange(change: FileChange, answer: FileAnswer | undefined): Pick {
  const path = change.file.display;
  const texts = textsOf(change);
  const count = change.kind === 'create' || texts === undefined ? 1 : texts.changes.length;
  const all = { change, file: { path, taken: 'all', hunksTaken: count, hunks: count } } as const;
  const none: Pick = {
    change: undefined,
    file: {
      path,
      taken: 'none',
      hunksTaken: 0,
      hunks: count,
      ...(texts === undefined ? {} : { leftOut: hunksOf(texts) }),
    },
  };
  if (answer === undefined || (answer.take !== 'hunks' && answer.take !== 'text')) {
    return answer?.take === 'all' ? all : none;
  }
  if (answer.take === 'hunks') {
    if (texts === undefined || change.kind === 'create') return none;
    const taken = texts.changes.filter((_, index) => answer.hunks.includes(idOf(index)));
    if (taken.length === count) return all;
    // A rename may be wanted without any of its edits.
    if (taken.length === 0 && change.kind !== 'rename') return none;
    const text = withChanges(texts, taken);
    const file = { path, taken: 'some', hunksTaken: taken.length, hunks: count } as const;
    const leftOut = hunksBetween(
      texts.beforeLines,
      texts.afterLines,
      texts.changes.filter((item) => !taken.includes(item)),
    );
    return { change: withText(change, texts, text), file: { ...file, leftOut } };
  }
  if (texts?.isText !== true) return none;
  if (answer.text === texts.after) return all;
  if (answer.text === texts.before && change.kind === 'edit') return none;
  const lines = linesOf(answer.text);
  const edit = hunksBetween(texts.afterLines, lines, lineChanges(texts.afterLines, lines));
  return {
    change: withText(change, texts, answer.text),
    file: { path, taken: 'edited', hunksTaken: count, hunks: count, edit },
  };
}

interface ProposedTexts {
  readonly before: string;
  readonly after: string;
  readonly beforeLines: readonly string[];
  readonly afterLines: readonly string[];
  readonly changes: readonly LineChange[];
  /** False: the texts are bytes, or have line endings that an editor would not keep. */
  readonly isText: boolean;
  readonly content: (text: string) => FileContent;
}

const cache = new WeakMap<FileChange, ProposedTexts | 'none'>();

/** Undefined for what is taken or left as a whole. */
function textsOf(change: FileChange): ProposedTexts | undefined {
  const known = cache.get(change) ?? readTexts(change) ?? 'none';
  cache.set(change, known);
  return known === 'none' ? undefined : known;
}

function readTexts(change: FileChange): ProposedTexts | undefined {
  if (change.kind === 'delete' || change.after === undefined) return undefined;
  const { after } = change;
  if (change.kind === 'create') {
    const text = 'text' in after ? after.text : decodeText(after.bytes).text;
    const encoding = 'text' in after ? 'utf8' : decodeText(after.bytes).encoding;
    const content = (edited: string): FileContent =>
      'text' in after ? { text: edited } : { bytes: encodeText(edited, encoding) };
    return text === undefined ? undefined : withLines('', text, true, content);
  }
  const { text, bytes, binary, encoding } = change.before;
  if (text !== undefined && 'text' in after)
    return withLines(text, after.text, true, (edited) => ({ text: edited }));
  if ('text' in after || binary) return undefined;
  if (text !== undefined && isTextEncoding(encoding)) {
    const decoded = decodeText(after.bytes);
    if (decoded.text === undefined || decoded.encoding !== encoding) return undefined;
    // Mixed line endings: an editor would change them all.
    return { ...withLines(text, decoded.text, false, (edited) => ({ bytes: encodeText(edited, encoding) })) };
  }
  if (bytes === undefined) return undefined;
  return withLines(latin1Of(bytes), latin1Of(after.bytes), false, (edited) => ({
    bytes: bytesOfLatin1(edited),
  }));
}

function withLines(
  before: string,
  after: string,
  isText: boolean,
  content: (text: string) => FileContent,
): ProposedTexts {
  const beforeLines = linesOf(before);
  const afterLines = linesOf(after);
  // An editor would change mixed line endings when a person writes.
  const isEditable = isText && lineEndingOf(after) !== 'mixed';
  return {
    before,
    after,
    beforeLines,
    afterLines,
    changes: lineChanges(beforeLines, afterLines),
    isText: isEditable,
    content,
  };
}

function withChanges({ beforeLines, afterLines }: ProposedTexts, taken: readonly LineChange[]): string {
  const lines: string[] = [];
  let at = 0;
  for (const { oldStart, oldEnd, newStart, newEnd } of taken) {
    lines.push(...beforeLines.slice(at, oldStart), ...afterLines.slice(newStart, newEnd));
    at = oldEnd;
  }
  return [...lines, ...beforeLines.slice(at)].join('');
}

function withText(change: FileChange, texts: ProposedTexts, text: string): FileChange {
  if (change.kind === 'delete') return change;
  if (change.kind === 'rename' && text === texts.before) {
    const { after: _, ...rename } = change;
    return rename;
  }
  return { ...change, after: texts.content(text) };
}

function hunksOf({ beforeLines, afterLines, changes }: ProposedTexts): readonly DiffHunk[] {
  return hunksBetween(beforeLines, afterLines, changes);
}

/** Each with up to three lines around it; lines between two hunks belong to the first as far as they reach. */
function hunksBetween(
  before: readonly string[],
  after: readonly string[],
  changes: readonly LineChange[],
): readonly DiffHunk[] {
  return changes.map(({ oldStart, oldEnd, newStart, newEnd }, index) => {
    const previous = changes[index - 1];
    const next = changes[index + 1];
    const free = previous === undefined ? oldStart : oldStart - previous.oldEnd - CONTEXT_LINES;
    const lead = Math.max(0, Math.min(CONTEXT_LINES, free));
    const trail = Math.min(CONTEXT_LINES, (next?.oldStart ?? before.length) - oldEnd);
    const lines = [
      ...before.slice(oldStart - lead, oldStart).map((line) => ` ${bare(line)}`),
      ...before.slice(oldStart, oldEnd).map((line) => `-${bare(line)}`),
      ...after.slice(newStart, newEnd).map((line) => `+${bare(line)}`),
      ...before.slice(oldEnd, oldEnd + trail).map((line) => ` ${bare(line)}`),
    ];
    return { oldStart: oldStart - lead + 1, newStart: newStart - lead + 1, lines };
  });
}

function bare(line: string): string {
  return line.replace(/\r?\n$/, '');
}

function idOf(index: number): string {
  return `hunk-${index + 1}`;
}
