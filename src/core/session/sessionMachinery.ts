// Everything a session's runs share: tools, services, the gate, confirmation, instructions. `Session` holds the state, this does the work.
import { isAbsolute } from 'node:path';
import type { AgentEvent, AgentEventBody } from '../events/agentEvent';
import type { JudgedCall } from '../permissions/dryRun';
import type { PermissionMode } from '../permissions/permissionMode';
import { createDenialMemory } from '../permissions/denialMemory';
import type { PermissionChecker, PermissionVerdict } from '../permissions/permission';
import { fromOnConfirm } from '../permissions/confirmationManager';
import { createOrderedDispatcher } from '../queue/orderedDispatcher';
import { createBuiltinTools } from '../tools/registry';
import { toToolDefinition } from '../tools/toolDefinition';
import type { Tool, ToolOutput } from '../tools/tool';
import type { ToolServices } from '../tools/toolServices';
import { ConfigurationError } from '../config/configurationError';
import { proposedTexts } from '../review/proposedHunks';
import type { FileChange, Workspace } from '../workspace/workspace';
import { WorkspaceError } from '../workspace/workspaceError';
import type { SessionChanges } from '../journal/sessionChanges';
import { commitChanges } from '../workspace/commit';
import type { CommitLease } from '../workspace/commit';
import { askPermission } from './askPermission';
import { inspectText } from './inspectOutput';
import { judgePastCalls } from './pastCalls';
import { createPendingAnswers } from './pendingAnswers';
import type { PendingAnswers } from './pendingAnswers';
import { createProjectInstructions } from './projectInstructions';
import { createRepetitionWatch } from './repetition';
import type { SessionSetup } from './session';
import { createChanges, createEffects } from './sessionChangeSetup';
import { createFileCommit, createSessionFiles } from './sessionFiles';
import type { SessionFiles } from './sessionFiles';
import { createSessionPermissions } from './sessionPermissions';
import type { Limits } from './sessionOptions';
import { createSessionSkills } from './sessionSkills';
import type { SessionSkills } from './sessionSkills';
import { createSessionNetwork } from './sessionNetwork';
import type { SessionNetwork } from './sessionNetwork';
import { createSessionServices, runnerSandbox, sandboxToolOf, withReads } from './sessionServices';
import type { StepGuard } from './stepGuards';
import { buildSystemPrompt } from './systemPrompt';
import { runDirectTool, runToolCall, TooManyMalformedCalls } from './toolPipeline';
import type { ToolPipelineOptions } from './toolPipeline';
import { runTurns } from './turnLoop';
import type { TurnLoopOptions, TurnLoopResult } from './turnLoop';
import { createLimitPredicate } from './usageLedger';
import type { LedgerTotals, StopPredicate } from './usageLedger';
import type { NoticeCause } from '../words/noticeCause';

/** What differs from run to run. */
export type RunParts = Pick<
  TurnLoopOptions,
  | 'history'
  | 'ledger'
  | 'emit'
  | 'model'
  | 'maxToolRounds'
  | 'whilePaused'
  | 'deliverSteering'
  | 'deliverNotes'
> & {
  readonly runId: string;
  /** Present for a child run. */
  readonly child?: ChildScope;
};

/** What a call needs to know of its run. */
export type CallParts = Pick<RunParts, 'runId' | 'ledger' | 'emit' | 'child'>;

/** A question that is about no tool call. */
export interface PersonQuestion {
  /** Unique in its run. */
  readonly id: string;
  /** What is asked about, in place of the name of a tool. */
  readonly about: string;
  readonly title: string;
  readonly reason: string;
  readonly command?: string;
}

export interface CallOutcome {
  /** As the model would have read it: cut, known secrets masked. */
  readonly output: string;
  readonly exitCode: number;
  readonly outcome: Extract<AgentEventBody, { type: 'tool_end' }>['outcome'];
}

/** How a child run differs from the run it belongs to. The gate, the journal and the questions are the parent's. */
export interface ChildScope {
  /** Noted with every change it makes. */
  readonly stepId?: string;
  /** Which tools it may call. Default all. */
  readonly tools?: (tool: Tool) => boolean;
  /** Its system prompt, made from that of the session. Default the same. */
  readonly system?: (prompt: string) => string;
  /** Its own, beside those of the session, which are about the whole run. */
  readonly limits?: Limits;
  /** A command line that a person allowed for this child: it is not asked about again, once. */
  readonly approvedCommand?: string;
  /** What the whole run used so far. */
  readonly runTotals?: () => LedgerTotals;
  /** Keeps it out of the way of steps that run at the same time. */
  readonly guard?: StepGuard;
  /** A copy of the files that it works on: nothing of it is recorded, and no command runs. Default those of the session. */
  readonly copy?: Workspace;
  /** Beginning of the ids of its calls in events and questions: children that run at the same time may name theirs alike. */
  readonly callPrefix: string;
}

export interface SessionMachinery {
  readonly tools: ReadonlyMap<string, Tool>;
  readonly services: ToolServices;
  readonly answers: PendingAnswers;
  /** Absent where sessions are not stored on disk. */
  readonly changes: SessionChanges | undefined;
  runTurns(parts: RunParts, signal: AbortSignal): Promise<TurnLoopResult>;
  /** One call as if a model had made it: gate, questions, journal and events are the same. Rejects when cancelled. */
  runCall(
    call: {
      readonly name: string;
      readonly input: Readonly<Record<string, unknown>>;
      /** One of that name that models are not offered. Default: the session's. */
      readonly tool?: Tool;
    },
    parts: CallParts,
    signal: AbortSignal,
  ): Promise<CallOutcome>;
  readonly network: SessionNetwork;
  /** What the gate says now to the calls of a log. */
  judgePastCalls(events: readonly AgentEvent[]): Promise<readonly JudgedCall[]>;
  /** What the permission rules say to a command line. */
  verdictOf(command: string): Promise<PermissionVerdict>;
  /** Asks a person about something that is no tool call, as about one; false where nobody can be asked. Rejects when cancelled. */
  askPerson(question: PersonQuestion, parts: CallParts, signal: AbortSignal): Promise<boolean>;
  /** Writes what a step did on a copy of the files, as changes of that step. */
  commitStep(
    changes: readonly FileChange[],
    step: { readonly runId: string; readonly stepId: string },
    signal: AbortSignal,
  ): Promise<void>;
  /** False in read-only mode and where the workspace is not trusted. */
  readonly mayWrite: () => boolean;
  /** Someone can be asked where the rules say so. */
  readonly canAsk: boolean;
  /** Which limit of the session a run has reached, in words for a person. */
  readonly limitReached: StopPredicate;
  readonly files: SessionFiles;
  readonly skills: SessionSkills;
  /** Known secrets out of a text. */
  readonly redact: (text: string) => string;
  runDirect(name: string, args: Readonly<Record<string, unknown>>, signal?: AbortSignal): Promise<ToolOutput>;
  /** Of an open question, the text of a file before and as proposed. */
  proposedTexts(toolId: string, path: string): ReturnType<typeof proposedTexts>;
  readText(path: string): Promise<string>;
  findFiles(pattern: string): Promise<readonly string[]>;
  dispose(): Promise<void>;
}

export interface SessionMachineryOptions {
  readonly setup: SessionSetup;
  readonly mode: () => PermissionMode;
  readonly emitNotice: (level: 'info' | 'warning', cause: NoticeCause) => void;
}

export function createSessionMachinery({
  setup,
  mode,
  emitNotice,
}: SessionMachineryOptions): SessionMachinery {
  const { workspace, options, runtime } = setup;
  const denials = options.denials ?? createDenialMemory();
  const permissions = createSessionPermissions({
    setup,
    mode,
    ownFolders: ownFolders(setup),
    shellName: () => services.commands?.shellName,
    denials,
    restriction: (request) => skills.restriction(request),
    emitNotice,
  });
  const { gate, protectedPaths, trust, remember } = permissions;
  const own = { isReadDenied: permissions.isReadDenied, outputDir: setup.outputDir };
  const network = createSessionNetwork(options, emitNotice);
  const services: ToolServices = createSessionServices({
    workspace,
    ...own,
    ...(options.search === undefined ? {} : { search: options.search }),
    ...(options.commands === undefined ? {} : { commands: options.commands }),
    sandbox: runnerSandbox(setup, network.domains),
  });
  const copies = new WeakMap<Workspace, ToolServices>();
  /** One for all calls on a copy: what was read there is known there. */
  const servicesOver = (copy: Workspace): ToolServices => {
    const known = copies.get(copy) ?? createSessionServices({ ...own, workspace: copy });
    copies.set(copy, known);
    return known;
  };
  const machineTool = sandboxToolOf(setup);
  const skills = createSessionSkills({
    options,
    now: runtime.now,
    onProblem: ({ file, line, message }) =>
      emitNotice('warning', { code: 'broken_skill', file, line, message }),
    onFolder: permissions.mayRead,
  });
  const tools = new Map<string, Tool>(
    [
      ...createBuiltinTools({
        commands: services.commands !== undefined,
        ...(services.commands === undefined ? {} : { shellName: services.commands.shellName }),
        sandboxKind: services.commands?.sandboxKind,
      }),
      ...(machineTool === undefined ? [] : [machineTool]),
      ...(skills.tool === undefined ? [] : [skills.tool]),
      ...(options.tools ?? []),
    ].map((tool) => [tool.name, tool]),
  );
  const { security } = setup;
  const answers = createPendingAnswers();
  const confirmation =
    options.confirmation ?? (options.onConfirm === undefined ? undefined : fromOnConfirm(options.onConfirm));
  let emitOfRun: RunParts['emit'] = () => undefined;
  const instructions = createProjectInstructions(workspace, options.projectInstructions ?? true, {
    warn: (cause) => emitNotice('warning', cause),
    ...(options.contentGate === undefined ? {} : { admit: options.contentGate.admit }),
    inspect: (text, origin) =>
      inspectText(
        text,
        { origin, source: 'instructions' },
        { security, trust, emit: (body) => emitOfRun(body) },
      ),
  });
  const dispatcher = options.dispatcher ?? createOrderedDispatcher();
  const redact = (text: string): string => setup.redactor.text(text);
  const saveBefore = createSaveBefore(setup, services);
  const asked = new Map<string, readonly FileChange[]>();
  const lifetime = new AbortController();
  // Each commit is a holder of its own: it never waits while it holds something.
  const leaseFor = (): CommitLease => ({ leases: setup.leases, holder: { name: 'another session' } });
  const changes = createChanges(setup, leaseFor, (cause) => emitNotice('warning', cause));
  const effects = createEffects(setup, services, changes, emitNotice);

  const system = async (): Promise<string> =>
    buildSystemPrompt({
      slots: options,
      projectInstructions: await instructions.ofRoots(),
      skills: await skills.catalogue(),
      facts: {
        folders: workspace.folders,
        platform: process.platform,
        ...(services.commands === undefined ? {} : { shell: services.commands.shellName }),
        date: new Date(runtime.now()).toISOString().slice(0, 10),
        readOnly: !mayWrite(),
      },
    });

  let hasSaidNoSandbox = false;
  const limitReached = createLimitPredicate(options.limits ?? {});
  const commit = createFileCommit({ workspace, reads: services.reads, changes, leaseFor });
  const mayWrite = (): boolean => workspace.isTrusted && mode() !== 'readonly';

  const usableBy = (child: ChildScope | undefined): ReadonlyMap<string, Tool> =>
    new Map([...tools].filter(([, tool]) => child?.tools?.(tool) ?? true));
  const pipelineFor = (parts: CallParts, turn: () => number): ToolPipelineOptions => {
    const { child, runId } = parts;
    trust.enter(runId);
    skills.enter(runId);
    denials.enter(runId);
    emitOfRun = parts.emit;
    const step = child?.stepId === undefined ? {} : { stepId: child.stepId };
    const originOf = (toolCallId: string) =>
      ({ kind: 'run', runId, turn: turn(), toolCallId, ...step }) as const;
    const malformed = createMalformedCounter(options.maxParseRetries ?? 2);
    const { guard, copy } = child ?? {};
    const used = copy === undefined ? services : servicesOver(copy);
    return {
      sessionId: setup.sessionId,
      workspace: copy ?? workspace,
      services: guard === undefined ? used : withReads(used, copy ?? workspace, guard.reads),
      ...(guard === undefined ? {} : { guard }),
      tools: usableBy(child),
      gate: child?.approvedCommand === undefined ? gate : approving(gate, child.approvedCommand),
      dispatcher,
      instructions,
      repetition: createRepetitionWatch(),
      remember,
      denials,
      asked,
      ...(copy === undefined ? { leaseFor } : {}),
      saveBefore,
      onNoSandbox(of) {
        // On a system that has none there is nothing to mend.
        const level = of.code === 'unsupported' ? 'info' : 'warning';
        if (!hasSaidNoSandbox) emitNotice(level, { code: 'no_sandbox', of });
        hasSaidNoSandbox = true;
      },
      onRefusedHosts: (hosts) => network.refused(runId, hosts),
      now: runtime.now,
      emit: parts.emit,
      ...(changes === undefined || copy !== undefined
        ? {}
        : {
            recorderFor: (toolCallId) => {
              const origin = originOf(toolCallId);
              return changes.recorder(() => origin);
            },
          }),
      ...(effects === undefined || copy !== undefined
        ? {}
        : {
            observe: ({ toolCallId, line, signal }, run) =>
              effects.around({ line, origin: { ...originOf(toolCallId), command: line }, signal }, run),
          }),
      ledger: parts.ledger,
      redact,
      security,
      trust,
      onMalformed: malformed.count,
      onWellFormed: malformed.reset,
      ...(confirmation === undefined ? {} : { confirmation: answers.wrap(confirmation) }),
      ...(options.toolTimeoutMs === undefined ? {} : { toolTimeoutMs: options.toolTimeoutMs }),
    };
  };

  return {
    tools,
    services,
    answers,
    changes,
    network,
    mayWrite,
    canAsk: confirmation !== undefined,
    skills,
    limitReached,
    redact,
    files: createSessionFiles({
      workspace,
      services,
      protectedPaths,
      commit,
      newId: runtime.newId,
      redact: setup.redactor.known,
      lifetime: lifetime.signal,
    }),
    async runTurns(parts, signal) {
      const { child } = parts;
      if (child === undefined) changes?.startRun(parts.runId);
      const usable = usableBy(child);
      let turn = 1;
      const emit: RunParts['emit'] = (body) => {
        if (body.type === 'turn_start') turn = body.turn;
        parts.emit(body);
      };
      const pipeline = pipelineFor({ ...parts, emit }, () => turn);
      // The prompt of a run is built once: a stable beginning is what prompt caches need.
      const prompt = system().then((text) => child?.system?.(text) ?? text);
      const named = (id: string): string => (child === undefined ? id : `${child.callPrefix}${id}`);
      return runTurns(
        {
          ...parts,
          deliverSteering() {
            const hasSpoken = parts.deliverSteering();
            if (hasSpoken) denials.personSpoke();
            return hasSpoken;
          },
          emit: (body) =>
            emit(
              'toolId' in body && body.toolId !== undefined ? { ...body, toolId: named(body.toolId) } : body,
            ),
          system: () => prompt,
          tools: [...usable.values()].map(toToolDefinition),
          laneOf: (name) => usable.get(name)?.lane ?? 'query',
          runTool: async (call, callSignal) => ({
            ...(await runToolCall({ ...call, id: named(call.id) }, pipeline, callSignal)),
            toolCallId: call.id,
          }),
          request: requestOptions(setup),
          dispatcher,
          stop: child === undefined ? limitReached : childLimit(child, limitReached),
          maxContinuations: options.continuation === false ? 0 : (options.maxContinuations ?? 3),
          attempts: Math.max(1, options.circuitBreakerThreshold ?? 3),
          runtime,
        },
        signal,
      );
    },
    judgePastCalls: (events) => judgePastCalls(events, { tools, gate, workspace, services }),
    verdictOf: async (command) =>
      gate.check({ toolName: 'bash', args: { command }, readOnly: false, paths: [] }),
    async askPerson({ id, about, title, reason, command }, parts, signal) {
      const input = command === undefined ? {} : { command };
      const asking = {
        call: { type: 'tool_call', id, name: about, input },
        title,
        readOnly: false,
        paths: [],
        repeats: 0,
      } as const;
      const verdict = { decision: 'ask', reason, isProtected: true } as const;
      const pipeline = { ...pipelineFor(parts, () => 0), gate: { check: () => verdict } };
      return (await askPermission(asking, pipeline, signal)).allowed;
    },
    async runCall({ name, input, tool }, parts, signal) {
      const id = `${parts.child?.callPrefix ?? ''}${runtime.newId()}`;
      let ended: Extract<AgentEventBody, { type: 'tool_end' }> | undefined;
      const emit: RunParts['emit'] = (body) => {
        if (body.type === 'tool_end' && body.toolId === id) ended = body;
        parts.emit(body);
      };
      parts.emit({ type: 'tool_start', toolId: id, toolName: name });
      const usual = pipelineFor({ ...parts, emit }, () => 0);
      const pipeline = tool === undefined ? usual : { ...usual, tools: new Map([[name, tool]]) };
      await runToolCall({ type: 'tool_call', id, name, input }, pipeline, signal);
      signal.throwIfAborted();
      if (ended === undefined) throw new Error(`The call of ${name} did not end.`);
      return { output: ended.toolOutput, exitCode: ended.exitCode, outcome: ended.outcome };
    },
    async commitStep(proposed, step, commitSignal) {
      const toolCallId = `${step.stepId}/merge`;
      await commitChanges(workspace, proposed, {
        signal: commitSignal,
        // The call that wrote a file outside the workspace on the copy was allowed to.
        allowedOutside: proposed.flatMap(({ file }) => (file.folder === undefined ? [file.path] : [])),
        lease: leaseFor(),
        ...(changes === undefined
          ? {}
          : { journal: changes.recorder(() => ({ kind: 'run', turn: 0, toolCallId, ...step })) }),
      });
    },
    async runDirect(name, args, callSignal) {
      const tool = tools.get(name);
      if (tool === undefined) {
        throw new ConfigurationError(
          `There is no tool named ${name}. Tools: ${[...tools.keys()].join(', ')}.`,
        );
      }
      const callId = runtime.newId();
      const context = {
        callId,
        workspace,
        signal: callSignal === undefined ? lifetime.signal : AbortSignal.any([lifetime.signal, callSignal]),
        services,
        onOutput: () => undefined, // the whole output comes with the result
      };
      return runDirectTool(tool, args, context, {
        journal: changes?.recorder(() => ({ kind: 'direct', toolCallId: callId })),
        lease: leaseFor(),
        ...(effects === undefined
          ? {}
          : {
              observe: ({ toolCallId, line, signal }, run) =>
                effects.around({ line, origin: { kind: 'direct', toolCallId }, signal }, run),
            }),
      });
    },
    proposedTexts(toolId, path) {
      const change = asked.get(toolId)?.find(({ file }) => file.display === path);
      return change === undefined ? undefined : proposedTexts(change);
    },
    async readText(path) {
      const file = await workspace.resolve(path);
      if (file.folder === undefined)
        throw new WorkspaceError('outside', `${path} is outside the workspace.`, path);
      const { text, bytes } = await services.readFile(file);
      return text ?? new TextDecoder().decode(bytes);
    },
    async findFiles(pattern) {
      const found: string[] = [];
      for await (const path of services.search.searchFiles({ pattern }, lifetime.signal)) {
        found.push((await workspace.resolve(path)).display);
      }
      return found.sort();
    },
    async dispose() {
      lifetime.abort();
      await services.commands?.dispose();
      await machineTool?.dispose();
      await effects?.dispose();
      await changes?.dispose();
    },
  };
}

/** The gate, but for one call of exactly this command, which was asked about before. What is denied stays denied. */
function approving(gate: PermissionChecker, approved: string): PermissionChecker {
  let isOpen = true;
  return {
    async check(request) {
      const verdict = await gate.check(request);
      const { toolName, args } = request;
      // Nobody was asked whether it may run outside of the sandbox.
      const isMeant =
        toolName === 'bash' && args['command'] === approved && args['outside_sandbox'] === undefined;
      if (verdict.decision !== 'ask' || !isOpen || !isMeant) return verdict;
      isOpen = false;
      return { decision: 'allow', reason: 'A person allowed the command of this step.' };
    },
  };
}

function childLimit({ limits = {}, runTotals }: ChildScope, ofRun: StopPredicate): StopPredicate {
  const own = createLimitPredicate(limits);
  return (totals) => own(totals) ?? ofRun(runTotals?.() ?? totals);
}

/** Where sessions and outputs are kept; words such as "in memory" are no path. */
function ownFolders({ store, outputDir, options }: SessionSetup): readonly string[] {
  const { contentGate } = options;
  return [
    outputDir,
    ...(contentGate === undefined ? [] : [contentGate.location]),
    ...(store !== undefined && isAbsolute(store.location) ? [store.location] : []),
  ];
}

function requestOptions({ options, thinkingBudget }: SessionSetup): TurnLoopOptions['request'] {
  const budget = options.thinkingBudget ?? thinkingBudget;
  return {
    ...(options.maxOutputTokens === undefined ? {} : { maxOutputTokens: options.maxOutputTokens }),
    ...(options.temperature === undefined ? {} : { temperature: options.temperature }),
    ...(budget === undefined ? {} : { thinkingBudget: budget }),
  };
}

/** Ends the run when more than `retries` calls in a row had arguments that are no JSON (spec section 16). */
function createMalformedCounter(retries: number) {
  let inARow = 0;
  return {
    count(): void {
      inARow += 1;
      if (inARow > retries) {
        throw new TooManyMalformedCalls({ about: 'run', code: 'malformed_calls', times: inARow });
      }
    },
    reset(): void {
      inARow = 0;
    },
  };
}

/** Asks once per session whether documents with unsaved text are saved before something works on the files on disk. */
function createSaveBefore(
  { options, workspace }: SessionSetup,
  services: ToolServices,
): () => Promise<string> {
  let choice: 'save' | 'leave' | undefined;
  return async () => {
    const unsaved = await workspace.unsaved();
    if (unsaved.length === 0) return '';
    const names = unsaved.map((file) => file.display);
    choice ??= (await options.onUnsaved?.(names)) ?? 'leave';
    if (choice === 'leave') return `[Not saved, the command saw the older text on disk: ${names.join(', ')}]`;
    const failed = new Set(await workspace.save(unsaved.map((file) => file.path)));
    for (const file of unsaved) {
      if (failed.has(file.path) || services.reads.versionOf(file.path) === undefined) continue;
      services.reads.seen(file.path, (await workspace.read(file.path)).version);
    }
    return failed.size === 0 ? '' : `[Could not be saved: ${[...failed].join(', ')}]`;
  };
}
