// The one fold from events to what a person sees: pure, with structural sharing, the same for a live stream, a saved log and a
// snapshot. A delta costs one string append and a copy of the paths to it.
import type { AgentEvent, AgentEventOf } from '../core/events/agentEvent';
import type { Message } from '../core/model/message';
import {
  appendItem,
  appendNote,
  newRun,
  replaceItem,
  settleRetry,
  settleStreaming,
  updateRun,
} from './foldRun';
import { endCut, foldCut, foldRestored, foldUncut } from './foldRestore';
import { foldInterrupted, settleInterrupted, withCutOff } from './foldInterrupted';
import { foldPlan } from './foldPlan';
import { foldSteps, settleSteps } from './foldSteps';
import { foldToolEvent, settleTools } from './foldTool';
import { splitPrompt } from './mentionedText';
import { addUsage, usageOf } from './usageFacts';
import type { AnswerItem, NoticeItem, PromptItem, RunView, SessionView, ViewItem } from './viewState';
import { emptyView } from './viewState';

/** Characters of a title taken from the first prompt. */
const TITLE_LIMIT = 80;

/** Folds one event into the state. Events must come in order; an event of an unknown type changes nothing but `seq`. */
export function foldEvent(state: SessionView, event: AgentEvent): SessionView {
  const changed = foldPlan(foldBody(state, event), event);
  const seq = Math.max(state.seq, event.seq);
  return changed.seq === seq ? changed : { ...changed, seq };
}

/** Folds a log from the beginning. */
export function foldEvents(sessionId: string, events: Iterable<AgentEvent>): SessionView {
  let state = emptyView(sessionId);
  for (const event of events) state = foldEvent(state, event);
  return state;
}

function foldBody(state: SessionView, event: AgentEvent): SessionView {
  // The inside of a child run shows as its tool calls; its own text and its own end stay inside.
  if ((event.parentId ?? event.stepId) !== undefined && isRunEvent(event)) return state;
  switch (event.type) {
    case 'start':
      return foldStart(state, event);
    case 'end':
      return foldFinish(state, event, 'ended');
    case 'error':
      return foldFinish(state, event, 'failed');
    case 'turn_start':
      return updateRun(state, event.runId, (run) => {
        const settled = settleStreaming(run, event.time);
        return { ...settled, turnItemStart: settled.items.length };
      });
    case 'turn_end':
      return foldTurnEnd(state, event);
    case 'turn_reset':
      return updateRun(state, event.runId, resetTurn);
    case 'text_delta':
      return updateRun(state, event.runId, (run) => appendText(run, event));
    case 'thinking_delta':
      return updateRun(state, event.runId, (run) => appendThinking(run, event));
    case 'retry':
      return updateRun(state, event.runId, (run) => foldRetry(run, event));
    case 'message':
      return foldMessage(state, event);
    case 'tool_start':
    case 'tool_input_delta':
    case 'tool_call':
    case 'tool_run':
    case 'tool_output_delta':
    case 'tool_end':
    case 'permission_denied':
    case 'confirmation_required':
    case 'confirmation_received':
    case 'confirmation_timeout':
      return foldToolEvent(state, event);
    case 'injection_detected':
      return event.toolId === undefined
        ? addNote(state, event, misled(event))
        : foldToolEvent(state, { ...event, toolId: event.toolId });
    case 'steering_queued':
      return {
        ...state,
        queue: [...state.queue, { id: event.id, ...wordsOf(event.text), when: event.when }],
      };
    case 'steering_delivered':
    case 'steering_removed':
      return { ...state, queue: state.queue.filter((message) => message.id !== event.id) };
    case 'paused':
    case 'resumed':
      return updateRun(state, event.runId, (run) => ({ ...run, isPaused: event.type === 'paused' }));
    case 'files_changed':
      return updateRun(state, event.runId, ({ moreChangedFiles: _, ...run }) => ({
        ...run,
        changedFiles: event.paths,
        ...(event.more === 0 ? {} : { moreChangedFiles: event.more }),
      }));
    case 'notice':
      return addNote(settleRefusals(state, event), event, event);
    case 'session_renamed':
      return { ...state, title: event.title, isTitleGiven: event.title !== '' };
    case 'plan_created':
      // From a template or a file, before any prompt.
      return state.title === '' ? { ...state, title: titleOf(event.plan.goal) } : state;
    case 'model_changed':
      return { ...state, model: event.model };
    case 'mode_changed':
      return { ...state, mode: event.mode };
    case 'history_cleared':
      return { ...state, runs: [], waiting: [], contextTokens: undefined };
    case 'history_cut':
      return foldCut(state, event);
    case 'history_uncut':
      return foldUncut(state);
    case 'files_restored':
      return foldRestored(state, event);
    case 'run_interrupted':
      return foldInterrupted(state, event);
    case 'run_discarded':
      return settleInterrupted(state, 'discarded');
    case 'persistence_failed':
      return addNote(state, event, unsaved(event));
    case 'step_start':
    case 'step_end':
    case 'step_put_back':
    case 'planning_end':
    case 'plan_empty':
    case 'plan_fallback':
    case 'plan_deadlock':
    case 'plan_replanned':
    case 'plan_tests':
    case 'planning_decided':
    case 'planning_declined':
    case 'goal_achieved':
    case 'goal_pursued':
    case 'goal_left_open':
    case 'rollback_end':
      return foldSteps(state, event);
    default:
      // A log of a newer version may hold types that are not known here.
      return state;
  }
}

function isRunEvent(event: AgentEvent): boolean {
  switch (event.type) {
    case 'start':
    case 'end':
    case 'error':
    case 'turn_start':
    case 'turn_end':
    case 'turn_reset':
    case 'text_delta':
    case 'thinking_delta':
    case 'message':
      return true;
    default:
      return false;
  }
}

function foldStart(state: SessionView, event: AgentEventOf<'start'>): SessionView {
  const resumed = endCut(settleInterrupted(withCutOff(state, event), 'continued'));
  const known = resumed.runs.some((run) => run.id === event.runId);
  const title = resumed.title === '' ? titleOf(splitPrompt(event.prompt).text) : resumed.title;
  const base = { ...resumed, title, model: event.model, mode: event.mode };
  if (known) {
    return updateRun(base, event.runId, (run) => ({ ...run, state: 'running', endedAt: undefined }));
  }
  const run = newRun(event.runId, 'running', event.time);
  // A run that goes on after an interruption brings no prompt of its own.
  if (event.prompt === '') return { ...base, runs: [...base.runs, run] };
  const prompt: ViewItem = {
    kind: 'prompt',
    id: String(event.seq),
    ...wordsOf(event.prompt),
    images: 0,
    isSteering: false,
  };
  return { ...base, runs: [...base.runs, { ...run, items: [prompt], turnItemStart: 1 }] };
}

function foldFinish(
  state: SessionView,
  event: AgentEventOf<'end' | 'error'>,
  runState: 'ended' | 'failed',
): SessionView {
  const usage = usageOf(event.usage);
  const changed = updateRun(state, event.runId, (run) => {
    const error = event.type === 'error' ? event.error : undefined;
    let finished = settleTools(settleRetry(settleStreaming(run, event.time), error), []);
    finished = settleSteps(finished, event.time, 'cancelled');
    if (event.type === 'error') {
      finished = appendItem(
        finished,
        {
          kind: 'error',
          id: String(event.seq),
          message: event.error,
          ...(event.cause === undefined ? {} : { cause: event.cause }),
          errorKind: event.kind,
          isRetryable: event.retryable,
          ...(event.providerMessage === undefined ? {} : { providerMessage: event.providerMessage }),
        },
        event.time,
      );
    } else if (event.notice !== undefined && event.notice !== '') {
      finished = appendItem(
        finished,
        {
          kind: 'notice',
          id: String(event.seq),
          level: 'info',
          text: event.notice,
          ...(event.noticeCause === undefined ? {} : { cause: event.noticeCause }),
        },
        event.time,
      );
    }
    return {
      ...finished,
      state: runState,
      endedAt: event.time,
      isPaused: false,
      usage,
      ...(event.type === 'end' ? { stopReason: event.stopReason } : {}),
    };
  });
  return { ...changed, waiting: [], usage: addUsage(state.usage, usage) };
}

function foldTurnEnd(state: SessionView, event: AgentEventOf<'turn_end'>): SessionView {
  const changed = updateRun(state, event.runId, (run) => ({
    ...settleStreaming(run, event.time),
    // The price of the whole is known only at the end of the run.
    usage: { ...addUsage(run.usage, usageOf(event.usage)), cost: undefined },
  }));
  return {
    ...changed,
    contextTokens: event.usage.promptTokens + event.usage.completionTokens,
    isContextEstimated: event.usage.estimated === true,
  };
}

function appendText(run: RunView, event: AgentEventOf<'text_delta'>): RunView {
  if (event.text === '') return run;
  const index = run.items.length - 1;
  const last = run.items[index];
  if (last?.kind === 'answer' && last.isStreaming) {
    return replaceItem(run, index, { ...last, text: last.text + event.text });
  }
  const answer: AnswerItem = {
    kind: 'answer',
    id: String(event.seq),
    text: event.text,
    isStreaming: true,
    isIncomplete: false,
  };
  return appendItem(settleRetry(run), answer, event.time);
}

function appendThinking(run: RunView, event: AgentEventOf<'thinking_delta'>): RunView {
  const index = run.items.length - 1;
  const last = run.items[index];
  if (last?.kind === 'thinking' && last.isStreaming) {
    return replaceItem(run, index, {
      ...last,
      text: last.text + event.text,
      durationMs: Math.max(0, event.time - last.startedAt),
    });
  }
  return appendItem(
    settleRetry(run),
    {
      kind: 'thinking',
      id: String(event.seq),
      text: event.text,
      isStreaming: true,
      startedAt: event.time,
      durationMs: 0,
    },
    event.time,
  );
}

/** Drops what the turn streamed so far; retries, notices and steering messages stay. */
function resetTurn(run: RunView): RunView {
  const items = run.items.filter(
    (item, index) =>
      index < run.turnItemStart ||
      !(
        item.kind === 'answer' ||
        item.kind === 'thinking' ||
        (item.kind === 'tool' && item.state === 'writing')
      ),
  );
  return items.length === run.items.length ? run : { ...run, items };
}

function foldRetry(run: RunView, event: AgentEventOf<'retry'>): RunView {
  const fields = {
    kind: 'retry',
    attempt: event.attempt,
    maxAttempts: event.maxAttempts,
    until: event.time + event.delayMs,
    errorKind: event.kind,
    message: event.message,
    ...(event.cause === undefined ? {} : { cause: event.cause }),
    isActive: true,
  } as const;
  const index = run.items.findLastIndex((item) => item.kind === 'retry' && item.isActive);
  const open = run.items[index];
  if (open !== undefined) return replaceItem(run, index, { ...fields, id: open.id });
  return appendItem(run, { ...fields, id: String(event.seq) }, event.time);
}

function foldMessage(state: SessionView, event: AgentEventOf<'message'>): SessionView {
  const { message } = event;
  if (message.role === 'user')
    return updateRun(state, event.runId, (run) => foldUserMessage(run, event.seq, event.time, message));
  if (message.role === 'assistant') {
    return updateRun(state, event.runId, (run) => foldAssistantMessage(run, event.seq, event.time, message));
  }
  return state;
}

function foldUserMessage(
  run: RunView,
  seq: number,
  time: number,
  message: Extract<Message, { readonly role: 'user' }>,
): RunView {
  const images = message.content.filter((part) => part.type === 'image').length;
  const index = run.items.findLastIndex(
    (item) => item.kind === 'prompt' && !item.isSteering && item.messageSeq === undefined,
  );
  const prompt = run.items[index];
  const text = message.content
    .map((part) => (part.type === 'text' ? part.text : ''))
    .join('\n')
    .trim();
  const fields = { kind: 'prompt', ...wordsOf(text), images, messageSeq: seq } as const;
  switch (message.origin) {
    case 'prompt':
      if (prompt?.kind === 'prompt') return replaceItem(run, index, { ...prompt, images, messageSeq: seq });
      // The prompt of a picture alone is empty, and made no item.
      return {
        ...run,
        items: [{ ...fields, id: String(seq), isSteering: false }, ...run.items],
        turnItemStart: run.turnItemStart + 1,
      };
    case 'steering':
      return appendItem(run, { ...fields, id: String(seq), isSteering: true }, time);
    case 'review':
      return run; // the person did it, and knows
    case 'continuation':
      // The loop's own words to the model; where they began the run, they are no prompt of a person.
      return prompt?.kind === 'prompt' && prompt.text.trim() === text
        ? {
            ...run,
            items: run.items.filter((item) => item !== prompt),
            turnItemStart: Math.max(0, run.turnItemStart - 1),
          }
        : run;
  }
}

/** The message is the durable truth: it settles what streamed, and stands in for it where a log has no deltas. */
function foldAssistantMessage(
  run: RunView,
  seq: number,
  time: number,
  message: Extract<Message, { readonly role: 'assistant' }>,
): RunView {
  let changed = settleStreaming(run, time);
  const streamed = changed.items.some(
    (item, index) => index >= changed.turnItemStart && (item.kind === 'answer' || item.kind === 'thinking'),
  );
  if (!streamed) {
    message.content.forEach((part, position) => {
      const id = `${seq}.${position}`;
      if (part.type === 'text' && part.text.trim() !== '') {
        const answer: AnswerItem = {
          kind: 'answer',
          id,
          text: part.text,
          isStreaming: false,
          isIncomplete: false,
        };
        changed = insertBeforeTools(changed, answer);
      } else if (part.type === 'thinking' && part.text !== '') {
        changed = insertBeforeTools(changed, {
          kind: 'thinking',
          id,
          text: part.text,
          isStreaming: false,
          startedAt: time,
          durationMs: 0,
        });
      }
    });
  }
  if (message.incomplete !== true) return changed;
  const index = changed.items.findLastIndex((item) => item.kind === 'answer');
  const answer = changed.items[index];
  return answer?.kind === 'answer' && index >= changed.turnItemStart
    ? replaceItem(changed, index, { ...answer, isIncomplete: true })
    : changed;
}

/** Text comes before the calls of its turn, whose cards may be there already. */
function insertBeforeTools(run: RunView, item: ViewItem): RunView {
  const firstTool = run.items.findIndex(
    (other, index) => index >= run.turnItemStart && other.kind === 'tool',
  );
  const at = firstTool === -1 ? run.items.length : firstTool;
  return { ...run, items: [...run.items.slice(0, at), item, ...run.items.slice(at)] };
}

/** How a session that could not be written is told. */
function unsaved({ operation, error }: AgentEventOf<'persistence_failed'>): Said {
  return {
    level: 'warning',
    text: `Could not save the session (${operation}): ${error}`,
    cause: { code: 'session_not_saved', of: { about: 'other', text: error } },
  };
}

/** How instructions of the project that hide orders are told. */
function misled({ origin, findings }: AgentEventOf<'injection_detected'>): Said {
  const cause = {
    code: 'instructions_give_orders',
    file: origin,
    excerpt: findings[0]?.excerpt ?? '',
  } as const;
  return { level: 'warning', text: `${origin} looks as if it was changed to mislead the agent.`, cause };
}

/** A host that may be reached now is offered nowhere any more. */
function settleRefusals(state: SessionView, { cause }: AgentEventOf<'notice'>): SessionView {
  if (cause?.code !== 'host_allowed') return state;
  const isMeant = (item: ViewItem): item is NoticeItem =>
    item.kind === 'notice' && item.cause?.code === 'host_refused' && item.cause.host === cause.host;
  return state.runs.reduce(
    (changed, run) =>
      run.items.some(isMeant)
        ? updateRun(changed, run.id, (one) => ({
            ...one,
            items: one.items.map((item) => (isMeant(item) ? { ...item, isSettled: true } : item)),
          }))
        : changed,
    state,
  );
}

type Said = Pick<NoticeItem, 'level' | 'text' | 'cause'>;

function addNote(state: SessionView, event: AgentEvent, { level, text, cause }: Said): SessionView {
  const said = cause === undefined ? { level, text } : { level, text, cause };
  const item: ViewItem = { kind: 'notice', id: String(event.seq), ...said };
  const isOfRun = event.runId !== '' && state.runs.some((run) => run.id === event.runId);
  return isOfRun
    ? updateRun(state, event.runId, (run) => appendItem(run, item, event.time))
    : appendNote(state, item, event.time);
}

/** What the person wrote, and what they mentioned. */
function wordsOf(prompt: string): Pick<PromptItem, 'text' | 'mentions'> {
  const { text, mentions } = splitPrompt(prompt);
  return mentions.length === 0 ? { text } : { text, mentions };
}

function titleOf(prompt: string): string {
  const line = prompt.trim().split('\n', 1)[0] ?? '';
  return line.length > TITLE_LIMIT ? `${line.slice(0, TITLE_LIMIT - 1).trimEnd()}…` : line;
}
