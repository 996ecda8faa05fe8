// A durable conversation bound to one workspace (spec section 26). State lives here; the loop, the pipeline and the stores do the work.
import type { AgentEvent, AgentEventBody } from '../events/agentEvent';
import type { ModelResolver } from '../model/languageModel';
import type { Message } from '../model/message';
import type { ConfirmationAnswer } from '../permissions/confirmation';
import type { JudgedCall } from '../permissions/dryRun';
import type { PermissionMode } from '../permissions/permissionMode';
import { ConfigurationError } from '../config/configurationError';
import { CUT_OFF_PROMPT, INTERRUPTED_PROMPT } from './continuation';
import type { CommandRegistry } from '../commands/commandRegistry';
import type { SessionCommand } from '../commands/sessionCommand';
import { createEventHub } from './eventHub';
import type { EventHub } from './eventHub';
import { createEventLog } from './eventLog';
import type { EventLog } from './eventLog';
import { createEvidenceWatch } from './evidenceWatch';
import type { EvidenceWatch } from './evidenceWatch';
import { foldHistory } from './historyFold';
import type { HistoryEntry } from './historyFold';
import { SessionPlan } from './livePlan';
import type { LivePlan } from './livePlan';
import { createPauseGate } from './pauseGate';
import { followGoal, NO_GOAL, staleGoal } from '../plan/goalTrail';
import type { GoalTrail } from '../plan/goalTrail';
import { PlanError } from '../plan/planError';
import type { Plan } from '../plan/plan';
import { listTemplates } from '../plan/workspaceTemplates';
import type { TemplateListing } from '../plan/workspaceTemplates';
import type { PlanningChoice } from '../plan/planEvent';
import { planMaking, planRunning } from './planWork';
import type { PlanExecution, PlanMaking, PlanOutcome, PlanWork } from './planWork';
import { runsCommand } from './plannedStep';
import { RunError } from './runError';
import type { SessionPlanning } from './plannedRun';
import { promptTurns } from './promptTurns';
import { createRunStream } from './runStream';
import { forkEvents } from './sessionFork';
import { createSessionMachinery } from './sessionMachinery';
import type { SessionMachinery } from './sessionMachinery';
import type { SessionFiles } from './sessionFiles';
import { runToEnd } from './sessionRun';
import type { RunRequest } from './sessionRun';
import type { RecordedChange, SessionChanges } from '../journal/sessionChanges';
import type { RestoreResult } from '../journal/restore';
import type { RestorePlan } from '../journal/restorePlan';
import type { DirectToolResult, RestoreFilesOptions, RunStream, SessionApi } from './sessionApi';
import type { AgentResult, Attachment, Runtime, SessionOptions } from './sessionOptions';
import { SessionCommands } from './sessionCommands';
import type { OfferedCommand } from '../commands/offeredCommand';
import type { SessionCommandsPort } from './sessionCommands';
import { followUsage, NO_USAGE } from './sessionUsage';
import type { SessionUsage } from './sessionUsage';
import { createSessionOwnership } from './sessionOwnership';
import type { SessionOwnership } from './sessionOwnership';
import type { SessionStore } from './sessionStore';
import { planningChoice, planningOf, sessionPlanning } from './sessionPlanning';
import { SessionRestore } from './sessionRestore';
import type { CheckpointInfo, RestoreRequest } from './sessionRestore';
import { createSteeringQueue } from './steeringQueue';
import type { QueueHandover, SteeringTime } from './steeringQueue';
import type { HistoryPort } from './turnLoop';
import { createUsageLedger } from './usageLedger';
import { toTranscript } from './transcript';
import type { Redactor } from '../security/secretRedaction';
import type { SecurityProvider } from '../security/securityProvider';
import type { EffectsPool } from '../effects/effectsPool';
import type { CommandSandbox } from '../sandbox/commandSandbox';
import type { FileLeases } from '../workspace/fileLeases';
import type { Workspace } from '../workspace/workspace';
import { causeOf } from '../words/errorCause';
import { noticeEvent } from '../words/noticeCause';

/** Default of the option. */
const MAX_GOAL_ROUNDS = 2;

/** What an agent gives to a session it makes. */
export interface SessionSetup {
  readonly sessionId: string;
  readonly workspace: Workspace;
  readonly options: SessionOptions;
  /** `provider/model`. */
  readonly model: string;
  readonly models: ModelResolver;
  readonly store: SessionStore | undefined;
  readonly runtime: Runtime;
  readonly redactor: Redactor;
  readonly security: SecurityProvider;
  /** Shared by all that write the workspace. */
  readonly leases: FileLeases;
  /** Follows what commands change, for all sessions of a workspace. */
  readonly effects: EffectsPool;
  /** What commands may be started in. */
  readonly sandbox: CommandSandbox;
  readonly maxToolRounds: number;
  readonly thinkingBudget: number | undefined;
  /** Private folder for long outputs. */
  readonly outputDir: string;
  /** Load the stored session before first use. */
  readonly resume: boolean;
  readonly onDispose: (session: Session) => void;
}

interface RunState {
  readonly id: string;
  readonly controller: AbortController;
  /** Its last event is out; only the log is still being written. */
  isOver: boolean;
  readonly ended: Promise<unknown>;
}

/** A run that does something else than answering a prompt. */
interface BegunWork<Value> {
  readonly stream: RunStream;
  /** Rejects with `PlanError`, with the error of the run, or with an `AbortError` when it was cancelled. */
  value(): Promise<Value>;
}

export class Session implements SessionApi {
  readonly ready: Promise<void>;
  readonly #setup: SessionSetup;
  readonly #hub: EventHub;
  readonly #log: EventLog | undefined;
  readonly #machinery: SessionMachinery;
  readonly #ownership: SessionOwnership;
  readonly #pause = createPauseGate();
  readonly #queue = createSteeringQueue();
  readonly #restore: SessionRestore;
  readonly #commands: SessionCommands;
  readonly #planning: SessionPlanning | undefined;
  readonly #plan: SessionPlan;
  readonly #evidence: EvidenceWatch | undefined;
  #goal: GoalTrail = NO_GOAL;
  #usage: SessionUsage = NO_USAGE;
  #entries: readonly HistoryEntry[] = [];
  #model: string;
  #mode: PermissionMode;
  #title = '';
  #run: RunState | undefined;
  #interrupted: AgentEvent | undefined;
  #isQueueHeld = false;
  /** A queued message would have been sent if the queue were not held. */
  #isQueueDue = false;
  #isDisposed = false;

  constructor(setup: SessionSetup) {
    this.#setup = setup;
    setup.security.init?.();
    this.#model = setup.model;
    this.#planning = sessionPlanning(setup.options);
    this.#mode = setup.options.permissionMode ?? 'ask';
    const { store, sessionId, runtime, redactor } = setup;
    if (store !== undefined) {
      this.#log = createEventLog(store, {
        header: {
          version: 1,
          sessionId,
          createdAt: runtime.now(),
          workspace: setup.workspace.folders.map((folder) => folder.root),
        },
        exists: setup.resume,
        runtime,
        onFailure: (operation, error) =>
          this.#hub.emit('', { type: 'persistence_failed', operation, error: error.message }),
      });
    }
    this.#hub = createEventHub({
      sessionId,
      now: runtime.now,
      redactor,
      log: (event) => this.#log?.append(event),
      flushLog: () => void this.#log?.flush(),
      sleep: runtime.sleep,
      onListenerError: (error) =>
        queueMicrotask(() => {
          throw error; // a bug in a host: its own top-level handler reports it
        }),
    });
    this.#ownership = createSessionOwnership(store, sessionId, () => this.#lost());
    this.#machinery = createSessionMachinery({
      setup,
      mode: () => this.#mode,
      emitNotice: (level, cause) => this.#emit(noticeEvent(level, cause)),
    });
    this.#restore = new SessionRestore({
      changes: () => this.#machinery.changes,
      entries: () => this.#entries,
      setEntries: (entries) => {
        this.#entries = entries;
      },
      emit: (body) => void this.#emit(body),
    });
    this.#plan = new SessionPlan({
      ready: () => this.ready,
      own: () => this.#own(),
      idleOwner: () => this.#idleOwner(),
      emit: (body) => void this.#emit(body),
      startWork: (work) => this.#startWork(work),
      changes: () => this.#machinery.changes,
      runsCommand: (event) => runsCommand(event, { machinery: this.#machinery }),
      now: runtime.now,
    });
    this.#commands = new SessionCommands({
      commandDirs: setup.options.commandDirs ?? [],
      context: () => this.#commandContext(),
      skills: this.#machinery.skills,
      clear: () => this.#clear(),
      setModel: (model) => this.setModel(model),
      checkpoints: () => this.#restore.checkpoints(),
      restore: (id) => this.#restore.restore(id, { what: 'files' }),
      onProblem: (problem) => this.#emit(noticeEvent('warning', { code: 'broken_command', ...problem })),
    });
    this.#hub.subscribe((event) => this.#plan.follow(event));
    this.#hub.subscribe((event) => {
      this.#goal = followGoal(this.#goal, event);
      this.#usage = followUsage(this.#usage, event);
      this.#commands.follow(event);
      this.#evidence?.follow(this.#plan.current, this.#goal.tree);
    });
    this.#evidence = this.#watchEvidence();
    this.ready = setup.resume ? this.#load() : Promise.resolve();
    this.ready.catch(() => undefined); // every method that waits for it reports the failure
  }

  get sessionId(): string {
    return this.#setup.sessionId;
  }

  get isRunning(): boolean {
    return this.#run?.isOver === false;
  }

  get isInterrupted(): boolean {
    return this.#interrupted !== undefined;
  }

  get isReadOnly(): boolean {
    return this.#ownership.isReadOnly;
  }

  get model(): string {
    return this.#model;
  }

  get permissionMode(): PermissionMode {
    return this.#mode;
  }

  get plan(): LivePlan {
    return this.#plan;
  }

  get planning(): PlanningChoice {
    return this.#plan.planning ?? planningChoice(this.#setup.options.planning);
  }

  get goal(): GoalTrail {
    return this.#goal;
  }

  get title(): string {
    return this.#title;
  }

  get toolNames(): readonly string[] {
    return [...this.#machinery.tools.keys()];
  }

  async judgePastCalls(): Promise<readonly JudgedCall[]> {
    return this.#machinery.judgePastCalls(await this.events());
  }

  onEvent(listener: (event: AgentEvent) => void): () => void {
    return this.#hub.subscribe(listener);
  }

  async events(): Promise<readonly AgentEvent[]> {
    await this.ready;
    await this.#log?.flush();
    const stored = (await this.#setup.store?.load(this.sessionId))?.events ?? [];
    return this.#interrupted === undefined ? stored : [...stored, this.#interrupted];
  }

  // runs

  async send(prompt: string, history?: readonly Message[]): Promise<AgentResult> {
    return (await this.#startPrompt(prompt, history, false)).result();
  }

  stream(prompt: string, history?: readonly Message[]): Promise<RunStream> {
    return this.#startPrompt(prompt, history, true);
  }

  async sendWithAttachments(
    prompt: string,
    attachments: readonly Attachment[],
    history?: readonly Message[],
  ): Promise<AgentResult> {
    return (await this.#start({ prompt, origin: 'prompt', attachments, history }, false)).result();
  }

  streamWithAttachments(
    prompt: string,
    attachments: readonly Attachment[],
    history?: readonly Message[],
  ): Promise<RunStream> {
    return this.#start({ prompt, origin: 'prompt', attachments, history }, true);
  }

  async retry(): Promise<RunStream> {
    await this.ready;
    const last = this.#entries.at(-1)?.message;
    if (last === undefined) throw new ConfigurationError({ about: 'setup', code: 'nothing_to_retry' });
    const prompt = last.role === 'assistant' ? CUT_OFF_PROMPT : '';
    return this.#start({ prompt, origin: 'continuation', attachments: [] }, true);
  }

  async continueInterrupted(): Promise<RunStream> {
    await this.ready;
    if (this.#interrupted === undefined)
      throw new ConfigurationError({ about: 'setup', code: 'nothing_interrupted' });
    if (this.#plan.isInterrupted) return (await this.#beginWork(this.#plan.resumption(), true)).stream;
    return this.#start({ prompt: INTERRUPTED_PROMPT, origin: 'continuation', attachments: [] }, true);
  }

  async discardInterrupted(): Promise<void> {
    await this.ready;
    if (this.#interrupted === undefined) return;
    await this.#own();
    this.#interrupted = undefined;
    this.#emit({ type: 'run_discarded' });
  }

  createPlan(goal: string, making: PlanMaking = {}): Promise<Plan> {
    return this.#startWork(planMaking(goal, making));
  }

  runPlan(plan: Plan, execution: PlanExecution = {}): Promise<PlanOutcome> {
    return this.#startWork(planRunning(plan, execution));
  }

  planTemplates(): Promise<TemplateListing> {
    return listTemplates(this.#setup.workspace, this.#setup.options.contentGate?.admit);
  }

  registerCommand(command: SessionCommand): void {
    this.#commands.registry.register(command);
  }

  commandRegistry(): CommandRegistry {
    return this.#commands.registry;
  }

  async offeredCommands(): Promise<readonly OfferedCommand[]> {
    await this.ready;
    return this.#commands.offered();
  }

  steer(text: string): string {
    return this.#enqueue(text, 'next_turn');
  }

  followUp(text: string): string {
    return this.#enqueue(text, 'after_run');
  }

  unqueue(id: string): boolean {
    const removed = this.#queue.remove(id);
    if (removed) this.#emit({ type: 'steering_removed', id });
    return removed;
  }

  holdQueue(): void {
    this.#isQueueHeld = true;
  }

  handOverQueue(): QueueHandover {
    this.holdQueue();
    const messages = this.#queue.takeAll();
    return { messages, isDue: this.#isQueueDue && messages.length > 0 };
  }

  async takeQueue({ messages, isDue }: QueueHandover): Promise<void> {
    this.#isQueueHeld = false;
    for (const message of [...messages, ...this.#queue.takeAll()]) this.#queue.add(message);
    await this.ready;
    if (isDue && this.#run === undefined) this.#sendNext();
  }

  pause(): void {
    if (this.#run === undefined || this.#pause.isPaused) return;
    this.#pause.pause();
    this.#emit({ type: 'paused' });
  }

  resume(): void {
    if (!this.#pause.isPaused) return;
    this.#pause.resume();
    this.#emit({ type: 'resumed' });
  }

  async cancel(): Promise<void> {
    const run = this.#run;
    if (run === undefined) return;
    run.controller.abort(new DOMException('The run was cancelled.', 'AbortError'));
    await run.ended;
  }

  confirm(toolId: string, answer: ConfirmationAnswer): boolean {
    return this.#machinery.answers.answer(toolId, answer);
  }

  proposedTexts(
    toolId: string,
    path: string,
  ): { readonly before: string; readonly after: string } | undefined {
    return this.#machinery.proposedTexts(toolId, path);
  }

  // conversation

  history(): readonly Message[] {
    return this.#entries.map((entry) => entry.message);
  }

  async cutHistory(beforeSeq: number): Promise<void> {
    await this.#idleOwner();
    this.#interrupted = undefined;
    this.#restore.cut(beforeSeq);
  }

  async clearHistory(): Promise<void> {
    await this.#idleOwner();
    this.#clear();
  }

  #clear(): void {
    const messages = this.#entries.length;
    this.#entries = [];
    this.#interrupted = undefined;
    this.#restore.follow({ type: 'history_cleared', messages });
    this.#emit({ type: 'history_cleared', messages });
  }

  async setModel(name: string): Promise<void> {
    const { info } = await this.#setup.models.resolve(name);
    this.#model = `${info.provider}/${info.id}`;
    this.#emit({ type: 'model_changed', model: this.#model });
  }

  setPermissionMode(mode: PermissionMode): void {
    this.#mode = mode;
    this.#emit({ type: 'mode_changed', mode });
  }

  allowDomain(domain: string, scope: 'session' | 'always' = 'session'): Promise<void> {
    return this.#machinery.network.allow(domain, scope);
  }

  setPlanning(planning: PlanningChoice): void {
    this.#planningFor(planning);
    this.#emit({ type: 'planning_changed', planning });
  }

  async rename(title: string): Promise<void> {
    await this.ready;
    this.#title = title.trim();
    this.#emit({ type: 'session_renamed', title: this.#title });
    await this.#log?.flush();
  }

  async fork(beforeSeq?: number): Promise<string> {
    const { store, runtime } = this.#setup;
    if (store === undefined)
      throw new ConfigurationError('A session can be forked only where sessions are stored.');
    const events = await this.events();
    return forkEvents(store, runtime, this.sessionId, this.#setup.workspace, events, beforeSeq);
  }

  async transcript(): Promise<string> {
    // What an older version logged may hold more.
    return this.#setup.redactor.text(toTranscript(await this.events()));
  }

  async save(): Promise<void> {
    await this.ready;
    await this.#log?.flush();
  }

  async takeOver(): Promise<void> {
    if (await this.#ownership.takeOver()) await this.#load();
    await this.#setup.options.review?.taken?.(this.sessionId);
  }

  async dispose(options: { readonly keepRun?: boolean } = {}): Promise<void> {
    if (this.#isDisposed) return;
    this.#isDisposed = true;
    if (options.keepRun === true) {
      await this.#log?.flush();
      this.#log?.suspend();
    }
    this.#evidence?.dispose();
    await this.cancel();
    await this.#machinery.dispose();
    await this.#log?.close();
    await this.#ownership.release();
    this.#setup.security.teardown?.();
    this.#setup.onDispose(this);
  }

  // files

  async changes(): Promise<readonly RecordedChange[]> {
    await this.ready;
    return (await this.#machinery.changes?.list()) ?? [];
  }

  async restoreFiles(checkpointId: string, options: RestoreFilesOptions = {}): Promise<RestoreResult> {
    await this.#idleOwner();
    return this.#restore.restore(checkpointId, { ...options, what: 'files' });
  }

  async checkpoints(): Promise<readonly CheckpointInfo[]> {
    await this.ready;
    return this.#restore.checkpoints();
  }

  async planRestore(checkpointId: string, signal = new AbortController().signal): Promise<RestorePlan> {
    await this.ready;
    return this.#restore.plan(checkpointId, signal);
  }

  canCutBefore(runId: string): boolean {
    return this.#restore.canCutBefore(runId);
  }

  async restore(checkpointId: string, request: RestoreRequest = {}): Promise<RestoreResult> {
    await this.#idleOwner();
    const result = await this.#restore.restore(checkpointId, request);
    if (request.what === 'conversation' || request.what === 'both') this.#interrupted = undefined;
    return result;
  }

  async redoRestore(request: Omit<RestoreRequest, 'what'> = {}): Promise<RestoreResult | undefined> {
    await this.#idleOwner();
    return this.#restore.redo(request);
  }

  get canRedoRestore(): boolean {
    return this.#restore.canRedo;
  }

  async keepChanges(ids?: readonly string[]): Promise<void> {
    await this.ready;
    await this.#own();
    await this.#changes().keep(ids);
  }

  // direct tools

  get files(): SessionFiles {
    return this.#machinery.files;
  }

  async tool(name: string, args: Readonly<Record<string, unknown>>): Promise<DirectToolResult> {
    const output = await this.#machinery.runDirect(name, args);
    return { name, output: output.content, exitCode: output.exitCode ?? (output.isError === true ? 1 : 0) };
  }

  async readFile(path: string): Promise<string> {
    return this.#machinery.readText(path);
  }

  async bash(command: string): Promise<string> {
    return (await this.tool('bash', { command })).output;
  }

  async glob(pattern: string): Promise<readonly string[]> {
    return this.#machinery.findFiles(pattern);
  }

  async grep(pattern: string): Promise<string> {
    return (await this.tool('grep', { pattern })).output;
  }

  moveToBackground(toolId: string): boolean {
    return this.#machinery.services.commands?.moveToBackground(toolId) ?? false;
  }

  // inside

  #changes(): SessionChanges {
    const { changes } = this.#machinery;
    if (changes !== undefined) return changes;
    throw new ConfigurationError({ about: 'setup', code: 'changes_not_kept' });
  }

  #emit(body: AgentEventBody): AgentEvent {
    return this.#hub.emit(this.#run?.id ?? '', body);
  }

  #watchEvidence(): EvidenceWatch | undefined {
    const { workspace, runtime, options } = this.#setup;
    if (options.watchFiles === undefined) return undefined;
    return createEvidenceWatch({
      workspace,
      watch: options.watchFiles,
      sleep: runtime.sleep,
      onLook: (versions) => {
        // Nothing is written into the log of a session that another window may have.
        if (!this.#ownership.isOurs) return;
        this.#plan.lookedAt(versions);
        const stale = staleGoal(this.#goal, versions);
        if (stale !== undefined) this.#emit(stale);
      },
      onError: (error) =>
        void this.#emit(noticeEvent('warning', { code: 'changes_not_followed', of: causeOf(error) })),
    });
  }

  async #startPrompt(
    prompt: string,
    history: readonly Message[] | undefined,
    buffered: boolean,
  ): Promise<RunStream> {
    const request: RunRequest = { prompt, origin: 'prompt', attachments: [], history };
    if (!prompt.trimStart().startsWith('/')) return this.#start(request, buffered);
    await this.ready;
    return this.#start(await this.#commands.requestFor(request), buffered);
  }

  #commandContext(): ReturnType<SessionCommandsPort['context']> {
    const { totalTokens, cost } = this.#usage;
    const goal = this.#goal.goal?.description;
    return {
      sessionId: this.sessionId,
      workspace: this.#setup.workspace.folders[0]?.root ?? '',
      model: this.#model,
      historyLength: this.#entries.length,
      totalTokens,
      ...(cost === undefined ? {} : { totalCost: cost }),
      toolNames: this.toolNames,
      mcpServers: [],
      ...(goal === undefined ? {} : { goal }),
    };
  }

  async #startWork<Value>(work: PlanWork<Value>): Promise<Value> {
    return (await this.#beginWork(work, false)).value();
  }

  async #beginWork<Value>(
    { prompt, isKept, work }: PlanWork<Value>,
    buffered: boolean,
  ): Promise<BegunWork<Value>> {
    let found: { readonly value?: Value } = {};
    const request: RunRequest = {
      prompt,
      origin: 'prompt',
      attachments: [],
      ...(isKept ? {} : { history: [] }),
      async work(options, signal) {
        const { turn, ...outcome } = await work(options, signal);
        found = outcome;
        return turn;
      },
    };
    const stream = await this.#start(request, buffered);
    return {
      stream,
      async value() {
        await stream.result().catch((error: unknown) => {
          throw error instanceof RunError && error.cause instanceof PlanError ? error.cause : error;
        });
        if (found.value !== undefined) return found.value;
        throw new DOMException('The run was cancelled.', 'AbortError');
      },
    };
  }

  /** As the options say, as far as nobody chose since. */
  #planningFor(choice = this.#plan.planning): SessionPlanning | undefined {
    return choice === undefined
      ? this.#planning
      : sessionPlanning({ ...this.#setup.options, planning: planningOf(choice) });
  }

  /** The same rules over other files; nobody is asked and no changes are kept. */
  #machineryFor(workspace: Workspace): SessionMachinery {
    const {
      confirmation: _,
      onConfirm: _on,
      review: _review,
      search: _search,
      ...options
    } = this.#setup.options;
    return createSessionMachinery({
      setup: { ...this.#setup, workspace, store: undefined, options },
      mode: () => (this.#mode === 'auto' ? 'auto' : 'edits'),
      emitNotice: (level, cause) => this.#emit(noticeEvent(level, cause)),
    });
  }

  async #start(request: RunRequest, buffered: boolean): Promise<RunStream> {
    if (this.#isDisposed) throw new ConfigurationError({ about: 'setup', code: 'closed' });
    while (this.#run?.isOver === true) await this.#run.ended;
    if (this.#run !== undefined) {
      throw new ConfigurationError({ about: 'setup', code: 'running' });
    }
    const controller = new AbortController();
    const ended = Promise.withResolvers<void>();
    const run: RunState = {
      id: this.#setup.runtime.newId(),
      controller,
      isOver: false,
      ended: ended.promise,
    };
    this.#run = run;
    const finish = (): void => {
      this.#run = undefined;
      this.#pause.resume();
      ended.resolve();
    };
    try {
      await this.ready;
      await this.#own();
    } catch (error) {
      finish();
      throw error;
    }
    this.#interrupted = undefined;
    const writer = createRunStream({ buffered });
    const unsubscribe = this.#hub.subscribe((event) => {
      if (event.runId === run.id) writer.push(event);
    });
    void this.#execute(request, run, writer).then((stopReason) => {
      unsubscribe();
      finish();
      if (stopReason === 'end') this.#sendNext();
    });
    return writer.stream;
  }

  async #execute(request: RunRequest, run: RunState, writer: ReturnType<typeof createRunStream>) {
    const { runtime, options } = this.#setup;
    const ledger = createUsageLedger(runtime.now);
    const emit = (body: AgentEventBody): void => {
      if (body.type === 'start') this.#restore.follow(body);
      if (body.type === 'end' || body.type === 'error') {
        run.isOver = true;
        this.#machinery.skills.finished(body);
      }
      this.#hub.emit(run.id, body);
    };
    if (request.skill !== undefined) this.#machinery.skills.load(run.id, request.skill);
    const goalTracking = (request.tracksGoal ?? options.goalTracking) || false;
    const history = request.history === undefined ? this.#ownHistory(run.id) : callerHistory(request.history);
    return runToEnd({
      flush: async () => this.#log?.flush(),
      redact: this.#machinery.redact,
      request,
      history,
      ledger,
      emit,
      stream: writer,
      start: { type: 'start', prompt: request.shown ?? request.prompt, model: this.#model, mode: this.#mode },
      environment: options.environment ?? (() => Promise.resolve({})),
      turns: () =>
        promptTurns(request, {
          setup: this.#setup,
          machinery: this.#machinery,
          planning:
            request.plans === undefined
              ? this.#planningFor()
              : sessionPlanning({ ...options, planning: request.plans, goalTracking }),
          livePlan: this.#plan,
          machineryFor: (workspace) => this.#machineryFor(workspace),
          goal: {
            trail: () => this.#goal,
            tracking: goalTracking,
            maxRounds: options.maxGoalRounds ?? MAX_GOAL_ROUNDS,
          },
          modelName: () => this.#model,
          takenBack: () => ({ rollbacks: this.#plan.untold, restores: this.#restore.untold }),
          runId: run.id,
          history,
          ledger,
          emit,
          emitForChild: (body, scope) => void this.#hub.emit(run.id, body, scope),
          whilePaused: (signal) => this.#pause.wait(signal),
          deliverSteering: (over) => this.#deliverSteering(over, emit),
          deliverNotes: (over) => this.#deliverNotes(over),
          signal: run.controller.signal,
        }),
    });
  }

  #ownHistory(runId: string): HistoryPort {
    return {
      messages: () => this.history(),
      append: (message) => {
        if (message.role === 'user') {
          for (const part of message.content)
            if (part.type === 'text') this.#setup.security.taintInput(part.text);
        }
        const { seq } = this.#hub.emit(runId, { type: 'message', message });
        this.#restore.follow({ type: 'message', message });
        this.#entries = [...this.#entries, { seq, runId, message }];
      },
    };
  }

  #enqueue(text: string, when: SteeringTime): string {
    const id = this.#setup.runtime.newId();
    this.#queue.add({ id, text, when });
    this.#emit({ type: 'steering_queued', id, text, when });
    if (this.#run === undefined) this.#sendNext();
    return id;
  }

  #deliverSteering(history: HistoryPort, emit: (body: AgentEventBody) => void): boolean {
    const messages = this.#queue.take('next_turn');
    for (const { id, text } of messages) {
      emit({ type: 'steering_delivered', id });
      history.append({ role: 'user', origin: 'steering', content: [{ type: 'text', text }] });
    }
    return messages.length > 0;
  }

  /** What a person did to the agent's changes since the last turn. */
  #deliverNotes(history: HistoryPort): void {
    const { sessionId, options } = this.#setup;
    const review = options.review?.takeNotes(sessionId) ?? '';
    const notes = [this.#restore.note(), this.#plan.note(), review].filter((text) => text !== '');
    if (notes.length === 0) return;
    history.append({ role: 'user', origin: 'review', content: [{ type: 'text', text: notes.join('\n\n') }] });
  }

  /** Sends what is still queued as the next prompt. */
  #sendNext(): void {
    this.#isQueueDue = this.#isQueueHeld;
    const next = this.#isDisposed || this.#isQueueHeld ? undefined : this.#queue.takeFirst();
    if (next === undefined) return;
    this.#emit({ type: 'steering_delivered', id: next.id });
    this.#startPrompt(next.text, undefined, false).catch((error: unknown) => {
      this.#emit(noticeEvent('warning', { code: 'queued_not_sent', of: causeOf(error) }));
    });
  }

  #lost(): void {
    this.#setup.options.review?.lost?.(this.sessionId);
    this.#log?.suspend();
    this.#emit(noticeEvent('warning', { code: 'taken_over' }));
    void this.cancel();
  }

  async #own(): Promise<void> {
    await this.#ownership.take();
    await this.#setup.options.review?.taken?.(this.sessionId);
  }

  async #idleOwner(): Promise<void> {
    await this.ready;
    while (this.#run?.isOver === true) await this.#run.ended;
    if (this.#run !== undefined) throw new ConfigurationError({ about: 'setup', code: 'stop_first' });
    await this.#own();
  }

  async #load(): Promise<void> {
    const stored = await this.#setup.store?.load(this.sessionId);
    if (stored === undefined)
      throw new ConfigurationError({ about: 'setup', code: 'session_not_found', sessionId: this.sessionId });
    const folded = foldHistory(stored.events);
    this.#entries = folded.entries;
    this.#restore.resumeWith(folded.trail);
    this.#plan.load(stored.events);
    this.#goal = stored.events.reduce(followGoal, NO_GOAL);
    this.#usage = stored.events.reduce(followUsage, NO_USAGE);
    for (const event of stored.events) this.#commands.follow(event);
    this.#evidence?.follow(this.#plan.current, this.#goal.tree);
    this.#title = folded.title;
    if (this.#setup.options.model === undefined && folded.model !== undefined) this.#model = folded.model;
    if (this.#setup.options.permissionMode === undefined && folded.mode !== undefined)
      this.#mode = folded.mode;
    this.#hub.continueFrom(folded.seq);
    this.#log?.resumeAfter(stored);
    if (stored.damagedLines !== undefined)
      this.#emit(
        noticeEvent('warning', {
          code: 'lines_left_out',
          lines: stored.damagedLines,
          sessionId: this.sessionId,
        }),
      );
    if (folded.interrupted !== undefined) {
      this.#interrupted = {
        type: 'run_interrupted',
        uncertainToolIds: folded.interrupted.uncertainToolIds,
        sessionId: this.sessionId,
        runId: folded.interrupted.runId,
        seq: folded.seq,
        time: this.#setup.runtime.now(),
      };
    }
    await this.#machinery.changes?.recover();
  }
}

/** A conversation that a caller passed in: used for one run, then forgotten. */
function callerHistory(messages: readonly Message[]): HistoryPort {
  let all = messages;
  return {
    messages: () => all,
    append: (message) => {
      all = [...all, message];
    },
  };
}
