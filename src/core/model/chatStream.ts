// The chunks of a Chat Completions answer as model parts, from OpenAI and from servers that bend the format: call ids missing or repeated, no
// index, arguments in one chunk or as an object, no usage, no finish reason.
import type { AnswerReader } from './answerStream';
import type { ModelPart, ModelStopReason, Usage } from './languageModel';
import { ModelError } from './modelError';
import { cutOff } from './providerError';
import { cutArguments, isJsonObject } from './toolArguments';
import { estimateTokens } from './tokenEstimate';

/** A chunk as it may come; nothing in it is certain. */
export interface ChatChunk {
  readonly choices?: readonly ChatChoice[] | null;
  readonly usage?: ChatUsage | null;
}

interface ChatChoice {
  readonly delta?: ChatDelta | null;
  readonly finish_reason?: string | null;
}

interface ChatDelta {
  readonly content?: unknown;
  readonly refusal?: string | null;
  readonly reasoning_content?: unknown;
  readonly reasoning?: unknown;
  readonly tool_calls?: readonly ChatCallDelta[] | null;
}

interface ChatCallDelta {
  readonly index?: number | null;
  readonly id?: string | null;
  readonly function?: { readonly name?: string | null; readonly arguments?: unknown } | null;
}

interface ChatUsage {
  readonly prompt_tokens?: number;
  readonly completion_tokens?: number;
  readonly total_tokens?: number;
  readonly prompt_tokens_details?: {
    readonly cached_tokens?: number;
    readonly cache_write_tokens?: number;
  } | null;
}

export interface ChatStreamOptions {
  /** `provider/model`. */
  readonly name: string;
  readonly provider: string;
  /** An id for a call that has none of its own. */
  readonly newId: () => string;
  /** Tokens of the prompt, for servers that count nothing. */
  readonly estimatePrompt: () => number;
}

interface OpenCall {
  readonly id: string;
  /** As sent by the server; empty where it sent none. */
  readonly sentId: string;
  readonly index: number | undefined;
  readonly name: string;
  arguments: string;
}

const thinkingFields = ['reasoning_content', 'reasoning'] as const;

/** Reads one answer. `end` throws a `ModelError` where the answer is empty or ends too early. */
export function createChatReader(give: (part: ModelPart) => void, options: ChatStreamOptions): AnswerReader {
  const calls: OpenCall[] = [];
  let thinking: { field: string; text: string[] } | undefined;
  let usage: ChatUsage | undefined;
  let finishReason: string | undefined;
  let refused = false;
  let answered = 0;

  const endThinking = (): void => {
    if (thinking === undefined) return;
    const text = thinking.text.join('');
    const opaque = { field: thinking.field };
    thinking = undefined;
    give({ type: 'thinking_end', part: { type: 'thinking', text, provider: options.provider, opaque } });
  };

  const takeThinking = (delta: ChatDelta): void => {
    for (const field of thinkingFields) {
      const text = delta[field];
      if (typeof text !== 'string' || text === '') continue;
      thinking ??= { field, text: [] };
      thinking.text.push(text);
      answered += text.length;
      give({ type: 'thinking_delta', text });
      return;
    }
  };

  const takeCall = (delta: ChatCallDelta): void => {
    endThinking();
    let call = findCall(calls, delta);
    if (call === undefined) {
      call = openCall(calls, delta, options.newId);
      if (call === undefined) return;
      calls.push(call);
      give({ type: 'tool_call_start', id: call.id, name: call.name });
    }
    const raw = delta.function?.arguments;
    const more = typeof raw === 'string' ? raw : raw === null || raw === undefined ? '' : JSON.stringify(raw);
    if (more === '') return;
    call.arguments += more;
    answered += more.length;
    give({ type: 'tool_call_delta', id: call.id, delta: more });
  };

  return {
    read(data) {
      const chunk = data as ChatChunk;
      usage = chunk.usage ?? usage;
      const choice = chunk.choices?.[0];
      const delta = choice?.delta ?? {};
      takeThinking(delta);
      const text = textOf(delta.content) + (delta.refusal ?? '');
      refused ||= Boolean(delta.refusal);
      if (text !== '') {
        endThinking();
        answered += text.length;
        give({ type: 'text_delta', text });
      }
      for (const call of delta.tool_calls ?? []) takeCall(call);
      finishReason = choice?.finish_reason ?? finishReason;
    },
    isComplete: () => finishReason !== undefined,
    end() {
      endThinking();
      const last = calls.at(-1);
      if (finishReason === undefined) {
        if (answered === 0 && calls.length === 0) {
          throw new ModelError(
            { about: 'model', code: 'empty', provider: options.provider },
            {
              kind: 'malformed',
              model: options.name,
            },
          );
        }
        if (last !== undefined && !isJsonObject(last.arguments)) throw cutOff(options.name);
      }
      for (const call of calls) {
        const isCut = call === last && finishReason === 'length' && call.arguments === '';
        give({
          type: 'tool_call_end',
          id: call.id,
          name: call.name,
          arguments: isCut ? cutArguments : call.arguments,
        });
      }
      give({ type: 'usage', usage: toUsage(usage, answered, options) });
      give({ type: 'finish', stopReason: toStopReason(finishReason, calls.length > 0, refused) });
    },
  };
}

/** Some servers send content as a list of parts. */
function textOf(content: unknown): string {
  if (typeof content === 'string') return content;
  if (!Array.isArray(content)) return '';
  return content
    .map((part: unknown) =>
      typeof part === 'object' && part !== null && 'text' in part ? String(part.text) : '',
    )
    .join('');
}

/** The call that a delta goes on with, or undefined where it starts one. */
function findCall(calls: readonly OpenCall[], delta: ChatCallDelta): OpenCall | undefined {
  const id = delta.id ?? '';
  const name = delta.function?.name ?? '';
  if (typeof delta.index === 'number') {
    const call = calls.findLast((candidate) => candidate.index === delta.index);
    // Servers that give every call the index 0 tell calls apart by their ids.
    const isOther = call !== undefined && name !== '' && id !== '' && id !== call.sentId;
    return isOther ? undefined : call;
  }
  const last = calls.at(-1);
  if (last === undefined || name === '')
    return id === '' ? last : (calls.findLast((call) => call.sentId === id) ?? last);
  if (id !== '' && id !== last.sentId) return calls.findLast((call) => call.sentId === id);
  // A name again: a new call once the arguments of the one before are complete.
  return isJsonObject(last.arguments) || last.name !== name ? undefined : last;
}

function openCall(
  calls: readonly OpenCall[],
  delta: ChatCallDelta,
  newId: () => string,
): OpenCall | undefined {
  const name = delta.function?.name ?? '';
  if (name === '') return undefined;
  const sentId = delta.id ?? '';
  const isFree = sentId !== '' && calls.every((call) => call.id !== sentId);
  return { id: isFree ? sentId : newId(), sentId, index: delta.index ?? undefined, name, arguments: '' };
}

function toStopReason(reason: string | undefined, hasCalls: boolean, refused: boolean): ModelStopReason {
  if (reason === 'length') return 'max_tokens';
  if (reason === 'content_filter') return 'refused';
  if (hasCalls) return 'tool_calls';
  return refused ? 'refused' : 'end';
}

function toUsage(usage: ChatUsage | undefined, answered: number, options: ChatStreamOptions): Usage {
  if (usage?.prompt_tokens === undefined) {
    const promptTokens = options.estimatePrompt();
    const completionTokens = estimateTokens(' '.repeat(answered));
    return { promptTokens, completionTokens, totalTokens: promptTokens + completionTokens, estimated: true };
  }
  const completionTokens = usage.completion_tokens ?? 0;
  const cacheRead = usage.prompt_tokens_details?.cached_tokens ?? 0;
  const cacheWrite = usage.prompt_tokens_details?.cache_write_tokens ?? 0;
  return {
    promptTokens: usage.prompt_tokens,
    completionTokens,
    totalTokens: usage.total_tokens ?? usage.prompt_tokens + completionTokens,
    ...(cacheRead > 0 ? { cacheReadTokens: cacheRead } : {}),
    ...(cacheWrite > 0 ? { cacheWriteTokens: cacheWrite } : {}),
  };
}
