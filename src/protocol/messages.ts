// The one definition of what host and webview say to each other. `ToHost` goes from the view to the host, `ToView` back.
// Both sides parse what arrives (`parse.ts`) and drop what does not fit. A message with a `requestId` gets one `reply`.
import * as z from 'zod/mini';
import type { OfferedCommand } from './coreTypes';
import type { AgentEvent } from '../core/events/agentEvent';
import type { PlannedFile } from '../core/journal/restorePlan';
import type { ContextParts } from './contextParts';
import { MENTION_COUNT_LIMIT, MENTION_KINDS, mentionSchema } from './mentions';
import type { Mention, MentionChoice } from './mentions';
import { planToHostSchemas } from './planMessages';
import type { PlanForecast, RollbackPreview } from './planMessages';
import type { ReviewList } from './reviewList';
import type { Page, RunSlice, SessionFacts } from './pages';

/** Longest prompt, in characters. */
export const PROMPT_LIMIT = 1_000_000;
/** Most pictures of one prompt. */
export const ATTACHMENT_COUNT_LIMIT = 10;
/** Most files, and hunks of one file, of an answer. */
export const FILE_ANSWER_LIMIT = 2_000;
export const HUNK_ANSWER_LIMIT = 10_000;
/** Most runs that are named as having worked on one plan. */
export const RUN_ID_LIMIT = 1_000;
/** Longest picture, in base64 characters (about 7.5 MB of bytes). */
export const ATTACHMENT_LIMIT = 10_000_000;

/** Commands of the extension that the view may run; nothing else is. */
export const VIEW_COMMANDS = [
  'planwright.setApiKey',
  'planwright.switchModel',
  'planwright.switchMode',
  'planwright.resumeSession',
  'planwright.showLog',
  'planwright.copyTranscript',
  'planwright.exportTranscript',
  'planwright.forkSession',
  'planwright.openSettings',
  'planwright.openInEditor',
  'planwright.manageTrust',
  'planwright.manageTrustedContent',
  'planwright.nextHunk',
] as const;
export type ViewCommand = (typeof VIEW_COMMANDS)[number];

const shortText = z.string().check(z.maxLength(2_000));
const id = z.string().check(z.minLength(1), z.maxLength(200));
const promptText = z.string().check(z.maxLength(PROMPT_LIMIT));
const path = z.string().check(z.minLength(1), z.maxLength(4_096));
const seq = z.int().check(z.nonnegative());
const index = z.int().check(z.nonnegative());

const attachment = z.strictObject({
  /** Shown on the chip. */
  name: shortText,
  mediaType: z.enum(['image/png', 'image/jpeg', 'image/gif', 'image/webp']),
  /** Base64 without a data-URL prefix. */
  data: z.string().check(z.maxLength(ATTACHMENT_LIMIT)),
});

/** What goes along with a prompt; the host reads it when the prompt arrives. */
const mentions = z.optional(z.array(mentionSchema).check(z.maxLength(MENTION_COUNT_LIMIT)));

const modeName = z.enum(['readonly', 'ask', 'edits', 'auto']);

/** What is taken of one proposed file. */
const fileAnswer = z.union([
  z.strictObject({ path, take: z.enum(['all', 'none']) }),
  z.strictObject({
    path,
    take: z.literal('hunks'),
    hunks: z.readonly(z.array(id).check(z.maxLength(HUNK_ANSWER_LIMIT))),
  }),
  z.strictObject({ path, take: z.literal('text'), text: promptText }),
]);

/** What a decision is about. `call`: what a tool call has under review. `step`: what a plan step has, in all files or in one. */
const reviewTarget = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('hunks'), ids: z.array(id).check(z.maxLength(HUNK_ANSWER_LIMIT)) }),
  z.strictObject({ kind: z.literal('files'), paths: z.array(path).check(z.maxLength(FILE_ANSWER_LIMIT)) }),
  z.strictObject({ kind: z.literal('call'), toolId: id }),
  z.strictObject({
    kind: z.literal('step'),
    runIds: z.array(id).check(z.maxLength(RUN_ID_LIMIT)),
    stepId: id,
    path: z.optional(path),
  }),
  z.strictObject({ kind: z.literal('all') }),
]);

const restoreChoice = z.strictObject({ path, choice: z.enum(['keep', 'restore', 'merge']) });

const fileAnswers = z.readonly(z.array(fileAnswer).check(z.maxLength(FILE_ANSWER_LIMIT)));

const answer = z.union([
  z.strictObject({
    approved: z.literal(true),
    remember: z.optional(z.enum(['once', 'session', 'workspace', 'user'])),
    rule: z.optional(shortText),
    files: z.optional(fileAnswers),
  }),
  z.strictObject({ approved: z.literal(false), reason: z.optional(shortText) }),
]);

/** Schemas of everything the view may say. Messages about a session name it, so that a late click never hits another one. */
export const toHostSchema = z.discriminatedUnion('type', [
  /** First message of a view, and again after a reload: the host answers with `settings`, `sessions` and a `snapshot`. */
  z.strictObject({ type: z.literal('ready') }),
  /** Keys go to this page from now on, or no more. */
  z.strictObject({ type: z.literal('page/focus'), isFocused: z.boolean() }),
  /** What is in the input, to be there again after a reload of the window; an empty one is forgotten. */
  z.strictObject({ type: z.literal('draft/save'), sessionId: id, text: promptText, mentions }),
  /** A batch did not fit: send a snapshot. */
  z.strictObject({ type: z.literal('snapshot/request'), reason: shortText }),
  // prompts
  /** Request. Starts a run; while one is on it becomes a follow-up. */
  z.strictObject({
    type: z.literal('prompt/submit'),
    requestId: id,
    sessionId: id,
    text: promptText,
    attachments: z.array(attachment).check(z.maxLength(ATTACHMENT_COUNT_LIMIT)),
    mentions,
  }),
  /** Request. Delivered before the next turn of the run in progress; without one it starts a run. */
  z.strictObject({
    type: z.literal('prompt/steer'),
    requestId: id,
    sessionId: id,
    text: promptText,
    mentions,
  }),
  /** Request. Cuts the history before the message of event `seq` and sends the new text. */
  z.strictObject({
    type: z.literal('prompt/edit'),
    requestId: id,
    sessionId: id,
    seq,
    text: promptText,
    mentions,
  }),
  /** Request. What can be mentioned; the reply has `mentions`, best first. Without `kind`: a mix. */
  z.strictObject({
    type: z.literal('mention/search'),
    requestId: id,
    sessionId: id,
    kind: z.optional(z.enum(MENTION_KINDS)),
    query: shortText,
  }),
  /** Request. What can be typed after a slash at the beginning of a prompt; the reply has `commands`. */
  z.strictObject({ type: z.literal('command/list'), requestId: id, sessionId: id }),
  /** Request. Files that were dropped, as URIs; the reply has `mentions` for those of the workspace. */
  z.strictObject({
    type: z.literal('mention/fromUris'),
    requestId: id,
    uris: z.array(path).check(z.maxLength(MENTION_COUNT_LIMIT)),
  }),
  // looking at the session
  /** Request. The items next to a place in the transcript; the reply has `page`. */
  z.strictObject({
    type: z.literal('page/request'),
    requestId: id,
    sessionId: id,
    side: z.enum(['before', 'after']),
    /** Index of the run, and of the item in it. */
    run: index,
    item: index,
  }),
  /** Request. What fills the context; the reply has `contextParts`, or none before the first turn. */
  z.strictObject({ type: z.literal('context/parts'), requestId: id, sessionId: id }),
  z.strictObject({ type: z.literal('queue/remove'), sessionId: id, id }),
  // the run
  z.strictObject({ type: z.literal('run/stop'), sessionId: id }),
  z.strictObject({ type: z.literal('run/pause'), sessionId: id }),
  z.strictObject({ type: z.literal('run/resume'), sessionId: id }),
  /** After an error: go on from the history as it is. */
  z.strictObject({ type: z.literal('run/retry'), sessionId: id }),
  z.strictObject({ type: z.literal('permission/answer'), sessionId: id, toolId: id, answer }),
  /** Request. Opens the proposed text of a file beside the old one, to be changed before it is applied. `files`: what is selected. */
  z.strictObject({
    type: z.literal('proposal/edit'),
    requestId: id,
    sessionId: id,
    toolId: id,
    path,
    files: fileAnswers,
  }),
  /** While a text is open so: the selection changed. */
  z.strictObject({ type: z.literal('proposal/select'), sessionId: id, toolId: id, files: fileAnswers }),
  /** Request. Allows what is selected, with the texts as they are in the editors. */
  z.strictObject({
    type: z.literal('proposal/apply'),
    requestId: id,
    sessionId: id,
    toolId: id,
    files: fileAnswers,
  }),
  /** Lets commands in the sandbox reach a host that was refused; `always` is kept in the person's settings. */
  z.strictObject({
    type: z.literal('domain/allow'),
    sessionId: id,
    domain: shortText,
    scope: z.enum(['session', 'always']),
  }),
  z.strictObject({ type: z.literal('tool/background'), sessionId: id, toolId: id }),
  /** What the call does, in the words of the small model, in an editor. */
  z.strictObject({ type: z.literal('tool/explain'), sessionId: id, toolId: id }),
  z.strictObject({ type: z.literal('interrupted/continue'), sessionId: id }),
  z.strictObject({ type: z.literal('interrupted/discard'), sessionId: id }),
  // the review
  /** Request. Accepts; no text changes. */
  z.strictObject({ type: z.literal('review/keep'), requestId: id, target: reviewTarget }),
  /** Request. Takes back; `reason` is told to the model. */
  z.strictObject({
    type: z.literal('review/undo'),
    requestId: id,
    target: reviewTarget,
    reason: z.optional(shortText),
  }),
  /** Shows the file in an editor, at this line (from 1); a deleted one in the list of the side bar. */
  z.strictObject({ type: z.literal('review/open'), path, line: z.optional(z.int().check(z.positive())) }),
  // going back
  /** Request. What going back to before the prompt of a run would do; the reply has `restorePlan`. */
  z.strictObject({ type: z.literal('restore/plan'), requestId: id, sessionId: id, runId: id }),
  /** Request. Files that somebody else changed since are left unless `choices` says otherwise. */
  z.strictObject({
    type: z.literal('restore/apply'),
    requestId: id,
    sessionId: id,
    runId: id,
    what: z.enum(['files', 'conversation', 'both']),
    choices: z.array(restoreChoice).check(z.maxLength(FILE_ANSWER_LIMIT)),
  }),
  /** Takes the last restore back. */
  z.strictObject({ type: z.literal('restore/redo'), sessionId: id }),
  // choices
  z.strictObject({ type: z.literal('model/set'), sessionId: id, model: shortText }),
  z.strictObject({ type: z.literal('mode/set'), sessionId: id, mode: modeName }),
  z.strictObject({ type: z.literal('setup/setKey') }),
  z.strictObject({ type: z.literal('setup/useDemo') }),
  /** From a person's click only: the editor shows its consent dialog. */
  z.strictObject({ type: z.literal('setup/useEditorModels') }),
  // sessions
  z.strictObject({ type: z.literal('session/new') }),
  /** Asks for a fresh `sessions` message. */
  z.strictObject({ type: z.literal('session/list') }),
  z.strictObject({ type: z.literal('session/resume'), sessionId: id }),
  z.strictObject({ type: z.literal('session/rename'), sessionId: id, title: shortText }),
  /** The host asks the person before it deletes. */
  z.strictObject({ type: z.literal('session/delete'), sessionId: id }),
  /** Makes this window the owner of a session that another window holds. */
  z.strictObject({ type: z.literal('session/takeOver'), sessionId: id }),
  // the plan
  ...planToHostSchemas,
  // opening things
  /** A path as shown; relative ones belong to a workspace folder. `line` is 1-based. */
  z.strictObject({ type: z.literal('file/open'), path, line: z.optional(z.int().check(z.positive())) }),
  /** An `http`, `https` or `mailto` address, after a click; the host asks the person where the editor would. */
  z.strictObject({ type: z.literal('link/open'), url: path }),
  /** Puts code at the cursor of the text editor that was used last, in place of what is selected there. */
  z.strictObject({ type: z.literal('code/insert'), text: promptText }),
  /** The whole output of a call, in an editor. */
  z.strictObject({ type: z.literal('output/open'), sessionId: id, toolId: id }),
  /** The change of a call (`file` as shown), in the diff editor. */
  z.strictObject({ type: z.literal('diff/open'), sessionId: id, toolId: id, file: path }),
  z.strictObject({ type: z.literal('command/run'), command: z.enum(VIEW_COMMANDS) }),
  z.strictObject({ type: z.literal('log/show') }),
  /** Something in the view went wrong, or a message did not parse; for the output channel. */
  z.strictObject({ type: z.literal('log/write'), level: z.enum(['info', 'warn', 'error']), text: shortText }),
]);

export type ToHostMessage = z.infer<typeof toHostSchema>;
export type ToHostType = ToHostMessage['type'];
/** The message of one type. */
export type ToHost<Type extends ToHostType> = Extract<ToHostMessage, { readonly type: Type }>;
/** What a decision of the panel is about. */
export type PanelReviewTarget = z.infer<typeof reviewTarget>;
/** The messages that get a reply. */
export type RequestMessage = Extract<ToHostMessage, { readonly requestId: string }>;
/** A picture that goes along with a prompt. */
export type PromptAttachment = z.infer<typeof attachment>;

/** A model that can be chosen. */
export interface ModelChoice {
  /** `provider/model`. */
  readonly name: string;
  readonly label: string;
  /** Such as `Anthropic`, `The editor's models`, `Demo (scripted)`. */
  readonly group: string;
  readonly contextTokens?: number;
  readonly acceptsImages: boolean;
}

/** What the view must know beside the session. */
export interface PanelSettings {
  readonly models: readonly ModelChoice[];
  /** False until a key is set, or the editor's models or the demo are chosen: the empty state then offers just that. */
  readonly isSetUp: boolean;
  /** The editor offers language models of its own. */
  readonly hasEditorModels: boolean;
  /** False in Restricted Mode: the agent reads only. */
  readonly isTrusted: boolean;
  /** Files that would instruct the agent and wait for the person's trust. */
  readonly heldBack?: readonly string[];
  readonly hasWorkspace: boolean;
  /** At most three prompts that fit this workspace. */
  readonly suggestions: readonly string[];
  /** Where keys are kept, said in the empty state, such as in the browser edition. */
  readonly keyStorageNote?: string;
}

export type SessionRowState =
  'idle' | 'running' | 'waiting' | 'paused' | 'interrupted' | 'failed' | 'elsewhere';

/** One row of the session list. */
export interface SessionRow {
  readonly sessionId: string;
  readonly title: string;
  /** Milliseconds since the epoch. */
  readonly updatedAt: number;
  readonly state: SessionRowState;
  /** Something happened there since it was last looked at. */
  readonly isUnread: boolean;
}

/**
 * Events of one session in order, the deltas joined. It covers every event from `fromSeq` to `toSeq`; a view whose state ends
 * elsewhere than at `fromSeq - 1` asks for a snapshot.
 */
export interface EventBatch {
  readonly sessionId: string;
  readonly fromSeq: number;
  readonly toSeq: number;
  readonly events: readonly AgentEvent[];
}

/** A prompt that was not sent yet. */
export interface Draft {
  readonly sessionId: string;
  readonly text: string;
  readonly mentions: readonly Mention[];
}

/** What some requests ask for; each says which. */
export interface ReplyContent {
  readonly mentions?: readonly MentionChoice[];
  readonly commands?: readonly OfferedCommand[];
  readonly page?: Page;
  readonly contextParts?: ContextParts;
  readonly restorePlan?: RestorePlanView;
  readonly rollback?: RollbackPreview;
  readonly forecast?: PlanForecast;
}

/** What going back to before a prompt would do. */
export interface RestorePlanView {
  /** Absent where changes of files were not kept. */
  readonly files?: readonly PlannedFile[];
  /** The conversation can be taken back as well. */
  readonly canCut: boolean;
}

export type ToViewMessage =
  /** Replaces what the view shows; also sent when another session is chosen. It has the newest items; others come by `page/request`. */
  | {
      readonly type: 'snapshot';
      readonly state: SessionFacts;
      readonly slices: readonly RunSlice[];
      /** `read_only`: another window owns the session. */
      readonly access: 'owner' | 'read_only';
    }
  | ({ readonly type: 'events' } & EventBatch)
  | { readonly type: 'access'; readonly sessionId: string; readonly access: 'owner' | 'read_only' }
  | { readonly type: 'settings'; readonly settings: PanelSettings }
  | { readonly type: 'sessions'; readonly sessions: readonly SessionRow[] }
  /** What is under review in the window. */
  | { readonly type: 'review'; readonly list: ReviewList }
  /** By a person's command only: asks what to take back to before this run's prompt. */
  | { readonly type: 'restore/show'; readonly sessionId: string; readonly runId: string }
  /** What was in the input of each session; to a page that has just come, before anything else. */
  | { readonly type: 'drafts'; readonly drafts: readonly Draft[] }
  /** By a person's key or command only. */
  | { readonly type: 'focus'; readonly target: 'input' | 'question' | 'sessions' | 'plan' }
  /** Puts text into the input, after what is there, without sending it. */
  | { readonly type: 'input/insert'; readonly text: string }
  /** Puts text and mentions into the input, after what is there, without sending it; moves the focus there. */
  | {
      readonly type: 'compose';
      readonly text?: string;
      readonly mentions?: readonly Mention[];
      /** Somebody else wrote the text: the person is told so before they send it. */
      readonly isFromLink?: boolean;
    }
  /** Something that a person asked for, other than by a request, could not be done: one sentence. */
  | { readonly type: 'problem'; readonly text: string }
  /** To be read aloud by a screen reader, wherever the focus is. */
  | { readonly type: 'announce'; readonly text: string }
  | ({ readonly type: 'reply'; readonly requestId: string; readonly ok: true } & ReplyContent)
  /** `error` is one sentence for the person; a refused prompt stays in the input. */
  | { readonly type: 'reply'; readonly requestId: string; readonly ok: false; readonly error: string };

export type ToViewType = ToViewMessage['type'];
/** The message of one type. */
export type ToView<Type extends ToViewType> = Extract<ToViewMessage, { readonly type: Type }>;
