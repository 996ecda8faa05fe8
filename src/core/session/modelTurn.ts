// One model response: streams it into events and puts the message together. What arrived before a failure or a cancel is kept.
import type { AgentEventBody } from '../events/agentEvent';
import type { LanguageModel, ModelRequest, ModelStopReason, Usage } from '../model/languageModel';
import type { AssistantMessage, TextPart, ThinkingPart, ToolCallPart } from '../model/message';
import { ModelError } from '../model/modelError';
import { streamWithRetry } from '../model/retry';
import { estimateTokens } from '../model/tokenEstimate';
import type { Runtime } from './sessionOptions';

export interface ModelTurnOptions {
  readonly model: LanguageModel;
  readonly request: ModelRequest;
  readonly turn: number;
  /** Attempts in all, at least one. */
  readonly attempts: number;
  readonly runtime: Runtime;
  readonly emit: (body: AgentEventBody) => void;
  readonly signal: AbortSignal;
}

/** `error` is set when the response broke off; `message` then holds what arrived, without tool calls. */
export interface ModelTurn {
  readonly message: AssistantMessage;
  readonly usage: Usage;
  readonly stopReason: ModelStopReason;
  readonly error?: ModelError;
}

/** Asks the model once (with retries). Throws nothing that a provider does: failures are in the result. */
export async function runModelTurn(options: ModelTurnOptions): Promise<ModelTurn> {
  const { model, request, emit, signal } = options;
  const name = `${model.info.provider}/${model.info.id}`;
  let draft = createDraft();
  try {
    const parts = streamWithRetry(model, request, {
      attempts: options.attempts,
      sleep: options.runtime.sleep,
      random: options.runtime.random,
      signal,
    });
    for await (const part of parts) {
      switch (part.type) {
        case 'retry':
          if (part.reset) {
            draft = createDraft();
            emit({ type: 'turn_reset', turn: options.turn });
          }
          emit({
            type: 'retry',
            attempt: part.attempt,
            maxAttempts: part.maxAttempts,
            delayMs: part.delayMs,
            kind: part.error.kind,
            message: part.error.message,
            ...(part.error.why === undefined ? {} : { cause: part.error.why }),
          });
          break;
        case 'text_delta':
          draft.addText(part.text);
          emit({ type: 'text_delta', text: part.text });
          break;
        case 'thinking_delta':
          draft.addThinking(part.text);
          emit({ type: 'thinking_delta', text: part.text });
          break;
        case 'thinking_end':
          draft.endThinking(part.part);
          break;
        case 'tool_call_start':
          emit({ type: 'tool_start', toolId: part.id, toolName: part.name });
          break;
        case 'tool_call_delta':
          emit({ type: 'tool_input_delta', toolId: part.id, delta: part.delta });
          break;
        case 'tool_call_end':
          draft.addToolCall(parseToolCall(part.id, part.name, part.arguments));
          break;
        case 'usage':
          draft.usage = part.usage;
          break;
        case 'finish':
          draft.stopReason = part.stopReason;
          break;
      }
    }
    return {
      message: { role: 'assistant', model: name, content: draft.parts() },
      usage: draft.usage ?? estimateUsage(request, draft.parts()),
      stopReason: draft.stopReason,
    };
  } catch (error) {
    const failure =
      error instanceof ModelError
        ? error
        : new ModelError(
            { about: 'model', code: 'unreadable', from: name },
            {
              kind: 'malformed',
              model: name,
              cause: error,
            },
          );
    const kept = draft.parts().filter((part) => part.type === 'text');
    return {
      message: { role: 'assistant', model: name, content: kept, incomplete: true },
      usage: draft.usage ?? estimateUsage(request, kept),
      stopReason: 'end',
      error: signal.aborted
        ? new ModelError(
            { about: 'model', code: 'cancelled' },
            { kind: 'aborted', model: name, cause: failure },
          )
        : failure,
    };
  }
}

type ContentPart = TextPart | ThinkingPart | ToolCallPart;

/** Collects the parts of a message. Text is joined once, at the end, so that long answers cost linear time. */
function createDraft() {
  const done: ContentPart[] = [];
  let text: string[] = [];
  let thinking: string[] = [];
  const closeText = (): void => {
    if (text.length > 0) done.push({ type: 'text', text: text.join('') });
    text = [];
  };
  return {
    usage: undefined as Usage | undefined,
    stopReason: 'end' as ModelStopReason,
    addText(delta: string) {
      text.push(delta);
    },
    addThinking(delta: string) {
      closeText();
      thinking.push(delta);
    },
    endThinking(part: ThinkingPart) {
      closeText();
      done.push(part.text === '' && thinking.length > 0 ? { ...part, text: thinking.join('') } : part);
      thinking = [];
    },
    addToolCall(call: ToolCallPart) {
      closeText();
      done.push(call);
    },
    parts(): readonly ContentPart[] {
      return text.length > 0 ? [...done, { type: 'text', text: text.join('') }] : done;
    },
  };
}

/** Arguments that are not a JSON object are kept raw and the call is answered with an error. Empty arguments mean none. */
export function parseToolCall(id: string, name: string, raw: string): ToolCallPart {
  if (raw.trim() === '') return { type: 'tool_call', id, name, input: {} };
  try {
    const input: unknown = JSON.parse(raw);
    if (typeof input === 'object' && input !== null && !Array.isArray(input)) {
      return { type: 'tool_call', id, name, input: input as Record<string, unknown> };
    }
  } catch {
    // not JSON: reported to the model below
  }
  return { type: 'tool_call', id, name, input: {}, malformed: raw };
}

function estimateUsage(request: ModelRequest, parts: readonly ContentPart[]): Usage {
  const promptTokens = estimateTokens(request.system + JSON.stringify(request.messages));
  const completionTokens = estimateTokens(
    parts.map((part) => (part.type === 'tool_call' ? JSON.stringify(part.input) : part.text)).join(''),
  );
  return { promptTokens, completionTokens, totalTokens: promptTokens + completionTokens, estimated: true };
}
