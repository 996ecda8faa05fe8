// Requests of the OpenAI Chat Completions API, for OpenAI itself and for compatible servers.
import type {
  ChatCompletionContentPart,
  ChatCompletionCreateParamsStreaming,
  ChatCompletionMessageParam,
} from 'openai/resources/chat/completions/completions';
import { prepareConversation } from './conversation';
import type { ModelInfo, ModelRequest } from './languageModel';
import type { AssistantMessage, ImagePart, Message, ToolMessage, UserMessage } from './message';
import { effortOf, openaiTraits } from './modelTraits';
import { defaultOutputTokens } from './outputLimit';

/** What a chat {@link import('./message').ThinkingPart} keeps: the field it came in. */
export interface ChatThinking {
  readonly field: string;
}

export interface ChatRequestOptions {
  /** True for OpenAI's own server, which knows newer parameters and refuses older ones. */
  readonly isOpenai: boolean;
  /** Parameters that this server has refused before. */
  readonly refused: ReadonlySet<string>;
}

/** Parameters that a request can do without, by the name a server would refuse them with. */
export const optionalChatParameters = [
  'stream_options',
  'reasoning_effort',
  'temperature',
  'max_completion_tokens',
  'max_tokens',
  'parallel_tool_calls',
] as const;

export function toChatRequest(
  request: ModelRequest,
  info: ModelInfo,
  options: ChatRequestOptions,
): ChatCompletionCreateParamsStreaming {
  const messages = prepareConversation(request.messages, info);
  const traits = openaiTraits(info.id);
  const maxTokens = request.maxOutputTokens ?? defaultOutputTokens(info);
  const usesNewLimit =
    options.refused.has('max_tokens') || (options.isOpenai && !options.refused.has('max_completion_tokens'));
  const effort = reasoningEffort(
    request,
    options.isOpenai && traits.reasoning ? traits.leastEffort : undefined,
  );
  const optional: Partial<ChatCompletionCreateParamsStreaming> = {
    stream_options: { include_usage: true },
    ...(maxTokens === undefined
      ? {}
      : { [usesNewLimit ? 'max_completion_tokens' : 'max_tokens']: maxTokens }),
    ...(request.temperature === undefined || traits.reasoning ? {} : { temperature: request.temperature }),
    ...(effort === undefined || (options.isOpenai && !traits.reasoning) ? {} : { reasoning_effort: effort }),
  };
  return {
    model: info.id,
    stream: true,
    messages: [
      ...(request.system === '' ? [] : [{ role: 'system' as const, content: request.system }]),
      ...toChatMessages(messages),
    ],
    ...(request.tools.length === 0
      ? {}
      : {
          tools: request.tools.map(({ name, description, parameters }) => ({
            type: 'function' as const,
            function: { name, description, parameters: { ...parameters } },
          })),
        }),
    ...Object.fromEntries(Object.entries(optional).filter(([name]) => !options.refused.has(name))),
  };
}

/** A budget of 0 asks for the least a model knows; unknown models are not told. */
function reasoningEffort(
  request: ModelRequest,
  least: ReturnType<typeof openaiTraits>['leastEffort'] | undefined,
): ReturnType<typeof openaiTraits>['leastEffort'] | undefined {
  if (request.thinkingBudget === undefined) return undefined;
  return request.thinkingBudget === 0 ? least : effortOf(request.thinkingBudget);
}

function toChatMessages(messages: readonly Message[]): ChatCompletionMessageParam[] {
  // Servers that think between tool calls want their thinking back within the run, and refuse it from earlier ones.
  const lastPrompt = messages.findLastIndex(
    (message) => message.role === 'user' && message.origin === 'prompt',
  );
  return messages.flatMap((message, index): ChatCompletionMessageParam[] => {
    if (message.role === 'user') return [toUserMessage(message)];
    if (message.role === 'tool') return toToolMessages(message);
    return [toAssistantMessage(message, index > lastPrompt)];
  });
}

function toUserMessage(message: UserMessage): ChatCompletionMessageParam {
  const [first] = message.content;
  if (message.content.length === 1 && first?.type === 'text') return { role: 'user', content: first.text };
  return {
    role: 'user',
    content: message.content.map((part) =>
      part.type === 'image' ? toImage(part) : { type: 'text', text: part.text },
    ),
  };
}

function toAssistantMessage(message: AssistantMessage, withThinking: boolean): ChatCompletionMessageParam {
  const text = message.content.map((part) => (part.type === 'text' ? part.text : '')).join('');
  const calls = message.content.filter((part) => part.type === 'tool_call');
  const thinking: Record<string, string> = {};
  for (const part of withThinking ? message.content : []) {
    if (part.type !== 'thinking') continue;
    const { field } = (part.opaque ?? { field: 'reasoning_content' }) as ChatThinking;
    thinking[field] = (thinking[field] ?? '') + part.text;
  }
  return {
    ...thinking,
    role: 'assistant',
    content: text === '' ? null : text,
    ...(calls.length === 0
      ? {}
      : {
          tool_calls: calls.map((call) => ({
            id: call.id,
            type: 'function' as const,
            function: { name: call.name, arguments: JSON.stringify(call.input) },
          })),
        }),
  };
}

/** The API has no images in tool results: they follow as a user message. */
function toToolMessages(message: ToolMessage): ChatCompletionMessageParam[] {
  const results = message.results.map((result): ChatCompletionMessageParam => ({
    role: 'tool',
    tool_call_id: result.toolCallId,
    content: result.text === '' ? 'See the image below.' : result.text,
  }));
  const images = message.results.flatMap((result): ChatCompletionContentPart[] =>
    (result.images ?? []).length === 0
      ? []
      : [{ type: 'text', text: `Image from ${result.toolName}:` }, ...(result.images ?? []).map(toImage)],
  );
  return images.length === 0 ? results : [...results, { role: 'user', content: images }];
}

function toImage(image: ImagePart): ChatCompletionContentPart {
  return { type: 'image_url', image_url: { url: `data:${image.mediaType};base64,${image.data}` } };
}
