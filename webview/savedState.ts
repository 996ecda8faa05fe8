// What survives a reload of the view: drafts and the input history. What was said comes back from the host.
import * as z from 'zod/mini';

/** Sessions whose drafts are kept. */
const DRAFT_LIMIT = 20;

const schema = z.object({
  /** Session id and draft, oldest first. */
  drafts: z.array(z.tuple([z.string(), z.string()])),
  /** Sent prompts, oldest first. */
  history: z.array(z.string()),
});
export type SavedState = z.infer<typeof schema>;

/** Reads what was saved; anything unknown begins anew. */
export function readSavedState(value: unknown): SavedState {
  const parsed = schema.safeParse(value);
  return parsed.success ? parsed.data : { drafts: [], history: [] };
}

/** The drafts with that of one session replaced; empty ones are dropped, the oldest beyond the limit too. */
export function withDraft(
  drafts: SavedState['drafts'],
  sessionId: string,
  draft: string,
): SavedState['drafts'] {
  const others = drafts.filter(([id]) => id !== sessionId);
  return draft === '' ? others : [...others, [sessionId, draft] as [string, string]].slice(-DRAFT_LIMIT);
}
