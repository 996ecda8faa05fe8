// Requests of the Anthropic Messages API.
import type {
  ContentBlockParam,
  ImageBlockParam,
  MessageCreateParamsStreaming,
  MessageParam,
  TextBlockParam,
  ThinkingConfigParam,
  Tool,
  ToolResultBlockParam,
} from '@anthropic-ai/sdk/resources/messages/messages';
import { prepareConversation } from './conversation';
import type { ModelInfo, ModelRequest, ToolDefinition } from './languageModel';
import type { AssistantMessage, ImagePart, Message, ThinkingPart, ToolMessage, UserMessage } from './message';
import { claudeTraits, effortOf } from './modelTraits';
import { defaultOutputTokens } from './outputLimit';

/** What an Anthropic {@link ThinkingPart} keeps to be replayed. */
export type AnthropicThinking =
  | { readonly type: 'thinking'; readonly signature: string }
  | { readonly type: 'redacted'; readonly data: string };

const leastBudget = 1_024;
/** Room for the answer beside the thinking budget. */
const leastAnswer = 4_096;
/** Output limits asked for where the model is unknown: of other models behind this API, and of newer Claude models. */
const unknownOutput = 8_192;
const unknownClaudeOutput = 32_000;

/** The SDK no longer knows `temperature`; models before 4.7 take it. */
export type AnthropicRequest = MessageCreateParamsStreaming & { temperature?: number };

export function toAnthropicRequest(request: ModelRequest, info: ModelInfo): AnthropicRequest {
  const prepared = prepareConversation(request.messages, info);
  const traits = claudeTraits(info.id);
  const unknown = traits.thinking === 'none' ? unknownOutput : unknownClaudeOutput;
  const limit = info.outputTokens ?? Number.POSITIVE_INFINITY;
  let maxTokens = Math.min(limit, request.maxOutputTokens ?? defaultOutputTokens(info) ?? unknown);
  let thinking: ThinkingConfigParam | undefined;
  let effort: ReturnType<typeof effortOf> | undefined;
  const budget = request.thinkingBudget;
  if (traits.thinking === 'adaptive') {
    if (budget === 0)
      thinking = traits.canTurnOff ? (traits.thinksByItself ? { type: 'disabled' } : undefined) : summarized;
    else if (budget !== undefined || traits.thinksByItself) thinking = summarized;
    effort = budget === undefined || budget === 0 ? undefined : effortOf(budget);
  } else if (traits.thinking === 'budget' && budget !== undefined && budget > 0 && mayThink(prepared)) {
    maxTokens = Math.min(limit, Math.max(maxTokens, budget + leastAnswer));
    thinking = {
      type: 'enabled',
      budget_tokens: Math.max(leastBudget, Math.min(budget, maxTokens - leastBudget)),
    };
  }
  const temperature = traits.temperature && thinking === undefined ? request.temperature : undefined;
  return {
    model: info.id,
    max_tokens: maxTokens,
    stream: true,
    ...(request.system === ''
      ? {}
      : { system: [cached<TextBlockParam>({ type: 'text', text: request.system })] }),
    ...(request.tools.length === 0 ? {} : { tools: toTools(request.tools) }),
    messages: markLastTurns(toMessages(prepared)),
    ...(thinking === undefined ? {} : { thinking }),
    ...(effort === undefined ? {} : { output_config: { effort } }),
    ...(temperature === undefined ? {} : { temperature }),
  };
}

/** Newer models leave the text of their thinking out unless it is asked for. */
const summarized: ThinkingConfigParam = { type: 'adaptive', display: 'summarized' };

/** Within a tool loop thinking can't be turned on: the turn that called the tools must begin with thinking. */
function mayThink(messages: readonly Message[]): boolean {
  if (messages.at(-1)?.role !== 'tool') return true;
  const last = messages.findLast((message) => message.role === 'assistant');
  return last === undefined || last.content[0]?.type === 'thinking';
}

function cached<Block extends object>(block: Block): Block & { cache_control: { type: 'ephemeral' } } {
  return { ...block, cache_control: { type: 'ephemeral' } };
}

function toTools(tools: readonly ToolDefinition[]): Tool[] {
  return tools.map((tool, index) => {
    const definition: Tool = {
      name: tool.name,
      description: tool.description,
      input_schema: { type: 'object', ...tool.parameters },
    };
    return index === tools.length - 1 ? cached(definition) : definition;
  });
}

function toMessages(messages: readonly Message[]): MessageParam[] {
  const result: { role: 'user' | 'assistant'; content: ContentBlockParam[] }[] = [];
  const add = (role: 'user' | 'assistant', content: ContentBlockParam[]): void => {
    const last = result.at(-1);
    if (last?.role === role) last.content.push(...content);
    else result.push({ role, content });
  };
  for (const message of messages) {
    if (message.role === 'user') add('user', toUserBlocks(message));
    else if (message.role === 'tool') add('user', toResultBlocks(message));
    else add('assistant', toAssistantBlocks(message));
  }
  if (result[0]?.role === 'assistant') {
    result.unshift({ role: 'user', content: [{ type: 'text', text: '(The beginning is left out.)' }] });
  }
  return result;
}

function toUserBlocks(message: UserMessage): ContentBlockParam[] {
  return message.content.map((part) =>
    part.type === 'image' ? toImage(part) : { type: 'text', text: part.text },
  );
}

function toResultBlocks(message: ToolMessage): ContentBlockParam[] {
  return message.results.map((result): ToolResultBlockParam => {
    const images = result.images ?? [];
    const text: TextBlockParam[] = result.text === '' ? [] : [{ type: 'text', text: result.text }];
    return {
      type: 'tool_result',
      tool_use_id: result.toolCallId,
      content: images.length === 0 ? result.text : [...text, ...images.map(toImage)],
      ...(result.isError ? { is_error: true } : {}),
    };
  });
}

function toAssistantBlocks(message: AssistantMessage): ContentBlockParam[] {
  return message.content.flatMap((part): ContentBlockParam[] => {
    if (part.type === 'text') return [{ type: 'text', text: part.text }];
    if (part.type === 'tool_call')
      return [{ type: 'tool_use', id: part.id, name: part.name, input: part.input }];
    return toThinkingBlock(part);
  });
}

function toThinkingBlock(part: ThinkingPart): ContentBlockParam[] {
  const kept = part.opaque as AnthropicThinking | undefined;
  if (kept === undefined) return [];
  return kept.type === 'redacted'
    ? [{ type: 'redacted_thinking', data: kept.data }]
    : [{ type: 'thinking', thinking: part.text, signature: kept.signature }];
}

function toImage(image: ImagePart): ImageBlockParam {
  return { type: 'image', source: { type: 'base64', media_type: image.mediaType, data: image.data } };
}

/** Of four breakpoints, system and tools have one each; the other two go to the last two user messages. */
function markLastTurns(messages: MessageParam[]): MessageParam[] {
  const marked = new Set(
    messages
      .map((message, index) => (message.role === 'user' ? index : -1))
      .filter((index) => index >= 0)
      .slice(-2),
  );
  return messages.map((message, index) => {
    if (!marked.has(index) || typeof message.content === 'string') return message;
    const last = message.content.at(-1);
    if (last === undefined) return message;
    return { ...message, content: [...message.content.slice(0, -1), cached(last)] } as MessageParam;
  });
}
