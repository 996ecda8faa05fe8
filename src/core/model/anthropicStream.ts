// The events of an Anthropic answer as model parts.
import type {
  RawContentBlockDeltaEvent,
  RawContentBlockStartEvent,
  RawMessageStreamEvent,
} from '@anthropic-ai/sdk/resources/messages/messages';
import type { AnswerReader } from './answerStream';
import type { AnthropicThinking } from './anthropicWire';
import type { ModelPart, ModelStopReason, Usage } from './languageModel';
import { cutOff } from './providerError';
import { cutArguments } from './toolArguments';

interface OpenCall {
  readonly id: string;
  readonly name: string;
  arguments: string;
}

/** Reads one answer. `model.name` is `provider/model`. `end` throws a `ModelError` where the answer ends too early. */
export function createAnthropicReader(
  give: (part: ModelPart) => void,
  model: { readonly name: string; readonly provider: string },
): AnswerReader {
  const usage = { input: 0, output: 0, cacheRead: 0, cacheWrite: 0 };
  let stopReason: ModelStopReason | undefined;
  let finished = false;
  let thinking: { text: string[]; signature: string; redacted?: string } | undefined;
  let call: OpenCall | undefined;
  /** A finished call without arguments: whether it was cut off shows only in what comes next. */
  let bareCall: OpenCall | undefined;

  const startBlock = (block: RawContentBlockStartEvent['content_block']): void => {
    if (bareCall !== undefined) give({ type: 'tool_call_end', ...bareCall });
    bareCall = undefined;
    if (block.type === 'text' && block.text) give({ type: 'text_delta', text: block.text });
    else if (block.type === 'thinking') thinking = { text: [block.thinking], signature: block.signature };
    else if (block.type === 'redacted_thinking') thinking = { text: [], signature: '', redacted: block.data };
    else if (block.type === 'tool_use') {
      const whole = Object.keys((block.input ?? {}) as object).length > 0 ? JSON.stringify(block.input) : '';
      call = { id: block.id, name: block.name, arguments: whole };
      give({ type: 'tool_call_start', id: block.id, name: block.name });
    }
  };

  const takeDelta = (delta: RawContentBlockDeltaEvent['delta']): void => {
    if (delta.type === 'text_delta') give({ type: 'text_delta', text: delta.text });
    else if (delta.type === 'thinking_delta') {
      thinking?.text.push(delta.thinking);
      if (delta.thinking !== '') give({ type: 'thinking_delta', text: delta.thinking });
    } else if (delta.type === 'signature_delta' && thinking !== undefined)
      thinking.signature += delta.signature;
    else if (delta.type === 'input_json_delta' && call !== undefined && delta.partial_json !== '') {
      call.arguments += delta.partial_json;
      give({ type: 'tool_call_delta', id: call.id, delta: delta.partial_json });
    }
  };

  const stopBlock = (): void => {
    if (thinking !== undefined) {
      const opaque: AnthropicThinking =
        thinking.redacted === undefined
          ? { type: 'thinking', signature: thinking.signature }
          : { type: 'redacted', data: thinking.redacted };
      const text = thinking.text.join('');
      thinking = undefined;
      give({ type: 'thinking_end', part: { type: 'thinking', text, provider: model.provider, opaque } });
    } else if (call !== undefined) {
      if (call.arguments === '') bareCall = call;
      else give({ type: 'tool_call_end', ...call });
      call = undefined;
    }
  };

  return {
    read(data) {
      const event = data as RawMessageStreamEvent;
      switch (event.type) {
        case 'message_start':
          usage.input = event.message.usage.input_tokens;
          usage.output = event.message.usage.output_tokens;
          usage.cacheRead = event.message.usage.cache_read_input_tokens ?? 0;
          usage.cacheWrite = event.message.usage.cache_creation_input_tokens ?? 0;
          break;
        case 'content_block_start':
          startBlock(event.content_block);
          break;
        case 'content_block_delta':
          takeDelta(event.delta);
          break;
        case 'content_block_stop':
          stopBlock();
          break;
        case 'message_delta':
          stopReason = toStopReason(event.delta.stop_reason) ?? stopReason;
          usage.output = event.usage?.output_tokens ?? usage.output;
          usage.input = event.usage?.input_tokens ?? usage.input;
          usage.cacheRead = event.usage?.cache_read_input_tokens ?? usage.cacheRead;
          usage.cacheWrite = event.usage?.cache_creation_input_tokens ?? usage.cacheWrite;
          break;
        case 'message_stop':
          finished = true;
          break;
      }
    },
    isComplete: () => finished || stopReason !== undefined,
    end() {
      if (!finished && stopReason === undefined) throw cutOff(model.name);
      if (bareCall !== undefined) {
        const raw = stopReason === 'max_tokens' ? cutArguments : '';
        give({ type: 'tool_call_end', ...bareCall, arguments: raw });
      }
      give({ type: 'usage', usage: toUsage(usage) });
      give({ type: 'finish', stopReason: stopReason ?? 'end' });
    },
  };
}

function toStopReason(reason: string | null): ModelStopReason | undefined {
  switch (reason) {
    case null:
      return undefined;
    case 'tool_use':
      return 'tool_calls';
    case 'max_tokens':
    case 'model_context_window_exceeded':
      return 'max_tokens';
    case 'refusal':
      return 'refused';
    default:
      return 'end';
  }
}

/** Anthropic counts cached tokens beside `input_tokens`; ours are part of the prompt. */
function toUsage(counts: { input: number; output: number; cacheRead: number; cacheWrite: number }): Usage {
  const promptTokens = counts.input + counts.cacheRead + counts.cacheWrite;
  return {
    promptTokens,
    completionTokens: counts.output,
    totalTokens: promptTokens + counts.output,
    ...(counts.cacheRead > 0 ? { cacheReadTokens: counts.cacheRead } : {}),
    ...(counts.cacheWrite > 0 ? { cacheWriteTokens: counts.cacheWrite } : {}),
  };
}
