import type { ModelPart } from './languageModel';

/** Adds a part to those that arrived together: a delta that goes on with the last one becomes one with it. */
export function mergePart(parts: ModelPart[], part: ModelPart): void {
  const last = parts.at(-1);
  const merged = last === undefined ? undefined : joined(last, part);
  if (merged === undefined) parts.push(part);
  else parts[parts.length - 1] = merged;
}

function joined(first: ModelPart, second: ModelPart): ModelPart | undefined {
  switch (second.type) {
    case 'text_delta':
    case 'thinking_delta':
      return first.type === second.type ? { type: second.type, text: first.text + second.text } : undefined;
    case 'tool_call_delta':
      return first.type === 'tool_call_delta' && first.id === second.id
        ? { type: second.type, id: second.id, delta: first.delta + second.delta }
        : undefined;
    default:
      return undefined;
  }
}
