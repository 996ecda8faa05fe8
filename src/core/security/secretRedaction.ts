// Keeps the values of keys in use out of everything that leaves the core. It knows values, not patterns: whatever the session
// was given as a key is replaced wherever it turns up, also across the borders of streamed chunks.

export interface Redactor {
  /** True when there is no secret to look for. */
  readonly isEmpty: boolean;
  text(text: string): string;
  /** A copy in which every string, at any depth and in any key, is redacted; the value itself when there is nothing to do. */
  value<Value>(value: Value): Value;
  /** For text that comes in pieces. */
  stream(): StreamRedactor;
}

export interface StreamRedactor {
  /** What may be shown now; the beginning of a possible secret is held back. */
  push(chunk: string): string;
  /** What was held back, at the end of the text. */
  flush(): string;
}

export const REDACTED = '[redacted]';

/** Shorter values are left alone: replacing them would damage ordinary text. */
const SHORTEST_SECRET = 8;

/** `values` is asked at each use, so that a key that changes is known at once. */
export function createRedactor(values: () => readonly string[]): Redactor {
  const secretsOf = cachedVariants(values);
  const redactor: Redactor = {
    get isEmpty() {
      return secretsOf().length === 0;
    },
    text: (text) => scan(text, secretsOf(), true).shown,
    value: (value) => {
      const secrets = secretsOf();
      return secrets.length === 0 ? value : redactDeep(value, (text) => scan(text, secrets, true).shown);
    },
    stream: () => {
      let held = '';
      return {
        push: (chunk) => {
          const result = scan(held + chunk, secretsOf(), false);
          held = result.held;
          return result.shown;
        },
        flush: () => {
          const rest = held;
          held = '';
          const isMostOfSecret = secretsOf().some(
            (secret) => rest.length >= 16 && rest.length * 2 >= secret.length && secret.startsWith(rest),
          );
          return isMostOfSecret ? REDACTED : redactor.text(rest);
        },
      };
    },
  };
  return redactor;
}

/** The values and how they look inside a URL or a JSON text, longest first. */
function cachedVariants(values: () => readonly string[]): () => readonly string[] {
  let known: readonly string[] = [];
  let variants: readonly string[] = [];
  return () => {
    const current = values();
    if (current.length !== known.length || current.some((value, index) => value !== known[index])) {
      known = [...current];
      const all = known
        .filter((value) => value.length >= SHORTEST_SECRET)
        .flatMap((value) => [value, encodeURIComponent(value), JSON.stringify(value).slice(1, -1)]);
      variants = [...new Set(all)].sort((left, right) => right.length - left.length);
    }
    return variants;
  };
}

/** Replaces from left to right, the longest secret first; unless `atEnd`, a tail that may become a secret is held back. */
function scan(
  text: string,
  secrets: readonly string[],
  atEnd: boolean,
): { readonly shown: string; readonly held: string } {
  let shown = '';
  let from = 0;
  while (secrets.length > 0 && from < text.length) {
    const match = firstMatch(text, secrets, from);
    const tail = atEnd ? -1 : firstOpenTail(text, secrets, from);
    if (tail !== -1 && (match === undefined || tail <= match.start)) {
      return { shown: shown + text.slice(from, tail), held: text.slice(tail) };
    }
    if (match === undefined) break;
    shown += text.slice(from, match.start) + REDACTED;
    from = match.start + match.length;
  }
  return { shown: shown + text.slice(from), held: '' };
}

function firstMatch(text: string, secrets: readonly string[], from: number) {
  let first: { readonly start: number; readonly length: number } | undefined;
  for (const secret of secrets) {
    const start = text.indexOf(secret, from);
    if (start !== -1 && (first === undefined || start < first.start))
      first = { start, length: secret.length };
  }
  return first;
}

/** Where the text's tail is the proper beginning of a secret; -1 when it is none. */
function firstOpenTail(text: string, secrets: readonly string[], from: number): number {
  let first = -1;
  for (const secret of secrets) {
    const initial = secret.charAt(0);
    let start = text.indexOf(initial, Math.max(from, text.length - secret.length + 1));
    while (start !== -1 && (first === -1 || start < first)) {
      if (secret.startsWith(text.slice(start))) first = start;
      start = text.indexOf(initial, start + 1);
    }
  }
  return first;
}

function redactDeep<Value>(value: Value, redact: (text: string) => string): Value;
function redactDeep(value: unknown, redact: (text: string) => string): unknown {
  if (typeof value === 'string') return redact(value);
  if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value)) return value;
  if (Array.isArray(value)) {
    const items = value.map((item: unknown) => redactDeep(item, redact));
    return items.every((item, index) => item === value[index]) ? value : items;
  }
  let changed = false;
  const entries = Object.entries(value).map(([key, item]): [string, unknown] => {
    const entry: [string, unknown] = [redact(key), redactDeep(item, redact)];
    changed ||= entry[0] !== key || entry[1] !== item;
    return entry;
  });
  return changed ? Object.fromEntries(entries) : value;
}
