// Where secrets are in a text: by value and by the table of patterns. A finder also says what at the end of a text may still become a
// match, so that a text in pieces gives the same as the whole.
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
  /** The first match that begins at `from` or later, its context included. */
  next(text: string, from: number): FoundSecret | undefined;
  /** The first place from which a match may still begin or grow when more text comes; -1 for none. */
  open(text: string, from: number): number;
}

/** For a value that is known. */
export const REDACTED = '[redacted]';

/** Characters before a match that its pattern may look at. */
export const CONTEXT = 360;

/** The table as finders. Patterns with literal beginnings share one, because their beginnings are looked for together. */
export function patternFinders(patterns: readonly SecretPattern[]): readonly SecretFinder[] {
  return patterns.map((pattern) => {
    const beginnings = new Set(pattern.starts.flatMap((start) => properBeginnings(start)));
    const longest = Math.max(0, ...pattern.starts.map((start) => start.length));
    return {
      next: (text, from) => nextMatch(text, from, pattern),
      open: (text, from) => {
        if (pattern.tail !== undefined) return openTail(text, from, pattern.tail);
        const grown = grownStart(text, from, pattern);
        if (grown !== -1) return grown;
        for (let length = Math.min(longest - 1, text.length - from); length > 0; length -= 1) {
          const start = text.length - length;
          if (beginnings.has(text.slice(start)) && isBoundary(text, start)) return start;
        }
        return -1;
      },
    };
  });
}

/** Values, longest first, as one finder. `values` is asked at each use. */
export function valueFinder(values: () => readonly SecretVariant[]): SecretFinder {
  return {
    next(text, from) {
      let first: FoundSecret | undefined;
      for (const secret of values()) {
        const start = text.indexOf(secret.text, from);
        if (start !== -1 && (first === undefined || start < first.start))
          first = { index: start, start, end: start + secret.text.length, marker: REDACTED };
      }
      return first;
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
  const { starts, shape, accepts } = pattern;
  if (starts.length > 0 && !starts.some((start) => text.includes(start, from))) return undefined;
  shape.lastIndex = from;
  for (let match = shape.exec(text); match !== null; match = shape.exec(text)) {
    const end = match.index + match[0].length;
    const value = pattern.replacesAll === true ? match[0] : wordsOf(match);
    if (value !== '' && (accepts === undefined || accepts(value, match[0]))) {
      const marker = `[redacted: ${pattern.label}]`;
      return { index: match.index, start: end - value.length, end, marker };
    }
    shape.lastIndex = match.index + 1;
  }
  return undefined;
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

function grownStart(text: string, from: number, { starts, grows }: SecretPattern): number {
  if (grows !== undefined) {
    const start = Math.max(...starts.map((literal) => text.lastIndexOf(literal)));
    const literal = starts.find((candidate) => text.startsWith(candidate, start)) ?? '';
    return start >= from && grows.test(text.slice(start + literal.length)) ? start : -1;
  }
  let run = text.length;
  while (run > from && TOKEN_CHARACTER.test(text.charAt(run - 1))) run -= 1;
  const found = starts.flatMap((literal) => {
    const start = text.indexOf(literal, Math.max(from, run - literal.length));
    return start === -1 ? [] : [start];
  });
  return found.length === 0 ? -1 : Math.min(...found);
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
