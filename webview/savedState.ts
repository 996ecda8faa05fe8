// What survives a reload of the view: drafts, where a person was reading, the input history. What was said comes back from the host.
import * as z from 'zod/mini';
import { mentionSchema } from '../src/protocol/mentions';
import type { Draft } from '../src/protocol/messages';

/** Sessions whose drafts and places are kept. */
const SESSION_LIMIT = 20;

const index = z.int().check(z.nonnegative());

const place = z.object({
  rowKey: z.string(),
  offset: z.number(),
  /** Where the row begins, to be found when it is not loaded: index of the run and of the item in it. */
  at: z.optional(z.object({ run: index, item: index })),
});

const schema = z.object({
  /** Session id and draft, oldest first. */
  drafts: z.array(z.tuple([z.string(), z.string()])),
  /** Session id and what goes along with its draft. */
  mentions: z._default(z.array(z.tuple([z.string(), z.array(mentionSchema)])), []),
  /** Session id and the place, oldest first; a session whose end was followed is not here. */
  places: z.array(z.tuple([z.string(), place])),
  /** Sent prompts, oldest first. */
  history: z.array(z.string()),
});
export type SavedState = z.infer<typeof schema>;

/** Where a person was reading: the first row that is seen, and its distance from the top in pixels. */
export type Place = z.infer<typeof place>;

/** Reads what was saved; anything unknown begins anew. */
export function readSavedState(value: unknown): SavedState {
  const parsed = schema.safeParse(value);
  return parsed.success ? parsed.data : { drafts: [], mentions: [], places: [], history: [] };
}

/** The drafts as the host has kept them, which is longer than the editor keeps the state of a page. */
export function withDrafts(state: SavedState, drafts: readonly Draft[]): SavedState {
  return {
    ...state,
    drafts: drafts.map(({ sessionId, text }) => [sessionId, text]),
    mentions: drafts.map(({ sessionId, mentions }) => [sessionId, [...mentions]]),
  };
}

/** The entries with that of one session replaced, or taken out; the oldest beyond the limit go. */
export function withEntry<Value>(
  entries: readonly [string, Value][],
  sessionId: string,
  value: Value | undefined,
): [string, Value][] {
  const others = entries.filter(([id]) => id !== sessionId);
  return value === undefined
    ? others
    : [...others, [sessionId, value] as [string, Value]].slice(-SESSION_LIMIT);
}

/** The entry of a session. */
export function entryOf<Value>(entries: readonly [string, Value][], sessionId: string): Value | undefined {
  return entries.find(([id]) => id === sessionId)?.[1];
}
