// A review as it is stored: one JSON file for each session, beside the session's journal. Texts are told as changes of a stored content,
// so that typing does not fill the store.
import * as z from 'zod/mini';

const place = z.object({ path: z.string(), display: z.string() });

const source = z.object({
  sessionId: z.string(),
  changeId: z.string(),
  runId: z.optional(z.string()),
  toolCallId: z.optional(z.string()),
  stepId: z.optional(z.string()),
  command: z.optional(z.string()),
  time: z.number(),
});

/** Lines `[start, end)` are replaced. */
const lineEdit = z.object({ start: z.number(), end: z.number(), lines: z.array(z.string()) });

const storedText = z.object({
  /** Name of a stored content, as UTF-8; absent: empty. */
  blob: z.optional(z.string()),
  /** In order, by the lines of that content. */
  edits: z.array(lineEdit),
});

const hunk = z.object({
  id: z.string(),
  start: z.number(),
  end: z.number(),
  removed: z.array(z.string()),
  sources: z.array(z.string()),
  isEdited: z.boolean(),
  isBaseChanged: z.boolean(),
});

const content = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('opaque'),
    before: z.string(),
    after: z.string(),
    present: z.optional(z.string()),
  }),
  z.object({
    kind: z.literal('text'),
    isBytes: z.boolean(),
    encoding: z.string(),
    current: storedText,
    hunks: z.array(hunk),
    nextId: z.number(),
  }),
]);

const file = z.object({
  key: z.string(),
  place,
  origin: z.union([place, z.literal('absent')]),
  presence: z.enum(['there', 'deleted', 'gone']),
  content,
  changes: z.array(z.string()),
  notUndoable: z.optional(z.string()),
  changedSince: z.optional(z.literal(true)),
});

const decidedHunk = z.object({
  id: z.string(),
  at: z.number(),
  removed: z.array(z.string()),
  added: z.array(z.string()),
  sources: z.array(z.string()),
  isEdited: z.boolean(),
  isBaseChanged: z.boolean(),
});

const decision = z.object({
  id: z.string(),
  kind: z.enum(['keep', 'undo']),
  time: z.number(),
  items: z.array(
    z.object({
      hunks: z.array(decidedHunk),
      /** Changes that lead to the baseline of the file right after the decision. */
      baseline: z.array(lineEdit),
      /** The later decision about this file from whose baseline they lead; absent: from the present one. */
      baselineFrom: z.optional(z.string()),
      before: file,
      after: file,
    }),
  ),
});

const storedReview = z.object({
  version: z.literal(1),
  sessionId: z.string(),
  /** Milliseconds since the epoch. */
  savedAt: z.number(),
  /** Bytes of the journal that were taken into account. */
  journalBytes: z.number(),
  /** Changes before that place whose outcome was not known yet. */
  openChanges: z.array(z.string()),
  sources: z.array(source),
  files: z.array(file),
  decisions: z.array(decision),
  /** What the model has not been told yet. */
  notes: z.array(z.string()),
  /** How the changes of tool calls were decided, by id of the call, those decided last at the end. Absent: before it was counted. */
  calls: z.optional(z.record(z.string(), z.object({ kept: z.number(), undone: z.number() }))),
});

export type StoredReview = z.infer<typeof storedReview>;
export type StoredFile = z.infer<typeof file>;
export type StoredDecision = z.infer<typeof decision>;
export type StoredItem = StoredDecision['items'][number];
export type StoredText = z.infer<typeof storedText>;
export type LineEdit = z.infer<typeof lineEdit>;

/** Undefined for what is damaged or of a later version. */
export function parseStoredReview(text: string): StoredReview | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  const parsed = z.safeParse(storedReview, value);
  return parsed.success ? parsed.data : undefined;
}

/** Contents that the review needs when it is loaded. */
export function blobsOf(review: StoredReview): readonly string[] {
  const decided = review.decisions.flatMap(({ items }) =>
    items.flatMap(({ before, after }) => [before, after]),
  );
  return [...review.files, ...decided].flatMap((stored) =>
    stored.content.kind === 'text' ? (stored.content.current.blob ?? []) : contentsOf(stored.content),
  );
}

function contentsOf({
  before,
  after,
  present = '',
}: Extract<StoredFile['content'], { kind: 'opaque' }>): readonly string[] {
  return [before, after, present].filter((version) => version !== '');
}
