import { structuredPatch } from 'diff';
import type { DiffHunk, FileDiff } from '../tools/toolDetails';
import type { DiffNote } from '../words/fixedText';
import { decodeText, latin1Of } from './textCodec';
import type { FileChange, FileContent, FileSnapshot } from './workspace';

const CONTEXT_LINES = 3;
const MAX_BYTES = 1024 * 1024;
const MAX_CHANGED_LINES = 5000;
/** Above this the search for the shortest difference gets slow, and one large hunk is shown instead. */
const MAX_EDIT_LENGTH = 800;

/** The same change is shown in the question and in the result. */
const cache = new WeakMap<FileChange, FileDiff>();

/** A change as shown to people: hunks with 3 lines of context; only counts over 1 MiB or 5,000 changed lines. */
export function toFileDiff(change: FileChange): FileDiff {
  const known = cache.get(change);
  if (known !== undefined) {
    return known;
  }
  const diff = { ...identityOf(change), ...differenceOf(change) };
  cache.set(change, diff);
  return diff;
}

function identityOf(change: FileChange): Pick<FileDiff, 'path' | 'kind' | 'renamedTo'> {
  const base = { path: change.file.display, kind: change.kind };
  return change.kind === 'rename' ? { ...base, renamedTo: change.to.display } : base;
}

function differenceOf(
  change: FileChange,
): Pick<FileDiff, 'added' | 'removed' | 'hunks'> & { readonly note?: DiffNote } {
  if (change.kind === 'rename' && change.after === undefined) {
    return { added: 0, removed: 0, hunks: [] };
  }
  const before = change.kind === 'create' ? '' : textOfSnapshot(change.before);
  const after = change.kind === 'delete' || change.after === undefined ? '' : textOfContent(change.after);
  if (before === undefined || after === undefined) {
    return { added: 0, removed: 0, note: 'binary' };
  }
  const middle = changedMiddle(before, after);
  if (before.length > MAX_BYTES || after.length > MAX_BYTES) {
    return { added: middle.added.length, removed: middle.removed.length, note: 'too large to show' };
  }
  if (middle.added.length + middle.removed.length > MAX_CHANGED_LINES) {
    return {
      added: middle.added.length,
      removed: middle.removed.length,
      note: 'too many changed lines to show',
    };
  }
  const hunks = shortestHunks(before, after) ?? [wholeHunk(middle)];
  const lines = hunks.flatMap((hunk) => hunk.lines);
  const note = noteOf(before, after);
  return {
    added: lines.filter((line) => line.startsWith('+')).length,
    removed: lines.filter((line) => line.startsWith('-')).length,
    hunks,
    ...(note === undefined ? {} : { note }),
  };
}

function shortestHunks(before: string, after: string): readonly DiffHunk[] | undefined {
  const patch = structuredPatch('', '', before, after, '', '', {
    context: CONTEXT_LINES,
    maxEditLength: MAX_EDIT_LENGTH,
  });
  return patch?.hunks.map(({ oldStart, newStart, lines }) => ({
    oldStart,
    newStart,
    lines: lines.filter((line) => !line.startsWith('\\')).map((line) => line.replace(/\r$/, '')),
  }));
}

interface ChangedMiddle {
  /** Lines before it. */
  readonly start: number;
  readonly removed: readonly string[];
  readonly added: readonly string[];
}

/** What is left when equal lines at both ends are taken away. Only the rest is split, since the text may be large. */
function changedMiddle(before: string, after: string): ChangedMiddle {
  const shorter = Math.min(before.length, after.length);
  let same = 0;
  while (same < shorter && before.charCodeAt(same) === after.charCodeAt(same)) {
    same += 1;
  }
  const start = same === 0 ? 0 : before.lastIndexOf('\n', same - 1) + 1;
  let end = 0;
  while (
    end < shorter - start &&
    before.charCodeAt(before.length - 1 - end) === after.charCodeAt(after.length - 1 - end)
  ) {
    end += 1;
  }
  const isLineStart = (text: string): boolean =>
    text.length - end === start || text[text.length - end - 1] === '\n';
  if (!isLineStart(before) || !isLineStart(after)) {
    const newline = before.indexOf('\n', before.length - end);
    end = newline === -1 ? 0 : before.length - newline - 1;
  }
  return {
    start: countNewlines(before, start),
    removed: linesOf(before.slice(start, before.length - end)),
    added: linesOf(after.slice(start, after.length - end)),
  };
}

function countNewlines(text: string, end: number): number {
  let count = 0;
  for (let at = text.indexOf('\n'); at !== -1 && at < end; at = text.indexOf('\n', at + 1)) {
    count += 1;
  }
  return count;
}

function wholeHunk({ start, removed, added }: ChangedMiddle): DiffHunk {
  const lines = [...removed.map((line) => `-${line}`), ...added.map((line) => `+${line}`)];
  return { oldStart: start + 1, newStart: start + 1, lines: lines.map((line) => line.replace(/\r$/, '')) };
}

function linesOf(text: string): readonly string[] {
  const lines = text.split('\n');
  return lines.at(-1) === '' ? lines.slice(0, -1) : lines;
}

/** What the lines do not show. */
function noteOf(before: string, after: string): DiffNote | undefined {
  if (before === '' || after === '') {
    return undefined;
  }
  const hadNewline = before.endsWith('\n');
  const hasNewline = after.endsWith('\n');
  return hadNewline === hasNewline
    ? undefined
    : hasNewline
      ? 'newline added at the end'
      : 'newline removed at the end';
}

function textOfSnapshot({ text, bytes, binary }: FileSnapshot): string | undefined {
  if (text !== undefined) {
    return text;
  }
  return binary || bytes === undefined ? undefined : latin1Of(bytes);
}

/** Bytes that are no text but were none before either are shown byte by byte as characters. */
function textOfContent(content: FileContent): string | undefined {
  if ('text' in content) {
    return content.text;
  }
  const { text, binary } = decodeText(content.bytes);
  return binary ? undefined : (text ?? latin1Of(content.bytes));
}
