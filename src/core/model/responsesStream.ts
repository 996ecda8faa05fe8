// The events of a Responses answer as model parts.
import type {
  Response,
  ResponseOutputItem,
  ResponseReasoningItem,
  ResponseStreamEvent,
  ResponseUsage,
} from 'openai/resources/responses/responses';
import type { AnswerReader } from './answerStream';
import type { ModelPart, ModelStopReason, Usage } from './languageModel';
import type { ModelError } from './modelError';
import { cutOff, toModelError } from './providerError';
import type { ErrorContext } from './providerError';
import { cutArguments } from './toolArguments';

interface OpenCall {
  readonly id: string;
  readonly name: string;
  arguments: string;
}

/** Reads one answer. Throws a `ModelError` where the answer fails or ends too early. */
export function createResponsesReader(give: (part: ModelPart) => void, model: ErrorContext): AnswerReader {
  const calls = new Map<number, OpenCall>();
  let ended: OpenCall | undefined;
  let thinking: string[] = [];
  let refused = false;
  let final: Response | undefined;

  const endCall = (raw?: string): void => {
    if (ended === undefined) return;
    give({ type: 'tool_call_end', id: ended.id, name: ended.name, arguments: raw ?? ended.arguments });
    ended = undefined;
  };
  const takeThinking = (text: string): void => {
    thinking.push(text);
    if (text !== '') give({ type: 'thinking_delta', text });
  };
  const endItem = (item: ResponseOutputItem, index: number): void => {
    if (item.type === 'reasoning') {
      give({ type: 'thinking_end', part: thinkingPart(item, thinking.join(''), model.provider) });
      thinking = [];
    } else if (item.type === 'function_call') {
      // Held back until the next event shows that the answer was not cut off here.
      ended = calls.get(index);
      if (ended !== undefined && item.arguments !== '') ended.arguments = item.arguments;
    }
  };

  return {
    read(data) {
      const event = data as ResponseStreamEvent;
      switch (event.type) {
        case 'response.output_item.added':
          endCall();
          if (event.item.type === 'function_call') {
            const { call_id: id, name } = event.item;
            calls.set(event.output_index, { id, name, arguments: '' });
            give({ type: 'tool_call_start', id, name });
          }
          break;
        case 'response.output_text.delta':
          if (event.delta !== '') give({ type: 'text_delta', text: event.delta });
          break;
        case 'response.refusal.delta':
          refused = true;
          if (event.delta !== '') give({ type: 'text_delta', text: event.delta });
          break;
        case 'response.reasoning_summary_part.added':
          if (thinking.length > 0) takeThinking('\n\n');
          break;
        case 'response.reasoning_summary_text.delta':
        case 'response.reasoning_text.delta':
          takeThinking(event.delta);
          break;
        case 'response.function_call_arguments.delta': {
          const call = calls.get(event.output_index);
          if (call === undefined || event.delta === '') break;
          call.arguments += event.delta;
          give({ type: 'tool_call_delta', id: call.id, delta: event.delta });
          break;
        }
        case 'response.output_item.done':
          endItem(event.item, event.output_index);
          break;
        case 'response.completed':
        case 'response.incomplete':
          final = event.response;
          break;
        case 'response.failed':
          throw failure(event.response.error, model);
        case 'error':
          throw failure(event, model);
      }
    },
    isComplete: () => final !== undefined,
    end() {
      if (final === undefined) throw cutOff(model.name);
      const isCut = final.incomplete_details?.reason === 'max_output_tokens' && ended?.arguments === '';
      endCall(isCut ? cutArguments : undefined);
      if (final.usage) give({ type: 'usage', usage: toUsage(final.usage) });
      give({ type: 'finish', stopReason: toStopReason(final, calls.size > 0, refused) });
    },
  };
}

/** The finished item is what the provider wants back; an item that is still in the works lacks its encrypted content. */
function thinkingPart(item: ResponseReasoningItem, streamed: string, provider: string) {
  const text = streamed === '' ? item.summary.map((part) => part.text).join('\n\n') : streamed;
  const { status: _status, ...opaque } = item;
  return { type: 'thinking' as const, text, provider, opaque };
}

function failure(
  error: { readonly code: string | null; readonly message: string } | null,
  model: ErrorContext,
): ModelError {
  return toModelError(
    { error: { code: error?.code ?? 'server_error', message: error?.message ?? '' } },
    model,
  );
}

function toStopReason(response: Response, hasCalls: boolean, refused: boolean): ModelStopReason {
  const incomplete = response.incomplete_details?.reason;
  if (incomplete === 'content_filter') return 'refused';
  if (response.status === 'incomplete') return 'max_tokens';
  if (hasCalls) return 'tool_calls';
  return refused ? 'refused' : 'end';
}

function toUsage(usage: ResponseUsage): Usage {
  const cacheRead = usage.input_tokens_details?.cached_tokens ?? 0;
  const cacheWrite = usage.input_tokens_details?.cache_write_tokens ?? 0;
  return {
    promptTokens: usage.input_tokens,
    completionTokens: usage.output_tokens,
    totalTokens: usage.total_tokens,
    ...(cacheRead > 0 ? { cacheReadTokens: cacheRead } : {}),
    ...(cacheWrite > 0 ? { cacheWriteTokens: cacheWrite } : {}),
  };
}
