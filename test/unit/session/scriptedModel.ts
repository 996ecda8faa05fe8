// A model that plays a script, for tests of the loop. It implements the contract; providers are tested over HTTP elsewhere.
import type {
  LanguageModel,
  ModelPart,
  ModelRequest,
  ModelStopReason,
} from '../../../src/core/model/languageModel';
import { ModelError } from '../../../src/core/model/modelError';

export interface ScriptedCall {
  readonly id?: string;
  readonly name: string;
  readonly input?: Readonly<Record<string, unknown>>;
  /** Raw argument text instead of `input`. */
  readonly raw?: string;
}

export interface ScriptedTurn {
  readonly text?: string;
  readonly calls?: readonly ScriptedCall[];
  readonly stopReason?: ModelStopReason;
  /** Thrown after the text. */
  readonly error?: ModelError;
  /** After the text, waits until the request is cancelled. */
  readonly hangs?: boolean;
}

export interface ScriptedModel extends LanguageModel {
  readonly requests: readonly ModelRequest[];
}

/** Plays the turns in order; behind the last one it answers "Done.". */
export function createScriptedModel(
  turns: readonly (ScriptedTurn | ((request: ModelRequest) => ScriptedTurn))[],
): ScriptedModel {
  const requests: ModelRequest[] = [];
  let calls = 0;
  return {
    info: { provider: 'test', id: 'scripted', label: 'Scripted', price: { input: 1, output: 2 } },
    requests,
    async *stream(request, signal): AsyncGenerator<ModelPart> {
      const next = turns[requests.length] ?? { text: 'Done.' };
      requests.push(request);
      const turn = typeof next === 'function' ? next(request) : next;
      if (turn.text !== undefined) yield { type: 'text_delta', text: turn.text };
      if (turn.hangs === true) {
        await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }));
        throw new ModelError('Cancelled.', { kind: 'aborted', model: 'test/scripted' });
      }
      if (turn.error !== undefined) throw turn.error;
      for (const call of turn.calls ?? []) {
        calls += 1;
        const id = call.id ?? `call-${calls}`;
        yield { type: 'tool_call_start', id, name: call.name };
        yield {
          type: 'tool_call_end',
          id,
          name: call.name,
          arguments: call.raw ?? JSON.stringify(call.input ?? {}),
        };
      }
      yield { type: 'usage', usage: { promptTokens: 100, completionTokens: 10, totalTokens: 110 } };
      yield {
        type: 'finish',
        stopReason: turn.stopReason ?? ((turn.calls?.length ?? 0) > 0 ? 'tool_calls' : 'end'),
      };
    },
  };
}
