import { argumentText, pieces } from './script';
import type { ScriptedTurn, ScriptedUsage } from './script';
import type { FrameContext } from './frame';
import { namedFrame } from './frame';

/** A turn as the events of the Responses API. */
export function responsesFrames(turn: ScriptedTurn, usage: ScriptedUsage, context: FrameContext): string[] {
  const frames: string[] = [];
  let sequence = 0;
  const send = (type: string, fields: object): void => {
    frames.push(namedFrame(type, { type, sequence_number: sequence, ...fields }));
    sequence += 1;
  };
  const output: object[] = [];
  const response = (status: string, more: object = {}): object => ({
    id: `resp_${context.sequence}`,
    object: 'response',
    created_at: 0,
    model: context.model,
    status,
    error: null,
    incomplete_details: null,
    output: [...output],
    usage: null,
    ...more,
  });
  /** `deltas` sends what lies between the start and the end of an item. */
  const item = (started: object, finished: object, deltas: (outputIndex: number) => void): void => {
    const outputIndex = output.length;
    send('response.output_item.added', { output_index: outputIndex, item: started });
    deltas(outputIndex);
    output.push(finished);
    send('response.output_item.done', { output_index: outputIndex, item: finished });
  };

  send('response.created', { response: response('in_progress') });
  send('response.in_progress', { response: response('in_progress') });
  const thinking = turn.thinking;
  if (thinking !== undefined) {
    const reasoning = {
      type: 'reasoning',
      id: context.newId('rs'),
      encrypted_content: `encrypted_${context.sequence}`,
    };
    item(
      { ...reasoning, summary: [] },
      { ...reasoning, summary: [{ type: 'summary_text', text: thinking }] },
      (at) => {
        const place = { item_id: reasoning.id, output_index: at, summary_index: 0 };
        send('response.reasoning_summary_part.added', { ...place, part: { type: 'summary_text', text: '' } });
        for (const delta of pieces(thinking, turn.deltas))
          send('response.reasoning_summary_text.delta', { ...place, delta });
        send('response.reasoning_summary_text.done', { ...place, text: thinking });
        send('response.reasoning_summary_part.done', {
          ...place,
          part: { type: 'summary_text', text: thinking },
        });
      },
    );
  }
  const text = turn.text;
  if (text !== undefined) {
    const message = { type: 'message', id: context.newId('msg'), role: 'assistant' };
    const refused = turn.stop === 'refused';
    const content = refused
      ? { type: 'refusal', refusal: text }
      : { type: 'output_text', text, annotations: [] };
    const kind = refused ? 'refusal' : 'output_text';
    item(
      { ...message, status: 'in_progress', content: [] },
      { ...message, status: 'completed', content: [content] },
      (at) => {
        const place = { item_id: message.id, output_index: at, content_index: 0 };
        send('response.content_part.added', {
          ...place,
          part: { type: kind, [refused ? 'refusal' : 'text']: '' },
        });
        for (const delta of pieces(text, turn.deltas)) send(`response.${kind}.delta`, { ...place, delta });
        send(`response.${kind}.done`, { ...place, [refused ? 'refusal' : 'text']: text });
        send('response.content_part.done', { ...place, part: content });
      },
    );
  }
  for (const scripted of turn.toolCalls ?? []) {
    const call = {
      type: 'function_call',
      id: context.newId('fc'),
      call_id: scripted.id ?? context.newId('call'),
      name: scripted.name,
    };
    const raw = argumentText(scripted);
    item(
      { ...call, status: 'in_progress', arguments: '' },
      { ...call, status: 'completed', arguments: raw },
      (at) => {
        const place = { item_id: call.id, output_index: at };
        for (const delta of pieces(raw, turn.deltas))
          send('response.function_call_arguments.delta', { ...place, delta });
        send('response.function_call_arguments.done', { ...place, name: call.name, arguments: raw });
      },
    );
  }
  const counts = { usage: responsesUsage(usage) };
  if (turn.stop === 'max_tokens') {
    send('response.incomplete', {
      response: response('incomplete', { ...counts, incomplete_details: { reason: 'max_output_tokens' } }),
    });
  } else {
    send('response.completed', { response: response('completed', counts) });
  }
  return frames;
}

function responsesUsage(usage: ScriptedUsage): object {
  const input = usage.input + (usage.cacheRead ?? 0) + (usage.cacheWrite ?? 0);
  return {
    input_tokens: input,
    input_tokens_details: { cached_tokens: usage.cacheRead ?? 0 },
    output_tokens: usage.output,
    output_tokens_details: { reasoning_tokens: 0 },
    total_tokens: input + usage.output,
  };
}
