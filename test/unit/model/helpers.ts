import type {
  LanguageModel,
  ModelInfo,
  ModelPart,
  ModelRequest,
} from '../../../src/core/model/languageModel';
import type { Message, UserMessage } from '../../../src/core/model/message';

/** A prompt of a person. */
export function prompt(text: string): UserMessage {
  return { role: 'user', origin: 'prompt', content: [{ type: 'text', text }] };
}

export function request(
  messages: readonly Message[] = [prompt('Hi')],
  more: Partial<ModelRequest> = {},
): ModelRequest {
  return { system: '', messages, tools: [], ...more };
}

export function info(provider: string, id: string, more: Partial<ModelInfo> = {}): ModelInfo {
  return { provider, id, label: id, ...more };
}

/** Every part of an answer, or the error with the parts before it. */
export async function collect(
  model: LanguageModel,
  asked: ModelRequest = request(),
  signal: AbortSignal = new AbortController().signal,
): Promise<{ parts: ModelPart[]; error?: unknown }> {
  const parts: ModelPart[] = [];
  try {
    for await (const part of model.stream(asked, signal)) parts.push(part);
    return { parts };
  } catch (error) {
    return { parts, error };
  }
}

/** Text of the text deltas. */
export function textOf(parts: readonly ModelPart[]): string {
  return parts.map((part) => (part.type === 'text_delta' ? part.text : '')).join('');
}

/** Name and arguments of the finished calls. */
export function callsOf(parts: readonly ModelPart[]): readonly (readonly [string, string])[] {
  return parts.flatMap((part) =>
    part.type === 'tool_call_end' ? [[part.name, part.arguments] as const] : [],
  );
}

/** The last part's stop reason. */
export function stopOf(parts: readonly ModelPart[]): string | undefined {
  const last = parts.at(-1);
  return last?.type === 'finish' ? last.stopReason : undefined;
}
