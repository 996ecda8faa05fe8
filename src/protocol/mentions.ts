// What a person points at in a prompt with `@`. The view sends the mention, the host reads what it names when the prompt is sent.
import * as z from 'zod/mini';

/** Most mentions of one prompt. */
export const MENTION_COUNT_LIMIT = 20;
/** Longest text that comes with a mention itself, such as what was selected in a terminal, in characters. */
export const MENTION_TEXT_LIMIT = 100_000;

export const MENTION_KINDS = [
  'file',
  'folder',
  'symbol',
  'selection',
  'problems',
  'terminal',
  'plan',
] as const;
export type MentionKind = (typeof MENTION_KINDS)[number];

const path = z.string().check(z.minLength(1), z.maxLength(4_096));
const line = z.int().check(z.positive());
const label = z.string().check(z.minLength(1), z.maxLength(300));

export const mentionSchema = z.discriminatedUnion('kind', [
  /** Paths are as shown to people; lines are 1-based and count both ends. */
  z.strictObject({
    kind: z.literal('file'),
    label,
    path,
    fromLine: z.optional(line),
    toLine: z.optional(line),
  }),
  z.strictObject({ kind: z.literal('folder'), label, path }),
  z.strictObject({ kind: z.literal('symbol'), label, path, fromLine: line, toLine: line }),
  /** What is selected in the editor, as its place. */
  z.strictObject({ kind: z.literal('selection'), label, path, fromLine: line, toLine: line }),
  /** Of one file, or of the workspace. */
  z.strictObject({ kind: z.literal('problems'), label, path: z.optional(path) }),
  /** A command that was seen (`commandId`), or text that was selected in a terminal. */
  z.strictObject({
    kind: z.literal('terminal'),
    label,
    commandId: z.optional(label),
    text: z.optional(z.string().check(z.maxLength(MENTION_TEXT_LIMIT))),
  }),
  /** The plan of the session, or a step of it. */
  z.strictObject({ kind: z.literal('plan'), label, stepId: z.optional(label) }),
]);

export type Mention = z.infer<typeof mentionSchema>;

/** What can be chosen after `@`. */
export interface MentionChoice {
  readonly mention: Mention;
  /** Beside the label, such as the folder of a file. */
  readonly detail?: string;
}

/** A mention of a prompt that was sent, with the size of what went along. */
export interface SentMention {
  readonly mention: Mention;
  /** Characters. */
  readonly length: number;
}

/** True when both point at the same thing. */
export function isSameMention(left: Mention, right: Mention): boolean {
  return keyOf(left) === keyOf(right);
}

function keyOf(mention: Mention): string {
  switch (mention.kind) {
    case 'file':
    case 'symbol':
    case 'selection':
      // The same lines are the same text, whichever way they were found.
      return JSON.stringify(['lines', mention.path, mention.fromLine, mention.toLine]);
    case 'folder':
      return JSON.stringify(['folder', mention.path]);
    case 'problems':
      return JSON.stringify(['problems', mention.path]);
    case 'terminal':
      return JSON.stringify(['terminal', mention.commandId, mention.text]);
    case 'plan':
      return JSON.stringify(['plan', mention.stepId]);
  }
}
