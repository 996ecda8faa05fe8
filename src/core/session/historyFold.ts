// Resuming is folding the log: events in, conversation and state out. `message` events are the truth; whatever a crash left half-way is
// completed here so that the history is one that every model accepts. Pure.
import type { AgentEvent, RunUsage } from '../events/agentEvent';
import type { Usage } from '../model/languageModel';
import type { AssistantMessage, Message, ToolCallPart, ToolResultPart } from '../model/message';
import type { PermissionMode } from '../permissions/permissionMode';
import { followTrail, NO_TRAIL } from './restoreTrail';
import type { RestoreTrail } from './restoreTrail';

/** A message and where it stands in the log, for cutting the history at it. */
export interface HistoryEntry {
  readonly seq: number;
  /** Run that it belongs to. */
  readonly runId: string;
  readonly message: Message;
}

/** A run without an end. */
export interface InterruptedRun {
  readonly runId: string;
  /** What the person asked for. */
  readonly prompt: string;
  /** Calls that had begun and never ended: it is not known whether they took effect. */
  readonly uncertainToolIds: readonly string[];
  /** Text of the answer that was cut off; also in the history, as an incomplete message. */
  readonly partialText: string;
}

export interface FoldedHistory {
  readonly entries: readonly HistoryEntry[];
  readonly messages: readonly Message[];
  readonly interrupted?: InterruptedRun;
  /** The given title, else the beginning of the first prompt, or of the goal of a plan that was there before it, else empty. */
  readonly title: string;
  /** `provider/model`, as last set or used. */
  readonly model?: string;
  readonly mode?: PermissionMode;
  /** Number of the last event; 0 when there is none. */
  readonly seq: number;
  /** What restores left behind. */
  readonly trail: RestoreTrail;
  /** All runs together. The cost is that of the runs whose price is known. */
  readonly usage: RunUsage;
}

export const UNCERTAIN_RESULT =
  'The session was cut off while this call ran. It is not known whether it took effect: check before you repeat it.';
export const NOT_RUN_RESULT = 'Not run: the session was cut off before this call started.';

/** What is known of the run in progress. */
interface OpenRun {
  readonly runId: string;
  prompt: string;
  /** Of the run that this one goes on with, if it does. */
  readonly previousPrompt: string;
  hasMessage: boolean;
  hasTurn: boolean;
  /** Text streamed since the turn began and not yet in a message. */
  text: string[];
  /** State of the calls of the last assistant message. */
  readonly calls: Map<string, 'running' | ToolResultPart>;
  usage: RunUsage;
  /** Number of the run's last event: where completed messages stand. */
  lastSeq: number;
  /** Set once the run was completed as far as it goes. */
  interrupted?: InterruptedRun;
}

export function foldHistory(events: readonly AgentEvent[]): FoldedHistory {
  let entries: HistoryEntry[] = [];
  let run: OpenRun | undefined;
  let given = '';
  let firstPrompt = '';
  let model: string | undefined;
  let mode: PermissionMode | undefined;
  let seq = 0;
  let usage = NO_USAGE;
  let trail = NO_TRAIL;

  /** Completes what the run left half-way; the run stays open. */
  const cut = (open: OpenRun): InterruptedRun => {
    if (open.interrupted !== undefined) return open.interrupted;
    const text = open.text.join('');
    const push = (message: Message): void =>
      void entries.push({ seq: open.lastSeq, runId: open.runId, message });
    if (!open.hasMessage && !open.hasTurn && open.prompt !== '') {
      push({ role: 'user', origin: 'prompt', content: [{ type: 'text', text: open.prompt }] });
    }
    const results = missingResults(entries.at(-1)?.message, open.calls);
    if (results.length > 0) push({ role: 'tool', results });
    // A run over a conversation of the caller's own leaves no messages, and none of its text either.
    if (text !== '' && open.hasMessage) push(incompleteAnswer(model ?? '', text));
    open.interrupted = {
      runId: open.runId,
      prompt: open.prompt,
      partialText: text,
      uncertainToolIds: [...open.calls].filter(([, state]) => state === 'running').map(([id]) => id),
    };
    return open.interrupted;
  };

  const close = (): void => {
    if (run === undefined) return;
    cut(run);
    usage = addUsage(usage, run.usage);
    run = undefined;
  };

  for (const event of events) {
    const isNested = event.parentId !== undefined || event.stepId !== undefined;
    if (!isNested) {
      const { beforeCut } = trail;
      trail = followTrail(trail, event, entries);
      switch (event.type) {
        case 'start': {
          const previousPrompt = run?.prompt ?? event.prompt;
          close();
          run = newRun(event.runId, event.prompt, event.seq, previousPrompt);
          model = event.model;
          mode = event.mode;
          if (firstPrompt === '') firstPrompt = event.prompt;
          break;
        }
        case 'plan_created':
          if (firstPrompt === '') firstPrompt = event.plan.goal;
          break;
        case 'end':
        case 'error':
          usage = addUsage(usage, event.usage);
          run = undefined;
          break;
        case 'run_discarded':
          close();
          break;
        case 'run_interrupted':
          if (run !== undefined) cut(run);
          break;
        case 'message':
          entries.push({ seq: event.seq, runId: event.runId, message: event.message });
          if (run !== undefined) {
            if (!run.hasMessage && isContinuation(event.message)) run.prompt = run.previousPrompt;
            run.hasMessage = true;
            if (event.message.role !== 'user') run.text = [];
            if (event.message.role === 'assistant') run.calls.clear();
          }
          break;
        case 'turn_start':
          if (run !== undefined) {
            run.hasTurn = true;
            run.text = [];
          }
          break;
        case 'turn_reset':
          if (run !== undefined) run.text = [];
          break;
        case 'turn_end':
          if (run !== undefined) run.usage = addUsage(run.usage, event.usage);
          break;
        case 'text_delta':
          run?.text.push(event.text);
          break;
        case 'tool_run':
          run?.calls.set(event.toolId, 'running');
          break;
        case 'tool_end':
          run?.calls.set(event.toolId, {
            type: 'tool_result',
            toolCallId: event.toolId,
            toolName: event.toolName,
            text: event.toolOutput,
            isError: event.outcome !== 'done',
          });
          break;
        case 'history_cleared':
          close();
          entries = [];
          break;
        case 'history_cut':
          close();
          entries = entries.filter((entry) => entry.seq < event.beforeSeq);
          break;
        case 'history_uncut':
          entries = [...(beforeCut ?? entries)];
          break;
        case 'model_changed':
          model = event.model;
          break;
        case 'mode_changed':
          mode = event.mode;
          break;
        case 'session_renamed':
          given = event.title;
          break;
        default:
          break; // the rest draws the view and changes no history
      }
    }
    seq = Math.max(seq, event.seq);
    if (run !== undefined && run.runId === event.runId) run.lastSeq = event.seq;
  }

  const interrupted = run === undefined ? undefined : cut(run);
  if (run !== undefined) usage = addUsage(usage, run.usage);
  const consistent = withEveryResult(entries);
  return {
    entries: consistent,
    messages: consistent.map((entry) => entry.message),
    title: given === '' ? titleOf(firstPrompt) : given,
    seq,
    trail,
    usage,
    ...(interrupted === undefined ? {} : { interrupted }),
    ...(model === undefined ? {} : { model }),
    ...(mode === undefined ? {} : { mode }),
  };
}

/** A title from a prompt: its first line with words in it, at most 80 characters. */
export function titleOf(prompt: string): string {
  const line = prompt
    .split('\n')
    .map((candidate) => candidate.trim().replace(/\s+/g, ' '))
    .find((candidate) => candidate !== '');
  if (line === undefined) return '';
  const characters = Array.from(line);
  return characters.length <= 80 ? line : `${characters.slice(0, 79).join('').trimEnd()}…`;
}

const NO_USAGE: RunUsage = { promptTokens: 0, completionTokens: 0, totalTokens: 0 };

function newRun(runId: string, prompt: string, lastSeq: number, previousPrompt: string): OpenRun {
  return {
    runId,
    prompt,
    previousPrompt,
    lastSeq,
    hasMessage: false,
    hasTurn: false,
    text: [],
    calls: new Map(),
    usage: NO_USAGE,
  };
}

function isContinuation(message: Message): boolean {
  return message.role === 'user' && message.origin === 'continuation';
}

function incompleteAnswer(model: string, text: string): AssistantMessage {
  return { role: 'assistant', model, content: [{ type: 'text', text }], incomplete: true };
}

/** Results for the calls of a message that got none: what is known of them, in words. */
function missingResults(
  message: Message | undefined,
  states: ReadonlyMap<string, 'running' | ToolResultPart>,
): readonly ToolResultPart[] {
  return callsOf(message).map((call) => {
    const state = states.get(call.id);
    if (state === 'running') return lostResult(call, UNCERTAIN_RESULT);
    return state ?? lostResult(call, NOT_RUN_RESULT);
  });
}

function lostResult(call: ToolCallPart, text: string): ToolResultPart {
  return { type: 'tool_result', toolCallId: call.id, toolName: call.name, text, isError: true };
}

function callsOf(message: Message | undefined): readonly ToolCallPart[] {
  if (message?.role !== 'assistant') return [];
  return message.content.filter((part) => part.type === 'tool_call');
}

/** Whatever was lost from the log: each call has exactly one result right behind it, and no result stands alone. */
function withEveryResult(entries: readonly HistoryEntry[]): readonly HistoryEntry[] {
  const complete: HistoryEntry[] = [];
  for (const [index, entry] of entries.entries()) {
    if (entry.message.role === 'tool') continue; // taken with the message before it
    complete.push(entry);
    const calls = callsOf(entry.message);
    if (calls.length === 0) continue;
    const next = entries[index + 1];
    const found = next?.message.role === 'tool' ? next.message.results : [];
    const results = calls.map(
      (call) => found.find((result) => result.toolCallId === call.id) ?? lostResult(call, UNCERTAIN_RESULT),
    );
    const isWhole =
      next?.message.role === 'tool' &&
      results.length === found.length &&
      results.every((result) => found.includes(result));
    complete.push(
      isWhole ? next : { ...entry, seq: next?.seq ?? entry.seq, message: { role: 'tool', results } },
    );
  }
  return complete;
}

function addUsage(left: RunUsage, right: RunUsage | Usage): RunUsage {
  const sum = (first: number | undefined, second: number | undefined) =>
    first === undefined && second === undefined ? undefined : (first ?? 0) + (second ?? 0);
  const cost = sum(left.cost, 'cost' in right ? right.cost : undefined);
  const cacheReadTokens = sum(left.cacheReadTokens, right.cacheReadTokens);
  const cacheWriteTokens = sum(left.cacheWriteTokens, right.cacheWriteTokens);
  return {
    promptTokens: left.promptTokens + right.promptTokens,
    completionTokens: left.completionTokens + right.completionTokens,
    totalTokens: left.totalTokens + right.totalTokens,
    ...(cacheReadTokens === undefined ? {} : { cacheReadTokens }),
    ...(cacheWriteTokens === undefined ? {} : { cacheWriteTokens }),
    ...(left.estimated === true || right.estimated === true ? { estimated: true } : {}),
    ...(cost === undefined ? {} : { cost }),
  };
}
