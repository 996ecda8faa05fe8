// A model of the editor (`vscode.lm`) behind our contract. What it lacks is made plain: token counts are estimates, cost is unknown,
// and nothing here ever opens the consent dialog; `editorModels.ts` does, from a person's click.
import { l10n, LanguageModelError, LanguageModelTextPart, LanguageModelToolCallPart } from 'vscode';
import type { LanguageModelChat } from 'vscode';
import type {
  LanguageModel,
  ModelInfo,
  ModelPart,
  ModelRequest,
  Usage,
} from '../../core/model/languageModel';
import type { Message } from '../../core/model/message';
import { ModelError } from '../../core/model/modelError';
import { toCancellationToken } from '../cancellation';
import { imagePartFactory, textOf, toEditorMessages, toEditorTools } from './editorMessages';

export const EDITOR_PROVIDER = 'vscode';

/** Said in the editor's consent dialog. */
export function consentJustification(): string {
  return l10n.t(
    'Planwright sends your prompts, and the files and command outputs that the task needs, to this model.',
  );
}

export class EditorModel implements LanguageModel {
  readonly info: ModelInfo;
  readonly #chat: LanguageModelChat;
  readonly #canSendRequest: () => boolean | undefined;
  /** Tokens of messages that were counted before: a conversation only grows. */
  readonly #counted = new WeakMap<Message, number>();

  /** @param canSendRequest whether the person has agreed; undefined when never asked. */
  constructor(chat: LanguageModelChat, canSendRequest: () => boolean | undefined) {
    this.#chat = chat;
    this.#canSendRequest = canSendRequest;
    this.info = {
      provider: EDITOR_PROVIDER,
      id: `${chat.vendor}/${chat.id}`,
      label: chat.name,
      contextTokens: chat.maxInputTokens,
      images: imagePartFactory() !== undefined,
    };
  }

  /** True once the person has agreed that this model is used. */
  get isAllowed(): boolean {
    return this.#canSendRequest() === true;
  }

  get #name(): string {
    return `${EDITOR_PROVIDER}/${this.info.id}`;
  }

  async *stream(request: ModelRequest, signal: AbortSignal): AsyncIterable<ModelPart> {
    if (!this.isAllowed) {
      throw this.#error(
        'consent',
        l10n.t(
          'You have not yet allowed Planwright to use {0}. Choose the model again to allow it.',
          this.#chat.name,
        ),
      );
    }
    const linked = toCancellationToken(signal);
    try {
      yield* this.#parts(request, signal, linked.token);
    } catch (error) {
      throw this.#toModelError(error, signal);
    } finally {
      linked.dispose();
    }
  }

  async countTokens(text: string, signal: AbortSignal): Promise<number> {
    const linked = toCancellationToken(signal);
    try {
      return await this.#chat.countTokens(text, linked.token);
    } finally {
      linked.dispose();
    }
  }

  async *#parts(
    request: ModelRequest,
    signal: AbortSignal,
    token: Parameters<LanguageModelChat['sendRequest']>[2],
  ): AsyncIterable<ModelPart> {
    const messages = toEditorMessages(request, this.info, imagePartFactory());
    const options = { justification: consentJustification(), tools: toEditorTools(request) };
    const response = await this.#chat.sendRequest(messages, options, token);
    const promptTokens = this.#countPrompt(request, signal);
    let text = '';
    let calls = 0;
    for await (const part of response.stream) {
      signal.throwIfAborted();
      if (part instanceof LanguageModelTextPart) {
        text += part.value;
        yield { type: 'text_delta', text: part.value };
      } else if (part instanceof LanguageModelToolCallPart) {
        calls += 1;
        const json = JSON.stringify(part.input);
        text += json;
        yield { type: 'tool_call_start', id: part.callId, name: part.name };
        yield { type: 'tool_call_delta', id: part.callId, delta: json };
        yield { type: 'tool_call_end', id: part.callId, name: part.name, arguments: json };
      }
      // Parts of kinds that came later are for other clients.
    }
    signal.throwIfAborted();
    yield { type: 'usage', usage: await this.#usage(promptTokens, text, signal) };
    yield { type: 'finish', stopReason: calls > 0 ? 'tool_calls' : 'end' };
  }

  async #usage(prompt: Promise<number>, text: string, signal: AbortSignal): Promise<Usage> {
    const [promptTokens, completionTokens] = await Promise.all([
      prompt,
      text === '' ? 0 : this.countTokens(text, signal),
    ]);
    return { promptTokens, completionTokens, totalTokens: promptTokens + completionTokens, estimated: true };
  }

  async #countPrompt(request: ModelRequest, signal: AbortSignal): Promise<number> {
    const counts = await Promise.all([
      this.countTokens(`${request.system}\n${JSON.stringify(request.tools)}`, signal),
      ...request.messages.map(async (message) => {
        const known = this.#counted.get(message);
        if (known !== undefined) return known;
        const count = await this.countTokens(textOf(message), signal);
        this.#counted.set(message, count);
        return count;
      }),
    ]);
    return counts.reduce((sum, count) => sum + count, 0);
  }

  #toModelError(error: unknown, signal: AbortSignal): ModelError {
    if (error instanceof ModelError) return error;
    const { name } = this.#chat;
    if (signal.aborted) return this.#error('aborted', l10n.t('The request was cancelled.'), error);
    if (error instanceof LanguageModelError) {
      switch (error.code) {
        case LanguageModelError.NoPermissions.name:
          return this.#error('consent', l10n.t('The editor does not let Planwright use {0}.', name), error);
        case LanguageModelError.Blocked.name:
          return this.#error(
            'quota',
            l10n.t("The editor's quota for {0} is used up or the request was blocked.", name),
            error,
          );
        case LanguageModelError.NotFound.name:
          return this.#error(
            'invalid_request',
            l10n.t('The editor no longer offers {0}. Choose another model.', name),
            error,
          );
        default:
      }
    }
    return this.#error('network', l10n.t('{0} did not answer.', name), error);
  }

  #error(kind: ModelError['kind'], message: string, cause?: unknown): ModelError {
    const providerMessage = cause instanceof Error ? cause.message : undefined;
    return new ModelError(message, {
      kind,
      model: this.#name,
      cause,
      ...(providerMessage === undefined ? {} : { providerMessage }),
    });
  }
}
