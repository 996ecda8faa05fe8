import { argumentText, pieces } from './script';
import type { ScriptedTurn, ScriptedUsage } from './script';
import type { FrameContext } from './frame';
import { namedFrame } from './frame';

/** A turn as the events of the Anthropic Messages API. */
export function anthropicFrames(turn: ScriptedTurn, usage: ScriptedUsage, context: FrameContext): string[] {
  const frames: string[] = [];
  const send = (type: string, fields: object): void => {
    frames.push(namedFrame(type, { type, ...fields }));
  };
  let index = 0;
  const block = (content: object, deltas: readonly object[]): void => {
    send('content_block_start', { index, content_block: content });
    for (const delta of deltas) send('content_block_delta', { index, delta });
    send('content_block_stop', { index });
    index += 1;
  };

  send('message_start', {
    message: {
      id: `msg_${context.sequence}`,
      type: 'message',
      role: 'assistant',
      model: context.model,
      content: [],
      stop_reason: null,
      stop_sequence: null,
      usage: {
        input_tokens: usage.input,
        cache_creation_input_tokens: usage.cacheWrite ?? 0,
        cache_read_input_tokens: usage.cacheRead ?? 0,
        output_tokens: 1,
      },
    },
  });
  send('ping', {});
  if (turn.redactedThinking !== undefined)
    block({ type: 'redacted_thinking', data: turn.redactedThinking }, []);
  if (turn.thinking !== undefined) {
    block({ type: 'thinking', thinking: '', signature: '' }, [
      ...pieces(turn.thinking, turn.deltas).map((thinking) => ({ type: 'thinking_delta', thinking })),
      { type: 'signature_delta', signature: `signature_${context.sequence}` },
    ]);
  }
  if (turn.text !== undefined) {
    block(
      { type: 'text', text: '' },
      pieces(turn.text, turn.deltas).map((text) => ({ type: 'text_delta', text })),
    );
  }
  for (const call of turn.toolCalls ?? []) {
    block({ type: 'tool_use', id: call.id ?? context.newId('toolu'), name: call.name, input: {} }, [
      { type: 'input_json_delta', partial_json: '' },
      ...pieces(argumentText(call), turn.deltas).map((part) => ({
        type: 'input_json_delta',
        partial_json: part,
      })),
    ]);
  }
  send('message_delta', {
    delta: { stop_reason: stopReason(turn), stop_sequence: null },
    usage: { output_tokens: usage.output },
  });
  send('message_stop', {});
  return frames;
}

function stopReason(turn: ScriptedTurn): string {
  if (turn.stop === 'max_tokens') return 'max_tokens';
  if (turn.stop === 'refused') return 'refusal';
  return turn.toolCalls?.length ? 'tool_use' : 'end_turn';
}
