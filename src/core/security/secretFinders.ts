// Where secrets are in a text: by value and by the table of patterns. A finder also says what at the end of a text may still become a
// match, so that a text in pieces gives the same as the whole.
import { escaped } from './secretPatterns';
import type { SecretPattern } from './secretPatterns';
import type { SecretVariant } from './secretVariants';

export interface FoundSecret {
  /** Where the match begins with its context; `start` is where what is replaced begins. */
  readonly index: number;
  readonly start: number;
  readonly end: number;
  readonly marker: string;
}

export interface SecretFinder {
  /** Looks through one text: the first match that begins at `from` or later, its context included. `from` never goes back. */
  search(text: string): (from: number) => FoundSecret | undefined;
  /** The first place from which a match may still begin or grow when more text comes; -1 for none. */
  open(text: string, from: number): number;
}

/** For a value that is known. */
export const REDACTED = '[redacted]';

/** Characters before a match that its pattern may look at. */
export const CONTEXT = 360;

/** The table as finders. Neighbours that begin with literals are one finder: most texts have none of these, which one look tells. */
export function patternFinders(patterns: readonly SecretPattern[]): readonly SecretFinder[] {
  const finders: SecretFinder[] = [];
  let group: SecretPattern[] = [];
  const endGroup = (): void => {
    if (group.length > 0) finders.push(literalsFinder(group));
    group = [];
  };
  for (const pattern of patterns) {
    if (pattern.starts.length > 0) group.push(pattern);
    else {
      endGroup();
      finders.push(shapeFinder(pattern));
    }
  }
  endGroup();
  return finders;
}

function shapeFinder(pattern: SecretPattern): SecretFinder {
  return {
    search: (text) => (from) => nextMatch(text, from, pattern),
    open: (text, from) => (pattern.tail === undefined ? -1 : openTail(text, from, pattern.tail)),
  };
}

/** For patterns of which every match has one of some literal beginnings. */
function literalsFinder(patterns: readonly SecretPattern[]): SecretFinder {
  const starts = patterns.flatMap((pattern) => pattern.starts);
  const anyStart = new RegExp(starts.map(escaped).join('|'), 'g');
  const longest = Math.max(...starts.map((start) => start.length));
  const beginnings = new Set(starts.flatMap(properBeginnings));
  const firstCharacters = new Set(starts.map((start) => start.charAt(0)));
  const finders = patterns.map((pattern): Pick<SecretFinder, 'search'> => {
    // A match begins with its beginning, so only those places are tried.
    const sticky = new RegExp(pattern.shape.source, 'y');
    return { search: (text) => searchBeginnings(text, pattern, sticky) };
  });
  const growing = patterns.filter((pattern) => pattern.grows !== undefined);
  const tokens = patterns.filter((pattern) => pattern.grows === undefined);
  return {
    search(text) {
      let next: ReturnType<SecretFinder['search']> | undefined;
      return (from) => {
        if (next === undefined) {
          anyStart.lastIndex = from;
          next = anyStart.test(text) ? createSearch(finders, text) : () => undefined;
        }
        return next(from);
      };
    },
    open(text, from) {
      let first = openBeginning(text, from, beginnings, firstCharacters, longest);
      const consider = (place: number): void => {
        if (place !== -1 && (first === -1 || place < first)) first = place;
      };
      for (const pattern of growing) consider(grownPattern(text, from, pattern));
      const run = startOfToken(text, from);
      anyStart.lastIndex = Math.max(from, run - longest);
      if (anyStart.test(text)) for (const pattern of tokens) consider(grownToken(text, from, run, pattern));
      return first;
    },
  };
}

/** Finds matches from left to right; the first one wins, among those at one place the first finder. */
export function createSearch(
  finders: readonly Pick<SecretFinder, 'search'>[],
  text: string,
): ReturnType<SecretFinder['search']> {
  const searches = finders.map((finder) => finder.search(text));
  const found: (FoundSecret | undefined)[] = [];
  let isFirst = true;
  return (from) => {
    let best: FoundSecret | undefined;
    for (const [index, search] of searches.entries()) {
      const known = found[index];
      if (isFirst || (known !== undefined && known.index < from)) found[index] = search(from);
      const candidate = found[index];
      if (candidate !== undefined && (best === undefined || candidate.start < best.start)) best = candidate;
    }
    isFirst = false;
    return best;
  };
}

/** Values, longest first, as one finder. `values` is asked at each use. */
export function valueFinder(values: () => readonly SecretVariant[]): SecretFinder {
  return {
    search(text) {
      // What was not found once is not looked for again.
      const places = values().map((secret) => ({ text: secret.text, start: text.indexOf(secret.text) }));
      let left = places.filter(({ start }) => start !== -1);
      return (from) => {
        let first: FoundSecret | undefined;
        for (const place of left) {
          if (place.start !== -1 && place.start < from) place.start = text.indexOf(place.text, from);
          const { start } = place;
          if (start !== -1 && (first === undefined || start < first.start))
            first = { index: start, start, end: start + place.text.length, marker: REDACTED };
        }
        left = left.filter(({ start }) => start !== -1);
        return first;
      };
    },
    open(text, from) {
      let first = -1;
      for (const { text: secret, waitsFrom } of values()) {
        const beginning = secret.slice(0, waitsFrom);
        let start = text.indexOf(beginning, Math.max(from, text.length - secret.length + 1));
        while (start !== -1 && (first === -1 || start < first)) {
          if (secret.startsWith(text.slice(start))) first = start;
          start = text.indexOf(beginning, start + 1);
        }
      }
      return first;
    },
  };
}

function nextMatch(text: string, from: number, pattern: SecretPattern): FoundSecret | undefined {
  const { shape } = pattern;
  shape.lastIndex = from;
  for (let match = shape.exec(text); match !== null; match = shape.exec(text)) {
    const found = accepted(match, pattern);
    if (found !== undefined) return found;
    shape.lastIndex = match.index + 1;
  }
  return undefined;
}

function searchBeginnings(
  text: string,
  pattern: SecretPattern,
  sticky: RegExp,
): ReturnType<SecretFinder['search']> {
  let left: { readonly literal: string; at: number }[] | undefined;
  return (from) => {
    let place = from;
    left ??= pattern.starts
      .map((literal) => ({ literal, at: text.indexOf(literal, from) }))
      .filter(({ at }) => at !== -1);
    while (left.length > 0) {
      for (const one of left) if (one.at < place) one.at = text.indexOf(one.literal, place);
      left = left.filter(({ at }) => at !== -1);
      if (left.length === 0) return undefined;
      const at = Math.min(...left.map((one) => one.at));
      sticky.lastIndex = at;
      const match = sticky.exec(text);
      const found = match === null ? undefined : accepted(match, pattern);
      if (found !== undefined) return found;
      place = at + 1;
    }
    return undefined;
  };
}

function accepted(match: RegExpExecArray, pattern: SecretPattern): FoundSecret | undefined {
  const [whole] = match;
  const value = pattern.replacesAll === true ? whole : wordsOf(match);
  if (value === '' || pattern.accepts?.(value, whole) === false) return undefined;
  const end = match.index + whole.length;
  const marker = `[redacted: ${pattern.label}]`;
  return { index: match.index, start: end - value.length, end, marker };
}

/** The last group that matched; separators that a pattern remembers are no value. */
function wordsOf(match: RegExpExecArray): string {
  const groups = match.slice(1).filter((group) => group !== undefined && match[0].endsWith(group));
  const value = groups.at(-1);
  return value === undefined || /^[ -]$/.test(value) ? match[0] : value;
}

/** Texts are looked at this far from their end; longer matches are decided before. */
const TAIL = 4_600;

function openTail(text: string, from: number, tail: RegExp): number {
  const cut = Math.max(from, text.length - TAIL);
  // One character of context stays, so that the cut is no boundary of a word.
  const match = tail.exec(text.slice(Math.max(0, cut - 1)));
  if (match === null) return -1;
  const groups = match.slice(1).filter((group) => group !== undefined);
  const length = groups.at(-1)?.length ?? match[0].length;
  return length === 0 ? -1 : Math.max(from, text.length - length);
}

const TOKEN_CHARACTER = /[\w.~+/=%-]/;

/** Where the characters of a token begin that the text ends with; its length where it ends with none. */
function startOfToken(text: string, from: number): number {
  let run = text.length;
  while (run > from && TOKEN_CHARACTER.test(text.charAt(run - 1))) run -= 1;
  return run;
}

function grownPattern(text: string, from: number, { starts, grows }: SecretPattern): number {
  const start = Math.max(...starts.map((literal) => text.lastIndexOf(literal)));
  const literal = starts.find((candidate) => text.startsWith(candidate, start)) ?? '';
  return start >= from && grows?.test(text.slice(start + literal.length)) === true ? start : -1;
}

function grownToken(text: string, from: number, run: number, { starts }: SecretPattern): number {
  const found = starts.flatMap((literal) => {
    const start = text.indexOf(literal, Math.max(from, run - literal.length));
    return start === -1 ? [] : [start];
  });
  return found.length === 0 ? -1 : Math.min(...found);
}

/** Where the text ends with the first characters of a beginning. */
function openBeginning(
  text: string,
  from: number,
  beginnings: ReadonlySet<string>,
  firstCharacters: ReadonlySet<string>,
  longest: number,
): number {
  for (let length = Math.min(longest - 1, text.length - from); length > 0; length -= 1) {
    const start = text.length - length;
    if (!firstCharacters.has(text.charAt(start))) continue;
    if (beginnings.has(text.slice(start)) && isBoundary(text, start)) return start;
  }
  return -1;
}

function properBeginnings(start: string): readonly string[] {
  return Array.from({ length: start.length - 1 }, (_, index) => start.slice(0, index + 1));
}

/** The same as `BEGINNING` of the table, for a text of which only the beginning is there. */
function isBoundary(text: string, start: number): boolean {
  if (!/\w/.test(text.charAt(start))) return true;
  return (
    !/[\w-]/.test(text.charAt(start - 1)) ||
    /\\[nrt]$|%[0-9A-Fa-f]{2}$/.test(text.slice(Math.max(0, start - 3), start))
  );
}
