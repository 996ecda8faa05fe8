// Finds the place of a replacement in a text: exactly, or else by whole lines with less and less attention to white space, as long
// as there is only one such place. Works on text with one kind of line ending, and on bytes written as Latin-1.

/** How a place was found. */
export type Matching =
  'exact' | 'line numbers removed' | 'trailing white space ignored' | 'indentation adjusted';

export interface Replacement {
  readonly oldText: string;
  readonly newText: string;
  /** Replace every exact occurrence. */
  readonly replaceAll: boolean;
}

export type ReplaceResult =
  | { readonly ok: true; readonly text: string; readonly count: number; readonly matching: Matching }
  | { readonly ok: false; readonly problem: 'not_found'; readonly hint?: string }
  | {
      readonly ok: false;
      readonly problem: 'ambiguous';
      readonly count: number;
      readonly matching: Matching;
    };

/** Above this only exact places are looked for: comparing every line would take too long. */
const MAX_TOLERANT_CHARACTERS = 10_000_000;

/** Replaces in `text`; `exactOnly` turns the tolerant ways off. `oldText` is not empty. */
export function replaceInText(text: string, replacement: Replacement, exactOnly = false): ReplaceResult {
  const { oldText, newText, replaceAll } = replacement;
  const places = exactPlaces(text, oldText);
  if (places.length > 1 && !replaceAll) {
    return { ok: false, problem: 'ambiguous', count: places.length, matching: 'exact' };
  }
  if (places.length > 0) {
    return {
      ok: true,
      text: replacedAt(text, places, oldText.length, newText),
      count: places.length,
      matching: 'exact',
    };
  }
  if (text.length > MAX_TOLERANT_CHARACTERS) {
    return { ok: false, problem: 'not_found' };
  }
  if (!exactOnly) {
    const lines = linesOf(text);
    for (const [matching, attempt] of tolerantAttempts(lines, oldText, newText)) {
      const found = attempt();
      if (found.length > 1) {
        return { ok: false, problem: 'ambiguous', count: found.length, matching };
      }
      const [only] = found;
      if (only !== undefined) {
        const { from, to, insert } = only;
        return {
          ok: true,
          text: text.slice(0, from) + fitted(text, from, insert) + text.slice(to),
          count: 1,
          matching,
        };
      }
    }
  }
  const hint = nearestPlace(linesOf(text), oldText);
  return { ok: false, problem: 'not_found', ...(hint === undefined ? {} : { hint }) };
}

interface Line {
  readonly text: string;
  readonly start: number;
  /** Offset of the line's end, before its line ending. */
  readonly end: number;
  /** Offset of the next line. */
  readonly next: number;
}

interface Place {
  readonly from: number;
  readonly to: number;
  readonly insert: string;
}

/** Lines of a block; `closed` when the block ends with a newline. */
interface Block {
  readonly lines: readonly string[];
  readonly closed: boolean;
}

const LINE_NUMBER = /^ *\d+\t/;

function tolerantAttempts(
  lines: readonly Line[],
  oldText: string,
  newText: string,
): readonly (readonly [Matching, () => readonly Place[]])[] {
  const old = blockOf(oldText);
  if (old.lines.every(isBlank)) {
    return [];
  }
  const fresh = blockOf(newText);
  const isNumbered = old.lines.every((line) => LINE_NUMBER.test(line));
  const bare = isNumbered ? withoutNumbers(old) : undefined;
  const bareFresh = fresh.lines.every((line) => LINE_NUMBER.test(line)) ? withoutNumbers(fresh) : fresh;
  return [
    ...(bare === undefined
      ? []
      : [['line numbers removed', () => placesOf(lines, bare, bareFresh, sameTrimmedEnd)] as const]),
    ['trailing white space ignored', () => placesOf(lines, old, fresh, sameTrimmedEnd)],
    ['indentation adjusted', () => placesOf(lines, old, fresh, reindented)],
  ];
}

/** The new lines for a run of file lines that matches the block; undefined when it does not match. */
type MatchLines = (
  file: readonly string[],
  old: readonly string[],
  fresh: readonly string[],
) => readonly string[] | undefined;

function placesOf(lines: readonly Line[], old: Block, fresh: Block, match: MatchLines): readonly Place[] {
  const places: Place[] = [];
  const count = old.lines.length;
  const firstOld = trimmed(old.lines[0] ?? '');
  for (let index = 0; index + count <= lines.length;) {
    if (trimmed(lines[index]?.text ?? '') !== firstOld) {
      index += 1;
      continue;
    }
    const run = lines.slice(index, index + count);
    const [first] = run;
    const last = run.at(-1);
    const matched = match(
      run.map((line) => line.text),
      old.lines,
      fresh.lines,
    );
    if (matched === undefined || first === undefined || last === undefined) {
      index += 1;
      continue;
    }
    const to = old.closed ? last.next : last.end;
    // At the end of a file without a final newline none is added.
    const isOpenEnd = old.closed && last.next === last.end;
    const insert = matched.join('\n') + (fresh.closed && !isOpenEnd ? '\n' : '');
    places.push({ from: first.start, to, insert });
    index += count;
  }
  return places;
}

const sameTrimmedEnd: MatchLines = (file, old, fresh) =>
  file.every((line, index) => trimmedEnd(line) === trimmedEnd(old[index] ?? '')) ? fresh : undefined;

/** Matches lines that differ in white space at both ends, if the indentation differs in one consistent way. */
const reindented: MatchLines = (file, old, fresh) => {
  const indents = new Map<string, string>();
  for (const [index, line] of file.entries()) {
    const oldLine = old[index] ?? '';
    if (trimmed(line) !== trimmed(oldLine)) {
      return undefined;
    }
    if (isBlank(line)) {
      continue;
    }
    const known = indents.get(indentOf(oldLine));
    if (known !== undefined && known !== indentOf(line)) {
      return undefined;
    }
    indents.set(indentOf(oldLine), indentOf(line));
  }
  return fresh.map((line) =>
    isBlank(line) ? line : translatedIndent(indentOf(line), indents) + line.slice(indentOf(line).length),
  );
};

/** The indentation that the file uses where the model wrote `indent`. */
function translatedIndent(indent: string, indents: ReadonlyMap<string, string>): string {
  const known = indents.get(indent);
  if (known !== undefined) {
    return known;
  }
  const byLength = [...indents].sort(([left], [right]) => right.length - left.length);
  const base = byLength.find(([old]) => indent.startsWith(old));
  if (base !== undefined) {
    return base[1] + inUnitsOfFile(indent.slice(base[0].length), byLength);
  }
  const shortest = byLength.at(-1);
  if (shortest === undefined || !shortest[0].startsWith(indent)) {
    return indent;
  }
  const surplus = inUnitsOfFile(shortest[0].slice(indent.length), byLength);
  return shortest[1].endsWith(surplus) ? shortest[1].slice(0, shortest[1].length - surplus.length) : indent;
}

/** Spaces as tabs, or tabs as spaces, in the ratio that the matched lines show. */
function inUnitsOfFile(extra: string, pairs: readonly (readonly [string, string])[]): string {
  for (const [old, file] of pairs) {
    const isToTabs = /^ +$/.test(old) && /^\t+$/.test(file) && /^ *$/.test(extra);
    const isToSpaces = /^\t+$/.test(old) && /^ +$/.test(file) && /^\t*$/.test(extra);
    const units = (extra.length * file.length) / old.length;
    if ((isToTabs || isToSpaces) && Number.isInteger(units)) {
      return (isToTabs ? '\t' : ' ').repeat(units);
    }
  }
  return extra;
}

function exactPlaces(text: string, oldText: string): readonly number[] {
  const places: number[] = [];
  for (let at = text.indexOf(oldText); at !== -1; at = text.indexOf(oldText, at + oldText.length)) {
    places.push(at);
  }
  return places;
}

function replacedAt(text: string, places: readonly number[], length: number, newText: string): string {
  const parts: string[] = [];
  let rest = 0;
  for (const place of places) {
    parts.push(text.slice(rest, place), fitted(text, place, newText));
    rest = place + length;
  }
  return parts.join('') + text.slice(rest);
}

/** The new text with the line ending of the line it goes to; matters only in files with mixed line endings. */
function fitted(text: string, at: number, newText: string): string {
  const newline = text.indexOf('\n', at);
  return newline > 0 && text[newline - 1] === '\r' ? newText.replace(/\r?\n/g, '\r\n') : newText;
}

/** Says where the beginning of the block is found, and which line differs. */
function nearestPlace(lines: readonly Line[], oldText: string): string | undefined {
  const old = blockOf(oldText).lines;
  let best = { line: 0, matching: 0 };
  for (let index = 0; index < lines.length; index += 1) {
    let matching = 0;
    while (
      matching < old.length &&
      trimmed(lines[index + matching]?.text ?? '\0') === trimmed(old[matching] ?? '')
    ) {
      matching += 1;
    }
    const isBetter = matching > best.matching && !old.slice(0, matching).every(isBlank);
    best = isBetter ? { line: index, matching } : best;
  }
  if (best.matching === 0 || best.matching === old.length) {
    return undefined;
  }
  const place = `Its first ${best.matching === 1 ? 'line is' : `${best.matching} lines are`} at line ${best.line + 1}`;
  const differing = lines[best.line + best.matching];
  return differing === undefined
    ? `${place}, but the file ends there.`
    : `${place}, but line ${best.line + best.matching + 1} of the file is: ${differing.text.slice(0, 200)}`;
}

function linesOf(text: string): readonly Line[] {
  const lines: Line[] = [];
  for (let start = 0; start < text.length;) {
    const newline = text.indexOf('\n', start);
    const next = newline === -1 ? text.length : newline + 1;
    const end = newline === -1 ? next : newline > start && text[newline - 1] === '\r' ? newline - 1 : newline;
    lines.push({ text: text.slice(start, end), start, end, next });
    start = next;
  }
  return lines;
}

function blockOf(text: string): Block {
  const lines = text.split(/\r?\n/);
  const closed = lines.length > 1 && lines.at(-1) === '';
  return { lines: closed ? lines.slice(0, -1) : lines, closed };
}

function withoutNumbers({ lines, closed }: Block): Block {
  return { lines: lines.map((line) => line.replace(LINE_NUMBER, '')), closed };
}

// Only these three: in bytes written as Latin-1 a no-break space is half of another character.
function trimmedEnd(line: string): string {
  return line.replace(/[ \t\r]+$/, '');
}

function trimmed(line: string): string {
  return trimmedEnd(line).replace(/^[ \t]+/, '');
}

function indentOf(line: string): string {
  return /^[ \t]*/.exec(line)?.[0] ?? '';
}

function isBlank(line: string): boolean {
  return trimmed(line) === '';
}
