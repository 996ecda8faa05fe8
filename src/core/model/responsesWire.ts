// Requests of the OpenAI Responses API. Nothing is stored at the provider: reasoning items come back encrypted and are sent along.
import type {
  ResponseCreateParamsStreaming,
  ResponseInputContent,
  ResponseInputImage,
  ResponseInputItem,
  ResponseReasoningItem,
} from 'openai/resources/responses/responses';
import { prepareConversation } from './conversation';
import type { ModelInfo, ModelRequest } from './languageModel';
import type { AssistantMessage, ImagePart, Message, ToolMessage } from './message';
import { effortOf, openaiTraits } from './modelTraits';
import { defaultOutputTokens } from './outputLimit';

export function toResponsesRequest(request: ModelRequest, info: ModelInfo): ResponseCreateParamsStreaming {
  const traits = openaiTraits(info.id);
  const maxTokens = request.maxOutputTokens ?? defaultOutputTokens(info);
  const budget = request.thinkingBudget;
  const effort = budget === undefined ? undefined : budget === 0 ? traits.leastEffort : effortOf(budget);
  return {
    model: info.id,
    stream: true,
    store: false,
    ...(request.system === '' ? {} : { instructions: request.system }),
    input: prepareConversation(request.messages, info).flatMap(toItems),
    ...(request.tools.length === 0
      ? {}
      : {
          tools: request.tools.map(({ name, description, parameters }) => ({
            type: 'function' as const,
            name,
            description,
            parameters: { ...parameters },
            strict: false,
          })),
          parallel_tool_calls: true,
        }),
    ...(maxTokens === undefined ? {} : { max_output_tokens: maxTokens }),
    ...(traits.reasoning
      ? {
          include: ['reasoning.encrypted_content' as const],
          reasoning: { summary: 'auto' as const, ...(effort === undefined ? {} : { effort }) },
        }
      : {}),
    ...(request.temperature === undefined || traits.reasoning ? {} : { temperature: request.temperature }),
  };
}

function toItems(message: Message): ResponseInputItem[] {
  if (message.role === 'tool') return toOutputs(message);
  if (message.role === 'assistant') return toAssistantItems(message);
  const content = message.content.map((part): ResponseInputContent =>
    part.type === 'image' ? toImage(part) : { type: 'input_text', text: part.text },
  );
  return [{ type: 'message', role: 'user', content }];
}

function toAssistantItems(message: AssistantMessage): ResponseInputItem[] {
  return message.content.flatMap((part): ResponseInputItem[] => {
    if (part.type === 'text') return [{ type: 'message', role: 'assistant', content: part.text }];
    if (part.type === 'tool_call') {
      return [
        { type: 'function_call', call_id: part.id, name: part.name, arguments: JSON.stringify(part.input) },
      ];
    }
    return part.opaque === undefined ? [] : [part.opaque as ResponseReasoningItem];
  });
}

function toOutputs(message: ToolMessage): ResponseInputItem[] {
  return message.results.map((result) => {
    const images = result.images ?? [];
    const text = result.text === '' ? [] : [{ type: 'input_text' as const, text: result.text }];
    return {
      type: 'function_call_output',
      call_id: result.toolCallId,
      output: images.length === 0 ? result.text : [...text, ...images.map(toImage)],
    };
  });
}

function toImage(image: ImagePart): ResponseInputImage {
  return { type: 'input_image', detail: 'auto', image_url: `data:${image.mediaType};base64,${image.data}` };
}
