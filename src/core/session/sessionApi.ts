// The surface of an agent and a session (spec section 26), as hosts use it. `Agent` and `Session` are the implementations.
import type { AgentEvent } from '../events/agentEvent';
import type { RestoreOptions, RestoreResult } from '../journal/restore';
import type { RestorePlan } from '../journal/restorePlan';
import type { RecordedChange } from '../journal/sessionChanges';
import type { LanguageModel, ModelInfo } from '../model/languageModel';
import type { Message } from '../model/message';
import type { ConfirmationAnswer } from '../permissions/confirmation';
import type { Plan } from '../plan/plan';
import type { TemplateListing } from '../plan/workspaceTemplates';
import type { JudgedCall } from '../permissions/dryRun';
import type { PermissionMode } from '../permissions/permissionMode';
import type { PlanningChoice } from '../plan/planEvent';
import type { CommandRegistry } from '../commands/commandRegistry';
import type { SessionCommand } from '../commands/sessionCommand';
import type { LivePlan } from './livePlan';
import type { OfferedCommand } from '../commands/offeredCommand';
import type { GoalTrail } from '../plan/goalTrail';
import type { AgentResult, Attachment, SessionOptions } from './sessionOptions';
import type { CheckpointInfo, RestoreRequest } from './sessionRestore';
import type { PlanExecution, PlanMaking, PlanOutcome } from './planWork';
import type { SessionFiles } from './sessionFiles';
import type { SessionStore } from './sessionStore';
import type { QueueHandover } from './steeringQueue';

/** A run in progress: iterate it for its events (the final one included) or await `result()`, or both. */
export interface RunStream extends AsyncIterable<AgentEvent> {
  /** The final value. Rejects with `RunError` when the run ended with an `error` event; a cancelled run resolves. */
  result(): Promise<AgentResult>;
}

/** Outcome of a tool that was called directly, without the model and without questions. */
export interface DirectToolResult {
  readonly name: string;
  readonly output: string;
  readonly exitCode: number;
}

/** Restores of `SessionApi`. Without `decide`, files that a person changed since are left as they are. */
export type RestoreFilesOptions = Partial<Pick<RestoreOptions, 'decide' | 'signal'>>;

export interface SessionApi {
  readonly sessionId: string;
  /** Settles when a resumed session is loaded; every method waits for it by itself. Rejects with `Session not found: <id>`. */
  readonly ready: Promise<void>;
  /** Every event of the session, live and in order, also between runs. Returns the unsubscribe function. */
  onEvent(listener: (event: AgentEvent) => void): () => void;
  /** Events of the session so far, coalesced; folding them draws the view. Empty without a store. */
  events(): Promise<readonly AgentEvent[]>;

  /** A prompt that begins with `/name` is a command, or loads a skill: see `offeredCommands`. */
  send(prompt: string, history?: readonly Message[]): Promise<AgentResult>;
  stream(prompt: string, history?: readonly Message[]): Promise<RunStream>;
  sendWithAttachments(
    prompt: string,
    attachments: readonly Attachment[],
    history?: readonly Message[],
  ): Promise<AgentResult>;
  streamWithAttachments(
    prompt: string,
    attachments: readonly Attachment[],
    history?: readonly Message[],
  ): Promise<RunStream>;
  /**
   * Makes a plan and carries nothing out: a run with its own events. Rejects with `PlanError` where there is no usable plan, with the
   * error of the run, or with an `AbortError` when it was cancelled.
   */
  createPlan(goal: string, making?: PlanMaking): Promise<Plan>;
  /** Carries a plan out, or parts of it, as a run with its own events; or shows what that would change (`dryRun`). */
  runPlan(plan: Plan, execution?: PlanExecution): Promise<PlanOutcome>;
  /** The plan templates there are: built in, and in `.planwright/templates` of the workspace. Read anew at each call. */
  planTemplates(): Promise<TemplateListing>;
  /** The plan of the session and what can be done with it; survives a reload. */
  readonly plan: LivePlan;
  /** Whether prompts are planned before they run. */
  readonly planning: PlanningChoice;
  /** Throws `ConfigurationError` where the session's options exclude it. */
  setPlanning(planning: PlanningChoice): void;
  /** After a run that ended with an error: asks the model again on the history as it is, without a new prompt. */
  retry(): Promise<RunStream>;
  /** Goes on with a run that was cut off. */
  continueInterrupted(): Promise<RunStream>;
  /** Gives an interrupted run up; history stays consistent. */
  discardInterrupted(): Promise<void>;
  /** True between the first event of a run and its last. */
  readonly isRunning: boolean;
  readonly isInterrupted: boolean;

  /** Delivered before the next model turn of the run in progress, else sent as a prompt of its own by the caller. Returns its id. */
  steer(text: string): string;
  /** Queued until the run has ended, then sent as a prompt. Returns its id. */
  followUp(text: string): string;
  /** Takes a queued message back; false when it was delivered already. */
  unqueue(id: string): boolean;
  /** From now on the end of a run sends nothing that is queued: another session over the same log is to go on with it. */
  holdQueue(): void;
  /** What is queued, taken out without an event, for `takeQueue` of that other session; nothing is sent here any more. */
  handOverQueue(): QueueHandover;
  /**
   * Queues again, without an event, what was queued there, and sends the first where that is due. Resolves once the session is ready,
   * rejects as `ready` does.
   */
  takeQueue(handover: QueueHandover): Promise<void>;
  pause(): void;
  resume(): void;
  /** Cancels the run; resolves when it has ended. No-op when idle. */
  cancel(): Promise<void>;
  /** Answers the open question of a tool call; false when there is none. */
  confirm(toolId: string, answer: ConfirmationAnswer): boolean;
  /**
   * While a question about a write is open: the whole text of a file (path as in the question) before and as proposed. Undefined for
   * what has no text that could be changed.
   */
  proposedTexts(
    toolId: string,
    path: string,
  ): { readonly before: string; readonly after: string } | undefined;

  /** Adds a slash command, or replaces one. Throws `ConfigurationError` for a name that can't be typed. */
  registerCommand(command: SessionCommand): void;
  /** The commands built in or registered; those of files and skills are among `offeredCommands()`. */
  commandRegistry(): CommandRegistry;
  /** What can be typed after a slash: commands, then skills, each by name. */
  offeredCommands(): Promise<readonly OfferedCommand[]>;

  history(): readonly Message[];
  /** Cuts the history before the prompt that event `seq` brought, for edit and re-send. */
  cutHistory(beforeSeq: number): Promise<void>;
  clearHistory(): Promise<void>;
  readonly model: string;
  /** `provider/model`; keeps the history. Throws `ConfigurationError` for an unknown provider. */
  setModel(name: string): Promise<void>;
  readonly permissionMode: PermissionMode;
  setPermissionMode(mode: PermissionMode): void;
  /**
   * Lets commands in the sandbox reach a host: an entry as in the option `allowedDomains`. `always`: `onAllowDomain` keeps it. Default
   * `session`. Rejects with `ConfigurationError` for what names no host.
   */
  allowDomain(domain: string, scope?: 'session' | 'always'): Promise<void>;
  readonly title: string;
  /** What is known of the goal, with `goalTracking`. */
  readonly goal: GoalTrail;
  rename(title: string): Promise<void>;
  /** Copies the session, up to and without event `beforeSeq` when given, into a new one; returns the new id. */
  fork(beforeSeq?: number): Promise<string>;
  /** The transcript as Markdown. */
  transcript(): Promise<string>;
  /** True when another window or process owns the session: it can be looked at, not written. */
  readonly isReadOnly: boolean;
  /** Makes this process the owner; the other one is told and goes read-only. Reloads what the other one wrote. */
  takeOver(): Promise<void>;
  /** Writes everything that is still buffered. No-op without a store. */
  save(): Promise<void>;
  /**
   * Cancels the run, ends children, flushes, gives the lock back.
   *
   * @param options.keepRun the log is left as it is, so that the run counts as cut off and can be continued: for a host that ends
   */
  dispose(options?: { readonly keepRun?: boolean }): Promise<void>;

  /**
   * File operations of this session that took effect, oldest first: by tools, direct tools and restores. What commands change is not
   * among them. Empty where sessions are not stored in a folder.
   */
  changes(): Promise<readonly RecordedChange[]>;
  /**
   * Brings the files of `changes()` back to how they were before a run, all or nothing; the conversation stays. Files that a person
   * changed since are kept unless `decide` says otherwise. `restoreFiles(result.restoreId)` takes the restore back.
   * Throws `RangeError` for an unknown checkpoint, `ConfigurationError` during a run, `WorkspaceError` when a file could not be written.
   *
   * @param checkpointId id of a run (`start` event), or of an earlier restore
   */
  restoreFiles(checkpointId: string, options?: RestoreFilesOptions): Promise<RestoreResult>;
  /** Moments to which `restore` can go back, newest first: prompts, plan steps, and earlier restores. Empty where `changes()` is. */
  checkpoints(): Promise<readonly CheckpointInfo[]>;
  /** What `restore` would do now. Throws `RangeError` for an unknown checkpoint. */
  planRestore(checkpointId: string, signal?: AbortSignal): Promise<RestorePlan>;
  /** The prompt of this run is in the conversation still. */
  canCutBefore(runId: string): boolean;
  /** As `restoreFiles`, for files, conversation (from the prompt on), or both. The model is told before its next turn. */
  restore(checkpointId: string, request?: RestoreRequest): Promise<RestoreResult>;
  /** Takes the last restore back; undefined when there is none since the last run. */
  redoRestore(request?: Omit<RestoreRequest, 'what'>): Promise<RestoreResult | undefined>;
  readonly canRedoRestore: boolean;
  /** A person decided to keep these changes, or all of them: what is needed to undo them may be removed after 30 days. */
  keepChanges(ids?: readonly string[]): Promise<void>;

  /** The files of the workspace, to be looked at and written without a model. */
  readonly files: SessionFiles;
  // direct tools: no model, no questions; path gate and commit stay
  tool(name: string, args: Readonly<Record<string, unknown>>): Promise<DirectToolResult>;
  /** Text of the file, without line numbers. */
  readFile(path: string): Promise<string>;
  /** Output of the command. */
  bash(command: string): Promise<string>;
  /** One path an element. */
  glob(pattern: string): Promise<readonly string[]>;
  grep(pattern: string): Promise<string>;
  /** Lets the command of a tool call go on in the background; false when it is not running. */
  moveToBackground(toolId: string): boolean;
  readonly toolNames: readonly string[];
  /** What the permission rules as they are now say to the newest 1,000 calls of the log, oldest first. Nothing runs. */
  judgePastCalls(): Promise<readonly JudgedCall[]>;
}

export interface AgentApi {
  /** Starts a session in a folder (or over `options.workspace`). Throws `ConfigurationError` for wrong options. */
  session(workspace: string, options?: SessionOptions): SessionApi;
  /** Returns at once; loads before first use. */
  resumeSession(sessionId: string, options?: SessionOptions): SessionApi;
  readonly sessionStore: SessionStore | undefined;
  models(): Promise<readonly ModelInfo[]>;
  resolveModel(name: string): Promise<LanguageModel>;
  dispose(): Promise<void>;
}
