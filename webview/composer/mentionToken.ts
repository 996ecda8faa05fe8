import { MENTION_KINDS } from '../../src/protocol/mentions';
import type { MentionKind } from '../../src/protocol/mentions';

/** An `@` that is being written. */
export interface MentionToken {
  /** Place of the `@`. */
  readonly start: number;
  /** Place behind what was typed. */
  readonly end: number;
  /** From a prefix such as `@symbol:`. */
  readonly kind?: MentionKind;
  readonly query: string;
}

/** The `@` before the caret, where it begins a word; undefined when there is none. */
export function mentionTokenAt(text: string, caret: number): MentionToken | undefined {
  const found = /(?:^|[\s(])@([^\s@]*)$/.exec(text.slice(0, caret));
  const typed = found?.[1];
  if (typed === undefined) return undefined;
  const start = caret - typed.length - 1;
  const kind = MENTION_KINDS.find((candidate) => typed.toLowerCase().startsWith(`${candidate}:`));
  if (kind === undefined) return { start, end: caret, query: typed };
  return { start, end: caret, kind, query: typed.slice(kind.length + 1) };
}

/** The text with a name in place of the `@` and what was typed behind it, and the place behind the name. A text that is nothing else is emptied. */
export function nameToken(
  text: string,
  { start, end }: MentionToken,
  name: string,
): { readonly text: string; readonly caret: number } {
  const before = text.slice(0, start);
  const after = text.slice(end);
  if (before.trim() === '' && after.trim() === '') return { text: '', caret: 0 };
  const named = `${before}${name}${/^[\s.,;:!?)]/.test(after) ? '' : ' '}`;
  return { text: named + after, caret: named.length };
}

/** The `/` that a prompt begins with, while its name is being written; undefined when there is none, also in a path. */
export function slashTokenAt(text: string, caret: number): MentionToken | undefined {
  const found = /^\/([\w:-]*)$/.exec(text.slice(0, caret));
  return found === null ? undefined : { start: 0, end: caret, query: found[1] ?? '' };
}
