import { readAnswer } from './answerStream';
import { guardedStream } from './guardedStream';
import type { LanguageModel } from './languageModel';
import { formatModelName } from './modelName';
import type { ProviderOptions } from './providerOptions';
import { secretsOf } from './providerOptions';
import { createResponsesReader } from './responsesStream';
import { toResponsesRequest } from './responsesWire';
import { createOpenaiClient } from './sdkClients';

/** A model behind the OpenAI Responses API. The SDK is loaded at the first request. */
export function createOpenaiResponsesModel(options: ProviderOptions): LanguageModel {
  const { info } = options;
  const guard = {
    name: formatModelName(info),
    provider: info.provider,
    now: options.now ?? Date.now,
    secrets: secretsOf(options),
    ...(options.idleTimeoutMs === undefined ? {} : { idleTimeoutMs: options.idleTimeoutMs }),
  };
  let client: ReturnType<typeof createOpenaiClient> | undefined;
  return {
    info,
    stream: (request, signal) =>
      guardedStream(signal, guard, async (inner) => {
        client ??= createOpenaiClient(options);
        const { responses } = await client;
        const response = await responses
          .create(toResponsesRequest(request, info), { signal: inner })
          .asResponse();
        return readAnswer(response, guard.name, (give) => createResponsesReader(give, guard));
      }),
  };
}
