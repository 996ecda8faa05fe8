import { nextDemoTurn } from './demoScript';
import type { LanguageModel, ModelInfo, ModelPart } from './languageModel';
import { ModelError } from './modelError';
import { formatModelName } from './modelName';
import { estimateTokens } from './tokenEstimate';

/** The built-in model that needs no key. It says of itself that it is scripted. */
export const demoModelInfo: ModelInfo = {
  provider: 'demo',
  id: 'scripted',
  label: 'Demo (scripted, no AI)',
  contextTokens: 200_000,
  outputTokens: 8_192,
  price: { input: 0, output: 0 },
  images: true,
  thinking: true,
};

export interface DemoModelOptions {
  /** Resolves after the time, or rejects when the signal fires. */
  readonly sleep?: (ms: number, signal?: AbortSignal) => Promise<void>;
  /** Milliseconds between two pieces of text, so that streaming can be seen. Default 15. */
  readonly deltaMs?: number;
}

/** Plays a small real task through the ordinary loop and tools; what it does next depends on the results it got. */
export function createDemoModel(options: DemoModelOptions = {}): LanguageModel {
  const sleep = options.sleep ?? abortableSleep;
  const deltaMs = options.deltaMs ?? 15;
  const name = formatModelName(demoModelInfo);

  async function* parts(
    request: Parameters<LanguageModel['stream']>[0],
    signal: AbortSignal,
  ): AsyncIterable<ModelPart> {
    const turn = nextDemoTurn(
      request.messages,
      new Set(request.tools.map((tool) => tool.name)),
      request.system,
    );
    for (const text of words(turn.thinking ?? '')) {
      await sleep(deltaMs, signal);
      yield { type: 'thinking_delta', text };
    }
    if (turn.thinking !== undefined) {
      yield {
        type: 'thinking_end',
        part: { type: 'thinking', text: turn.thinking, provider: demoModelInfo.provider },
      };
    }
    for (const text of words(turn.text)) {
      await sleep(deltaMs, signal);
      yield { type: 'text_delta', text };
    }
    for (const call of turn.calls) {
      const raw = JSON.stringify(call.input);
      yield { type: 'tool_call_start', id: call.id, name: call.name };
      await sleep(deltaMs, signal);
      yield { type: 'tool_call_delta', id: call.id, delta: raw };
      yield { type: 'tool_call_end', id: call.id, name: call.name, arguments: raw };
    }
    const promptTokens = estimateTokens(request.system + JSON.stringify(request.messages));
    const completionTokens = estimateTokens((turn.thinking ?? '') + turn.text + JSON.stringify(turn.calls));
    const totalTokens = promptTokens + completionTokens;
    yield { type: 'usage', usage: { promptTokens, completionTokens, totalTokens, estimated: true } };
    yield { type: 'finish', stopReason: turn.calls.length > 0 ? 'tool_calls' : 'end' };
  }

  return {
    info: demoModelInfo,
    async *stream(request, signal) {
      try {
        signal.throwIfAborted();
        yield* parts(request, signal);
      } catch (cause) {
        // Only the sleep can fail, and only by the signal.
        throw new ModelError({ about: 'model', code: 'cancelled' }, { kind: 'aborted', model: name, cause });
      }
    },
  };
}

/** Pieces of about three words that join to the text. */
function words(text: string): readonly string[] {
  return text.match(/(?:\S+\s*){1,3}|\s+/g) ?? [];
}

async function abortableSleep(ms: number, signal?: AbortSignal): Promise<void> {
  const { setTimeout: wait } = await import('node:timers/promises');
  await wait(ms, undefined, signal === undefined ? {} : { signal });
}
