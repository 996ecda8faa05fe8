// Secrets that were seen, as hashes: enough to know one again on its way out, too little to give one away.
import { createHash } from 'node:crypto';
import { Buffer } from 'node:buffer';
import { patternFinders } from './secretFinders';
import { SECRET_PATTERNS } from './secretPatterns';
import { SHORTEST_SECRET } from './secretVariants';

export interface TaintStore {
  /** Remembers every secret in the text. */
  add(text: string): void;
  /** True when the text holds one of them, plainly or in base64, hex or percent signs. */
  isIn(text: string): boolean;
  clear(): void;
}

/** Values that are remembered at most; the oldest are forgotten. */
const MOST_VALUES = 10_000;
/** Characters of a text that is looked through; what is behind counts as clean, and no command is that long. */
const LONGEST_TEXT = 1_000_000;

export function createTaintStore(): TaintStore {
  const finders = patternFinders(SECRET_PATTERNS.filter(({ category }) => category === 'secret'));
  /** Hashes by the length of the value. */
  const byLength = new Map<number, Set<string>>();
  let order: { readonly length: number; readonly hash: string }[] = [];

  const remember = (value: string): void => {
    if (value.length < SHORTEST_SECRET) return;
    const hash = hashOf(value);
    const known = byLength.get(value.length) ?? new Set();
    if (known.has(hash)) return;
    byLength.set(value.length, known.add(hash));
    order.push({ length: value.length, hash });
    const oldest = order.length > MOST_VALUES ? order.shift() : undefined;
    if (oldest !== undefined) byLength.get(oldest.length)?.delete(oldest.hash);
  };

  /** The words of a text and the parts between its separators: a secret is one of these wherever it stands. */
  const holds = (text: string): boolean => {
    for (const [word] of text.matchAll(WORD)) {
      if (isKnown(word)) return true;
      for (const [part] of word.matchAll(PART)) if (part !== word && isKnown(part)) return true;
      for (const separator of ['=', ':', '@']) {
        const at = word.indexOf(separator);
        if (at !== -1 && (isKnown(word.slice(at + 1)) || isKnown(word.slice(0, at)))) return true;
      }
    }
    for (const finder of finders) {
      const search = finder.search(text);
      for (let found = search(0); found !== undefined; found = search(found.end)) {
        if (isKnown(text.slice(found.start, found.end))) return true;
      }
    }
    return false;
  };
  const isKnown = (value: string): boolean => byLength.get(value.length)?.has(hashOf(value)) ?? false;

  return {
    add(text) {
      for (const finder of finders) {
        const search = finder.search(text);
        for (let found = search(0); found !== undefined; found = search(found.end)) {
          remember(text.slice(found.start, found.end));
        }
      }
    },
    isIn(whole) {
      if (order.length === 0) return false;
      const text = whole.slice(0, LONGEST_TEXT);
      return holds(text) || decodedForms(text).some(holds);
    },
    clear() {
      byLength.clear();
      order = [];
    },
  };
}

const WORD = /[^\s"'`<>()[\]{},;|&\\]{8,20000}/g;
const PART = /[^=:@?&/]{8,20000}/g;

/** What is written in the text in other letters. */
function decodedForms(text: string): readonly string[] {
  const forms: string[] = [];
  if (/%[0-9A-Fa-f]{2}/.test(text)) forms.push(text.replace(/(?:%[0-9A-Fa-f]{2})+/g, percentDecoded));
  for (const [run] of text.matchAll(/[A-Za-z0-9+/_-]{10,100000}/g)) {
    // What stands before it may look like base64 too, so it may begin at any of four places.
    for (const skipped of run.length <= 8_192 ? [0, 1, 2, 3] : [0]) {
      forms.push(Buffer.from(run.slice(skipped), 'base64').toString('utf8'));
    }
  }
  for (const [run] of text.matchAll(/(?:[0-9A-Fa-f]{2}){8,50000}/g))
    forms.push(Buffer.from(run, 'hex').toString('utf8'));
  return forms.filter((form) => form !== text);
}

function percentDecoded(run: string): string {
  return Buffer.from(run.replaceAll('%', ''), 'hex').toString('utf8');
}

function hashOf(value: string): string {
  return createHash('sha256').update(value).digest('hex');
}
