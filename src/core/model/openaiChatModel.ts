import { readAnswer } from './answerStream';
import { optionalChatParameters, toChatRequest } from './chatWire';
import { createChatReader } from './chatStream';
import { guardedStream } from './guardedStream';
import type { LanguageModel, ModelRequest } from './languageModel';
import { formatModelName } from './modelName';
import { toModelError } from './providerError';
import type { ProviderOptions } from './providerOptions';
import { secretsOf } from './providerOptions';
import { createOpenaiClient } from './sdkClients';
import { estimateTokens } from './tokenEstimate';

/**
 * A model behind the Chat Completions API, of OpenAI or of a compatible server. A server that refuses one of the optional parameters by name is
 * asked again without it, and not with it again. The SDK is loaded at the first request.
 */
export function createOpenaiChatModel(options: ProviderOptions): LanguageModel {
  const { info } = options;
  const model = { name: formatModelName(info), provider: info.provider };
  const guard = {
    ...model,
    secrets: secretsOf(options),
    now: options.now ?? Date.now,
    ...(options.idleTimeoutMs === undefined ? {} : { idleTimeoutMs: options.idleTimeoutMs }),
  };
  const isOpenai = new URL(options.baseUrl).hostname === 'api.openai.com';
  const refused = new Set<string>();
  let client: ReturnType<typeof createOpenaiClient> | undefined;

  async function ask(request: ModelRequest, signal: AbortSignal): Promise<Response> {
    client ??= createOpenaiClient(options);
    const { chat } = await client;
    for (;;) {
      const body = toChatRequest(request, info, { isOpenai, refused });
      try {
        return await chat.completions.create(body, { signal }).asResponse();
      } catch (error) {
        const { status, providerMessage = '' } = toModelError(error, guard);
        const parameter = optionalChatParameters.find(
          (name) => name in body && providerMessage.includes(name),
        );
        if ((status !== 400 && status !== 422) || parameter === undefined) throw error;
        refused.add(parameter);
      }
    }
  }

  return {
    info,
    stream: (request, signal) =>
      guardedStream(signal, guard, async (inner) =>
        readAnswer(await ask(request, inner), model.name, (give) =>
          createChatReader(give, {
            ...model,
            newId: options.newId ?? (() => `call_${globalThis.crypto.randomUUID()}`),
            estimatePrompt: () =>
              estimateTokens(JSON.stringify([request.system, request.messages, request.tools])),
          }),
        ),
      ),
  };
}
