// The way of one tool call: prepare (validate, propose, permission, confirmation), execute, finalize (design section 3).
// Every call goes through here, whoever makes it; a refused call has its `tool_end` too.
import type { ToolCallPart, ToolResultPart } from '../model/message';
import { isReadOnlyCommand } from '../effects/readOnlyCommand';
import type { AgentEventBody } from '../events/agentEvent';
import { countRedactions } from '../security/securityProvider';
import type { SecurityProvider } from '../security/securityProvider';
import { makeVisible } from '../security/visibleText';
import { isToolOutput, isWritingTool } from '../tools/tool';
import { parseToolInput } from '../tools/toolInput';
import type { Proposal, Tool, ToolContext, ToolOutput } from '../tools/tool';
import type { ChangeRecorder } from '../workspace/changeRecorder';
import { commitChanges } from '../workspace/commit';
import type { CommitLease } from '../workspace/commit';
import type { ResolvedPath } from '../workspace/workspace';
import { WorkspaceError } from '../workspace/workspaceError';
import { askPermission } from './askPermission';
import { assertSamePlaces, resolveCallPaths, uniquePaths } from './callPaths';
import type { AskPermissionOptions } from './askPermission';
import { markProblem, withMarkNote } from './markedChanges';
import { inspectOutput } from './inspectOutput';
import { pickedNote } from './pickedChanges.prompt';
import type { ProjectInstructions } from './projectInstructions';
import type { RepetitionWatch } from './repetition';
import type { GuardedCall, StepGuard } from './stepGuards';
import { executeInTime } from './toolTimeout';
import type { ContentTrust } from './contentTrust';
import type { Dispatcher } from '../queue/dispatcher';
import type { ToolServices } from '../tools/toolServices';
import type { SandboxProblem } from '../sandbox/commandSandbox';
import type { RefusedHost } from '../sandbox/networkHost';
import type { RunCause } from '../words/errorCause';
import { errorText } from '../words/errorText';

export interface ToolPipelineOptions extends AskPermissionOptions {
  readonly tools: ReadonlyMap<string, Tool>;
  readonly services: ToolServices;
  readonly dispatcher: Dispatcher;
  readonly instructions: ProjectInstructions;
  readonly repetition: RepetitionWatch;
  /** What records the writes of a call; absent where no changes are kept. */
  readonly recorderFor?: (toolCallId: string) => ChangeRecorder;
  /** Finds and records what the command of a call changed; absent where no changes are kept. */
  readonly observe?: ObserveCommand;
  /** Present for a step of a plan: what its calls have to wait for. */
  readonly guard?: StepGuard;
  /** For the files of one call; absent where nobody else writes. */
  readonly leaseFor?: () => CommitLease;
  readonly now: () => number;
  /** Milliseconds for one execution; none when absent. */
  readonly toolTimeoutMs?: number;
  /** Asks once whether to save unsaved documents; returns words for the model, empty when there is nothing to say. */
  readonly saveBefore: () => Promise<string>;
  /** Called for each call whose arguments were no JSON object; throws when there were too many in a row. */
  readonly onMalformed: () => void;
  readonly onWellFormed: () => void;
  /** A command is about to run without the sandbox that was wanted. */
  readonly onNoSandbox: (problem: SandboxProblem) => void;
  /** The sandbox kept a command from reaching these. May be told of the same ones again. */
  readonly onRefusedHosts: (hosts: readonly RefusedHost[]) => void;
  /** Replaces secrets in what the model and people see. */
  readonly redact: (text: string) => string;
  readonly security: SecurityProvider;
  readonly trust: ContentTrust;
}

/** Runs the command of a call by `run` and adds to its output what it changed. */
export type ObserveCommand = (
  call: { readonly toolCallId: string; readonly line: string; readonly signal: AbortSignal },
  run: () => Promise<ToolOutput>,
) => Promise<ToolOutput>;

type Outcome = Extract<AgentEventBody, { type: 'tool_end' }>['outcome'];

/** What is left to run after all questions are answered. */
interface PreparedCall {
  readonly tool: Tool;
  readonly input: unknown;
  readonly paths: readonly ResolvedPath[];
  readonly proposal?: Proposal;
}

interface WriteOptions {
  readonly allowedOutside?: readonly string[];
  readonly journal: ChangeRecorder | undefined;
  readonly lease: CommitLease | undefined;
}

/** A call that ends without running. */
interface FinishedCall {
  readonly outcome: Outcome;
  readonly output: ToolOutput;
}

/** Runs one call to its end and returns the result for the model. Rejects only for bugs and for too many malformed calls. */
export async function runToolCall(
  call: ToolCallPart,
  options: ToolPipelineOptions,
  signal: AbortSignal,
): Promise<ToolResultPart> {
  const startedAt = options.now();
  options.ledger.addToolCall();
  const context = createToolContext(call.id, call.name, options, signal);
  let finished: FinishedCall;
  let paths: readonly ResolvedPath[] = [];
  const guarded = options.guard?.call();
  let hasWritten = false;
  try {
    const prepared = await prepareToolCall(call, context, guarded, options, signal);
    if ('outcome' in prepared) finished = prepared;
    else {
      paths = prepared.paths;
      finished = await executeToolCall(call, prepared, context, guarded, options, signal);
      hasWritten = finished.outcome === 'done';
    }
  } catch (error) {
    finished = failureOf(error, signal);
  } finally {
    guarded?.end(hasWritten);
  }
  return finalizeToolCall(call, finished, paths, startedAt, options);
}

/** Runs a tool that an embedder calls directly: no questions, but the path gate, validation and `commit` stay (spec section 26). */
export async function runDirectTool(
  tool: Tool,
  args: Readonly<Record<string, unknown>>,
  context: ToolContext,
  writing: Pick<WriteOptions, 'journal' | 'lease'> & { readonly observe?: ObserveCommand },
): Promise<ToolOutput> {
  const parsed = parseToolInput(tool, args);
  if (!parsed.ok) return { content: parsed.message, isError: true };
  const files = await resolveCallPaths(tool, parsed.input, context.workspace);
  const outside = files.find((file) => file.folder === undefined);
  if (outside !== undefined) {
    return { content: `Failed to resolve path: ${outside.path} is outside the workspace.`, isError: true };
  }
  const { input } = parsed;
  const { callId, signal } = context;
  const run = (): Promise<ToolOutput> => execute(tool, input, context, undefined, writing);
  const line = tool.commandLine?.(input);
  try {
    if (line === undefined || writing.observe === undefined) return await run();
    return await writing.observe({ toolCallId: callId, line, signal }, run);
  } catch (error) {
    return failureOf(error, context.signal).output;
  }
}

async function prepareToolCall(
  call: ToolCallPart,
  context: ToolContext,
  guarded: GuardedCall | undefined,
  options: ToolPipelineOptions,
  signal: AbortSignal,
): Promise<PreparedCall | FinishedCall> {
  signal.throwIfAborted();
  if (call.malformed !== undefined) {
    options.onMalformed();
    return failed(
      `Error: the arguments of ${call.name} are not a JSON object. Send the call again with valid JSON.`,
    );
  }
  options.onWellFormed();
  const tool = options.tools.get(call.name);
  if (tool === undefined) {
    return failed(
      `Error: there is no tool named ${call.name}. Tools: ${[...options.tools.keys()].join(', ')}.`,
    );
  }
  const parsed = parseToolInput(tool, call.input);
  if (!parsed.ok) return failed(parsed.message);
  const { input } = parsed;
  const title = makeVisible(tool.title(input));
  const readOnly = tool.lane === 'query';
  options.emit({
    type: 'tool_call',
    toolId: call.id,
    toolName: call.name,
    title,
    args: call.input,
    readOnly,
  });

  const paths = await resolveCallPaths(tool, input, context.workspace);
  const use = await tool.sandbox?.(input, context.services);
  if (use?.place.kind === 'refused') return failed(use.place.reason);
  if (use?.place.kind === 'open' && use.place.missing !== undefined) options.onNoSandbox(use.place.missing);
  const question = {
    call,
    title,
    readOnly,
    paths,
    repeats: options.repetition.repeats(call.name, call.input),
    sandboxed: use?.place.kind === 'sandbox',
    ...(use?.outsideReason === undefined ? {} : { outsideSandbox: use.outsideReason }),
  };
  if (!isWritingTool(tool)) {
    const permission = await askPermission(question, options, signal);
    return permission.allowed ? { tool, input, paths } : denied(permission.output);
  }

  // A proposal only reads. What it found outside the workspace is not told to the model before a person allowed the look.
  const early = await options.gate.check({ toolName: call.name, args: call.input, readOnly, paths });
  if (early.decision === 'deny') {
    const refusal = await askPermission(question, options, signal);
    return denied(refusal.allowed ? undefined : refusal.output);
  }
  await guarded?.writes(paths, signal);
  const proposal = await tool.propose(input, context);
  if (isToolOutput(proposal)) {
    const isOutside = paths.some((file) => file.folder === undefined);
    const look = isOutside ? await askPermission(question, options, signal) : undefined;
    if (look?.allowed === false) return denied(look.output);
    if (proposal.isError !== true) return { outcome: 'done', output: proposal };
    return {
      outcome: 'failed',
      output: { ...proposal, content: withMarkNote(proposal.content, call.input) },
    };
  }
  const marked = markProblem(proposal.changes);
  if (marked !== undefined) return failed(marked);
  const changed = proposal.changes.flatMap((change) =>
    change.kind === 'rename' ? [change.file, change.to] : [change.file],
  );
  const allPaths = uniquePaths([...paths, ...changed]);
  await guarded?.writes(allPaths.slice(paths.length), signal);
  const permission = await askPermission(
    { ...question, paths: allPaths, changes: proposal.changes },
    options,
    signal,
  );
  if (!permission.allowed) return denied(permission.output);
  const { picked } = permission;
  // The tool's own words are about what it proposed.
  const written = picked === undefined ? proposal : { changes: picked.changes, notes: [pickedNote(picked)] };
  return { tool, input, paths: allPaths, proposal: written };
}

async function executeToolCall(
  call: ToolCallPart,
  prepared: PreparedCall,
  context: ToolContext,
  guarded: GuardedCall | undefined,
  options: ToolPipelineOptions,
  signal: AbortSignal,
): Promise<FinishedCall> {
  const { tool, input, proposal } = prepared;
  // Whoever passed the gate with a path outside the workspace was allowed exactly that path.
  const writing: WriteOptions = {
    allowedOutside: prepared.paths.filter((file) => file.folder === undefined).map((file) => file.path),
    journal: options.recorderFor?.(call.id),
    lease: options.leaseFor?.(),
  };
  const line = tool.commandLine?.(input);
  if (tool.lane === 'execute' && !isWritingTool(tool)) {
    const isSafe = tool.changesNoFiles?.(input) ?? (line !== undefined && isReadOnlyCommand(line));
    await guarded?.runs({ isSafe }, signal);
  }
  const saved = tool.usesSavedFiles === true ? await options.saveBefore() : '';
  const output = await options.dispatcher.dispatch(
    tool.lane,
    async (laneSignal) => {
      // A writing tool's files are checked by `commit`.
      if (!isWritingTool(tool)) await assertSamePlaces(tool, input, context.workspace, prepared.paths);
      options.emit({ type: 'tool_run', toolId: call.id, toolName: call.name });
      const run = (): Promise<ToolOutput> =>
        executeInTime(tool, options.toolTimeoutMs, laneSignal, (limited) =>
          execute(tool, input, { ...context, signal: limited }, proposal, writing),
        );
      return line === undefined || options.observe === undefined
        ? run()
        : options.observe({ toolCallId: call.id, line, signal: laneSignal }, run);
    },
    signal,
  );
  if (output.details?.type === 'command') {
    const files = output.details.changedFiles ?? [];
    guarded?.changed(await Promise.all(files.map(({ path }) => context.workspace.resolve(path))));
  }
  if (output.refusedHosts !== undefined) options.onRefusedHosts(output.refusedHosts);
  const content = saved === '' ? output.content : `${saved}\n${output.content}`;
  return { outcome: output.isError === true ? 'failed' : 'done', output: { ...output, content } };
}

async function execute(
  tool: Tool,
  input: unknown,
  context: ToolContext,
  proposed: Proposal | undefined,
  { allowedOutside = [], journal, lease }: WriteOptions,
): Promise<ToolOutput> {
  if (!isWritingTool(tool)) return tool.execute(input, context);
  const proposal = proposed ?? (await tool.propose(input, context));
  if (isToolOutput(proposal)) return proposal;
  const applied = await commitChanges(context.workspace, proposal.changes, {
    signal: context.signal,
    allowedOutside,
    ...(journal === undefined ? {} : { journal }),
    ...(lease === undefined ? {} : { lease }),
  });
  for (const { change, version } of applied) {
    if (version !== undefined)
      context.services.reads.seen((change.kind === 'rename' ? change.to : change.file).path, version);
  }
  return tool.report(input, proposal, applied);
}

async function finalizeToolCall(
  call: ToolCallPart,
  { outcome, output }: FinishedCall,
  paths: readonly ResolvedPath[],
  startedAt: number,
  options: ToolPipelineOptions,
): Promise<ToolResultPart> {
  const isError = output.isError === true;
  options.security.taintInput(output.content);
  const redacted = options.redact(output.content);
  const redactions = countRedactions(output.content, redacted);
  const tool = options.tools.get(call.name);
  // What a writing tool says and what refuses a call are our own words.
  const isFromOutside = outcome !== 'denied' && tool !== undefined && !isWritingTool(tool);
  const text = isFromOutside ? inspectOutput(call, redacted, options) : redacted;
  if (outcome === 'done') options.trust.touched(paths.map(({ path }) => path));
  options.repetition.record(call.name, call.input, text);
  options.emit({
    type: 'tool_end',
    toolId: call.id,
    toolName: call.name,
    toolOutput: redacted,
    exitCode: output.exitCode ?? (isError ? 1 : 0),
    durationMs: options.now() - startedAt,
    outcome,
    ...(redactions === 0 ? {} : { redactions }),
    ...(output.details === undefined ? {} : { details: output.details }),
  });
  const instructions = outcome === 'done' ? await options.instructions.ofPaths(paths) : '';
  return {
    type: 'tool_result',
    toolCallId: call.id,
    toolName: call.name,
    text: instructions === '' ? text : `${text}\n\n${instructions}`,
    isError,
    ...(output.images === undefined || output.images.length === 0 ? {} : { images: output.images }),
  };
}

function createToolContext(
  callId: string,
  toolName: string,
  options: ToolPipelineOptions,
  signal: AbortSignal,
): ToolContext {
  return {
    callId,
    workspace: options.workspace,
    signal,
    services: options.services,
    onOutput: (delta) => options.emit({ type: 'tool_output_delta', toolId: callId, toolName, delta }),
  };
}

function denied(refusal: ToolOutput | undefined): FinishedCall {
  return { outcome: 'denied', output: refusal ?? { content: 'Refused.', isError: true } };
}

function failed(content: string): FinishedCall {
  return { outcome: 'failed', output: { content, isError: true } };
}

function failureOf(error: unknown, signal: AbortSignal): FinishedCall {
  if (signal.aborted) {
    return { outcome: 'cancelled', output: { content: 'Cancelled before it ended.', isError: true } };
  }
  if (error instanceof WorkspaceError) return failed(error.message);
  if (error instanceof TooManyMalformedCalls) throw error;
  return failed(`Tool execution error: ${error instanceof Error ? error.message : String(error)}`);
}

/** Ends the run: the model keeps sending arguments that are no JSON (spec section 16). */
export class TooManyMalformedCalls extends Error {
  override readonly name = 'TooManyMalformedCalls';

  constructor(readonly why: RunCause) {
    super(errorText(why));
  }
}
