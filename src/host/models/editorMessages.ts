// The neutral conversation as the editor's language models take it. They know no system role and no thinking; pictures only where
// the editor is new enough.
import * as vscode from 'vscode';
import type { ModelInfo, ModelRequest } from '../../core/model/languageModel';
import type { AssistantMessage, ImagePart, Message, ToolMessage } from '../../core/model/message';
import { prepareConversation } from '../../core/model/conversation';

type UserContent = ConstructorParameters<typeof vscode.LanguageModelChatMessage>[1];
type AnswerContent = (vscode.LanguageModelTextPart | vscode.LanguageModelToolCallPart)[];
type ResultContent = ConstructorParameters<typeof vscode.LanguageModelToolResultPart>[1];

/** Makes a part of a picture; the class came after our oldest editor. */
export type ImagePartFactory = (data: Uint8Array, mediaType: string) => object;

/** Undefined in an editor that has no such parts. */
export function imagePartFactory(): ImagePartFactory | undefined {
  const candidate: unknown = Reflect.get(vscode, 'LanguageModelDataPart');
  if (typeof candidate !== 'function') return undefined;
  const image: unknown = Reflect.get(candidate, 'image');
  if (typeof image !== 'function') return undefined;
  return (data, mediaType) => {
    const part: unknown = Reflect.apply(image, candidate, [data, mediaType]);
    if (typeof part !== 'object' || part === null) throw new TypeError('The editor made no picture part.');
    return part;
  };
}

/**
 * The system text goes first, as a message of the user.
 *
 * @param model the one that will read it
 */
export function toEditorMessages(
  request: ModelRequest,
  model: ModelInfo,
  makeImage: ImagePartFactory | undefined,
): vscode.LanguageModelChatMessage[] {
  const messages = prepareConversation(request.messages, model).map((message) =>
    toEditorMessage(message, makeImage),
  );
  return request.system === ''
    ? messages
    : [vscode.LanguageModelChatMessage.User(request.system), ...messages];
}

export function toEditorTools(request: ModelRequest): vscode.LanguageModelChatTool[] {
  return request.tools.map(({ name, description, parameters }) => ({
    name,
    description,
    inputSchema: { ...parameters },
  }));
}

/** Everything of a message that costs tokens, as one text. */
export function textOf(message: Message): string {
  switch (message.role) {
    case 'user':
      return message.content.map((part) => (part.type === 'text' ? part.text : '')).join('\n');
    case 'assistant':
      return message.content
        .map((part) => {
          if (part.type === 'text') return part.text;
          return part.type === 'tool_call' ? `${part.name} ${JSON.stringify(part.input)}` : '';
        })
        .join('\n');
    case 'tool':
      return message.results.map((result) => result.text).join('\n');
  }
}

function toEditorMessage(
  message: Message,
  makeImage: ImagePartFactory | undefined,
): vscode.LanguageModelChatMessage {
  switch (message.role) {
    case 'user': {
      const content = message.content.map((part) =>
        part.type === 'text' ? new vscode.LanguageModelTextPart(part.text) : imageOf(part, makeImage),
      );
      // Picture parts are newer than the types of our oldest editor.
      return new vscode.LanguageModelChatMessage(
        vscode.LanguageModelChatMessageRole.User,
        content as UserContent,
      );
    }
    case 'assistant':
      return vscode.LanguageModelChatMessage.Assistant(answerOf(message));
    case 'tool':
      return vscode.LanguageModelChatMessage.User(resultsOf(message, makeImage));
  }
}

function answerOf(message: AssistantMessage): AnswerContent {
  const content: AnswerContent = [];
  for (const part of message.content) {
    if (part.type === 'text') content.push(new vscode.LanguageModelTextPart(part.text));
    if (part.type === 'tool_call') {
      content.push(new vscode.LanguageModelToolCallPart(part.id, part.name, { ...part.input }));
    }
  }
  return content;
}

function resultsOf(
  message: ToolMessage,
  makeImage: ImagePartFactory | undefined,
): vscode.LanguageModelToolResultPart[] {
  return message.results.map((result) => {
    const text = result.isError ? `Error: ${result.text}` : result.text;
    const content: ResultContent = [new vscode.LanguageModelTextPart(text)];
    for (const image of result.images ?? []) content.push(imageOf(image, makeImage));
    return new vscode.LanguageModelToolResultPart(result.toolCallId, content);
  });
}

function imageOf(image: ImagePart, makeImage: ImagePartFactory | undefined): object {
  if (makeImage !== undefined) return makeImage(Buffer.from(image.data, 'base64'), image.mediaType);
  return new vscode.LanguageModelTextPart(
    '[A picture was left out: this editor cannot send pictures to its models.]',
  );
}
