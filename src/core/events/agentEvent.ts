// The only output of the core. Names and payloads that A3S publishes (spec sections 8 and 28) are kept, with camelCase fields;
// our own events never reuse such a name. Every start has exactly one end. The last event of a run is `end` or `error`, once.
import type { Message } from '../model/message';
import type { Usage } from '../model/languageModel';
import type { ModelErrorKind } from '../model/modelError';
import type { ConfirmationDetails, RememberSubject, RuleScope } from '../permissions/confirmation';
import type { PermissionCause } from '../permissions/permissionCause';
import type { PermissionMode } from '../permissions/permissionMode';
import type { PlanEventBody } from '../plan/planEvent';
import type { InjectionFinding } from '../security/injection';
import type { ToolDetails } from '../tools/toolDetails';
import type { ErrorCause, RunCause } from '../words/errorCause';
import type { NoticeCause } from '../words/noticeCause';

/** Why a run ended. `limit`: a limit of turns, tokens, cost or minutes was reached. */
export type StopReason = 'end' | 'max_tokens' | 'refused' | 'limit' | 'cancelled';

/** What a run used in total. Cost in US dollars; absent when the price is unknown. */
export interface RunUsage extends Usage {
  readonly cost?: number;
}

/** Kinds of failure that end a run: those of the model, and our own. */
export type RunErrorKind = ModelErrorKind | 'tool_rounds' | 'parse_retries' | 'configuration' | 'internal';

/** Fields of every event. */
export interface EventEnvelope {
  readonly sessionId: string;
  /** Empty for events outside a run, such as `session_renamed`. */
  readonly runId: string;
  /** Counts up by one within a session, also over a resume. */
  readonly seq: number;
  /** Milliseconds since the epoch. */
  readonly time: number;
  /** Set when the event belongs to a plan step. */
  readonly stepId?: string;
  /** Set when the event belongs to a child run: the tool call or step that started it. */
  readonly parentId?: string;
}

/** Everything an event says beside its envelope. */
export type AgentEventBody =
  // a run
  | { readonly type: 'start'; readonly prompt: string; readonly model: string; readonly mode: PermissionMode }
  | {
      readonly type: 'end';
      readonly text: string;
      readonly stopReason: StopReason;
      readonly usage: RunUsage;
      readonly totalTokens: number;
      readonly toolCallsCount: number;
      /** Words for a person where the reason needs them, such as which limit was reached. */
      readonly notice?: string;
      /** The same as a value, to be worded in the person's language. */
      readonly noticeCause?: RunCause;
    }
  | {
      readonly type: 'error';
      readonly error: string;
      /** The same as a value, to be worded in the person's language. */
      readonly cause?: ErrorCause;
      readonly kind: RunErrorKind;
      readonly retryable: boolean;
      readonly providerMessage?: string;
      readonly usage: RunUsage;
    }
  // a turn
  | { readonly type: 'turn_start'; readonly turn: number }
  /** `usage.cost`: of this turn alone. */
  | { readonly type: 'turn_end'; readonly turn: number; readonly usage: RunUsage }
  | { readonly type: 'text_delta'; readonly text: string }
  | { readonly type: 'thinking_delta'; readonly text: string }
  /** The answer of this turn starts again after a retry: drop what was streamed since `turn_start`. */
  | { readonly type: 'turn_reset'; readonly turn: number }
  | {
      readonly type: 'retry';
      readonly attempt: number;
      readonly maxAttempts: number;
      readonly delayMs: number;
      readonly kind: ModelErrorKind;
      readonly message: string;
      /** The same as a value. */
      readonly cause?: ErrorCause;
    }
  /** A message entered the history. The durable truth of the conversation: resuming folds these. */
  | { readonly type: 'message'; readonly message: Message }
  // tool calls
  | { readonly type: 'tool_start'; readonly toolId: string; readonly toolName: string }
  | { readonly type: 'tool_input_delta'; readonly toolId: string; readonly delta: string }
  /** The arguments are complete and valid; the call is about to pass the gate. */
  | {
      readonly type: 'tool_call';
      readonly toolId: string;
      readonly toolName: string;
      readonly title: string;
      readonly args: Readonly<Record<string, unknown>>;
      readonly readOnly: boolean;
    }
  /** The call passed the gate and runs now: after a crash its effect is uncertain until `tool_end`. */
  | { readonly type: 'tool_run'; readonly toolId: string; readonly toolName: string }
  | {
      readonly type: 'tool_output_delta';
      readonly toolId: string;
      readonly toolName: string;
      readonly delta: string;
    }
  | {
      readonly type: 'tool_end';
      readonly toolId: string;
      readonly toolName: string;
      readonly toolOutput: string;
      readonly exitCode: number;
      readonly durationMs: number;
      readonly details?: ToolDetails;
      /** How many secrets were replaced by marks in its output; absent: none. */
      readonly redactions?: number;
      /** How it ended when it did not run to its end. */
      readonly outcome: 'done' | 'failed' | 'denied' | 'cancelled';
    }
  /** A text that came in tries to give orders. It is marked for the model, and the rest of the run asks more. */
  | {
      readonly type: 'injection_detected';
      /** The call that brought it; absent for instructions of the project. */
      readonly toolId?: string;
      /** What brought it, such as `read notes.md` or a path. */
      readonly origin: string;
      readonly findings: readonly InjectionFinding[];
    }
  | {
      readonly type: 'permission_denied';
      readonly toolId: string;
      readonly toolName: string;
      readonly args: Readonly<Record<string, unknown>>;
      readonly reason: string;
      /** The same as a value, to be worded in the person's language. */
      readonly cause?: PermissionCause;
    }
  | {
      readonly type: 'confirmation_required';
      readonly toolId: string;
      readonly toolName: string;
      readonly args: Readonly<Record<string, unknown>>;
      /** 0: no time limit. */
      readonly timeoutMs: number;
      readonly details: ConfirmationDetails;
    }
  | {
      readonly type: 'confirmation_received';
      readonly toolId: string;
      readonly approved: boolean;
      readonly reason?: string;
      /** Where the reason is not the person's own words. */
      readonly cause?: PermissionCause;
      /** A rule that was remembered with the answer, in words. */
      readonly remembered?: string;
      readonly rememberedSubject?: RememberSubject;
      /** Absent in sessions that were stored without it. */
      readonly rememberedFor?: RuleScope;
      /** Only a part of the proposed change was taken, or another text. */
      readonly taken?: { readonly hunks: number; readonly of: number; readonly isEdited: boolean };
    }
  | {
      readonly type: 'confirmation_timeout';
      readonly toolId: string;
      readonly actionTaken: 'rejected' | 'auto_approved';
    }
  // a plan
  | PlanEventBody
  // around a run
  /**
   * Of a run that worked on steps of a plan, before its end: the files that it left other than they were, as the journal knows them. The
   * calls alone don't tell: some wrote to a copy, and some were taken back.
   */
  | {
      readonly type: 'files_changed';
      /** As shown to people, the first 200. */
      readonly paths: readonly string[];
      /** Files beyond those. */
      readonly more: number;
    }
  | {
      readonly type: 'steering_queued';
      readonly id: string;
      readonly text: string;
      readonly when: 'next_turn' | 'after_run';
    }
  | { readonly type: 'steering_delivered'; readonly id: string }
  | { readonly type: 'steering_removed'; readonly id: string }
  | { readonly type: 'paused' }
  | { readonly type: 'resumed' }
  | {
      readonly type: 'notice';
      readonly level: 'info' | 'warning';
      readonly text: string;
      /** The same as a value, to be worded in the person's language. */
      readonly cause?: NoticeCause;
    }
  // the session
  | { readonly type: 'session_renamed'; readonly title: string }
  | { readonly type: 'model_changed'; readonly model: string }
  | { readonly type: 'mode_changed'; readonly mode: PermissionMode }
  | { readonly type: 'history_cleared'; readonly messages: number }
  /** History now ends before the message that event `seq` brought (edit and re-send). */
  | {
      readonly type: 'history_cut';
      readonly beforeSeq: number;
      /** Set where a person restored the conversation to this checkpoint. */
      readonly checkpointId?: string;
      /** Changed since the checkpoint and left as they are, as shown to people; absent: none. */
      readonly filesLeft?: readonly string[];
    }
  /** The last cut was taken back: nothing was said since. */
  | { readonly type: 'history_uncut' }
  /** A person took files back to a checkpoint. */
  | {
      readonly type: 'files_restored';
      /** Id of a run, a plan step, or an earlier restore. */
      readonly checkpointId: string;
      /** Checkpoint before this restore; absent when no file was changed. */
      readonly restoreId?: string;
      /** As shown to people. */
      readonly restored: readonly string[];
      /** Left as a person has them. */
      readonly kept: readonly string[];
      readonly notUndoable: readonly { readonly display: string; readonly reason: string }[];
      /** The conversation went along, with the cut right before this event. */
      readonly withConversation?: boolean;
      /** It takes an earlier restore back. */
      readonly isRedo?: boolean;
    }
  /** Found on load: the run was cut off. Calls that had begun and never ended are uncertain. */
  | { readonly type: 'run_interrupted'; readonly uncertainToolIds: readonly string[] }
  | { readonly type: 'run_discarded' }
  | { readonly type: 'persistence_failed'; readonly operation: string; readonly error: string };

export type AgentEvent = EventEnvelope & AgentEventBody;

export type AgentEventType = AgentEventBody['type'];

/** The event of one type. */
export type AgentEventOf<Type extends AgentEventType> = Extract<AgentEvent, { readonly type: Type }>;
