// The contract between the agent and a language model. A provider turns a request into a stream of parts; retry,
// pricing and redaction are not its business.
import type { ImageMediaType, Message, ThinkingPart } from './message';

/** Token counts of one model response. `promptTokens` includes cached tokens. */
export interface Usage {
  readonly promptTokens: number;
  readonly completionTokens: number;
  readonly totalTokens: number;
  readonly cacheReadTokens?: number;
  readonly cacheWriteTokens?: number;
  /** True where the provider gave no counts and they were estimated. */
  readonly estimated?: boolean;
}

/** A tool as the model sees it. */
export interface ToolDefinition {
  readonly name: string;
  readonly description: string;
  /** JSON Schema of the argument object. */
  readonly parameters: Readonly<Record<string, unknown>>;
}

export interface ModelRequest {
  /** System prompt; empty means none. */
  readonly system: string;
  readonly messages: readonly Message[];
  readonly tools: readonly ToolDefinition[];
  /** Default: the model's output limit from the catalogue, at most 32,000. */
  readonly maxOutputTokens?: number;
  /** Default: the provider's own. Left out for models that do not take one. */
  readonly temperature?: number;
  /** Tokens for thinking; 0 turns it off where the provider allows that. Default: as the model does by itself. */
  readonly thinkingBudget?: number;
}

/** Why a response ended. `refused`: the provider declined to answer. */
export type ModelStopReason = 'end' | 'tool_calls' | 'max_tokens' | 'refused';

/**
 * One piece of a streamed response, in order. A tool call has one start, any number of argument deltas and one end; thinking
 * ends with one `thinking_end`. `finish` comes last, exactly once, unless the stream throws.
 */
export type ModelPart =
  | { readonly type: 'text_delta'; readonly text: string }
  | { readonly type: 'thinking_delta'; readonly text: string }
  | { readonly type: 'thinking_end'; readonly part: ThinkingPart }
  | { readonly type: 'tool_call_start'; readonly id: string; readonly name: string }
  | { readonly type: 'tool_call_delta'; readonly id: string; readonly delta: string }
  /** `arguments` is the whole raw JSON text; the loop parses it. */
  | { readonly type: 'tool_call_end'; readonly id: string; readonly name: string; readonly arguments: string }
  | { readonly type: 'usage'; readonly usage: Usage }
  | { readonly type: 'finish'; readonly stopReason: ModelStopReason };

/** US dollars per million tokens. */
export interface TokenRates {
  readonly input: number;
  readonly output: number;
  readonly cacheRead?: number;
  readonly cacheWrite?: number;
}

export interface ModelPrice extends TokenRates {
  /** Rates for a whole response whose prompt, with cached tokens, is longer than `above` tokens. */
  readonly longPrompt?: TokenRates & { readonly above: number };
}

/** What is known about a model; every field may be unknown for a model that is not in the catalogue. */
export interface ModelInfo {
  /** `anthropic`, `openai`, `vscode`, `demo` or the name of a configured provider. */
  readonly provider: string;
  readonly id: string;
  readonly label: string;
  readonly contextTokens?: number;
  readonly outputTokens?: number;
  readonly price?: ModelPrice;
  readonly images?: readonly ImageMediaType[] | boolean;
  readonly thinking?: boolean;
}

/** A model that can be asked. Implementations throw only {@link import('./modelError').ModelError} from `stream`. */
export interface LanguageModel {
  readonly info: ModelInfo;
  /**
   * Asks the model. The signal cancels the request and ends the iteration with a `ModelError` of kind `aborted`. An implementation
   * makes exactly one attempt; retry is `model/retry.ts`.
   */
  stream(request: ModelRequest, signal: AbortSignal): AsyncIterable<ModelPart>;
  /** Tokens of a text, by the provider's own count where it has one; otherwise absent and estimated by the caller. */
  countTokens?(text: string, signal: AbortSignal): Promise<number>;
}

/** Finds the model for a `provider/model` (or `provider:model`) name. Throws `ConfigurationError` for an unknown provider. */
export interface ModelResolver {
  resolve(name: string): Promise<LanguageModel>;
  list(): Promise<readonly ModelInfo[]>;
}
