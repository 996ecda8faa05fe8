// Applies hunks to a text. Context must match exactly (line endings aside); a numbered hunk may lie a bounded number of lines off,
// which is reported; a hunk without numbers must have one place only.
import type { Hunk } from './patchModel';

/** How far from its line a numbered hunk is looked for. */
export const MAX_HUNK_OFFSET = 200;

export type ApplyResult =
  | { readonly ok: true; readonly text: string; readonly notes: readonly string[] }
  /** Words for the model, without the file's name. */
  | { readonly ok: false; readonly message: string };

interface FileLine {
  readonly text: string;
  /** `\n`, `\r\n`, or empty at the end of a file without a final newline. */
  readonly ending: string;
}

interface Placed {
  readonly hunk: Hunk;
  /** Index of the first old line. */
  readonly at: number;
}

type Location = { readonly at: number } | { readonly problem: string };

export function applyHunks(text: string, hunks: readonly Hunk[]): ApplyResult {
  const lines = splitLines(text);
  const ordered = hunks.every((hunk) => hunk.oldStart !== undefined)
    ? hunks.toSorted((left, right) => (left.oldStart ?? 0) - (right.oldStart ?? 0))
    : hunks;
  const placed: Placed[] = [];
  const notes: string[] = [];
  let from = 0;
  let drift = 0;
  for (const [index, hunk] of ordered.entries()) {
    const location = locate(lines, hunk, from, drift);
    const name = `Hunk ${index + 1}`;
    if ('problem' in location) {
      return { ok: false, message: `${name}: ${location.problem}` };
    }
    const expected = expectedIndex(hunk);
    if (expected !== undefined && location.at !== expected) {
      drift = location.at - expected;
      notes.push(
        `${name} was applied ${Math.abs(drift)} ${Math.abs(drift) === 1 ? 'line' : 'lines'} ${drift > 0 ? 'below' : 'above'} its line number.`,
      );
    }
    placed.push({ hunk, at: location.at });
    from = location.at + oldLines(hunk).length;
  }
  return { ok: true, text: assembled(lines, placed), notes };
}

/** The text that a hunk of a new file brings. */
export function createdText(hunks: readonly Hunk[]): string | undefined {
  const lines = hunks.flatMap((hunk) => hunk.lines);
  if (lines.some(({ op }) => op !== '+')) {
    return undefined;
  }
  const isOpen = hunks.some((hunk) => hunk.noNewline?.new === true);
  return lines.length === 0 ? '' : lines.map(({ text }) => text).join('\n') + (isOpen ? '' : '\n');
}

function oldLines(hunk: Hunk): readonly string[] {
  return hunk.lines.filter(({ op }) => op !== '+').map(({ text }) => text);
}

/** Where a numbered hunk should be; a hunk without old lines names the line before it. */
function expectedIndex(hunk: Hunk): number | undefined {
  if (hunk.oldStart === undefined) {
    return undefined;
  }
  return oldLines(hunk).length === 0 ? hunk.oldStart : Math.max(0, hunk.oldStart - 1);
}

function locate(lines: readonly FileLine[], hunk: Hunk, from: number, drift: number): Location {
  const old = oldLines(hunk);
  const expected = expectedIndex(hunk);
  if (expected !== undefined) {
    return locateNumbered(lines, old, expected, from, drift);
  }
  let start = from;
  for (const anchor of hunk.anchors ?? []) {
    const at = lines.findIndex((line, index) => index >= start && line.text.trim() === anchor.trim());
    if (at === -1) {
      return { problem: `there is no line "${anchor}" after line ${start}.` };
    }
    start = at + 1;
  }
  if (old.length === 0) {
    const isAnchored = (hunk.anchors ?? []).length > 0;
    return { at: isAnchored ? start : lines.length };
  }
  const places = matchingPlaces(lines, old, start);
  if (hunk.atEnd === true) {
    const last = lines.length - old.length;
    return places.includes(last) ? { at: last } : { problem: notFound(lines, old, 'at the end of the file') };
  }
  const [first] = places;
  if (first === undefined) {
    return { problem: notFound(lines, old, start === 0 ? 'in the file' : `after line ${start}`) };
  }
  if (places.length > 1 && hunk.anchors === undefined) {
    const where = places
      .slice(0, 5)
      .map((place) => place + 1)
      .join(', ');
    return {
      problem: `it matches ${places.length} places (lines ${where}). Add more context lines or an @@ anchor line.`,
    };
  }
  return { at: first };
}

function locateNumbered(
  lines: readonly FileLine[],
  old: readonly string[],
  expected: number,
  from: number,
  drift: number,
): Location {
  if (old.length === 0) {
    // Nothing to recognise the place by: only the number as given.
    return expected >= from && expected <= lines.length
      ? { at: expected }
      : { problem: `it adds after line ${expected}, but the file has ${lines.length} lines.` };
  }
  for (const candidate of new Set([expected, expected + drift])) {
    if (candidate >= from && matchesAt(lines, old, candidate)) {
      return { at: candidate };
    }
  }
  for (let offset = 1; offset <= MAX_HUNK_OFFSET; offset += 1) {
    const near = [expected + drift - offset, expected + drift + offset].filter(
      (candidate) => candidate >= from && matchesAt(lines, old, candidate),
    );
    const [first, second] = near;
    if (first !== undefined) {
      return second === undefined
        ? { at: first }
        : {
            problem: `it matches at line ${first + 1} and at line ${second + 1}, equally far from its number. Correct the number.`,
          };
    }
  }
  return { problem: notFound(lines, old, `within ${MAX_HUNK_OFFSET} lines of line ${expected + 1}`) };
}

function matchingPlaces(lines: readonly FileLine[], old: readonly string[], from: number): readonly number[] {
  const places: number[] = [];
  for (let at = from; at + old.length <= lines.length; at += 1) {
    if (matchesAt(lines, old, at)) {
      places.push(at);
    }
  }
  return places;
}

function matchesAt(lines: readonly FileLine[], old: readonly string[], at: number): boolean {
  return (
    at >= 0 && at + old.length <= lines.length && old.every((text, index) => lines[at + index]?.text === text)
  );
}

/** Says how far the best place agrees, so that the model can correct its context. */
function notFound(lines: readonly FileLine[], old: readonly string[], where: string): string {
  let best = { at: 0, agreeing: 0 };
  for (let at = 0; at < lines.length; at += 1) {
    let agreeing = 0;
    while (agreeing < old.length && lines[at + agreeing]?.text === old[agreeing]) {
      agreeing += 1;
    }
    best = agreeing > best.agreeing ? { at, agreeing } : best;
  }
  const base = `its context and removed lines were not found ${where}.`;
  if (best.agreeing === 0) {
    return `${base} The first is: ${old[0] ?? ''}`;
  }
  if (best.agreeing === old.length) {
    return `${base} They are at line ${best.at + 1}.`;
  }
  const differing = best.at + best.agreeing;
  const found = lines[differing]?.text;
  return `${base} From line ${best.at + 1} on ${best.agreeing} of them match, then the patch has "${old[best.agreeing] ?? ''}" where ${
    found === undefined ? 'the file ends' : `line ${differing + 1} is "${found}"`
  }.`;
}

function assembled(lines: readonly FileLine[], placed: readonly Placed[]): string {
  const usual = lines.find(({ ending }) => ending !== '')?.ending ?? '\n';
  const result: FileLine[] = [];
  let at = 0;
  let finalNewline: boolean | undefined;
  for (const { hunk, at: start } of placed) {
    result.push(...lines.slice(at, start));
    at = start;
    for (const { op, text } of hunk.lines) {
      if (op === '+') {
        // A new line takes the ending of the line whose place it takes, or of the one before.
        const ending = lines[at]?.ending || result.at(-1)?.ending || usual;
        result.push({ text, ending });
        continue;
      }
      const line = lines[at];
      if (op === ' ' && line !== undefined) {
        result.push(line);
      }
      at += 1;
    }
    finalNewline = hunk.noNewline === undefined ? finalNewline : !hunk.noNewline.new;
  }
  result.push(...lines.slice(at));
  const hadNewline = lines.length === 0 || lines.at(-1)?.ending !== '';
  const last = result.length - 1;
  return result
    .map(({ text, ending }, index) => {
      const isClosed = index < last || (finalNewline ?? hadNewline);
      return text + (isClosed ? ending || usual : '');
    })
    .join('');
}

function splitLines(text: string): readonly FileLine[] {
  const lines: FileLine[] = [];
  for (const match of text.matchAll(/([^\n]*?)(\r?\n|$)/g)) {
    const [whole, content = '', ending = ''] = match;
    if (whole !== '') {
      lines.push({ text: content, ending });
    }
  }
  return lines;
}
