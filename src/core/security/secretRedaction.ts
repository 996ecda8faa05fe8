// Keeps secrets out of everything that leaves the core: values that are known, and what looks like a secret by the table of patterns. A
// text in pieces gives the same as the whole.
import { CONTEXT, createSearch, patternFinders, valueFinder } from './secretFinders';
import type { SecretFinder } from './secretFinders';
import type { SecretPattern } from './secretPatterns';
import { secretVariants } from './secretVariants';
import type { SecretVariant } from './secretVariants';

export { REDACTED } from './secretFinders';

export interface Redactor {
  /** True when there is no secret to look for. */
  readonly isEmpty: boolean;
  text(text: string): string;
  /** Only values that are known, no patterns. */
  known(text: string): string;
  /** A copy in which every string, at any depth and in any key, is redacted; the value itself when there is nothing to do. */
  value<Value>(value: Value): Value;
  /**
   * The same for a question to a person: only what is one word without operators of a shell is replaced, so that nothing that would run is
   * hidden from who says yes to it.
   */
  question<Value>(value: Value): Value;
  /** A copy in which `change` was applied to every string; what a provider wants back unchanged keeps all but known values. */
  map<Value>(value: Value, change: (text: string) => string): Value;
  /** For text that comes in pieces. */
  stream(): StreamRedactor;
}

export interface StreamRedactor {
  /** What may be shown now; the beginning of a possible secret is held back. */
  push(chunk: string): string;
  /** True while something is held back. */
  readonly isHolding: boolean;
  /**
   * What was held back, because it has waited long enough. What is a secret by then is replaced, and what follows of it stays away; of what
   * becomes one later, only the beginning is seen.
   */
  settle(): string;
  /** What was held back, at the end of the text. */
  flush(): string;
}

/** Characters that wait at most; a longer beginning is settled. */
const LONGEST_HOLD = 4_096;

/** `values` is asked at each use, so that a key that changes is known at once. Default of `patterns`: none. */
export function createRedactor(
  values: () => readonly string[],
  patterns: readonly SecretPattern[] = [],
): Redactor {
  const secretsOf = cachedVariants(values);
  const finders = [valueFinder(secretsOf), ...patternFinders(patterns)];
  const oneWord = [
    valueFinder(secretsOf),
    ...patternFinders(patterns.filter(({ spansWords }) => spansWords !== true)),
  ];
  const through =
    (used: readonly SecretFinder[]) =>
    (whole: string): string =>
      createStream(used).push(whole, 'end');
  const text = exceptClean(through(finders), secretsOf);
  const known = through([valueFinder(secretsOf)]);
  const redactor: Redactor = {
    get isEmpty() {
      return patterns.length === 0 && secretsOf().length === 0;
    },
    text,
    known,
    value: (value) => (redactor.isEmpty ? value : mapStrings(value, text, known)),
    question: (value) => (redactor.isEmpty ? value : mapStrings(value, through(oneWord), known)),
    map: (value, change) => mapStrings(value, change, known),
    stream: () => {
      const stream = createStream(finders);
      return {
        push: (chunk) => stream.push(chunk, 'more'),
        get isHolding() {
          return stream.held() !== '';
        },
        settle: () => stream.push('', 'settle'),
        flush: () => {
          const rest = stream.held();
          const isMostOfSecret = secretsOf().some(
            ({ text: secret }) =>
              rest.length >= 16 && rest.length * 2 >= secret.length && secret.startsWith(rest),
          );
          const shown = stream.push('', 'end');
          return isMostOfSecret ? '[redacted]' : shown;
        },
      };
    },
  };
  return redactor;
}

const MARKER = /\[redacted(?:: [A-Za-z][\w. -]{0,40})?\]/g;

/** The marks that redaction left in a text, in order. */
export function redactionMarks(text: string): readonly string[] {
  return text.match(MARKER) ?? [];
}

/** Longest text and number of texts that are remembered to hold no secret. */
const CLEAN = { length: 64, count: 2_000 };

/** Names, ids and keys of events come again and again: what held no secret is not looked through again while the known ones stay the same. */
function exceptClean(redact: Change, secrets: () => readonly SecretVariant[]): Change {
  const clean = new Set<string>();
  let against = secrets();
  return (text) => {
    if (text.length > CLEAN.length) return redact(text);
    const now = secrets();
    if (now !== against || clean.size >= CLEAN.count) clean.clear();
    against = now;
    if (clean.has(text)) return text;
    const redacted = redact(text);
    if (redacted === text) clean.add(text);
    return redacted;
  };
}

/** The values and how they look elsewhere, longest first. */
function cachedVariants(values: () => readonly string[]): () => readonly SecretVariant[] {
  let known: readonly string[] = [];
  let variants: readonly SecretVariant[] = [];
  return () => {
    const current = values();
    if (current.length !== known.length || current.some((value, index) => value !== known[index])) {
      known = [...current];
      const all = new Map(known.flatMap(secretVariants).map((variant) => [variant.text, variant]));
      variants = [...all.values()].sort((left, right) => right.text.length - left.text.length);
    }
    return variants;
  };
}

/** `more`: text goes on; `settle`: it may, but nothing waits any longer; `end`: it does not. */
type Moment = 'more' | 'settle' | 'end';

/** One text, from its first piece to its end; then it may begin another one. */
function createStream(finders: readonly SecretFinder[]) {
  let buffer = '';
  /** Up to here the text was given out, or a marker in its place. */
  let shown = 0;
  /** Matches begin here or later. */
  let from = 0;
  /** Where a match begins whose marker was given out while it could still grow; -1 for none. */
  let marked = -1;

  const openPlace = (): number => {
    let first = -1;
    for (const finder of finders) {
      const place = finder.open(buffer, from);
      if (place !== -1 && (first === -1 || place < first)) first = place;
    }
    return first;
  };

  const advance = (moment: Moment): string => {
    let out = '';
    const next = createSearch(finders, buffer);
    let open = moment === 'more' ? openPlace() : -1;
    for (;;) {
      const match = next(from);
      if (match === undefined || (open !== -1 && open <= match.start)) break;
      if (match.start > shown) out += buffer.slice(shown, match.start);
      if (match.start !== marked) out += match.marker;
      shown = Math.max(shown, match.end);
      if (moment === 'settle' && match.end === buffer.length) {
        marked = match.start;
        return out;
      }
      from = match.end;
      marked = -1;
      if (open !== -1 && open < from) open = openPlace();
    }
    const limit = open === -1 ? buffer.length : Math.max(open, shown);
    out += buffer.slice(shown, limit);
    shown = limit;
    // What has not become a match by now and is not open never will: only what a later match may look back at is looked through again.
    if (moment === 'more') from = Math.max(from, (open === -1 ? buffer.length : open) - CONTEXT);
    return out;
  };

  /** Forgets what no later match can look at. */
  const trim = (): void => {
    if (shown < 2 * CONTEXT) return;
    const open = shown === buffer.length ? openPlace() : shown;
    const cut = Math.min(shown, open === -1 ? shown : open, marked === -1 ? shown : marked) - CONTEXT;
    if (cut < CONTEXT) return;
    buffer = buffer.slice(cut);
    shown -= cut;
    if (marked !== -1) marked -= cut;
    // What looks back from its beginning still finds what was there.
    from = Math.max(from - cut, 24);
  };

  return {
    held: () => buffer.slice(shown),
    push(chunk: string, moment: Moment): string {
      buffer += chunk;
      let out = advance(moment);
      if (moment === 'more' && buffer.length - shown > LONGEST_HOLD) out += advance('settle');
      if (moment === 'end') {
        buffer = '';
        shown = 0;
        from = 0;
        marked = -1;
      } else trim();
      return out;
    },
  };
}

type Change = (text: string) => string;

/** Opaque parts of a message are signed by who made them, and pictures are no text: only known values are taken out of these. */
function mapStrings<Value>(value: Value, change: Change, known: Change): Value;
function mapStrings(value: unknown, change: Change, known: Change): unknown {
  if (typeof value === 'string') return change(value);
  if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value)) return value;
  if (Array.isArray(value)) {
    const items = value.map((item: unknown) => mapStrings(item, change, known));
    return items.every((item, index) => item === value[index]) ? value : items;
  }
  let changed = false;
  const isImage = 'type' in value && value.type === 'image';
  const entries = Object.entries(value).map(([key, item]): [string, unknown] => {
    const inside = isImage || key === 'opaque' ? known : change;
    const entry: [string, unknown] = [change(key), mapStrings(item, inside, known)];
    changed ||= entry[0] !== key || entry[1] !== item;
    return entry;
  });
  return changed ? Object.fromEntries(entries) : value;
}
