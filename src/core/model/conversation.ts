// Makes a neutral conversation fit for any provider, before it is converted to a wire format: every tool call has exactly one result right
// after it, ids are unique and made of plain characters, nothing is empty, and thinking goes only to the model that thought it.
import type {
  AssistantMessage,
  Message,
  ToolCallPart,
  ToolMessage,
  ToolResultPart,
  UserMessage,
} from './message';
import type { ModelInfo } from './languageModel';
import { formatModelName } from './modelName';

/** Said to the model where a call has no result, as after a crash. */
export const notRunText = 'This call was not run: the session was interrupted before it.';

/** Stands for a picture where the model takes none. */
export const noImagesText = '(A picture is left out: this model takes none.)';

/** `info` is of the model that will read the conversation. */
export function prepareConversation(messages: readonly Message[], info: ModelInfo): readonly Message[] {
  const model = formatModelName(info);
  const seen = info.images === false ? messages.map(withoutImages) : messages;
  return repair(seen, model);
}

function repair(messages: readonly Message[], model: string): readonly Message[] {
  const ids = createIdMap();
  const prepared: Message[] = [];
  for (let at = 0; at < messages.length; at += 1) {
    const message = messages[at];
    if (message === undefined || message.role === 'tool') continue;
    if (message.role === 'user') {
      const content = message.content.filter((part) => part.type === 'image' || part.text !== '');
      if (content.length > 0) prepared.push({ ...message, content } satisfies UserMessage);
      continue;
    }
    const results = resultsAfter(messages, at);
    const assistant = prepareAssistant(message, model, results);
    if (assistant.content.length === 0) continue;
    const calls = assistant.content.filter((part) => part.type === 'tool_call');
    const renamed = new Map(calls.map((call) => [call, ids.take(call.id)]));
    prepared.push({
      ...assistant,
      content: assistant.content.map((part) =>
        part.type === 'tool_call' ? { ...part, id: renamed.get(part) ?? part.id } : part,
      ),
    });
    if (calls.length > 0) prepared.push(answerAll(calls, renamed, results));
  }
  return prepared;
}

function withoutImages(message: Message): Message {
  if (message.role === 'user') {
    const content = message.content.map((part) =>
      part.type === 'image' ? { type: 'text' as const, text: noImagesText } : part,
    );
    return { ...message, content };
  }
  if (message.role === 'assistant') return message;
  const results = message.results.map(({ images, ...result }) =>
    (images ?? []).length === 0 ? result : { ...result, text: `${result.text}\n${noImagesText}`.trim() },
  );
  return { ...message, results };
}

/** Results of the tool messages that directly follow the message at `at`, by the id of their call; the first one counts. */
function resultsAfter(messages: readonly Message[], at: number): ReadonlyMap<string, ToolResultPart> {
  const results = new Map<string, ToolResultPart>();
  for (let next = at + 1; next < messages.length; next += 1) {
    const message = messages[next];
    if (message?.role !== 'tool') break;
    for (const result of message.results)
      if (!results.has(result.toolCallId)) results.set(result.toolCallId, result);
  }
  return results;
}

function prepareAssistant(
  message: AssistantMessage,
  model: string,
  results: ReadonlyMap<string, ToolResultPart>,
): AssistantMessage {
  const keepsThinking = message.model === model && message.incomplete !== true;
  const content = message.content.filter((part) => {
    if (part.type === 'text') return part.text.trim() !== '';
    if (part.type === 'thinking')
      return keepsThinking && part.provider === model.slice(0, part.provider.length);
    return message.incomplete !== true || results.has(part.id);
  });
  // Providers refuse thinking that nothing follows.
  while (content.at(-1)?.type === 'thinking') content.pop();
  return { ...message, content };
}

function answerAll(
  calls: readonly ToolCallPart[],
  renamed: ReadonlyMap<ToolCallPart, string>,
  results: ReadonlyMap<string, ToolResultPart>,
): ToolMessage {
  return {
    role: 'tool',
    results: calls.map((call) => {
      const result = results.get(call.id);
      const toolCallId = renamed.get(call) ?? call.id;
      if (result === undefined) {
        return { type: 'tool_result', toolCallId, toolName: call.name, text: notRunText, isError: true };
      }
      const empty = result.text.trim() === '' && (result.images ?? []).length === 0;
      return { ...result, toolCallId, text: empty ? '(no output)' : result.text };
    }),
  };
}

const maxIdLength = 64;

/** Ids that every provider accepts (letters, digits, `_`, `-`; at most 64), each given once. */
function createIdMap(): { take(id: string): string } {
  const used = new Set<string>();
  return {
    take(id) {
      const plain = id.replace(/[^a-zA-Z0-9_-]/g, '_').slice(0, maxIdLength) || 'call';
      let candidate = plain;
      for (let count = 2; used.has(candidate); count += 1) {
        const suffix = `_${count}`;
        candidate = plain.slice(0, maxIdLength - suffix.length) + suffix;
      }
      used.add(candidate);
      return candidate;
    },
  };
}
