// The neutral conversation: what a session keeps and every provider converts from.
// Conversion to a wire format happens in one place per provider, never here.

/** Plain text. */
export interface TextPart {
  readonly type: 'text';
  readonly text: string;
}

/** Media types that every supported provider accepts. */
export type ImageMediaType = 'image/png' | 'image/jpeg' | 'image/gif' | 'image/webp';

/** A picture, base64 without a data-URL prefix. */
export interface ImagePart {
  readonly type: 'image';
  readonly mediaType: ImageMediaType;
  readonly data: string;
}

/**
 * What the model thought before it answered. `opaque` is what the provider wants back unchanged on the next
 * turn (an Anthropic signature or redacted block, an OpenAI reasoning item); it is replayed only to `provider`.
 */
export interface ThinkingPart {
  readonly type: 'thinking';
  readonly text: string;
  readonly provider: string;
  readonly opaque?: unknown;
}

/**
 * The model's request to run a tool. `input` is the parsed argument object. Where the arguments were not a JSON object,
 * `input` is `{}` and `malformed` holds the raw text: such a call is answered with an error and never run.
 */
export interface ToolCallPart {
  readonly type: 'tool_call';
  readonly id: string;
  readonly name: string;
  readonly input: Readonly<Record<string, unknown>>;
  readonly malformed?: string;
}

/** The answer to one tool call. */
export interface ToolResultPart {
  readonly type: 'tool_result';
  readonly toolCallId: string;
  readonly toolName: string;
  readonly text: string;
  readonly images?: readonly ImagePart[];
  readonly isError: boolean;
}

/** Who wrote a user message: a person, or the loop on the person's behalf. `review`: what a person did to the agent's changes. */
export type UserMessageOrigin = 'prompt' | 'steering' | 'continuation' | 'review';

export interface UserMessage {
  readonly role: 'user';
  readonly origin: UserMessageOrigin;
  /** Images come first, as the wire formats want them. */
  readonly content: readonly (ImagePart | TextPart)[];
}

export interface AssistantMessage {
  readonly role: 'assistant';
  /** `provider/model` that wrote it. */
  readonly model: string;
  readonly content: readonly (TextPart | ThinkingPart | ToolCallPart)[];
  /** Set when the stream broke and only a part of the answer arrived; a tool call of such a message was not run. */
  readonly incomplete?: boolean;
}

export interface ToolMessage {
  readonly role: 'tool';
  readonly results: readonly ToolResultPart[];
}

export type Message = UserMessage | AssistantMessage | ToolMessage;
