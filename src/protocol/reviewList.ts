// What is under review in the window, as the panel shows it: compact, and cut where it gets long. The host makes it, the panel draws it.
import * as z from 'zod/mini';

/** Most files that are sent; of the rest only the number. */
export const REVIEW_FILE_LIMIT = 200;
/** Most hunks of one file. */
export const REVIEW_HUNK_LIMIT = 50;

const hunkRow = z.looseObject({
  id: z.string(),
  /** Lines of the text as it is now, from 1, both included; `to` is less than `from` where lines were only removed. */
  from: z.number(),
  to: z.number(),
  /** Its first line that says something. */
  text: z.string(),
  added: z.number(),
  removed: z.number(),
  /** What made it, in words. */
  label: z.string(),
  /** A person typed inside it since. */
  isEdited: z.boolean(),
});

const fileRow = z.looseObject({
  /** Key for decisions. */
  path: z.string(),
  display: z.string(),
  kind: z.enum(['edited', 'created', 'renamed', 'deleted', 'opaque']),
  renamedFrom: z.optional(z.string()),
  added: z.number(),
  removed: z.number(),
  label: z.string(),
  hunks: z.array(hunkRow),
  /** Of all, also those that are not sent. */
  hunkCount: z.number(),
  /** Why it can't be undone, in words. */
  notUndoable: z.optional(z.string()),
});

export const reviewListSchema = z.looseObject({
  /** Hunks and whole files. */
  changes: z.number(),
  fileCount: z.number(),
  files: z.array(fileRow),
  /** By tool call: how many of its hunks and files wait, were kept, were undone. */
  calls: z.record(z.string(), z.object({ pending: z.number(), kept: z.number(), undone: z.number() })),
});

export type ReviewHunkRow = Readonly<z.infer<typeof hunkRow>>;
export type ReviewFileRow = Readonly<z.infer<typeof fileRow>>;
export type ReviewList = Readonly<z.infer<typeof reviewListSchema>>;
export type CallReview = ReviewList['calls'][string];

export const NO_REVIEW: ReviewList = { changes: 0, fileCount: 0, files: [], calls: {} };
