// What is under review in the window, as the panel shows it: compact, and cut where it gets long. The host makes it, the panel draws it.
import * as z from 'zod/mini';

/** Most files that are sent; of the rest only the number. */
export const REVIEW_FILE_LIMIT = 200;
/** Most hunks of one file. */
export const REVIEW_HUNK_LIMIT = 50;

/** A plan step that had a part in it; step ids are unique within a plan only. */
const stepRef = z.object({ runId: z.string(), stepId: z.string() });

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
  /** Something else changed the text that it was made on: Undo asks first. Absent: false. */
  isBaseChanged: z.optional(z.boolean()),
  /** Absent: none. */
  steps: z.optional(z.array(stepRef)),
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
  /** It is no text, or its content is not stored. Absent: false. */
  isOpaque: z.optional(z.boolean()),
  /** As `ReviewedFile.changedSince`. */
  changedSince: z.optional(z.enum(['certainly', 'perhaps'])),
  /** Of all, also those that are not sent. */
  hunkCount: z.number(),
  /** Why it can't be undone, in words. */
  notUndoable: z.optional(z.string()),
  /** Of a file that is decided as a whole. Absent: none. */
  steps: z.optional(z.array(stepRef)),
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

/** One step of a plan, over all runs that worked on it. */
export interface ReviewStep {
  readonly runIds: readonly string[];
  readonly stepId: string;
}

/** True for what the step had a part in. */
export function isOfStep(
  makers: readonly { readonly runId?: string; readonly stepId?: string }[],
  { runIds, stepId }: ReviewStep,
): boolean {
  return makers.some(
    (maker) => maker.stepId === stepId && maker.runId !== undefined && runIds.includes(maker.runId),
  );
}

/** The part of the list that one step made; its numbers are those of the rows that were sent. */
export function listOfStep(list: ReviewList, step: ReviewStep): ReviewList {
  const files = list.files.flatMap((file): readonly ReviewFileRow[] => {
    if (file.hunkCount === 0) return isOfStep(file.steps ?? [], step) ? [file] : [];
    const hunks = file.hunks.filter(({ steps = [] }) => isOfStep(steps, step));
    if (hunks.length === 0) return [];
    if (hunks.length === file.hunkCount) return [file];
    const count = (of: 'added' | 'removed'): number => hunks.reduce((sum, hunk) => sum + hunk[of], 0);
    return [{ ...file, hunks, hunkCount: hunks.length, added: count('added'), removed: count('removed') }];
  });
  const changes = files.reduce((sum, { hunkCount }) => sum + Math.max(1, hunkCount), 0);
  return { changes, fileCount: files.length, files, calls: {} };
}

/** True when the list has more than was sent. */
export function isCut({ files, fileCount }: ReviewList): boolean {
  return fileCount > files.length || files.some(({ hunks, hunkCount }) => hunkCount > hunks.length);
}
