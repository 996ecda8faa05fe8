// What a scripted model answers. A script is a list of turns, played one a request, or a function of the request.

export type WireFormat = 'anthropic' | 'chat' | 'responses';

export interface ScriptedToolCall {
  readonly name: string;
  /** Arguments as a value, or the raw JSON text (which may be broken on purpose). */
  readonly args: Readonly<Record<string, unknown>> | string;
  /** Default: unique in the server. */
  readonly id?: string;
}

export interface ScriptedUsage {
  /** Prompt tokens that were not cached. */
  readonly input: number;
  readonly output: number;
  readonly cacheRead?: number;
  readonly cacheWrite?: number;
}

/**
 * What goes wrong: an HTTP error, or after half of the answer a closed socket (`cut`), silence (`hang`) or a frame that is not JSON
 * (`malformed`). `error_event` is an error told inside the stream (overloaded).
 */
export type Fault =
  | { readonly status: number; readonly headers?: Readonly<Record<string, string>>; readonly body?: unknown }
  | 'cut'
  | 'hang'
  | 'malformed'
  | 'error_event';

/** How servers in the wild bend the Chat Completions format. All off by default. */
export interface ChatQuirks {
  readonly callIds?: 'missing' | 'repeated';
  /** The whole arguments in one chunk, or as an object instead of text. */
  readonly arguments?: 'one_chunk' | 'object';
  readonly noIndex?: boolean;
  readonly noUsage?: boolean;
  readonly done?: 'missing' | 'without_space' | 'lower_case';
  /** Comment lines between the frames. */
  readonly keepAlive?: boolean;
  readonly crlf?: boolean;
  /** The finish reason sent after tool calls; `null` sends none. Default `tool_calls`. */
  readonly finishReason?: string | null;
  /** The field that carries thinking. Default `reasoning_content`. */
  readonly thinkingField?: 'reasoning_content' | 'reasoning';
  /** Answers 400 to a request that has one of these fields, naming it, as old servers do. */
  readonly refuses?: readonly string[];
  /** Deltas of parallel calls arrive alternately. */
  readonly interleaved?: boolean;
}

export interface ScriptedTurn {
  readonly thinking?: string;
  /** Anthropic: a block of thinking that only its provider can read, before the others. */
  readonly redactedThinking?: string;
  readonly text?: string;
  readonly toolCalls?: readonly ScriptedToolCall[];
  /** Default: counted roughly from the request and the answer. */
  readonly usage?: ScriptedUsage;
  /** Default `end`, or `tool_calls` where there are some. */
  readonly stop?: 'max_tokens' | 'refused';
  readonly fault?: Fault;
  /** Before the first byte. Default 0. */
  readonly latencyMs?: number;
  /** Between two frames. Default 0. */
  readonly deltaMs?: number;
  /** Number of deltas that text, thinking and arguments are cut into. Default: pieces of 12 characters. */
  readonly deltas?: number;
  /** Sends the body in chunks of so many bytes, cutting frames and characters anywhere. Default: a frame a chunk. */
  readonly chunkBytes?: number;
  readonly quirks?: ChatQuirks;
}

/** A request as the server got it. */
export interface ModelServerRequest {
  readonly method: string;
  readonly path: string;
  /** Absent for requests that are not for an answer, such as the model list. */
  readonly format?: WireFormat;
  readonly headers: Readonly<Record<string, string>>;
  /** The parsed JSON body, or `{}`. */
  readonly body: Readonly<Record<string, unknown>>;
  readonly bodyBytes: number;
  /** Requests with the same one came over the same connection. */
  readonly clientPort: number;
  /** True once the client went away before the answer was complete. */
  abandoned: boolean;
}

export type Script =
  | readonly ScriptedTurn[]
  /** `index` counts the requests for an answer from 0. */
  | ((request: ModelServerRequest, index: number) => ScriptedTurn | Promise<ScriptedTurn>);

/** Cuts a text into `count` pieces of whole characters, or into pieces of 12. */
export function pieces(text: string, count?: number): string[] {
  const characters = [...text];
  const size = count === undefined ? 12 : Math.max(1, Math.ceil(characters.length / count));
  const result: string[] = [];
  for (let at = 0; at < characters.length; at += size) result.push(characters.slice(at, at + size).join(''));
  return result;
}

/** The raw text of a call's arguments. */
export function argumentText(call: ScriptedToolCall): string {
  return typeof call.args === 'string' ? call.args : JSON.stringify(call.args);
}
