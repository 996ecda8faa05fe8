// The loop of one run: ask the model, run its tool calls, ask again (spec section 1.1). Pure over its ports: what it changes, it changes
// through `history`, `emit` and the tools.
import type { AgentEventBody, RunErrorKind, StopReason } from '../events/agentEvent';
import { costOf } from '../model/cost';
import type { LanguageModel, ModelRequest, ToolDefinition } from '../model/languageModel';
import type { AssistantMessage, Message, ToolCallPart, ToolResultPart } from '../model/message';
import type { ModelError } from '../model/modelError';
import type { Dispatcher } from '../queue/dispatcher';
import type { Lane } from '../tools/tool';
import { causeOf } from '../words/errorCause';
import type { ErrorCause, RunCause } from '../words/errorCause';
import { CONTINUATION_PROMPT, looksUnfinished } from './continuation';
import { runModelTurn } from './modelTurn';
import { RunError } from './runError';
import type { Runtime } from './sessionOptions';
import { TooManyMalformedCalls } from './toolPipeline';
import type { StopPredicate, UsageLedger } from './usageLedger';

/** The conversation so far. `append` also emits the `message` event. */
export interface HistoryPort {
  messages(): readonly Message[];
  append(message: Message): void;
}

export interface TurnLoopOptions {
  readonly history: HistoryPort;
  /** Asked before each turn, so that a switch of model takes effect at once. */
  readonly model: () => Promise<LanguageModel>;
  readonly system: () => Promise<string>;
  readonly tools: readonly ToolDefinition[];
  /** Default lane for a tool that does not exist: `query`. */
  readonly laneOf: (toolName: string) => Lane;
  readonly runTool: (call: ToolCallPart, signal: AbortSignal) => Promise<ToolResultPart>;
  readonly request: Pick<ModelRequest, 'maxOutputTokens' | 'temperature' | 'thinkingBudget'>;
  readonly dispatcher: Dispatcher;
  readonly ledger: UsageLedger;
  readonly stop: StopPredicate;
  /** Model responses before the run fails (spec: `max_tool_rounds`). */
  readonly maxToolRounds: number;
  /** How often an unfinished answer is continued; 0 turns it off. */
  readonly maxContinuations: number;
  readonly attempts: number;
  readonly runtime: Runtime;
  readonly emit: (body: AgentEventBody) => void;
  /** Resolves at once, or when a paused run goes on. */
  readonly whilePaused: (signal: AbortSignal) => Promise<void>;
  /** Appends what the model has to know of since its last turn, such as changes that a person took back. */
  readonly deliverNotes: () => void;
  /** Appends messages that a person sent meanwhile; true when there were any. */
  readonly deliverSteering: () => boolean;
}

export interface TurnLoopResult {
  readonly text: string;
  readonly stopReason: StopReason;
  /** Which limit was reached. */
  readonly notice?: RunCause;
}

/** Runs until the model is done, a limit is reached or the signal fires. Throws `RunError` when the run failed. */
export async function runTurns(options: TurnLoopOptions, signal: AbortSignal): Promise<TurnLoopResult> {
  const { history, ledger, emit } = options;
  let continuations = 0;
  let text = '';
  for (let turn = 1; ; turn += 1) {
    try {
      await options.whilePaused(signal);
    } catch (error) {
      if (signal.aborted) return { text, stopReason: 'cancelled' };
      throw error;
    }
    if (signal.aborted) return { text, stopReason: 'cancelled' };
    options.deliverNotes();
    options.deliverSteering();
    const limit = options.stop(ledger.totals());
    if (limit !== undefined) return { text, stopReason: 'limit', notice: limit };
    if (turn > options.maxToolRounds) {
      throw new RunError(
        { about: 'run', code: 'rounds', rounds: options.maxToolRounds },
        'tool_rounds',
        true,
      );
    }

    const model = await options.model();
    const request = {
      ...options.request,
      system: await options.system(),
      messages: history.messages(),
      tools: options.tools,
    };
    emit({ type: 'turn_start', turn });
    const response = await options.dispatcher
      .dispatch(
        'generate',
        (laneSignal) =>
          runModelTurn({
            model,
            request,
            turn,
            attempts: options.attempts,
            runtime: options.runtime,
            emit,
            signal: laneSignal,
          }),
        signal,
      )
      .catch((error: unknown) => {
        if (signal.aborted) return undefined;
        throw error;
      });
    if (response === undefined) {
      emit({ type: 'turn_end', turn, usage: { promptTokens: 0, completionTokens: 0, totalTokens: 0 } });
      return { text, stopReason: 'cancelled' };
    }
    const { message, usage } = response;
    const cost = model.info.price === undefined ? undefined : costOf(usage, model.info.price);
    ledger.addTurn(usage, cost);
    if (message.content.length > 0) history.append(message);
    emit({ type: 'turn_end', turn, usage: { ...usage, ...(cost === undefined ? {} : { cost }) } });
    text = textOf(message) || text;
    if (response.error !== undefined) {
      if (signal.aborted) return { text, stopReason: 'cancelled' };
      const { kind, retryable, providerMessage } = response.error;
      throw new RunError(whyOf(response.error, message), kind, retryable, providerMessage, response.error);
    }

    const calls = message.content.filter((part) => part.type === 'tool_call');
    if (calls.length > 0) {
      await runToolCalls(calls, options, signal);
      if (signal.aborted) return { text, stopReason: 'cancelled' };
      continue;
    }
    if (response.stopReason === 'max_tokens' || response.stopReason === 'refused') {
      return { text, stopReason: response.stopReason };
    }
    if (options.deliverSteering()) continue;
    if (continuations < options.maxContinuations && looksUnfinished(textOf(message))) {
      continuations += 1;
      history.append({
        role: 'user',
        origin: 'continuation',
        content: [{ type: 'text', text: CONTINUATION_PROMPT }],
      });
      continue;
    }
    return { text, stopReason: 'end' };
  }
}

/** Neighbouring `query` calls run at once, the others one after another; results keep the order of the calls. */
async function runToolCalls(
  calls: readonly ToolCallPart[],
  options: TurnLoopOptions,
  signal: AbortSignal,
): Promise<void> {
  const results: ToolResultPart[] = [];
  let failure: unknown;
  for (const group of groupByLane(calls, options.laneOf)) {
    const settled = await Promise.allSettled(group.map((call) => options.runTool(call, signal)));
    for (const [index, outcome] of settled.entries()) {
      if (outcome.status === 'fulfilled') results.push(outcome.value);
      else {
        failure ??= outcome.reason;
        results.push(notRun(group[index] as ToolCallPart));
      }
    }
    if (failure !== undefined) break;
  }
  // History stays consistent whatever happened: every call has a result.
  const answered = new Set(results.map((result) => result.toolCallId));
  results.push(...calls.filter((call) => !answered.has(call.id)).map(notRun));
  options.history.append({ role: 'tool', results });
  if (failure instanceof TooManyMalformedCalls) {
    throw new RunError(failure.why, 'parse_retries' satisfies RunErrorKind, true);
  }
  if (failure !== undefined) throw failure;
}

function groupByLane(
  calls: readonly ToolCallPart[],
  laneOf: (toolName: string) => Lane,
): readonly ToolCallPart[][] {
  const groups: ToolCallPart[][] = [];
  let previous: Lane | undefined;
  for (const call of calls) {
    const lane = laneOf(call.name);
    if (lane === 'query' && previous === 'query') groups.at(-1)?.push(call);
    else groups.push([call]);
    previous = lane;
  }
  return groups;
}

function notRun(call: ToolCallPart): ToolResultPart {
  return {
    type: 'tool_result',
    toolCallId: call.id,
    toolName: call.name,
    text: 'Not run: the run ended before it.',
    isError: true,
  };
}

function textOf(message: AssistantMessage): string {
  return message.content
    .filter((part) => part.type === 'text')
    .map((part) => part.text)
    .join('');
}

function whyOf(error: ModelError, partial: AssistantMessage): string | ErrorCause {
  if (textOf(partial) !== '') return { about: 'run', code: 'partly', of: causeOf(error) };
  return error.why ?? error.message;
}
