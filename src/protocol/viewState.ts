// What a person sees of one session: plain JSON, made only by `reducer.ts` from events, shared by host (snapshots) and webview.
// Long texts are cut here, so that a session of a thousand runs stays small; the whole output is opened through the host.
import type { InjectionFinding } from '../core/security/injection';
import type { RunErrorKind, StopReason } from '../core/events/agentEvent';
import type { ModelErrorKind } from '../core/model/modelError';
import type { ConfirmationDetails, RememberSubject, RuleScope } from '../core/permissions/confirmation';
import type { PermissionCause } from '../core/permissions/permissionCause';
import type { PermissionMode } from '../core/permissions/permissionMode';
import type { ToolDetails } from '../core/tools/toolDetails';
import type { GoalOpenCause, PlanningCause } from '../core/words/decisionCause';
import type { ErrorCause, RunCause } from '../core/words/errorCause';
import type { NoticeCause } from '../core/words/noticeCause';
import type { SentMention } from './mentions';
import type { PlanningChoice, PlanView } from './planMessages';

/** Characters of a tool's output that the view keeps: the end while it streams, the beginning of a finished text result. */
export const OUTPUT_LIMIT = 8_000;
/** Findings of a call that are shown. */
export const FINDINGS_LIMIT = 5;
/** Characters of the arguments' JSON that the view keeps. */
export const ARGUMENTS_LIMIT = 2_000;

interface ItemBase {
  /** Unique in the session: the sequence number of the event that made it. */
  readonly id: string;
}

/** What a person asked: the prompt of a run, or a message sent while it was on. */
export interface PromptItem extends ItemBase {
  readonly kind: 'prompt';
  /** What the person wrote, without what they mentioned. */
  readonly text: string;
  readonly images: number;
  /** Absent: none. */
  readonly mentions?: readonly SentMention[];
  /** Delivered into a run in progress. */
  readonly isSteering: boolean;
  /** Number of the event that brought the message into the history; what `prompt/edit` needs. Absent until then. */
  readonly messageSeq?: number;
}

export interface AnswerItem extends ItemBase {
  readonly kind: 'answer';
  readonly text: string;
  readonly isStreaming: boolean;
  /** The stream broke: only a part of the answer arrived. */
  readonly isIncomplete: boolean;
}

export interface ThinkingItem extends ItemBase {
  readonly kind: 'thinking';
  readonly text: string;
  readonly isStreaming: boolean;
  /** Milliseconds since the epoch. */
  readonly startedAt: number;
  readonly durationMs: number;
}

/**
 * - `writing`: the model writes the arguments - `checking`: on its way through the gate - `waiting`: a person is asked
 * - `running` - `done`, `failed`, `denied`, `cancelled`: it ended - `uncertain`: cut off while it ran, nobody knows how far it came
 */
export type ToolState =
  'writing' | 'checking' | 'waiting' | 'running' | 'done' | 'failed' | 'denied' | 'cancelled' | 'uncertain';

/** An open question about a call. */
export interface Question {
  readonly details: ConfirmationDetails;
  /** Milliseconds since the epoch. */
  readonly askedAt: number;
  /** Milliseconds; 0: no limit. */
  readonly timeoutMs: number;
}

export interface ToolItem extends ItemBase {
  readonly kind: 'tool';
  readonly toolId: string;
  readonly toolName: string;
  /** One short line, such as `src/cart.ts` or `npm test`; empty while the arguments are written. */
  readonly title: string;
  readonly isReadOnly: boolean;
  readonly state: ToolState;
  /** Arguments as JSON, at most {@link ARGUMENTS_LIMIT} characters. */
  readonly argumentsText: string;
  /** Characters of arguments received so far. */
  readonly argumentsLength: number;
  /** At most {@link OUTPUT_LIMIT} characters. */
  readonly output: string;
  /** Characters of the result that the model got; absent until the end. */
  readonly resultLength?: number;
  /** True when `output` is not all there is. */
  readonly isOutputCut: boolean;
  /** Milliseconds since the epoch. */
  readonly startedAt: number;
  readonly durationMs?: number;
  readonly exitCode?: number;
  readonly details?: ToolDetails;
  /** How many secrets were replaced by marks in what it brought; absent: none. */
  readonly redactions?: number;
  /** Signs that what it brought tries to give orders, at most {@link FINDINGS_LIMIT}; absent: none. */
  readonly findings?: readonly InjectionFinding[];
  /** Set exactly while `state` is `waiting`. */
  readonly question?: Question;
  /** Why it was refused, or what the person said with the refusal. */
  readonly deniedReason?: string;
  /** The same as a value, where it is not the person's own words. */
  readonly deniedCause?: PermissionCause;
  /** A rule that was remembered with the answer, in words. */
  readonly remembered?: string;
  readonly rememberedSubject?: RememberSubject;
  readonly rememberedFor?: RuleScope;
  /** The person took only a part of the proposed change, or wrote another text. */
  readonly taken?: { readonly hunks: number; readonly of: number; readonly isEdited: boolean };
  /** The tool call or step that started the child run this call belongs to. */
  readonly parentId?: string;
  /** The step of a plan that it belongs to. */
  readonly stepId?: string;
}

/** One step of a plan at work; its calls name it by `stepId`. */
export interface StepItem extends ItemBase {
  readonly kind: 'step';
  readonly stepId: string;
  /** Position in the plan when it began, from 1. */
  readonly number: number;
  readonly total: number;
  readonly title: string;
  readonly state: 'running' | 'done' | 'failed' | 'cancelled' | 'interrupted';
  /** Milliseconds since the epoch. */
  readonly startedAt: number;
  readonly endedAt?: number;
  /** What it said in the end, at most {@link OUTPUT_LIMIT} characters. */
  readonly output: string;
  readonly error?: string;
  /** What `error` says as a value. */
  readonly cause?: ErrorCause;
}

/** Something that happened to the plan as a whole. `cause`: what the text beside it says, as a value; absent in logs of earlier versions. */
export interface PlanNoteItem extends ItemBase {
  readonly kind: 'plan';
  readonly note:
    | { readonly type: 'made'; readonly steps: number }
    | { readonly type: 'empty' }
    | { readonly type: 'fallback'; readonly reason: string; readonly cause?: ErrorCause }
    | { readonly type: 'deadlock'; readonly steps: number }
    | { readonly type: 'replanned'; readonly version: number; readonly steps: number }
    /** With planning `auto`: this prompt is planned first. */
    | { readonly type: 'decided'; readonly reason: string; readonly cause?: PlanningCause }
    /** A person declined the plan while it was made. */
    | { readonly type: 'declined' }
    | { readonly type: 'goal_reached' }
    | { readonly type: 'goal_pursued'; readonly round: number; readonly maxRounds: number }
    | { readonly type: 'goal_left_open'; readonly words: string; readonly cause?: GoalOpenCause }
    | { readonly type: 'tests'; readonly passed: boolean; readonly output: string }
    | { readonly type: 'rolled_back'; readonly steps: number; readonly irreversible: number };
}

export interface NoticeItem extends ItemBase {
  readonly kind: 'notice';
  readonly level: 'info' | 'warning';
  readonly text: string;
  /** The same as a value; absent in logs of earlier versions. */
  readonly cause?: NoticeCause | RunCause;
  /** What it offers was taken. */
  readonly isSettled?: boolean;
}

/** The model is asked again after a failure; one row for all attempts in a row. */
export interface RetryItem extends ItemBase {
  readonly kind: 'retry';
  readonly attempt: number;
  readonly maxAttempts: number;
  /** When the next attempt begins, milliseconds since the epoch. */
  readonly until: number;
  readonly errorKind: ModelErrorKind;
  readonly message: string;
  /** The same as a value. */
  readonly cause?: ErrorCause;
  /** False once the model answered again or the run ended. */
  readonly isActive: boolean;
  /** The error that ended the run says the same, right below. */
  readonly isSaidBelow?: boolean;
}

/** The failure that ended a run. */
export interface ErrorItem extends ItemBase {
  readonly kind: 'error';
  readonly message: string;
  /** The same as a value. */
  readonly cause?: ErrorCause;
  readonly errorKind: RunErrorKind;
  readonly isRetryable: boolean;
  readonly providerMessage?: string;
}

/** The run was cut off by reload, update or crash. */
export interface InterruptedItem extends ItemBase {
  readonly kind: 'interrupted';
  readonly uncertainToolIds: readonly string[];
  readonly state: 'open' | 'continued' | 'discarded';
}

/** A person went back to a checkpoint, or forward again. */
export interface RestoredItem extends ItemBase {
  readonly kind: 'restored';
  readonly checkpointId: string;
  /** Files as shown to people. */
  readonly restored: readonly string[];
  /** Left as the person has them. */
  readonly kept: readonly string[];
  readonly notUndoable: readonly { readonly display: string; readonly reason: string }[];
  readonly withConversation: boolean;
  /** It took an earlier restore back. */
  readonly isRedo: boolean;
  /** `redoable`: the last thing that happened. */
  readonly state: 'redoable' | 'over';
}

/** Holds the place of an item that the view has not got, or has dropped again; see `partialView.ts`. Never on the host's side. */
export interface UnloadedItem extends ItemBase {
  readonly kind: 'unloaded';
}

export type ViewItem =
  | PromptItem
  | AnswerItem
  | ThinkingItem
  | ToolItem
  | StepItem
  | PlanNoteItem
  | NoticeItem
  | RetryItem
  | ErrorItem
  | InterruptedItem
  | RestoredItem
  | UnloadedItem;

/** `notes` holds what is said outside any run; `unloaded` holds the place of a run that the view has not got. */
export type RunState = 'running' | 'ended' | 'failed' | 'interrupted' | 'notes' | 'unloaded';

/** Tokens and money. */
export interface UsageFacts {
  readonly promptTokens: number;
  readonly completionTokens: number;
  /** US dollars; absent when the price is unknown. */
  readonly cost?: number;
  /** True when any count was estimated. */
  readonly isEstimated: boolean;
}

/** One prompt through to its final answer. */
export interface RunView {
  /** The run's id; `notes-<seq>` for notes. */
  readonly id: string;
  readonly state: RunState;
  readonly items: readonly ViewItem[];
  /** Milliseconds since the epoch. */
  readonly startedAt: number;
  readonly endedAt?: number;
  readonly stopReason?: StopReason;
  readonly isPaused: boolean;
  /** Calls that came to their end, refused ones included. */
  readonly toolCalls: number;
  /** Paths that were changed, in order, each once. */
  readonly changedFiles: readonly string[];
  /** Changed files beyond those; absent: none. */
  readonly moreChangedFiles?: number;
  /** Summed over the turns so far, then the run's own total. */
  readonly usage: UsageFacts;
  /** Index of the first item of the turn in progress; what a `turn_reset` drops. */
  readonly turnItemStart: number;
}

/** A message that waits for the next turn or for the end of the run. */
export interface QueuedMessage {
  readonly id: string;
  readonly text: string;
  /** Absent: none. */
  readonly mentions?: readonly SentMention[];
  readonly when: 'next_turn' | 'after_run';
}

/** Everything the panel draws of one session. */
export interface SessionView {
  readonly sessionId: string;
  /** Number of the last event that is in here; 0 before the first. */
  readonly seq: number;
  /** The given title, else the beginning of the first prompt, or of the goal of a plan that was there before it, else empty. */
  readonly title: string;
  readonly isTitleGiven: boolean;
  /** `provider/model`; empty while unknown. */
  readonly model: string;
  readonly mode: PermissionMode;
  readonly runs: readonly RunView[];
  readonly queue: readonly QueuedMessage[];
  /** Tool ids with an open question, oldest first. */
  readonly waiting: readonly string[];
  /** All runs before the last cut of the history, until the next run begins. */
  readonly beforeCut?: readonly RunView[];
  /** Whether prompts are planned before they run. */
  readonly planning: PlanningChoice;
  /** The last plan; absent: none, or taken away. */
  readonly plan?: PlanView;
  /** Of all finished runs. */
  readonly usage: UsageFacts;
  /** Tokens in the context at the last turn; absent before the first. */
  readonly contextTokens?: number;
  readonly isContextEstimated: boolean;
}

export const NO_USAGE: UsageFacts = { promptTokens: 0, completionTokens: 0, cost: 0, isEstimated: false };

/** A session before its first event. */
export function emptyView(sessionId: string, model = '', mode: PermissionMode = 'ask'): SessionView {
  return {
    sessionId,
    seq: 0,
    title: '',
    isTitleGiven: false,
    model,
    mode,
    runs: [],
    queue: [],
    waiting: [],
    planning: 'off',
    usage: NO_USAGE,
    isContextEstimated: false,
  };
}

/** What the session is doing, for the status bar, the badge and the composer. */
export type SessionActivity = 'idle' | 'running' | 'waiting' | 'paused' | 'interrupted' | 'failed';

/** True while a person is asked about the plan. */
function asksAboutPlan({ plan }: SessionView): boolean {
  return plan?.isRunning === true && plan.question !== undefined;
}

/** How many answers are waited for. */
export function questionsOf(view: SessionView): number {
  return view.waiting.length + (asksAboutPlan(view) ? 1 : 0);
}

export function activityOf(view: SessionView): SessionActivity {
  const last = view.runs.findLast((run) => run.state !== 'notes');
  if (last === undefined) return 'idle';
  switch (last.state) {
    case 'running':
      if (view.waiting.length > 0 || asksAboutPlan(view)) return 'waiting';
      return last.isPaused ? 'paused' : 'running';
    case 'interrupted':
      return 'interrupted';
    case 'failed':
      return 'failed';
    default:
      return 'idle';
  }
}

/** True while a run is on, also one that is paused or waits for a person. */
export function isBusy(view: SessionView): boolean {
  const activity = activityOf(view);
  return activity === 'running' || activity === 'waiting' || activity === 'paused';
}
