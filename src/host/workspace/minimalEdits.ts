// The smallest text edits that turn one text into another, so that cursors, folds and decorations beside them stay where they are.
import { diffArrays } from 'diff';

/** Replaces the old text from `start` to `end` (offsets in UTF-16 units, `end` exclusive) by `text`. */
export interface OffsetEdit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** Lines that differ; more than this is written as one edit, since the search for small ones would take too long. */
const MAX_CHANGED_LINES = 250;

/** Edits in ascending order that do not touch each other; empty when the texts are equal. */
export function minimalEdits(before: string, after: string): readonly OffsetEdit[] {
  if (before === after) return [];
  const prefix = commonPrefix(before, after);
  const suffix = commonSuffix(before, after, prefix);
  const oldMiddle = before.slice(prefix, before.length - suffix);
  const newMiddle = after.slice(prefix, after.length - suffix);
  const oldLines = splitLines(oldMiddle);
  const newLines = splitLines(newMiddle);
  const whole = [{ start: prefix, end: before.length - suffix, text: newMiddle }];
  if (oldLines.length <= 1 || newLines.length <= 1) return whole;
  const changes = diffArrays(oldLines, newLines, { maxEditLength: MAX_CHANGED_LINES });
  if (changes === undefined) return whole;
  return editsOf(changes, prefix);
}

interface LineChange {
  readonly added?: boolean;
  readonly removed?: boolean;
  readonly value: readonly string[];
}

function editsOf(changes: readonly LineChange[], offset: number): readonly OffsetEdit[] {
  const edits: OffsetEdit[] = [];
  let position = offset;
  let open: { start: number; end: number; text: string } | undefined;
  for (const change of changes) {
    const text = change.value.join('');
    if (change.added !== true && change.removed !== true) {
      if (open !== undefined) edits.push(open);
      open = undefined;
      position += text.length;
      continue;
    }
    open ??= { start: position, end: position, text: '' };
    if (change.added === true) {
      open.text += text;
    } else {
      position += text.length;
      open.end = position;
    }
  }
  if (open !== undefined) edits.push(open);
  return edits;
}

/** Lines with their endings; joining them gives the text back. */
function splitLines(text: string): string[] {
  return text === '' ? [] : (text.match(/[^\n]*\n|[^\n]+$/g) ?? []);
}

function commonPrefix(a: string, b: string): number {
  const limit = Math.min(a.length, b.length);
  let length = 0;
  while (length < limit && a.charCodeAt(length) === b.charCodeAt(length)) length += 1;
  return backOffSplit(a, b, length);
}

function commonSuffix(a: string, b: string, prefix: number): number {
  const limit = Math.min(a.length, b.length) - prefix;
  let length = 0;
  while (length < limit && a.charCodeAt(a.length - 1 - length) === b.charCodeAt(b.length - 1 - length))
    length += 1;
  // Neither a surrogate pair nor a CRLF may be cut in two.
  while (length > 0 && (isCut(a, a.length - length) || isCut(b, b.length - length))) length -= 1;
  return length;
}

function backOffSplit(a: string, b: string, length: number): number {
  let result = length;
  while (result > 0 && (isCut(a, result) || isCut(b, result))) result -= 1;
  return result;
}

/** True when a cut at this offset would part a surrogate pair or a CRLF. */
function isCut(text: string, offset: number): boolean {
  if (offset <= 0 || offset >= text.length) return false;
  const before = text.charCodeAt(offset - 1);
  const after = text.charCodeAt(offset);
  const isPair = before >= 0xd800 && before <= 0xdbff && after >= 0xdc00 && after <= 0xdfff;
  return isPair || (before === 0x0d && after === 0x0a);
}
