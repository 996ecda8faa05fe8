import { readAnswer } from './answerStream';
import { createAnthropicReader } from './anthropicStream';
import { toAnthropicRequest } from './anthropicWire';
import { guardedStream } from './guardedStream';
import type { LanguageModel } from './languageModel';
import { formatModelName } from './modelName';
import type { ProviderOptions } from './providerOptions';
import { secretsOf } from './providerOptions';
import { createAnthropicClient } from './sdkClients';

/** A model behind the Anthropic Messages API. The SDK is loaded at the first request. */
export function createAnthropicModel(options: ProviderOptions): LanguageModel {
  const { info } = options;
  const model = { name: formatModelName(info), provider: info.provider };
  const guard = {
    ...model,
    secrets: secretsOf(options),
    now: options.now ?? Date.now,
    ...(options.idleTimeoutMs === undefined ? {} : { idleTimeoutMs: options.idleTimeoutMs }),
  };
  let client: ReturnType<typeof createAnthropicClient> | undefined;
  return {
    info,
    stream: (request, signal) =>
      guardedStream(signal, guard, async (inner) => {
        client ??= createAnthropicClient(options);
        // Not `messages.create`: that writes its own warnings about models to the console.
        const response = await (
          await client
        )
          .post('/v1/messages', { body: toAnthropicRequest(request, info), stream: true, signal: inner })
          .asResponse();
        return readAnswer(response, model.name, (give) => createAnthropicReader(give, model));
      }),
  };
}
