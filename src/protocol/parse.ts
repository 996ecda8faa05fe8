// Parses messages at the edge of either side. What the view says is checked in full, since it shows text that others wrote; what
// the host says is checked for its shape, since it is our own code of the same build.
import * as z from 'zod/mini';
import { reviewListSchema } from './reviewList';
import { mentionSchema } from './mentions';
import { toHostSchema } from './messages';
import type { ToHostMessage, ToViewMessage } from './messages';

export type ParseResult<Message> =
  | { readonly ok: true; readonly message: Message }
  /** `reason` names the type and the field, never a value. */
  | { readonly ok: false; readonly reason: string };

/** Parses what the webview posted. Never throws. */
export function parseToHost(input: unknown): ParseResult<ToHostMessage> {
  const parsed = toHostSchema.safeParse(input);
  if (parsed.success) return { ok: true, message: parsed.data };
  return { ok: false, reason: reasonOf(input, parsed.error.issues) };
}

const seq = z.int().check(z.nonnegative());
const access = z.enum(['owner', 'read_only']);
const event = z.looseObject({
  type: z.string(),
  sessionId: z.string(),
  runId: z.string(),
  seq,
  time: z.number(),
});
const slice = z.looseObject({
  at: seq,
  run: z.looseObject({ id: z.string(), state: z.string() }),
  itemCount: seq,
  from: seq,
  items: z.array(z.looseObject({ id: z.string(), kind: z.string() })),
});
const sessionFacts = z.looseObject({
  sessionId: z.string(),
  seq,
  title: z.string(),
  model: z.string(),
  mode: z.string(),
  runCount: seq,
  queue: z.array(z.looseObject({ id: z.string(), text: z.string() })),
  waiting: z.array(z.string()),
  usage: z.looseObject({ promptTokens: z.number(), completionTokens: z.number() }),
});
const settings = z.looseObject({
  models: z.array(z.looseObject({ name: z.string(), label: z.string(), group: z.string() })),
  isSetUp: z.boolean(),
  hasEditorModels: z.boolean(),
  isTrusted: z.boolean(),
  heldBack: z.optional(z.array(z.string())),
  hasWorkspace: z.boolean(),
  suggestions: z.array(z.string()),
});
const sessionRow = z.looseObject({
  sessionId: z.string(),
  title: z.string(),
  updatedAt: z.number(),
  state: z.string(),
  isUnread: z.boolean(),
});

const toViewSchema = z.union([
  z.strictObject({ type: z.literal('snapshot'), state: sessionFacts, slices: z.array(slice), access }),
  z.strictObject({
    type: z.literal('events'),
    sessionId: z.string(),
    fromSeq: seq,
    toSeq: seq,
    events: z.array(event),
  }),
  z.strictObject({ type: z.literal('access'), sessionId: z.string(), access }),
  z.strictObject({ type: z.literal('settings'), settings }),
  z.strictObject({ type: z.literal('sessions'), sessions: z.array(sessionRow) }),
  z.strictObject({ type: z.literal('focus'), target: z.enum(['input', 'question', 'sessions', 'plan']) }),
  z.strictObject({ type: z.literal('review'), list: reviewListSchema }),
  z.strictObject({
    type: z.literal('drafts'),
    drafts: z.array(
      z.strictObject({ sessionId: z.string(), text: z.string(), mentions: z.array(mentionSchema) }),
    ),
  }),
  z.strictObject({ type: z.literal('restore/show'), sessionId: z.string(), runId: z.string() }),
  z.strictObject({ type: z.literal('input/insert'), text: z.string() }),
  z.strictObject({ type: z.literal('problem'), text: z.string() }),
  z.strictObject({ type: z.literal('announce'), text: z.string() }),
  z.strictObject({
    type: z.literal('compose'),
    text: z.optional(z.string()),
    mentions: z.optional(z.array(mentionSchema)),
    isFromLink: z.optional(z.boolean()),
  }),
  z.strictObject({
    type: z.literal('reply'),
    requestId: z.string(),
    ok: z.literal(true),
    mentions: z.optional(z.array(z.looseObject({ mention: mentionSchema }))),
    page: z.optional(z.looseObject({ sessionId: z.string(), seq, slices: z.array(slice) })),
    commands: z.optional(
      z.array(
        z.strictObject({
          name: z.string(),
          description: z.string(),
          usage: z.optional(z.string()),
          kind: z.enum(['command', 'skill']),
        }),
      ),
    ),
    restorePlan: z.optional(
      z.looseObject({
        files: z.optional(z.array(z.looseObject({ path: z.string(), display: z.string() }))),
        canCut: z.boolean(),
      }),
    ),
    rollback: z.optional(
      z.looseObject({
        stepIds: z.array(z.string()),
        files: z.array(z.string()),
        irreversible: z.array(z.string()),
      }),
    ),
    forecast: z.optional(z.looseObject({ modelCalls: z.number(), tokens: z.number() })),
    contextParts: z.optional(
      z.looseObject({ conversation: z.number(), mentioned: z.array(z.looseObject({ length: z.number() })) }),
    ),
  }),
  z.strictObject({
    type: z.literal('reply'),
    requestId: z.string(),
    ok: z.literal(false),
    error: z.string(),
  }),
]);

/** Parses what the host posted. Never throws. */
export function parseToView(input: unknown): ParseResult<ToViewMessage> {
  const parsed = toViewSchema.safeParse(input);
  // The shape is checked above; the inner unions come from the reducer and the core of the same build.
  if (parsed.success) return { ok: true, message: input as ToViewMessage };
  return { ok: false, reason: reasonOf(input, parsed.error.issues) };
}

function reasonOf(
  input: unknown,
  issues: readonly { readonly path: PropertyKey[]; readonly code?: string }[],
): string {
  const type =
    typeof input === 'object' && input !== null && 'type' in input && typeof input.type === 'string'
      ? input.type.slice(0, 40)
      : 'unknown';
  const first = issues[0];
  const where =
    first === undefined || first.path.length === 0 ? 'the message' : first.path.map(String).join('.');
  return `Message "${type}" rejected: ${where} is not valid (${first?.code ?? 'unknown'}).`;
}
