import { argumentText, pieces } from './script';
import type { ScriptedTurn, ScriptedUsage } from './script';
import type { FrameContext } from './frame';
import { dataFrame } from './frame';

/** A turn as the chunks of the Chat Completions API, with the quirks it asks for. */
export function chatFrames(turn: ScriptedTurn, usage: ScriptedUsage, context: FrameContext): string[] {
  const quirks = turn.quirks ?? {};
  const frames: string[] = [];
  const head = {
    id: `chatcmpl-${context.sequence}`,
    object: 'chat.completion.chunk',
    created: 0,
    model: context.model,
  };
  const send = (delta: object, finishReason: string | null = null): void => {
    frames.push(dataFrame({ ...head, choices: [{ index: 0, delta, finish_reason: finishReason }] }));
  };

  send({ role: 'assistant', content: '' });
  for (const part of pieces(turn.thinking ?? '', turn.deltas))
    send({ [quirks.thinkingField ?? 'reasoning_content']: part });
  for (const part of pieces(turn.text ?? '', turn.deltas)) send({ content: part });
  for (const part of toolCallDeltas(turn, context)) send({ tool_calls: [part] });
  const finishReason = quirks.finishReason === undefined ? defaultFinishReason(turn) : quirks.finishReason;
  if (finishReason !== null) send({}, finishReason);
  if (context.usageWanted && quirks.noUsage !== true) {
    frames.push(dataFrame({ ...head, choices: [], usage: chatUsage(usage) }));
  }
  if (quirks.done === undefined) frames.push('data: [DONE]\n\n');
  else if (quirks.done === 'without_space') frames.push('data:[DONE]\n\n');
  else if (quirks.done === 'lower_case') frames.push('data: [done]\n\n');

  return frames.map((frame) => {
    const spaced = quirks.keepAlive === true ? `: keep-alive\n\n${frame}` : frame;
    return quirks.crlf === true ? spaced.replaceAll('\n', '\r\n') : spaced;
  });
}

function toolCallDeltas(turn: ScriptedTurn, context: FrameContext): object[] {
  const quirks = turn.quirks ?? {};
  const calls: object[][] = (turn.toolCalls ?? []).map((call, index) => {
    const place = quirks.noIndex === true ? {} : { index };
    const id =
      quirks.callIds === 'missing'
        ? {}
        : { id: quirks.callIds === 'repeated' ? 'call_0' : (call.id ?? context.newId('call')) };
    const start = { ...place, ...id, type: 'function' };
    if (quirks.arguments === 'object')
      return [{ ...start, function: { name: call.name, arguments: call.args } }];
    if (quirks.arguments === 'one_chunk')
      return [{ ...start, function: { name: call.name, arguments: argumentText(call) } }];
    return [
      { ...start, function: { name: call.name, arguments: '' } },
      ...pieces(argumentText(call), turn.deltas).map((part) => ({ ...place, function: { arguments: part } })),
    ];
  });
  if (quirks.interleaved !== true) return calls.flat();
  const longest = Math.max(0, ...calls.map((deltas) => deltas.length));
  return Array.from({ length: longest }, (_, at) =>
    calls.flatMap((deltas) => deltas.slice(at, at + 1)),
  ).flat();
}

function defaultFinishReason(turn: ScriptedTurn): string {
  if (turn.stop === 'max_tokens') return 'length';
  if (turn.stop === 'refused') return 'content_filter';
  return turn.toolCalls?.length ? 'tool_calls' : 'stop';
}

function chatUsage(usage: ScriptedUsage): object {
  const prompt = usage.input + (usage.cacheRead ?? 0) + (usage.cacheWrite ?? 0);
  return {
    prompt_tokens: prompt,
    completion_tokens: usage.output,
    total_tokens: prompt + usage.output,
    prompt_tokens_details: { cached_tokens: usage.cacheRead ?? 0 },
  };
}
