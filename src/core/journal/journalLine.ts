// The lines of a journal file, as written and as read. Reading is forgiving by line: what does not parse is left out and counted.
import * as z from 'zod/mini';

const fileImage = z.object({
  /** Version that the workspace gave to this state. */
  version: z.string(),
  /** Bytes of the stored form. */
  size: z.number(),
  /** As `FileSnapshot.encoding`. */
  encoding: z.string(),
  /** `bytes`: the blob is the file, byte for byte. `text`: it is the text as UTF-8, of a file in an encoding that only the editor knows. */
  form: z.enum(['bytes', 'text']),
  blob: z.string(),
  /** Of a `text` form: blob with the bytes of the file, so that it comes back in its encoding when it was deleted. */
  bytes: z.optional(z.string()),
  /** Permission bits, of a file that was there before a change. */
  mode: z.optional(z.number()),
  /** The content is no text. */
  binary: z.optional(z.boolean()),
  /** Present: the content is not stored, for this reason. `not_seen`: nobody could know that it would be needed; `link`: no file. */
  missing: z.optional(z.enum(['too_large', 'store_full', 'not_stored', 'not_seen', 'link'])),
});

const changeOrigin = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('run'),
    runId: z.string(),
    turn: z.optional(z.number()),
    toolCallId: z.optional(z.string()),
    stepId: z.optional(z.string()),
    command: z.optional(z.string()),
  }),
  z.object({ kind: z.literal('direct'), toolCallId: z.string() }),
  z.object({ kind: z.literal('restore'), restoreId: z.string(), checkpointId: z.string() }),
  z.object({ kind: z.literal('review'), decisionId: z.string() }),
]);

const place = z.object({ path: z.string(), display: z.string() });

const journalLine = z.discriminatedUnion('type', [
  z.object({ type: z.literal('journal'), version: z.literal(1), sessionId: z.string(), time: z.number() }),
  z.object({
    type: z.literal('checkpoint'),
    id: z.string(),
    kind: z.enum(['run', 'step', 'restore']),
    time: z.number(),
  }),
  z.object({
    type: z.literal('intent'),
    id: z.string(),
    time: z.number(),
    kind: z.enum(['create', 'edit', 'delete', 'rename']),
    file: place,
    to: z.optional(place),
    before: z.optional(fileImage),
    after: z.optional(fileImage),
    origin: changeOrigin,
  }),
  // What somebody else wrote (a command) and we saw afterwards.
  z.object({
    type: z.literal('observed'),
    id: z.string(),
    time: z.number(),
    kind: z.enum(['create', 'edit', 'delete', 'rename']),
    file: place,
    to: z.optional(place),
    before: z.optional(fileImage),
    after: z.optional(fileImage),
    origin: changeOrigin,
    // Found after a crash: somebody else may have changed the file between the crash and then.
    changedSince: z.optional(z.literal(true)),
  }),
  z.object({ type: z.literal('applied'), id: z.string(), after: z.optional(fileImage) }),
  z.object({ type: z.literal('failed'), id: z.string() }),
  z.object({ type: z.literal('settled'), ids: z.array(z.string()) }),
]);

/** The content of a file at one moment. */
export type FileImage = z.infer<typeof fileImage>;
export type JournalLine = z.infer<typeof journalLine>;
export type JournalPlace = z.infer<typeof place>;

/** Undefined for a line that was torn or is of a later version. */
export function parseJournalLine(line: string): JournalLine | undefined {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    // Torn by a crash.
    return undefined;
  }
  const parsed = z.safeParse(journalLine, value);
  return parsed.success ? parsed.data : undefined;
}
